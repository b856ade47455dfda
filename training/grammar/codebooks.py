"""Codebooks as a prompt may hold them: codes with names, definitions and rules, among them those of the sample study."""

import json
import pathlib
import random
from dataclasses import dataclass
from functools import cache

from .coding_tasks import ARBITRARY
from .more_statements import MORE_NAMES
from .topic import Topic
from .topics import TOPICS, others

SAMPLE = pathlib.Path(__file__).parents[2] / "media/sample-study/introspect/codebook.json"
"""Its codebook alone: no training reads its transcripts."""
NONE_NAMES = ("none of these", "none of these", "none of these", "none", "No code", "other")
NONE_RULE = "No other code fits the text."
MORE_ARBITRARY = (
    ("T1", "T2", "T3", "T4"), ("dog", "cat", "horse", "bird"), ("K3", "K7", "K2", "K9"), ("A1", "B2", "C3", "D4"), ("group 1", "group 2", "group 3", "group 4"),
    ("sun", "moon", "star", "rain"), ("left", "right", "middle", "back"), ("iron", "gold", "silver", "tin"), ("a", "b", "c", "d"), ("1", "2", "3", "4"),
    ("tree", "stone", "river", "hill"), ("D", "H", "M", "T"), ("white", "black", "brown", "grey"), ("apple", "pear", "plum", "fig"),
)


@dataclass(frozen=True)
class Entry:
    """One code as a prompt calls and explains it; `topic` is None for the answer that no code fits."""

    topic: Topic | None
    name: str
    rule: str


@cache
def sample_codes() -> dict[str, dict[str, str]]:
    """The sample study's codes by name, in its order, without those that stand above others."""
    codes = json.loads(SAMPLE.read_text())["codes"]
    above = {code["parent"] for code in codes}
    return {code["name"]: code for code in codes if code["id"] not in above}


def sample_name(topic: Topic) -> str | None:
    """What the sample study calls the topic, if it has it."""
    return next((name for name in topic.names if name in sample_codes()), None)


SAMPLE_TOPICS = tuple(t for t in TOPICS if sample_name(t))


def any_name(topic: Topic, rng: random.Random) -> str:
    name = rng.choice((*topic.names, *MORE_NAMES[topic.name]))
    return name[:1].upper() + name[1:] if rng.random() < 0.3 else name


def long_rule(topic: Topic) -> str:
    """As the lab writes a code's definition and decision rules; of the sample study's codes the words are its own."""
    code = sample_codes().get(sample_name(topic))
    if code is None:
        return f"{topic.definition} Use it when: {topic.cues[0]}, {topic.cues[-1]}."
    return f"{code['definition']} Use it when: {code['whenToUse']} Not when: {code['whenNotToUse']}"


def draw_codebook(topics: list[Topic], rng: random.Random, none: float = 0.25) -> list[Entry]:
    """Every topic as a code; plain names, the sample study's, or any, and perhaps an answer that none fits."""
    way = rng.random()
    capital = rng.random() < 0.25
    entries = []
    for topic in topics:
        name = topic.name if way < 0.35 else (sample_name(topic) or topic.names[1]) if way < 0.6 else any_name(topic, rng)
        if capital:
            name = name[:1].upper() + name[1:]
        code = sample_codes().get(sample_name(topic))
        rule = code["definition"] if code and rng.random() < 0.4 else topic.definition
        entries.append(Entry(topic, name, rule))
    if rng.random() < none:
        entries.append(Entry(None, rng.choice(NONE_NAMES), NONE_RULE))
    return entries


def draw_sample_codebook(rng: random.Random) -> list[Entry]:
    """All of the sample study's codes that hold others up, in its order, and “none of these”, as a new lab sheet has them."""
    order = list(sample_codes())
    topics = sorted(SAMPLE_TOPICS, key=lambda t: order.index(sample_name(t)))
    none = [Entry(None, "none of these", NONE_RULE)] if rng.random() < 0.8 else []
    return [*(Entry(t, sample_name(t), sample_codes()[sample_name(t)]["definition"]) for t in topics), *none]


def draw_arbitrary_codebook(rng: random.Random, count: int) -> list[Entry]:
    """Codes whose names say nothing."""
    topic = rng.choice(TOPICS)
    topics = [topic, *others(topic, rng, count - 1)]
    names = list(rng.choice((*ARBITRARY, *MORE_ARBITRARY)))
    rng.shuffle(names)
    return [Entry(t, name, t.definition) for t, name in zip(topics, names)]
