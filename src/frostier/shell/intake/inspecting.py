"""What an uploaded file is: its sheets, headers, first rows, what it may hold, and the mapping that suggests."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import asdict

from frostier.engines.duckdb.previewing import keep_sample
from frostier.engines.files.opening import opened_rows
from frostier.flows.ports import JsonObject, RowSource
from frostier.kernel.text import Text
from frostier.shell.intake.models import SavedMapping, Upload
from frostier.shell.intake.queries import last_mapping
from frostier.shell.intake.suggesting import completed, is_good, samples_of
from frostier.shell.intake.uploads import sample_path, upload_path
from frostier.shell.wiring import House
from frostier.sources.mapping import FileOptions, Mapping
from frostier.sources.records import standard_for
from frostier.sources.suggest import Guess, Suggestion, guess_entity

SAMPLE_ROWS = 200
SHOWN_ROWS = 20


def inspect_upload(
    house: House, upload: Upload, *, entity: str | None, source: str, options: FileOptions
) -> JsonObject:
    """The findings as JSON; the first rows are kept beside the upload for previews.

    ``entity`` is what the person says it is; without it the likeliest. Raises UnreadableFile.
    """
    path = upload_path(house.home, upload)
    with opened_rows(path, house.home.work, options=options, entity=entity, file_name=upload.file_name) as rows:
        samples = samples_of(rows)
        keep_sample(rows, sample_path(house.home, upload), SAMPLE_ROWS)
    Upload.objects.filter(pk=upload.pk).update(headers=list(rows.columns))
    guesses = guess_entity(rows.columns, samples)
    chosen = next((g for g in guesses if g.entity == entity), guesses[0])
    suggestion = completed(chosen.suggestion, source=source, timezone=house.settings.timezone, options=options)
    return {
        "entity": chosen.entity,
        "entities": [_guess_json(g) for g in guesses],
        "sheets": list(rows.sheets),
        "file": asdict(rows.found or options),
        "headers": list(rows.columns),
        "sample": _first_rows(rows, samples),
        "suggestion": suggestion_json(suggestion, samples),
        "remembered": remembered_mappings(chosen.entity, source, rows.columns),
        "notes": [_said(n) for n in rows.notes],
    }


def suggestion_json(proposed: Suggestion, samples: Dict[str, Sequence[str | None]]) -> JsonObject:
    """A proposal as JSON: what each column rests on, examples of its values, what is missing or in doubt."""
    standard = standard_for(proposed.mapping.entity)
    return {
        "mapping": proposed.mapping.to_data(),
        "good": is_good(proposed),
        "matches": [
            {
                "column": m.column,
                "name": _said(standard.column(m.column).label),
                "header": m.header,
                "confidence": m.confidence,
                "reason": _said(m.reason),
                "required": standard.column(m.column).required,
                "examples": _examples(samples.get(m.header, ())),
            }
            for m in proposed.matches
        ],
        "missing": [{"id": c, "name": _said(standard.column(c).label)} for c in proposed.missing],
        "unmatched": [{"header": h, "examples": _examples(samples.get(h, ()))} for h in proposed.unmatched],
        "warnings": [_said(w) for w in proposed.warnings],
    }


def remembered_mappings(entity: str, source: str, headers: Sequence[str]) -> list[JsonObject]:
    """The mappings that fit the headers: the one last used for the source, then those saved under a name."""
    last = last_mapping(entity, source)
    found: list[JsonObject] = [{"name": None, "batch_no": last.no, "mapping": last.draft.mapping}] if last else []
    saved = SavedMapping.objects.filter(entity=entity, source=source).order_by("name")
    found += [{"name": s.name, "batch_no": None, "mapping": s.mapping} for s in saved]
    return [f for f in found if set(Mapping.from_data(f["mapping"]).file_columns()) <= set(headers)]


def _guess_json(guess: Guess) -> JsonObject:
    name = standard_for(guess.entity).label
    return {"entity": guess.entity, "name": _said(name), "confidence": guess.confidence}


def _first_rows(rows: RowSource, samples: Dict[str, Sequence[str | None]]) -> list[list[str | None]]:
    columns = [samples[header][:SHOWN_ROWS] for header in rows.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _examples(values: Sequence[str | None], most: int = 3) -> list[str]:
    return list(dict.fromkeys(v for v in values if v))[:most]


def _said(text: Text) -> JsonObject:
    return {"zh": text.zh, "en": text.en}
