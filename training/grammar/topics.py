"""All topics, and how a client speaks about one."""

import random
import re
from dataclasses import dataclass

from .slots import fill, pick
from .topic import Topic
from .topics_body import BODY_TOPICS
from .topics_getting_through import GETTING_THROUGH_TOPICS
from .topics_people import PEOPLE_TOPICS

RISK = Topic(
    names=("risk", "Risk mention", "not wanting to be here", "Thoughts of not living"),
    definition="the person says, directly or in passing, that they would rather not be alive",
    cues=("not wanting to be here", "a wish not to live"),
    questions=("Are you safe at the moment?", "Who could be with you today?", "Have you told anybody about this?"),
    statements=(
        "Sometimes I wish I would not wake up.", "I think they would be better off without me.",
        "I don't want to be here anymore.", "There are days when I see no reason to live.",
    ),
    held_out=("Some nights I wish that I was not alive.", "I see no reason to be here any longer."),
    reflections=(
        "Thank you for telling me. I would like us to talk to someone today who can help.",
        "I am glad you said that aloud. You should not be alone with it: who can be with you now?",
        "That is important, and I take it seriously. Let us call someone who can help you today.",
    ),
)
"""For coding, never for triage: nothing is described, and every answer in training leads to a person."""

TOPICS = (*BODY_TOPICS, *PEOPLE_TOPICS, *GETTING_THROUGH_TOPICS, RISK)
NAMES_IN_FIRST_RUN = (
    "sleep appetite mood anxiety energy relationships work grief anger substance_use self-worth coping treatment change"
).split()
FIRST_RUN_TOPICS = tuple(t for t in TOPICS if t.name.replace(" ", "_") in NAMES_IN_FIRST_RUN)
"""The topics that the models of the first run learned as well: measures that compare runs use these."""


@dataclass(frozen=True)
class Said:
    """`quote` is the first sentence of `text` that is on the topic, word for word."""

    text: str
    quote: str


def tell(topic: Topic, rng: random.Random, held_out: bool = False) -> Said:
    """A client's words on `topic`: one to three sentences, hesitations and small talk among them."""
    count = rng.choices([1, 2, 3], [5, 4, 1])[0]
    pool = topic.held_out if held_out else topic.statements
    parts = [fill(s, rng) for s in rng.sample(pool, min(count, len(pool)))]
    at = 0
    if rng.random() < 0.2:
        place = rng.randrange(len(parts) + 1)
        parts.insert(place, pick("neutral", rng))
        at = 1 if place == 0 else 0
    head = ""
    if rng.random() < 0.25:
        head = f"{pick('filler', rng)}, "
        parts[0] = parts[0] if re.match(r"I\b", parts[0]) else parts[0][:1].lower() + parts[0][1:]
    elif rng.random() < 0.06:
        head = rng.choice(("(pause) ", "(laughs) ", "(sighs) "))
    return Said(head + " ".join(parts), re.split(r"(?<=[.?!]) ", parts[at])[0])


def say(topic: Topic, rng: random.Random, held_out: bool = False) -> str:
    return tell(topic, rng, held_out).text


def ask(topic: Topic, rng: random.Random) -> str:
    """An interviewer's question on `topic`."""
    return fill(rng.choice(topic.questions), rng, to_client=True)


def reflect(topic: Topic, rng: random.Random) -> str:
    """A counsellor's reflection of what was said on `topic`."""
    return fill(rng.choice(topic.reflections), rng, to_client=True)


def others(topic: Topic, rng: random.Random, count: int, among: tuple[Topic, ...] = TOPICS) -> list[Topic]:
    """`count` different topics other than `topic`."""
    return rng.sample([t for t in among if t is not topic], count)
