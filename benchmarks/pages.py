"""``python -m benchmarks.pages HOME``: how soon a page of the console is ready in a browser, and how much it loads.

``HOME`` is a graded home, best a copy: a user is added to it. Options: ``--times 5``, ``--write docs/benchmarks.md``.
The server is the real one (``frostier serve``), the browser Debian's Chromium (``FROSTIER_CHROMIUM`` names another).

*Ready* is when the page has its head and nothing in the window is a placeholder, counted from the start of the
navigation; *whole* when nothing below the window is one either. Each begins with a browser at rest, so that opening a
window is not counted in.
*Cold*: the first visit of a browser that has nothing in its cache. *Again*: the same address opened anew by a browser
that has opened it twice, as from the third time on a browser has the code compiled. *Inside*: reached from another page
of the console, as people move about.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from benchmarks.serving import Client, make_keys, served, until_calm
from benchmarks.table import into_page, machine

CHROMIUM = os.environ.get("FROSTIER_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
MARKS = ("<!-- pages -->", "<!-- /pages -->")
PATIENCE_MS = 60_000
WHOLE = ", whole"
REST = 0.1
"""Of a core: a browser that uses less is at rest."""
LOOKED_AT_SECONDS = 0.5
BUILT = Path(__file__).parents[1] / "src" / "frostier" / "shell" / "console" / "built"

# Looked at with every frame, so that what is measured is when people see it.
READY = """(former) => new Promise((done) => {
    let ready;
    const inWindow = (part) => {
        const { top, bottom } = part.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
    };
    const look = () => {
        const main = document.querySelector("main");
        const head = main?.querySelector("h1")?.textContent;
        if (head && head !== former) {
            const missing = [...main.querySelectorAll('[aria-busy="true"]')];
            if (!missing.some(inWindow)) ready ??= performance.now();
            if (!missing.length) return done([ready, performance.now()]);
        }
        requestAnimationFrame(look);
    };
    look();
})"""
GO = """(path) => {
    history.pushState({}, "", path);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    return performance.now();
}"""


def pages(customer: str) -> dict[str, str]:
    """What is opened: name → address."""
    return {
        "overview": "/",
        "customers": "/customers",
        "one customer": f"/customers/{customer}",
        "drill-down": "/drilldown",
        "tags": "/tags",
        "schemes": "/schemes",
        "data": "/data",
        "runs": "/runs",
    }


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def somebody(home: Path) -> tuple[str, str]:
    """The name and the password of a new operator of a home."""
    from frostier.flows.scope import EVERYTHING
    from frostier.shell.wiring import open_house

    house = open_house(home)
    from frostier.shell.accounts.access import Viewer  # only now: its tables need the store to be set up
    from frostier.shell.accounts.commands import NewUser, add_user
    from frostier.shell.accounts.permissions import ROLE_OF
    from frostier.shell.console.house import serve

    serve(house)
    admin = ROLE_OF["admin"]
    name, password = f"benchmark-{secrets.token_hex(4)}", secrets.token_urlsafe(24)
    try:
        nobody = Viewer("benchmark", admin.id, admin.permissions, EVERYTHING)
        add_user(NewUser(name, "operator", EVERYTHING, password=password), by=nobody)
    finally:
        house.close()
    return name, password


def signed_in(browser: Any, address: str, name: str, password: str) -> Any:
    """What a browser keeps of somebody who has signed in."""
    context = browser.new_context(base_url=address)
    token = context.request.get("/api/v1/session").json()["csrf_token"]
    answer = context.request.post(
        "/api/v1/session", data={"username": name, "password": password}, headers={"X-CSRFToken": token}
    )
    assert answer.ok, answer.text()
    state = context.storage_state()
    context.close()
    return state


def _at_rest(at_most_seconds: float = 20.0) -> None:
    """Wait until the browser has done what a new window, or the page before, gave it to do."""
    browsers = [one for one in psutil.Process().children(recursive=True) if "chrom" in one.name()]
    deadline = time.monotonic() + at_most_seconds
    while time.monotonic() < deadline:
        before = _used_seconds(browsers)
        time.sleep(LOOKED_AT_SECONDS)
        if _used_seconds(browsers) - before < REST * LOOKED_AT_SECONDS:
            return


def _used_seconds(processes: Sequence[psutil.Process]) -> float:
    used = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            used += sum(process.cpu_times()[:2])
    return used


def measure(browser: Any, address: str, session: Any, path: str, times: int) -> dict[str, list[float]]:
    """Milliseconds until a page is ready: cold, again, and from inside; and until it is whole."""
    ways = ("cold", "again", "inside")
    found: dict[str, list[float]] = {f"{way}{part}": [] for way in ways for part in ("", WHOLE)}
    elsewhere = "/runs" if path != "/runs" else "/tags"
    for _ in range(times):
        context = browser.new_context(
            base_url=address, storage_state=session, viewport={"width": 1440, "height": 900}, locale="zh-CN"
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        for way in ("cold", None, "again"):
            _at_rest()
            page.goto(path, wait_until="commit")
            moments = page.evaluate(READY, "")
            if way:
                _note(found, way, moments)
        page.goto(elsewhere, wait_until="commit")
        page.evaluate(READY, "")
        page.wait_for_load_state("networkidle")
        _at_rest()
        former, began = page.locator("main h1").first.text_content(), page.evaluate(GO, path)
        _note(found, "inside", [moment - began for moment in page.evaluate(READY, former)])
        context.close()
    return found


def _note(found: dict[str, list[float]], way: str, moments: Sequence[float]) -> None:
    ready, whole = moments
    found[way].append(ready)
    found[f"{way}{WHOLE}"].append(whole)


def initial_kilobytes(built: Path) -> float:
    """What the first page loads of JavaScript, compressed, in KB of 1,000 bytes: what the document names."""
    document = (built / "index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:src|href)="([^"]+\.js)"', document))
    files = [next(built.rglob(Path(name).name)) for name in named]
    return sum(len(gzip.compress(file.read_bytes())) for file in files) / 1000


def table(home: Path, times: int) -> list[str]:
    """The rows for one home."""
    name, password = somebody(home)
    lines = [
        "| page | cold ms | most | whole | most | again ms | most | whole | most | inside ms | most | whole | most |",
        "|---|" + "---:|" * 12,
    ]
    keys = make_keys(home, 1)
    with served(home) as (port, process), chromium() as browser:
        until_calm(process)
        customer = Client(port, keys).get("/customers?sort=-spend_365d&limit=1")["items"][0]["id"]
        address = f"http://127.0.0.1:{port}"
        session = signed_in(browser, address, name, password)
        for what, path in pages(customer).items():
            found = measure(browser, address, session, path, times)
            cells = " | ".join(f"{statistics.median(ms):.0f} | {max(ms):.0f}" for ms in found.values())
            lines.append(f"| {what} | {cells} |")
            print(lines[-1], flush=True)
    lines.append(f"\nThe document names {initial_kilobytes(BUILT):.0f} KB of JavaScript, compressed.")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--write", type=Path, default=None)
    asked = parser.parse_args()
    os.environ.pop("FROSTIER_HOME", None)
    page = "\n".join([machine(), "", *table(asked.home, asked.times)])
    print(page)
    if asked.write:
        into_page(asked.write, page, MARKS)


if __name__ == "__main__":
    main()
