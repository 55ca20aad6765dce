"""Settings of recommenders that learn pairs: those given, and those a validation cut decides."""

from __future__ import annotations

from dataclasses import asdict, fields

import numpy as np
import pyarrow as pa

from kindred.recommenders import ItemCosine, LinearAutoencoder, UserCosine, history
from kindred.recommenders.search import search
from kindred.similarities import interaction_matrix
from kindred_warehouse.cuts import read_cut

CLASSES = {"item_cosine": ItemCosine, "linear": LinearAutoencoder, "user_cosine": UserCosine}
# Few, since each trial is a fit: what differs most between shops, with the class's own value among
# them. What is searched over is what the vars leave open.
SPACES = {
    "item_cosine": {"weighting": ("strength", "bm25")},
    "linear": {},
    "user_cosine": {"weighting": ("strength", "binary")},
}
SCHEMA = pa.schema(
    [("recommender", pa.string()), ("weighting", pa.string())]
    + [
        (field.name, pa.int32() if field.type == "int" else pa.float64())
        for field in {f.name: f for c in CLASSES.values() for f in fields(c)}.values()
        if field.name not in ("weighting", "kept_per")
    ]
    + [("trials_count", pa.int32())]
)


def chosen_settings(
    given: dict, searched, relations: dict, *, task: str, n: int, min_users: int, engine: str
) -> pa.Table:
    """One row per recommender of pairs with every field of its class that it has.

    given: recommender -> field -> value, null where the validation cut is to decide. searched: the
    recommenders that may be searched for; the others, and all where fewer than min_users users have
    anything relevant, take the value of the class. relations: int_strengths, int_user_strengths,
    int_relevant_items, int_target_users.
    """
    rows = []
    for name, values in given.items():
        model = CLASSES[name](**{f: v for f, v in values.items() if v is not None})
        space = {f: s for f, s in SPACES[name].items() if values.get(f) is None}
        trials = []
        if name in searched and space:
            trials = _trials(name, model, space, relations, task, n, min_users, engine)
        best = asdict(trials[0].model if trials else model)
        known = {f: best.get(f) for f in SCHEMA.names}
        rows.append({**known, "recommender": name, "trials_count": len(trials)})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def read_settings(relation) -> dict[str, dict]:
    """recommender -> field -> value, from int_recommender_settings."""
    rows = relation.to_arrow_table().to_pylist()
    known = {name: {f.name for f in fields(kind)} for name, kind in CLASSES.items()}
    return {
        row["recommender"]: {f: v for f, v in row.items() if f in known[row["recommender"]]}
        for row in rows
    }


def _trials(
    name: str, model, space: dict, relations: dict, task: str, n: int, min_users: int, engine: str
):
    cut = "validation"
    table = "int_user_strengths" if name == "user_cosine" else "int_strengths"
    known = read_cut(relations[table], cut, ["user_idx", "item_idx"], ["strength"])
    relevant = relations["int_relevant_items"].filter(f"task = '{task}'")
    relevant = read_cut(relevant, cut, ["user_idx", "item_idx"], [])
    targets = read_cut(relations["int_target_users"].filter("is_known"), cut, ["user_idx"], [])
    users = np.intersect1d(targets["user_idx"], relevant["user_idx"])
    if len(users) < min_users:
        return []
    spent = read_cut(
        relations["int_strengths"].filter("is_spent"), cut, ["user_idx", "item_idx"], []
    )
    everyone = (known, relevant, spent)
    shape = tuple(
        1 + max(int(part[side].max(initial=-1)) for part in everyone)
        for side in ("user_idx", "item_idx")
    )
    held_out, excluded, strengths = (
        interaction_matrix(part["user_idx"], part["item_idx"], values, shape)
        for part, values in (
            (relevant, np.ones(len(relevant["user_idx"]))),
            (spent, np.ones(len(spent["user_idx"]))),
            (known, known["strength"]),
        )
    )
    exclude = excluded if task == "new_items" else None
    options = {"n": n, "users": users, "exclude": exclude, "space": space}
    options |= {"threads": 2, "engine": engine}
    return search(model, history(strengths), held_out, **options)
