"""One task: what is asked and what should be answered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """`labels` are the answers to choose from, where there is such a choice. `counted` are stretches of the prompt, as (start, end) in
    characters, that can be foretold like an answer, such as the codes of later examples: training counts them.
    """

    kind: str
    prompt: str
    answer: str
    labels: tuple[str, ...] = ()
    system: str | None = None
    counted: tuple[tuple[int, int], ...] = ()
