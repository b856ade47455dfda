"""The bench model in plain PyTorch: float32, greedy, with a key/value cache and no more than torch.

usage: llama.py SPEC    SPEC: JSON with `file` (a GGUF with float32 tensors), `offsets` of its tensors, and `shape`
Prints torch's version when loaded. Then, for each line {"ids": [...], "maxNew": n}, prints n ids, each as it is chosen.
"""

import json
import sys

import torch
import torch.nn.functional as F

spec = json.load(open(sys.argv[1]))
shape = spec["shape"]
hidden, heads, kv_heads, size = shape["hidden"], shape["heads"], shape["kvHeads"], shape["headSize"]
file = torch.from_file(spec["file"], size=spec["bytes"] // 4, dtype=torch.float32)


def tensor(name: str, *dims: int) -> torch.Tensor:
    start = spec["offsets"][name + ".weight"] // 4
    return file[start : start + torch.Size(dims).numel()].view(dims).clone()


def by_halves(name: str, count: int) -> torch.Tensor:
    """llama.cpp turns neighbouring rows by one angle, this code the two halves of a head, as Hugging Face's does."""
    rows = tensor(name, count, size // 2, 2, hidden)
    return rows.transpose(1, 2).reshape(count * size, hidden)


class Block:
    def __init__(self, layer: int) -> None:
        at = f"blk.{layer}."
        self.attention_norm = tensor(at + "attn_norm", hidden)
        self.q = by_halves(at + "attn_q", heads)
        self.k = by_halves(at + "attn_k", kv_heads)
        self.v = tensor(at + "attn_v", kv_heads * size, hidden)
        self.o = tensor(at + "attn_output", hidden, heads * size)
        self.mlp_norm = tensor(at + "ffn_norm", hidden)
        self.gate = tensor(at + "ffn_gate", shape["intermediate"], hidden)
        self.up = tensor(at + "ffn_up", shape["intermediate"], hidden)
        self.down = tensor(at + "ffn_down", hidden, shape["intermediate"])
        self.keys = torch.zeros(1, kv_heads, spec["tokens"], size)
        self.values = torch.zeros(1, kv_heads, spec["tokens"], size)

    def __call__(self, x: torch.Tensor, past: int) -> torch.Tensor:
        """x: [tokens, hidden], which stand after `past` others."""
        normed = norm(x, self.attention_norm)
        end = past + len(x)
        q = turned(by_head(F.linear(normed, self.q)), past)
        self.keys[:, :, past:end] = turned(by_head(F.linear(normed, self.k)), past)
        self.values[:, :, past:end] = by_head(F.linear(normed, self.v))
        attended = F.scaled_dot_product_attention(
            q, self.keys[:, :, :end], self.values[:, :, :end], is_causal=past == 0, enable_gqa=True
        )
        x = x + F.linear(attended[0].transpose(0, 1).reshape(len(x), heads * size), self.o)
        normed = norm(x, self.mlp_norm)
        return x + F.linear(F.silu(F.linear(normed, self.gate)) * F.linear(normed, self.up), self.down)


def norm(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return F.rms_norm(x, (hidden,), weight, shape["normEpsilon"])


def by_head(x: torch.Tensor) -> torch.Tensor:
    """[tokens, heads * size] -> [1, heads, tokens, size]"""
    return x.view(len(x), -1, size).transpose(0, 1)[None]


def turned(x: torch.Tensor, past: int) -> torch.Tensor:
    """Rotary positions (arXiv 2104.09864), x: [1, heads, tokens, size]."""
    at = slice(past, past + x.shape[2])
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos[at] - second * sin[at], second * cos[at] + first * sin[at]), dim=-1)


half = size // 2
angles = torch.outer(torch.arange(spec["tokens"]), shape["ropeTheta"] ** (-torch.arange(half) / half))
cos, sin = angles.cos(), angles.sin()
embedding = tensor("token_embd", shape["vocabulary"], hidden)
blocks = [Block(layer) for layer in range(shape["layers"])]
final_norm = tensor("output_norm", hidden)


def next_token(ids: list[int], past: int) -> int:
    x = embedding[torch.tensor(ids)]
    for block in blocks:
        x = block(x, past)
    return int(F.linear(norm(x[-1], final_norm), embedding).argmax())


with torch.inference_mode():
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        ids, past = request["ids"], 0
        for _ in range(request["maxNew"]):
            token = next_token(ids, past)
            print(token, flush=True)
            past += len(ids)
            ids = [token]
