"""``frostier features``, ``tags`` and ``dictionary``: what every word means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.app import command, group, opened, output_of
from frostier.shell.cli.output import head
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.features.catalogue import Attribute
    from frostier.tags.tag import Tag

FEATURES = group("特征目录", "The catalogue of features")
TAGS = group("标签目录与人数", "The catalogue of tags and who carries them")
FamilyOption = Annotated[str | None, typer.Option(help=both("只看这一族", "Only this family"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(FEATURES, name="features")
    app.add_typer(TAGS, name="tags")
    command(app, "数据字典：每种数据、每个字段的含义", "The data dictionary: every entity and column")(dictionary)


@command(FEATURES, "全部特征", "Every feature", name="list")
def list_features(ctx: typer.Context, family: FamilyOption = None) -> None:
    """Every feature with its unit and window."""
    from frostier.features.catalogue import FAMILIES, FEATURES

    out = output_of(ctx)
    shown = [f for f in FEATURES if family in (None, f.family)]
    heads = (
        head("编号", "id"),
        head("名称", "name"),
        head("族", "family"),
        head("单位", "unit"),
        head("窗口（天）", "window (days)", right=True),
    )
    rows = ([f.id, f.name, FAMILIES[f.family], f.unit, f.window_days] for f in shown)
    title = Text(f"特征（{len(shown)} 个）", f"Features ({len(shown)})")
    out.give({"features": [field_json(f) for f in shown]}, lambda: out.table(title, heads, rows))


@command(FEATURES, "一个特征或客户属性的定义", "The definition of one feature or attribute", name="show")
def show_feature(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help=both("特征编号", "Id of the feature"))],
) -> None:
    """Meaning, unit, window and source of one feature."""
    from frostier.features.catalogue import ATTRIBUTES, attribute, feature, names_of

    out = output_of(ctx)
    known = attribute(name) if name in {a.id for a in ATTRIBUTES} else feature(name)
    told = field_json(known)
    rows = [
        (Text("名称", "name"), known.name),
        (Text("含义", "meaning"), known.meaning),
        (Text("单位", "unit"), known.unit),
        (Text("窗口（天）", "window (days)"), told.get("window_days")),
        (Text("来源表", "source tables"), ", ".join(told.get("source", ())) or None),
        (Text("季节公平的对应特征", "season-adjusted twin"), told.get("fair_twin")),
        (Text("规则里可用的名称", "words for rules"), " · ".join(names_of(known))),
        (Text("可取的值", "values"), " · ".join(c.value + " " + out.word(c.name) for c in known.choices) or None),
    ]
    out.give(told, lambda: out.table(known.id, (head("项目", "item"), head("说明", "value")), rows))


def field_json(known: Attribute) -> dict[str, Any]:
    """A feature or attribute as plain values."""
    told: dict[str, Any] = {
        "id": known.id,
        "name": known.name,
        "meaning": known.meaning,
        "type": known.dtype,
        "unit": known.unit,
        "choices": [c.value for c in known.choices],
    }
    for name in ("family", "window_days", "source", "better", "fair_twin"):
        if hasattr(known, name):
            told[name] = getattr(known, name)
    return told


@command(TAGS, "全部标签", "Every tag", name="list")
def list_tags(ctx: typer.Context, family: FamilyOption = None) -> None:
    """Every tag with its meaning."""
    from frostier.tags.catalogue import CATALOGUE, FAMILIES

    out = output_of(ctx)
    shown = [t for t in CATALOGUE if family in (None, t.family)]
    heads = (head("编号", "id"), head("名称", "name"), head("族", "family"), head("含义", "meaning"))
    rows = ([t.id, t.name, FAMILIES[t.family], t.meaning] for t in shown)
    title = Text(f"标签（{len(shown)} 个）", f"Tags ({len(shown)})")
    out.give({"tags": [tag_json(t) for t in shown]}, lambda: out.table(title, heads, rows))


@command(TAGS, "一个标签的定义", "The definition of one tag", name="show")
def show_tag(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help=both("标签编号或名称", "Id or name of the tag"))],
) -> None:
    """Meaning and condition of one tag."""
    from frostier.tags.catalogue import FAMILIES, tag

    out = output_of(ctx)
    known = tag(name)
    rows = [
        (Text("名称", "name"), known.name),
        (Text("含义", "meaning"), known.meaning),
        (Text("族", "family"), FAMILIES[known.family]),
        (Text("条件", "condition"), known.when),
        (Text("版本", "version"), known.version),
        (Text("可能无人具备的原因", "why perhaps nobody"), known.rare),
    ]
    out.give(tag_json(known), lambda: out.table(known.id, (head("项目", "item"), head("说明", "value")), rows))


@command(TAGS, "每个标签有多少客户（最近一次分层）", "How many customers carry each tag (latest grading)")
def count(ctx: typer.Context, family: FamilyOption = None) -> None:
    """Carriers of each tag, most first."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows.explaining import graded_by
        from frostier.flows.grading import TAGS as TABLE
        from frostier.flows.grading import stored
        from frostier.tags.catalogue import CATALOGUE

        grading = graded_by(house.parts, None)
        with house.analytics.snapshot(grading.snapshot) as snapshot:
            table = stored(snapshot, TABLE)
            shown = [t for t in CATALOGUE if family in (None, t.family) and t.id in table.columns]
            (row,) = snapshot.rows(table.agg(**{t.id: table[t.id].cast("int64").sum() for t in shown}))
            customers = snapshot.count(TABLE)
        counts = sorted(((row[t.id] or 0, t) for t in shown), key=lambda pair: (-pair[0], pair[1].id))
        heads = (head("编号", "id"), head("名称", "name"), head("客户数", "customers", right=True), _share_head())
        cells = ([t.id, t.name, n, f"{n / customers:.1%}" if customers else None] for n, t in counts)
        title = Text(f"{grading.as_of} 的标签人数", f"Carriers of each tag as of {grading.as_of}")
        told = {"as_of": grading.as_of, "customers": customers, "counts": {t.id: n for n, t in counts}}
        out.give(told, lambda: out.table(title, heads, cells))


