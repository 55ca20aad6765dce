"""Vectors by decomposition: planted blocks, scikit-learn beside, newcomers like everybody else."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics.pairwise import cosine_similarity

from kindred.vectors import (
    ItemVectors,
    best_items,
    fit_spectral,
    fold_in,
    narrowed,
    nearest_vectors,
    truncated_svd,
)

pytestmark = pytest.mark.mathematics


@pytest.fixture(scope="module")
def strengths() -> csr_matrix:
    """120 users x 50 items, sparse, some items much stronger than others."""
    rng = np.random.default_rng(5)
    return csr_matrix(random_array((120, 50), density=0.2, rng=rng) * 0.9 ** np.arange(50))


@pytest.fixture(scope="module")
def blocks() -> csr_matrix:
    """Three groups of 30 users, each with ten items of its own, of which half are touched."""
    rng = np.random.default_rng(6)
    inside = np.kron(np.eye(3), np.ones((30, 10)))
    return csr_matrix(inside * (rng.random(inside.shape) < 0.5) * rng.uniform(1, 2, inside.shape))


def test_svd_is_that_of_numpy(strengths):
    left, sizes, right = truncated_svd(strengths, 6, seed=1)
    expected = np.linalg.svd(strengths.toarray(), full_matrices=False)
    np.testing.assert_allclose(sizes, expected[1][:6], rtol=1e-6)
    best = expected[0][:, :6] * expected[1][:6] @ expected[2][:6]
    np.testing.assert_allclose(left * sizes @ right, best, atol=1e-3)
    assert np.all(right[np.arange(6), np.abs(right).argmax(axis=1)] > 0)


def test_without_scaling_items_are_those_of_scikit_learn(strengths):
    plain = {"user_exponent": 0.0, "item_exponent": 0.0, "target_exponent": 0.0}
    vectors = fit_spectral(strengths, width=4, seed=1, **plain)
    peer = TruncatedSVD(4, algorithm="arpack", random_state=1).fit(strengths)
    agreement = np.abs(vectors.values.T @ peer.components_.T)
    np.testing.assert_allclose(agreement, np.eye(4), atol=1e-3)
    # and users lie where scikit-learn's transform puts them, but for length and sign
    users = np.abs(fold_in(strengths, vectors))
    expected = peer.transform(strengths)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(users, np.abs(expected), atol=2e-3)


def test_scores_undo_the_scaling():
    """By hand: one user, two items of strengths 1 and 3; the matrix has one dimension."""
    strengths = csr_matrix([[1.0, 3.0]])
    vectors = fit_spectral(
        strengths, width=2, seed=1, user_exponent=0.5, item_exponent=1.0, target_exponent=1.0
    )
    # scaled to (1/1, 3/3) / 2, so V = (1, 1) / sqrt(2); sums over their mean are 1/2 and 3/2
    assert vectors.dimension == 1
    expected = np.array([[0.5, 0], [1.5, 0]]) / np.sqrt(2)
    np.testing.assert_allclose(vectors.values, expected, rtol=1e-6)
    np.testing.assert_allclose(vectors.weight, [1 / 1 / 0.5, 1 / 3 / 1.5])
    np.testing.assert_allclose(fold_in(strengths, vectors), [[1.0, 0.0]])


def test_planted_blocks_are_found(blocks):
    vectors = fit_spectral(blocks, width=3, seed=1)
    near = nearest_vectors(vectors.values, k=9)
    assert np.array_equal(near.source // 10, near.neighbour // 10)
    users = fold_in(blocks, vectors)
    near = nearest_vectors(users, k=5)
    assert np.array_equal(near.source // 30, near.neighbour // 30)
    found = best_items(users, vectors.values, n=1, exclude=blocks)
    assert np.array_equal(found.user, np.arange(90))
    assert np.array_equal(found.user // 30, found.item // 10)
    assert not np.any(np.asarray(blocks[found.user, found.item]))


def test_newcomers_are_encoded_like_the_batch(blocks):
    vectors = fit_spectral(blocks, width=3, seed=1)
    batch = fold_in(blocks, vectors)
    for user in (0, 45, 89):
        assert np.array_equal(fold_in(blocks[[user]], vectors)[0], batch[user])
    # one who was not there when it was fitted lies with the users of the block they take to
    newcomer = fold_in(csr_matrix(np.eye(1, 30, 14)), vectors)
    assert set(np.argsort(-(batch @ newcomer[0]))[:30] // 30) == {1}


def test_unknown_is_zero_and_rank_limits_the_dimension():
    vectors = fit_spectral(csr_matrix(np.ones((3, 1)) @ [[1.0, 2.0, 0.0]]), width=4, seed=1)
    assert vectors.dimension == 1
    assert not vectors.values[:, 1:].any()
    assert not vectors.values[2].any()
    users = fold_in(csr_matrix([[0.0, 0.0, 5.0], [0.0, 1.0, 5.0]]), vectors)
    np.testing.assert_allclose(users, [[0, 0, 0, 0], [1, 0, 0, 0]], atol=1e-7)
    empty = fit_spectral(csr_matrix((0, 0)), width=4, seed=1)
    assert empty.values.shape == (0, 4)
    assert empty.dimension == 0


def test_input_is_kept_and_order_does_not_matter(strengths):
    before = strengths.copy()
    first = fit_spectral(strengths, width=4, seed=1)
    fold_in(strengths, first)
    assert np.array_equal(strengths.data, before.data)
    shuffled = csr_matrix(strengths.tocoo().T.tocsr().T)
    second = fit_spectral(shuffled, width=4, seed=1)
    assert np.array_equal(first.values, second.values)


def test_nearest_are_those_of_scikit_learn():
    values = np.random.default_rng(3).standard_normal((300, 8)).astype(np.float32)
    values[7] = 0
    values[[20, 21, 22]] = values[19]  # equal: the smaller row comes first
    near = nearest_vectors(values, k=4, min_similarity=0.2)
    cosines = cosine_similarity(values.astype(np.float64))
    np.fill_diagonal(cosines, 0)
    cosines = np.round(cosines, 9)
    for row in range(300):
        order = np.lexsort((np.arange(300), -cosines[row]))[:4]
        order = order[cosines[row, order] >= 0.2]
        mine = near.source == row
        assert np.array_equal(near.neighbour[mine], order)
        np.testing.assert_allclose(near.similarity[mine], cosines[row, order], atol=1e-9)
    assert list(near.neighbour[near.source == 22][:3]) == [19, 20, 21]
    assert 7 not in near.source
    assert 7 not in near.neighbour


def test_some_among_some(monkeypatch):
    values = np.random.default_rng(4).standard_normal((60, 5))
    rows, among = np.arange(0, 60, 3), np.arange(0, 60, 2)
    whole = nearest_vectors(values, k=60)
    monkeypatch.setattr("kindred.vectors.VALUES_PER_BLOCK", 100)
    part = nearest_vectors(values, k=60, rows=rows, among=among)
    kept = np.isin(whole.source, rows) & np.isin(whole.neighbour, among)
    for name in ("source", "neighbour", "similarity"):
        assert np.array_equal(getattr(part, name), getattr(whole, name)[kept])


def test_best_items_by_dot_product():
    users = np.array([[1.0, 0.0], [0.0, 0.0], [-1.0, 0.0]])
    items = np.array([[2.0, 1.0], [4.0, 0.0], [4.0, 9.0], [-1.0, 0.0], [8.0, 0.0]])
    found = best_items(users, items, n=3, exclude=csr_matrix(([1], ([0], [4])), shape=(3, 5)))
    assert list(found.user) == [0, 0, 0, 2]
    assert list(found.item) == [1, 2, 0, 3]
    assert list(found.score) == [1.0, 1.0, 0.5, 1.0]
    assert list(found.rank) == [1, 2, 3, 1]
    assert list(found.divisor) == [4.0, 4.0, 4.0, 1.0]


def test_vectors_from_elsewhere_keep_their_products():
    rng = np.random.default_rng(8)
    wide = rng.standard_normal((40, 3)) @ rng.standard_normal((3, 20))
    values, dimension = narrowed(wide, 5)
    assert (values.shape, dimension) == ((40, 5), 3)
    np.testing.assert_allclose(values @ values.T, wide @ wide.T, rtol=1e-3, atol=1e-3)
    narrow, dimension = narrowed(wide[:, :3], 5)
    assert dimension == 3
    np.testing.assert_allclose(narrow, np.pad(wide[:, :3], ((0, 0), (0, 2))), rtol=1e-6)
    with pytest.raises(ValueError, match="finite"):
        narrowed([[np.nan]], 2)


def test_weights_count_in_user_vectors():
    vectors = ItemVectors(np.eye(2, dtype=np.float32), np.array([3.0, 1.0]), 2)
    np.testing.assert_allclose(fold_in(csr_matrix([[1.0, 4.0]]), vectors), [[0.6, 0.8]], rtol=1e-6)
