"""How well a model predicts text that it has not read, how it uses what stands before, and how fast it is."""

import time

import numpy as np
import torch
from tokenizers import Tokenizer

from ..session import Session, mean_loss


def held_out_loss(session: Session, tokenizer: Tokenizer, rows: torch.Tensor) -> dict[str, float]:
    """`natsPerToken` and `bitsPerByte` on `rows` [count, length + 1] of held-out text; a byte is one of UTF-8."""
    nats, count, size = 0.0, 0, 0
    for row in rows:
        ids = row.tolist()
        nats += mean_loss(session.logits(ids[:-1]), np.array(ids[1:])) * (len(ids) - 1)
        count += len(ids) - 1
        size += len(tokenizer.decode(ids[1:], skip_special_tokens=False).encode())
    return {"natsPerToken": round(nats / count, 4), "bitsPerByte": round(float(nats / np.log(2) / size), 4)}


def induction(session: Session, vocabulary: int, length: int = 48, texts: int = 8) -> dict[str, float]:
    """Induction heads (Olsson et al. 2022): random tokens, twice; where does the second time look, and does it help?

    `score` is the largest mean weight, over heads, that a token of the second time gives to the token after its first
    time (1: all of it); `layer` and `head` name that head, counted from 0. `lossFirst` and `lossAgain` are nats per token.
    """
    rng = np.random.default_rng(0)
    weights, first, again = 0.0, 0.0, 0.0
    for _ in range(texts):
        once = rng.integers(min(300, vocabulary // 2), vocabulary, length).tolist()
        ids = once + once
        attention = session.attentions(ids)
        queries = np.arange(length, 2 * length)
        weights = weights + attention[:, :, queries, queries - length + 1].mean(axis=-1) / texts
        logits = session.logits(ids)
        first += mean_loss(logits[: length - 1], np.array(ids[1:length])) / texts
        again += mean_loss(logits[length:-1], np.array(ids[length + 1 :])) / texts
    layer, head = np.unravel_index(np.argmax(weights), weights.shape)
    return {
        "score": round(float(weights[layer, head]), 4),
        "layer": int(layer),
        "head": int(head),
        "lossFirst": round(first, 3),
        "lossAgain": round(again, 3),
    }


def tokens_per_second(session: Session, prompt: list[int], count: int = 128) -> float:
    """Greedy generation with the cache on one thread, after `prompt`: the best of three tries, as other programs may run."""
    best = 0.0
    for _ in range(3):
        logits, past = session.run(prompt)
        started = time.perf_counter()
        for _ in range(count):
            logits, past = session.run([int(logits[-1].argmax())], past)
        best = max(best, count / (time.perf_counter() - started))
    return round(best, 1)
