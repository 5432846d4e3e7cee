"""A mapping tried on the first rows of an upload, quick enough to be done while a person edits it."""

from __future__ import annotations

from frostier.engines.duckdb.previewing import PreviewRow, preview, sample_rows
from frostier.flows.ports import JsonObject
from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text
from frostier.shell.intake.models import Upload
from frostier.shell.intake.uploads import sample_path
from frostier.shell.wiring import House
from frostier.sources.mapping import Mapping
from frostier.sources.records import standard_for

SHOWN_ROWS = 50


def preview_upload(house: House, upload: Upload, data: JsonObject) -> tuple[Mapping, list[PreviewRow]]:
    """The mapping and the first 50 rows under it. Raises MappingError, and Conflict before the upload was inspected."""
    mapping = Mapping.from_data(data)
    path = sample_path(house.home, upload)
    if not path.is_file():
        raise Conflict(
            Text(f"{upload.file_name} 还没有识别。", f"{upload.file_name} was not inspected yet."),
            next_step=Text("请先识别文件（/imports/inspect）。", "Inspect it first (/imports/inspect)."),
        )
    rows = sample_rows(path, tuple(upload.headers), upload.file_name)
    mapping.check_against(standard_for(mapping.entity), rows.columns)
    today = house.clock.today()
    return mapping, preview(rows, mapping, zone=house.settings.zone, today=today, limit=SHOWN_ROWS)
