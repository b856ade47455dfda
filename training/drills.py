"""Repetition drills: random tokens that come again, so that the network learns to look up what stood after them before.

A small network that reads few tokens learns this too late by itself (Olsson et al. 2022, arXiv 2209.11895), and without it examples in a
prompt, passages and quotations do nothing.
"""

import random

from .chat import Row


def draw_drill(rng: random.Random, vocabulary: int, length: int) -> Row:
    """A row of `length` tokens whose loss counts what can be looked up: a stretch over and over, or pairs in ever new order."""
    return _stretch(rng, vocabulary, length) if rng.random() < 0.5 else _pairs(rng, vocabulary, length)


def _words(rng: random.Random, vocabulary: int, count: int) -> list[int]:
    """Different tokens, none of the control tokens or single bytes."""
    return rng.sample(range(min(300, vocabulary // 2), vocabulary), count)


def _stretch(rng: random.Random, vocabulary: int, length: int) -> Row:
    once = _words(rng, vocabulary, rng.randint(4, 60))
    ids = (once * (length // len(once) + 1))[:length]
    return ids, [i > len(once) for i in range(len(ids))]


def _pairs(rng: random.Random, vocabulary: int, length: int) -> Row:
    count = rng.randint(3, 12)
    words = _words(rng, vocabulary, 2 * count)
    pairs = list(zip(words[::2], words[1::2]))
    ids: list[int] = []
    counted: list[bool] = []
    seen = False
    while len(ids) < length:
        rng.shuffle(pairs)
        for key, value in pairs:
            ids += (key, value)
            counted += (False, seen)
        seen = True
    return ids[:length], counted[:length]
