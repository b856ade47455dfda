"""Stage 1: to predict the next token of novels."""

import numpy as np
import torch
from transformers import LlamaForCausalLM

from .loop import Batch, next_token_loss


def pretraining_batch(model: LlamaForCausalLM, rows: np.ndarray, size: int) -> Batch:
    """Batches of `size` rows [count, window + 1], each row read once, in their order."""

    def batch(number: int) -> tuple[torch.Tensor, int]:
        x = torch.from_numpy(rows[number * size : (number + 1) * size].astype(np.int64))
        return next_token_loss(model, x[:, :-1], x[:, 1:]), x[:, 1:].numel()

    return batch
