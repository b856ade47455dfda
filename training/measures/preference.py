"""How often a model finds a counsellor's reflection more probable than a dismissal, on words that no training has seen."""

import random

from ..chat import Chat
from ..grammar.preferences import draw_preference
from ..session import Session


def prefers_reflection(session: Session, chat: Chat, count: int) -> dict[str, int]:
    """`preferred` of `of` pairs; answers are compared by log-probability per token, their end counted."""
    rng = random.Random(78)
    preferred = 0
    for _ in range(count):
        pair = draw_preference(rng, held_out=True)
        answers = [[*chat.encode(text), chat.special["end"]] for text in (pair.chosen, pair.rejected)]
        sums = session.log_probabilities(chat.prompt(pair.prompt), answers)
        chosen, rejected = (total / len(tokens) for total, tokens in zip(sums, answers))
        preferred += chosen > rejected
    return {"preferred": preferred, "of": count}
