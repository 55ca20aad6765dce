"""The formulas of the recommenders, against scikit-learn, NumPy and sums worked by hand."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import pearsonr
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, ndcg_score, root_mean_squared_error
from sklearn.metrics.pairwise import cosine_similarity

from kindred.metrics import user_metrics
from kindred.products import sums_at
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
    Transitions,
    UserCosine,
    history,
)
from kindred.recommenders.blend import Blend, Pool, _Judge, blended, fit_blend, judged, normalized
from kindred.recommenders.rating_prediction import means_baseline, rating_errors
from kindred.splits import held_out_last, held_out_share

pytestmark = pytest.mark.mathematics

PLAIN = ItemCosine("binary", activity_exponent=0, target_exponent=0.5, neighbours_count=100)


@pytest.fixture
def ratings():
    rng = np.random.default_rng(5)
    return rng.integers(1, 6, (40, 15)) * (rng.random((40, 15)) < 0.5).astype(float)


def dense(pairs, n):
    """[target x history] of pairs."""
    matrix = np.zeros((n, n))
    matrix[pairs.source, pairs.neighbour] = pairs.similarity
    return matrix


def without_diagonal(matrix):
    return np.where(np.eye(len(matrix), dtype=bool), 0.0, np.maximum(matrix, 0.0))


def found(model, matrix, **options):
    return dense(model.neighbours(history(csr_matrix(matrix)), **options), matrix.shape[1])


def test_exponents_of_a_half_are_the_cosine_of_scikit_learn(ratings):
    strength = without_diagonal(cosine_similarity(ratings.T))
    binary = without_diagonal(cosine_similarity((ratings > 0).T))
    assert np.allclose(found(replace(PLAIN, weighting="strength"), ratings), strength, atol=1e-9)
    assert np.allclose(found(PLAIN, ratings), binary, atol=1e-9)


def rated(ratings, lowest=1):
    """A history of stars [n_users x n_items], 0 for none, on a scale that begins at lowest; nothing
    else is known of users and items."""
    user, item = np.nonzero(ratings)
    stars = ratings[user, item] - 1 + lowest
    return history(csr_matrix(ratings.shape), ratings=Ratings(user, item, stars))


@pytest.mark.parametrize("lowest", [1, 0, -2])
@pytest.mark.parametrize("weighting", ["adjusted_cosine", "pearson"])
def test_centred_cosines_are_those_of_centred_ratings(ratings, weighting, lowest):
    known, past = ratings > 0, rated(ratings, lowest)
    by_user = np.where(known, ratings - (ratings.sum(1) / known.sum(1))[:, None], 0)
    by_item = np.where(known, ratings - ratings.sum(0) / known.sum(0), 0)
    of_items, of_users = by_user, by_item
    if weighting == "pearson":
        of_items, of_users = by_item, by_user
    items = replace(PLAIN, weighting=weighting)
    users = UserCosine(weighting, popularity_exponent=0, power=1, neighbours_count=100)
    alike = {
        "item": without_diagonal(cosine_similarity(of_items.T)),
        "user": without_diagonal(cosine_similarity(of_users)),
    }
    assert np.allclose(dense(items.neighbours(past), 15), alike["item"], atol=1e-9)
    assert np.allclose(dense(users.neighbours(past), 40), alike["user"], atol=1e-9)
    for model, expected in (
        (items, of_items @ alike["item"].T),
        (users, alike["user"] @ of_users),
    ):
        scores = model.fit(past)
        assert np.allclose((scores.left @ scores.right).toarray(), expected, atol=1e-7)


def test_where_all_is_rated_pearson_is_the_correlation_of_scipy():
    stars = np.random.default_rng(8).integers(1, 6, (12, 7))
    pairs = dense(replace(PLAIN, weighting="pearson").neighbours(rated(stars)), 7)
    for one, other in np.ndindex(7, 7):
        expected = max(pearsonr(stars[:, one], stars[:, other]).statistic, 0) * (one != other)
        assert pairs[one, other] == pytest.approx(expected, abs=1e-9)


def test_who_always_gives_the_same_says_nothing():
    # a mean of equal ratings may be a last digit off
    past = rated(np.full((3, 7), 4.1))
    for weighting in ("adjusted_cosine", "pearson"):
        assert len(replace(PLAIN, weighting=weighting).neighbours(past).source) == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (Ratings([0, 0], [1, 1], [3, 4]), "rated twice"),
        (Ratings([0], [1], [np.nan]), "rating must be finite"),
        (Ratings([0], [1, 2], [3, 4]), "lists of one length"),
        (Ratings([0], [3], [4]), "Some ratings lie outside of 2 users x 3 items"),
        (Ratings([-1], [0], [4]), "must not be negative"),
    ],
)
def test_ratings_that_cannot_be_are_refused(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        history(csr_matrix((2, 3)), ratings=wrong)


def test_the_knobs_of_cosine_by_hand():
    # items 0 and 1 share user 0 (of 2 items) and user 1 (of 4); item 0 has 2 users, item 1 has 3
    matrix = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 1, 1, 0]])
    model = ItemCosine("binary", 0.5, 0.25, 0.75, shrinkage=0.5, power=2.0)
    length_0, length_1 = 1 / 2 + 1 / 4, 1 / 2 + 1 / 4 + 1 / 2
    expected = ((1 / 2 + 1 / 4) / (length_0**0.25 * length_1**0.75 + 0.5)) ** 2
    assert found(model, matrix)[0, 1] == pytest.approx(expected, abs=1e-9)


def test_tfidf_and_bm25_by_hand():
    matrix = np.array([[2, 1, 0], [1, 0, 3]]).astype(float)  # users x items
    rarity = np.log(3 / np.array([2, 2]))  # each user has 2 of 3 items
    expected = without_diagonal(cosine_similarity(matrix.T * rarity))
    assert np.allclose(found(replace(PLAIN, weighting="tfidf"), matrix), expected, atol=1e-9)
    rarity = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    by_item = matrix.T
    long = 0.25 + 0.75 * by_item.sum(1, keepdims=True) / (7 / 3)
    bm25 = rarity * by_item * 2.2 / (by_item + 1.2 * long)
    expected = without_diagonal(cosine_similarity(bm25))
    assert np.allclose(found(replace(PLAIN, weighting="bm25"), matrix), expected, atol=1e-9)


def test_the_neighbours_kept_are_those_of_the_side_asked_for(ratings):
    everything = found(PLAIN, ratings)
    per_target = found(replace(PLAIN, neighbours_count=3), ratings)
    per_history = found(replace(PLAIN, neighbours_count=3, kept_per="history"), ratings)
    assert ((per_target > 0).sum(axis=1) == 3).all()
    assert ((per_history > 0).sum(axis=0) == 3).all()
    for item in range(15):
        assert np.isclose(per_target[item].sum(), np.sort(everything[item])[-3:].sum())
        assert np.isclose(per_history[:, item].sum(), np.sort(everything[:, item])[-3:].sum())


@pytest.mark.parametrize("exact_items", [100, 0])
def test_linear_weights_are_ridge_regressions_of_each_item_on_the_others(ratings, exact_items):
    model = LinearAutoencoder("strength", 0.7, 0.0, neighbours_count=14, exact_items=exact_items)
    weights = found(model, ratings)
    ridge = 0.7 * np.mean(np.sum(ratings**2, axis=0))
    for item in range(15):
        others = np.delete(np.arange(15), item)
        fit = Ridge(alpha=ridge, fit_intercept=False).fit(ratings[:, others], ratings[:, item])
        assert np.allclose(weights[item, others], fit.coef_, atol=1e-8)


@pytest.mark.parametrize("engine", ["sparse_dot_topn", "numba"])
def test_linear_weights_on_neighbours_are_regressions_on_them_alone(ratings, engine, monkeypatch):
    monkeypatch.setattr("kindred.recommenders.linear.NUMBERS_PER_CHUNK", 60)  # three targets
    model = LinearAutoencoder("strength", 0.7, 0.0, neighbours_count=4)
    weights = found(model, ratings, engine=engine)
    ridge = 0.7 * np.mean(np.sum(ratings**2, axis=0))
    near = found(ItemCosine("strength", 0.0, neighbours_count=4), ratings) > 0
    for item in range(15):
        others = np.flatnonzero(near[item])
        fit = Ridge(alpha=ridge, fit_intercept=False).fit(ratings[:, others], ratings[:, item])
        assert np.allclose(weights[item, others], fit.coef_, atol=1e-8)


def test_transitions_by_hand():
    # user 0: 0, 1, 2 and user 1: 0, 2
    events = Events(np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 0, 2]), np.array([3, 2, 1, 2, 1]))
    matrix = csr_matrix([[1, 1, 1], [1, 0, 1]])
    model = Transitions(window=2, decay=0.5, last_moments=2, history_decay=0.5, to_exponent=0.5)
    past = history(matrix, events=events)
    counts = {(0, 1): 1.0, (0, 2): 0.5 + 1.0, (1, 2): 1.0}
    out, into = {0: 2.5, 1: 1.0}, {1: 1.0, 2: 2.5}
    expected = np.zeros((3, 3))
    for (origin, target), count in counts.items():
        expected[target, origin] = count / (out[origin] ** 0.5 * into[target] ** 0.5)
    assert np.allclose(dense(model.neighbours(past), 3), expected, atol=1e-9)
    # user 1's last two moments: item 2, and item 0 one moment before
    score = model.fit(past).of_pairs([1, 1], [1, 2])
    assert np.allclose(score, [0.5 * expected[1, 0], 0.5 * expected[2, 0]])


def test_what_happens_at_one_time_is_one_moment():
    events = Events(np.zeros(4, int), np.array([0, 1, 2, 3]), np.array([2.0, 2.0, 1.0, 1.0]))
    past = history(csr_matrix(np.ones((1, 4))), events=events)
    pairs = Transitions().neighbours(past)
    follows = set(zip(pairs.neighbour.tolist(), pairs.source.tolist(), strict=True))
    assert follows == {(0, 2), (0, 3), (1, 2), (1, 3)}


def test_buy_again_by_hand():
    # item 0 on days 30, 20 and (twice) 10 before the cut, item 1 once, 40 days before
    events = Events(np.zeros(5, int), np.array([0, 0, 0, 0, 1]), np.array([30, 20, 10.7, 10.2, 40]))
    past = history(csr_matrix([[1.0, 1.0]]), events=events)
    model = BuyAgain(frequency_exponent=2, half_life_days=20, due_exponent=1, prior_gaps=2)
    rhythm = 10.0  # gaps of 10 and 10, the shop's median as well
    expected = [3**2 * 0.5 ** (10 / 20) * min(10 / rhythm, 1), 0.5 ** (40 / 20)]
    assert np.allclose(model.fit(past).of_pairs([0, 0], [0, 1]), expected, atol=1e-9)


def test_an_item_bought_long_before_its_rhythm_is_not_yet_due():
    days = np.array([205, 105, 5, 5])
    events = Events(np.array([0, 0, 0, 1]), np.zeros(4, int), days.astype(float))
    past = history(csr_matrix([[1.0], [1.0]]), events=events)
    ready, due = (BuyAgain(due_exponent=e).fit(past).of_pairs([1], [0])[0] for e in (0, 1))
    assert due / ready == pytest.approx(5 / 100, abs=1e-6)


def test_content_is_the_cosine_to_the_profile():
    features = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 0]], dtype=float)
    past = history(csr_matrix([[1.0, 1, 0, 0]]), features=csr_matrix(features))
    vectors = features * np.log(4 / features.sum(axis=0))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    expected = cosine_similarity(vectors[:2].mean(axis=0, keepdims=True), vectors)[0]
    score = Content().fit(past).of_pairs([0, 0, 0, 0], [0, 1, 2, 3])
    assert np.allclose(score / score[0], expected / expected[0])


def test_popularity_by_hand():
    matrix = csr_matrix([[1.0, 1, 0], [1, 0, 0], [1, 0, 1]])
    events = Events(
        np.array([0, 0, 1, 2, 2]), np.array([0, 1, 0, 0, 2]), np.array([10, 0, 0, 20, 0])
    )
    past = history(
        matrix, events=events, user_groups=np.array([0, 0, 1]), item_groups=np.array([0, 0, 1])
    )
    row = ([1, 1, 1], [0, 1, 2])
    assert np.allclose(Popular().fit(past).of_pairs(*row), [1, 1 / 3, 1 / 3])
    assert np.allclose(Popular("user_group").fit(past).of_pairs(*row), [1, 1 / 2, 0])
    lately = [(0.5 + 1 + 0.25) / 3, 1 / 3, 1 / 3]
    assert np.allclose(Popular(half_life_days=10.0).fit(past).of_pairs(*row), lately)
    assert np.allclose(Popular(items_count=2).fit(past).of_pairs(*row), [1, 1 / 3, 0])
    assert np.allclose(Popular("item_group").fit(past).of_pairs(*row), [3 / 4, 1 / 4, 0])


def test_metrics_by_hand_and_by_scikit_learn(ratings):
    past = history(csr_matrix(ratings))
    lists = PLAIN.fit(past).recommend(n=5)
    relevant = csr_matrix(np.random.default_rng(2).random((40, 15)) < 0.2)
    metrics = user_metrics(lists, relevant, 5)
    places = np.zeros((40, 15))
    places[lists.user, lists.item] = 6 - lists.rank
    users = metrics["user"]
    expected = [ndcg_score(relevant[[u]].toarray(), places[[u]], k=5) for u in users]
    assert np.allclose(metrics["ndcg"], expected)
    # one user, places 2 and 3 of five hit, four relevant items
    one = csr_matrix(([1.0] * 4, ([0] * 4, [1, 2, 8, 9])), shape=(1, 10))
    scores = Popular().fit(history(csr_matrix(np.ones((1, 10)))))
    metrics = user_metrics(scores.recommend(n=5), one, 5)
    assert metrics["recall"] == [2 / 4]
    assert metrics["precision"] == [2 / 5]
    assert metrics["hit_rate"] == [1.0]
    assert metrics["map"] == pytest.approx([(1 / 2 + 2 / 3) / 4])
    assert metrics["mrr"] == [1 / 2]


def test_a_judged_user_without_a_list_has_zero():
    relevant = csr_matrix([[0.0, 1.0], [1.0, 0.0]])
    scores = BuyAgain().fit(
        history(csr_matrix([[0.0, 1.0], [0, 0]]), events=Events(*np.array([[0], [1], [0]])))
    )
    assert user_metrics(scores.recommend(n=2), relevant, 2)["recall"].tolist() == [1.0, 0.0]


def test_held_out_parts_add_up(ratings):
    matrix = history(csr_matrix(ratings)).strengths
    kept, held = held_out_share(matrix, 0.3, seed=4)
    assert (kept + held != matrix).nnz == 0
    assert kept.multiply(held).nnz == 0
    counts = np.diff(matrix.indptr)
    assert np.diff(held.indptr).tolist() == np.floor(counts * 0.3).astype(int).tolist()


def test_the_last_event_is_held_out():
    events = Events(np.array([0, 0, 0, 1]), np.array([2, 0, 1, 1]), np.array([5.0, 1.0, 3.0, 2.0]))
    earlier, target = held_out_last(history(csr_matrix([[1, 1, 1], [0, 1, 0]]), events=events))
    assert target.toarray().tolist() == [[1, 0, 0], [0, 0, 0]]
    assert earlier.strengths.toarray().tolist() == [[0, 1, 1], [0, 1, 0]]
    assert earlier.events.item.tolist() == [2, 1, 1]


def test_weights_go_to_the_recommender_that_knows(ratings):
    rng = np.random.default_rng(0)
    relevant = csr_matrix((rng.random((40, 15)) < 0.2) * (ratings == 0))
    knows = Content("strength").fit(
        history(relevant.astype(float), features=csr_matrix(np.eye(15)))
    )
    parts = [PLAIN.fit(history(csr_matrix(ratings))), knows]
    pool = judged([part.recommend(n=15, exclude=csr_matrix(ratings)) for part in parts], parts)
    blend = fit_blend(pool, relevant, n=5)
    assert blend.weights.sum() == pytest.approx(1)
    assert user_metrics(blended(pool, blend, 5), relevant, 5)["ndcg"].mean() == pytest.approx(1)


def test_what_one_proposes_the_others_judge(ratings):
    """Whoever proposes a pair, its score by each is that of a list as long as the catalogue."""
    past = history(csr_matrix(ratings))
    parts = [PLAIN.fit(past), UserCosine().fit(past)]
    exclude = csr_matrix(ratings)
    pool = judged([part.recommend(n=2, exclude=exclude) for part in parts], parts)
    for column, part in enumerate(parts):
        whole = part.recommend(n=15, exclude=exclude)
        known = csr_matrix((whole.score, (whole.user, whole.item)), shape=ratings.shape).toarray()
        assert np.allclose(pool.score[:, column], known[pool.user, pool.item], atol=1e-9)
    two = csr_matrix((np.ones(len(pool.user)), (pool.user, pool.item)))
    assert two.nnz == len(pool.user)  # each pair once
    assert (np.diff(two.indptr) > 2).any(), "no recommender judges what another proposes"


def test_a_blend_is_the_weighted_sum_of_scores_over_their_lengths():
    pool = Pool(
        np.array([0, 0, 0, 0, 1]),
        np.array([0, 1, 2, 3, 1]),
        np.array([[0.6, 0.5], [0, 1], [0.8, 0], [0, 0.5], [1, 0]]),
    )
    best = blended(pool, Blend(np.array([0.25, 0.75])), 2)
    # lengths of user 0: 1 and the root of 1.5; item 0 has .15 + .375 / 1.2247, item 1 .75 / 1.2247
    assert best.user.tolist() == [0, 0, 1]
    assert best.item.tolist() == [1, 0, 1]
    assert best.score.tolist() == [0.612372436, 0.456186218, 0.25]
    assert best.rank.tolist() == [1, 2, 1]
    # raised to 2: .36 and .64 over the root of .5392
    squared = normalized(pool, 2.0).score[:, 0]
    assert squared.tolist() == pytest.approx([0.490261, 0, 0.871576, 0, 1], abs=1e-6)
    # equal ones by their number, and nothing at zero
    assert blended(pool, Blend(np.array([0.0, 1.0])), 4).item.tolist() == [1, 0, 3]


@pytest.mark.parametrize("engine", ["sparse_dot_topn", "numba"])
def test_scores_of_pairs_are_those_of_the_product(engine):
    rng = np.random.default_rng(1)
    left, right = (rng.random(shape) * (rng.random(shape) < 0.3) for shape in ((9, 30), (30, 12)))
    rows, columns = rng.integers(0, 9, 40), rng.integers(0, 12, 40)
    found = sums_at(csr_matrix(left), csr_matrix(right), rows, columns, threads=2, engine=engine)
    assert np.allclose(found, (left @ right)[rows, columns], rtol=1e-12)
    assert len(sums_at(csr_matrix(left), csr_matrix(right), rows[:0], rows[:0], engine=engine)) == 0


@pytest.mark.parametrize("seed", range(3))
def test_gains_are_those_of_the_metric(seed):
    """The kernel that weights are fitted by, beside the metric of the ranked lists."""
    rng = np.random.default_rng(seed)
    dense = rng.random((20, 30)) < 0.5
    user, item = dense.nonzero()
    pool = normalized(Pool(user, item, np.round(rng.random((len(user), 3)), 1)))
    relevant = csr_matrix((rng.random(dense.shape) < 0.2).astype(float))
    weights = np.array([0.5, 0.25, 0.25])
    ndcg = user_metrics(blended(pool, Blend(weights), 5), relevant, 5)["ndcg"].mean()
    assert _Judge(normalized(pool), relevant, 5).ndcg(weights) == pytest.approx(ndcg)


def test_ratings_by_scikit_learn():
    rng = np.random.default_rng(3)
    users, features = rng.integers(0, 6, 200), rng.normal(size=(200, 3))
    ratings = 3 + features @ [1.0, -0.5, 0] + rng.normal(size=200)
    fit = RatingPrediction(prior_ratings=4, ridge=2.0).regress(users, features, ratings, 7)
    mean = [
        (ratings[users == u].sum() + 4 * ratings.mean()) / ((users == u).sum() + 4)
        for u in range(7)
    ]
    left = ratings - np.array(mean)[users]
    ridge = Ridge(alpha=2.0, fit_intercept=False)
    prior = ridge.fit(features, left).coef_.copy()
    for user in range(7):
        own = users == user
        theta = prior
        if own.any():
            theta = prior + ridge.fit(features[own], left[own] - features[own] @ prior).coef_
        assert np.allclose(fit.theta[user], theta)
        assert fit.user_mean[user] == pytest.approx(mean[user])
    predicted = fit.predict(users, features)
    expected = fit.user_mean[users] + np.sum(fit.theta[users] * features, axis=1)
    assert np.allclose(predicted, expected)
    errors = rating_errors(predicted, ratings)
    assert errors["rmse"] == pytest.approx(root_mean_squared_error(ratings, predicted))
    assert errors["mae"] == pytest.approx(mean_absolute_error(ratings, predicted))


def test_scores_of_foretold_ratings_are_what_lies_above_the_users_mean(ratings):
    ratings[7] = 0  # a user who has rated nothing
    ratings[:, 3] = 0  # an item that nobody has
    past, groups = rated(ratings), np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, -1, -1, 0, 1])
    past = replace(past, item_groups=groups)
    model = RatingPrediction(prior_ratings=4, ridge=2.0, groups_count=2)
    count, mean = (ratings > 0).sum(axis=0), ratings[ratings > 0].mean()
    others = (ratings.sum(axis=0) - count * mean) / (count + 4)
    # of groups 0, 1 and 2, the last has the fewest ratings
    assert np.argmin([count[groups == g].sum() for g in range(3)]) == 2
    features = np.column_stack([others, groups == 0, groups == 1])
    fit = model.regress(past.ratings.user, features[past.ratings.item], past.ratings.rating, 40)
    expected = fit.theta @ features.T
    expected[7] = 0
    scores = model.fit(past)
    assert np.allclose((scores.left @ scores.right).toarray(), expected)
    users, items = np.array([0, 7, 20]), np.array([3, 4, 11])
    foretold = fit.user_mean[users] + np.sum(fit.theta[users] * features[items], axis=1)
    assert np.allclose(model.predict(past, users, items), foretold)
    # evidence 0 is what others make of an item, the rest its group
    reasons = scores.contributions([0, 0], [4, 11])
    pieces = list(zip(reasons.pair.tolist(), reasons.evidence.tolist(), strict=True))
    assert pieces == [(0, 0), (0, 2), (1, 0)]


def test_tastes_that_differ_are_predicted_better_than_by_means():
    rng = np.random.default_rng(9)
    taste, vectors = rng.normal(size=(300, 2)), rng.normal(size=(50, 2))
    users, items = rng.integers(0, 300, 9000), rng.integers(0, 50, 9000)
    truth = 3 + np.einsum("ij,ij->i", taste[users], vectors[items])
    ratings = truth + rng.normal(scale=0.5, size=9000)
    known, asked = slice(0, 7000), slice(7000, None)
    model = RatingPrediction(ridge=1.0).regress(
        users[known], vectors[items[known]], ratings[known], 300
    )
    means = means_baseline(users[known], items[known], ratings[known], 300, 50)
    ours = rating_errors(model.predict(users[asked], vectors[items[asked]]), ratings[asked])
    theirs = rating_errors(means(users[asked], items[asked]), ratings[asked])
    assert ours["rmse"] < 0.7 < 1.2 < theirs["rmse"]
    assert ours["mae"] < theirs["mae"]


def test_factors_of_users_and_reasons_are_those_of_implicit(ratings):
    from implicit.cpu.als import AlternatingLeastSquares

    model = MatrixFactorization("strength", confidence=2.0, factors_count=6)
    past = history(csr_matrix(ratings))
    factors = model.item_factors(past)
    scores = model.apply(past, factors)
    library = AlternatingLeastSquares(6, regularization=1.0, dtype=np.float64, num_threads=1)
    library.item_factors = factors
    confidence = csr_matrix(np.where(ratings > 0, 1 + 2.0 * ratings, 0.0))
    expected = library.recalculate_user(np.arange(40), confidence)
    assert np.allclose(scores.left.toarray(), expected, atol=1e-6)  # its counts are float32
    reasons = scores.contributions([3, 7, 3], [2, 5, 11])
    for pair, (user, item) in enumerate([(3, 2), (7, 5), (3, 11)]):
        total, pieces, _ = library.explain(user, confidence, item, N=100)
        mine = reasons.pair == pair
        assert dict(zip(reasons.evidence[mine], reasons.contribution[mine], strict=True)) == (
            pytest.approx(dict(pieces), abs=1e-6)
        )
        assert reasons.contribution[mine].sum() == pytest.approx(total, abs=1e-6)


def test_factors_make_the_weighted_squares_small(ratings):
    """Of the loss of Hu, Koren and Volinsky neither side's gradient is left, but for the last
    alternation's."""
    model = MatrixFactorization(confidence=3.0, factors_count=5, iterations_count=300)
    past = history(csr_matrix(ratings))
    scores = model.fit(past)
    x, y = scores.left.toarray(), scores.right.toarray().T
    tied = ratings > 0
    wrong = np.where(tied, 4.0, 1.0) * (tied - x @ y.T)
    touched = np.sqrt(np.count_nonzero(tied.any(1)) * np.count_nonzero(tied.any(0)))
    ridge = 0.1 * 4.0 * tied.sum() / touched
    assert np.abs(y).max() > 0.01
    assert np.allclose(wrong @ y, x, atol=1e-9)  # users, in whose unit the ridge is one
    assert np.allclose(wrong.T @ x, ridge**2 * y, atol=1e-4)


def test_equal_items_have_equal_factors_long_before_the_end(ratings):
    twice = np.column_stack([ratings, ratings[:, 4]])
    factors = MatrixFactorization(iterations_count=1).item_factors(history(csr_matrix(twice)))
    assert factors[4].any()
    assert factors[15].tolist() == factors[4].tolist()


def test_without_implicit_one_sentence(monkeypatch, ratings):
    monkeypatch.setitem(sys.modules, "implicit.cpu.als", None)
    with pytest.raises(RuntimeError, match=r"pip install kindred\[factorization\]"):
        MatrixFactorization().fit(history(csr_matrix(ratings)))


def test_implicit_is_not_imported_unasked():
    code = "import sys, kindred_warehouse.recommenders; print('implicit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
