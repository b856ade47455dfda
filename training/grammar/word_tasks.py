"""Tasks on sentences of novels: saying words again, and finding them again, without end of variety.

Nothing need be known for them: whoever answers must look for the words in the prompt. Quoting, and reading a code off examples, begin there.
"""

import random
import re
from collections import Counter

from .codebooks import MORE_ARBITRARY
from .coding_tasks import ARBITRARY
from .lab_tasks import EXAMPLES_QUESTION, QUESTION
from .task import Task

LONGEST = 110
COMMON = 120
"""How many of the most common words are no names."""
NAMES = 1500


class Sentences:
    """Sentences of novels, and for each of the words that may be a name those that have it."""

    def __init__(self, texts: list[str]) -> None:
        found = [s.strip() for text in texts for s in re.split(r"(?<=[.?!])[\s\"]+", text)]
        self.all = [s for s in found if 25 < len(s) < LONGEST and s[0].isupper() and s[-1] in ".?!"]
        counts = Counter(w for s in self.all for w in set(re.findall(r"\b[a-z]{3,9}\b", s)))
        names = [word for word, _ in counts.most_common(COMMON + NAMES)][COMMON:]
        self.of: dict[str, list[str]] = {name: [] for name in names}
        for sentence in self.all:
            for word in set(re.findall(r"\b[a-z]{3,9}\b", sentence)):
                if word in self.of:
                    self.of[word].append(sentence)
        self.names = [name for name in names if self.of[name]]


def draw_repeat(rng: random.Random, sentences: Sentences) -> Task | None:
    """One to three sentences, to be said again."""
    if not sentences.all:
        return None
    told = " ".join(rng.choice(sentences.all) for _ in range(rng.choice((1, 1, 2, 3))))
    wording = rng.choice(("Repeat the text.", "Say the text again, word for word.", "Copy the text.", "Quote the whole text."))
    return Task("repeat", f"{wording}\nText: {told}", f'"{told}"')


def draw_quote_of(rng: random.Random, sentences: Sentences) -> Task | None:
    """The sentence of several that has a word."""
    if len(sentences.names) < 2:
        return None
    name = rng.choice(sentences.names)
    right = rng.choice(sentences.of[name])
    parts = [right, *(s for s in rng.choices(sentences.all, k=rng.choice((1, 2))) if not re.search(rf"\b{name}\b", s))]
    rng.shuffle(parts)
    wording = rng.choice(('Quote the sentence with the word "{}".', 'Which sentence has the word "{}"? Quote it.'))
    return Task("quoteWord", f"{wording.format(name)}\nText: {' '.join(parts)}", f'"{right}"')


def draw_word_row(rng: random.Random, sentences: Sentences) -> Task | None:
    """A list of words; each text has one of them. None where the novels are too few."""
    count = rng.choice((2, 3, 4, 5, 6, 8))
    if len(sentences.names) < count:
        return None
    names = rng.sample(sentences.names, count)
    prompt = f"{rng.choice((QUESTION, EXAMPLES_QUESTION))} Codes: {', '.join(names)}."
    counted, marked = [], rng.random() < 0.6
    if marked:
        for _ in range(rng.choice((0, 1, 2, 4))):
            name = rng.choice(names)
            prompt += f"\nText: {_only(name, names, sentences, rng)}\nCode:"
            counted.append((len(prompt), len(prompt) + 1 + len(name)))
            prompt += f" {name}"
    name = rng.choice(names)
    prompt += f"\nText: {_only(name, names, sentences, rng)}" + ("\nCode:" if marked else "")
    return Task("word", prompt, name, tuple(names), None, tuple(counted))


def _only(name: str, names: list[str], sentences: Sentences, rng: random.Random) -> str:
    """A sentence with `name` and, if one is soon found, none of the others; half of the time not much more than the name."""
    if rng.random() < 0.5:
        return rng.choice((name, name, f"the {name}", f"{name} {rng.choice(sentences.names)}"))
    for _ in range(4):
        sentence = rng.choice(sentences.of[name])
        if not any(re.search(rf"\b{other}\b", sentence) for other in names if other != name):
            break
    return sentence


def draw_again_row(rng: random.Random, sentences: Sentences) -> Task | None:
    """Sentences under names that say nothing; they come again, whole or in part, and have the same code."""
    if len(sentences.all) < 8:
        return None
    labels = list(rng.choice((*ARBITRARY, *MORE_ARBITRARY)))
    rng.shuffle(labels)
    labels = labels[: rng.choice((2, 3, 4))]
    prompt = f"{EXAMPLES_QUESTION} Codes: {', '.join(labels)}."
    cases = [(rng.choice(sentences.all), label) for label in labels]
    rng.shuffle(cases)
    counted = []
    for sentence, label in cases:
        prompt += f"\nText: {sentence}\nCode: {label}"
    for _ in range(rng.randint(2, 5)):
        sentence, label = rng.choice(cases)
        prompt += f"\nText: {_part(sentence, rng)}\nCode:"
        counted.append((len(prompt), len(prompt) + 1 + len(label)))
        prompt += f" {label}"
    sentence, label = rng.choice(cases)
    return Task("again", f"{prompt}\nText: {_part(sentence, rng)}\nCode:", label, tuple(labels), None, tuple(counted))


def _part(sentence: str, rng: random.Random) -> str:
    words = sentence.split()
    if len(words) < 8 or rng.random() < 0.5:
        return sentence
    start = rng.randrange(len(words) - 5)
    return " ".join(words[start : start + rng.randint(5, 10)])
