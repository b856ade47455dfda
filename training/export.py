"""A checkpoint as ONNX in the Hugging Face layout, with a key/value cache, and as small integers; both checked.

`graph.py` says what the inputs and outputs are.
"""

import json
import pathlib
import shutil

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from . import network
from .chat import CHAT_TEMPLATE
from .graph import PlainWeights, Weights, build
from .quantise import SmallWeights, round_weight
from .session import Session, mean_loss

LARGEST_DIFFERENCE = 1e-3
"""Between the logits of PyTorch and of the fp32 file."""
LARGEST_LOSS_RATIO = 1.02
"""Of the int8 file's held-out loss to the fp32 file's."""


def write(model: LlamaForCausalLM, full: pathlib.Path, small: pathlib.Path) -> None:
    """The network with 32-bit weights in `full`, rounded in `small`."""
    held = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    norms = {name: value for name, value in held.items() if value.ndim == 1}
    # The embedding is the head.
    weights = {name: value for name, value in held.items() if value.ndim == 2 and "embed_tokens" not in name}
    rounded = {name: round_weight(value) for name, value in weights.items()}
    write_graph(model, norms, PlainWeights(weights), full)
    write_graph(model, norms, SmallWeights(rounded), small)


def write_graph(model: LlamaForCausalLM, norms: dict[str, np.ndarray], weights: Weights, file: pathlib.Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(build(model.config, norms, weights).SerializeToString())


def write_settings(source: pathlib.Path, out: pathlib.Path, tokenizer: Tokenizer, context: int) -> None:
    """config.json, generation_config.json, tokenizer.json, tokenizer_config.json."""
    special = network.special_ids(tokenizer)
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(source / name, out / name)
    ids = {"bos_token_id": special["endoftext"], "eos_token_id": special["end"], "pad_token_id": special["pad"]}
    (out / "generation_config.json").write_text(json.dumps(ids))
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<|endoftext|>",
        "eos_token": "<|end|>",
        "pad_token": "<|pad|>",
        "model_max_length": context,
        "clean_up_tokenization_spaces": False,
        "chat_template": CHAT_TEMPLATE,
    }
    (out / "tokenizer_config.json").write_text(json.dumps(about, indent=1))


def export(source: pathlib.Path, out: pathlib.Path, held_out: torch.Tensor) -> dict[str, float]:
    """Writes `out` from the checkpoint `source` and checks it on `held_out` [rows, length + 1]. Raises ValueError if a check fails."""
    model = network.load(source).eval()
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    full, small = out / "onnx/model.onnx", out / "onnx/model_quantized.onnx"
    write(model, full, small)
    write_settings(source, out, tokenizer, model.config.max_position_embeddings)
    exact, rounded = Session(full), Session(small)
    difference, losses = 0.0, {"torch": 0.0, "fp32": 0.0, "int8": 0.0}
    for row in held_out:
        ids, targets = row[:-1].tolist(), row[1:].numpy()
        with torch.no_grad():
            expected = model(row[None, :-1]).logits[0].numpy()
        got = exact.logits(ids)
        difference = max(difference, float(np.abs(got - expected).max()))
        for name, logits in (("torch", expected), ("fp32", got), ("int8", rounded.logits(ids))):
            losses[name] += mean_loss(logits, targets) / len(held_out)
    check = {"logitsMaxDifference": difference, **{f"loss_{name}": loss for name, loss in losses.items()}}
    if difference > LARGEST_DIFFERENCE:
        raise ValueError(f"{source.name}: the ONNX file's logits differ by {difference} from PyTorch's")
    if losses["int8"] > losses["fp32"] * LARGEST_LOSS_RATIO:
        raise ValueError(f"{source.name}: rounding raises the loss from {losses['fp32']} to {losses['int8']}")
    (out / "check.json").write_text(json.dumps(check, indent=1))
    print("exported", source.name, check, flush=True)
    return check
