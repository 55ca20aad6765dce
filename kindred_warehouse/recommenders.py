"""From the tables of a cut to fitted recommenders: what each proposes, and what speaks for it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa

from kindred.products import entries_at
from kindred.recommenders import (
    BuyAgain,
    Content,
    Events,
    History,
    ItemCosine,
    LinearAutoencoder,
    MatrixFactorization,
    Popular,
    RatingPrediction,
    Scores,
    Transitions,
    UserCosine,
    VectorScores,
    history,
    summed_scores,
)
from kindred.recommenders.weighting import OF_RATINGS
from kindred.similarities import Neighbours, interaction_matrix
from kindred.vectors import ItemVectors
from kindred_warehouse.cuts import CUTS, cut_table, read_cut
from kindred_warehouse.ratings import ratings_at

KINDS = {
    "item_cosine": ItemCosine,
    "user_cosine": UserCosine,
    "linear": LinearAutoencoder,
    "matrix_factorization": MatrixFactorization,
    "transitions": Transitions,
    "content": Content,
    "buy_again": BuyAgain,
    "rating_prediction": RatingPrediction,
    "popular": Popular,
    "recently_popular": Popular,
    "segment_popular": partial(Popular, within="user_group"),
    "category_popular": partial(Popular, within="item_group"),
}
ITEM_PAIRS = (
    "item_cosine",
    "linear",
    "transitions",
)  # learn pairs of items, which are stored as a table
# encoders that read more than a user's own items; of all others a user's vector is a sum over those
READING = ("text", "llm", "gru", "cnn", "self_attention")
PURCHASES_ONLY = ("buy_again",)  # what was merely looked at, or given back, is not bought again
CATEGORIZED = ("category_popular", "rating_prediction")  # need the categories of items
TIMED = ("transitions", "recently_popular")  # need to know when things happened


def recommender(name: str, settings: dict):
    """The recommender of that name with its settings, the others as the class has them."""
    given = {field: value for field, value in settings.get(name, {}).items() if value is not None}
    return KINDS[name](**given)


def learns_from_ratings(name: str, settings: dict) -> bool:
    """Whether what users said counts for it, and what they did does not."""
    weighting = settings.get(name, {}).get("weighting")
    return name == "rating_prediction" or weighting in OF_RATINGS


def item_pairs_at(cut: str, names, settings: dict, past: History, engine: str) -> pa.Table:
    """Pairs (item_idx is the target, neighbor_idx an item of the past) of each that learns any."""
    tables = []
    for name in ITEM_PAIRS:
        near = _no_pairs()
        if name in names:
            near = recommender(name, settings).neighbours(past, threads=2, engine=engine)
        columns = {"item_idx": near.source, "neighbor_idx": near.neighbour}
        columns |= {"similarity": near.similarity, "rank": near.rank}
        tables.append(cut_table(cut, recommender=name, **columns))
    return pa.concat_tables(tables)


def item_factors_at(cut: str, settings: dict, past: History) -> pa.Table:
    """The factors of each item that anybody is tied to, as a list of numbers."""
    factors = recommender("matrix_factorization", settings).item_factors(past, threads=2)
    known = np.flatnonzero(factors.any(axis=1))
    starts = pa.array(np.arange(len(known) + 1) * factors.shape[1], pa.int32())
    lists = pa.ListArray.from_arrays(starts, pa.array(factors[known].ravel()))
    return cut_table(cut, item_idx=known).append_column("factors", lists)


def past_at(cut: str, names, settings: dict, shop: dict) -> History:
    """What the named recommenders need to know at the cut, of all users and items.

    shop: the relations int_user_index, int_item_traits, int_strengths, and where the recommenders
    need them int_touches, int_cuts, int_known_ratings, int_segment_members and int_item_features.
    """
    shape = _shape(shop)
    rows = read_cut(shop["int_strengths"], cut, ["user_idx", "item_idx"], ["strength"])
    strengths = interaction_matrix(rows["user_idx"], rows["item_idx"], rows["strength"], shape)
    more = {}
    if "content" in names:
        keys = ["item_idx", "feature_idx"]
        found = read_cut(shop["int_item_features"], cut, keys, ["value"])
        width = int(found["feature_idx"].max(initial=-1)) + 1
        places = found["item_idx"], found["feature_idx"]
        more["features"] = interaction_matrix(*places, found["value"], (shape[1], width))
    if "segment_popular" in names:
        members = read_cut(shop["int_segment_members"], cut, ["user_idx"], ["cluster"])
        more["user_groups"] = np.full(shape[0], -1)
        more["user_groups"][members["user_idx"]] = members["cluster"]
    if set(CATEGORIZED) & set(names):
        traits = shop["int_item_traits"].order("item_idx").fetchnumpy()
        more["item_groups"] = traits["category_idx"]
    if set(TIMED) & set(names):
        more["events"] = touches_at(cut, shop, purchases_only=False)
    if any(learns_from_ratings(name, settings) for name in names):
        more["ratings"] = ratings_at(cut, shop["int_known_ratings"])
    return history(strengths, **more)


def touches_at(cut: str, shop: dict, *, purchases_only: bool) -> Events:
    """When who touched what, as days before the cut; by user, the oldest first, then by item."""
    ((cut_day,),) = (
        shop["int_cuts"]
        .filter(f"cut = '{cut}'")
        .select("epoch_us(cut_at) / 86400000000.0 as day")
        .fetchall()
    )
    if cut_day is None:  # an empty shop has no moment at which to cut
        return Events(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))
    where = f"day < {cut_day!r}" + (" and is_purchase" if purchases_only else "")
    # a visitor who logged in only after the cut is nobody yet
    was_former = f"{cut_day!r} <= former_until and coalesce(former_after < {cut_day!r}, true)"
    user = f"case when {was_former} then former_idx else user_idx end as user_idx"
    rows = shop["int_touches"].filter(where).select(f"{user}, item_idx, day")
    rows = rows.order("user_idx, day, item_idx").fetchnumpy()
    return Events(rows["user_idx"], rows["item_idx"], cut_day - rows["day"])


def scores_at(cut: str, names, settings: dict, shop: dict) -> dict[str, Scores]:
    """Each recommender fitted at the cut; pairs are those that int_item_pairs and
    int_user_similarities hold, factors those of int_item_factors, vectors those of
    int_recommender_vectors. What cannot be had is worth nothing."""
    past = past_at(cut, names, settings, shop)
    bought = past
    if set(PURCHASES_ONLY) & set(names):
        bought = _kept_at(
            cut, replace(past, events=touches_at(cut, shop, purchases_only=True)), shop
        )
    traits = shop["int_item_traits"].order("item_idx").fetchnumpy()
    offered = np.asarray(traits["is_recommendable"], dtype=bool)
    found = {}
    for name in names:
        known = bought if name in PURCHASES_ONLY else past
        found[name] = _offered(_scores_of(name, cut, known, settings, shop), offered)
    return found


def _scores_of(name: str, cut: str, past: History, settings: dict, shop: dict) -> Scores:
    """A recommender's scores, from the table of what it learned where there is one."""
    if name not in KINDS:  # an encoder, perhaps of the shop's own
        return _by_vectors(shop["int_recommender_vectors"], cut, name, past)
    model = recommender(name, settings)
    if name in ITEM_PAIRS:
        pairs = shop["int_item_pairs"].filter(f"recommender = '{name}'")
        return model.apply(past, _pairs(pairs, cut, "item_idx"))
    if name == "user_cosine":
        return model.apply(past, _pairs(shop["int_user_similarities"], cut, "user_idx"))
    if name == "matrix_factorization":
        factors = _factors(shop["int_item_factors"], cut, past.shape[1], model.factors_count)
        return model.apply(past, factors, threads=2)
    return model.fit(past, threads=2)


