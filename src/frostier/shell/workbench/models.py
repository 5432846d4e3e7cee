"""Tables of tasks, of what was done about them, and of the rules by which they are made."""

from __future__ import annotations

from django.db import models

from frostier.shell.crm.belonging import LONGEST_NAME, OfCustomer

TASK_STATES = ("open", "done", "postponed", "not_reached", "void")


class Task(OfCustomer):
    """Something to do about one customer. ``occurrence`` tells two tasks of a kind apart, so that none comes twice.

    ``manager`` is whose task it is: the customer's own manager, or who stands in for them until ``handed_until``.
    """

    kind = models.CharField(max_length=30)
    occurrence = models.CharField(max_length=160)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    reason = models.JSONField()  # Reason.as_json
    expected_value = models.DecimalField(max_digits=14, decimal_places=2)
    priority = models.SmallIntegerField(default=0)  # rank of ``actions.triggers.PRIORITIES``; 0: the normal one
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=[(s, s) for s in TASK_STATES], default="open")
    comes_back_on = models.DateField(null=True)  # of one that was postponed or whose customer was not reached
    note = models.CharField(max_length=1000, default="", blank=True)
    phone_known = models.BooleanField(default=False)
    event_id = models.CharField(max_length=200, null=True)  # of the event that made it
    created_at = models.DateTimeField()
    created_on = models.DateField()
    touched_at = models.DateTimeField(null=True)  # when somebody first did something about it
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=LONGEST_NAME, null=True)
    own_manager = models.CharField(max_length=LONGEST_NAME, null=True)  # where another stands in
    handed_until = models.DateField(null=True)  # exclusive; NULL with own_manager: for good

    class Meta:
        db_table = "task"
        constraints = (models.UniqueConstraint(fields=["customer_id", "kind", "occurrence"], name="task_once"),)
        indexes = (
            models.Index(fields=["state", "manager", "expected_value"], name="task_open_by_manager"),
            models.Index(fields=["state", "due_on"], name="task_due"),
        )


class TaskStep(models.Model):
    """What somebody did about a task. Append-only; it stands in the customer's timeline."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    customer_id = models.CharField(max_length=120, db_index=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=LONGEST_NAME)
    action = models.CharField(max_length=12)
    note = models.CharField(max_length=1000, default="", blank=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "task_step"


class StandIn(models.Model):
    """One account manager who sees customers of another for a while.

    With ``customer_id`` one customer, without all of the manager's. It lasts up to, not including, ``until``; without
    that as long as a task of the customer is handed over for good and not closed.
    """

    stand_in = models.CharField(max_length=LONGEST_NAME)
    manager = models.CharField(max_length=LONGEST_NAME)
    customer_id = models.CharField(max_length=120, default="", blank=True)
    until = models.DateField(null=True)
    begun_at = models.DateTimeField()
    by = models.CharField(max_length=LONGEST_NAME)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "stand_in"
        indexes = (models.Index(fields=["ended_at", "stand_in"], name="stand_in_present"),)


class RuleBookVersion(models.Model):
    """One version of all rules and triggers together. Append-only: the newest is in force, without any the standard."""

    version = models.IntegerField(unique=True)  # from 2: 1 is the standard one
    book = models.JSONField()  # actions.rule_book_json
    at = models.DateTimeField()
    by = models.CharField(max_length=LONGEST_NAME)
    note = models.CharField(max_length=1000)

    class Meta:
        db_table = "task_rule_book"
