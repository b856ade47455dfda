"""How often a model gives the right code to words that no training has seen, by technique.

The words are the grammar's held-out statements, the topics those that the first run of this family learned as well, so that runs can be
compared. The same draws (same seed) go to every model.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from ..chat import Chat
from ..grammar.coding_tasks import arbitrary, shots
from ..grammar.task import Task
from ..grammar.topic import Topic
from ..grammar.topics import FIRST_RUN_TOPICS, say
from ..session import Session

OFFERED = 5
"""Codes to choose from; chance is 1 in 5."""
OFFERED_ARBITRARY = 3
CONTENT_FREE = "N/A"
LONGEST_LABEL = 10
LONGEST_REASONING = 80
"""In tokens. What is longer is no code."""


@dataclass(frozen=True)
class Question:
    """`words` is the text to be coded, as it stands in the prompt."""

    task: Task
    words: str


def _draw(rng: random.Random, offered: int) -> tuple[Topic, list[Topic], str]:
    topic = rng.choice(FIRST_RUN_TOPICS)
    topics = [topic, *rng.sample([t for t in FIRST_RUN_TOPICS if t is not topic], offered - 1)]
    rng.shuffle(topics)
    return topic, topics, say(topic, rng, held_out=True)


def zero_shot(rng: random.Random) -> Question:
    topic, topics, words = _draw(rng, OFFERED)
    labels = tuple(t.name for t in topics)
    prompt = f"Which code fits the text? Codes: {', '.join(labels)}.\nText: {words}"
    return Question(Task("zeroShot", prompt, topic.name, labels), words)


def few_shot(rng: random.Random) -> Question:
    """One example of every code."""
    topic, topics, words = _draw(rng, OFFERED)
    names = {t: t.name for t in topics}
    head = f"Choose one code. Codes: {', '.join(names.values())}."
    prompt = f"{head}\n{shots(names, 1, rng)}\nText: {words}\nCode:"
    return Question(Task("fewShot", prompt, topic.name, tuple(names.values())), words)


def few_shot_arbitrary(rng: random.Random) -> Question:
    """Names that say nothing; two examples of each."""
    topic, topics, words = _draw(rng, OFFERED_ARBITRARY)
    names = arbitrary(topics, rng)
    head = f"Choose one code. Codes: {', '.join(names.values())}."
    prompt = f"{head}\n{shots(names, 2, rng)}\nText: {words}\nCode:"
    return Question(Task("fewShotArbitrary", prompt, names[topic], tuple(names.values())), words)


def definitions_arbitrary(rng: random.Random) -> Question:
    """Names that say nothing; a definition of each."""
    topic, topics, words = _draw(rng, OFFERED_ARBITRARY)
    names = arbitrary(topics, rng)
    book = "\n".join(f"{name}: {t.definition}" for t, name in names.items())
    prompt = f"Choose one code.\n{book}\nText: {words}\nCode:"
    return Question(Task("definitionsArbitrary", prompt, names[topic], tuple(names.values())), words)


def nothing_arbitrary(rng: random.Random) -> Question:
    """Names that say nothing, and nothing that tells: what the two before are to be compared with."""
    topic, topics, words = _draw(rng, OFFERED_ARBITRARY)
    names = arbitrary(topics, rng)
    prompt = f"Choose one code. Codes: {', '.join(names.values())}.\nText: {words}\nCode:"
    return Question(Task("nothingArbitrary", prompt, names[topic], tuple(names.values())), words)


def chain_of_thought(rng: random.Random) -> Question:
    topic, topics, words = _draw(rng, OFFERED)
    labels = tuple(t.name for t in topics)
    prompt = f"Which code fits the text? Think step by step. Codes: {', '.join(labels)}.\nText: {words}"
    return Question(Task("chainOfThought", prompt, topic.name, labels), words)


def answer(session: Session, chat: Chat, question: Question) -> str:
    """What the model writes, greedily; after a chain of thought what stands behind "Code:"."""
    most = LONGEST_REASONING if question.task.kind == "chainOfThought" else LONGEST_LABEL
    ids = session.greedy(chat.prompt(question.task.prompt), most, chat.special["end"])
    text = chat.tokenizer.decode(ids)
    return text.rpartition("Code:")[2].strip().rstrip(".")


def likeliest(session: Session, chat: Chat, question: Question, calibrated: bool) -> str:
    """The label with the largest probability as a whole; calibrated by its probability after a text that says nothing.

    Contextual calibration: Zhao et al. 2021 (arXiv 2102.09690).
    """
    labels = question.task.labels
    tokens = [[*chat.encode(label), chat.special["end"]] for label in labels]
    scores = session.log_probabilities(chat.prompt(question.task.prompt), tokens)
    if calibrated:
        empty = question.task.prompt.replace(question.words, CONTENT_FREE)
        scores = [s - b for s, b in zip(scores, session.log_probabilities(chat.prompt(empty), tokens))]
    return labels[scores.index(max(scores))]


TECHNIQUES: dict[str, tuple[Callable[[random.Random], Question], Callable[[Session, Chat, Question], str], int]] = {
    "zeroShot": (zero_shot, answer, OFFERED),
    "fewShot": (few_shot, answer, OFFERED),
    "chainOfThought": (chain_of_thought, answer, OFFERED),
    "labelLikelihood": (zero_shot, lambda s, c, q: likeliest(s, c, q, calibrated=False), OFFERED),
    "labelLikelihoodCalibrated": (zero_shot, lambda s, c, q: likeliest(s, c, q, calibrated=True), OFFERED),
    "inventedCodesZeroShot": (nothing_arbitrary, answer, OFFERED_ARBITRARY),
    "inventedCodesFewShot": (few_shot_arbitrary, answer, OFFERED_ARBITRARY),
    "inventedCodesDefinitions": (definitions_arbitrary, answer, OFFERED_ARBITRARY),
}


def coding_accuracy(session: Session, chat: Chat, count: int) -> dict[str, dict[str, float]]:
    """For every technique: `correct` of `of` tasks, and the accuracy of `chance`."""
    result = {}
    for name, (draw, reply, offered) in TECHNIQUES.items():
        rng = random.Random(77)
        questions = [draw(rng) for _ in range(count)]
        correct = sum(reply(session, chat, q) == q.task.answer for q in questions)
        result[name] = {"correct": correct, "of": count, "chance": round(1 / offered, 3)}
    return result
