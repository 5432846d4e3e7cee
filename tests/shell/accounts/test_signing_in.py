"""Signing in and out, as a browser does it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from tests.shell.signed_in import PASSWORD, ApiClient

from frostier.flows.scope import EVERYTHING
from frostier.kernel.errors import InvalidInput
from frostier.shell.accounts.audit import at_the_machine
from frostier.shell.accounts.commands import NewUser, add_user
from frostier.shell.accounts.models import AuditEntry, User, UserSession
from frostier.shell.accounts.passwords import check_password_policy

SESSION = "/api/v1/session"


@pytest.fixture
def li_min(served) -> User:
    """An operator with a password of their own."""
    user, _ = add_user(NewUser("li.min", "operator", EVERYTHING, password=PASSWORD), by=at_the_machine())
    return user


def sign_in(client: Client, password: str = PASSWORD, username: str = "li.min", **rest: str):
    return client.post(SESSION, {"username": username, "password": password, **rest})


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("no").values_list("action", flat=True))


def test_before_signing_in_a_page_learns_the_company_and_nothing_of_anybody(nobody):
    told = nobody.get(SESSION).json()

    assert told["user"] is None
    assert told["csrf_token"]
    assert told["company"]["timezone"] == "Asia/Shanghai"
    assert told["demo"] is False


def test_the_right_password_opens_a_session_that_is_written_down(nobody, li_min):
    answer = sign_in(nobody)

    assert answer.status_code == 200
    assert answer.json()["user"]["role"] == {"id": "operator", "name": "operator"}
    assert nobody.get("/api/v1/me").json()["username"] == "li.min"
    assert actions() == ["user.added", "session.started"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(nobody, li_min):
    cookie = sign_in(nobody).cookies["frostier_session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_session_that_was_there_before_is_not_kept(nobody, li_min):
    sign_in(nobody)
    before = nobody.cookies["frostier_session"].value

    sign_in(nobody)

    assert nobody.cookies["frostier_session"].value != before
    assert not UserSession.objects.filter(session_key=before).exists()


def test_a_name_is_the_same_in_capitals(nobody, li_min):
    assert sign_in(nobody, username=" Li.Min ").status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_told_alike(nobody, li_min):
    wrong, unknown = sign_in(nobody, "not it"), sign_in(nobody, username="somebody")

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "login_failed"


def test_five_wrong_passwords_close_the_door_for_the_right_one_too(nobody, li_min):
    for _ in range(5):
        sign_in(nobody, "not it")

    answer = sign_in(nobody)

    assert answer.status_code == 429
    assert answer.json()["code"] == "locked_out"
    assert answer.headers["Retry-After"] == "900"


def test_a_stranger_at_another_address_does_not_lock_a_colleague_out(nobody, li_min):
    for _ in range(6):
        nobody.post(SESSION, {"username": "li.min", "password": "not it"}, REMOTE_ADDR="203.0.113.9")

    assert sign_in(nobody).status_code == 200


def test_passwords_are_kept_as_argon2_hashes(home):
    user = User(username="li.min")

    user.set_password(PASSWORD)

    assert user.password.startswith("argon2$argon2id$")


def test_who_is_inactive_cannot_sign_in(nobody, li_min):
    User.objects.update(is_active=False)

    assert sign_in(nobody).status_code == 401


def test_signing_out_ends_the_session(nobody, li_min):
    sign_in(nobody)

    assert nobody.delete(SESSION).status_code == 204

    assert nobody.get("/api/v1/me").status_code == 401
    assert actions()[-1] == "session.ended"


def test_a_session_ends_after_a_week_whatever_its_use(nobody, li_min, clock):
    sign_in(nobody)
    clock.moment += timedelta(days=8)

    assert nobody.get("/api/v1/me").status_code == 401
    assert not UserSession.objects.exists()


def test_a_session_without_use_ends(nobody, li_min):
    sign_in(nobody)
    UserSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert nobody.get("/api/v1/me").status_code == 401


def test_a_session_in_use_goes_on(nobody, li_min):
    sign_in(nobody)
    soon = timezone.now() + timedelta(minutes=5)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=2), expire_date=soon)

    assert nobody.get("/api/v1/me").status_code == 200

    assert UserSession.objects.get().expire_date > soon


def test_a_write_without_the_token_of_our_pages_is_refused(li_min):
    browser = ApiClient(enforce_csrf_checks=True, headers={"accept-language": "en"})

    refused = sign_in(browser)
    token = browser.get(SESSION).json()["csrf_token"]
    let_in = browser.post(SESSION, {"username": "li.min", "password": PASSWORD}, headers={"X-CSRFToken": token})
    patched = browser.patch("/api/v1/me", {"dark": True}, content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert let_in.status_code == 200
    assert (patched.status_code, patched.json()["code"]) == (403, "csrf_failed")


def test_one_sees_and_ends_ones_other_sessions(nobody, li_min):
    sign_in(nobody)
    phone = ApiClient(headers={"accept-language": "en", "user-agent": "a phone"})
    sign_in(phone)

    rows = nobody.get("/api/v1/me/sessions").json()
    other = next(row for row in rows if not row["current"])
    ended = nobody.delete(f"/api/v1/me/sessions/{other['id']}")

    assert len(rows) == 2
    assert other["browser"] == "a phone"
    assert ended.status_code == 204
    assert phone.get("/api/v1/me").status_code == 401
    assert nobody.get("/api/v1/me").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(nobody, li_min, client_as):
    sign_in(nobody)
    number = UserSession.objects.get(user=li_min).number

    assert client_as("admin").delete(f"/api/v1/me/sessions/{number}").status_code == 404
    assert nobody.get("/api/v1/me").status_code == 200


# ── passwords ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_a_temporary_password_can_only_choose_their_own(nobody, client_as):
    made = (
        client_as("admin")
        .post("/api/v1/users", {"username": "zhou", "role": "operator", "scope": {"kind": "all"}})
        .json()
    )
    answer = sign_in(nobody, made["temporary_password"], "zhou")

    assert answer.json()["user"]["must_change_password"]
    assert nobody.get("/api/v1/roles").json()["code"] == "must_change_password"
    changed = nobody.post("/api/v1/me/password", {"old": made["temporary_password"], "new": PASSWORD})
    assert changed.status_code == 204
    assert nobody.get("/api/v1/roles").status_code == 200


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(nobody, li_min):
    sign_in(nobody)
    phone = ApiClient()
    sign_in(phone)

    answer = nobody.post("/api/v1/me/password", {"old": PASSWORD, "new": "花椒 牛油 豆瓣 冰粉 冻豆腐"})

    assert answer.status_code == 204
    assert nobody.get("/api/v1/me").status_code == 200
    assert phone.get("/api/v1/me").status_code == 401
    assert sign_in(phone).status_code == 401


@pytest.mark.parametrize(
    ("new", "because"),
    [
        ("short", "12 characters"),
        ("123456789012", "digits alone"),
        (PASSWORD, "old one"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(nobody, li_min, new, because):
    sign_in(nobody)

    answer = nobody.post("/api/v1/me/password", {"old": PASSWORD, "new": new})

    assert answer.status_code == 422
    assert because in answer.json()["message"]


def test_a_password_that_repeats_the_name_is_refused(home):
    with pytest.raises(InvalidInput, match="not like the user name"):
        check_password_policy("zhang.xiaomei1", User(username="zhang.xiaomei"))


def test_the_old_password_must_be_right(nobody, li_min):
    sign_in(nobody)

    answer = nobody.post("/api/v1/me/password", {"old": "not it", "new": "花椒 牛油 豆瓣 冰粉 冻豆腐"})

    assert answer.json()["code"] == "login_failed"


# ── the second factor ───────────────────────────────────────────────────────────────────────────────────────────


def digits(secret_key: bytes, steps_ahead: int = 0) -> str:
    """What an authenticator app shows."""
    import time

    totp = TOTP(secret_key)
    totp.time = time.time() + 30 * steps_ahead
    return f"{totp.token():06d}"


@pytest.fixture
def enrolled(nobody, li_min) -> tuple[bytes, list[str]]:
    """The app's key and the recovery codes of ``li_min``, whose second factor is on; nobody is signed in."""
    import base64

    sign_in(nobody)
    begun = nobody.post("/api/v1/me/two-factor").json()
    key = base64.b32decode(begun["secret"])
    confirmed = nobody.post("/api/v1/me/two-factor/confirm", {"code": digits(key)})
    nobody.delete(SESSION)
    return key, confirmed.json()["recovery_codes"]


