"""The audit trail: nothing in it can be changed unnoticed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from tests.command_line import Inside

from frostier.flows.scope import EVERYTHING
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record, verify
from frostier.shell.accounts.models import AuditEntry, AuditHead
from frostier.shell.append_only import append_only, create_statements, drop_statements

LI_MIN = Viewer("li.min", "operator", frozenset(), EVERYTHING)


@pytest.fixture
def trail(served) -> None:
    """Four entries."""
    for number in range(1, 5):
        record(LI_MIN, "scheme.published", f"house:{number}", {"note": "旺季调整", "moved": number})


@pytest.fixture
def without_guards(trail):
    """As somebody could have it who controls the database."""
    with connection.cursor() as cursor:
        for guard in append_only("audit_entry"):
            for statement in drop_statements(guard, connection.vendor):
                cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for guard in append_only("audit_entry"):
            for statement in create_statements(guard, connection.vendor):
                cursor.execute(statement)


def test_an_untouched_trail_is_intact(trail):
    found = verify()

    assert found.intact
    assert (found.entries, found.first_broken) == (4, None)


def test_a_trail_without_entries_is_intact(served):
    assert verify().intact


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_delete_entries(trail, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "somebody"),
        ("role", "admin"),
        ("action", "scheme.drafted"),
        ("subject", "house:9"),
        ("details", "{}"),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("seal", "0" * 64),
    ],
)
def test_a_changed_entry_is_found(without_guards, column, value):
    AuditEntry.objects.filter(no=2).update(**{column: value})

    assert verify().first_broken == 2


def test_a_removed_entry_is_found(without_guards):
    AuditEntry.objects.filter(no=3).delete()

    assert verify().first_broken == 3


def test_a_removed_end_is_found(without_guards):
    AuditEntry.objects.filter(no=4).delete()

    assert verify().first_broken == 4


def test_who_lacks_the_secret_cannot_write_the_chain_anew(without_guards, settings):
    settings.SECRET_KEY = "somebody else's guess at the secret of the home"
    AuditEntry.objects.filter(no__gt=1).delete()
    AuditHead.objects.update(no=1, seal=AuditEntry.objects.get(no=1).seal)
    record(LI_MIN, "scheme.published", "house:2")
    settings.SECRET_KEY = "a secret of tests, long enough for Django not to warn of it"

    assert verify().first_broken == 2


def test_an_entry_belongs_to_the_deed_and_is_undone_with_it(served):
    with transaction.atomic():
        record(LI_MIN, "scheme.published", "house:1")
        transaction.set_rollback(True)

    assert verify().entries == 0


def test_people_who_act_at_once_are_recorded_one_after_the_other(served):
    def act(name: str) -> None:
        for number in range(10):
            record(Viewer(name, "operator", frozenset(), EVERYTHING), "segment.saved", f"{name}:{number}")
        connection.close()

    people = [threading.Thread(target=act, args=(name,)) for name in ("li", "wang", "zhou")]
    for person in people:
        person.start()
    for person in people:
        person.join()

    found = verify()
    assert found.intact
    assert found.entries == 30


# ── reading it ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_trail_is_read_newest_first_in_pages(trail, client_as):
    client = client_as("finance")

    first = client.get("/api/v1/audit", {"limit": 3}).json()
    second = client.get("/api/v1/audit", {"limit": 3, "cursor": first["next"]}).json()

    assert [e["no"] for e in first["items"]] == [4, 3, 2]
    assert [e["no"] for e in second["items"]] == [1]
    assert (first["total"], second["next"]) == (4, None)
    assert first["items"][0]["details"] == {"note": "旺季调整", "moved": 4}


def test_a_family_of_deeds_and_a_day_narrow_the_trail(trail, client_as, clock):
    record(LI_MIN, "segment.saved", "s1")
    client = client_as("finance")

    assert client.get("/api/v1/audit", {"action": "scheme"}).json()["total"] == 4
    assert client.get("/api/v1/audit", {"since": clock.today().isoformat()}).json()["total"] == 5
    assert client.get("/api/v1/audit", {"until": "2026-11-19"}).json()["total"] == 0


def test_the_export_is_an_entry_itself_and_holds_no_formula(trail, client_as):
    record(Viewer("=cmd|'/c calc'!A1", "operator", frozenset(), EVERYTHING), "segment.saved", "@SUM(1)")

    text = b"".join(client_as("finance").get("/api/v1/audit/export").streaming_content).decode("utf-8-sig")

    assert "'=cmd" in text
    assert ",'@SUM(1)," in text
    assert AuditEntry.objects.latest("no").action == "audit.exported"


def test_the_trail_is_checked_over_the_api_and_at_the_machine(trail, client_as, served):
    told = client_as("finance").get("/api/v1/audit/verify").json()
    at_the_machine = Inside(served.home.root)("audit", "verify")

    assert told["intact"]
    assert told["message"] == "The audit trail is intact: 4 entries."
    assert at_the_machine["entries"] == 4


def test_a_broken_trail_fails_the_command(without_guards, served):
    AuditEntry.objects.filter(no=2).update(actor="somebody")

    assert Inside(served.home.root).run("audit", "verify").code == 5
