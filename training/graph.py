"""The network as an ONNX graph, in the form that published files of its kind have: onnxruntime's fused operators.

The form is that of onnxruntime-genai's model builder: GroupQueryAttention turns queries and keys by their positions and keeps the
key/value cache, (Skip)SimplifiedLayerNormalization is the norm with the addition before it. The same graph is written with 32-bit
weights, to be checked against PyTorch, and with small integers (`quantise.py`), to ship. Operators and their inputs:
https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.

There is no input position_ids: onnxruntime's CPU kernel of GroupQueryAttention (1.30) counts positions itself in a first run and would
take those given only after a past.

Inputs   input_ids [batch, sequence], attention_mask [batch, past + sequence] int64; past_key_values.N.key/value [batch, heads, past, head size]
Outputs  logits [batch, sequence, vocabulary]; present.N.key/value
"""

from typing import Any, Protocol

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from transformers import LlamaConfig

MICROSOFT = "com.microsoft"
OPSETS = {"": 21, MICROSOFT: 1}
IR_VERSION = 10
HEAD = "lm_head"


class Graph:
    """Nodes and constants in the order in which they are added. Values carry the names of the nodes that compute them."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, values: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def node(self, op: str, inputs: list[str], name: str, outputs: list[str] | None = None, **attributes: Any) -> str:
        """The first output."""
        domain = attributes.pop("domain", "")
        outputs = outputs or [f"{name}/output_0"]
        self.nodes.append(helper.make_node(op, inputs, outputs, name, domain=domain, **attributes))
        return outputs[0]


class Weights(Protocol):
    """How the matrices of the network stand in the file."""

    def matrix(self, graph: Graph, module: str) -> str:
        """fp32 weight of a module of PyTorch's name, such as model.layers.0.mlp.up_proj: [in, out], but the head's [out, in]."""


class PlainWeights:
    """32-bit floats; `weights` [out, in] by PyTorch's names of the parameters."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights

    def matrix(self, graph: Graph, module: str) -> str:
        weight = self.weights[f"{module}.weight"]
        return graph.constant(f"{module}.weight", weight if module == HEAD else weight.T)


def node_name(module: str) -> str:
    return "/" + module.replace(".layers.", ".layers#").replace(".", "/").replace("#", ".")


def build(config: LlamaConfig, norms: dict[str, np.ndarray], weights: Weights) -> onnx.ModelProto:
    """`norms` [width] by PyTorch's names, such as model.norm.weight."""
    g = Graph()
    lengths = sequence_lengths(g)
    lengths += [g.constant(f"{name}_cache", table) for name, table in rotary_tables(config).items()]

    def norm(module: str) -> str:
        return g.constant(f"{module}.weight", norms[f"{module}.weight"])

    def add_and_norm(stream: str, branch: str, module: str) -> tuple[str, str]:
        """(the norm of the sum, the sum)"""
        name = f"{node_name(module)}/SkipLayerNorm"
        outputs = [f"{name}/output_0", "", "", f"{name}/output_3"]
        g.node(
            "SkipSimplifiedLayerNormalization",
            [stream, branch, norm(module)],
            name,
            outputs,
            domain=MICROSOFT,
            epsilon=config.rms_norm_eps,
        )
        return outputs[0], outputs[3]

    def product(x: str, module: str, weight: str | None = None, output: list[str] | None = None) -> str:
        return g.node("MatMul", [x, weight or weights.matrix(g, module)], f"{node_name(module)}/MatMul", output)

    # Input and output embeddings are one matrix.
    table = weights.matrix(g, HEAD)
    stream = g.node("Gather", [table, "input_ids"], "/model/embed_tokens/Gather")
    first = "model.layers.0.input_layernorm"
    x = g.node(
        "SimplifiedLayerNormalization",
        [stream, norm(first)],
        f"{node_name(first)}/LayerNorm",
        axis=-1,
        epsilon=config.rms_norm_eps,
        stash_type=1,
    )
    for i in range(config.num_hidden_layers):
        layer = f"model.layers.{i}"
        qkv = [product(x, f"{layer}.self_attn.{part}_proj") for part in "qkv"]
        added = product(attention(g, config, i, qkv + cache_inputs(i) + lengths), f"{layer}.self_attn.o_proj")
        x, stream = add_and_norm(stream, added, f"{layer}.post_attention_layernorm")
        gate, up = (product(x, f"{layer}.mlp.{part}_proj") for part in ("gate", "up"))
        at = f"{node_name(layer)}/mlp"
        sigmoid = g.node("Sigmoid", [gate], f"{at}/act_fn/Sigmoid")
        silu = g.node("Mul", [gate, sigmoid], f"{at}/act_fn/Mul")
        added = product(g.node("Mul", [silu, up], f"{at}/Mul"), f"{layer}.mlp.down_proj")
        last = i + 1 == config.num_hidden_layers
        x, stream = add_and_norm(stream, added, "model.norm" if last else f"model.layers.{i + 1}.input_layernorm")
    turned = g.node("Transpose", [table], f"{node_name(HEAD)}/Transpose", perm=[1, 0])
    product(x, HEAD, turned, ["logits"])
    return to_model(g, config)


