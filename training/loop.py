"""The training loop that all stages share: AdamW, warm-up and cosine decay, a log, and a checkpoint to go on from."""

import json
import math
import os
import pathlib
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from transformers import LlamaForCausalLM

from .settings import Stage

Batch = Callable[[int], tuple[torch.Tensor, int]]
"""From the number of the batch, counted from 0, to (loss, tokens that it counts). Its draws follow from that number."""


def next_token_loss(
    model: LlamaForCausalLM, x: torch.Tensor, y: torch.Tensor, by_row: bool = False
) -> torch.Tensor:
    """Mean loss in nats of the targets `y` [batch, sequence]; -100 is not counted. The network computes in bfloat16.

    `by_row`: a row with n targets weighs as much as √n rows with one, so that long answers do not drown short ones.
    """
    counted = y != -100
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.model(x).last_hidden_state
        # The output layer is over a third of the work: only where it counts.
        logits = model.lm_head(hidden[counted])
    if not by_row:
        return F.cross_entropy(logits.float(), y[counted])
    weights = counted.sum(1).rsqrt()[counted.nonzero()[:, 0]]
    return (F.cross_entropy(logits.float(), y[counted], reduction="none") * weights).sum() / weights.sum()


@torch.no_grad()
def held_out_loss(model: LlamaForCausalLM, rows: torch.Tensor) -> float:
    """Mean loss in nats per token over `rows` [count, length]."""
    model.eval()
    total = sum(next_token_loss(model, row[None, :-1], row[None, 1:]).item() for row in rows)
    model.train()
    return total / len(rows)


def optimiser_of(model: LlamaForCausalLM, rate: float) -> torch.optim.AdamW:
    """AdamW with weight decay on matrices alone."""
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.95), fused=True)


def rate_at(step: int, stage: Stage) -> float:
    """Learning rate of a step: linear warm-up, then a cosine down to a tenth."""
    warm = min(1.0, (step + 1) / stage.warmup)
    return stage.rate * warm * (0.1 + 0.45 * (1 + math.cos(math.pi * step / stage.steps)))


def train(
    model: LlamaForCausalLM, batch: Batch, stage: Stage, folder: pathlib.Path, held_out: torch.Tensor
) -> dict[str, int]:
    """Trains `model` in place; goes on from `folder`/checkpoint.pt where there is one.

    `folder`/log.jsonl gets a line every `log_every` steps: step, tokens, loss (mean since the line before), heldOut,
    rate, seconds. Returns the steps and tokens done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint, log = folder / "checkpoint.pt", folder / "log.jsonl"
    optimiser = optimiser_of(model, stage.rate)
    step, tokens, seconds = 0, 0, 0.0
    lines: list[str] = []
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step, tokens, seconds, lines = state["step"], state["tokens"], state["seconds"], state["lines"]
        print(f"{folder.name}: goes on from step {step}", flush=True)
    model.train()
    losses: list[float] = []
    started = time.monotonic() - seconds
    while step < stage.steps:
        rate = rate_at(step, stage)
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.zero_grad(set_to_none=True)
        for micro in range(stage.accumulate):
            loss, counted = batch(step * stage.accumulate + micro)
            (loss / stage.accumulate).backward()
            losses.append(loss.item())
            tokens += counted
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % stage.log_every == 0 or step == stage.steps:
            line = {
                "step": step,
                "tokens": tokens,
                "loss": round(sum(losses) / len(losses), 4),
                "heldOut": round(held_out_loss(model, held_out), 4),
                "rate": float(f"{rate:.3g}"),
                "seconds": round(time.monotonic() - started, 1),
            }
            losses.clear()
            lines.append(json.dumps(line))
            log.write_text("\n".join(lines) + "\n")
            print(folder.name, lines[-1], flush=True)
        if step % stage.save_every == 0 or step == stage.steps:
            state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
            state |= {"tokens": tokens, "seconds": time.monotonic() - started, "lines": lines}
            torch.save(state, checkpoint.with_suffix(".new"))
            os.replace(checkpoint.with_suffix(".new"), checkpoint)
    return {"steps": step, "tokens": tokens}
