"""The tokenizer: byte-level BPE, learned from the novels and from synthetic interviews and tasks."""

import pathlib
import random
from collections.abc import Iterator

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from .grammar.interviews import draw_interview, render
from .grammar.tasks import draw_task

SPECIAL = ["<|endoftext|>", "<|pad|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"]


def learn_tokenizer(texts: list[str], vocabulary: int, synthetic: int, file: pathlib.Path) -> None:
    """Writes tokenizer.json with `vocabulary` tokens, learned from `texts` and `synthetic` interviews and tasks."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_all(texts, synthetic), trainer)
    tokenizer.save(str(file))


def _all(texts: list[str], synthetic: int) -> Iterator[str]:
    yield from texts
    rng = random.Random(1)
    for _ in range(synthetic):
        yield render(draw_interview(rng))
        task = draw_task(rng)
        yield f"{task.prompt}\n{task.answer}"
