"""Sequence networks: they learn what follows, and encode everybody by one rule."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml
from conftest import PROJECT
from scipy.sparse import csr_matrix

from kindred.sequences import ENCODERS, Options, encode, fit, gap_bucket, sequences, training
from kindred.sequences.events import padded_batch, windows
from kindred.sequences.training import memory_bytes
from kindred.vectors import best_items
from kindred_warehouse import sequences as warehouse
from kindred_warehouse.sequences import from_bytes, to_bytes

OPTIONS = Options(
    width=16, length=8, dropout=0.1, positions=512, learning_rate=1e-2, max_epochs=12, seed=3
)
ITEMS = 24
KINDS = ("item", "user", "network")
DAY = 86_400.0
SETTINGS = {"validation_days": 28, "max_minutes": 5, "max_memory_gib": 1}


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


def foretold(users, items, last) -> np.ndarray:
    """Of each user the best item but the latest: of that one a network is never asked."""
    latest = csr_matrix((np.ones(len(last)), (np.arange(len(last)), last)), (len(last), len(items)))
    return best_items(users, items, n=1, exclude=latest).item


def test_the_next_item_is_foretold(network, walks):
    last = walks.item[walks.starts[1:] - 1]
    expected = last // 12 * 12 + (last % 12 + 1) % 12
    found = foretold(encode(network, walks), network.items, last)
    assert np.mean(found == expected) > 0.95


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
    found = foretold(encode(network, further), network.items, further.item[-1:])
    assert found[0] == (alone.item[-1] + 2) % 12


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
        again = warehouse.reused_at_release("gru", moved, published, index, width=16).to_pylist()
        with pytest.raises(LookupError, match="no network 'cnn'"):
            warehouse.reused_at_release("cnn", moved, published, index, width=16)
        with pytest.raises(LookupError, match=r"'vector_dimension' is 32, but .* 'gru' has 16"):
            warehouse.reused_at_release("gru", moved, published, index, width=32)
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
    best = foretold(encode(found, walks), found.items, last)
    assert np.mean(best == last // 12 * 12 + (last % 12 + 1) % 12) > 0.9


def rings(days: int, second_from: int = 100):
    """200 users who go round a ring of twelve items, a step a day; from a day on round another."""
    user, day = np.repeat(np.arange(200), days), np.tile(np.arange(days), 200)
    return sequences(user, (day + user) % 12 + 12 * (day >= second_from), day * DAY)


def items_of(rows: pa.Table) -> list[int]:
    return rows.filter(pc.equal(rows["kind"], "item"))["idx"].to_pylist()


def hit_rate(rows: pa.Table, past) -> float:
    """How often the best candidate by the rows of a network is the next item of the ring."""
    users, items = (
        np.array(rows.filter(pc.equal(rows["kind"], kind))["vector"].to_pylist())
        for kind in ("user", "item")
    )
    last, names = past.item[past.starts[1:] - 1], np.array(items_of(rows))
    found = names[foretold(users, items, np.searchsorted(names, last))]
    return np.mean(found == last // 12 * 12 + (last % 12 + 1) % 12)


def test_only_items_that_were_learned_have_vectors():
    """Not one that nobody touched, that stands alone, or that came in the days of validation."""
    pytest.importorskip("torch")
    past = rings(40)
    user, item, at = [200, 0, 0], [13, 15, 16], [0.0, 36 * DAY + 1, 36 * DAY + 2]
    past = sequences(
        np.append(np.repeat(past.users, 40), user),
        np.append(past.item, item),
        np.append(past.at, at),
    )
    options = replace(OPTIONS, max_epochs=1)
    settings = SETTINGS | {"validation_days": 5}
    earlier, release = (
        warehouse.trained_at(cut, "gru", past, 41 * DAY, options, settings)
        for cut in ("test", "release")
    )
    assert items_of(earlier) == list(range(12))
    assert items_of(release) == [*range(12), 15, 16]


def test_a_short_history_is_learned_from(capsys):
    """All of it lies within the days of validation."""
    pytest.importorskip("torch")
    past = rings(20)
    rows = warehouse.trained_at("test", "gru", past, 20 * DAY, OPTIONS, SETTINGS)
    assert "next item foretold" in capsys.readouterr().out
    assert hit_rate(rows, past) > 0.95


def test_nobody_to_validate_on_is_no_reason_to_stop(capsys):
    """The cut lies long after the last event."""
    pytest.importorskip("torch")
    past = rings(20)
    rows = warehouse.trained_at("release", "gru", past, 100 * DAY, OPTIONS, SETTINGS)
    told = capsys.readouterr().out
    assert told.count("epoch") == OPTIONS.max_epochs
    assert "foretold" not in told
    assert hit_rate(rows, past) > 0.95


def test_where_validation_begins_by_hand():
    """Ten next items, one a second, from 1 to 10; then a single moment for all."""
    past = sequences(np.zeros(11, int), np.arange(11), np.arange(11.0))
    wanted = {5.0: 5.0, 1.5: 1.5, 1.0: 9.0, -30.0: 9.0, 11.0: np.inf}
    assert {w: warehouse.validation_start(past, w) for w in wanted} == wanted
    basket = sequences(np.zeros(11, int), np.arange(11), np.zeros(11))
    assert warehouse.validation_start(basket, -30.0) == np.inf


def test_the_release_learns_from_the_latest_days():
    """In the days of validation everybody goes round another ring."""
    pytest.importorskip("torch")
    past = rings(48, second_from=20)
    rows = warehouse.trained_at("release", "gru", past, 48 * DAY, OPTIONS, SETTINGS)
    assert hit_rate(rows, past) > 0.95


def test_nothing_to_learn_gives_no_rows(capsys):
    """Nobody yet, or nobody with two different items in a row."""
    pytest.importorskip("torch")
    for user, item in (([], []), ([3, 3, 4], [7, 7, 2])):
        past = sequences(np.array(user, int), np.array(item, int), np.arange(float(len(user))))
        rows = warehouse.trained_at("test", "gru", past, 100.0, OPTIONS, SETTINGS)
        assert len(rows) == 0
        assert "nobody has two different items in a row" in capsys.readouterr().out
    assert rows.schema.field("vector").type == pa.list_(pa.float32(), OPTIONS.width)
    with pytest.raises(ValueError, match="nothing to learn"):
        fit(past, n_items=8, encoder="gru", options=OPTIONS, validation_from=np.inf)


def test_earlier_cuts_are_trained_for_recommenders_alone():
    assert warehouse.cuts_of("gru", ["linear", "cnn"]) == ("release",)
    assert set(warehouse.cuts_of("cnn", ["linear", "cnn"])) == {"release", "test", "validation"}


def test_judging_in_blocks_changes_nothing(monkeypatch, walks):
    pytest.importorskip("torch")
    judged = []
    for scores in (2**22, 5 * ITEMS, 1):
        monkeypatch.setattr(training, "SCORES_AT_ONCE", scores)
        fit(
            walks, n_items=ITEMS, encoder="gru", options=replace(OPTIONS, max_epochs=2),
            validation_from=18 * 3600, report=judged.append,
        )  # fmt: skip
    assert judged[:2] == judged[2:4] == judged[4:]


PEAK = """
import resource, numpy as np
from kindred.sequences import Options, fit, sequences
from kindred.sequences.training import memory_bytes

