"""``frostier verify``: the proof that what is stored equals a full recomputation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from frostier.kernel.text import Text
from frostier.shell.cli.app import command, opened, output_of
from frostier.shell.cli.options import NoWait
from frostier.shell.cli.output import Output, head

if TYPE_CHECKING:
    from frostier.flows.verifying import Proof


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, "核对：全量重算与存储结果逐位一致", "Prove that a full recomputation equals what is stored")(verify)


def verify(ctx: typer.Context, no_wait: NoWait = False) -> None:
    """Recompute and compare; exit code 5 where anything differs."""
    out = output_of(ctx)
    with opened(ctx) as house:
        from frostier.shell.live.proving import prove

        with house.run("verify", {}, wait=not no_wait) as run:
            proof = prove(run, house)
        if proof.holds:
            out.give(_proof_json(proof), lambda: _show(out, proof))
        elif not out.json:
            _show(out, proof)
        proof.assert_holds()


def _proof_json(proof: Proof) -> dict[str, Any]:
    return {"holds": proof.holds, "as_of": proof.as_of, "compared": proof.compared, "skipped": list(proof.skipped)}


def _show(out: Output, proof: Proof) -> None:
    heads = (head("核对对象", "what"), head("数量", "count", right=True))
    out.table(Text("核对", "Proof"), heads, ([name, count] for name, count in proof.compared.items()))
    for note in proof.skipped:
        out.say(note, style="yellow")
    if proof.holds:
        out.say(Text("全部一致。", "Everything agrees."), style="green")
        return
    columns = (head("表", "table"), head("客户", "customer"), head("列：存储 → 重算", "column: stored → recomputed"))
    rows = [[d.table, d.customer_id, "; ".join(f"{c}: {a} → {b}" for c, a, b in d.columns)] for d in proof.differences]
    rows += [[name, "—", f"{count}"] for name, count in proof.fact_differences.items() if count]
    out.table(Text("不一致", "Differences"), columns, rows)
