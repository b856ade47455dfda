"""An ONNX model's weights as small integers, and its embedding table stored once.

`quantise` starts from what onnxruntime's `quantize_dynamic` makes (com.microsoft's recipe: DynamicQuantizeLinear,
MatMulInteger, Cast, Mul) and changes two things, because four models have to fit into one extension:

- Each column of a weight is rounded to 2 * LEVELS + 1 values in 8-bit integers, not to 255. A zip then needs fewer than 5 bits for a
  weight instead of 7. Products of such small integers also never overflow the 16-bit sums of processors without
  VNNI, so that results are alike on all of them (see `reduce_range` in onnxruntime's documentation).
- Input and output embeddings are one tensor in the network (`tie_word_embeddings`); quantised apart they would be stored twice.
"""

import pathlib
import tempfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

LEVELS = 15
CLIPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)


def quantise(full: pathlib.Path, small: pathlib.Path, levels: int = LEVELS) -> None:
    """Writes the int8 form of the fp32 file `full` to `small`."""
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain.onnx"
        quantize_dynamic(
            str(full),
            str(plain),
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )
        model = onnx.load(plain)
    weights = {i.name: numpy_helper.to_array(i) for i in onnx.load(full).graph.initializer}
    compact(model, weights, levels)
    onnx.checker.check_model(model)
    small.write_bytes(model.SerializeToString())


def compact(model: onnx.ModelProto, weights: dict[str, np.ndarray], levels: int) -> None:
    """Rounds every MatMulInteger weight of `model` anew from `weights` [in, out] by name, and shares the embedding."""
    held = {i.name: i for i in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type != "MatMulInteger":
            continue
        name = node.input[1].removesuffix("_quantized")
        if np.any(numpy_helper.to_array(held[node.input[3]])):
            raise ValueError(f"{name}: the zero point is not 0")
        integers, scale = round_columns(weights[name], levels)
        held[f"{name}_quantized"].CopyFrom(numpy_helper.from_array(integers, f"{name}_quantized"))
        held[f"{name}_scale"].CopyFrom(numpy_helper.from_array(scale, f"{name}_scale"))
    share_embedding(model, held)


def round_columns(weight: np.ndarray, levels: int) -> tuple[np.ndarray, np.ndarray]:
    """int8 [in, out] and fp32 scale [out] with the least squared error over a few ways to clip each column."""
    widest = np.maximum(np.abs(weight).max(axis=0), 1e-8)
    best_error = np.full(weight.shape[1], np.inf)
    best_scale = widest / levels
    for clip in CLIPS:
        scale = widest * clip / levels
        error = np.square(weight - np.clip(np.round(weight / scale), -levels, levels) * scale).sum(axis=0)
        best_scale = np.where(error < best_error, scale, best_scale)
        best_error = np.minimum(error, best_error)
    integers = np.clip(np.round(weight / best_scale), -levels, levels).astype(np.int8)
    return integers, best_scale.astype(np.float32)


def share_embedding(model: onnx.ModelProto, held: dict[str, TensorProto]) -> None:
    """Reads the embedding of a token from the output layer's weight [width, vocabulary], column by column."""
    graph = model.graph
    head = [n for n in graph.node if n.op_type == "MatMulInteger"][-1].input[1]
    lookup = next(
        n for n in graph.node if n.op_type == "Gather" and n.input[0] in held and n.input[0].endswith("_quantized")
    )
    follow = next(n for n in graph.node if n.op_type == "DequantizeLinear" and n.input[0] == lookup.output[0])
    ids, out, prefix = lookup.input[1], follow.output[0], "/model/embed_tokens"
    axes = f"{prefix}/last_axis"
    nodes = [
        helper.make_node("Gather", [head, ids], [f"{prefix}/columns"], f"{prefix}/Gather", axis=1),
        helper.make_node("Transpose", [f"{prefix}/columns"], [f"{prefix}/rows"], f"{prefix}/Transpose", perm=[1, 2, 0]),
        helper.make_node("Cast", [f"{prefix}/rows"], [f"{prefix}/values"], f"{prefix}/Cast", to=TensorProto.FLOAT),
        helper.make_node(
            "Gather", [head.removesuffix("_quantized") + "_scale", ids], [f"{prefix}/scales"], f"{prefix}/GatherScale"
        ),
        helper.make_node("Unsqueeze", [f"{prefix}/scales", axes], [f"{prefix}/scale"], f"{prefix}/Unsqueeze"),
        helper.make_node("Mul", [f"{prefix}/values", f"{prefix}/scale"], [out], f"{prefix}/Mul"),
    ]
    graph.initializer.append(numpy_helper.from_array(np.array([-1], dtype=np.int64), axes))
    at = list(graph.node).index(lookup)
    kept = [n for n in graph.node if n is not lookup and n is not follow]
    del graph.node[:]
    graph.node.extend(kept[:at] + nodes + kept[at:])
    used = {name for n in graph.node for name in n.input}
    unused = [i for i in graph.initializer if i.name not in used]
    for initializer in unused:
        graph.initializer.remove(initializer)
