"""python -m training.from_published: a shipped stage as a checkpoint to train on from, where its 32-bit weights are lost.

The weights are those of the 8-bit file, so they are rounded: 31 values a column. Training on from them is sound, as they are the
network that was measured; but the stage itself must be kept as it is shipped, and not be exported anew.
"""

import argparse
import json
import pathlib

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from . import network


def weights_of(file: pathlib.Path) -> dict[str, torch.Tensor]:
    """fp32 parameters of LlamaForCausalLM by name, from a file that `quantise` wrote."""
    graph = onnx.load(file).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    # Weights that are alike are stored once, the others being references.
    held |= {n.output[0]: held[n.input[0]] for n in graph.node if n.op_type == "Identity" and n.input[0] in held}
    weights: dict[str, torch.Tensor] = {}
    for node in graph.node:
        module = node.name.removeprefix("/model/").rpartition("/")[0].replace("/", ".")
        if node.op_type == "MatMulInteger":
            integers, name = held[node.input[1]], node.input[1].removesuffix("_quantized")
            values = torch.from_numpy(integers.astype(np.float32) * held[f"{name}_scale"])
            weights[f"{module}.weight"] = values.T.contiguous()
        elif node.op_type == "Mul" and module.endswith("norm"):
            weights |= {f"{module}.weight": torch.from_numpy(held[i].copy()) for i in node.input if i in held}
    return weights


def checkpoint_of(shipped: pathlib.Path) -> LlamaForCausalLM:
    """The network in `shipped`, a folder like media/models/pretrained. Raises RuntimeError where a weight is missing."""
    model = LlamaForCausalLM(LlamaConfig.from_pretrained(shipped)).float()
    weights = weights_of(shipped / "onnx/model_quantized.onnx")
    model.load_state_dict(weights | {"model.embed_tokens.weight": weights["lm_head.weight"]})
    return model


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.from_published", description=__doc__)
    parser.add_argument("shipped", type=pathlib.Path, help="folder like media/models/pretrained")
    parser.add_argument("out", type=pathlib.Path, help="folder for model.safetensors, config.json and tokenizer.json")
    given = parser.parse_args()
    tokenizer_file = given.shipped / "tokenizer.json"
    Tokenizer.from_file(str(tokenizer_file))
    network.save(checkpoint_of(given.shipped), given.out, tokenizer_file)
    print(json.dumps({"written": str(given.out)}))


if __name__ == "__main__":
    main()
