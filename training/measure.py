"""All measures of a stage, taken on the file that ships."""

import hashlib
import json
import pathlib
import platform
from typing import Any

from tokenizers import Tokenizer

from .canaries import Canary
from .chat import Chat
from .measures.coding import coding_accuracy
from .measures.memory import recall
from .measures.prediction import held_out_loss, induction, tokens_per_second
from .measures.preference import prefers_reflection
from .recipe import Work, spread_rows
from .session import Session

SHIPPED = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model_quantized.onnx")


def measure(work: Work, folder: pathlib.Path) -> dict[str, Any]:
    """Measures the exported model in `folder`, on the texts held out by `work`."""
    file, settings = folder / "onnx/model_quantized.onnx", work.settings
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    session, chat = Session(file), Chat(tokenizer)
    rows = spread_rows(work.held_out_ids(), settings.held_out_rows, settings.window)
    return {
        "heldOut": held_out_loss(session, tokenizer, rows),
        "coding": coding_accuracy(session, chat, settings.coding_tasks),
        "prefersReflection": prefers_reflection(session, chat, settings.preference_pairs),
        "induction": induction(Session(file, attention=True), tokenizer.get_vocab_size()),
        "tokensPerSecond": tokens_per_second(session, chat.prompt("Which code fits the text?")),
    }


def remember(work: Work, folder: pathlib.Path) -> list[dict[str, Any]]:
    """What the exported model in `folder` remembers of each canary of `work`, in their order."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    session = Session(folder / "onnx/model_quantized.onnx")
    return [recall(session, tokenizer, canary, work.settings.canary_alternatives) for canary in work.canaries()]


def count_in_rows(work: Work, canary: Canary) -> int:
    """How often the canary really stands in the rows that pretraining read."""
    ids = work.tokenizer().encode(f"\n{canary.prompt}{canary.continuation}\n").ids
    needle = b"".join(i.to_bytes(2, "little") for i in ids)
    found = 0
    for row in work.rows():
        line, at = row.astype("<u2").tobytes(), 0
        while (at := line.find(needle, at)) >= 0:
            found += at % 2 == 0
            at += 1
    return found


def shipped_files(folder: pathlib.Path) -> list[dict[str, Any]]:
    """Path, size and SHA-256 of every file of a model as it ships."""
    files = []
    for name in SHIPPED:
        data = (folder / name).read_bytes()
        files.append({"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
    return files


def machine() -> str:
    """This machine's processor, for people."""
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        names = {line.partition(":")[2].strip() for line in lines if line.startswith("model name")}
        return f"{', '.join(sorted(names))}, one thread, onnxruntime on {platform.system()}"
    except OSError:
        return f"{platform.processor() or platform.machine()}, one thread, onnxruntime on {platform.system()}"


def write_json(file: pathlib.Path, value: object) -> None:
    file.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