def peak(items):
    user, item = np.repeat(np.arange(120), 20), np.arange(2400) * 83 % items
    past = sequences(user, item, np.tile(np.arange(20.0), 120))
    fit(past, n_items=items, encoder="gru", options=Options(max_epochs=1), validation_from=3)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

before = peak(50)
print((peak(200_000) - before) / memory_bytes(200_000, Options()))
"""


def test_memory_is_what_weights_and_moments_need():
    """A million items pass the default limit, and the estimate is kept to."""
    limit = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["kindred"]
    assert memory_bytes(1_000_000, Options()) < limit["network_max_memory_gib"] * 2**30
    pytest.importorskip("torch")
    done = subprocess.run([sys.executable, "-c", PEAK], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 1.0


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


def test_a_stretch_that_begins_with_a_repeat_is_learned_from():
    """Everybody goes round one ring for as long as a stretch, and after a pause round another."""
    pytest.importorskip("torch")
    user, step = np.repeat(np.arange(200), 16), np.tile(np.arange(16), 200)
    item = (user + step - (step > 8)) % 12 + 12 * (step >= OPTIONS.length)
    past = sequences(user, item, step.astype(float))
    found = fit(past, n_items=ITEMS, encoder="gru", options=OPTIONS, validation_from=np.inf)
    best = foretold(encode(found, past), found.items, past.item[past.starts[1:] - 1])
    assert np.mean(best == 12 + (np.arange(200) + 15) % 12) > 0.95


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
