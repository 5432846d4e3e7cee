"""``frostier import`` and ``undo``: bring files and tables in, take them back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frostier.kernel.errors import InvalidInput, MappingError
from frostier.kernel.text import Text
from frostier.shell.cli.accounting import show_account
from frostier.shell.cli.app import arguments, command, opened, output_of
from frostier.shell.cli.batches import BatchNumber, batch_json
from frostier.shell.cli.options import NoWait
from frostier.shell.cli.output import Output, head
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.flows.importing import DryRun
    from frostier.flows.ports import Batch, RowSource
    from frostier.shell.runs.running import LiveRun
    from frostier.shell.wiring import House
    from frostier.sources.mapping import FileOptions, Mapping
    from frostier.sources.suggest import Suggestion


class Entity(StrEnum):
    """What can be imported."""

    orders = "orders"
    customers = "customers"
    skus = "skus"
    payments = "payments"
    contacts = "contacts"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One import as it was asked for."""

    entity: str
    file: Path | None
    mapping: Path | None
    source: str | None
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    db: str | None
    query: str | None
    table: str | None
    cursor: str | None
    replaces: int | None


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(
        app, "导入订单、客户、商品、应收或联系人", "Import orders, customers, SKUs, payments or contacts", name="import"
    )(import_file)
    command(app, "撤销一次导入，恢复到导入之前", "Take an import back, exactly")(undo)


def import_file(
    ctx: typer.Context,
    entity: Annotated[Entity, typer.Argument(help=both("数据种类", "What the rows are"))],
    file: Annotated[
        Path | None,
        typer.Argument(help=both("CSV、XLSX 或 Parquet 文件", "A CSV, XLSX or Parquet file"), show_default=False),
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help=both("映射文件（YAML）", "Mapping file (YAML)"))] = None,
    source: Annotated[
        str | None, typer.Option(help=both("来源系统，默认 erp", "Source system, erp by default"))
    ] = None,
    sheet: Annotated[str | None, typer.Option(help=both("工作表", "Sheet of a workbook"))] = None,
    encoding: Annotated[
        str | None, typer.Option(help=both("文本编码，默认自动识别", "Text encoding, found by default"))
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help=both("分隔符，默认自动识别", "Delimiter, found by default"))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=both("只检查，不写入", "Check only, change nothing"))
    ] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest-mapping", help=both("只给出建议的映射", "Only propose a mapping"))
    ] = False,
    to_file: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=both("把建议的映射写入文件", "Write the proposed mapping to a file")),
    ] = None,
    replaces: Annotated[
        int | None, typer.Option(help=both("用本文件取代该批次", "Let this file take the place of that batch"))
    ] = None,
    db: Annotated[
        str | None,
        typer.Option(
            help=both("数据库地址 postgresql:// mysql:// sqlite:///", "Database postgresql:// mysql:// sqlite:///")
        ),
    ] = None,
    query: Annotated[str | None, typer.Option(help=both("查询语句", "Query to read"))] = None,
    table: Annotated[str | None, typer.Option(help=both("要读取的表", "Table to read"))] = None,
    cursor: Annotated[
        str | None, typer.Option(help=both("增量列，只读上次之后的行", "Column that grows; only later rows are read"))
    ] = None,
    no_wait: NoWait = False,
) -> None:
    """Import one file or table."""
    if (file is None) == (db is None):
        raise InvalidInput(Text("请给出一个文件，或用 --db 指定数据库。", "Name a file, or a database with --db."))
    wanted = Wanted(entity.value, file, mapping, source, sheet, encoding, delimiter, db, query, table, cursor, replaces)
    out = output_of(ctx)
    with opened(ctx) as house:
        if suggest:
            _suggest(out, house, wanted, to_file)
            return
        told = arguments(entity=wanted.entity, file=file, mapping=mapping, source=source, table=table, dry_run=dry_run)
        with house.run("import", told, wait=not no_wait) as run:
            result = _bring_in(out, house, run, wanted, dry_run=dry_run)
        _show(out, run, result)


