"""One suite that every recommender passes, on matrices whose answers are known beforehand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from kindred.recommenders import (
    BuyAgain,
    Content,
    Events,
    ItemCosine,
    LinearAutoencoder,
    MatrixFactorization,
    Popular,
    RatingPrediction,
    Ratings,
    Spectral,
    Transitions,
    UserCosine,
    history,
    strongest_evidence,
)

pytestmark = pytest.mark.mathematics

NEW_ITEMS = {
    "item_cosine": ItemCosine(),
    "item_cosine_bm25": ItemCosine(weighting="bm25"),
    "item_cosine_shrunk": ItemCosine(weighting="strength", shrinkage=2.0, power=1.5),
    "item_cosine_per_history": ItemCosine(kept_per="history"),
    "user_cosine": UserCosine(),
    "user_cosine_shrunk": UserCosine(shrinkage=1.0),
    "linear": LinearAutoencoder(),
    "linear_exact": LinearAutoencoder(exact_items=100),
    "matrix_factorization": MatrixFactorization(),
    "matrix_factorization_of_strengths": MatrixFactorization("strength", factors_count=16),
    "transitions": Transitions(),
    "content": Content(),
    "popular_in_segment": Popular(within="user_group"),
    "popular_in_category": Popular(within="item_group"),
    "spectral": Spectral(width=2),
}
OF_RATINGS = {
    "item_adjusted_cosine": ItemCosine(weighting="adjusted_cosine"),
    "item_pearson": ItemCosine(weighting="pearson"),
    "user_pearson": UserCosine(weighting="pearson"),
    "user_adjusted_cosine": UserCosine(weighting="adjusted_cosine"),
    "rating_prediction": RatingPrediction(),
}
NEW_ITEMS |= OF_RATINGS
OWN_ITEMS = {"buy_again": BuyAgain()}
IMPERSONAL = {"popular": Popular(), "popular_lately": Popular(half_life_days=5.0)}
EVERY = NEW_ITEMS | OWN_ITEMS | IMPERSONAL
every = pytest.mark.parametrize("model", EVERY.values(), ids=EVERY)
OF_DEEDS = {name: model for name, model in EVERY.items() if name not in OF_RATINGS}
of_deeds = pytest.mark.parametrize("model", OF_DEEDS.values(), ids=OF_DEEDS)
of_ratings = pytest.mark.parametrize("model", OF_RATINGS.values(), ids=OF_RATINGS)
of_new_items = pytest.mark.parametrize("model", NEW_ITEMS.values(), ids=NEW_ITEMS)


def past_of(matrix, groups_count: int = 2, order=None):
    """A history whose segments, categories and features are user and item number modulo groups;
    each user's events go round the circle of items from the user's own number on. Users rate what
    they are tied to by its strength and a star more, and what others are tied to one star, but for
    items of the user's own number modulo groups."""
    matrix = csr_matrix(np.asarray(matrix, dtype=float))
    n_users, n_items = matrix.shape
    rows, columns = matrix.nonzero()
    rows, columns = (rows, columns) if order is None else (rows[order], columns[order])
    age = n_items - (columns - rows) % n_items
    item_groups = np.arange(n_items) % groups_count
    known = (matrix.getnnz(axis=1) > 0)[:, None] & (matrix.getnnz(axis=0) > 0)
    strange = np.arange(n_users)[:, None] % groups_count != item_groups
    stars = matrix.toarray() + ((matrix.toarray() > 0) | (known & strange))
    rated = np.nonzero(stars) if order is None else [side[::-1] for side in np.nonzero(stars)]
    return history(
        matrix,
        ratings=Ratings(*rated, stars[tuple(rated)]),
        events=Events(rows, columns, age.astype(float)),
        features=csr_matrix(np.eye(groups_count)[item_groups]),
        user_groups=np.arange(n_users) % groups_count,
        item_groups=item_groups,
    )


def checkerboard(size: int) -> np.ndarray:
    """User u is tied to all items of the same parity but item u."""
    board = (np.add.outer(np.arange(size), np.arange(size)) % 2 == 0).astype(float)
    np.fill_diagonal(board, 0)
    return board


def lists(candidates) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for user, item in zip(candidates.user.tolist(), candidates.item.tolist(), strict=True):
        found.setdefault(user, []).append(item)
    return found


def random_past(seed=3, n_users=60, n_items=40, share=0.15):
    rng = np.random.default_rng(seed)
    return past_of(
        rng.integers(1, 6, (n_users, n_items)) * (rng.random((n_users, n_items)) < share)
    )


@of_new_items
def test_checkerboard_finds_the_missing_field(model):
    past = past_of(checkerboard(12))
    found = lists(model.fit(past).recommend(n=3, exclude=past.strengths))
    assert found == {user: [user] for user in range(12)}


