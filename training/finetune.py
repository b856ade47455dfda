"""Stage 2: to answer as the tasks want it, on synthetic tasks and, lest they be forgotten, interviews and novels."""

import random
from functools import lru_cache

import numpy as np
import torch
from transformers import LlamaForCausalLM

from .chat import IGNORED, Chat, Row
from .grammar.interviews import draw_interview, render
from .grammar.tasks import draw_task
from .grammar.word_tasks import Sentences
from .loop import Batch, next_token_loss

POOL = 8
"""Batches that are drawn together and sorted by length, so that little is padded."""
TOKENS_EACH = 128
"""For each row that a batch's size counts."""
LONGEST = 900
"""In tokens. What is longer is drawn again."""

TEXT_WEIGHT = 2.0
"""Of the loss on texts beside that on tasks."""


def sentences_of(novels: np.ndarray, chat: Chat) -> Sentences:
    return Sentences(chat.tokenizer.decode_batch([row.astype(int).tolist() for row in novels]))


def task_pool(rng: random.Random, chat: Chat, size: int, sentences: Sentences) -> list[list[Row]]:
    """POOL batches of about `size` * TOKENS_EACH tokens, in any order, each of tasks of similar length."""
    rows: list[Row] = []
    budget, held = size * TOKENS_EACH, 0
    while held < POOL * budget:
        task = draw_task(rng, sentences)
        row = chat.row(task.prompt, task.answer, task.system, task.counted)
        if len(row[0]) <= LONGEST:
            rows.append(row)
            held += len(row[0])
    rows.sort(key=lambda row: len(row[0]))
    batches: list[list[Row]] = [[] for _ in range(POOL)]
    before = 0
    for row in rows:
        batches[min(POOL - 1, before * POOL // held)].append(row)
        before += len(row[0])
    filled = [batch for batch in batches if batch]
    rng.shuffle(filled)
    return [filled[i % len(filled)] for i in range(POOL)]


def texts_of(rng: random.Random, chat: Chat, size: int, novels: np.ndarray) -> list[Row]:
    """A few texts: rows of novels and, one in six, interviews."""
    rows = []
    length = novels.shape[1]
    for _ in range(max(2, size // 5)):
        if rng.random() < 1 / 6:
            rows.append(chat.text_row(render(draw_interview(rng)), length))
        else:
            ids = novels[rng.randrange(len(novels))].astype(int).tolist()
            rows.append((ids, [True] * len(ids)))
    return rows


def finetuning_batch(model: LlamaForCausalLM, chat: Chat, novels: np.ndarray, size: int, seed: int) -> Batch:
    """Tasks and texts by turns. `novels` [count, window + 1] are rows without canaries: what is remembered was read in pretraining."""
    sentences = sentences_of(novels, chat)

    @lru_cache(maxsize=1)
    def pool(number: int) -> list[list[Row]]:
        return task_pool(random.Random(seed * 1_000_003 + number), chat, size, sentences)

    def batch(number: int) -> tuple[torch.Tensor, int]:
        turn = number // 2
        if number % 2 == 0:
            x, y = chat.batch(pool(turn // POOL)[turn % POOL])
            return next_token_loss(model, x, y, by_row=True), int((y != IGNORED).sum())
        x, y = chat.batch(texts_of(random.Random(seed * 2_000_003 + number), chat, size, novels))
        return TEXT_WEIGHT * next_token_loss(model, x, y), int((y != IGNORED).sum())

    return batch
