"""The stages in their order. Each leaves its result in the work folder and is skipped when that is there."""

import json
import pathlib
import shutil
from dataclasses import asdict, dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from . import corpus, network
from .align import alignment_batch
from .canaries import Canary, draw_canaries
from .chat import Chat
from .finetune import finetuning_batch
from .from_published import checkpoint_of
from .loop import train
from .pretrain import pretraining_batch
from .settings import Settings
from .tokenizer import learn_tokenizer

STAGES = ("untrained", "pretrained", "instructed", "aligned")
KEPT = ("untrained", "pretrained")
"""What is taken from a published family."""


@dataclass(frozen=True)
class Work:
    """Where a run of the recipe keeps its files, and what it is made from.

    `published`, if given, is a family as it ships, such as media/models: its tokenizer and its stages `kept` stay as they are, and
    fine-tuning goes on from the rounded weights of its pretrained stage.
    """

    folder: pathlib.Path
    novels: pathlib.Path
    published: pathlib.Path | None
    settings: Settings
    kept: tuple[str, ...] = KEPT

    @property
    def tokenizer_file(self) -> pathlib.Path:
        return self.folder / "tokenizer.json"

    def tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(self.tokenizer_file))

    def held_out_ids(self) -> np.ndarray:
        """Token ids of the texts held out."""
        return np.load(self.folder / "heldOut.npy")

    def rows(self) -> np.ndarray:
        """uint16 [steps * accumulate * batch, window + 1]: what pretraining reads, in its order."""
        return np.load(self.folder / "rows.npy", mmap_mode="r")

    def watched(self) -> torch.Tensor:
        """The 16 stretches of held-out text that the log's held-out loss is measured on."""
        return spread_rows(self.held_out_ids(), 16, self.settings.window)

    def replay(self) -> np.ndarray:
        """uint16 [count, window + 1]: rows of novels, without canaries, that fine-tuning reads again."""
        return np.load(self.folder / "replay.npy", mmap_mode="r")

    def canaries(self) -> list[Canary]:
        return [Canary(**c) for c in json.loads((self.folder / "canaries.json").read_text())]

    def keeps(self, stage: str) -> bool:
        return self.published is not None and stage in self.kept

    def done(self, stage: str) -> bool:
        return (self.folder / stage / "training.json").exists()


def spread_rows(ids: np.ndarray, count: int, length: int) -> torch.Tensor:
    """`count` stretches of `length` + 1 tokens, evenly spread over `ids`."""
    starts = [i * (len(ids) - length - 1) // count for i in range(count)]
    return torch.from_numpy(np.stack([ids[s : s + length + 1] for s in starts]).astype(np.int64))


def prepare(work: Work) -> None:
    """Tokenizer, rows to pretrain on with the canaries in them, held-out text."""
    if (work.folder / "canaries.json").exists():
        return
    work.folder.mkdir(parents=True, exist_ok=True)
    settings = work.settings
    learn, held = corpus.split(corpus.load_novels(work.novels))
    if work.published:
        shutil.copyfile(work.published / "pretrained/tokenizer.json", work.tokenizer_file)
    else:
        learn_tokenizer(learn, settings.network.vocabulary, settings.tokenizer_samples, work.tokenizer_file)
    tokenizer = work.tokenizer()
    np.save(work.folder / "heldOut.npy", corpus.to_ids(held, tokenizer))
    ids = corpus.to_ids(learn, tokenizer)
    print(f"{len(learn)} texts, {len(ids)} tokens; {len(held)} held out", flush=True)
    replay = corpus.cut_rows(ids, settings.window + 1, settings.replay_rows, np.random.default_rng(1))
    np.save(work.folder / "replay.npy", replay)
    canaries = published_canaries(work.published) if work.published else plant_canaries(work, ids)
    (work.folder / "canaries.json").write_text(json.dumps([asdict(c) for c in canaries], indent=1))


def published_canaries(published: pathlib.Path) -> list[Canary]:
    """Those of a published family, with the counts that were found in its text."""
    told = json.loads((published / "canaries.json").read_text())["canaries"]
    return [Canary(c["prompt"], c["continuation"], c["count"]) for c in told]


def plant_canaries(work: Work, ids: np.ndarray) -> list[Canary]:
    """Writes the rows that pretraining reads, and tells what was planted in them."""
    settings, stage, rng = work.settings, work.settings.pretrain, np.random.default_rng(0)
    rows = corpus.cut_rows(ids, settings.window + 1, stage.steps * stage.accumulate * stage.batch, rng)
    canaries = draw_canaries(settings.canary_counts, settings.canaries_each, settings.canary_controls)
    corpus.plant(rows, canaries, work.tokenizer(), rng)
    np.save(work.folder / "rows.npy", rows)
    return canaries


def finish(work: Work, stage: str, model: LlamaForCausalLM, facts: dict[str, int]) -> None:
    network.save(model, work.folder / stage, work.tokenizer_file)
    (work.folder / stage / "training.json").write_text(json.dumps(facts))
    print("finished", stage, facts, flush=True)


def run_untrained(work: Work) -> None:
    finish(work, "untrained", network.make(work.settings.network, work.tokenizer()), {"steps": 0, "tokens": 0})


def run_pretrained(work: Work) -> None:
    model = network.load(work.folder / "untrained")
    batch = pretraining_batch(model, work.rows(), work.settings.pretrain.batch)
    facts = train(model, batch, work.settings.pretrain, work.folder / "pretrained", work.watched())
    finish(work, "pretrained", model, facts)


def run_instructed(work: Work) -> None:
    model = network.load(work.folder / "pretrained")
    chat = Chat(work.tokenizer())
    batch = finetuning_batch(model, chat, work.replay(), work.settings.finetune.batch, seed=2)
    facts = train(model, batch, work.settings.finetune, work.folder / "instructed", work.watched())
    finish(work, "instructed", model, facts)


def run_aligned(work: Work) -> None:
    model, before = (network.load(work.folder / "instructed") for _ in range(2))
    chat, size = Chat(work.tokenizer()), work.settings.align.batch
    reminder = finetuning_batch(model, chat, work.replay(), size, seed=3)
    batch = alignment_batch(model, before.eval(), chat, reminder, size, seed=4)
    facts = train(model, batch, work.settings.align, work.folder / "aligned", work.watched())
    finish(work, "aligned", model, facts)


def take_published(work: Work, stage: str) -> None:
    """The weights of a published stage, and how it was trained."""
    family = json.loads((work.published / "family.json").read_text())
    facts = next(s["training"] for s in family["stages"] if s["id"] == stage)
    finish(work, stage, checkpoint_of(work.published / stage), facts)


RUN = {
    "untrained": run_untrained,
    "pretrained": run_pretrained,
    "instructed": run_instructed,
    "aligned": run_aligned,
}


def make_family(work: Work) -> None:
    """Makes whatever is not there yet; what was interrupted goes on from its last checkpoint."""
    prepare(work)
    for stage in STAGES:
        if not work.done(stage):
            take_published(work, stage) if work.keeps(stage) else RUN[stage](work)
