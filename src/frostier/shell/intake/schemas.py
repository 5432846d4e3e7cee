"""What the import endpoints take and give. Texts are in the caller's language."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from frostier.shell.console.shapes import Named

Entity = Literal["customers", "contacts", "skus", "orders", "payments"]
BatchState = Literal["loading", "loaded", "undone", "aborted"]
RowState = Literal["open", "resubmitted", "dismissed"]
SourceName = Annotated[str, Field(min_length=1, max_length=60, description="The system that numbers the records")]
RowId = Annotated[int, Field(ge=1, le=2**62)]
Cell = Annotated[str, Field(max_length=20_000)]
MappingData = Annotated[dict[str, Any], Field(description="A mapping as in a mapping file; see the import guide")]


class Page(Schema):
    """Which page of a list."""

    cursor: int | None = Field(None, ge=0, le=2**62)
    limit: int = Field(50, ge=1, le=200)


# ── uploads and the wizard ──────────────────────────────────────────────────────────────────────────────────────


class UploadOut(Schema):
    """A file that was handed in."""

    id: int
    file_name: str
    size_bytes: int
    content_hash: str
    uploaded_at: datetime


class FileOptionsIn(Schema):
    """How to open the file; what is left out is found."""

    sheet: str | None = Field(None, max_length=200)
    encoding: str | None = Field(None, max_length=40)
    delimiter: str | None = Field(None, max_length=4)
    header_row: int | None = Field(None, ge=1, le=1000)


class InspectIn(FileOptionsIn):
    """What to look at. Without an entity the likeliest is taken."""

    upload_id: int
    entity: Entity | None = None
    source: SourceName = "erp"


class UploadAndMapping(Schema):
    """An upload, and the mapping to read it by."""

    upload_id: int
    mapping: MappingData


class ImportIn(UploadAndMapping):
    """What to import; ``replaces`` is the batch that it takes the place of."""

    replaces: int | None = Field(None, ge=1, le=2**62)


class PreviewCellOut(Schema):
    """One value: as the file has it, as it would be stored, and why it cannot be."""

    text: str | None
    value: Any
    problem: str | None


class PreviewRowOut(Schema):
    """One row, its cells by standard column."""

    row_no: int
    fate: Literal["load", "quarantine", "skip"]
    cells: dict[str, PreviewCellOut]


class PreviewOut(Schema):
    """The first rows as the mapping would have them stored."""

    columns: list[Named]
    rows: list[PreviewRowOut]
    counts: dict[str, int]


# ── batches ─────────────────────────────────────────────────────────────────────────────────────────────────────


class BatchFilter(Page):
    """Which batches."""

    entity: Entity | None = None
    state: BatchState | None = None


class RowCounts(Schema):
    """Where the rows of a batch went."""

    read: int
    loaded: int
    rejected: int
    skipped: int


class BatchOut(Schema):
    """One import."""

    no: int
    entity: str
    entity_name: str
    source: str
    file_name: str
    state: str
    state_name: str
    created_at: datetime
    rows: RowCounts | None
    corrects: int | None
    replaces: int | None
    run_id: int
    open_quarantine: int


class BatchPage(Schema):
    """Batches, the newest first."""

    items: list[BatchOut]
    next: str | None
    total: int


class ReasonCount(Schema):
    """Why rows were refused, with an example."""

    field: str
    field_name: str
    code: str
    reason: str
    rows: int


class FindingOut(Schema):
    """Something that a person should know about a batch."""

    audit: str
    audit_name: str
    severity: Literal["note", "warning"]
    text: str


class QualityOut(Schema):
    """The five figures of a batch; shares are 0 to 1, ``volume`` is the rows over the usual number."""

    batch_no: int
    entity: str
    entity_name: str
    source: str
    created_at: datetime
    corrects: int | None
    rows_read: int
    complete: float | None
    completeness: list[dict[str, Any]]
    uniqueness: float
    validity: float
    age_days: int | None
    volume: float | None
    findings: list[FindingOut]


class FlagCount(Schema):
    """Rows that were loaded although something is remarkable about them."""

    id: str
    name: str
    rows: int


class BatchDetail(BatchOut):
    """One import in full."""

    report: dict[str, Any]
    flags: list[FlagCount]
    mapping: dict[str, Any]
    content_hash: str
    top_reasons: list[ReasonCount]
    quality: QualityOut | None
    corrected_by: list[int]


# ── quarantine ──────────────────────────────────────────────────────────────────────────────────────────────────


class QuarantineFilter(Page):
    """Which quarantined rows."""

    batch: int | None = Field(None, ge=1, le=2**62)
    field: str | None = Field(None, max_length=120)
    code: str | None = Field(None, max_length=60)
    state: RowState = "open"


class QuarantinedOut(Schema):
    """One row that cannot be used. ``header`` is the file's column that the failing field is read from."""

    id: int
    batch_no: int
    entity: str
    source: str
    row_no: int
    field: str
    field_name: str
    header: str | None
    code: str
    reason: str
    raw: dict[str, str | None]
    state: str
    state_name: str
    fate: str | None
    resubmitted_in: int | None
    refused_again_as: int | None
    closed_by: str | None
    closed_at: datetime | None


