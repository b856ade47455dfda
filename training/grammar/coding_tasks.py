"""Tasks in which a code is chosen. `held_out` draws words that training never sees."""

import json
import random

from .interviews import draw_excerpt
from .task import Task
from .topic import Topic
from .topics import TOPICS, Said, others, say, tell

ASKS = (
    "Which code fits the text?", "Choose one code.", "Assign the code that fits best.", "Code the text.",
    "What is the text about? Answer with one code.", "Pick the one code that fits what is said.", "Which of these codes applies?",
)
ARBITRARY = (
    ("A", "B", "C", "D"), ("K1", "K2", "K3", "K4"), ("red", "blue", "green", "yellow"), ("one", "two", "three", "four"),
    ("alpha", "beta", "gamma", "delta"), ("X", "Y", "Z", "W"), ("code 1", "code 2", "code 3", "code 4"), ("P", "Q", "R", "S"),
    ("north", "south", "east", "west"), ("oak", "elm", "ash", "fir"),
)
"""Names that say nothing about a text: only examples or definitions in the prompt can tell what they stand for."""


def draw_choice(rng: random.Random, among: tuple[Topic, ...] = TOPICS, most: int = 6) -> tuple[Topic, list[Topic]]:
    """(the topic that fits, all that are offered)."""
    topic = rng.choice(among)
    offered = [topic, *others(topic, rng, rng.randint(1, most - 1), among)]
    rng.shuffle(offered)
    return topic, offered


def named(topics: list[Topic], rng: random.Random) -> dict[Topic, str]:
    """What this codebook calls its codes: plain names, or one of the other ways."""
    way = 0 if rng.random() < 0.5 else rng.randrange(1, 4)
    return {t: t.names[way] for t in topics}


def arbitrary(topics: list[Topic], rng: random.Random) -> dict[Topic, str]:
    labels = list(rng.choice(ARBITRARY))
    rng.shuffle(labels)
    return dict(zip(topics, labels))


def listing(labels: list[str], rng: random.Random) -> str:
    form = rng.random()
    if form < 0.6:
        return f"Codes: {', '.join(labels)}."
    if form < 0.8:
        return "Codes:\n" + "\n".join(f"- {label}" for label in labels)
    return "Codes:\n" + "\n".join(f"{i + 1}. {label}" for i, label in enumerate(labels))


def draw_zero_shot(rng: random.Random) -> Task:
    topic, offered = draw_choice(rng)
    names = named(offered, rng)
    parts = [f"{rng.choice(ASKS)} {listing(list(names.values()), rng)}", draw_excerpt(topic, say(topic, rng), rng)]
    if rng.random() < 0.2:
        parts.reverse()
    tail = rng.choice(("", "", "\nCode:", "\nAnswer:"))
    return Task("zeroShot", "\n".join(parts) + tail, names[topic], tuple(names.values()))


def shots(names: dict[Topic, str], each: int, rng: random.Random, held_out: bool = False) -> str:
    """`each` coded examples of every code, in any order."""
    topics = [t for t in names for _ in range(each)]
    rng.shuffle(topics)
    return "\n".join(f"Text: {say(t, rng, held_out)}\nCode: {names[t]}" for t in topics)


def draw_examples(rng: random.Random) -> Task:
    topic, offered = draw_choice(rng, most=4)
    names = named(offered, rng)
    head = f"{rng.choice(ASKS)} {listing(list(names.values()), rng)}"
    prompt = f"{head}\n{shots(names, 1, rng)}\nText: {say(topic, rng)}\nCode:"
    return Task("fewShot", prompt, names[topic], tuple(names.values()))


def draw_arbitrary_examples(rng: random.Random, held_out: bool = False, among: tuple[Topic, ...] = TOPICS) -> Task:
    """Codes whose names say nothing: only the examples tell."""
    topic, offered = draw_choice(rng, among, most=3)
    names = arbitrary(offered, rng)
    head = f"{rng.choice(ASKS)} {listing(list(names.values()), rng)}" if rng.random() < 0.7 else rng.choice(ASKS)
    prompt = f"{head}\n{shots(names, rng.randint(1, 2), rng)}\nText: {say(topic, rng, held_out)}\nCode:"
    return Task("fewShotArbitrary", prompt, names[topic], tuple(names.values()))


