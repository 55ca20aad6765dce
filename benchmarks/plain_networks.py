"""Next-item networks as one would write them in PyTorch: what ours are timed beside.

Items alone, Adam, and cross-entropy over all items after every event. Two things are kinder to it
than many examples: a batch is padded to its own longest history, not to the longest there may be,
and padding is given no scores.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from kindred.sequences import Sequences

KERNEL, DILATIONS = 3, (1, 2, 4, 8)


class CausalConvolutions(nn.Module):
    """[n x t x width] to the same, each place from itself and what is before it."""

    def __init__(self, width: int):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Conv1d(width, width, KERNEL, dilation=dilation) for dilation in DILATIONS
        )

    def forward(self, seen):
        seen = seen.transpose(1, 2)
        for layer in self.layers:
            before = (KERNEL - 1) * layer.dilation[0]
            seen = seen + torch.relu(layer(nn.functional.pad(seen, (before, 0))))
        return seen.transpose(1, 2)


class PlainNetwork(nn.Module):
    """Items int64 [n x t], n_items where there is none, to float32 [n x t x width]."""

    def __init__(self, encoder: str, n_items: int, width: int, length: int, dropout: float):
        super().__init__()
        self.encoder = encoder
        self.item = nn.Embedding(n_items + 1, width, padding_idx=n_items)
        self.position = nn.Embedding(length, width)
        self.dropout = nn.Dropout(dropout)
        if encoder == "gru":
            self.body = nn.GRU(width, width, batch_first=True)
        elif encoder == "cnn":
            self.body = CausalConvolutions(width)
        else:
            layer = nn.TransformerEncoderLayer(width, 1, 2 * width, dropout, batch_first=True)
            self.body = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)

    def forward(self, items):
        seen = self.dropout(self.item(items))
        if self.encoder == "gru":
            return self.body(seen)[0]
        if self.encoder == "cnn":
            return self.body(seen)
        places = torch.arange(items.shape[1])
        mask = nn.Transformer.generate_square_subsequent_mask(len(places))
        return self.body(seen + self.position(places), mask=mask, is_causal=True)


def histories(past: Sequences, length: int) -> list[torch.Tensor]:
    """The latest items of each user who has two or more."""
    ends = zip(past.starts[:-1], past.starts[1:], strict=True)
    latest = (past.item[max(first, last - length) : last] for first, last in ends)
    return [torch.from_numpy(items.astype(np.int64)) for items in latest if len(items) > 1]


def epoch(network: PlainNetwork, users: list[torch.Tensor], batch: int, learning_rate: float):
    """One pass over all users in an order drawn anew; the mean loss of a batch."""
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    order = torch.randperm(len(users)).tolist()
    for start in range(0, len(order), batch):
        chosen = [users[place] for place in order[start : start + batch]]
        padding = network.item.padding_idx
        items = nn.utils.rnn.pad_sequence(chosen, batch_first=True, padding_value=padding)
        target = items[:, 1:]
        there = target != padding
        scores = network(items[:, :-1])[there] @ network.item.weight[:-1].T
        loss = nn.functional.cross_entropy(scores, target[there])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return float(np.mean(losses))


@torch.no_grad()
def encode(network: PlainNetwork, users: list[torch.Tensor], batch: int) -> torch.Tensor:
    """What stands at each user's last item: float32 [n_users x width]."""
    network.eval()
    found = []
    for start in range(0, len(users), batch):
        some = users[start : start + batch]
        padding = network.item.padding_idx
        items = nn.utils.rnn.pad_sequence(some, batch_first=True, padding_value=padding)
        last = torch.tensor([len(items) - 1 for items in some])
        found.append(network(items)[torch.arange(len(some)), last])
    return torch.cat(found)
