"""How one standard column is made from the columns of a file: the expressions of a mapping.

Every expression works on trimmed text and gives text; the warehouse parses that text to the column's type.
``scale``, ``negate`` and ``sum`` are arithmetic, so there the parts are parsed as exact decimals first.

In YAML a bare string is the name of a file column; everything else is a small mapping, see :func:`read_expression`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, TypeVar

from frostier.kernel.errors import MappingError
from frostier.kernel.text import Text


@dataclass(frozen=True, slots=True)
class FromColumn:
    """The value of one file column.

    Applied in this order: ``extract`` (first group of the pattern, empty when it does not match), ``values``
    (exact word → word; an unlisted word becomes ``otherwise``, or stays as it is without one; empty stays empty),
    parsing (dates by ``formats``, tried in order), ``scale`` and ``negate``, and last ``default`` for an empty
    value.
    """

    column: str
    formats: tuple[str, ...] = ()
    scale: Decimal | None = None
    negate: bool = False
    values: tuple[tuple[str, str], ...] = ()
    otherwise: str | None = None
    extract: str | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Const:
    """The same text in every row."""

    value: str


@dataclass(frozen=True, slots=True)
class Concat:
    """The parts as one text with ``sep`` between; empty parts and their separator are left out; empty if all are."""

    parts: tuple[Expression, ...]
    sep: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """The exact sum of numbers; an empty part counts as 0, the sum is empty when every part is."""

    parts: tuple[Expression, ...]
    scale: Decimal | None = None
    negate: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on the trimmed text of one file column; exactly one of the tests is set.

    ``matches`` finds the pattern anywhere in the text; ``equals`` and ``one_of`` compare exactly; ``empty`` asks
    for an empty (True) or filled (False) cell; ``below`` and ``above`` are strict and false where the text is no
    number.
    """

    column: str
    matches: str | None = None
    equals: str | None = None
    one_of: tuple[str, ...] = ()
    empty: bool | None = None
    below: Decimal | None = None
    above: Decimal | None = None


@dataclass(frozen=True, slots=True)
class When:
    """True where all of its conditions are."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One branch: where ``when`` holds the value is ``value``."""

    when: When
    value: Expression


@dataclass(frozen=True, slots=True)
class Cases:
    """The value of the first case that holds, else ``otherwise`` (empty without one)."""

    cases: tuple[Case, ...]
    otherwise: Expression | None = None


Expression = FromColumn | Const | Concat | Sum | Cases


# ── what an expression reads and can give ───────────────────────────────────────────────────────────────────────


def columns_read(part: Expression | When) -> Iterator[str]:
    """The file columns that an expression or condition reads, in order of mention, with repetitions."""
    match part:
        case FromColumn():
            yield part.column
        case Concat() | Sum():
            for inner in part.parts:
                yield from columns_read(inner)
        case When():
            yield from (c.column for c in part.conditions)
        case Cases():
            for branch in part.cases:
                yield from columns_read(branch.when)
                yield from columns_read(branch.value)
            if part.otherwise is not None:
                yield from columns_read(part.otherwise)
        case Const():
            pass


def words_given(part: Expression) -> Iterator[str]:
    """The fixed words that an expression can give (constants, value lists, defaults)."""
    match part:
        case Const():
            yield part.value
        case FromColumn():
            yield from (to for _, to in part.values)
            yield from (w for w in (part.otherwise, part.default) if w is not None)
        case Cases():
            for branch in part.cases:
                yield from words_given(branch.value)
            if part.otherwise is not None:
                yield from words_given(part.otherwise)
        case _:
            pass


# ── reading (from YAML or JSON) ─────────────────────────────────────────────────────────────────────────────────

_SHAPES: dict[str, tuple[str, ...]] = {
    "column": ("column", "formats", "scale", "negate", "values", "otherwise", "extract", "default"),
    "const": ("const",),
    "concat": ("concat", "sep"),
    "sum": ("sum", "scale", "negate"),
    "cases": ("cases", "otherwise"),
}
_T = TypeVar("_T")
_TESTS = ("matches", "equals", "in", "empty", "below", "above")
_DEPTH = 8


