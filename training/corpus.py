"""Texts for pretraining: novels made plain, cut into rows, with canaries planted among them."""

import pathlib
import re

import numpy as np
from tokenizers import Tokenizer

from .canaries import Canary

HELD_OUT = ("Forster_View_1908", "Burnett_Garden_1911")
END_OF_TEXT = "<|endoftext|>"
PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u2014": " - ", "\u2013": "-", "_": ""})


def clean(text: str) -> str:
    """One novel with a paragraph on each line: hard line breaks joined, curly quotation marks made plain."""
    text = text.replace("\r\n", "\n").translate(PLAIN)
    paragraphs = (re.sub(r"\s+", " ", p).strip() for p in re.split(r"\n\s*\n", text))
    return "\n".join(p for p in paragraphs if len(p) > 1)


def load_novels(folder: pathlib.Path) -> dict[str, str]:
    """The .txt files of `folder` by name, cleaned. Raises ValueError when nothing can be held out."""
    files = sorted(folder.glob("*.txt"))
    texts = {f.stem: clean(f.read_text("utf-8-sig", errors="replace")) for f in files}
    if len(texts) < 2:
        raise ValueError(f"{folder} holds {len(texts)} .txt files; at least two are needed, one to hold out")
    return texts


def split(texts: dict[str, str]) -> tuple[list[str], list[str]]:
    """(to train on, held out): the two novels named above, or the last text of another collection."""
    held = [name for name in texts if name in HELD_OUT] or [list(texts)[-1]]
    return [t for name, t in texts.items() if name not in held], [texts[name] for name in held]


def to_ids(texts: list[str], tokenizer: Tokenizer) -> np.ndarray:
    """uint16 token ids of all texts in a row, with the end-of-text token before each."""
    end = tokenizer.token_to_id(END_OF_TEXT)
    ids = [i for text in tokenizer.encode_batch(texts) for i in (end, *text.ids)]
    return np.array(ids, dtype=np.uint16)


def cut_rows(ids: np.ndarray, length: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """`count` rows [count, length] of `ids` in random order, none read twice before every one was read once."""
    whole = ids[: len(ids) // length * length].reshape(-1, length)
    orders = [rng.permutation(len(whole)) for _ in range(-(-count // len(whole)))]
    return whole[np.concatenate(orders)[:count]].copy()


def plant(rows: np.ndarray, canaries: list[Canary], tokenizer: Tokenizer, rng: np.random.Generator) -> None:
    """Overwrites words of random rows, at most once in a row, so that each canary stands in `rows` `count` times."""
    total = sum(c.count for c in canaries)
    if total > len(rows):
        raise ValueError(f"{total} canaries do not fit into {len(rows)} rows")
    places = iter(rng.permutation(len(rows))[:total])
    for canary in canaries:
        ids = tokenizer.encode(f"\n{canary.prompt}{canary.continuation}\n").ids
        for _ in range(canary.count):
            at = int(rng.integers(0, rows.shape[1] - len(ids)))
            rows[next(places), at : at + len(ids)] = ids
