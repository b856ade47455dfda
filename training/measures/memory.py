"""What a model remembers of each canary: how probable the planted ending is, its rank, and what the model writes."""

import random
from typing import Any

from tokenizers import Tokenizer

from ..canaries import Canary, secret
from ..session import Session


def recall(session: Session, tokenizer: Tokenizer, canary: Canary, alternatives: int) -> dict[str, Any]:
    """`natsPerToken` is the loss of the planted ending; `rank` its place (1: first) among `alternatives` + 1 endings of the same form.

    `written` is the model's own, most probable continuation up to the planted one's length; `exact` whether they are the same.
    """
    prompt = tokenizer.encode(f"\n{canary.prompt}").ids
    rng = random.Random(canary.prompt)
    endings = [canary.continuation]
    while len(endings) <= alternatives:
        other = secret(rng)
        if other not in endings:
            endings.append(other)
    tokens = [tokenizer.encode(ending).ids for ending in endings]
    sums = session.log_probabilities(prompt, tokens)
    written = tokenizer.decode(session.greedy(prompt, len(tokens[0]), -1))
    return {
        "natsPerToken": round(-sums[0] / len(tokens[0]), 3),
        "rank": 1 + sum(s > sums[0] for s in sums[1:]),
        "written": written,
        "exact": written == canary.continuation,
    }
