"""When Python looks for objects that only refer to one another, and when it had better not."""

from __future__ import annotations

import atexit
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


def spare_what_stays() -> None:
    """Let Python no longer look through what has been built so far for something to throw away.

    Expressions that stay are millions of small objects; to walk through them again and again would hold up whatever is
    being done, for nearly half a second each time.
    """
    atexit.unregister(gc.unfreeze)
    atexit.register(gc.unfreeze)  # so that what is left at the end is taken down in order
    gc.unfreeze()
    gc.collect()
    gc.freeze()