def cache_inputs(layer: int, prefix: str = "past_key_values") -> list[str]:
    return [f"{prefix}.{layer}.{part}" for part in ("key", "value")]


def attention(g: Graph, config: LlamaConfig, layer: int, inputs: list[str]) -> str:
    name = f"{node_name(f'model.layers.{layer}.self_attn')}/GroupQueryAttention"
    return g.node(
        "GroupQueryAttention",
        inputs,
        name,
        [f"{name}/output_0", *cache_inputs(layer, "present")],
        domain=MICROSOFT,
        num_heads=config.num_attention_heads,
        kv_num_heads=config.num_key_value_heads,
        scale=head_size(config) ** -0.5,
        do_rotary=1,
        rotary_interleaved=0,
    )


def sequence_lengths(g: Graph) -> list[str]:
    """What GroupQueryAttention wants to know of the mask: place of the last token of each text, int32 [batch], and length of the longest."""
    one, name = g.constant("one", np.array([1], np.int64)), "/model/attn_mask"
    total = g.node("ReduceSum", ["attention_mask", one], f"{name}/ReduceSum", keepdims=0)
    last = g.node("Sub", [total, one], f"{name}/Sub")
    shape = g.node("Shape", ["attention_mask"], f"{name}/Shape")
    longest = g.node("Gather", [shape, g.constant("one/scalar", np.array(1, np.int64))], f"{name}/Gather", axis=0)
    return [g.node("Cast", [value], f"{name}/Cast_{i}", to=TensorProto.INT32) for i, value in enumerate((last, longest))]


def head_size(config: LlamaConfig) -> int:
    return config.hidden_size // config.num_attention_heads


def rotary_tables(config: LlamaConfig) -> dict[str, np.ndarray]:
    """fp32 cosines and sines [context, head size / 2] of the angles by which rotary positions turn (Su et al. 2021)."""
    size = head_size(config)
    speeds = 1 / config.rope_parameters["rope_theta"] ** (np.arange(0, size, 2, dtype=np.float32) / np.float32(size))
    angles = np.arange(config.max_position_embeddings, dtype=np.float32)[:, None] * speeds.astype(np.float32)
    return {"cos": np.cos(angles), "sin": np.sin(angles)}


def to_model(g: Graph, config: LlamaConfig) -> onnx.ModelProto:
    def cache(prefix: str, length: str) -> list[onnx.ValueInfoProto]:
        shape = ["batch_size", config.num_key_value_heads, length, head_size(config)]
        names = [name for i in range(config.num_hidden_layers) for name in cache_inputs(i, prefix)]
        return [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in names]

    lengths = {"input_ids": "sequence_length", "attention_mask": "total_sequence_length"}
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch_size", length]) for name, length in lengths.items()
    ]
    logits = ["batch_size", "sequence_length", config.vocab_size]
    graph = helper.make_graph(
        g.nodes,
        "introspect",
        inputs + cache("past_key_values", "past_sequence_length"),
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, logits), *cache("present", "total_sequence_length")],
        list(g.constants.values()),
    )
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS.items()]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="introspect")