class Facet(Schema):
    """How many of the rows failed by a field and code in a batch."""

    batch_no: int
    field: str
    field_name: str
    code: str
    rows: int


class QuarantinePage(Schema):
    """Quarantined rows, the oldest first, and what all the wanted rows failed by."""

    items: list[QuarantinedOut]
    next: str | None
    total: int
    facets: list[Facet]


class CorrectedRow(Schema):
    """The cells of one row that were corrected, by file column."""

    id: RowId
    values: dict[str, Cell] = Field(max_length=2000)


class ResubmitIn(Schema):
    """Corrected rows; a row without changes comes in as it stood."""

    rows: list[CorrectedRow] = Field(min_length=1, max_length=5000)


class DismissIn(Schema):
    """Rows that will not be corrected, and why."""

    ids: list[RowId] = Field(min_length=1, max_length=5000)
    reason: str = Field(max_length=500)


class Dismissed(Schema):
    """How many rows were closed."""

    dismissed: int


# ── dictionary, mappings, sources ───────────────────────────────────────────────────────────────────────────────


class DictionaryColumn(Schema):
    """One column of the data standard."""

    id: str
    name: str
    meaning: str
    type: str
    type_name: str
    unit: str | None
    required: bool
    key: bool
    personal: bool
    choices: list[Named]
    low: str | None
    high: str | None
    synonyms: list[str]


class DictionaryEntity(Schema):
    """One entity of the data standard."""

    entity: str
    name: str
    grain: str
    owner: str
    columns: list[DictionaryColumn]


class SavedMappingIn(Schema):
    """A mapping to keep under a name; it says for which entity and source."""

    name: str = Field(min_length=1, max_length=80)
    mapping: MappingData
    expected_version: int | None = None


class SavedMappingOut(Schema):
    """A kept mapping. Without a name it is the one last used for its source, which no one can change."""

    id: int | None
    name: str | None
    entity: str
    entity_name: str
    source: str
    mapping: dict[str, Any]
    by: str | None
    version: int | None
    updated_at: datetime
    batch_no: int | None


class ScheduleData(Schema):
    """Exactly one of the two; ``daily_at`` is company time."""

    every_minutes: int | None = None
    daily_at: str | None = Field(None, max_length=5)


class SourceIn(Schema):
    """A folder or database to read again and again; secrets of an address as ``${FROSTIER_SOURCE_…}``."""

    name: str = Field(min_length=1, max_length=80)
    kind: Literal["folder", "sql"]
    location: str = Field(min_length=1, max_length=1000)
    pattern: str = Field("", max_length=120)
    table: str = Field("", max_length=260)
    query: str = Field("", max_length=20_000)
    cursor_column: str = Field("", max_length=128)
    mapping: MappingData
    schedule: ScheduleData
    enabled: bool = True


class SourceChange(SourceIn):
    """A source as it shall be, if nobody changed it meanwhile."""

    expected_version: int


class SourceOut(SourceIn):
    """A source with what became of its last reading."""

    id: int
    entity: str
    entity_name: str
    source: str
    version: int
    by: str
    updated_at: datetime
    next_due_at: datetime | None
    last_run: int | None
    last_started_at: datetime | None
    last_finished_at: datetime | None
    last_outcome: list[dict[str, Any]]
    failures: int
    error: str | None


class SourcePlaces(Schema):
    """Where sources may read."""

    folders: list[str]
    secret_prefix: str


class Paused(Schema):
    """Whether the source shall rest."""

    paused: bool
