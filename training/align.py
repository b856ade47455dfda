"""Stage 3: direct preference optimisation (Rafailov et al. 2023, arXiv 2305.18290) on reflections and dismissals."""

import random

import torch
import torch.nn.functional as F
from transformers import LlamaForCausalLM

from .chat import IGNORED, Chat
from .grammar.preferences import draw_preference
from .loop import Batch

BETA = 0.1
"""How strongly the model is held to the one it came from."""
REMINDER = 0.5
"""Weight of the fine-tuning loss beside the preference loss."""


def answer_log_probability(model: LlamaForCausalLM, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Summed log-probability in nats [rows] of the targets `y`."""
    counted = y != IGNORED
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model.lm_head(model.model(x).last_hidden_state[counted])
    losses = F.cross_entropy(logits.float(), y[counted], reduction="none")
    rows = counted.nonzero()[:, 0]
    return torch.zeros(len(x)).index_add(0, rows, -losses)


def alignment_batch(
    model: LlamaForCausalLM, before: LlamaForCausalLM, chat: Chat, reminder: Batch, size: int, seed: int
) -> Batch:
    """`size` pairs, and a batch of fine-tuning; `before` is the network as fine-tuning left it."""

    def batch(number: int) -> tuple[torch.Tensor, int]:
        rng = random.Random(seed * 1_000_003 + number)
        pairs = [draw_preference(rng) for _ in range(size)]
        rows = [chat.row(p.prompt, p.chosen) for p in pairs] + [chat.row(p.prompt, p.rejected) for p in pairs]
        x, y = chat.batch(rows)
        with torch.no_grad():
            base = answer_log_probability(before, x, y)
        chosen, rejected = (answer_log_probability(model, x, y) - base).chunk(2)
        reminded, counted = reminder(number)
        loss = -F.logsigmoid(BETA * (chosen - rejected)).mean() + REMINDER * reminded
        return loss, counted + int((y != IGNORED).sum())

    return batch
