"""What users have rated by a cut, and how well ratings after the test cut are foretold by it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.evaluation import Means, user_means
from kindred.recommenders import RatingPrediction, Ratings, history
from kindred.recommenders.rating_prediction import means_baseline, rating_errors
from kindred_warehouse.cuts import read_cut
from kindred_warehouse.judging import SCHEMA


def ratings_at(cut: str, known_ratings) -> Ratings:
    """The ratings of a cut. known_ratings: the relation int_known_ratings."""
    rows = read_cut(known_ratings, cut, ["user_idx", "item_idx"], ["rating"])
    return Ratings(rows["user_idx"], rows["item_idx"], rows["rating"])


def rating_rows(model: RatingPrediction, shop: dict, seed: int) -> pa.Table:
    """Root mean square and mean absolute error of the prediction and of the means baseline.

    shop: the relations int_ratings, int_known_ratings, int_item_traits and int_cuts. Intervals are
    over users, with their ratings, as the other metrics have them. No rows where nothing was rated
    before the cut or nothing after it.
    """
    from scipy.sparse import csr_matrix

    known, asked = ratings_at("test", shop["int_known_ratings"]), _later_ratings(shop)
    if not (len(known.user) and len(asked.user)):
        return SCHEMA.empty_table()
    groups = shop["int_item_traits"].order("item_idx").fetchnumpy()["category_idx"]
    shape = 1 + max(part.user.max() for part in (known, asked)), len(groups)
    past = history(csr_matrix(shape), ratings=known, item_groups=groups)
    places = known.user, known.item, known.rating
    means = means_baseline(*places, *shape, prior_ratings=model.prior_ratings)
    predicted = {
        "rating_prediction": model.predict(past, asked.user, asked.item),
        "rating_means": means(asked.user, asked.item),
    }
    everyone = {"slice": "all", "task": "ratings", "users_count": len(np.unique(asked.user))}
    rows = []
    for name, values in predicted.items():
        intervals = _intervals(asked.user, values - asked.rating, seed)
        for metric, error in rating_errors(values, asked.rating).items():
            low, high = intervals[metric]
            row = {"metric": metric, "recommender": name, "low": low, "high": high}
            rows.append({**row, "value": round(error, 9), **everyone})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _later_ratings(shop: dict) -> Ratings:
    """Those after the test cut, of known items, each as it was given."""
    ((until,),) = shop["int_cuts"].filter("cut = 'test'").select("cut_at").fetchall()
    later = shop["int_ratings"].filter(f"item_idx is not null and rated_at >= timestamp '{until}'")
    rows = later.order("user_idx, item_idx, rated_at, rating").fetchnumpy()
    return Ratings(rows["user_idx"], rows["item_idx"], rows["rating"])


def _intervals(users, difference, seed: int) -> dict[str, tuple[float, float]]:
    """Low and high end of each error: sums over the users of a sample over their ratings."""
    _, user = np.unique(users, return_inverse=True)
    sums = [np.bincount(user, column) for column in (difference**2, np.abs(difference))]
    drawn = user_means(np.column_stack([*sums, np.bincount(user)]), seed=seed).samples
    errors = drawn[:, :2] / drawn[:, 2:]
    errors[:, 0] = np.sqrt(errors[:, 0])
    none = np.full(2, np.nan)
    low, high = Means(none, none, errors).interval()
    return {"rmse": (low[0], high[0]), "mae": (low[1], high[1])}
