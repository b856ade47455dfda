"""Weights as small integers, made 32-bit floats again by whoever loads the file.

A file holds for each weight 8-bit integers and a scale a column: `Cast` and `Mul` of constants, which onnxruntime computes once, when it
loads the model. So the file is as small as one for integer products, but what the network computes is computed in 32-bit floats: no
activation is rounded, and a token's numbers depend neither on what else is in its run nor on a processor's integer instructions. Integer kernels
(DynamicQuantizeLinear with MatMulInteger; MatMulNBits with accuracy_level 4) round activations, and were no faster for a network of this
size; README.md has the figures.

Each column of a weight is rounded to 2 * LEVELS + 1 values, not to 255: a zip then needs fewer than 5 bits for a weight instead of 7,
and four models have to fit into one extension.
"""

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto

from .graph import HEAD, Graph, node_name

LEVELS = 15
CLIPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)


@dataclass(frozen=True)
class Rounded:
    """A weight [out, in] as PyTorch has it: int8 `integers` [out, in] and fp32 `scale` [out], one for each column of the product."""

    integers: np.ndarray
    scale: np.ndarray

    def values(self) -> np.ndarray:
        """fp32 [out, in]."""
        return self.integers.astype(np.float32) * self.scale[:, None]


def round_weight(weight: np.ndarray, levels: int = LEVELS) -> Rounded:
    """Of fp32 `weight` [out, in], with the least squared error over a few ways to clip each column."""
    widest = np.maximum(np.abs(weight).max(axis=1), 1e-8)
    best_error = np.full(len(weight), np.inf)
    best_scale = widest / levels

    def rounded(scale: np.ndarray) -> np.ndarray:
        return np.clip(np.round(weight / scale[:, None]), -levels, levels)

    for clip in CLIPS:
        scale = widest * clip / levels
        error = np.square(weight - rounded(scale) * scale[:, None]).sum(axis=1)
        best_scale = np.where(error < best_error, scale, best_scale)
        best_error = np.minimum(error, best_error)
    return Rounded(rounded(best_scale).astype(np.int8), best_scale.astype(np.float32))


INTEGERS, SCALE = "_int8", "_scale"
"""What the names of the constants end in, after PyTorch's name of the parameter."""


class SmallWeights:
    """`rounded` by PyTorch's names of the parameters."""

    def __init__(self, rounded: dict[str, Rounded]) -> None:
        self.rounded = rounded

    def matrix(self, graph: Graph, module: str) -> str:
        parameter, name = f"{module}.weight", node_name(module)
        weight = self.rounded[parameter]
        is_head = module == HEAD
        integers = graph.constant(parameter + INTEGERS, weight.integers if is_head else weight.integers.T)
        scale = graph.constant(parameter + SCALE, weight.scale[:, None] if is_head else weight.scale)
        values = graph.node("Cast", [integers], f"{name}/Cast", to=TensorProto.FLOAT)
        return graph.node("Mul", [values, scale], f"{name}/Mul")
