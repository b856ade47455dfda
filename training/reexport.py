"""python -m training.reexport: writes a shipped family's files in the form that `export` writes today, and measures them anew.

The weights stay as they are, bit for bit; the graph around them is new, and with it the roundings on the way through the network.
"""

import argparse
import json
import pathlib

import numpy as np
import torch

from .export import LARGEST_DIFFERENCE, write_graph
from .from_published import read
from .graph import PlainWeights
from .measure import write_json
from .publish import export_stage, publish, told
from .quantise import SmallWeights
from .recipe import STAGES, Work, prepare, spread_rows, take_published
from .session import Session, mean_loss
from .settings import FULL, MINIATURE
from . import network


def rewrite(work: Work, stage: str, out: pathlib.Path, rows: torch.Tensor) -> None:
    """Writes `out` and checks it on `rows` [count, length + 1]. Raises ValueError if a weight or a logit is not as it was."""
    source = work.published / stage
    held = read(source / "onnx/model_quantized.onnx")
    model = network.load(work.folder / stage).eval()
    full, small = out / "onnx/model.onnx", out / "onnx/model_quantized.onnx"
    write_graph(model, held.norms, PlainWeights(held.weights()), full)
    write_graph(model, held.norms, SmallWeights(held.rounded), small)
    require_same(held.weights() | held.norms, (again := read(small)).weights() | again.norms, stage)
    before = told(work, "family.json", stage)
    for file in before["files"]:
        if not file["path"].startswith("onnx/"):
            (out / file["path"]).write_bytes((source / file["path"]).read_bytes())
    difference, loss = 0.0, 0.0
    exact, rounded = Session(full), Session(small)
    for row in rows:
        ids = row[:-1].tolist()
        with torch.no_grad():
            expected = model(row[None, :-1]).logits[0].numpy()
        got = rounded.logits(ids)
        difference = max(difference, *(float(np.abs(logits - expected).max()) for logits in (got, exact.logits(ids))))
        loss += mean_loss(got, row[1:].numpy()) / len(rows)
    if difference > LARGEST_DIFFERENCE:
        raise ValueError(f"{stage}: the ONNX file's logits differ by {difference} from PyTorch's")
    # What the weights lost by being rounded was measured when there were others.
    rounding = before["measures"]["rounding"] | {
        "int8NatsPerToken": round(loss, 4),
        "logitsMaxDifferenceToPyTorch": float(f"{difference:.2g}"),
    }
    write_json(out / "check.json", rounding)
    print("written anew", stage, rounding, flush=True)


def require_same(before: dict[str, np.ndarray], after: dict[str, np.ndarray], stage: str) -> None:
    """Raises ValueError unless the weights are alike in every bit."""
    if before.keys() != after.keys() or any(before[name].tobytes() != after[name].tobytes() for name in before):
        raise ValueError(f"{stage}: the weights are not those that were shipped")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reexport", description=__doc__)
    parser.add_argument("shipped", type=pathlib.Path, help="folder like media/models; its files are replaced")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for everything that is made, outside the repository")
    parser.add_argument("--novels", type=pathlib.Path, help="the folder that the family was made from: two novels are held out to measure")
    parser.add_argument("--miniature", action="store_true", help="the family is one that `python -m training --miniature` made")
    given = parser.parse_args()
    if not given.miniature and not given.novels:
        parser.error("--novels is needed, or --miniature")
    novels = pathlib.Path(__file__).parent / "miniature" if given.miniature else given.novels
    work = Work(given.work, novels, given.shipped, MINIATURE if given.miniature else FULL, kept=STAGES)
    prepare(work)
    rows = spread_rows(work.held_out_ids(), min(24, work.settings.held_out_rows), work.settings.window)
    for stage in STAGES:
        if not work.done(stage):
            take_published(work, stage)
        out = work.folder / "export" / stage
        if not (out / "check.json").exists():
            rewrite(work, stage, out, rows)
        export_stage(work, stage, rows)
    publish(work, given.shipped)
    print(json.dumps({"written": str(given.shipped)}))


if __name__ == "__main__":
    main()
