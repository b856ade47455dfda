"""One task: what is asked and what should be answered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """`labels` are the answers to choose from, where there is such a choice."""

    kind: str
    prompt: str
    answer: str
    labels: tuple[str, ...] = ()
    system: str | None = None
