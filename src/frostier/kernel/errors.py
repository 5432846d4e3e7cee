"""Every refusal that Frostier can give, as one tree.

FrostierError
├── InvalidInput          what a person or a file handed in cannot be used
│   ├── UnreadableFile    the file itself (encoding, damage, size, format)
│   ├── MappingError      a mapping that does not fit the file or the data standard
│   ├── PredicateError    a condition that cannot be read, typed or resolved
│   └── SchemeError       a tier scheme that contradicts itself
├── NotFound              the named thing does not exist
├── Conflict              the state does not allow it now (two at once, published already, …)
│   ├── Stale             somebody else changed it meanwhile
│   └── SecondPersonNeeded  what one person proposed, another has to agree to
├── RunCancelled          a person stopped the run
├── SettingsError         a setting is missing or vague
└── ProofFailed           a full recomputation disagrees with what is stored

A message says what was expected, what arrived, where, and the next step.
"""

from __future__ import annotations

from collections.abc import Mapping

from frostier.kernel.text import Lang, Text


class FrostierError(Exception):
    """The base of every refusal; ``code`` is stable and machine-readable, ``exit_code`` is the command line's."""

    code = "frostier_error"
    exit_code = 1

    def __init__(
        self,
        message: Text,
        *,
        next_step: Text | None = None,
        where: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message.en)
        self.message = message
        self.next_step = next_step
        self.where: dict[str, object] = dict(where or {})

    def say(self, lang: Lang) -> str:
        """Message and next step as one paragraph in the asked language."""
        if self.next_step is None:
            return self.message.say(lang)
        gap = "" if lang == "zh" else " "
        return f"{self.message.say(lang)}{gap}{self.next_step.say(lang)}"

    def __str__(self) -> str:
        return self.say("en")


class InvalidInput(FrostierError):
    """What was handed in cannot be used; nothing was changed."""

    code = "invalid_input"
    exit_code = 2


class UnreadableFile(InvalidInput):
    """The file is damaged, too large, in an unknown encoding or of an unknown format."""

    code = "unreadable_file"


class MappingError(InvalidInput):
    """The mapping does not fit the file or the data standard."""

    code = "mapping"


class PredicateError(InvalidInput):
    """A condition cannot be read, compares unlike types, or names something unknown or circular."""

    code = "predicate"


class SchemeError(InvalidInput):
    """A tier scheme contradicts itself or lacks a part."""

    code = "scheme"


class NotFound(FrostierError):
    """The named customer, batch, scheme or run does not exist."""

    code = "not_found"
    exit_code = 3


class Conflict(FrostierError):
    """The present state does not allow the request."""

    code = "conflict"
    exit_code = 4


class Stale(Conflict):
    """Somebody else changed it meanwhile; ``where`` says who, when, and the present version."""

    code = "stale"


class SecondPersonNeeded(Conflict):
    """What one person proposed comes into force only with another person's agreement."""

    code = "second_person_needed"


class RunCancelled(FrostierError):
    """A person asked for the run to stop; what it had begun is undone."""

    code = "cancelled"
    exit_code = 130


class SettingsError(FrostierError):
    """A setting is missing or its value is vague."""

    code = "settings"
    exit_code = 2


class ProofFailed(FrostierError):
    """What is stored differs from a full recomputation."""

    code = "proof_failed"
    exit_code = 5