def read_expression(data: object, where: str, *, depth: int = 0) -> Expression:
    """The expression that ``data`` writes down; ``where`` is the path named in errors.

    Forms: ``X`` (a column), ``{column: X, formats: […], scale: 0.01, negate: true, values: {a: b}, otherwise: c,
    extract: "regex with one group", default: v}``, ``{const: v}``, ``{concat: [a, b], sep: "-"}``,
    ``{sum: [a, b]}``, ``{cases: [{when: …, value: v}], otherwise: v}``.

    Raises MappingError: unknown key, missing part, value of the wrong kind.
    """
    if depth > _DEPTH:
        raise refusal(where, Text("嵌套过深", "is nested too deeply"))
    if isinstance(data, str):
        return FromColumn(_column_name(data, where))
    fields = read_fields(data, where)
    shape = next((s for s in _SHAPES if s in fields), None)
    if shape is None:
        raise refusal(
            where,
            Text(f"应含 {'、'.join(_SHAPES)} 之一", f"needs one of {', '.join(_SHAPES)}"),
            got=", ".join(map(str, fields)) or "{}",
        )
    only_known_keys(fields, _SHAPES[shape], where)
    return _READERS[shape](fields, where, depth)


def _from_column(data: Mapping[str, Any], where: str, depth: int) -> FromColumn:
    if "otherwise" in data and "values" not in data:
        raise refusal(f"{where}.otherwise", Text("只能与 values 同用", "only makes sense together with values"))
    return FromColumn(
        column=_column_name(data["column"], f"{where}.column"),
        formats=_formats(data.get("formats"), f"{where}.formats"),
        scale=_optional(data, "scale", read_number, where),
        negate=_optional(data, "negate", read_flag, where) or False,
        values=_value_list(data.get("values"), f"{where}.values"),
        otherwise=_optional(data, "otherwise", read_word, where),
        extract=_optional(data, "extract", _one_group, where),
        default=_optional(data, "default", read_word, where),
    )


def _const(data: Mapping[str, Any], where: str, depth: int) -> Const:
    return Const(read_word(data["const"], f"{where}.const"))


def _concat(data: Mapping[str, Any], where: str, depth: int) -> Concat:
    return Concat(_parts(data["concat"], f"{where}.concat", depth), _optional(data, "sep", read_word, where) or "")


def _sum(data: Mapping[str, Any], where: str, depth: int) -> Sum:
    return Sum(
        parts=_parts(data["sum"], f"{where}.sum", depth),
        scale=_optional(data, "scale", read_number, where),
        negate=_optional(data, "negate", read_flag, where) or False,
    )


def _cases(data: Mapping[str, Any], where: str, depth: int) -> Cases:
    branches = []
    for n, item in enumerate(read_list(data["cases"], f"{where}.cases"), start=1):
        here = f"{where}.cases[{n}]"
        fields = read_fields(item, here)
        only_known_keys(fields, ("when", "value"), here)
        for part in ("when", "value"):
            if part not in fields:
                raise refusal(here, Text(f"缺少 {part}", f"lacks {part}"))
        value = _word_or_expression(fields["value"], f"{here}.value", depth)
        branches.append(Case(read_when(fields["when"], f"{here}.when"), value))
    rest = data.get("otherwise")
    return Cases(tuple(branches), None if rest is None else _word_or_expression(rest, f"{where}.otherwise", depth))


_READERS: dict[str, Callable[[Mapping[str, Any], str, int], Expression]] = {
    "column": _from_column,
    "const": _const,
    "concat": _concat,
    "sum": _sum,
    "cases": _cases,
}


def read_when(data: object, where: str) -> When:
    """One condition, or a list of conditions that must all hold.

    A condition is ``{column: X}`` with exactly one of ``matches``, ``equals``, ``in``, ``empty``, ``below``,
    ``above``.
    """
    items = data if isinstance(data, list) else [data]
    if not items:
        raise refusal(where, Text("不能为空", "must not be empty"))
    return When(tuple(_condition(item, where) for item in items))


