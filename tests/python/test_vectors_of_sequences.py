"""Sequence networks: they learn what follows, and encode everybody by one rule."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from kindred.sequences import ENCODERS, Options, encode, fit, gap_bucket, sequences
from kindred.sequences.events import padded_batch, windows
from kindred.vectors import best_items
from kindred_warehouse import sequences as warehouse
from kindred_warehouse.sequences import from_bytes, to_bytes

OPTIONS = Options(
    width=16, length=8, dropout=0.1, positions=512, learning_rate=1e-2, max_epochs=12, seed=3
)
ITEMS = 24
KINDS = ("item", "user", "network")


@pytest.fixture(scope="module")
def walks():
    """300 users who go round one of two rings of twelve items, twenty steps each."""
    user = np.repeat(np.arange(300), 20)
    step = np.tile(np.arange(20), 300) + user * 7
    item = (user % 2) * 12 + step % 12
    return sequences(user, item, np.tile(np.arange(20.0), 300) * 3600)


@pytest.fixture(scope="module", params=ENCODERS)
def network(request, walks):
    pytest.importorskip("torch")
    epochs = []
    found = fit(
        walks,
        n_items=ITEMS,
        encoder=request.param,
        options=OPTIONS,
        validation_from=18 * 3600,
        report=epochs.append,
    )
    assert [epoch.number for epoch in epochs] == list(range(1, len(epochs) + 1))
    return found


def test_the_next_item_is_foretold(network, walks):
    found = best_items(encode(network, walks), network.items, n=1)
    last = walks.item[walks.starts[1:] - 1]
    expected = last // 12 * 12 + (last % 12 + 1) % 12
    assert np.mean(found.item == expected) > 0.95


def test_newcomers_are_encoded_like_the_batch(network, walks):
    batch = encode(network, walks)
    stop = walks.starts[1]
    alone = sequences(np.zeros(stop, int), walks.item[:stop], walks.at[:stop])
    np.testing.assert_allclose(encode(network, alone)[0], batch[0], atol=1e-5)
    # one event more, and the user stands where somebody stands who came from there
    further = sequences(
        np.zeros(stop + 1, int),
        np.append(alone.item, (alone.item[-1] + 1) % 12),
        np.append(alone.at, alone.at[-1] + 3600),
    )
    found = best_items(encode(network, further), network.items, n=1)
    assert found.item[0] == (alone.item[-1] + 2) % 12


def test_a_kept_network_is_the_same(network, walks):
    again = from_bytes(to_bytes(network)).with_items(network.items)
    assert again.options == network.options
    assert np.array_equal(encode(again, walks), encode(network, walks))
    # items that came later are unknown, not an error
    more = sequences([0, 0], [3, ITEMS + 5], [0.0, 1.0], kind=[0, 9], price_level=[0, 9])
    assert np.isfinite(encode(again, more)).all()


def test_a_release_is_used_again():
    """Items in another order, and one more that the network does not know."""
    pytest.importorskip("torch")
    with duckdb.connect() as shop:
        events = shop.sql(
            "select n % 7 as user_idx, n % 5 as item_idx, 'view' as event_type,"
            " 1.0 as event_weight, timestamp '2025-01-01' + to_hours(n) as event_at"
            " from range(60) as t (n)"
        )
        prices = shop.sql(
            "select 'release' as cut, n as item_idx, n / 5 as price_percentile from range(5) t (n)"
        )
        cuts = shop.sql("select 'release' as cut, timestamp '2025-01-03 06:00' as cut_at")
        past, at = warehouse.past_at("release", events, prices, cuts)
        assert len(past.item) == 54
        assert sorted(set(past.price_level)) == [1, 2, 3, 4, 5]
        bounds = {"validation_days": 1, "max_minutes": 1, "max_memory_gib": 1}
        options = replace(OPTIONS, max_epochs=1)
        rows = warehouse.trained_at("release", "gru", past, at, options, bounds).to_pylist()
        of = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
        assert [len(of[kind]) for kind in KINDS] == [5, 7, 1]
        items = [{**row, "item_id": f"i{row['idx']}"} for row in of["item"]]
        published = (pa.Table.from_pylist(of["network"]), pa.Table.from_pylist(items))
        index = shop.sql("select 'i' || n as item_id, 5 - n as item_idx from range(6) as t (n)")
        moved = replace(past, item=(5 - past.item).astype(np.int32))
        again = warehouse.reused_at_release("gru", moved, published, index).to_pylist()
        with pytest.raises(LookupError, match="no network 'cnn'"):
            warehouse.reused_at_release("cnn", moved, published, index)
    assert {row["version"] for row in again} == {rows[0]["version"]}
    vectors = {row["idx"]: row["vector"] for row in again if row["kind"] == "item"}
    assert vectors == {5 - row["idx"]: row["vector"] for row in of["item"]}
    users = np.array([row["vector"] for row in again if row["kind"] == "user"])
    np.testing.assert_allclose(users, np.array([row["vector"] for row in of["user"]]), atol=1e-6)


def test_a_seed_gives_one_network(walks):
    pytest.importorskip("torch")
    options = replace(OPTIONS, max_epochs=1, negatives=6)
    one, same, other = (
        fit(
            walks, n_items=ITEMS, encoder="gru", options=replace(options, seed=seed),
            validation_from=18 * 3600,
        ).items
        for seed in (1, 1, 2)
    )  # fmt: skip
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_sampled_negatives_learn_the_same(walks):
    pytest.importorskip("torch")
    options = replace(OPTIONS, negatives=6, max_epochs=25)
    found = fit(walks, n_items=ITEMS, encoder="gru", options=options, validation_from=18 * 3600)
    last = walks.item[walks.starts[1:] - 1]
    best = best_items(encode(found, walks), found.items, n=1)
    assert np.mean(best.item == last // 12 * 12 + (last % 12 + 1) % 12) > 0.9


def test_training_can_be_stopped_and_bounded(walks):
    pytest.importorskip("torch")
    epochs, asked = [], iter([True] * 3 + [False] * 100)
    options = {"n_items": ITEMS, "encoder": "gru", "options": OPTIONS, "validation_from": 18 * 3600}
    fit(walks, **options, report=epochs.append, may_go_on=lambda: next(asked))
    assert len(epochs) == 1
    with pytest.raises(ValueError, match=r"24 items needs about .* GiB, but 0.0 are allowed"):
        fit(walks, **options, max_memory_bytes=1000)
    with pytest.raises(ValueError, match="gru, cnn, self_attention, not 'lstm'"):
        fit(walks, **options | {"encoder": "lstm"})


def test_pauses_by_hand():
    at = np.array([0.0, 60, 61, 700, 4400, 5000, 1e9, 7])
    assert list(gap_bucket(at, np.array([0, 7]))) == [0, 1, 1, 3, 4, 2, 8, 0]


def test_stretches_cover_every_event_once():
    past = sequences(np.repeat([4, 9], [7, 2]), np.arange(9), np.arange(9.0))
    first, last = windows(past, 3)
    assert sorted(zip(first, last, strict=True)) == [(0, 1), (1, 4), (4, 7), (7, 9)]
    batch = padded_batch(past.item, first[:3], last[:3], 3, -1)
    assert sorted(map(tuple, batch)) == [(0, -1, -1), (1, 2, 3), (4, 5, 6)]


def test_a_basket_has_no_order_of_numbers():
    user, item = np.repeat([0, 1], 40), np.tile(np.arange(40), 2)
    past = sequences(user, item, np.zeros(80))
    places = past.item[:40]
    assert sorted(places) == list(range(40))
    assert abs(np.corrcoef(np.arange(40), places)[0, 1]) < 0.4
    shuffled = np.random.default_rng(1).permutation(80)
    again = sequences(user[shuffled], item[shuffled], np.zeros(80))
    assert np.array_equal(past.item, again.item)


def test_without_pytorch_one_sentence(monkeypatch, walks):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(RuntimeError, match=r"pip install kindred\[deep\]"):
        fit(walks, n_items=ITEMS, encoder="gru", options=OPTIONS, validation_from=0)


def test_nothing_heavy_is_imported_unasked():
    code = "import sys, kindred_warehouse.sequences; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
