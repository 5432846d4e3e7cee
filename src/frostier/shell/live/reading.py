"""The body of a request as the values it holds: one event, a list, ``{"events": […]}``, or one event a line."""

from __future__ import annotations

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.live.accepting import MOST_EVENTS
from frostier.sources.event_json import decoded, decoded_line

LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})


def events_in(body: bytes, content_type: str) -> list[object]:
    """The decoded values, numbers with a point as decimals.

    Of an NDJSON body a line that is no JSON stays text, which no event is. Raises ``InvalidInput`` where the body
    cannot be read at all, is empty or holds too many.
    """
    events = _lines(body) if content_type in LINES else _document(body)
    if not 1 <= len(events) <= MOST_EVENTS:
        raise InvalidInput(
            Text(f"应有 1 到 {MOST_EVENTS} 个事件，收到 {len(events)} 个。",
                 f"Expected 1 to {MOST_EVENTS} events, got {len(events)}."),
            next_step=Text("请分批发送。", "Send them in several requests."),
            where={"field": "events"},
        )  # fmt: skip
    return events


def _document(body: bytes) -> list[object]:
    try:
        found = decoded(body.decode("utf-8-sig"))
    except ValueError as error:
        raise InvalidInput(
            Text("请求内容不是可读的 UTF-8 JSON。", "The body is not readable UTF-8 JSON."),
            next_step=Text("多个事件请用列表或 NDJSON。", "Send several events as a list or as NDJSON."),
            where={"field": "body"},
        ) from error  # fmt: skip
    if isinstance(found, dict) and isinstance(found.get("events"), list):
        return list(found["events"])
    return list(found) if isinstance(found, list) else [found]


def _lines(body: bytes) -> list[object]:
    return [decoded_line(line) for line in body.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
