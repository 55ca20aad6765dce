"""Both engines against a dense computation in NumPy: scores, ties, exclusions, widths, threads."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array

from kindred import kernels, products
from kindred.recommenders.pairs import item_scores, user_scores
from kindred.similarities import cosine_top_k, interaction_matrix, nearest

pytestmark = pytest.mark.mathematics

LIBRARIES = ["numba", "sparse_dot_topn"]


def skewed(n_rows: int, n_columns: int, n_entries: int, seed: int = 0, weights=None) -> csr_matrix:
    """A few rows with many entries, many with few; ones, or values from `weights`."""
    rng = np.random.default_rng(seed)
    row = (n_rows * rng.random(n_entries) ** 3).astype(int)
    places = np.unique(row * n_columns + rng.integers(0, n_columns, n_entries))
    values = np.ones(len(places)) if weights is None else rng.choice(weights, len(places))
    return csr_matrix((values, (places // n_columns, places % n_columns)), (n_rows, n_columns))


def dense_best(scores: np.ndarray, count: int, at_least: float = 0.0):
    """(row, column, score, rank) of the best of each row: full sort, smaller column first."""
    scores = np.round(scores, 9)
    found = []
    for row, line in enumerate(scores):
        order = np.lexsort((np.arange(len(line)), -line))
        order = [c for c in order if line[c] > 0 and line[c] >= at_least][:count]
        found += [(row, c, line[c], rank) for rank, c in enumerate(order, 1)]
    return [np.array(column) for column in zip(*found, strict=True)]


def dense_cosine(matrix) -> np.ndarray:
    full = matrix.toarray()
    norms = np.linalg.norm(full, axis=1)
    norms[norms == 0] = 1
    scores = (full @ full.T) / np.outer(norms, norms)
    np.fill_diagonal(scores, 0)
    return scores


def assert_found(found, expected):
    names = [field.name for field in fields(found)][:4]
    row, column, score, rank = (getattr(found, name) for name in names)
    np.testing.assert_array_equal(row, expected[0])
    np.testing.assert_array_equal(column, expected[1])
    np.testing.assert_allclose(score, expected[2], rtol=0, atol=1e-12)
    np.testing.assert_array_equal(rank, expected[3])


def assert_same(one, other):
    for field in fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


# few entries in many columns, many entries, and more neighbours wanted than there are
SHAPES = [(2500, 300, 6000, 20), (300, 80, 9000, 7), (120, 40, 900, 500)]


@pytest.mark.parametrize("engine", LIBRARIES)
@pytest.mark.parametrize("weights", [None, [2.5], [0.3, 1.0, 1.7, 4.1]], ids=str)
@pytest.mark.parametrize(("rows", "columns", "entries", "k"), SHAPES)
def test_cosine_is_that_of_dense_arithmetic(engine, weights, rows, columns, entries, k):
    matrix = skewed(rows, columns, entries, weights=weights)
    expected = dense_best(dense_cosine(matrix), k)
    assert_found(cosine_top_k(matrix, k=k, engine=engine), expected)


@pytest.mark.parametrize("engine", LIBRARIES)
def test_least_similarity_and_listed_rows(engine):
    matrix = skewed(400, 60, 5000, weights=[1.0, 2.0, 5.0])
    expected = dense_best(dense_cosine(matrix), 30, at_least=0.4)
    some = np.array([7, 0, 399, 120])
    kept = np.isin(expected[0], some)
    found = cosine_top_k(matrix, k=30, min_similarity=0.4, rows=some, engine=engine)
    assert_found(found, [column[kept] for column in expected])


@pytest.mark.parametrize("kind", ["ones", "weights", "signed"])
def test_nearest_with_norms_shrinkage_and_column_weights(kind):
    weights = {"ones": None, "weights": [0.5, 1.0, 3.0], "signed": [-1.0, -0.4, 0.7, 2.0]}[kind]
    matrix = skewed(1500, 200, 7000, seed=3, weights=weights)
    full = matrix.toarray()
    column_weights = 1 / np.sqrt(1 + np.count_nonzero(full, axis=0))
    lengths = 1 + np.count_nonzero(full, axis=1)
    left, right = lengths**0.7, lengths**0.3
    scores = (full * column_weights) @ full.T / (np.outer(left, right) + 5)
    np.fill_diagonal(scores, 0)
    found = nearest(
        matrix,
        k=15,
        row_norms=left,
        neighbour_norms=right,
        shrink=5,
        column_weights=column_weights,
        engine="numba",
    )
    assert_found(found, dense_best(scores, 15))
    plain = (full @ full.T) / (np.outer(left, right) + 5)
    np.fill_diagonal(plain, 0)
    found = nearest(matrix, k=15, row_norms=left, neighbour_norms=right, shrink=5, engine="numba")
    assert_found(found, dense_best(plain, 15))


@pytest.mark.parametrize("users", [255, 256, 65_535, 65_536, 70_000])
def test_counts_are_widened_before_they_overflow(users):
    # everybody holds items 0 and 1, the first half item 2, one alone item 3
    item = np.repeat([0, 1, 2, 3], [users, users, users // 2, 1])
    user = np.concatenate([np.arange(users), np.arange(users), np.arange(users // 2), [0]])
    matrix = interaction_matrix(item, user, np.ones(len(item)))
    found = cosine_top_k(matrix, k=3, engine="numba")
    assert found.neighbour[found.source == 0].tolist() == [1, 2, 3]
    expected = [1.0, np.sqrt((users // 2) / users), np.sqrt(1 / users)]
    np.testing.assert_allclose(found.similarity[found.source == 0], expected, rtol=0, atol=6e-10)


@pytest.mark.parametrize("engine", LIBRARIES)
@pytest.mark.parametrize("value", [1.0, 0.1])
def test_of_equal_scores_the_smaller_numbers_win(engine, value):
    # 900 equal rows, and a last one that is half like them
    full = np.full((901, 2), [value, 0.0])
    full[900, 1] = value
    found = cosine_top_k(csr_matrix(full), k=5, engine=engine)
    assert found.neighbour[found.source == 600].tolist() == [0, 1, 2, 3, 4]
    assert found.neighbour[found.source == 2].tolist() == [0, 1, 3, 4, 5]
    assert found.neighbour[found.source == 900].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("weights", [None, [0.3, 1.0, 1.7]])
def test_threads_and_order_of_rows_change_nothing(weights):
    matrix = skewed(3000, 500, 30_000, weights=weights).tocoo()
    shuffled = np.random.default_rng(1).permutation(matrix.nnz)
    once = interaction_matrix(matrix.row, matrix.col, matrix.data, matrix.shape)
    again = interaction_matrix(
        matrix.row[shuffled], matrix.col[shuffled], matrix.data[shuffled], matrix.shape
    )
    first = cosine_top_k(once, k=20, engine="numba")
    assert len(first.rank) > 20_000
    for threads in (2, 5):
        assert_same(first, cosine_top_k(again, k=20, threads=threads, engine="numba"))


@pytest.mark.parametrize("engine", products.ENGINES)
@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3), (3, 4)])
def test_empty_matrices(engine, shape):
    assert len(cosine_top_k(csr_matrix(shape), k=2, engine=engine).rank) == 0
    near = cosine_top_k(csr_matrix((shape[1], shape[0])), k=2, engine=engine)
    found = item_scores(csr_matrix(shape), near).recommend(n=3, engine=engine)
    assert [len(getattr(found, field.name)) for field in fields(found)] == [0] * 5


@pytest.mark.parametrize("engine", LIBRARIES)
@pytest.mark.parametrize("side", ["items", "users"])
def test_scores_are_those_of_dense_arithmetic(engine, side):
    interactions = skewed(200, 900, 9000, seed=5).T.tocsr()  # 900 users, 200 items
    interactions.data = np.random.default_rng(2).random(interactions.nnz) + 0.1
    owned = interactions.multiply(random_array(interactions.shape, density=0.5, rng=3) > 0).tocsr()
    if side == "items":
        near = cosine_top_k(interactions.T, k=20)
        similarity = interaction_matrix(near.source, near.neighbour, near.similarity, (200, 200))
        raw = interactions.toarray() @ similarity.toarray().T
        scores = item_scores(interactions, near)
    else:
        near = cosine_top_k(interactions, k=20)
        similarity = interaction_matrix(near.source, near.neighbour, near.similarity, (900, 900))
        raw = similarity.toarray() @ interactions.toarray()
        scores = user_scores(near, interactions)
    found = scores.recommend(n=12, exclude=owned, threads=2, engine=engine)
    raw[owned.toarray() > 0] = 0
    divisor = raw.max(axis=1)
    assert_found(found, dense_best(raw / np.where(divisor > 0, divisor, 1)[:, None], 12))
    np.testing.assert_allclose(found.divisor, divisor[found.user], rtol=1e-12)


def test_engine_is_chosen_by_the_work(monkeypatch):
    matrix = skewed(300, 80, 9000)
    taken = []
    monkeypatch.setattr(products, "_best_by_kernel", lambda *all: taken.append("numba") or 1 / 0)
    cosine_top_k(matrix, k=3)
    assert taken == []
    monkeypatch.setattr(products, "WORTH_NUMBA", 1000)
    with pytest.raises(ZeroDivisionError):
        cosine_top_k(matrix, k=3)
    assert taken == ["numba"]


@pytest.mark.parametrize("engine", LIBRARIES)
def test_scores_far_above_one_keep_their_places(engine):
    matrix = skewed(30, 20, 200, weights=[30.0, 50.0])
    scores = (matrix @ matrix.T).toarray()
    np.fill_diagonal(scores, 0)
    assert_found(nearest(matrix, k=3, engine=engine), dense_best(scores, 3))


@pytest.mark.parametrize("engine", LIBRARIES)
def test_scores_without_room_for_nine_decimals_are_refused(engine):
    matrix = skewed(30, 20, 200, weights=[1e9])
    with pytest.raises(ValueError, match="too large"):
        nearest(matrix, k=2, engine=engine)


def test_what_cannot_be_is_refused():
    matrix = skewed(30, 20, 200)
    with pytest.raises(ValueError, match="engine must be one of"):
        cosine_top_k(matrix, k=2, engine="cuda")
    with pytest.raises(ValueError, match="Shrinkage"):
        nearest(matrix, k=2, shrink=1.0, engine="sparse_dot_topn")


def test_compiled_without_a_folder_to_keep_it_in(monkeypatch):
    def njit(cache=False, **_):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(kernels.numba, "njit", njit)
    assert kernels.compiled()(len) is len
