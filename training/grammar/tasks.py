"""Tasks of the prompting lab with their answers: every technique's way of asking, in several wordings."""

import random
from collections.abc import Callable

from .coding_tasks import (
    draw_arbitrary_definitions,
    draw_arbitrary_examples,
    draw_chain,
    draw_critique,
    draw_definitions,
    draw_examples,
    draw_json,
    draw_knowledge,
    draw_yes_no,
    draw_zero_shot,
)
from .interviews import AFFIRMATIONS
from .lab_tasks import LAB_KINDS
from .task import Task
from .topics import TOPICS, ask, others, reflect, say, tell
from .word_tasks import Sentences, draw_again_row, draw_quote_of, draw_repeat, draw_word_row


def draw_reflection(rng: random.Random) -> Task:
    topic = rng.choice(TOPICS)
    wording = rng.choice(
        (
            "Answer as a counsellor with a short reflection.", "Reflect what the client says.",
            "You are a counsellor. Answer the client.", "Give a short reflection.",
        )
    )
    lead = f"{rng.choice(AFFIRMATIONS)} " if rng.random() < 0.3 else ""
    return Task("reflection", f"{wording}\nClient: {say(topic, rng)}", lead + reflect(topic, rng))


def draw_role(rng: random.Random) -> Task:
    """The same words under different roles get different answers, whether the role is a system message or not."""
    topic = rng.choice(TOPICS)
    said = tell(topic, rng)
    role, answer = rng.choice(
        (
            ("You are a counsellor.", reflect(topic, rng)),
            ("You are an interviewer.", ask(topic, rng)),
            ("You are a qualitative researcher.", f'Code: {topic.name}. Words: "{said.quote}"'),
            ("You are a teacher.", f"This is an example of {topic.name}: {topic.definition}."),
            ("You are a sceptical reviewer.", f"It may be {topic.name}, but one passage is not enough to be sure."),
        )
    )
    if rng.random() < 0.5:
        return Task("role", said.text, answer, system=role)
    return Task("role", f"{role}\nClient: {said.text}", answer)


def draw_question(rng: random.Random) -> Task:
    topic = rng.choice(TOPICS)
    wording = rng.choice(("Write the next open question.", "What would an interviewer ask next?", "Ask an open question."))
    return Task("question", f"{wording}\nClient: {say(topic, rng)}", ask(topic, rng))


def draw_quote(rng: random.Random) -> Task:
    topic = rng.choice(TOPICS)
    words = tell(topic, rng)
    parts = [words.text, say(others(topic, rng, 1)[0], rng)]
    rng.shuffle(parts)
    wording = rng.choice(('Quote the words that show "{}".', 'Which words show "{}"? Quote them.', 'Copy the words about "{}".'))
    name = rng.choice(topic.names)
    return Task("quote", f"{wording.format(name)}\nText: {' '.join(parts)}", f'"{words.quote}"')


def draw_summary(rng: random.Random) -> Task:
    first = rng.choice(TOPICS)
    second = others(first, rng, 1)[0]
    wording = rng.choice(("Summarise in one sentence.", "Sum up the text in one sentence.", "What is the text about?"))
    if rng.random() < 0.5:
        return Task("summary", f"{wording}\nText: {say(first, rng)}", f"The participant talks about {rng.choice(first.cues)}.")
    text = f"{say(first, rng)} {say(second, rng)}"
    answer = f"The participant talks about {rng.choice(first.cues)} and about {rng.choice(second.cues)}."
    return Task("summary", f"{wording}\nText: {text}", answer)


def draw_parts(rng: random.Random) -> Task:
    """Decomposition, first step: what does the text speak of?"""
    first = rng.choice(TOPICS)
    second = others(first, rng, 1)[0]
    wording = rng.choice(("List what the text speaks of.", "First step: name the subjects of the text.", "Which subjects come up?"))
    return Task("parts", f"{wording}\nText: {say(first, rng)} {say(second, rng)}", f"{first.name}; {second.name}")


def draw_rating(rng: random.Random) -> Task:
    """A scale from 1 to 5: how much of the text is about the code."""
    topic = rng.choice(TOPICS)
    away = others(topic, rng, 2)
    text, mark = rng.choice(
        (
            (f"{say(topic, rng)}", "5"),
            (f"{say(topic, rng)} {say(away[0], rng)}", "3"),
            (f"{say(away[0], rng)}", "1"),
        )
    )
    wording = f'How strongly does the text show "{rng.choice(topic.names)}"? Answer with a number from 1 to 5.'
    return Task("rating", f"{wording}\nText: {text}", mark)


def draw_retrieval(rng: random.Random) -> Task:
    """Passages with numbers; the answer cites one, or says that there is none."""
    topics = rng.sample(TOPICS, 3)
    said = [tell(t, rng) for t in topics]
    listing = "\n".join(f"[{i + 1}] {words.text}" for i, words in enumerate(said))
    if rng.random() < 0.2:
        missing = others(topics[0], rng, 4)
        name = next(t for t in missing if t not in topics).name
        return Task("retrieval", f"Passages:\n{listing}\nWhat is said about {name}?", f"No passage speaks about {name}.")
    at = rng.randrange(3)
    name = rng.choice(topics[at].names)
    wording, answer = rng.choice(
        (
            (f"Which passage is about {name}?", f"[{at + 1}]"),
            (f"What is said about {name}?", f'"{said[at].quote}" [{at + 1}]'),
        )
    )
    return Task("retrieval", f"Passages:\n{listing}\n{wording}", answer)


KINDS: tuple[tuple[int, Callable[[random.Random], Task]], ...] = (
    *LAB_KINDS,
    (3, draw_zero_shot),
    (2, draw_examples),
    (3, draw_arbitrary_examples),
    (2, draw_definitions),
    (5, draw_arbitrary_definitions),
    (3, draw_chain),
    (1, draw_knowledge),
    (2, draw_yes_no),
    (1, draw_critique),
    (1, draw_json),
    (4, draw_reflection),
    (2, draw_role),
    (1, draw_question),
    (2, draw_quote),
    (1, draw_summary),
    (1, draw_parts),
    (1, draw_rating),
    (2, draw_retrieval),
)
"""Each kind with its share."""
WORD_KINDS = ((6, draw_repeat), (3, draw_quote_of), (1, draw_word_row), (3, draw_again_row))
"""Tasks on sentences of novels, likewise."""


def draw_task(rng: random.Random, sentences: Sentences | None = None) -> Task:
    """One task of any kind; without `sentences` none on novels."""
    shares = [share for share, _ in (*KINDS, *(WORD_KINDS if sentences else ()))]
    at = rng.choices(range(len(shares)), shares)[0]
    if sentences is None or at < len(KINDS):
        return KINDS[at][1](rng)
    return WORD_KINDS[at - len(KINDS)][1](rng, sentences) or draw_task(rng)
