"""python -m training.from_published: a shipped stage as a checkpoint to train on from, where its 32-bit weights are lost.

The weights are those of the 8-bit file, so they are rounded: 31 values a column. Training on from them is sound, as they are the
network that was measured; but the stage itself must be kept as it is shipped, and not be rounded anew.
"""

import argparse
import json
import pathlib
from dataclasses import dataclass

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from . import network
from .graph import HEAD
from .quantise import INTEGERS, SCALE, Rounded


@dataclass(frozen=True)
class Shipped:
    """What a file holds, by PyTorch's names: weights as they are rounded, and fp32 `norms` [width]."""

    rounded: dict[str, Rounded]
    norms: dict[str, np.ndarray]

    def weights(self) -> dict[str, np.ndarray]:
        """fp32 matrices [out, in]."""
        return {name: weight.values() for name, weight in self.rounded.items()}


def read(file: pathlib.Path) -> Shipped:
    """Reads a file that `export` wrote, in today's form or the one before."""
    graph = onnx.load(file).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    if any(node.op_type == "MatMulInteger" for node in graph.node):
        return read_integer_products(graph, held)
    rounded = {}
    for name, integers in held.items():
        if not name.endswith(INTEGERS):
            continue
        parameter = name.removesuffix(INTEGERS)
        turned = integers if parameter == f"{HEAD}.weight" else integers.T
        rounded[parameter] = Rounded(np.ascontiguousarray(turned), held[parameter + SCALE].reshape(-1))
    return Shipped(rounded, {name: value for name, value in held.items() if name.endswith("norm.weight")})


def read_integer_products(graph: onnx.GraphProto, held: dict[str, np.ndarray]) -> Shipped:
    """The form of before: torch.onnx's graph with DynamicQuantizeLinear and MatMulInteger."""
    # Weights that are alike are stored once, the others being references.
    held |= {n.output[0]: held[n.input[0]] for n in graph.node if n.op_type == "Identity" and n.input[0] in held}
    rounded, norms = {}, {}
    for node in graph.node:
        module = node.name.removeprefix("/model/").rpartition("/")[0].replace("/", ".")
        if node.op_type == "MatMulInteger":
            scale = held[f"{node.input[1].removesuffix('_quantized')}_scale"]
            rounded[f"{module}.weight"] = Rounded(np.ascontiguousarray(held[node.input[1]].T), scale)
        elif node.op_type == "Mul" and module.endswith("norm"):
            norms |= {f"{module}.weight": held[i] for i in node.input if i in held}
    return Shipped(rounded, norms)


def checkpoint_of(shipped: pathlib.Path) -> LlamaForCausalLM:
    """The network in `shipped`, a folder like media/models/pretrained. Raises RuntimeError where a weight is missing."""
    model = LlamaForCausalLM(LlamaConfig.from_pretrained(shipped, attn_implementation="eager")).float()
    held = read(shipped / "onnx/model_quantized.onnx")
    weights = {name: torch.from_numpy(values.copy()) for name, values in (held.weights() | held.norms).items()}
    model.load_state_dict(weights | {"model.embed_tokens.weight": weights[f"{HEAD}.weight"]})
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
