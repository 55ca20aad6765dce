"""From the matrix, the choice and what users did later to the tables of fits, scores and merges."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.hierarchy import Hierarchy
from kindred.segment_choice import Outcomes, Score
from kindred.segment_identity import (
    Archetypes,
    Profile,
    Released,
    carry_identity,
    unique_names,
)
from kindred_warehouse.cuts import read_cut

SCORES = pa.schema(
    [
        ("metric", pa.string()),
        ("method", pa.string()),
        ("segments_count", pa.int32()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("users_count", pa.int64()),
    ]
)


def read_matrix(relation, cut: str) -> tuple[np.ndarray, np.ndarray]:
    """The matrix of a cut, users in order of index [n x d], and the names of its columns [d]."""
    rows = relation.filter(f"cut = '{cut}'").select("user_idx, feature, value").to_arrow_table()
    # every row is put into its place: to sort millions by a text costs five times as much
    features = rows["feature"].combine_chunks().dictionary_encode()
    names, column = np.unique(features.dictionary.to_numpy(False).astype(str), return_inverse=True)
    users, place = np.unique(rows["user_idx"].to_numpy(), return_inverse=True)
    matrix = np.full((len(users), max(len(names), 1)), np.nan)
    matrix[place, column[features.indices.to_numpy()]] = rows["value"].to_numpy()
    return matrix, names


def read_outcomes(relation, cut: str) -> Outcomes:
    """What each user of a cut did after it, in order of index (int_user_outcomes)."""
    rows = read_cut(relation, cut, ["user_idx"], list(Outcomes._fields))
    cells = np.unique(rows["rfm_cell"], return_inverse=True)[1]
    return Outcomes(rows["orders_count"], rows["spent_amount"], rows["category"], cells)


def read_profiles(relation) -> tuple[list[int], list[str], list[Profile]]:
    """The clusters of int_cluster_profiles, its features, and each cluster's profile over them."""
    rows = relation.order("cluster, feature").fetchnumpy()
    clusters, features = (np.unique(rows[name]).tolist() for name in ("cluster", "feature"))
    shape = len(clusters), len(features)
    differences = rows["standardised_difference"].reshape(shape)
    typical = np.ma.filled(rows["typical_value"].astype(float), np.nan).reshape(shape)
    profiles = [Profile(*both) for both in zip(differences, typical, strict=True)]
    return clusters, features, profiles


def reused_identities(fit, own_names) -> pa.Table:
    """What the segments of py_segment_fit were called, unless the shop has names of its own."""
    rows = fit.select("cluster, segment_id, segment_name").distinct().order("cluster").fetchall()
    names = {segment_id: name for _, segment_id, name in rows}
    given = unique_names(names, names, _read_own_names(own_names))
    return _identity_table({cluster: (number, given[number]) for cluster, number, _ in rows})


def carried_identities(profiles, overlap, archetypes, last_id: int, own_names) -> pa.Table:
    """The identities of today's clusters (`carry_identity`), from the relations that say what they
    are like and whom they share with segments of the release before."""
    pairs = [Released(*pair) for pair in overlap.order("cluster, segment_id").fetchall()]
    clusters, features, described = read_profiles(profiles)
    known = Archetypes(archetypes.order("segment_name, feature").fetchall(), features)
    carried = carry_identity(
        known.name(described),
        lambda cluster, name: known.resemble(described[cluster], name),
        pairs,
        last_id,
        _read_own_names(own_names),
    )
    return _identity_table(dict(zip(clusters, carried, strict=True)))


def _read_own_names(relation) -> dict[int, str]:
    # a seed that is a header alone has columns of a type that dbt guessed
    named = relation.project("cast(segment_id as integer), cast(segment_name as varchar)")
    return dict(named.fetchall())


def _identity_table(identities: dict[int, tuple[int, str]]) -> pa.Table:
    numbers, names = zip(*identities.values(), strict=True) if identities else ((), ())
    return pa.table(
        {
            "cluster": pa.array(identities, pa.int32()),
            "segment_id": pa.array(numbers, pa.int32()),
            "segment_name": pa.array(names, pa.string()),
        }
    )


def score_table(scores: list[Score]) -> pa.Table:
    """The scores as SCORES; what is not defined is null."""
    columns = list(zip(*scores, strict=True)) if scores else [()] * len(SCORES)
    return pa.Table.from_arrays(
        [
            pa.array(column, field.type, from_pandas=True)
            for column, field in zip(columns, SCORES, strict=True)
        ],
        schema=SCORES,
    )


def hierarchy_table(users, hierarchy: Hierarchy) -> pa.Table:
    """The merges as rows without a user, and every user's leaf as a row without a merge."""
    merges = pa.table(
        {
            "merge_order": pa.array(np.arange(1, len(hierarchy.height) + 1), pa.int32()),
            "left_node": pa.array(hierarchy.left, pa.int32()),
            "right_node": pa.array(hierarchy.right, pa.int32()),
            "height": pa.array(hierarchy.height, pa.float64()),
            "users_count": pa.array(hierarchy.rows_count, pa.int64()),
            "first_leaf": pa.array(hierarchy.first_leaf, pa.int32()),
            "last_leaf": pa.array(hierarchy.last_leaf, pa.int32()),
        }
    )
    leaves = pa.table(
        {
            "user_idx": pa.array(users, pa.int32()),
            "leaf": pa.array(hierarchy.leaf_of_row[: len(users)], pa.int32()),
        }
    )
    return pa.concat_tables([leaves, merges], promote_options="default")
