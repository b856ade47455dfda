"""Synthetic research and counselling interviews."""

import random

from .slots import fill
from .topic import Topic
from .topics import TOPICS, ask, reflect, say

SPEAKERS = (
    ("Interviewer", "Participant"), ("Therapist", "Client"), ("Interviewer", "P"), ("T", "C"), ("Researcher", "Participant"),
    ("Interviewer", "Respondent"), ("Counsellor", "Client"), ("I", "P"),
)
OPENINGS = (
    "Thank you for making the time today. How have you been?", "It is good to see you. Where would you like to start?",
    "How has the week been since we last met?", "Before we begin, is it all right with you that I record this?",
    "Tell me a little about what brings you here.", "The recording is on. Could you begin with an ordinary day?",
    "There are no right answers here. Shall we start?", "We can stop at any time. What is on your mind?",
)
ANSWERS_TO_OPENING = (
    "It has been a long week.", "Yes, that's fine.", "Not great, {hedge}.", "I'm all right. A bit tired.",
    "I almost didn't come today.", "Up and down, really.", "I don't really know where to start.", "Go ahead, ask me.",
)
PROBES = (
    "Can you tell me more about that?", "What was that like for you?", "How did that make you feel?", "Mm-hm.",
    "What happened then?", "And what do you make of that?", "Could you give me an example?", "How long has that been going on?",
    "What do you mean by that?", "And then?", "Who was there?", "When was that?",
)
ANSWERS_TO_PROBE = (
    "It is hard to say, {hedge}.", "I don't know, it just happened.", "That was {when}, I think.", "{person} was there.",
    "It was like that the whole day.", "Only that I would like it to stop.", "It comes and goes.",
)
AFFIRMATIONS = (
    "Thank you for telling me that.", "That took courage to say.", "I can hear how hard that is.", "That makes sense to me.",
    "You have got through a lot.", "I am glad you said that.",
)
CLOSINGS = (
    "We have a few minutes left. Is there anything you would like to add?", "What will you take away from today?",
    "Shall we stop there for today?", "Is there a question that I should have asked?",
)
LAST_WORDS = (
    "No, I think that's it.", "I feel a bit {good}, thank you.", "It helped to say it out loud.",
    "I will think about what you said.", "Same time next week?", "Thank you for listening.",
)


def draw_interview(rng: random.Random) -> list[tuple[str, str]]:
    """One interview as turns (speaker, words)."""
    asks, tells = rng.choice(SPEAKERS)
    if tells == "P" and rng.random() < 0.7:
        tells = f"P{rng.randint(1, 40):02d}"
    turns = [(asks, rng.choice(OPENINGS)), (tells, fill(rng.choice(ANSWERS_TO_OPENING), rng))]
    for topic in rng.sample(TOPICS, rng.randint(2, 5)):
        for _ in range(rng.randint(1, 3)):
            question = ask(topic, rng)
            lead = rng.random()
            if lead < 0.3:
                question = f"{reflect(topic, rng)} {question}"
            elif lead < 0.45:
                question = f"{rng.choice(AFFIRMATIONS)} {question}"
            elif lead < 0.6:
                question = reflect(topic, rng)
            turns += [(asks, question), (tells, say(topic, rng))]
            if rng.random() < 0.2:
                turns += [(asks, rng.choice(PROBES)), (tells, fill(rng.choice(ANSWERS_TO_PROBE), rng))]
    turns += [(asks, rng.choice(CLOSINGS)), (tells, fill(rng.choice(LAST_WORDS), rng))]
    return turns


def render(turns: list[tuple[str, str]]) -> str:
    return "\n".join(f"{speaker}: {words}" for speaker, words in turns)


def draw_excerpt(topic: Topic, said: str, rng: random.Random) -> str:
    """What a client said on `topic`, as it may stand in a prompt: alone, or after a question."""
    form = rng.random()
    if form < 0.55:
        return f"{rng.choice(('Text', 'Client', 'Segment', 'Participant'))}: {said}"
    if form < 0.75:
        return f'"{said}"'
    return f"Interviewer: {ask(topic, rng)}\nParticipant: {said}"
