"""Three small networks that read a sequence from left to right, and what is kept of them.

All of them see of each event the item, what sort it is, the pause before it and how dear the item
is, as vectors that are added up; none sees what comes later. What they put out after an event is
compared with the vectors of all items: the larger the product, the likelier the item comes next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from kindred.sequences.events import GAPS_COUNT, Sequences, padded_batch
from kindred.vectors import unit

ENCODERS = ("gru", "cnn", "self_attention")
DILATIONS = (1, 2, 4, 8)
KERNEL = 3
ROWS_PER_BATCH = 512


@dataclass(frozen=True)
class Options:
    """How a network is built and trained.

    width: numbers of a vector; length: latest events of a user that count; dropout: share of
    numbers hidden while training; negatives: items that each batch is compared with (all, where
    there are fewer); positions: events in a batch; patience: epochs without a gain before training
    stops; seed: of all that is drawn.
    """

    width: int = 64
    length: int = 50
    layers: int = 2
    dropout: float = 0.5
    negatives: int = 512
    positions: int = 1024
    learning_rate: float = 4e-3
    max_epochs: int = 20
    patience: int = 3
    seed: int = 0


@dataclass(frozen=True)
class Network:
    """A trained network as plain arrays.

    encoder: one of ENCODERS; items: float32 [n_items x width]; state: the other weights by name;
    options: as trained; kinds, price_levels: how many of each there were.
    """

    encoder: str
    items: np.ndarray
    state: dict[str, np.ndarray]
    options: Options
    kinds: int
    price_levels: int

    def with_items(self, items: np.ndarray) -> Network:
        """The same network for items in another order, or fewer or more (zeros: unknown)."""
        return replace(self, items=np.asarray(items, dtype=np.float32))


def load_torch():
    """PyTorch. Raises RuntimeError that says what to install where it is missing."""
    try:
        import torch
    except ImportError:
        raise RuntimeError(
            "Kindred: sequence networks need PyTorch; install it with `pip install kindred[deep]`."
        ) from None
    return torch


def encode(network: Network, past: Sequences) -> np.ndarray:
    """float32 [n_users x width] of length 1: where each user stands after the latest event.

    Kinds, price levels and items beyond those that the network knows count as unknown.
    """
    torch = load_torch()
    options = network.options
    module = rebuilt(network)
    last = past.starts[1:]
    first = np.maximum(past.starts[:-1], last - options.length)
    with torch.no_grad(), one_thread():
        return unit(states(module, past, first, last).cpu().numpy())


def states(module, past: Sequences, first, last):
    """float32 tensor [n x width]: what the module puts out at the end of each stretch."""
    torch = load_torch()
    lengths = last - first
    order = np.argsort(lengths, kind="stable")
    blocks = [torch.zeros((0, module.item.embedding_dim), device=module.device)]
    for start in range(0, len(order), ROWS_PER_BATCH):
        rows = order[start : start + ROWS_PER_BATCH]
        inputs = batch_of(past, first[rows], last[rows], module)
        ends = torch.from_numpy(lengths[rows] - 1)
        blocks.append(module(*inputs)[torch.arange(len(rows)), ends])
    return torch.cat(blocks)[torch.from_numpy(np.argsort(order))]


def batch_of(past: Sequences, first, last, module):
    """The inputs of the stretches as tensors [n x longest]; what is unknown or padding is last."""
    torch = load_torch()
    longest = int((last - first).max())
    columns = {"item": past.item, "kind": past.kind, "gap": past.gap, "price": past.price_level}
    inputs = []
    for name, values in columns.items():
        unknown = getattr(module, name).num_embeddings - 1
        batch = padded_batch(values, first, last, longest, unknown)
        inputs.append(torch.from_numpy(np.minimum(batch, unknown)).to(module.device))
    return inputs


def one_thread():
    """One thread while it lasts: sums then do not depend on how many there are."""
    from contextlib import contextmanager

    @contextmanager
    def limited():
        torch = load_torch()
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(before)

    return limited()


def rebuilt(network: Network):
    """The module of a network, ready to encode."""
    torch = load_torch()
    module = new_module(
        network.encoder, len(network.items), network.kinds, network.price_levels, network.options
    )
    state = {name: torch.from_numpy(values) for name, values in network.state.items()}
    padding = np.zeros((1, network.options.width), np.float32)
    state["item.weight"] = torch.from_numpy(np.concatenate([network.items, padding]))
    module.load_state_dict(state)
    return module.eval()


def kept(encoder: str, module, kinds: int, price_levels: int, options: Options) -> Network:
    """What is kept of a module."""
    state = {name: values.cpu().numpy().copy() for name, values in module.state_dict().items()}
    items = state.pop("item.weight")[:-1]
    return Network(encoder, items, state, options, kinds, price_levels)


def new_module(encoder: str, n_items: int, kinds: int, price_levels: int, options: Options):
    """A module with fresh weights, on the graphics card where there is one.

    Raises ValueError when the encoder is none of ENCODERS.
    """
    torch = load_torch()
    nn = torch.nn
    bodies: dict[str, Callable] = {"gru": _gru, "cnn": _cnn, "self_attention": _self_attention}
    if encoder not in bodies:
        raise ValueError(f"encoder must be one of {', '.join(ENCODERS)}, not {encoder!r}.")

    class Encoder(nn.Module):
        """Inputs int64 [n x t] of item, kind, gap and price; puts out float32 [n x t x width]."""

        def __init__(self):
            super().__init__()
            sizes = {"item": n_items, "kind": kinds, "gap": GAPS_COUNT, "price": price_levels}
            for name, size in sizes.items():
                part = nn.Embedding(size + 1, options.width, padding_idx=size)
                nn.init.normal_(part.weight, std=options.width**-0.5 / (1 + (name != "item")))
                part.weight.data[size] = 0
                setattr(self, name, part)
            self.dropout = nn.Dropout(options.dropout)
            self.body = bodies[encoder](torch, options)

        @property
        def device(self):
            return self.item.weight.device

        def forward(self, item, kind, gap, price):
            seen = self.item(item) + self.kind(kind) + self.gap(gap) + self.price(price)
            shown = self.dropout(seen)
            # with the latest item itself beside, its neighbours need not be learned by the body
            return shown + self.body(shown)

    return Encoder().to("cuda" if torch.cuda.is_available() else "cpu")


def _gru(torch, options: Options):
    """Source: Hidasi et al. (2016), "Session-based recommendations with recurrent networks"."""
    nn = torch.nn

    class Gru(nn.Module):
        def __init__(self):
            super().__init__()
            self.recurrent = nn.GRU(options.width, options.width, batch_first=True)
            self.out = nn.Linear(options.width, options.width)
            self.dropout = nn.Dropout(options.dropout)

        def forward(self, seen):
            return self.out(self.dropout(self.recurrent(seen)[0]))

    return Gru()


def _cnn(torch, options: Options):
    """Dilated convolutions over the events before; source: Yuan et al. (2019), "A simple
    convolutional generative network for next item recommendation"."""
    nn = torch.nn

    class Cnn(nn.Module):
        def __init__(self):
            super().__init__()
            width = options.width
            self.convolutions = nn.ModuleList(
                nn.Conv1d(width, width, KERNEL, dilation=dilation) for dilation in DILATIONS
            )
            self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in DILATIONS)
            self.out = nn.Linear(width, width)
            self.dropout = nn.Dropout(options.dropout)

        def forward(self, seen):
            for convolution, norm, dilation in zip(
                self.convolutions, self.norms, DILATIONS, strict=True
            ):
                before = nn.functional.pad(seen.transpose(1, 2), ((KERNEL - 1) * dilation, 0))
                seen = seen + torch.relu(norm(convolution(before).transpose(1, 2)))
            return self.out(self.dropout(seen))

    return Cnn()


def _self_attention(torch, options: Options):
    """Source: Kang and McAuley (2018), "Self-attentive sequential recommendation" (SASRec)."""
    nn = torch.nn

    class SelfAttention(nn.Module):
        def __init__(self):
            super().__init__()
            self.position = nn.Embedding(options.length, options.width)
            nn.init.normal_(self.position.weight, std=options.width**-0.5 / 2)
            layer = nn.TransformerEncoderLayer(
                options.width, 1, options.width * 2, options.dropout, "relu", batch_first=True
            )
            self.blocks = nn.TransformerEncoder(layer, options.layers, enable_nested_tensor=False)

        def forward(self, seen):
            length = seen.shape[1]
            later = nn.Transformer.generate_square_subsequent_mask(length, device=seen.device)
            return self.blocks(seen + self.position.weight[:length], mask=later, is_causal=True)

    return SelfAttention()
