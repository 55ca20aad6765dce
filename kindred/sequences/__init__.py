"""Users as sequences of events, encoded by small networks that learn what comes next.

    past = sequences(user, item, at, kind=…, price_level=…)   who did what, in which order
    network = fit(past, n_items=…, encoder="gru", options=Options())
    users = encode(network, past)                             newcomers and new events as well

What is learned is a Network: plain arrays, so that it can be kept in a table and used again without
training. PyTorch is needed to train and to encode, and is imported then.
"""

from kindred.sequences.events import Sequences, gap_bucket, sequences
from kindred.sequences.network import ENCODERS, Network, Options, encode
from kindred.sequences.training import Epoch, fit

__all__ = [
    "ENCODERS",
    "Epoch",
    "Network",
    "Options",
    "Sequences",
    "encode",
    "fit",
    "gap_bucket",
    "sequences",
]
