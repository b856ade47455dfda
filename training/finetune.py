"""Stage 2: to answer as the tasks want it, on synthetic tasks and interviews and, lest they be forgotten, novels."""

import random

import numpy as np
import torch
from transformers import LlamaForCausalLM

from .chat import IGNORED, Chat, Row
from .grammar.interviews import draw_interview, render
from .grammar.tasks import draw_task
from .loop import Batch, next_token_loss

CYCLE = ("tasks", "texts", "tasks")
"""What the batches hold, by turns."""


def tasks_of(rng: random.Random, chat: Chat, size: int) -> list[Row]:
    """Twice `size` tasks of similar length, so that little is padded."""
    rows = []
    for _ in range(size * 8):
        task = draw_task(rng)
        rows.append(chat.row(task.prompt, task.answer, task.system))
    rows.sort(key=lambda row: len(row[0]))
    start = rng.randrange(4) * size * 2
    return rows[start : start + size * 2]


def texts_of(rng: random.Random, chat: Chat, size: int, novels: np.ndarray) -> list[Row]:
    """Half as many texts as `size`: interviews and rows of novels by turns."""
    rows = []
    length = novels.shape[1]
    for i in range(max(2, size // 2)):
        if i % 2:
            ids = novels[rng.randrange(len(novels))].astype(int).tolist()
            rows.append((ids, [True] * len(ids)))
        else:
            rows.append(chat.text_row(render(draw_interview(rng)), length))
    return rows


def finetuning_batch(model: LlamaForCausalLM, chat: Chat, novels: np.ndarray, size: int, seed: int) -> Batch:
    """`novels` [count, window + 1] are rows without canaries: what is remembered was read in pretraining."""
    draw = {
        "tasks": lambda rng: tasks_of(rng, chat, size),
        "texts": lambda rng: texts_of(rng, chat, size, novels),
    }

    def batch(number: int) -> tuple[torch.Tensor, int]:
        rng = random.Random(seed * 1_000_003 + number)
        x, y = chat.batch(draw[CYCLE[number % len(CYCLE)]](rng))
        return next_token_loss(model, x, y), int((y != IGNORED).sum())

    return batch
