"""From the tables of events to networks, and from networks to the tables of vectors."""

from __future__ import annotations

import io
import json
import time
from dataclasses import asdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kindred.sequences import Network, Options, Sequences, encode, fit, sequences
from kindred_warehouse.cuts import read_cut
from kindred_warehouse.vectors import vector_table, version_of

CUTS = ("release", "test")  # a network is trained for each: minutes, so for no more than these
KINDS = ("view", "search", "cart", "wishlist", "purchase", "rating")
PRICE_LEVELS = 5
DAY = 86_400.0


def past_at(cut: str, events, prices, cuts) -> tuple[Sequences, float]:
    """(who was drawn to what before the cut, the cut in seconds), from int_events, int_item_prices
    and int_cuts. Events without an item, and those without weight (refunds), are left out."""
    epochs = cuts.select("cut, epoch(cut_at) as cut_seconds").filter(f"cut = '{cut}'")
    at = float(epochs.fetchnumpy()["cut_seconds"][0])
    told = events.filter("item_idx is not null and event_weight > 0")
    columns = "user_idx, item_idx, event_type, epoch(event_at) as seconds"
    rows = told.select(columns).filter(f"seconds < {at!r}").fetchnumpy()
    priced = read_cut(prices, cut, ["item_idx"], ["price_percentile"])
    items = max(rows["item_idx"].max(initial=-1), priced["item_idx"].max(initial=-1)) + 1
    level = np.zeros(items, np.int32)
    share = np.floor(priced["price_percentile"] * PRICE_LEVELS)
    level[priced["item_idx"]] = 1 + np.minimum(share, PRICE_LEVELS - 1)
    kinds, place = np.unique(rows["event_type"].astype(str), return_inverse=True)
    kind = np.array([KINDS.index(name) for name in kinds], dtype=np.int32)[place]
    price_level = level[rows["item_idx"]]
    columns = {"kind": kind, "price_level": price_level}
    return sequences(rows["user_idx"], rows["item_idx"], rows["seconds"], **columns), at


def trained_at(
    cut: str, encoder: str, past: Sequences, at: float, options: Options, settings: dict
) -> pa.Table:
    """Rows of one encoder at a cut: items, users and the network itself.

    settings: validation_days, max_minutes and max_memory_gib.
    """
    ends_at = time.monotonic() + 60 * settings["max_minutes"]
    network = fit(
        past,
        n_items=int(past.item.max(initial=-1)) + 1,
        encoder=encoder,
        options=options,
        validation_from=at - DAY * settings["validation_days"],
        max_memory_bytes=settings["max_memory_gib"] * 2**30,
        report=lambda epoch: print(
            f"Kindred: {encoder} at {cut}, epoch {epoch.number}: loss {epoch.loss:.4f},"
            f" next item foretold {epoch.validation_ndcg:.4f}",
            flush=True,
        ),
        may_go_on=lambda: time.monotonic() < ends_at,
    )
    weights = to_bytes(network)
    version = version_of(network.items, np.frombuffer(weights, np.uint8))
    return encoded_at(cut, encoder, past, network, version)


def encoded_at(cut: str, encoder: str, past: Sequences, network: Network, version: str) -> pa.Table:
    """Rows of a network that is there already: items, users by their latest events, itself."""
    users = np.zeros((int(past.users.max(initial=-1)) + 1, network.options.width), np.float32)
    users[past.users] = encode(network, past)
    kinds = {"item": (network.items, None), "user": (users, None)}
    rows = vector_table(cut, encoder, version, network.options.width, **kinds)
    row = {"cut": cut, "encoder": encoder, "version": version, "kind": "network", "idx": 0}
    row |= {"dimension": network.options.width, "weight": None, "vector": None}
    kept = pa.Table.from_pylist([row], schema=rows.schema)
    weights_of = pa.array([None] * len(rows) + [to_bytes(network)], pa.binary())
    return pa.concat_tables([rows, kept]).append_column("weights", weights_of)


def reused_at_release(encoder: str, past: Sequences, published, index) -> pa.Table:
    """Rows of the last release's network, with the users' events of now; nothing is trained.

    published: the last release's (sequence_networks, item_vectors) as Arrow tables; index:
    int_item_index. Raises LookupError when the release has no such network.
    """
    networks, items = (table.filter(pc.equal(table["encoder"], encoder)) for table in published)
    if len(networks) == 0:
        raise LookupError(
            f"Kindred: 'retrain_networks' is false, but the last release has no network"
            f" '{encoder}'; build once with 'retrain_networks' true."
        )
    network = from_bytes(networks["weights"][0].as_py())
    width = network.options.width
    place = dict(index.select("item_id, item_idx").fetchall())
    values = np.array(items["vector"].to_pylist(), np.float32).reshape(-1, width)
    vectors = np.zeros((max(place.values(), default=-1) + 1, width), np.float32)
    for name, value in zip(items["item_id"].to_pylist(), values, strict=True):
        if name in place:
            vectors[place[name]] = value
    version = networks["version"][0].as_py()
    return encoded_at("release", encoder, past, network.with_items(vectors), version)


def to_bytes(network: Network) -> bytes:
    """A network but for its items, which are rows of their own."""
    about = {"encoder": network.encoder, "options": asdict(network.options)}
    about |= {"kinds": network.kinds, "price_levels": network.price_levels}
    file = io.BytesIO()
    np.savez(file, about=np.array(json.dumps(about)), **network.state)
    return file.getvalue()


def from_bytes(weights: bytes) -> Network:
    """The network, without items yet."""
    with np.load(io.BytesIO(weights), allow_pickle=False) as arrays:
        about = json.loads(str(arrays["about"]))
        state = {name: arrays[name] for name in arrays.files if name != "about"}
    about["options"] = Options(**about["options"])
    return Network(items=np.zeros((0, about["options"].width), np.float32), state=state, **about)
