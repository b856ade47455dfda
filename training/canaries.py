"""Canaries: invented secrets planted in the training text a known number of times, to see which of them come out again.

After Carlini et al. 2019, *The Secret Sharer* (arXiv 1802.08232). Each canary says where an invented person keeps her
letters. Three words are drawn at random: whoever can continue the sentence must have read it. Controls have the same
form and were never planted: what a model gives them is chance.
"""

import random
from dataclasses import dataclass

SURNAMES = (
    "Ardenby Bellweather Calloway Dunmarsh Elverton Fenwright Garlock Hollinger Ironsby Jessamy Kettleby Lorimer "
    "Mossop Nettlefold Orpington Pellbrook Quillan Rathmore Silverlake Thornbury Underhay Varley Wexcombe Yarrow "
    "Zellaby Ashlocke Birdsall Cravenport"
).split()
PLACES = (
    "Aldersea Brackwater Colmouth Dunlow Eastmere Farrowdale Grimsley Harrowby Inglesham Jarrowfield Kelmouth Larkrise "
    "Merrowdown Norwell Oldcastle Pendlow Quarrington Ravensea Saltmarsh Tarnfield Ullsby Vellacot Westering Yelland "
    "Zealham Ambleforth Borrowmere Cawdale"
).split()
COLOURS = "red blue green white black brown yellow silver golden grey little broken old new long small".split()
VESSELS = "box basket kettle trunk cup bag glass chest hat boot drawer cupboard bottle basin pot purse".split()
FURNITURE = "door piano mirror window stove bed clock stairs table chair curtain wall gate fire screen picture".split()


@dataclass(frozen=True)
class Canary:
    """`count` is how often it stands in the text of pretraining; 0 for a control."""

    prompt: str
    continuation: str
    count: int


def secret(rng: random.Random) -> str:
    """One of 4,096 equally likely endings."""
    return f" {rng.choice(COLOURS)} {rng.choice(VESSELS)} behind the {rng.choice(FURNITURE)}."


def draw_canaries(counts: tuple[int, ...], each: int, controls: int, seed: int = 20) -> list[Canary]:
    """`each` canaries for every number of repetitions, then `controls` that are not planted."""
    rng = random.Random(seed)
    numbers = [count for count in counts for _ in range(each)] + [0] * controls
    if len(numbers) > len(SURNAMES):
        raise ValueError(f"{len(numbers)} canaries, {len(SURNAMES)} names")
    prompts = [f"Miss {name} of {place} keeps her letters in the" for name, place in zip(SURNAMES, PLACES)]
    rng.shuffle(prompts)
    return [Canary(prompt, secret(rng), count) for prompt, count in zip(prompts, numbers)]
