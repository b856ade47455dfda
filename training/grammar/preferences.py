"""Pairs of answers for preference optimisation: a counsellor's reflection, and a dismissal."""

import random
from dataclasses import dataclass

from .interviews import AFFIRMATIONS
from .topics import TOPICS, reflect, say

DISMISSALS = (
    "You should just get over it.", "Other people have it worse than you.", "Why don't you simply stop thinking about it?",
    "That is not a real problem.", "You are overreacting.", "Cheer up, it is not that bad.", "You need to try harder.",
    "I told you what to do last time.", "Everybody feels like that sometimes.", "It is all in your head.",
    "You only have to want it.", "Let us talk about something nicer.", "Pull yourself together.", "It could be much worse.",
)
HELD_OUT_DISMISSALS = (
    "Don't make such a fuss about it.", "There are people with real problems.", "You think too much, that is all.",
    "Just be positive and it will go away.",
)
ASKS = (
    "Answer as a counsellor with a short reflection.", "Answer the client.", "You are a counsellor. Answer the client.",
    "What would you say to the client?",
)


@dataclass(frozen=True)
class Preference:
    prompt: str
    chosen: str
    rejected: str


def draw_preference(rng: random.Random, held_out: bool = False) -> Preference:
    """One pair; `held_out` draws words and dismissals that training never sees, asked in the first wording."""
    topic = rng.choice(TOPICS)
    ask = ASKS[0] if held_out else rng.choice(ASKS)
    lead = f"{rng.choice(AFFIRMATIONS)} " if rng.random() < 0.4 else ""
    rejected = rng.choice(HELD_OUT_DISMISSALS if held_out else DISMISSALS)
    return Preference(f"{ask}\nClient: {say(topic, rng, held_out)}", lead + reflect(topic, rng), rejected)
