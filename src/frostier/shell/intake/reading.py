"""One reading of a source: new files of a folder, or the new rows of a database, as import batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import quote, urlsplit

from frostier.engines.files.database import Selection, opened_query
from frostier.engines.files.opening import opened_rows
from frostier.flows import importing
from frostier.flows.ports import Batch, JsonObject, Run
from frostier.kernel.errors import FrostierError, InvalidInput, NotFound, RunCancelled
from frostier.kernel.text import Text
from frostier.shell.intake.models import ImportSource
from frostier.shell.intake.places import allowed_path, check_address, database_file, with_secrets
from frostier.shell.intake.uploads import SUFFIXES
from frostier.shell.lake import keep_file
from frostier.shell.wiring import House
from frostier.sources.mapping import Mapping
from frostier.sources.schedule import Schedule

IMPORTED, REFUSED = "imported", "refused"
SETTLED = timedelta(seconds=10)  # a file that changed later than this may still be on its way


def read_source(house: House, run: Run, source_id: int) -> JsonObject:
    """Every file or table that was looked at and what became of it. What was read before is not read again.

    A failure is kept with the source, which is tried again later, and raised.
    """
    row = ImportSource.objects.filter(pk=source_id).first()
    if row is None:
        raise NotFound(Text(f"没有来源 {source_id}。", f"There is no source {source_id}."))
    _note(row, last_run_id=run.id, last_started_at=house.clock.now())
    read: list[JsonObject] = []
    try:
        found = _folder(house, run, row) if row.kind == "folder" else _database(house, run, row)
        for outcome in found:
            read.append(outcome)
            run.checkpoint()
        _refuse_refused(read)
    except RunCancelled:
        raise
    except FrostierError as error:
        _note_failure(house, row, error, read)
        raise
    _note(row, last_finished_at=house.clock.now(), last_outcome={"read": read}, failures=0, error_zh="", error_en="")
    return {"source_id": row.pk, "read": read}


def _folder(house: House, run: Run, row: ImportSource) -> Iterator[JsonObject]:
    folder = allowed_path(house, row.location)
    if not folder.is_dir():
        raise NotFound(
            Text(f"找不到目录 {row.location}。", f"There is no directory {row.location}."),
            next_step=Text("请建立该目录或修改来源。", "Make it, or correct the source."),
        )
    mapping = Mapping.from_data(row.mapping)
    for file in _ready_files(house, folder, row.pattern or "*", house.clock.now()):
        run.step(Text(f"读取 {file.name}", f"read {file.name}"))
        try:
            batch = _import_file(house, run, file, mapping)
        except InvalidInput as refused:
            _move(run, file, REFUSED, house.clock.now())
            yield {"file": file.name, "refused": {"zh": refused.say("zh"), "en": refused.say("en")}}
        else:
            _move(run, file, IMPORTED, house.clock.now())
            yield _outcome(file.name, run, batch)


def _ready_files(house: House, folder: Path, pattern: str, now: datetime) -> list[Path]:
    """The files of the folder that fit the pattern and have come to rest, by name."""
    fitting = [f for f in folder.iterdir() if fnmatch(f.name, pattern) and f.suffix.lower() in SUFFIXES]
    # A link may lead anywhere; what it leads to has to be allowed as well.
    return sorted(
        f
        for f in fitting
        if f.is_file() and allowed_path(house, str(f)) and f.stat().st_mtime < (now - SETTLED).timestamp()
    )


def _import_file(house: House, run: Run, file: Path, mapping: Mapping) -> Batch:
    with opened_rows(file, house.home.work, options=mapping.file, entity=mapping.entity) as rows:
        keep_file(house.home.lake, file, rows.content_hash)
        return importing.import_rows(run, batches=house.batches, warehouse=house.warehouse, rows=rows, mapping=mapping)


def _move(run: Run, file: Path, room: str, now: datetime) -> None:
    """Put the file aside, under a name that is free. Where that is not allowed it stays: its content is known."""
    try:
        (file.parent / room).mkdir(exist_ok=True)
        target = file.parent / room / file.name
        if target.exists():
            target = target.with_name(f"{file.stem}-{now:%Y%m%d%H%M%S%f}{file.suffix}")
        file.rename(target)
    except OSError:
        run.log(Text(f"{file.name} 无法移走，留在原处。", f"{file.name} could not be moved and stays."))


def _database(house: House, run: Run, row: ImportSource) -> Iterator[JsonObject]:
    mapping = Mapping.from_data(row.mapping)
    after = house.batches.cursor(mapping.source, mapping.entity) if row.cursor_column else None
    selection = Selection(row.table or None, row.query or None, row.cursor_column or None, after)
    run.step(Text("读取数据库", "read the database"))
    with opened_query(_address(house, row), house.home.work, selection) as rows:
        run.checkpoint()
        if after is not None and rows.cursor_value == after:
            yield {"file": rows.file_name, "new": False, "nothing_after": after}
            return
        batch = importing.import_rows(run, batches=house.batches, warehouse=house.warehouse, rows=rows, mapping=mapping)
        yield _outcome(rows.file_name, run, batch)


def _address(house: House, row: ImportSource) -> str:
    """The address to connect to; what it may be is checked at every reading, as settings and links change."""
    check_address(house, row.location)
    parts = urlsplit(row.location)
    if parts.scheme == "sqlite":
        return f"sqlite:///{quote(str(allowed_path(house, database_file(parts.path))))}"
    return with_secrets(row.location)


def _outcome(name: str, run: Run, batch: Batch) -> JsonObject:
    rows = batch.report.get("rows", {})
    return {"file": name, "batch_no": batch.no, "new": importing.is_new(run, batch), "rows": rows}


def _refuse_refused(read: list[JsonObject]) -> None:
    """Make files that could not be used the failure of the reading; the others are in."""
    refused = [outcome for outcome in read if "refused" in outcome]
    if not refused:
        return
    names = [outcome["file"] for outcome in refused]
    first = refused[0]["refused"]
    raise InvalidInput(
        Text(
            f"{len(refused)} 个文件不能使用：{'、'.join(names[:5])}。{first['zh']}",
            f"{len(refused)} files cannot be used: {', '.join(names[:5])}. {first['en']}",
        ),
        next_step=Text(f"它们在子目录 {REFUSED} 中。", f"They are in the subdirectory {REFUSED}."),
    )


def _note_failure(house: House, row: ImportSource, error: FrostierError, read: list[JsonObject]) -> None:
    now, failures = house.clock.now(), row.failures + 1
    due = Schedule.from_data(row.schedule).retry_after(now, failures, house.settings.zone) if row.enabled else None
    _note(
        row,
        last_finished_at=now,
        last_outcome={"read": read},
        failures=failures,
        next_due_at=due,
        error_zh=error.say("zh"),
        error_en=error.say("en"),
    )


def _note(row: ImportSource, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
