"""A real browser before a really served console."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.console_server import ServedConsole, console_over, make_demo_home
from tests.made_once import made_once

CHROMIUM = Path(os.environ.get("FROSTIER_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
ROOT = Path(__file__).parents[3]
BUILT = ROOT / "src" / "frostier" / "shell" / "console" / "built" / "index.html"
PICTURES = ROOT / "docs" / "guide" / "images" / "console"
LARGEST_PICTURE = 400_000
# How long to wait for something to appear; many tests share the machine.
PATIENCE = 60_000
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def demo_home_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a small demo company; only to be copied. ``FROSTIER_DEMO_HOME`` names one that is there already."""
    if made := os.environ.get("FROSTIER_DEMO_HOME"):
        return Path(made)
    return made_once(tmp_path_factory, "console-demo-home", make_demo_home)


@pytest.fixture(scope="session")
def served(demo_home_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedConsole]:
    """The console of the whole test run, over a copy of the demo home."""
    if not BUILT.is_file():
        pytest.skip("the pages are not built (make setup)")
    with console_over(demo_home_template, tmp_path_factory.mktemp("console") / "home") as console:
        yield console


# Not for the whole session: while the browser is open an event loop runs in this thread, and Django's store refuses to
# be asked from there.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    if not CHROMIUM.is_file():
        pytest.skip(f"{CHROMIUM} is not installed (.ci/run installs it; FROSTIER_CHROMIUM names another)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """One browser window with nothing remembered. What the page complains of is kept in ``complaints``."""

    def __init__(
        self,
        browser: Any,
        served: ServedConsole,
        *,
        size: dict[str, int] = DESKTOP,
        language: str = "zh",
        dark: bool = False,
        session: Any = None,
    ) -> None:
        self.context = browser.new_context(
            base_url=served.url,
            storage_state=session,
            viewport=size,
            locale="zh-CN" if language == "zh" else "en-US",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: Any) -> None:
        # A refusal that the page expects (401 before signing in, 404 of an unknown number) is no complaint.
        expected = message.text.startswith("Failed to load resource") and re.search(r"\b4\d\d\b", message.text)
        if message.type == "error" and not expected:
            self.complaints.append(message.text)


@pytest.fixture
def visit(browser: Any, served: ServedConsole) -> Iterator[Callable[..., Any]]:
    """``visit(size=PHONE, language="en", dark=True)``: the page of a new visitor. An error in it fails the test."""
    visits: list[Visit] = []

    def begin(**look: Any) -> Any:
        visits.append(Visit(browser, served, **look))
        return visits[-1].page

    yield begin
    complaints = [complaint for v in visits for complaint in v.complaints]
    for v in visits:
        v.context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """What the browser keeps of those who have signed in, by username: nobody signs in twice."""
    return {}


@pytest.fixture
def signed_in(visit: Callable[..., Any], served: ServedConsole, sessions: dict[str, Any]) -> Callable[..., Any]:
    """``signed_in("operator", at="/tags", size=PHONE)``: a new window of somebody of the demo, settled there."""

    def begin(username: str, *, at: str = "/", **look: Any) -> Any:
        page = visit(session=sessions.get(username), **look)
        _enter(page, username, served, sessions, look)
        open_page(page, at)
        return page

    return begin


@pytest.fixture(scope="module")
def windows(browser: Any) -> Iterator[dict[str, Visit]]:
    """The windows that the tests of one file leave open for each other."""
    opened: dict[str, Visit] = {}
    yield opened
    for window in opened.values():
        window.context.close()


@pytest.fixture
def window_of(
    browser: Any, served: ServedConsole, sessions: dict[str, Any], windows: dict[str, Visit]
) -> Iterator[Callable[..., Any]]:
    """``window_of("admin", dark=True)``: a window that stays open for the next test. An error in it fails the test."""

    def look_into(username: str, **look: Any) -> Any:
        name = f"{username} {look}"
        if name not in windows:
            windows[name] = Visit(browser, served, session=sessions.get(username), **look)
            _enter(windows[name].page, username, served, sessions, look)
        return windows[name].page

    yield look_into
    complaints = [complaint for window in windows.values() for complaint in window.complaints]
    for window in windows.values():
        window.complaints.clear()
    assert complaints == []


def _enter(page: Any, username: str, served: ServedConsole, sessions: dict[str, Any], look: dict[str, Any]) -> None:
    session = page.request.get("/api/v1/session").json()
    if session["user"] is None:
        session = _sign_in(page, username, served.password(username), session["csrf_token"])
        sessions[username] = page.context.storage_state()
    _prefer(page, session, language=look.get("language", "zh"), dark=look.get("dark", False))


def _sign_in(page: Any, username: str, password: str, token: str) -> Any:
    wish = {"username": username, "password": password}
    answer = page.request.post("/api/v1/session", data=wish, headers={"X-CSRFToken": token})
    assert answer.ok, answer.text()
    return answer.json()


def _prefer(page: Any, session: Any, **preferences: Any) -> None:
    if all(session["user"][name] == value for name, value in preferences.items()):
        return
    changed = page.request.patch("/api/v1/me", data=preferences, headers={"X-CSRFToken": session["csrf_token"]})
    assert changed.ok, changed.text()


def open_page(page: Any, address: str) -> None:
    """Go to an address and wait until the page shows what it has to show."""
    page.goto(address)
    wait_until_settled(page)


SETTLED = """() => {
    const main = document.querySelector("main");
    return main && main.querySelector("h1") && !main.querySelector('[aria-busy="true"]');
}"""


def wait_until_settled(page: Any) -> None:
    """Until the page has its head and no part of it is a placeholder, or a former answer, any more."""
    page.wait_for_function(SETTLED)


def screenshot(page: Any, name: str) -> None:
    """Keep a picture of the page for the guide, where ``FROSTIER_SCREENSHOTS=1`` asks for it."""
    if os.environ.get("FROSTIER_SCREENSHOTS") != "1":
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    file = PICTURES / f"{name}.png"
    page.screenshot(path=str(file))
    assert file.stat().st_size <= LARGEST_PICTURE, f"{file.name} is too large for the guide"


def check_accessible(page: Any) -> None:
    """No serious violation of the accessibility rules on the page as it is now."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    told = [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes'][:3]]}" for v in serious]
    assert told == []


def check_fits(page: Any) -> None:
    """Nothing makes the page wider than the window."""
    width = page.viewport_size["width"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url} is {wide} wide, {width} there is"