def undo(ctx: typer.Context, batch: BatchNumber, no_wait: NoWait = False) -> None:
    """Take a batch back."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.flows.importing import undo_import

        with house.run("undo", {"batch": batch}, wait=not no_wait) as run:
            counts = undo_import(run, batch, batches=house.batches, warehouse=house.warehouse)
        told = Text(
            f"批次 {batch}（连同对它的改正）已撤销：移除 {counts['removed']:,} 行，恢复 {counts['restored']:,} 行。",
            f"Batch {batch} and its corrections are taken back: "
            f"{counts['removed']:,} rows removed, {counts['restored']:,} restored.",
        )

        def human() -> None:
            out.say(told)
            out.next_step(Text("frostier grade 重新分层", "frostier grade, to grade again"))

        out.give({"run": run.id, "batch": batch, **counts}, human)


@dataclass(frozen=True, slots=True)
class NothingNew:
    """An incremental reading that found no row beyond the last one."""

    place: str
    cursor: str


def _bring_in(out: Output, house: House, run: LiveRun, wanted: Wanted, *, dry_run: bool) -> Batch | DryRun | NothingNew:
    from frostier.flows import importing as flow
    from frostier.shell.lake import keep_file
    from frostier.sources.records import standard_for

    run.step(Text("读取文件", "read the file"))
    mapping = _given_mapping(wanted)
    with _opened_rows(house, wanted, mapping) as rows:
        run.checkpoint()
        if (
            wanted.cursor
            and rows.cursor_value is not None
            and rows.cursor_value == _read_so_far(house, wanted, mapping)
        ):
            return NothingNew(rows.file_name, rows.cursor_value)
        mapping = mapping or _good_mapping(out, house, wanted, rows)
        mapping.check_against(standard_for(wanted.entity), rows.columns)
        if dry_run:
            return flow.dry_run(run, warehouse=house.warehouse, rows=rows, mapping=mapping)
        if wanted.file is not None:
            keep_file(house.home.lake, wanted.file, rows.content_hash)
        return flow.import_rows(
            run, batches=house.batches, warehouse=house.warehouse, rows=rows, mapping=mapping, replaces=wanted.replaces
        )


def _given_mapping(wanted: Wanted) -> Mapping | None:
    from frostier.engines.files.mapping_file import load_mapping

    if wanted.mapping is None:
        return None
    given = load_mapping(wanted.mapping)
    if given.entity != wanted.entity:
        raise MappingError(
            Text(
                f"{wanted.mapping} 是 {given.entity} 的映射，要导入的是 {wanted.entity}。",
                f"{wanted.mapping} maps {given.entity}; {wanted.entity} is to be imported.",
            )
        )
    return replace(given, source=wanted.source or given.source, file=_options(wanted, given.file))


def _options(wanted: Wanted, known: FileOptions | None = None) -> FileOptions:
    from frostier.sources.mapping import FileOptions

    asked = {n: getattr(wanted, n) for n in ("sheet", "encoding", "delimiter") if getattr(wanted, n) is not None}
    return replace(known or FileOptions(), **asked)


@contextmanager
def _opened_rows(house: House, wanted: Wanted, mapping: Mapping | None) -> Iterator[RowSource]:
    from frostier.engines.files.database import Selection, opened_query
    from frostier.engines.files.opening import opened_rows

    if wanted.db is None:
        assert wanted.file is not None
        options = mapping.file if mapping else _options(wanted)
        with opened_rows(wanted.file, house.home.work, options=options, entity=wanted.entity) as rows:
            yield rows
        return
    after = _read_so_far(house, wanted, mapping) if wanted.cursor else None
    selection = Selection(wanted.table, wanted.query, wanted.cursor, after)
    with opened_query(wanted.db, house.home.work, selection) as rows:
        yield rows


def _read_so_far(house: House, wanted: Wanted, mapping: Mapping | None) -> str | None:
    """The last value of the cursor column that was read before."""
    return house.batches.cursor(_source(wanted, mapping), wanted.entity)


def _source(wanted: Wanted, mapping: Mapping | None) -> str:
    return wanted.source or (mapping.source if mapping else "erp")


def _good_mapping(out: Output, house: House, wanted: Wanted, rows: RowSource) -> Mapping:
    """The proposed mapping where it leaves no doubt; else it is shown and refused."""
    from frostier.shell.intake.suggesting import is_good

    proposed = _proposed(house, wanted, rows)
    if not out.json:
        _show_suggestion(out, proposed, rows.file_name, reasons=not is_good(proposed))
    if is_good(proposed):
        return proposed.mapping
    missing = "、".join(proposed.missing) or "—"
    raise MappingError(
        Text(
            f"不能确定字段对应关系（缺少：{missing}）。",
            f"The columns cannot be matched for certain (missing: {missing}).",
        ),
        next_step=Text(
            "用 --suggest-mapping -o 映射.yaml 写出建议，改好后以 --mapping 映射.yaml 导入。",
            "Write it with --suggest-mapping -o mapping.yaml, correct it, import with --mapping mapping.yaml.",
        ),
        where={"suggestion": suggestion_json(proposed)},
    )


def _proposed(house: House, wanted: Wanted, rows: RowSource) -> Suggestion:
    from frostier.shell.intake.suggesting import suggestion_for

    return suggestion_for(
        rows,
        wanted.entity,
        source=_source(wanted, None),
        timezone=house.settings.timezone,
        options=_options(wanted),
    )


def _suggest(out: Output, house: House, wanted: Wanted, to_file: Path | None) -> None:
    from frostier.engines.files.mapping_file import save_mapping

    with _opened_rows(house, wanted, None) as rows:
        proposed = _proposed(house, wanted, rows)
        if to_file is not None:
            save_mapping(proposed.mapping, to_file, comment=f"{wanted.entity}: {rows.file_name}")

        def human() -> None:
            _show_suggestion(out, proposed, rows.file_name, reasons=True)
            target = to_file or Path("mapping.yaml")
            command_line = f"frostier import {wanted.entity} {wanted.file or '--db …'} --mapping {target}"
            out.next_step(Text(command_line, command_line))

        out.give(suggestion_json(proposed), human)


def suggestion_json(proposed: Suggestion) -> dict[str, Any]:
    """A proposal as plain values."""
    matches = [
        {"column": m.column, "header": m.header, "confidence": round(m.confidence, 3), "reason": m.reason}
        for m in proposed.matches
    ]
    return {
        "mapping": proposed.mapping.to_data(),
        "matches": matches,
        "missing": list(proposed.missing),
        "unmatched": list(proposed.unmatched),
        "warnings": list(proposed.warnings),
    }


def _show_suggestion(out: Output, proposed: Suggestion, file_name: str, *, reasons: bool) -> None:
    from frostier.sources.records import standard_for

    standard = standard_for(proposed.mapping.entity)
    heads = [
        head("字段", "column"),
        head("名称", "name"),
        head("文件中的列", "header"),
        head("把握", "confidence", right=True),
        head("因为", "because"),
    ]
    rows = [
        [m.column, standard.column(m.column).label, m.header, f"{m.confidence:.0%}", m.reason] for m in proposed.matches
    ]
    if not reasons:
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    out.table(Text(f"{file_name} 的字段对应", f"How {file_name} is read"), heads, rows)
    if proposed.missing:
        missing = ", ".join(proposed.missing)
        out.say(Text(f"缺少必填字段：{missing}", f"Required columns missing: {missing}"), style="red")
    if proposed.unmatched:
        unmatched = ", ".join(proposed.unmatched)
        out.say(Text(f"未使用的列：{unmatched}", f"Columns not used: {unmatched}"), style="bright_black")
    for warning in proposed.warnings:
        out.say(warning, style="yellow")


def _show(out: Output, run: LiveRun, result: Batch | DryRun | NothingNew) -> None:
    from frostier.flows.importing import DryRun, is_new
    from frostier.shell.intake.queries import top_reasons

    if isinstance(result, NothingNew):
        nothing = Text(
            f"{result.place} 在 {result.cursor} 之后没有新行。", f"{result.place}: nothing new after {result.cursor}."
        )
        out.give({"run": run.id, "new": False, "rows_read": 0, "cursor": result.cursor}, lambda: out.say(nothing))
        return
    if isinstance(result, DryRun):
        told = {"run": run.id, "dry_run": True, "report": result.outcome.report, "preview": list(result.preview)}
        reasons = [(r.field, r.code, r.reason, 1) for r in result.rejects]
        out.give(
            told,
            lambda: show_account(
                out, result.outcome.report, reasons, Text("试导入（未写入）", "Dry run, nothing changed")
            ),
        )
        return
    new, batch = is_new(run, result), result
    told = {"run": run.id, "new": new, **batch_json(batch), "report": batch.report}

    def human() -> None:
        if not new:
            out.say(
                Text(
                    f"内容与批次 {batch.no} 相同，没有变化。",
                    f"The content is batch {batch.no} already; nothing changed.",
                )
            )
            return
        title = Text(f"批次 {batch.no}：{batch.draft.file_name}", f"Batch {batch.no}: {batch.draft.file_name}")
        show_account(out, batch.report, top_reasons(batch.no), title)
        _say_next(out, batch)

    out.give(told, human)


def _say_next(out: Output, batch: Batch) -> None:
    if batch.report["rows"]["rejected"]:
        out.next_step(
            Text(
                f"frostier quarantine export 隔离.xlsx --batch {batch.no}，或 frostier grade",
                f"frostier quarantine export rows.xlsx --batch {batch.no}, or frostier grade",
            )
        )
    else:
        out.next_step(Text("frostier grade", "frostier grade"))
