"""Turns as people speak them: longer than the grammar's own, with more to say on each topic. For training alone."""

import random
import re

from .interviews import PROBES
from .more_statements import MORE_STATEMENTS, SMALL_TALK
from .slots import fill, pick
from .topic import Topic
from .topics import Said, tell

OPENERS = (
    "Yeah. ", "Um. ", "Well, ", "No, ", "Oh, ", "You know, ", "The thing is, ", "Honestly, ", "I mean, ", "I don't know, ", "(laughs) ",
    "(pause) ", "Yes. ", "Right. ", "To be fair, ", "It's like, ", "Look, ", "And ", "But ", "So ", "Sometimes it's just, ",
)
TAILS = (
    ", you know", ", I suppose", ", and that's it", ", to be honest", ", and I can't explain it", ", really", ", if I'm honest", ", so",
    ", like I said", ", isn't it", " – I don't know", ", I think", ", and it's been like that {when}", ", and {person} says so too",
)


def sentence_on(topic: Topic, rng: random.Random) -> str:
    pool = topic.statements
    more = MORE_STATEMENTS[topic.name]
    return fill(rng.choice(more if rng.random() < len(more) / (len(more) + len(pool)) else pool), rng)


def spoken(sentence: str, rng: random.Random) -> str:
    """The sentence with what people put before and after it."""
    if rng.random() < 0.25:
        opener = rng.choice(OPENERS)
        keep = opener[-2] in ".)" or re.match(r"I\b|I'", sentence)
        sentence = opener + (sentence if keep else sentence[:1].lower() + sentence[1:])
    if rng.random() < 0.15 and sentence[-1] in ".?!":
        sentence = f"{sentence[:-1]}{fill(' ' + rng.choice(TAILS), rng).strip()}{sentence[-1]}".replace(" –", " –")
        sentence = re.sub(r"(?<=\w)–", " –", sentence)
    return sentence


def utter(topic: Topic, rng: random.Random, most: int = 4) -> Said:
    """A turn on `topic`; `quote` stands in it word for word."""
    if rng.random() < 0.3:
        return tell(topic, rng)
    count = min(most, rng.choices([1, 2, 3, 4], [50, 28, 14, 8])[0])
    parts = [spoken(sentence_on(topic, rng), rng) for _ in range(count)]
    quote = parts[0]
    for _ in range(rng.choices((0, 1, 2, 3), (75, 14, 7, 4))[0]):
        parts.insert(rng.randrange(len(parts) + 1), aside(rng))
    return Said(" ".join(parts), re.split(r"(?<=[.?!]) ", quote)[0])


def short(topic: Topic, rng: random.Random) -> str:
    """One sentence, sometimes with a few words lost, as a recording loses them."""
    sentence = spoken(sentence_on(topic, rng), rng)
    words = sentence.split()
    if len(words) > 5 and rng.random() < 0.15:
        sentence = " ".join(w for w in words if rng.random() > 0.15)
    return sentence


def aside(rng: random.Random) -> str:
    return pick("neutral", rng) if rng.random() < 0.4 else rng.choice(SMALL_TALK)


def off_topic(rng: random.Random) -> str:
    """A turn on no topic, or an interviewer's question."""
    if rng.random() < 0.2:
        return rng.choice(PROBES)
    return " ".join(aside(rng) for _ in range(rng.choice((1, 1, 2, 3))))