def _kept_at(cut: str, bought: History, shop: dict) -> History:
    """The history with the events alone of what the user still owns at the cut."""
    rows = read_cut(shop["int_strengths"].filter("is_owned"), cut, ["user_idx", "item_idx"], [])
    ones = np.ones(len(rows["user_idx"]))
    owned = interaction_matrix(rows["user_idx"], rows["item_idx"], ones, bought.shape)
    events = bought.events
    kept = entries_at(owned, events.user, events.item) > 0
    return replace(
        bought, events=Events(events.user[kept], events.item[kept], events.age_days[kept])
    )


def candidates(names, judged, published_task: str, n: int, settings: dict, shop: dict, engine: str):
    """candidates_at of every cut: names propose for the published task at the release, judged for
    both tasks at the cuts before it."""
    tables = []
    for cut in CUTS:
        tasks = (published_task,) if cut == "release" else ("new_items", "all_items")
        proposing = sorted(names if cut == "release" else judged)
        scores = scores_at(cut, proposing, settings, shop)
        tables.append(candidates_at(cut, tasks, n, scores, shop, engine))
    return pa.concat_tables(tables)


def candidates_at(
    cut: str, tasks, n: int, scores: dict[str, Scores], shop: dict, engine: str
) -> pa.Table:
    """The n best items of each recommender for each task and target user with a past."""
    shape = _shape(shop)
    rows = read_cut(shop["int_strengths"].filter("is_spent"), cut, ["user_idx", "item_idx"], [])
    spent = interaction_matrix(
        rows["user_idx"], rows["item_idx"], np.ones(len(rows["user_idx"])), shape
    )
    users = read_cut(shop["int_target_users"].filter("is_known"), cut, ["user_idx"], [])
    options = {"n": n, "threads": 2, "engine": engine}
    tables = [_no_candidates()]
    for task in tasks:
        exclude = spent if task == "new_items" else None
        for name, fitted in scores.items():
            found = fitted.recommend(users["user_idx"], exclude=exclude, **options)
            columns = {"user_idx": found.user, "item_idx": found.item, "recommender": name}
            columns |= {"score": found.score, "rank": found.rank, "divisor": found.divisor}
            tables.append(cut_table(cut, task=task, **columns))
    return pa.concat_tables(tables)


