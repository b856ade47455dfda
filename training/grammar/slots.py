"""Words for the slots of templates: {name} in a template draws one of these."""

import random
import re

SLOTS = {
    "when": (
        "lately|these days|for the past few weeks|since the spring|since my last appointment|most days|for about a month|"
        "on and off for years|ever since we moved|over the last two weeks|since I started the new job|for as long as I can remember|"
        "since the summer|recently|since Christmas|for a while now|since the baby came|all this winter"
    ),
    "often": (
        "most nights|a couple of times a week|almost every day|maybe three times a week|every single morning|once in a while|"
        "more often than I would like|at least once a day|on weekends mostly|every few days"
    ),
    "person": (
        "my sister|my mother|my partner|my husband|my wife|my brother|my best friend|my roommate|my boss|my dad|my daughter|my son|"
        "a friend from school|my neighbour|my aunt|my ex|my cousin|a man from work"
    ),
    "kin": "my sister|my mother|my husband|my wife|my brother|my dad|my daughter|my son|my aunt|my grandmother",
    "hour": "two|three|four|five|half past three|ten to four",
    "nhours": "three|four|five|six",
    "feel": "sad|flat|numb|low|empty|hopeless|worn out|heavy|tearful|lost|grey|miserable",
    "good": "hopeful|proud|calmer|lighter|relieved|more like myself|stronger|grateful",
    "fear": "anxious|worried|scared|tense|panicky|nervous|jumpy|on edge|frightened",
    "place": (
        "at work|at school|on the bus|in the supermarket|at home|in bed|in the car|at church|in meetings|at the station|in the waiting room|"
        "in the kitchen"
    ),
    "activity": (
        "walking|painting|playing the guitar|cooking|seeing friends|gardening|running|reading|going to the gym|watching football|knitting|"
        "singing in the choir|fishing|baking|swimming"
    ),
    "worry": "money|my health|my children|losing my job|the future|making a mistake|my exams|the rent|the house|my heart",
    "drug": "drinking|smoking|the wine in the evening|using|having a few beers|smoking weed",
    "body": (
        "my chest gets tight|my heart starts racing|my hands shake|I cannot catch my breath|my stomach turns over|my shoulders are like stone|"
        "I get a headache that will not go away|I start sweating|my legs go weak|my mouth goes dry"
    ),
    "coping": (
        "I write it down|I go for a walk|I call {person}|I try to breathe slowly|I put some music on|I take a shower|I make a list|"
        "I count backwards|I go and sit outside|I tell myself it will pass|I make a cup of tea|I tidy the kitchen"
    ),
    "hedge": "I guess|I think|I mean|you know|honestly|to be honest|kind of|I suppose",
    "filler": "Um|Well|I don't know|Yeah|Hmm|Okay|Right|Sure|Oh|So",
    "med": "the tablets|the medication|the new dose|the antidepressant|the pills the doctor gave me",
    "num": "three|four|five|six|seven|eight",
    "job": "the warehouse|the hospital|the school|the office|the restaurant|the call centre|the shop|the bakery|the library",
    "food": "breakfast|dinner|lunch|a sandwich|a bowl of soup|toast",
    "goal": (
        "go back to work|sleep through the night|see my friends again|finish my course|get out of the house every day|"
        "talk to {person} about it|cut down on {drug}|feel like myself again|be there for my kids|walk to the shop alone"
    ),
    "neutral": (
        "It was raining this morning.|I came by bus today.|We live near the station.|The parking is always full here.|"
        "I have two brothers.|My appointment was at ten.|We moved here six years ago.|It is a small town.|"
        "The heating is on again.|I brought the form with me.|They have painted the hall.|It is warmer today.|"
        "I had to change trains.|The dog is at home.|My phone is nearly empty.|I was born here."
    ),
}
_CHOICES = {name: tuple(words.split("|")) for name, words in SLOTS.items()}


def pick(slot: str, rng: random.Random) -> str:
    """One of a slot's words, as it stands."""
    return rng.choice(_CHOICES[slot])


def fill(template: str, rng: random.Random, to_client: bool = False) -> str:
    """One draw of `template`: slots filled, first letter large. `to_client` turns the slots' "my sister" into "your sister"."""
    while "{" in template:
        template = re.sub(r"\{(\w+)\}", lambda m: _word(m.group(1), rng, to_client), template)
    return template[:1].upper() + template[1:]


def _word(slot: str, rng: random.Random, to_client: bool) -> str:
    word = pick(slot, rng)
    return re.sub(r"\b(my|myself|me|I)\b", lambda m: _SECOND_PERSON[m.group(0)], word) if to_client else word


_SECOND_PERSON = {"my": "your", "myself": "yourself", "me": "you", "I": "you"}