def test_the_second_factor_counts_only_once_confirmed(nobody, li_min):
    sign_in(nobody)
    begun = nobody.post("/api/v1/me/two-factor").json()

    wrong = nobody.post("/api/v1/me/two-factor/confirm", {"code": "000000"})

    assert begun["uri"].startswith("otpauth://totp/Frostier")
    assert wrong.status_code == 422
    assert sign_in(nobody).status_code == 200


def test_with_the_second_factor_the_password_alone_is_not_enough(nobody, enrolled):
    key, _ = enrolled

    missing = sign_in(nobody)
    right = sign_in(nobody, code=digits(key, 1))

    assert (missing.status_code, missing.json()["code"]) == (401, "code_required")
    assert right.status_code == 200
    assert right.json()["user"]["two_factor"]


def test_a_code_counts_once(nobody, enrolled):
    key, _ = enrolled
    code = digits(key, 1)
    sign_in(nobody, code=code)
    nobody.delete(SESSION)

    assert sign_in(nobody, code=code).json()["code"] == "login_failed"


def test_wrong_codes_count_as_wrong_passwords(nobody, enrolled):
    key, _ = enrolled
    for _ in range(5):
        sign_in(nobody, code="000000")

    assert sign_in(nobody, code=digits(key, 1)).status_code == 429


def test_a_recovery_code_signs_in_once(nobody, enrolled):
    _, codes = enrolled

    first = sign_in(nobody, code=codes[0])
    nobody.delete(SESSION)
    again = sign_in(nobody, code=codes[0])

    assert len(codes) == 8
    assert (first.status_code, again.status_code) == (200, 401)


def test_turning_it_off_needs_the_password(nobody, enrolled):
    key, _ = enrolled
    sign_in(nobody, code=digits(key, 1))

    wrong = nobody.delete("/api/v1/me/two-factor", {"password": "not it"})
    right = nobody.delete("/api/v1/me/two-factor", {"password": PASSWORD})
    nobody.delete(SESSION)

    assert (wrong.status_code, right.status_code) == (401, 204)
    assert sign_in(nobody).status_code == 200


# ── headers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_answer_forbids_foreign_scripts_and_frames(nobody):
    headers = nobody.get(SESSION).headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