@pytest.mark.parametrize("model", OWN_ITEMS.values(), ids=OWN_ITEMS)
def test_buy_again_proposes_own_items_alone(model):
    past = past_of(checkerboard(12))
    found = lists(model.fit(past).recommend(n=12))
    own = {user: set(past.strengths[user].indices) for user in range(12)}
    assert {user: set(items) for user, items in found.items()} == own


@of_new_items
def test_blocks_are_not_left(model):
    blocks = np.kron(np.eye(3), np.ones((4, 5)))
    blocks[np.arange(12), 5 * (np.arange(12) // 4) + np.arange(12) % 4] = 0
    blocks = blocks[np.argsort(np.arange(12) % 4, kind="stable")]
    blocks = blocks[:, np.argsort(np.arange(15) % 5, kind="stable")]
    past = past_of(blocks, groups_count=3)
    if isinstance(model, Spectral):  # a number for each block
        model = replace(model, width=3)
    found = lists(model.fit(past).recommend(n=15, exclude=past.strengths))
    gaps = {user: np.flatnonzero(blocks[user % 3 :: 3].any(0) > blocks[user]) for user in range(12)}
    assert found == {user: gap.tolist() for user, gap in gaps.items()}


@every
def test_a_user_without_history_gets_nothing_of_their_own(model):
    board = checkerboard(12)
    board[4] = 0
    scores = model.fit(past_of(board))
    found = lists(scores.recommend(n=5))
    if isinstance(model, Popular) and model.within != "item_group":
        assert len(found[4]) == 5
    else:
        assert 4 not in found
    assert set(found) - {4} == set(range(12)) - {4}


@every
def test_an_item_without_users_is_not_proposed_but_by_its_content(model):
    board = checkerboard(12)
    board[:, 6] = 0
    found = lists(model.fit(past_of(board)).recommend(n=12))
    proposed = any(6 in items for items in found.values())
    assert proposed == isinstance(model, (Content, RatingPrediction))


@every
def test_no_interactions_no_proposals(model):
    past = past_of(np.zeros((3, 4)))
    assert len(model.fit(past).recommend(n=2).user) == 0


@pytest.mark.parametrize("engine", ["python", "numba", "sparse_dot_topn"])
@every
def test_nobody_asked_nobody_answered(model, engine):
    scores = model.fit(random_past())
    assert len(scores.recommend([], n=2, engine=engine).user) == 0


@every
def test_excluded_items_never_return(model):
    past = random_past()
    exclude = csr_matrix(np.random.default_rng(0).random(past.shape) < 0.6)
    found = model.fit(past).recommend(n=40, exclude=exclude)
    assert len(found.user) > 0
    assert not exclude.toarray()[found.user, found.item].any()


@every
def test_exactly_n_where_n_exist_and_all_where_fewer(model):
    past = random_past()
    scores = model.fit(past)
    positive = ((scores.left @ scores.right).toarray() > 5e-10).sum(axis=1)
    for n in (1, 7, 500):
        given = np.bincount(scores.recommend(n=n).user, minlength=past.shape[0])
        assert given.tolist() == np.minimum(positive, n).tolist()


@every
def test_lists_are_the_largest_scores_ties_by_item(model):
    past = random_past()
    scores = model.fit(past)
    dense = (scores.left @ scores.right).toarray()
    found = scores.recommend(n=6)
    for user, items in lists(found).items():
        relative = np.round(dense[user] / dense[user].max(), 9)
        best = np.lexsort((np.arange(len(relative)), -relative))[:6]
        assert items == [item for item in best if relative[item] > 0]
    assert np.allclose(found.score * found.divisor, dense[found.user, found.item], atol=1e-8)


@of_deeds
def test_equal_items_are_proposed_in_order_of_their_number(model):
    past = past_of(np.ones((4, 30)))
    events = replace(past.events, age_days=2.0 - (past.events.item > 14))
    past = history(**{**vars(past), "events": events})
    ordered = isinstance(model, (Transitions, BuyAgain)) or model == IMPERSONAL["popular_lately"]
    first = 15 if ordered else 0
    answer = list(range(first, first + 4))
    assert lists(model.fit(past).recommend(n=4)) == dict.fromkeys(range(4), answer)


@of_ratings
def test_equally_rated_items_are_proposed_in_order_of_their_number(model):
    stars = np.kron([[5, 1], [1, 5]], np.ones((2, 15)))
    ratings = Ratings(*np.nonzero(stars), stars.ravel())
    past = replace(past_of(stars), ratings=ratings, item_groups=np.arange(30) // 15)
    best = {0: [0, 1, 2, 3], 1: [0, 1, 2, 3], 2: [15, 16, 17, 18], 3: [15, 16, 17, 18]}
    assert lists(model.fit(past).recommend(n=4)) == best


@of_ratings
def test_without_ratings_there_are_no_proposals(model):
    none = Ratings(np.empty(0, int), np.empty(0, int), np.empty(0))
    scores = model.fit(replace(random_past(), ratings=none))
    assert len(scores.recommend(n=5).user) == 0
    with pytest.raises(ValueError, match="needs ratings"):
        model.fit(replace(random_past(), ratings=None))


@every
def test_threads_and_row_order_do_not_show(model):
    past = random_past(n_users=90)
    first = model.fit(past).recommend(n=9)
    shuffled = np.random.default_rng(1).permutation(past.strengths.nnz)
    again = past_of(past.strengths.toarray(), order=shuffled)
    for other in (model.fit(again), model.fit(past, threads=2)):
        second = other.recommend(n=9, threads=2)
        for one, two in zip(vars(first).values(), vars(second).values(), strict=True):
            assert one.tobytes() == two.tobytes()


@every
def test_contributions_add_up_to_the_score(model):
    past = random_past()
    scores = model.fit(past)
    found = scores.recommend(n=8)
    reasons = scores.contributions(found.user, found.item)
    total = np.bincount(reasons.pair, reasons.contribution, len(found.user))
    assert np.allclose(total / found.divisor, found.score, atol=1e-9)


@every
@pytest.mark.parametrize("engine", ["sparse_dot_topn", "numba"])
def test_strongest_evidence_is_what_a_sort_would_give(model, engine):
    scores = model.fit(random_past())
    found = scores.recommend(n=8)
    pairs = np.unique(np.column_stack([found.user, found.item]), axis=0).T
    factors = np.random.default_rng(2).random(pairs.shape[1])
    reasons = scores.contributions(*pairs)
    strongest = strongest_evidence(scores, *pairs, factors, count=3, threads=2, engine=engine)
    rows = zip(
        strongest.pair, strongest.number, strongest.count, strongest.contribution, strict=True
    )
    said = {}
    for pair, number, count, contribution in rows:
        said.setdefault(pair, []).append((number, count, contribution))
    assert sorted(said) == list(range(pairs.shape[1]))
    for pair, pieces in said.items():
        worth = (reasons.contribution * factors[reasons.pair])[reasons.pair == pair]
        number = reasons.evidence[reasons.pair == pair]
        order = np.argsort(-np.round(worth, 12), kind="stable")
        expected = [(number[place], 1, worth[place]) for place in order[:3]]
        if len(order) > 3:
            expected.append((-1, len(order) - 3, worth[order[3:]].sum()))
        assert np.allclose(sorted(pieces), sorted(expected), atol=1e-11)


@every
def test_engines_give_the_same_evidence(model):
    scores = model.fit(random_past())
    found = scores.recommend(n=8)
    pairs = np.unique(np.column_stack([found.user, found.item]), axis=0).T
    factors = np.random.default_rng(2).random(pairs.shape[1])
    both = [
        vars(strongest_evidence(scores, *pairs, factors, count=2, engine=engine, threads=threads))
        for engine, threads in (("sparse_dot_topn", 1), ("numba", 2))
    ]
    orders = [np.lexsort((one["contribution"], one["number"], one["pair"])) for one in both]
    for name in both[0]:
        assert np.array_equal(both[0][name][orders[0]], both[1][name][orders[1]])


@every
def test_engines_propose_the_same(model):
    scores = model.fit(random_past())
    one, two = (scores.recommend(n=8, engine=name) for name in ("sparse_dot_topn", "numba"))
    assert np.array_equal([one.user, one.item, one.rank], [two.user, two.item, two.rank])
    assert np.allclose(one.score, two.score, rtol=0, atol=2e-9)


def test_pairs_in_parts_are_all_pairs(monkeypatch):
    scores = ItemCosine().fit(random_past())
    found = scores.recommend(n=8)
    assert list(scores.chunks(found.user)) == [slice(0, len(found.user))]
    monkeypatch.setattr("kindred.recommenders.scores.ENTRIES_PER_CHUNK", 100)
    parts = [np.arange(len(found.user))[part] for part in scores.chunks(found.user)]
    assert np.concatenate(parts).tolist() == list(range(len(found.user)))
    pieces = np.diff(scores.left.indptr)
    assert len(parts) > 3
    assert max(pieces[found.user[part]].sum() for part in parts) < 100 + pieces.max()
    assert list(scores.chunks([])) == [slice(0, 0)]


@every
def test_only_the_users_asked_about_are_answered(model):
    scores = model.fit(random_past())
    everyone, some = lists(scores.recommend(n=4)), lists(scores.recommend([5, 2, 30], n=4))
    assert some == {user: everyone[user] for user in (2, 5, 30) if user in everyone}
