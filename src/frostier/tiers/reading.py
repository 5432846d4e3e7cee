"""Reading checked values out of JSON, with the place named in every refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from frostier.kernel.errors import SchemeError
from frostier.kernel.text import Text


def exact(number: Decimal) -> str:
    """The decimal as text without an exponent or needless zeros.

    >>> exact(Decimal("2E+2")), exact(Decimal("0.300"))
    ('200', '0.3')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Entry:
    """One JSON object and the path at which it stands."""

    data: Mapping[str, Any]
    where: str = ""

    def only(self, *known: str) -> None:
        """Refuse keys that nothing reads: a misspelt policy must not be ignored."""
        for key in self.data:
            if key not in known:
                listed = ", ".join(known)
                raise malformed(self.path(key), f"未知的键，可用：{listed}", f"unknown key; known are {listed}")

    def path(self, key: str) -> str:
        """Where the key stands in the whole document."""
        return f"{self.where}.{key}" if self.where else key

    def has(self, key: str) -> bool:
        """Whether the key is given with a value."""
        return self.data.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A non-empty text."""
        value = self.data.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self._expected(key, "一段文字", "a text")
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.data.get(key, default)
        if value not in allowed:
            raise self._expected(key, f"{' / '.join(allowed)} 之一", f"one of {', '.join(allowed)}")
        return str(value)

    def bilingual(self, key: str) -> Text:
        """A text in two languages; one plain text serves as both."""
        value = self.data.get(key)
        if isinstance(value, str) and value.strip():
            return Text(value, value)
        if isinstance(value, Mapping) and isinstance(value.get("zh"), str) and isinstance(value.get("en"), str):
            return Text(value["zh"], value["en"])
        raise self._expected(key, '{"zh": …, "en": …}', '{"zh": …, "en": …}')

    def decimal(self, key: str, default: Decimal | None = None) -> Decimal:
        """A finite decimal number, given as text or number."""
        return read_decimal(self.data.get(key, default), self.path(key))

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        return read_whole(self.data.get(key, default), self.path(key))

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise self._expected(key, "true 或 false", "true or false")
        return value

    def items(self, key: str) -> list[Any]:
        """A list, empty where the key is absent."""
        value = self.data.get(key, [])
        if not isinstance(value, list | tuple):
            raise self._expected(key, "一个列表", "a list")
        return list(value)

    def entries(self, key: str) -> list[Entry]:
        """A list of objects."""
        return [read_entry(item, f"{self.path(key)}[{n}]") for n, item in enumerate(self.items(key))]

    def entry(self, key: str) -> Entry:
        """An object."""
        return read_entry(self.data.get(key), self.path(key))

    def _expected(self, key: str, zh: str, en: str) -> SchemeError:
        got = self.data.get(key)
        return malformed(self.path(key), f"应为{zh}，得到 {got!r}", f"expected {en}, got {got!r}")


def read_entry(value: Any, where: str) -> Entry:
    """The value as an object at a path."""
    if not isinstance(value, Mapping):
        raise malformed(where, f"应为对象，得到 {value!r}", f"expected an object, got {value!r}")
    return Entry(value, where)


def read_decimal(value: Any, where: str) -> Decimal:
    """The value as a finite decimal; a JSON float is taken by its shortest text."""
    if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("nan")
        if number.is_finite():
            return number
    raise malformed(where, f"应为数字，得到 {value!r}", f"expected a number, got {value!r}")


def read_whole(value: Any, where: str) -> int:
    """The value as a whole number."""
    number = read_decimal(value, where)
    if number % 1:
        raise malformed(where, f"应为整数，得到 {value!r}", f"expected a whole number, got {value!r}")
    return int(number)


def malformed(where: str, zh: str, en: str) -> SchemeError:
    """The refusal of a scheme that cannot be read, with the place."""
    return SchemeError(
        Text(f"方案 {where}：{zh}。", f"Scheme, at {where}: {en}."),
        next_step=Text("请改正方案文件。", "Correct the scheme file."),
        where={"part": where},
    )
