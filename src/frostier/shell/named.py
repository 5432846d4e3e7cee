"""Rows that people give a name, which is used once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text


@contextmanager
def under_a_free_name(taken: Text) -> Iterator[None]:
    """Save a row within it; raises ``Conflict`` with the message ``taken`` where the row's name is in use already."""
    try:
        with transaction.atomic():  # of its own: the transaction around it can go on after the refusal
            yield
    except IntegrityError as error:
        raise Conflict(
            taken, next_step=Text("请换一个名称。", "Choose another name."), where={"field": "name"}
        ) from error
