"""Why something was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frostier.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule that decided, its version, and the inputs that it read.

    ``rule`` is the stable id of the rule, ``version`` the version that was in force, ``inputs`` the named
    values as they were at that moment, ``text`` the sentence for a person.
    """

    rule: str
    version: str
    inputs: Mapping[str, object] = field(default_factory=dict)
    text: Text | None = None

    def as_json(self) -> dict[str, object]:
        """Plain values for storage and the API; dates and decimals become text."""
        data: dict[str, object] = {
            "rule": self.rule,
            "version": self.version,
            "inputs": {k: plain(v) for k, v in self.inputs.items()},
        }
        if self.text is not None:
            data["text"] = {"zh": self.text.zh, "en": self.text.en}
        return data


def plain(value: object) -> object:
    """A value as JSON can hold it: numbers and text stay, decimals and dates become text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return str(value)