def _offered(scores: Scores, is_recommendable: np.ndarray) -> Scores:
    from scipy.sparse import diags_array

    right = (scores.right @ diags_array(is_recommendable.astype(np.float64))).tocsr()
    right.eliminate_zeros()
    return replace(scores, right=right)


def _pairs(relation, cut: str, source: str) -> Neighbours:
    rows = read_cut(relation, cut, [source, "rank"], ["neighbor_idx", "similarity"])
    return Neighbours(rows[source], rows["neighbor_idx"], rows["similarity"], rows["rank"])


def _factors(relation, cut: str, n_items: int, width: int) -> np.ndarray:
    """float64 [n_items x width], zeros where nothing is known."""
    rows = relation.filter(f"cut = '{cut}'").select("item_idx, factors").to_arrow_table()
    rows = rows.combine_chunks()
    found = np.zeros((n_items, width))
    values = rows["factors"].combine_chunks().flatten().to_numpy()
    found[rows["item_idx"].to_numpy()] = values.reshape(-1, width)
    return found


def _by_vectors(relation, cut: str, encoder: str, past: History) -> Scores:
    """Scores from the vectors of an encoder at the cut."""
    from scipy.sparse import csr_matrix

    chosen = relation.filter(f"cut = '{cut}' and encoder = '{encoder}'")
    rows = chosen.select("kind, idx, weight, vector").to_arrow_table()
    width = rows["vector"].type.list_size
    kind, index = rows["kind"].to_numpy(), rows["idx"].to_numpy()
    numbers = rows["vector"].combine_chunks().flatten().to_numpy().reshape(-1, width)
    users, items = (np.zeros((size, width), np.float32) for size in past.shape)
    users[index[kind == "user"]] = numbers[kind == "user"]
    items[index[kind == "item"]] = numbers[kind == "item"]
    if encoder not in READING:
        weight = np.zeros(len(items))
        weight[index[kind == "item"]] = rows["weight"].to_numpy()[kind == "item"]
        return summed_scores(past, ItemVectors(items, weight, width))
    sides = (csr_matrix(side.astype(float)) for side in (users, items.T))
    return VectorScores(*sides, (("vector", width),))


def _no_pairs() -> Neighbours:
    none = np.empty(0, np.int32)
    return Neighbours(none, none, np.empty(0), none)


def _no_candidates() -> pa.Table:
    whole = np.empty(0, np.int32)
    columns = {"user_idx": whole, "item_idx": whole, "recommender": ""}
    columns |= {"score": np.empty(0), "rank": whole, "divisor": np.empty(0)}
    return cut_table("", task="", **columns)


def _shape(shop: dict) -> tuple[int, int]:
    """(users, items) known at any time."""
    counts = (shop[name].aggregate("count(*)") for name in ("int_user_index", "int_item_traits"))
    return tuple(count.fetchall()[0][0] for count in counts)
