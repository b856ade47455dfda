"""Every number of the recipe, for the family that ships and for the miniature that tests the recipe itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Network:
    """A Llama-architecture network; `context` is the longest text it can read, in tokens."""

    layers: int = 6
    width: int = 192
    heads: int = 6
    vocabulary: int = 8192
    context: int = 1024


@dataclass(frozen=True)
class Stage:
    """One stage of training: `steps` updates of `accumulate` batches of `batch` rows each."""

    steps: int
    batch: int
    rate: float
    warmup: int
    accumulate: int = 1
    log_every: int = 25
    save_every: int = 100


@dataclass(frozen=True)
class Settings:
    """`window` is the length of a training row in tokens; `canary_counts` says how often each set of canaries is read."""

    network: Network
    window: int
    pretrain: Stage
    finetune: Stage
    align: Stage
    replay_rows: int
    tokenizer_samples: int
    canary_counts: tuple[int, ...]
    canaries_each: int
    canary_controls: int
    canary_alternatives: int
    held_out_rows: int
    coding_tasks: int
    preference_pairs: int


FULL = Settings(
    network=Network(),
    window=256,
    pretrain=Stage(steps=3800, batch=8, accumulate=2, rate=2e-3, warmup=100),
    finetune=Stage(steps=6400, batch=28, accumulate=2, rate=1e-3, warmup=100, log_every=100, save_every=200),
    align=Stage(steps=150, batch=8, rate=1e-4, warmup=20, log_every=10, save_every=50),
    replay_rows=20000,
    tokenizer_samples=6000,
    canary_counts=(1, 4, 16, 64, 256),
    canaries_each=4,
    canary_controls=8,
    canary_alternatives=127,
    held_out_rows=48,
    coding_tasks=120,
    preference_pairs=120,
)

MINIATURE = Settings(
    network=Network(layers=2, width=32, heads=2, vocabulary=768, context=1024),
    window=96,
    pretrain=Stage(steps=30, batch=4, rate=5e-3, warmup=3, log_every=10, save_every=10),
    finetune=Stage(steps=10, batch=4, accumulate=2, rate=2e-3, warmup=2, log_every=5, save_every=5),
    align=Stage(steps=4, batch=4, rate=3e-4, warmup=1, log_every=2, save_every=2),
    replay_rows=20,
    tokenizer_samples=60,
    canary_counts=(1, 16),
    canaries_each=1,
    canary_controls=2,
    canary_alternatives=9,
    held_out_rows=4,
    coding_tasks=8,
    preference_pairs=8,
)
