"""The rules for tasks: seen, tried, published, rolled back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from frostier.actions.rule_book import differences
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm.reading import Reading, reading
from frostier.shell.workbench import schemas_rules as s
from frostier.shell.workbench.rule_answers import difference_answer, rules_answer
from frostier.shell.workbench.rule_books import drafted, publish_rules, published_book, roll_back_rules
from frostier.shell.workbench.rule_sizes import Size, sizes

router = GuardedRouter(tags=["work"])


@router.get("/task-rules", permission="tasks.read", response=s.TaskRules)
def rules(request: HttpRequest) -> Any:
    """The rules by which tasks are made and the triggers that put some first, with all versions."""
    return rules_answer(reading(request))


@router.post("/task-rules/preview", permission="tasks.read", response=s.RulePreview)
def preview(request: HttpRequest, draft: s.RuleBookDraft) -> Any:
    """What a draft would change and how much its rules would ask for of the caller's customers; 422 where it cannot be.

    Nothing is kept.
    """
    read, present = reading(request), published_book()
    book = drafted(draft.written())
    return {
        "version": present.version,
        "changes": [difference_answer(one, read.lang) for one in differences(present, book)],
        "sizes": [_size_answer(size, read) for size in sizes(read, present, book)],
    }


@router.put("/task-rules", permission="schemes.publish", response=s.TaskRules)
def publish(request: HttpRequest, asked: s.RuleBookWanted) -> Any:
    """Bring the rules with these changes into force, from the next evaluation on.

    409 where somebody published meanwhile, or where nothing would change.
    """
    read = reading(request)
    written = s.RuleBookDraft(rules=asked.rules, triggers=asked.triggers).written()
    publish_rules(read.viewer, read.house.clock, written, expected_version=asked.expected_version, note=asked.note)
    return rules_answer(read)


@router.post("/task-rules/rollback", permission="schemes.publish", response=s.TaskRules)
def roll_back(request: HttpRequest, asked: s.RollBackWanted) -> Any:
    """Bring a former version into force again, as the next one; own rules that came since are switched off."""
    read = reading(request)
    roll_back_rules(
        read.viewer, read.house.clock, asked.version, expected_version=asked.expected_version, note=asked.note
    )
    return rules_answer(read)


def _size_answer(size: Size, read: Reading) -> dict[str, Any]:
    return {
        "id": size.rule.id,
        "name": size.rule.name.say(read.lang),
        "customers_now": size.now.customers,
        "customers_then": size.then.customers,
        "tasks_now": size.now.tasks,
        "tasks_then": size.then.tasks,
        "since": size.since,
        "events": size.events,
    }
