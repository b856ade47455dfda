"""An exported model in onnxruntime, as the measures ask it, one text at a time."""

import os
import pathlib

import numpy as np
import onnx

# From version 1.29 on it reports to Microsoft unless told not to before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime as ort  # noqa: E402

Past = dict[str, np.ndarray]


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """fp64, over the last axis."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def mean_loss(logits: np.ndarray, targets: np.ndarray) -> float:
    """Nats per token of `targets` [sequence] under `logits` [sequence, vocabulary]."""
    return float(-log_softmax(logits)[np.arange(len(targets)), targets].mean())


class Session:
    """`attention` makes the file tell its attention weights as well."""

    def __init__(self, file: pathlib.Path, attention: bool = False) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        model = onnx.load(file)
        self.attention = [weights_output(n) for n in model.graph.node if n.op_type == "GroupQueryAttention"] if attention else []
        model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in self.attention)
        self.session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        self.past = {i.name: i.shape for i in self.session.get_inputs() if i.name.startswith("past_key_values")}
        self.present = [name.replace("past_key_values", "present") for name in self.past]

    def run(self, ids: list[int], past: Past | None = None) -> tuple[np.ndarray, Past]:
        """fp32 logits [sequence, vocabulary] of `ids` after what `past` holds, and the cache with both."""
        past = past or {name: np.zeros((1, shape[1], 0, shape[3]), np.float32) for name, shape in self.past.items()}
        before = next(iter(past.values())).shape[2]
        outputs = self.session.run(["logits", *self.present], self._feed(ids, before) | past)
        return outputs[0][0], dict(zip(self.past, outputs[1:]))

    def logits(self, ids: list[int]) -> np.ndarray:
        return self.run(ids)[0]

    def attentions(self, ids: list[int]) -> np.ndarray:
        """fp32 [layers, heads, query, key]."""
        empty = {name: np.zeros((1, shape[1], 0, shape[3]), np.float32) for name, shape in self.past.items()}
        return np.concatenate(self.session.run(self.attention, self._feed(ids, 0) | empty))

    def greedy(self, ids: list[int], most: int, end: int) -> list[int]:
        """The most probable tokens after `ids`, up to `end`, which is left out, or `most` of them."""
        told: list[int] = []
        logits, past = self.run(ids)
        while len(told) < most and (token := int(logits[-1].argmax())) != end:
            told.append(token)
            logits, past = self.run([token], past)
        return told

    def log_probabilities(self, ids: list[int], continuations: list[list[int]]) -> list[float]:
        """Summed log-probability in nats of each continuation after `ids`, which is read once."""
        logits, past = self.run(ids)
        first = log_softmax(logits[-1])
        sums = []
        for tokens in continuations:
            total = float(first[tokens[0]])
            if len(tokens) > 1:
                rows = log_softmax(self.run(tokens[:-1], past)[0])
                total += float(rows[np.arange(len(tokens) - 1), tokens[1:]].sum())
            sums.append(total)
        return sums

    @staticmethod
    def _feed(ids: list[int], before: int) -> Past:
        x = np.array([ids], dtype=np.int64)
        return {"input_ids": x, "attention_mask": np.ones((1, before + len(ids)), np.int64)}


def weights_output(node: onnx.NodeProto) -> str:
    """Makes a GroupQueryAttention give its weights after the softmax, [batch, heads, query, key], as its fourth output."""
    node.output.append(f"{node.name}/weights")
    node.attribute.append(onnx.helper.make_attribute("qk_output", 2))
    return node.output[3]