def _share_head() -> Any:
    return head("占比", "share", right=True)


def tag_json(known: Tag) -> dict[str, Any]:
    """A tag as plain values."""
    names = ("id", "name", "meaning", "family", "when", "version", "refresh", "rare")
    return {name: getattr(known, name) for name in names}


def dictionary(
    ctx: typer.Context,
    entity: Annotated[
        str | None, typer.Argument(help=both("orders、customers 等；不写则全部", "orders, customers …; all by default"))
    ] = None,
    to_file: Annotated[
        Path | None, typer.Option("--output", "-o", help=both("写成 Markdown 文件", "Write it as a Markdown file"))
    ] = None,
) -> None:
    """What every column of the data standard means."""
    from frostier.sources.dictionary import dictionary_markdown
    from frostier.sources.records import STANDARDS, standard_for

    out = output_of(ctx)
    standards = [standard_for(entity)] if entity else list(STANDARDS.values())
    if to_file is not None:
        to_file.write_text(dictionary_markdown(out.lang, standards), encoding="utf-8")
    heads = (
        head("字段", "column"),
        head("名称", "name"),
        head("类型", "type"),
        head("必填", "required"),
        head("单位", "unit"),
        head("含义", "meaning"),
    )

    def human() -> None:
        if to_file is not None:
            out.say(Text(f"已写入 {to_file}", f"Written to {to_file}"))
            return
        for s in standards:
            rows = [[c.name, c.label, c.type, c.required or None, c.unit, c.meaning] for c in s.columns]
            out.table(Text(f"{s.entity} {s.label.zh}：{s.grain.zh}", f"{s.entity}: {s.grain.en}"), heads, rows)

    out.give({"entities": [_standard_json(s) for s in standards]}, human)


def _standard_json(standard: Any) -> dict[str, Any]:
    columns = [
        {
            "name": c.name,
            "label": c.label,
            "type": c.type,
            "meaning": c.meaning,
            "unit": c.unit,
            "required": c.required,
            "key": c.key,
            "choices": [x.value for x in c.choices],
            "personal": c.personal,
        }
        for c in standard.columns
    ]
    return {"entity": standard.entity, "label": standard.label, "grain": standard.grain, "columns": columns}
