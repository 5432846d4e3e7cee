"""When Python looks for objects that only refer to one another, and when it had better not."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_left() -> Iterator[None]:
    """Without looking for garbage: where much is made that lasts to the end, it is looked through in vain."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