def _condition(data: object, where: str) -> Condition:
    fields = read_fields(data, where)
    only_known_keys(fields, ("column", *_TESTS), where)
    tests = [t for t in _TESTS if t in fields]
    if "column" not in fields or len(tests) != 1:
        raise refusal(
            where,
            Text(
                f"应有 column 和 {'、'.join(_TESTS)} 中的一个", f"needs column and exactly one of {', '.join(_TESTS)}"
            ),
            got=", ".join(map(str, fields)),
        )
    test, column = tests[0], _column_name(fields["column"], f"{where}.column")
    value, here = fields[test], f"{where}.{test}"
    match test:
        case "matches":
            return Condition(column, matches=read_pattern(value, here))
        case "equals":
            return Condition(column, equals=read_word(value, here))
        case "in":
            return Condition(column, one_of=tuple(read_word(v, here) for v in read_list(value, here)))
        case "empty":
            return Condition(column, empty=read_flag(value, here))
        case "below":
            return Condition(column, below=read_number(value, here))
        case _:
            return Condition(column, above=read_number(value, here))


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def write_expression(part: Expression) -> Any:
    """The shortest data that :func:`read_expression` reads back as the same expression."""
    match part:
        case FromColumn():
            data = _without_blanks(
                column=part.column,
                formats=list(part.formats),
                extract=part.extract,
                values=dict(part.values),
                otherwise=part.otherwise,
                scale=_number_text(part.scale),
                negate=part.negate or None,
                default=part.default,
            )
            return part.column if len(data) == 1 else data
        case Const():
            return {"const": part.value}
        case Concat():
            return {"concat": [write_expression(p) for p in part.parts], **({"sep": part.sep} if part.sep else {})}
        case Sum():
            arithmetic = _without_blanks(scale=_number_text(part.scale), negate=part.negate or None)
            return {"sum": [write_expression(p) for p in part.parts], **arithmetic}
        case Cases():
            cases = [{"when": write_when(c.when), "value": _write_outcome(c.value)} for c in part.cases]
            rest = {} if part.otherwise is None else {"otherwise": _write_outcome(part.otherwise)}
            return {"cases": cases, **rest}


def write_when(when: When) -> Any:
    """The data that :func:`read_when` reads back as the same condition."""
    items = [_write_condition(c) for c in when.conditions]
    return items[0] if len(items) == 1 else items


def _write_condition(condition: Condition) -> dict[str, Any]:
    tests = {
        "matches": condition.matches,
        "equals": condition.equals,
        "in": list(condition.one_of) or None,
        "empty": condition.empty,
        "below": _number_text(condition.below),
        "above": _number_text(condition.above),
    }
    return {"column": condition.column, **{name: value for name, value in tests.items() if value is not None}}


def _write_outcome(part: Expression) -> Any:
    if isinstance(part, Const):
        return part.value
    data = write_expression(part)
    return {"column": data} if isinstance(data, str) else data  # a bare word would be a constant here


