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
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def demo_home_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a small demo company; only to be copied."""
    return made_once(tmp_path_factory, "console-demo-home", make_demo_home)


@pytest.fixture(scope="session")
def served(demo_home_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedConsole]:
    """The console of the whole test run, over a copy of the demo home."""
    if not BUILT.is_file():
        pytest.skip("the pages are not built (make setup)")
    with console_over(demo_home_template, tmp_path_factory.mktemp("console") / "home") as console:
        yield console


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    if not CHROMIUM.is_file():
        pytest.skip(f"{CHROMIUM} is not installed (.ci/run installs it; FROSTIER_CHROMIUM names another)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """One browser window with nothing remembered. What the page complains of is kept in ``complaints``."""

    def __init__(self, browser: Any, served: ServedConsole, *, size: dict[str, int], language: str, dark: bool) -> None:
        self.context = browser.new_context(
            base_url=served.url,
            viewport=size,
            locale="zh-CN" if language == "zh" else "en-US",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            timezone_id="Asia/Shanghai",
        )
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

    def begin(*, size: dict[str, int] = DESKTOP, language: str = "zh", dark: bool = False) -> Any:
        visits.append(Visit(browser, served, size=size, language=language, dark=dark))
        return visits[-1].page

    yield begin
    complaints = [complaint for v in visits for complaint in v.complaints]
    for v in visits:
        v.context.close()
    assert complaints == []


@pytest.fixture
def signed_in(visit: Callable[..., Any], served: ServedConsole) -> Callable[..., Any]:
    """``signed_in("operator")``: a page of somebody of the demo who has just signed in, on the overview."""

    def begin(username: str, **look: Any) -> Any:
        page = visit(**look)
        token = page.request.get("/api/v1/session").json()["csrf_token"]
        wish = {"username": username, "password": served.password(username)}
        answer = page.request.post("/api/v1/session", data=wish, headers={"X-CSRFToken": token})
        assert answer.ok, answer.text()
        preferences = {"language": look.get("language", "zh"), "dark": look.get("dark", False)}
        changed = page.request.patch(
            "/api/v1/me", data=preferences, headers={"X-CSRFToken": answer.json()["csrf_token"]}
        )
        assert changed.ok, changed.text()
        page.goto("/")
        page.get_by_role("main").wait_for()
        return page

    return begin


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

    found = Axe().run(page).response["violations"]
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    told = [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes'][:3]]}" for v in serious]
    assert told == []
