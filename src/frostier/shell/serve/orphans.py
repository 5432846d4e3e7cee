"""A child process ends when the supervisor that started it is gone, however that ended."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping

from frostier.shell.runs.processes import is_alive, process_started
from frostier.shell.serve.supervisor import SUPERVISOR_VARIABLE

LOOK_SECONDS = 1.0


def supervisor_lives(environment: Mapping[str, str] = os.environ) -> Callable[[], bool]:
    """A question that stays true while the supervisor of this process lives; true for ever where there is none."""
    named = environment.get(SUPERVISOR_VARIABLE)
    if not named:
        return lambda: True
    pid = int(named)
    started = process_started(pid)
    return lambda: bool(started) and is_alive(pid, started)


def end_web_with_supervisor() -> None:
    """In a process of the web server: stop the server once the supervisor is gone, and oneself once the server is."""
    if SUPERVISOR_VARIABLE not in os.environ:
        return
    lives, server = supervisor_lives(), os.getppid()

    def watch() -> None:
        while lives():
            if os.getppid() != server:
                os._exit(1)  # nobody is left who would end this process, and it holds the port
            time.sleep(LOOK_SECONDS)
        os.kill(server, signal.SIGTERM)

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()