def _number_text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _without_blanks(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


# ── reading small parts ─────────────────────────────────────────────────────────────────────────────────────────


def refusal(where: str, problem: Text, *, got: object = None, known: tuple[str, ...] = ()) -> MappingError:
    """A MappingError about the key ``where``, with the nearest of ``known`` to what arrived."""
    arrived = "" if got is None else f"，得到“{got}”"
    arrived_en = "" if got is None else f", got {got!r}"
    near = get_close_matches(str(got), known, n=1) if known else []
    hint = Text(f"是否指“{near[0]}”？", f"Did you mean {near[0]!r}?") if near else None
    return MappingError(
        Text(f"映射 {where} {problem.zh}{arrived}。", f"Mapping: {where} {problem.en}{arrived_en}."),
        next_step=hint,
        where={"key": where},
    )


def read_fields(data: object, where: str) -> Mapping[str, Any]:
    """``data`` as named fields."""
    if not isinstance(data, Mapping) or not all(isinstance(k, str) for k in data):
        raise refusal(where, Text("应为键值对", "must be key: value pairs"), got=_short(data))
    return data


def only_known_keys(data: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    """Refuse the first key that is not ``known``."""
    for key in data:
        if key not in known:
            raise refusal(
                where,
                Text(f"不识别的键，可用：{'、'.join(known)}", f"has an unknown key; known are {', '.join(known)}"),
                got=key,
                known=known,
            )


def read_list(data: object, where: str) -> list[Any]:
    """``data`` as a list with at least one item."""
    if not isinstance(data, list) or not data:
        raise refusal(where, Text("应为非空列表", "must be a list with at least one item"), got=_short(data))
    return data


def read_word(data: object, where: str) -> str:
    """A single value as text: numbers as written, dates in ISO form, booleans as true/false."""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str | int | Decimal):
        return str(data)
    if isinstance(data, float):
        return format(Decimal(repr(data)), "f")
    if isinstance(data, date):
        return data.isoformat()
    raise refusal(where, Text("应为单个值", "must be a single value"), got=_short(data))


def read_flag(data: object, where: str) -> bool:
    """``data`` as true or false."""
    if isinstance(data, bool):
        return data
    raise refusal(where, Text("应为 true 或 false", "must be true or false"), got=_short(data))


def read_number(data: object, where: str) -> Decimal:
    """``data`` as an exact finite decimal."""
    try:
        if isinstance(data, bool) or not isinstance(data, str | int | float | Decimal):
            raise InvalidOperation
        number = Decimal(repr(data) if isinstance(data, float) else data)
        if not number.is_finite() or abs(number.adjusted()) > 18:
            raise InvalidOperation
    except InvalidOperation:
        raise refusal(where, Text("应为数字", "must be a number"), got=_short(data)) from None
    return number


def read_pattern(data: object, where: str) -> str:
    """``data`` as a regular expression that the warehouse's engine (RE2) understands too."""
    pattern = read_word(data, where)
    try:
        re.compile(pattern)
    except re.error as broken:
        raise refusal(
            where, Text(f"正则表达式有误（{broken}）", f"is no regular expression ({broken})"), got=pattern
        ) from None
    # RE2 has no look-around and no back references; refused here so that a mapping fails before the load does.
    if re.search(r"\(\?(<?[=!]|P=)|\\[1-9]", pattern):
        problem = Text("正则表达式不能使用环视或反向引用", "must not use look-around or back references")
        raise refusal(where, problem, got=pattern)
    return pattern


def _one_group(data: object, where: str) -> str:
    pattern = read_pattern(data, where)
    if re.compile(pattern).groups != 1:
        raise refusal(where, Text("应恰有一个括号组", "must have exactly one group in brackets"), got=pattern)
    return pattern


def _column_name(data: object, where: str) -> str:
    name = read_word(data, where).strip()
    if not name:
        raise refusal(where, Text("应为文件列名", "must name a column of the file"))
    return name


_DIRECTIVES = set("YymdHIMSpfbBjzZTFegG-")


def _formats(data: object, where: str) -> tuple[str, ...]:
    if data is None:
        return ()
    formats = tuple(read_word(f, where) for f in (data if isinstance(data, list) else [data]))
    for pattern in formats:
        directives = re.findall(r"%(-?.)", pattern)
        if not directives or any(d[-1] not in _DIRECTIVES for d in directives):
            expected = Text("应为日期格式，如 %Y-%m-%d %H:%M", "must be date formats such as %Y-%m-%d %H:%M")
            raise refusal(where, expected, got=pattern)
    return formats


def _value_list(data: object, where: str) -> tuple[tuple[str, str], ...]:
    if data is None:
        return ()
    if not isinstance(data, Mapping) or not data:
        raise refusal(where, Text("应为 原值: 新值", "must be pairs of file word: standard word"), got=_short(data))
    if any(isinstance(k, bool) or k is None for k in data):
        # YAML reads a bare yes, no, on, off as a boolean; guessing which of them was written would be silent damage.
        raise refusal(where, Text("中的 yes/no/on/off 须加引号", "needs quotes around yes, no, on, off and null"))
    pairs = tuple((read_word(k, where).strip(), read_word(v, f"{where}.{k}")) for k, v in data.items())
    if not all(word for word, _ in pairs) or len({word for word, _ in pairs}) < len(pairs):
        raise refusal(where, Text("中的原值不能为空或重复", "must not list an empty or repeated word"))
    return pairs


def _parts(data: object, where: str, depth: int) -> tuple[Expression, ...]:
    return tuple(
        read_expression(part, f"{where}[{n}]", depth=depth + 1)
        for n, part in enumerate(read_list(data, where), start=1)
    )


def _word_or_expression(data: object, where: str, depth: int) -> Expression:
    if isinstance(data, Mapping):
        return read_expression(data, where, depth=depth + 1)
    return Const(read_word(data, where))


def _optional(data: Mapping[str, Any], key: str, read: Callable[[object, str], _T], where: str) -> _T | None:
    return read(data[key], f"{where}.{key}") if data.get(key) is not None else None


def _short(data: object) -> str:
    text = str(data)
    return text if len(text) <= 40 else text[:39] + "…"
