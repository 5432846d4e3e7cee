"""A write that is sent twice is done once: the header ``Idempotency-Key``.

The key is claimed by a row of its own, committed before the endpoint runs, so that of two simultaneous clicks one
works and the other is told so. Success is kept for a day and answered again; a refusal changed nothing and is not
kept, so the corrected request may use the same key.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from frostier.kernel.errors import Conflict, InvalidInput
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.console.models import KeptAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=5)
"""A write that began so long ago and has no answer died with its process; the next try takes its place."""

MOST_BYTES = 1_000_000
_CLAIM = "idempotent_claim"


class KeyReused(InvalidInput):
    """The same key came with another request before."""

    code = "idempotency_key_reused"


class StillUnderWay(Conflict):
    """The same request is being worked on at this moment."""

    code = "in_progress"


class AnswerNotKept(Conflict):
    """The request was done before, and its answer held a secret that is told once."""

    code = "done_before"


def caller_of(viewer: Viewer) -> str:
    """Who sends a request, as one word."""
    return f"key:{viewer.key_id}" if viewer.key_id is not None else f"user:{viewer.user_id}"


def begin(request: HttpRequest, viewer: Viewer, now: datetime, *, secret: bool = False) -> HttpResponse | None:
    """The kept answer where this request was done before; else None, and the request is claimed if it has a key.

    With ``secret`` the answer will not be kept. Raises ``KeyReused``, ``StillUnderWay``, ``AnswerNotKept``, and
    ``InvalidInput`` for a key that is too long.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= 120:
        raise InvalidInput(
            Text(f"{HEADER} 应为 1 到 120 个字符。", f"{HEADER} should be 1 to 120 characters."),
            where={"header": HEADER},
        )
    claim = KeptAnswer(caller=caller_of(viewer), key=key, fingerprint=_fingerprint(request), begun_at=now)
    if not _claimed(claim):
        known = KeptAnswer.objects.get(caller=claim.caller, key=key)
        if not _taken_over(known, claim):
            return _answer_again(known, claim)
        claim = known
    setattr(request, _CLAIM, (claim.pk, secret))
    return None


def finish(request: HttpRequest, answer: HttpResponse) -> None:
    """Keep the answer of a claimed request, or free its key where it was refused."""
    claimed = getattr(request, _CLAIM, None)
    if claimed is None:
        return
    number, secret = claimed
    row = KeptAnswer.objects.filter(pk=number, status=None)
    if not 200 <= answer.status_code < 300:
        row.delete()
        return
    keeps = not secret and not answer.streaming and len(answer.content) <= MOST_BYTES
    row.update(
        status=answer.status_code,
        content_type=answer.headers.get("Content-Type", "")[:100],
        body=answer.content if keeps else None,
    )


def forget_old(now: datetime) -> int:
    """Remove answers that are a day old; how many."""
    return KeptAnswer.objects.filter(begun_at__lt=now - KEPT).delete()[0]


def _claimed(claim: KeptAnswer) -> bool:
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _taken_over(known: KeptAnswer, claim: KeptAnswer) -> bool:
    """Whether the claim takes the place of one that has died, or of an answer that is a day old."""
    dead = KeptAnswer.objects.filter(pk=known.pk, begun_at=known.begun_at)
    age = claim.begun_at - known.begun_at
    if age <= GIVEN_UP or (known.status is not None and age <= KEPT):
        return False
    return bool(
        dead.update(begun_at=claim.begun_at, fingerprint=claim.fingerprint, status=None, body=None, content_type="")
    )


def _answer_again(known: KeptAnswer, claim: KeptAnswer) -> HttpResponse:
    if known.fingerprint != claim.fingerprint:
        raise KeyReused(
            Text(f"{HEADER} 已用于另一个请求。", f"The {HEADER} was used for another request."),
            next_step=Text("每个新操作使用新的键。", "Use a new key for every new operation."),
            where={"header": HEADER},
        )
    if known.status is None:
        raise StillUnderWay(
            Text("同一请求正在处理。", "The same request is being worked on."),
            next_step=Text("请稍后用同一个键重试。", "Try again later with the same key."),
        )
    if known.body is None and known.status != 204:
        raise AnswerNotKept(
            Text("该请求已经完成，答复只显示一次。", "This was done before; its answer is told once only."),
            next_step=Text("需要时请重新生成，并使用新的键。", "Where needed make it anew, with a new key."),
        )
    answer = HttpResponse(bytes(known.body or b""), status=known.status, content_type=known.content_type or None)
    answer[REPLAYED] = "true"
    return answer


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        # The stream has been read into its parts by now, and the boundary differs with every try.
        for name, value in sorted(request.POST.items()):
            digest.update(f"{name}={value}\n".encode())
        for name, file in sorted(request.FILES.items()):
            digest.update(f"{name}:{file.name}:{file.size}\n".encode())  # type: ignore[union-attr]
    else:
        digest.update(request.body)
    return digest.hexdigest()
