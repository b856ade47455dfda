"""The family as it ships: four folders, model cards, family.json, training-log.json, canaries.json."""

import json
import math
import pathlib
import shutil
from typing import Any

import torch

from . import card
from .canaries import Canary
from .export import export
from .measure import count_in_rows, machine, measure, remember, shipped_files, write_json
from .recipe import STAGES, Work, spread_rows

FORMAT_VERSION = 1
MEAN = "meanSincePointBefore"


def export_family(work: Work) -> None:
    """Exports and checks every stage, and measures it, unless that was done already."""
    rows = spread_rows(work.held_out_ids(), min(24, work.settings.held_out_rows), work.settings.window)
    for stage in STAGES:
        export_stage(work, stage, rows)


def export_stage(work: Work, stage: str, rows: torch.Tensor) -> None:
    out = work.folder / "export" / stage
    if not (out / "check.json").exists():
        if work.keeps(stage):
            keep(work, stage, out)
        else:
            export(work.folder / stage, out, rows)
    for name, take in (("measures", measure), ("memory", remember)):
        file = out / f"{name}.json"
        if not file.exists():
            write_json(file, take(work, out))
            print("measured", stage, name, flush=True)


def told(work: Work, file: str, stage: str) -> dict[str, Any]:
    """What the published family says of a stage in family.json or training-log.json."""
    report = json.loads((work.published / file).read_text())
    return next(s for s in report["stages"] if s["id"] == stage)


def keep(work: Work, stage: str, out: pathlib.Path) -> None:
    """The published files as they are, and the cost of rounding, which was measured when there were weights to round."""
    before = told(work, "family.json", stage)
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    for file in before["files"]:
        shutil.copyfile(work.published / stage / file["path"], out / file["path"])
    if shipped_files(out) != before["files"]:
        raise ValueError(f"{stage}: the files are not those that family.json names")
    write_json(out / "check.json", before["measures"]["rounding"])


def rounding_of(work: Work, stage: str) -> dict[str, float]:
    check = json.loads((work.folder / "export" / stage / "check.json").read_text())
    if work.keeps(stage):
        return check
    return {
        "fp32NatsPerToken": round(check["loss_fp32"], 4),
        "int8NatsPerToken": round(check["loss_int8"], 4),
        "logitsMaxDifferenceToPyTorch": float(f"{check['logitsMaxDifference']:.2g}"),
    }


def runs_of(work: Work, stage: str) -> list[dict[str, Any]]:
    """The stage's log; of a kept stage as it was published.

    Whoever changes something half-way says so in `note` of the next line of log.jsonl: a new run begins there.
    """
    if work.keeps(stage):
        return told(work, "training-log.json", stage)["runs"]
    runs: list[dict[str, Any]] = []
    for line in (work.folder / stage / "log.jsonl").read_text().splitlines():
        point = json.loads(line)
        del point["seconds"]
        note = {"note": point.pop("note")} if "note" in point else {}
        if note or not runs:
            runs.append({**note, "lossIs": MEAN, "points": []})
        runs[-1]["points"].append(point)
    return runs


def training_log(work: Work) -> dict[str, Any]:
    stages = [{"id": stage, "runs": runs_of(work, stage)} for stage in STAGES[1:]]
    return {"formatVersion": FORMAT_VERSION, "unit": "nats per token", "stages": stages}


def canary_report(work: Work) -> dict[str, Any]:
    memory = {s: json.loads((work.folder / "export" / s / "memory.json").read_text()) for s in STAGES}
    canaries = []
    for i, canary in enumerate(work.canaries()):
        results = {stage: memory[stage][i] for stage in STAGES}
        about = {"prompt": canary.prompt, "continuation": canary.continuation, "count": times_read(work, canary)}
        canaries.append({**about, "control": canary.count == 0, "results": results})
    return {
        "formatVersion": FORMAT_VERSION,
        "readBy": list(STAGES[1:]),
        "ranked": work.settings.canary_alternatives + 1,
        "canaries": canaries,
    }


def times_read(work: Work, canary: Canary) -> int:
    """Of a published family as it was counted in its text, which is not kept."""
    return canary.count if work.published else count_in_rows(work, canary)


def family_report(work: Work) -> dict[str, Any]:
    config = json.loads((work.folder / "export/aligned/config.json").read_text())
    stages = []
    for stage in STAGES:
        out = work.folder / "export" / stage
        measures = json.loads((out / "measures.json").read_text())
        measures["rounding"] = rounding_of(work, stage)
        about = {"id": stage, "folder": stage, "title": card.TITLES[stage], "description": card.DESCRIPTIONS[stage]}
        training = json.loads((work.folder / stage / "training.json").read_text())
        stages.append({**about, "training": training, "measures": measures, "files": shipped_files(out)})
    return {
        "formatVersion": FORMAT_VERSION,
        "network": {
            "architecture": "Llama",
            "layers": config["num_hidden_layers"],
            "heads": config["num_attention_heads"],
            "width": config["hidden_size"],
            "vocabulary": config["vocab_size"],
            "context": config["max_position_embeddings"],
            "trainedContext": work.settings.window,
        },
        "canarySentences": sum(times_read(work, c) for c in work.canaries() if c.count),
        "heldOutTokens": work.settings.held_out_rows * work.settings.window,
        "blindGuess": round(math.log(config["vocab_size"]), 4),
        "speedMeasuredOn": machine(),
        "stages": stages,
    }


def publish(work: Work, media: pathlib.Path) -> None:
    """Writes everything to `media`, a folder like media/models."""
    family = family_report(work)
    for stage in family["stages"]:
        out = media / stage["folder"]
        (out / "onnx").mkdir(parents=True, exist_ok=True)
        for file in stage["files"]:
            shutil.copyfile(work.folder / "export" / stage["id"] / file["path"], out / file["path"])
        (out / "README.md").write_text(card.model_card(family, stage), encoding="utf-8")
    write_json(media / "family.json", family)
    write_json(media / "training-log.json", training_log(work))
    write_json(media / "canaries.json", canary_report(work))
