"""A checkpoint as ONNX in the Hugging Face layout, with a key/value cache, and as small integers; both checked.

Inputs   input_ids, attention_mask, position_ids [batch, sequence] int64; past_key_values.N.key/value [batch, heads, past, head size]
Outputs  logits [batch, sequence, vocabulary]; present.N.key/value
"""

import json
import pathlib
import shutil

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM
from transformers.cache_utils import DynamicCache

from . import network
from .chat import CHAT_TEMPLATE
from .quantise import quantise
from .session import Session, mean_loss

LARGEST_DIFFERENCE = 1e-3
"""Between the logits of PyTorch and of the fp32 file."""
LARGEST_LOSS_RATIO = 1.02
"""Of the int8 file's held-out loss to the fp32 file's."""


class Cached(torch.nn.Module):
    """The network as a function of tensors, cache included."""

    def __init__(self, model: LlamaForCausalLM) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, position_ids, *past):
        cache = DynamicCache()
        for i in range(len(past) // 2):
            cache.update(past[2 * i], past[2 * i + 1], i)
        before = past[0].shape[2]
        query = torch.arange(input_ids.shape[1])[:, None] + before
        key = torch.arange(before + input_ids.shape[1])[None]
        seen = (key <= query)[None, None] & (attention_mask[:, None, None, :] > 0)
        mask = torch.where(seen, 0.0, torch.finfo(torch.float32).min)
        out = self.model(
            input_ids=input_ids, attention_mask=mask, position_ids=position_ids, past_key_values=cache, use_cache=True
        )
        return (out.logits, *(t for layer in cache.layers for t in (layer.keys, layer.values)))


def write_fp32(model: LlamaForCausalLM, file: pathlib.Path) -> None:
    c = model.config
    layers, heads, size = c.num_hidden_layers, c.num_key_value_heads, c.hidden_size // c.num_attention_heads
    cache = [f"{i}.{x}" for i in range(layers) for x in ("key", "value")]
    inputs = ["input_ids", "attention_mask", "position_ids", *(f"past_key_values.{x}" for x in cache)]
    outputs = ["logits", *(f"present.{x}" for x in cache)]
    axes = {name: {0: "batch_size", 1: "sequence_length"} for name in (*inputs[:3], "logits")}
    axes["attention_mask"] = {0: "batch_size", 1: "total_sequence_length"}
    axes |= {name: {0: "batch_size", 2: "past_sequence_length"} for name in inputs[3:]}
    axes |= {name: {0: "batch_size", 2: "total_sequence_length"} for name in outputs[1:]}
    past = [torch.randn(1, heads, 3, size) for _ in cache]
    example = (torch.randint(6, 200, (1, 5)), torch.ones(1, 8, dtype=torch.long), torch.arange(3, 8)[None], *past)
    with torch.no_grad():
        torch.onnx.export(
            Cached(model),
            example,
            str(file),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


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
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    full, small = out / "onnx/model.onnx", out / "onnx/model_quantized.onnx"
    write_fp32(model, full)
    quantise(full, small)
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
