"""``frostier serve``, ``worker`` and ``openapi``: the console, and what belongs to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.app import command, invocation_of, opened, output_of
from frostier.shell.cli.output import head
from frostier.shell.cli.words import both

if TYPE_CHECKING:
    from frostier.shell.cli.output import Output
    from frostier.shell.home import Home


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, "启动控制台：网页、接口与后台任务", "Start the console: pages, API and background runs")(serve)
    command(app, "只启动后台任务进程（serve 会自动启动它）", "Start the background worker alone (serve starts it)")(
        worker
    )
    command(app, "把接口说明（OpenAPI）写入文件", "Write the API's description (OpenAPI) to a file")(openapi)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help=both("监听地址", "Address to listen on"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=both("端口", "Port"), min=1, max=65_535)] = 8000,
    threads: Annotated[int, typer.Option(help=both("并发请求数", "Requests served at once"), min=2, max=128)] = 16,
) -> None:
    """The console of a home, until Ctrl-C."""
    from frostier.shell.serve import command as serving
    from frostier.shell.serve.supervisor import Supervisor

    out, address = output_of(ctx), serving.Address(host, port)
    with opened(ctx) as house:  # refuses a home that is missing or of an older version
        from frostier.shell.console.cache import cache_address

        home, public_url = house.home, house.settings.public_url
        cache_address(house.settings.cache_url)  # refused now, not by a web process that starts again and again
    serving.check_port(address)
    for hint in serving.hints(address, public_url):
        out.say(hint, style="yellow")
    announced = False

    def announce() -> None:
        nonlocal announced
        if not announced and serving.answers(address):
            announced = True
            _announce(out, home, address.url)

    Supervisor(serving.children(home, address, threads)).run(announce)


def worker(ctx: typer.Context) -> None:
    """Perform requested runs of a home until told to stop."""
    import os
    import signal

    from frostier.shell.console.house import serve
    from frostier.shell.serve.orphans import supervisor_lives
    from frostier.shell.serve.priority import step_back
    from frostier.shell.wiring import open_house

    asked_for = invocation_of(ctx)
    step_back()
    serve(open_house(asked_for.home, may_write=False))
    from frostier.shell.runs.worker import Worker  # only now: its tables need the store to be set up

    working = Worker(lambda: open_house(asked_for.home))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: working.stop())
    if not working.work(supervisor_lives()):
        os._exit(1)  # a lane hangs or has failed; what it held is found and put back by the next worker


def openapi(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=both("目标文件", "The file to write"))],
) -> None:
    """The API as a file; it needs no home."""
    from frostier.shell.connection import use_home
    from frostier.shell.home import Home, home_path

    out = output_of(ctx)
    use_home(Home(home_path(invocation_of(ctx).home)))
    from frostier.shell.console.api import api
    from frostier.shell.console.openapi import openapi_text

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(openapi_text(api), encoding="utf-8")
    out.give({"file": str(file)}, lambda: out.say(Text(f"已写入 {file}", f"Wrote {file}")))


def _announce(out: Output, home: Home, url: str) -> None:
    from frostier.shell.accounts.demo_people import demo_logins

    logins = demo_logins(home)

    def human() -> None:
        if logins:
            heads = (head("用户名", "user"), head("密码", "password"), head("角色", "role"), head("客户", "customers"))
            rows = ([x.username, x.password, x.role_name, x.scope] for x in logins)
            out.table(Text("演示登录", "Logins of the demo"), heads, rows)
        out.say(Text(f"控制台已就绪：{url}", f"Ready: {url}"))
        out.next_step(Text("在浏览器中打开；Ctrl-C 停止", "open it in a browser; Ctrl-C to stop"))

    out.give({"url": url, "home": str(home.root)}, human)
