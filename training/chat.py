"""Prompts and answers as rows of tokens, in the form that the chat template in tokenizer_config.json writes."""

import torch
from tokenizers import Tokenizer

from .network import special_ids

IGNORED = -100
CHAT_TEMPLATE = (
    "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
Row = tuple[list[int], list[bool]]
"""Token ids, and for each whether the loss counts it as a target."""
Spans = tuple[tuple[int, int], ...]


class Chat:
    """Writes conversations for one tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.special = special_ids(tokenizer)

    def encode(self, text: str) -> list[int]:
        return self.tokenizer.encode(text).ids

    def prompt(self, text: str, system: str | None = None) -> list[int]:
        """Everything up to the assistant's first word."""
        s = self.special
        head = [s["system"], *self.encode(system), s["end"]] if system else []
        return [*head, s["user"], *self.encode(text), s["end"], s["assistant"]]

    def row(self, prompt: str, answer: str, system: str | None = None, counted: Spans = ()) -> Row:
        """The loss counts the answer and its end, and what stands in `counted`, as (start, end) in characters of the prompt."""
        told = [*self.encode(answer), self.special["end"]]
        asked = self.prompt(prompt, system)
        targets = [False] * len(asked) + [True] * len(told)
        if counted:
            offsets = self.tokenizer.encode(prompt).offsets
            head = len(asked) - len(offsets) - 2
            for i, (a, b) in enumerate(offsets, head):
                targets[i] = any(start < b and a < end for start, end in counted)
        return asked + told, targets

    def text_row(self, text: str, length: int) -> Row:
        """Plain text, cut after `length` tokens; the loss counts all of it."""
        end = self.special["endoftext"]
        ids = [end, *self.encode(text), end][:length]
        return ids, [True] * len(ids)

    def batch(self, rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs and targets [rows, longest - 1], padded on the right; what the loss does not count is IGNORED."""
        longest = max(len(ids) for ids, _ in rows)
        x = torch.full((len(rows), longest), self.special["pad"])
        y = torch.full((len(rows), longest), IGNORED)
        for i, (ids, counted) in enumerate(rows):
            x[i, : len(ids)] = torch.tensor(ids)
            y[i, : len(ids)] = torch.tensor([t if c else IGNORED for t, c in zip(ids, counted)])
        return x[:, :-1], y[:, 1:]
