"""The family as it ships: four folders, model cards, family.json, training-log.json, canaries.json."""

import json
import math
import pathlib
import shutil
from typing import Any

import torch

from . import card
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
        export(work.folder / stage, out, rows)
    for name, take in (("measures", measure), ("memory", remember)):
        file = out / f"{name}.json"
        if not file.exists():
            write_json(file, take(work, out))
            print("measured", stage, name, flush=True)


def history(work: Work, stage: str) -> dict[str, Any]:
    """What the shipped family has from the run before this recipe (history.json); nothing for a family made from nothing."""
    file = pathlib.Path(__file__).parent / "history.json"
    return json.loads(file.read_text()).get(stage, {}) if work.start else {}


def training_of(work: Work, stage: str) -> dict[str, int]:
    """Steps and tokens of the stage itself; for pretraining with the run before."""
    past = history(work, stage)
    if kept := past.get("kept"):
        return {"steps": kept["steps"], "tokens": kept["tokens"]}
    facts = json.loads((work.folder / stage / "training.json").read_text())
    before = past.get("firstRun", {"steps": 0, "tokens": 0})
    return {key: facts[key] + before[key] for key in ("steps", "tokens")}


def runs_of(work: Work, stage: str) -> list[dict[str, Any]]:
    """The stage's log, in one run or two; steps and tokens of the second are counted on from the first."""
    past = history(work, stage)
    first = past.get("firstRun") or past.get("kept")
    before = [{key: first[key] for key in ("note", "lossIs", "points")}] if first else []
    if "kept" in past:
        return before
    points = [json.loads(line) for line in (work.folder / stage / "log.jsonl").read_text().splitlines()]
    for point in points:
        point.pop("seconds")
        if first:
            point["step"] += first["steps"]
            point["tokens"] += first["tokens"]
    note = {"note": past["note"]} if first else {}
    return [*before, {**note, "lossIs": MEAN, "points": points}]


def training_log(work: Work) -> dict[str, Any]:
    stages = [{"id": stage, "runs": runs_of(work, stage)} for stage in STAGES[1:]]
    return {"formatVersion": FORMAT_VERSION, "unit": "nats per token", "stages": stages}


def canary_report(work: Work) -> dict[str, Any]:
    memory = {s: json.loads((work.folder / "export" / s / "memory.json").read_text()) for s in STAGES}
    canaries = []
    for i, canary in enumerate(work.canaries()):
        results = {stage: memory[stage][i] for stage in STAGES}
        about = {"prompt": canary.prompt, "continuation": canary.continuation, "count": count_in_rows(work, canary)}
        canaries.append({**about, "control": canary.count == 0, "results": results})
    return {
        "formatVersion": FORMAT_VERSION,
        "readBy": [stage for stage in STAGES[1:] if "kept" not in history(work, stage)],
        "ranked": work.settings.canary_alternatives + 1,
        "canaries": canaries,
    }


def family_report(work: Work) -> dict[str, Any]:
    config = json.loads((work.folder / "export/aligned/config.json").read_text())
    stages = []
    for stage in STAGES:
        out = work.folder / "export" / stage
        check = json.loads((out / "check.json").read_text())
        measures = json.loads((out / "measures.json").read_text())
        measures["rounding"] = {
            "fp32NatsPerToken": round(check["loss_fp32"], 4),
            "int8NatsPerToken": round(check["loss_int8"], 4),
            "logitsMaxDifferenceToPyTorch": float(f"{check['logitsMaxDifference']:.2g}"),
        }
        about = {"id": stage, "folder": stage, "title": card.TITLES[stage], "description": card.DESCRIPTIONS[stage]}
        if kept := history(work, stage).get("kept"):
            about["note"] = kept["stageNote"]
        stages.append({**about, "training": training_of(work, stage), "measures": measures, "files": shipped_files(out)})
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
        "canarySentences": sum(count_in_rows(work, c) for c in work.canaries() if c.count),
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