def define(names: dict[Topic, str], rng: random.Random) -> str:
    """The codebook with definitions, or with decision rules."""
    if rng.random() < 0.5:
        return "\n".join(f"{name}: {topic.definition}" for topic, name in names.items())
    return "\n".join(f"If the text is about {rng.choice(topic.cues)}, choose {name}." for topic, name in names.items())


def draw_definitions(rng: random.Random) -> Task:
    topic, offered = draw_choice(rng, most=4)
    names = named(offered, rng)
    prompt = f"{rng.choice(ASKS)}\n{define(names, rng)}\n{draw_excerpt(topic, say(topic, rng), rng)}"
    return Task("definitions", prompt, names[topic], tuple(names.values()))


def draw_arbitrary_definitions(rng: random.Random, held_out: bool = False, among: tuple[Topic, ...] = TOPICS) -> Task:
    topic, offered = draw_choice(rng, among, most=3)
    names = arbitrary(offered, rng)
    prompt = f"{rng.choice(ASKS)}\n{define(names, rng)}\nText: {say(topic, rng, held_out)}\nCode:"
    return Task("definitionsArbitrary", prompt, names[topic], tuple(names.values()))


def reason(topic: Topic, said: Said, name: str, rng: random.Random) -> str:
    return f'The participant says: "{said.quote}" This is about {rng.choice(topic.cues)}. Code: {name}'


def draw_chain(rng: random.Random) -> Task:
    """Chain of thought: the words, what they are about, and only then the code."""
    topic, offered = draw_choice(rng)
    names, said = named(offered, rng), tell(topic, rng)
    think = rng.choice(("Think step by step.", "Give your reasons first, then the code.", "Explain, then choose."))
    prompt = f"{rng.choice(ASKS)} {think} {listing(list(names.values()), rng)}\nText: {said.text}"
    return Task("chainOfThought", prompt, reason(topic, said, names[topic], rng), tuple(names.values()))


def draw_knowledge(rng: random.Random) -> Task:
    """Generated knowledge: what a code means; and choosing with such a note in the prompt."""
    topic, offered = draw_choice(rng, most=4)
    names = named(offered, rng)
    if rng.random() < 0.5:
        ask = rng.choice(("What does the code {} mean?", "Write a note on the code {}.", "What speaks for the code {}?"))
        return Task("knowledge", ask.format(names[topic]), f"{names[topic]}: {topic.definition}.")
    note = "\n".join(f"Note: {name} means {t.definition}." for t, name in names.items())
    prompt = f"{note}\n{rng.choice(ASKS)} {listing(list(names.values()), rng)}\nText: {say(topic, rng)}"
    return Task("knowledge", prompt, names[topic], tuple(names.values()))


def draw_yes_no(rng: random.Random) -> Task:
    """Decomposition: one question for each code."""
    topic, other = draw_choice(rng, most=2)
    away = next(t for t in other if t is not topic)
    asked = rng.choice((topic, away))
    name = rng.choice(asked.names)
    ask = rng.choice((f"Is the text about {name}? Answer yes or no.", f'Does the code "{name}" fit? Yes or no?'))
    return Task("yesNo", f"{ask}\nText: {say(topic, rng)}", "Yes" if asked is topic else "No", ("Yes", "No"))


def draw_critique(rng: random.Random) -> Task:
    """Self-critique: a code was proposed; keep it or change it."""
    topic, offered = draw_choice(rng, most=4)
    names, said = named(offered, rng), tell(topic, rng)
    proposed = topic if rng.random() < 0.5 else rng.choice([t for t in offered if t is not topic])
    cue = rng.choice(topic.cues)
    verdict = f"It fits: the text is about {cue}." if proposed is topic else f"It does not fit: the text is about {cue}."
    ask = rng.choice(("Check the proposed code.", "Is the first answer right? Check it.", "Look for mistakes and correct the code."))
    prompt = f"{ask} {listing(list(names.values()), rng)}\nText: {said.text}\nProposed code: {names[proposed]}"
    return Task("critique", prompt, f"{verdict} Code: {names[topic]}", tuple(names.values()))


def draw_json(rng: random.Random) -> Task:
    topic, offered = draw_choice(rng)
    names, said = named(offered, rng), tell(topic, rng)
    head = f'{rng.choice(ASKS)} Answer as JSON with "code" and "quote".'
    answer = json.dumps({"code": names[topic], "quote": said.quote})
    return Task("json", f"{head} {listing(list(names.values()), rng)}\nText: {said.text}", answer, tuple(names.values()))
