"""Starting the console of one home: what is checked before, which processes there are, when it answers."""

from __future__ import annotations

import socket
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from frostier.kernel.errors import Conflict, SettingsError
from frostier.kernel.text import Text
from frostier.shell.home import HOME_VARIABLE, Home
from frostier.shell.serve.supervisor import Child

WEB_STOP_SECONDS = 12.0
WORKER_STOP_SECONDS = 30.0
BUILT = Path(__file__).parents[1] / "console" / "built"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to open on this machine."""
        everywhere = self.host in ("0.0.0.0", "::", "")
        host = "127.0.0.1" if everywhere else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in ("127.0.0.1", "localhost", "::1")


def children(home: Home, address: Address, threads: int) -> list[Child]:
    """The processes of the console, in the order in which they are stopped: first nobody asks any more."""
    environment = {HOME_VARIABLE: str(home.root)}
    return [
        Child("web", web_command(address, threads), environment, WEB_STOP_SECONDS),
        Child(
            "worker",
            [sys.executable, "-m", "frostier", "--home", str(home.root), "worker"],
            environment,
            WORKER_STOP_SECONDS,
        ),
    ]


def web_command(address: Address, threads: int) -> list[str]:
    """The web server: one process, which keeps memory low, with a thread a request."""
    options = {
        "--interface": "wsgi",
        "--host": address.host,
        "--port": str(address.port),
        "--workers": "1",
        "--blocking-threads": str(threads),
        "--workers-kill-timeout": "8",
        "--respawn-interval": "1",
        "--log-level": "error",
    }
    flags = ["--no-ws", "--respawn-failed-workers"]
    named = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *named, *flags, "frostier.shell.console.wsgi:application"]


def check_port(address: Address) -> None:
    """Raises ``Conflict`` where another program listens, ``SettingsError`` where the address is not this machine's."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except socket.gaierror as error:
            raise _no_such_host(address) from error
        except PermissionError as error:
            raise SettingsError(
                Text(f"无权使用端口 {address.port}。", f"Port {address.port} may not be used by this user."),
                next_step=Text("请用 --port 选 1024 以上的端口。", "Choose a port above 1024 with --port."),
            ) from error
        except OSError as error:
            if error.errno == 99:  # the address belongs to no interface here
                raise _no_such_host(address) from error
            raise Conflict(
                Text(f"端口 {address.port} 已被占用。", f"Port {address.port} is in use."),
                next_step=Text(
                    "可能已有一个控制台在运行；或用 --port 换一个端口。",
                    "A console may be running already; or choose another with --port.",
                ),
                where={"host": address.host, "port": address.port},
            ) from error


def hints(address: Address, public_url: str) -> list[Text]:
    """What is not wrong but should be known before people open the address."""
    found = []
    if not (BUILT / "index.html").is_file():
        found.append(
            Text(
                "网页尚未构建，只有接口可用；请运行 make setup。",
                "The pages are not built, only the API answers; run make setup.",
            )
        )
    if not address.is_local and not public_url:
        found.append(
            Text(
                "其他电脑访问需要在 frostier.toml 中设置 public_url。",
                "For other machines to open it, set public_url in frostier.toml.",
            )
        )
    return found


def answers(address: Address) -> bool:
    """Whether the console answers."""
    try:
        with urllib.request.urlopen(f"{address.url}api/v1/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _no_such_host(address: Address) -> SettingsError:
    return SettingsError(
        Text(f"本机没有地址 {address.host}。", f"{address.host} is not an address of this machine."),
        next_step=Text("请用 --host 127.0.0.1 或 0.0.0.0。", "Use --host 127.0.0.1 or 0.0.0.0."),
    )
