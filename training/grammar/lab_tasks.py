"""Tasks word for word as Introspect's lab asks them (src/core/prompting), and rows of examples that teach to read a code from them."""

import random

from .codebooks import Entry, any_name, draw_arbitrary_codebook, draw_codebook, draw_sample_codebook, long_rule, sample_name
from .speech import off_topic, sentence_on, short, utter
from .task import Task
from .topic import Topic
from .topics import TOPICS, Said, ask, others

QUESTION = "Which code fits the text?"
EXAMPLES_QUESTION = "Choose one code."
ROLE = "You are an experienced qualitative researcher in mental health."
ROLES = (ROLE, ROLE, "You are a qualitative researcher.", "You are a clinician.", "You are a careful coder.", "You are a psychologist.")
NOTHING = "It speaks of something else"
REASON = "This is about"


def listing(entries: list[Entry]) -> str:
    return f"Codes: {', '.join(e.name for e in entries)}."


def draw_topics(rng: random.Random, most: int = 14) -> list[Topic]:
    """2 to `most` topics, few more often than many."""
    count = rng.choice((2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 8, 10, 12, 14))
    return rng.sample(TOPICS, min(count, most))


def draw_lab_codebook(rng: random.Random, most: int = 14) -> list[Entry]:
    if most >= 14 and rng.random() < 0.25:
        return draw_sample_codebook(rng)
    entries = draw_codebook(draw_topics(rng, most), rng)
    if rng.random() < 0.5:
        none = [e for e in entries if e.topic is None]
        entries = [e for e in entries if e.topic]
        rng.shuffle(entries)
        entries += none
    return entries


def draw_case(entries: list[Entry], rng: random.Random, most: int = 4) -> tuple[Entry, Said]:
    """(the code that fits, a turn that it fits)."""
    entry = rng.choice(entries)
    if entry.topic:
        return entry, utter(entry.topic, rng, most)
    offered = [e.topic for e in entries]
    away = [t for t in TOPICS if t not in offered]
    if away and rng.random() < 0.5:
        return entry, utter(rng.choice(away), rng, most)
    words = off_topic(rng)
    return entry, Said(words, words)


def cue_of(entry: Entry, rng: random.Random) -> str:
    return rng.choice(entry.topic.cues)


def reason(entry: Entry, said: Said, rng: random.Random) -> str:
    about = f"{REASON} {cue_of(entry, rng)}." if entry.topic else f"{NOTHING}."
    return f'The participant says: "{said.quote}" {about} Code: {entry.name}'


def maybe_role(rng: random.Random, share: float = 0.12) -> str | None:
    return rng.choice(ROLES) if rng.random() < share else None


def names(entries: list[Entry]) -> tuple[str, ...]:
    return tuple(e.name for e in entries)


def draw_lab_zero_shot(rng: random.Random) -> Task:
    entries = draw_lab_codebook(rng)
    entry, said = draw_case(entries, rng)
    return Task("zeroShot", f"{QUESTION} {listing(entries)}\nText: {said.text}", entry.name, names(entries), maybe_role(rng))


def draw_lab_chain(rng: random.Random) -> Task:
    entries = draw_lab_codebook(rng)
    entry, said = draw_case(entries, rng, most=3)
    prompt = f"{QUESTION} Think step by step. {listing(entries)}\nText: {said.text}"
    return Task("chainOfThought", prompt, reason(entry, said, rng), names(entries))


def draw_lab_few_shot(rng: random.Random) -> Task:
    """A few coded turns, fewer than there are codes; the later ones count."""
    entries = draw_lab_codebook(rng)
    head = f"{EXAMPLES_QUESTION} {listing(entries)}"
    return with_examples(rng, "fewShot", head, entries, [draw_case(entries, rng, 2) for _ in range(rng.randint(3, 6))])


def with_examples(
    rng: random.Random, kind: str, head: str, entries: list[Entry], cases: list[tuple[Entry, Said]], seen: bool = False
) -> Task:
    """Examples, then the last case as the question. `seen`: codes count only where one like it stands before."""
    prompt, counted, before = head, [], set()
    for entry, said in cases[:-1]:
        prompt += f"\nText: {said.text}\nCode:"
        if not seen or entry in before:
            counted.append((len(prompt), len(prompt) + 1 + len(entry.name)))
        before.add(entry)
        prompt += f" {entry.name}"
    entry, said = cases[-1]
    return Task(kind, f"{prompt}\nText: {said.text}\nCode:", entry.name, names(entries), None, tuple(counted))


