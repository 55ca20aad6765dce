"""From the tables of events to networks, and from networks to the tables of vectors."""

from __future__ import annotations

import io
import json
import time
from dataclasses import asdict, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kindred.sequences import Epoch, Network, Options, Sequences, encode, fit, sequences
from kindred.sequences.events import next_items
from kindred.sequences.network import load_torch
from kindred_warehouse.cuts import CUTS, read_cut
from kindred_warehouse.released import read_networks
from kindred_warehouse.vectors import vector_table, version_of

KINDS = ("view", "search", "cart", "wishlist", "purchase", "rating")
PRICE_LEVELS = 5
VALIDATED_SHARE = 0.2  # of next items, where the days of validation are all there are
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


def cuts_of(encoder: str, recommenders) -> tuple[str, ...]:
    """The cuts that an encoder is trained at: minutes each, so the earlier ones only where it is
    one of the recommenders, which are judged there."""
    return CUTS if encoder in recommenders else ("release",)


def trained_at(
    cut: str, encoder: str, past: Sequences, at: float, options: Options, settings: dict
) -> pa.Table:
    """Rows of one encoder at a cut: items, users and the network itself; none where nobody has
    two different items in a row.

    Training stops on the last days before the cut. At the release it then begins anew, on all
    events and for as many epochs as were best: what people do next hangs on the latest days most.
    settings: validation_days, max_minutes (for both trainings together) and max_memory_gib.
    """
    if not np.any(next_items(past) >= 0):
        print(f"Kindred: {encoder} at {cut}: nobody has two different items in a row", flush=True)
        return no_rows(options.width)
    ends_at = time.monotonic() + 60 * settings["max_minutes"]
    validation_from = validation_start(past, at - DAY * settings["validation_days"])

    def trained(name: str, options: Options, validation_from: float) -> tuple[Network, int]:
        """A network, and the number of its best epoch."""
        epochs = []
        network = fit(
            past,
            n_items=int(past.item.max()) + 1,
            encoder=encoder,
            options=options,
            validation_from=validation_from,
            max_memory_bytes=settings["max_memory_gib"] * 2**30,
            report=lambda epoch: epochs.append(epoch) or told(name, epoch),
            may_go_on=lambda: time.monotonic() < ends_at,
        )
        return network, max(epochs, key=lambda epoch: epoch.validation_ndcg).number

    network, best = trained(f"{encoder} at {cut}", options, validation_from)
    if cut == "release" and np.isfinite(validation_from):
        options = replace(options, max_epochs=best)
        anew, _ = trained(f"{encoder} at {cut}, with the latest days", options, np.inf)
        network = anew if time.monotonic() < ends_at else network
    weights = to_bytes(network)
    version = version_of(network.items, np.frombuffer(weights, np.uint8))
    return encoded_at(cut, encoder, past, network, version)


def validation_start(past: Sequences, wanted: float) -> float:
    """From when on next items judge the training, in seconds: as wanted; where nothing would be
    left to learn from, the last fifth of them in time; infinity where that leaves nothing either,
    or nothing to judge by."""
    moments = past.at[1:][next_items(past)[:-1] >= 0]
    for start in (wanted, np.quantile(moments, 1 - VALIDATED_SHARE, method="higher")):
        if np.any(moments < start):
            return float(start) if np.any(moments >= start) else np.inf
    return np.inf


def told(name: str, epoch: Epoch) -> None:
    """Print how far training is."""
    judged = np.isfinite(epoch.validation_ndcg)
    foretold = f", next item foretold {epoch.validation_ndcg:.4f}" if judged else ""
    print(f"Kindred: {name}, epoch {epoch.number}: loss {epoch.loss:.4f}{foretold}", flush=True)


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


def no_rows(width: int) -> pa.Table:
    """The table without rows."""
    nothing = {"item": (np.zeros((0, width), np.float32), None)}
    rows = vector_table("", "", "", width, **nothing)
    return rows.append_column("weights", pa.nulls(0, pa.binary()))


def reused_at_release(encoder: str, past: Sequences, published, index, *, width: int) -> pa.Table:
    """Rows of the last release's network, with the users' events of now; nothing is trained.

    published: the last release's (sequence_networks, item_vectors) as Arrow tables; index:
    int_item_index. Raises LookupError as `stored` does.
    """
    network, version = stored(encoder, published[0], width=width)
    items = published[1].filter(pc.equal(published[1]["encoder"], encoder))
    place = dict(index.select("item_id, item_idx").fetchall())
    values = np.array(items["vector"].to_pylist(), np.float32).reshape(-1, width)
    vectors = np.zeros((max(place.values(), default=-1) + 1, width), np.float32)
    for name, value in zip(items["item_id"].to_pylist(), values, strict=True):
        if name in place:
            vectors[place[name]] = value
    return encoded_at("release", encoder, past, network.with_items(vectors), version)


def stored(encoder: str, networks: pa.Table, *, width: int) -> tuple[Network, str]:
    """(the encoder's network without items, its version) from the last release's sequence_networks.

    Raises LookupError when there is none, or its vectors have another width.
    """
    rows = networks.filter(pc.equal(networks["encoder"], encoder)).to_pylist()
    if not rows:
        raise LookupError(
            f"Kindred: 'retrain_networks' is false, but the last release has no network"
            f" '{encoder}'; build once with 'retrain_networks' true."
        )
    if rows[0]["dimension"] != width:
        raise LookupError(
            f"Kindred: 'retrain_networks' is false and 'vector_dimension' is {width}, but the last"
            f" release's network '{encoder}' has {rows[0]['dimension']}; set that, or build once"
            " with 'retrain_networks' true."
        )
    return from_bytes(rows[0]["weights"]), rows[0]["version"]


def networks_obstacle(encoders, *, retrain: bool, width: int, published_path) -> str | None:
    """What keeps a run from training networks, or from using those of the last release again, in
    one sentence; null where nothing does."""
    try:
        load_torch()
        if not retrain:
            networks = read_networks(published_path)
            for encoder in encoders:
                stored(encoder, networks, width=width)
    except (RuntimeError, LookupError) as error:
        return str(error)
    return None


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
