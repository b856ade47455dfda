"""The network: made, loaded, saved."""

import pathlib
import shutil

import torch
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from .settings import Network


def special_ids(tokenizer: Tokenizer) -> dict[str, int]:
    """Ids of the control tokens by name: endoftext, pad, system, user, assistant, end."""
    names = ("endoftext", "pad", "system", "user", "assistant", "end")
    return {name: tokenizer.token_to_id(f"<|{name}|>") for name in names}


def make(network: Network, tokenizer: Tokenizer) -> LlamaForCausalLM:
    """A network of random weights, always the same ones (seed 0)."""
    torch.manual_seed(0)
    special = special_ids(tokenizer)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=network.width,
        intermediate_size=-(-network.width * 8 // 3 // 64) * 64,
        num_hidden_layers=network.layers,
        num_attention_heads=network.heads,
        num_key_value_heads=network.heads,
        max_position_embeddings=network.context,
        tie_word_embeddings=True,
        bos_token_id=special["endoftext"],
        eos_token_id=special["end"],
        pad_token_id=special["pad"],
        rms_norm_eps=1e-5,
    )
    return LlamaForCausalLM(config).float()


def load(folder: pathlib.Path) -> LlamaForCausalLM:
    """The network saved in `folder`, in 32-bit floats, with attention computed step by step."""
    return LlamaForCausalLM.from_pretrained(folder, attn_implementation="eager").float()


def save(model: LlamaForCausalLM, folder: pathlib.Path, tokenizer_file: pathlib.Path) -> None:
    """Writes config.json, model.safetensors and tokenizer.json."""
    model.save_pretrained(folder)
    shutil.copy(tokenizer_file, folder / "tokenizer.json")