def draw_row(rng: random.Random) -> Task:
    """Many short texts one after another, under plain names."""
    entries = [e for e in draw_codebook(draw_topics(rng, 10), rng, none=0)]
    cases = [(e, Said(words, words)) for e in rng.choices(entries, k=rng.randint(5, 9)) for words in [short(e.topic, rng)]]
    head = f"{rng.choice((EXAMPLES_QUESTION, EXAMPLES_QUESTION, QUESTION))} {listing(entries)}"
    return with_examples(rng, "fewShot", head, entries, cases)


def draw_arbitrary_row(rng: random.Random) -> Task:
    """The same under names that say nothing. In some rows texts come again word for word: that is how reading off examples begins."""
    entries = draw_arbitrary_codebook(rng, rng.choice((2, 2, 3, 3, 3, 4)))
    again = rng.choice((0.0, 0.4, 0.9))
    cases: list[tuple[Entry, Said]] = []
    for _ in range(rng.randint(6, 10)):
        if cases and rng.random() < again:
            cases.append(rng.choice(cases))
        else:
            entry = rng.choice(entries)
            words = short(entry.topic, rng)
            cases.append((entry, Said(words, words)))
    if cases[-1][0] not in [e for e, _ in cases[:-1]]:
        cases[-1] = rng.choice(cases[:-1])
    return with_examples(rng, "fewShotArbitrary", f"{EXAMPLES_QUESTION} {listing(entries)}", entries, cases, seen=True)


def draw_defined_row(rng: random.Random) -> Task:
    """Definitions of such names, and several texts, each with its code."""
    entries = draw_arbitrary_codebook(rng, rng.choice((2, 3, 3, 4)))
    book = "\n".join(f"{e.name}: {e.rule}" for e in entries)
    cases = [(e, Said(words, words)) for e in rng.choices(entries, k=rng.randint(1, 5)) for words in [short(e.topic, rng)]]
    head = f"{rng.choice((EXAMPLES_QUESTION, QUESTION))}\n{book}"
    return with_examples(rng, "definitionsArbitrary", head, entries, cases)


def draw_lab_definitions(rng: random.Random) -> Task:
    """Definitions, now and then with decision rules; all of the sample study's, or a few of any codebook."""
    ruled, whole = rng.random() < 0.15, rng.random() < 0.3
    entries = draw_sample_codebook(rng) if whole or ruled else draw_lab_codebook(rng, most=6)
    entry, said = draw_case(entries, rng, most=3)
    if ruled:
        others_kept = {e for e in rng.sample(entries, rng.randint(3, 7)) if e is not entry}
        entries = [e for e in entries if e is entry or e in others_kept or e.topic is None]
    rules = "\n".join(f"{e.name}: {long_rule(e.topic) if ruled and e.topic else e.rule}" for e in entries)
    return Task("definitions", f"{QUESTION}\n{rules}\nText: {said.text}", entry.name, names(entries))


def draw_lab_yes_no(rng: random.Random) -> Task:
    topic = rng.choice(TOPICS)
    asked = topic if rng.random() < 0.5 else others(topic, rng, 1)[0]
    text = off_topic(rng) if asked is not topic and rng.random() < 0.15 else utter(topic, rng, 3).text
    name = rng.choice((asked.name, asked.name, sample_name(asked) or asked.name, any_name(asked, rng)))
    prompt = f"Is the text about {name}? Answer yes or no.\nText: {text}"
    return Task("yesNo", prompt, "Yes" if asked is topic else "No", ("Yes", "No"))


def draw_lab_knowledge(rng: random.Random) -> Task:
    entry = draw_codebook([rng.choice(TOPICS)], rng, none=0)[0]
    return Task("knowledge", f"What does the code {entry.name} mean?", f"{entry.name}: {entry.rule.rstrip('.')}.")


def draw_lab_notes(rng: random.Random) -> Task:
    """Generated knowledge, second step."""
    if rng.random() < 0.4:
        entries = draw_arbitrary_codebook(rng, rng.choice((2, 3)))
    else:
        entries = draw_lab_codebook(rng, most=5)
    entry, said = draw_case(entries, rng, most=2)
    notes = "\n".join(f"Note: {e.name}: {e.rule.rstrip('.')}." for e in entries if e.topic)
    return Task("knowledge", f"{notes}\n{QUESTION} {listing(entries)}\nText: {said.text}", entry.name, names(entries))


