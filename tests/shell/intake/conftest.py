"""An operator with files, and a worker that performs what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from tests.shell.signed_in import ApiClient

from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import claim_next
from frostier.shell.runs.running import LiveRun
from frostier.shell.runs.worker import perform
from frostier.shell.wiring import House

API = "/api/v1"
ORDERS = """订单号,下单时间,客户编码,商品编码,数量,单价
A-1,2026-11-18 09:30,C-1,S-1,3,12.50
A-2,2026-11-18 10:00,C-2,S-2,2,30.00
A-3,2026-02-30 10:00,C-2,S-2,2,30.00
A-4,2026-11-18 11:00,C-2,S-2,两箱,30.00
"""


class Operator:
    """Somebody at the console: hands in files and waits for runs."""

    def __init__(self, client: ApiClient, house: House) -> None:
        self.client = client
        self.house = house

    def upload(self, content: str | bytes = ORDERS, name: str = "订单.csv") -> Any:
        data = content.encode() if isinstance(content, str) else content
        return self.client.post(
            f"{API}/uploads",
            {"file": SimpleUploadedFile(name, data)},
            content_type=MULTIPART_CONTENT,
        )

    def uploaded(self, content: str | bytes = ORDERS, name: str = "订单.csv") -> int:
        answer = self.upload(content, name)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    def get(self, path: str, **asked: Any) -> Any:
        answer = self.client.get(f"{API}{path}", asked)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, data: Any = None) -> Any:
        return self.client.post(f"{API}{path}", data)

    def run(self, path: str, data: Any = None) -> Any:
        """Ask for a run, have it performed, and read how it ended."""
        answer = self.post(path, data)
        assert answer.status_code == 202, answer.content
        self.work()
        return self.get(f"/runs/{answer.json()['run']['id']}")

    def result(self, path: str, data: Any = None) -> Any:
        """The result of a run that must finish."""
        told = self.run(path, data)
        assert told["state"] == "finished", told["error"]
        return told["result"]

    def work(self) -> list[Run]:
        """Perform everything that waits, as the worker would; the runs as they ended."""
        done = []
        for lane in ("writer", "reader"):
            while (row := claim_next(lane, self.house.clock.now())) is not None:
                try:
                    perform(self.house, row, LiveRun(row.pk, self.house.clock, row.kind), alone=lane == "writer")
                except Exception:
                    assert Run.objects.get(pk=row.pk).state in ("failed", "cancelled")
                done.append(Run.objects.get(pk=row.pk))
        return done

    def mapping_for(self, upload_id: int, **asked: Any) -> Any:
        return self.result("/imports/inspect", {"upload_id": upload_id, "source": "erp2", **asked})["suggestion"][
            "mapping"
        ]

    def imported(self, content: str | bytes = ORDERS, name: str = "订单.csv") -> Any:
        upload_id = self.uploaded(content, name)
        mapping = self.mapping_for(upload_id)
        return self.result("/imports", {"upload_id": upload_id, "mapping": mapping})


@pytest.fixture
def as_role(client_as, served) -> Callable[..., Operator]:
    """``as_role("finance")``: somebody of that role at the console."""
    return lambda role, **asked: Operator(client_as(role, **asked), served)


@pytest.fixture
def operator(as_role) -> Operator:
    return as_role("operator")