def draw_lab_critique(rng: random.Random) -> Task:
    entries = draw_lab_codebook(rng)
    entry, said = draw_case(entries, rng, most=3)
    proposed = entry if rng.random() < 0.5 else rng.choice([e for e in entries if e is not entry])
    verdict = "It fits" if proposed is entry else "It does not fit"
    about = f"the text is about {cue_of(entry, rng)}" if entry.topic else "the text speaks of something else"
    prompt = f"Check the proposed code. {listing(entries)}\nText: {said.text}\nProposed code: {proposed.name}"
    return Task("critique", prompt, f"{verdict}: {about}. Code: {entry.name}", names(entries))


def draw_lab_retrieval(rng: random.Random) -> Task:
    """Passages of the study before the question: they may be about the same, or not."""
    entries = draw_lab_codebook(rng)
    entry, said = draw_case(entries, rng, most=2)
    passages = []
    for i in range(rng.choice((1, 2, 2, 2, 3))):
        topic = entry.topic if entry.topic and rng.random() < 0.6 else rng.choice(TOPICS)
        speaker = rng.choice(("", f"P{rng.randint(1, 20):02d}: ", f"P{rng.randint(1, 20):02d}: ", "Interviewer: ", "Participant: "))
        words = ask(topic, rng) if speaker == "Interviewer: " else utter(topic, rng, 2).text
        passages.append(f"[{i + 1}] {speaker}{words}")
    prompt = "Passages:\n{}\n{} {}\nText: {}".format("\n".join(passages), QUESTION, listing(entries), said.text)
    return Task("retrievalCode", prompt, entry.name, names(entries))


def draw_lab_scale(rng: random.Random) -> Task:
    """How strongly a text shows something, from 1 to 5."""
    topic = rng.choice(TOPICS)
    what = rng.choice((topic.name, topic.name, any_name(topic, rng), "distress"))
    away = others(topic, rng, 1)[0]
    if what == "distress":
        strong = rng.random() < 0.5
        text, mark = (utter(topic, rng, 2).text, "4") if strong else (off_topic(rng), "1")
    else:
        text, mark = rng.choice(
            (
                (utter(topic, rng, 3).text, "5"),
                (f"{sentence_on(topic, rng)} {utter(away, rng, 2).text}", "3"),
                (utter(away, rng, 3).text, "1"),
            )
        )
    ends = rng.choice((" (1 = not at all; 5 = very strongly)", " (1 = not at all; 5 = very much)", ""))
    asked = rng.choice((f"How strongly does the text show {what}?", f'How strongly does the text show "{what}"?'))
    return Task("rating", f"{asked} Answer with a number from 1 to 5{ends}.\nText: {text}", mark, tuple("12345"))


def draw_lab_quote(rng: random.Random) -> Task:
    topic = rng.choice(TOPICS)
    said, away = utter(topic, rng, 1), utter(others(topic, rng, 1)[0], rng, 2)
    parts = [said.text, away.text]
    rng.shuffle(parts)
    return Task("quote", f'Quote the words that show "{any_name(topic, rng)}".\nText: {" ".join(parts)}', f'"{said.quote}"')


def draw_lab_summary(rng: random.Random) -> Task:
    first, second = rng.sample(TOPICS, 2)
    asked = rng.choice(("Summarise in one sentence.", "Summarise in one sentence.", "What is the text about?"))
    if rng.random() < 0.5:
        return Task("summary", f"{asked}\nText: {utter(first, rng).text}", f"The participant talks about {rng.choice(first.cues)}.")
    text = f"{utter(first, rng, 2).text} {utter(second, rng, 2).text}"
    answer = f"The participant talks about {rng.choice(first.cues)} and about {rng.choice(second.cues)}."
    return Task("summary", f"{asked}\nText: {text}", answer)


LAB_KINDS = (
    (10, draw_lab_zero_shot),
    (5, draw_row),
    (6, draw_arbitrary_row),
    (20, draw_defined_row),
    (5, draw_lab_definitions),
    (5, draw_lab_few_shot),
    (6, draw_lab_chain),
    (14, draw_lab_yes_no),
    (2, draw_lab_knowledge),
    (4, draw_lab_notes),
    (4, draw_lab_critique),
    (4, draw_lab_retrieval),
    (4, draw_lab_scale),
    (2, draw_lab_quote),
    (1, draw_lab_summary),
)
"""Each kind with its share."""
