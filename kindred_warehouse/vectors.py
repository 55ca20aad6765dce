"""From the tables of strengths, texts and arrays to the tables of vectors."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa

from kindred.similarities import interaction_matrix
from kindred.text_vectors import fit_text_space, text_vectors
from kindred.vectors import ItemVectors, fit_spectral, fold_in, narrowed, nearest_vectors, unit
from kindred_warehouse.cuts import read_cut

CUTS = ("release", "test", "validation")


def vector_table(cut: str, encoder: str, version: str, dimension: int, **kinds) -> pa.Table:
    """Rows of int_vectors: cut, encoder, version, dimension, kind, idx, weight and vector.

    kinds: kind (item, user) -> (float32 [n x width], weight [n] or None); rows of zeros are left
    out. A vector is a list of fixed size.
    """
    tables = []
    for kind, (values, weight) in kinds.items():
        known = np.flatnonzero(np.any(values != 0, axis=1))
        flat = pa.array(values[known].ravel(), pa.float32())
        columns = {
            "cut": pa.repeat(cut, len(known)),
            "encoder": pa.repeat(encoder, len(known)),
            "version": pa.repeat(version, len(known)),
            "dimension": pa.array(np.full(len(known), dimension), pa.int32()),
            "kind": pa.repeat(kind, len(known)),
            "idx": pa.array(known, pa.int32()),
            "weight": pa.nulls(len(known), pa.float64())
            if weight is None
            else pa.array(np.round(weight[known], 9), pa.float64()),
            "vector": pa.FixedSizeListArray.from_arrays(flat, values.shape[1]),
        }
        tables.append(pa.table(columns))
    return pa.concat_tables(tables)


def spectral_at(cut: str, interactions, *, width: int, seed: int) -> pa.Table:
    """Spectral vectors of the items and users of int_interactions at a cut."""
    strengths = strengths_at(cut, interactions)
    return _folded(cut, "spectral", fit_spectral(strengths, width=width, seed=seed), strengths)


def text_at(cut: str, interactions, texts, *, width: int, seed: int) -> pa.Table:
    """Vectors of items by their texts (int_texts), and of users by what they touched and wrote.

    What a user searched for and wrote, one vector for each time, counts as much in all as what
    they touched in all.
    """
    rows = read_cut(texts, cut, ["kind", "idx", "text"], ["times"])
    different, place = np.unique(rows["text"].astype(str), return_inverse=True)
    space = fit_text_space(different.tolist(), width=width, seed=seed)
    known = text_vectors(different.tolist(), space)
    strengths = strengths_at(cut, interactions)
    of_items, of_users = rows["kind"] == "item", rows["kind"] == "user"
    shape = [
        max(size, int(rows["idx"][chosen].max(initial=-1)) + 1)
        for size, chosen in zip(strengths.shape, (of_users, of_items), strict=True)
    ]
    strengths.resize(*shape)
    items = np.zeros((shape[1], width), np.float32)
    items[rows["idx"][of_items]] = known[place[of_items]]
    vectors = ItemVectors(items, np.ones(shape[1]), space.dimension)
    written = interaction_matrix(
        rows["idx"][of_users],
        place[of_users],
        rows["times"][of_users],
        (shape[0], len(different)),
    )
    own = fold_in(written, ItemVectors(known, np.ones(len(different)), space.dimension))
    users = unit(own.astype(np.float64) + fold_in(strengths, vectors)).astype(np.float32)
    kinds = {"item": (items, vectors.weight), "user": (users, None)}
    return vector_table(cut, "text", version_of(space.factors), space.dimension, **kinds)


def mapped_at(cut: str, interactions, mapped, *, width: int, seed: int) -> pa.Table:
    """Vectors that the shop brought along (int_mapped_vectors), and those of its users.

    Raises ValueError when they are not all of one length, or hold what is no number.
    """
    rows = mapped.order("item_idx").fetchnumpy()
    lengths = {len(vector) for vector in rows["vector"]}
    if len(lengths) > 1:
        raise ValueError(
            "Kindred: the vectors of 'item_vectors_input' must have one length,"
            f" but there are lengths from {min(lengths)} to {max(lengths)}."
        )
    strengths = strengths_at(cut, interactions)
    n_items = max(strengths.shape[1], int(rows["item_idx"].max(initial=-1)) + 1)
    strengths.resize(strengths.shape[0], n_items)
    given = np.array([np.asarray(vector, np.float64) for vector in rows["vector"]])
    values, dimension = narrowed(given.reshape(len(given), -1), width, seed=seed)
    vectors = ItemVectors(np.zeros((n_items, width), np.float32), np.ones(n_items), dimension)
    vectors.values[rows["item_idx"]] = values
    return _folded(cut, "mapped", vectors, strengths)


def strengths_at(cut: str, interactions):
    """Users x items of int_interactions at a cut, CSR."""
    tied = interactions.filter("strength > 0")
    rows = read_cut(tied, cut, ["user_idx", "item_idx"], ["strength"])
    return interaction_matrix(rows["user_idx"], rows["item_idx"], rows["strength"])


def version_of(*arrays) -> str:
    """Twelve digits that say which fit it is: the same where the same was learned."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:12]


def _folded(cut: str, encoder: str, vectors: ItemVectors, strengths) -> pa.Table:
    version = version_of(vectors.values, np.round(vectors.weight, 9))
    users = fold_in(strengths, vectors)
    kinds = {"item": (vectors.values, vectors.weight), "user": (users, None)}
    return vector_table(cut, encoder, version, vectors.dimension, **kinds)


def similar_items(vectors, *, k: int, min_similarity: float) -> pa.Table:
    """The nearest items of each item, for every encoder of int_vectors at the release."""
    items = vectors.filter("cut = 'release' and kind = 'item'")
    tables = []
    for (encoder,) in items.select("encoder").distinct().order("encoder").fetchall():
        rows = items.filter(f"encoder = '{encoder}'").order("idx").to_arrow_table()
        index = rows["idx"].to_numpy()
        flat = rows["vector"].combine_chunks().flatten().to_numpy()
        near = nearest_vectors(flat.reshape(len(index), -1), k=k, min_similarity=min_similarity)
        tables.append(
            pa.table(
                {
                    "encoder": pa.repeat(encoder, len(near.rank)),
                    "item_idx": pa.array(index[near.source], pa.int32()),
                    "neighbor_idx": pa.array(index[near.neighbour], pa.int32()),
                    "similarity": pa.array(near.similarity, pa.float64()),
                    "rank": pa.array(near.rank, pa.int32()),
                }
            )
        )
    return pa.concat_tables(tables) if tables else NO_PAIRS.empty_table()


NO_PAIRS = pa.schema(
    [
        ("encoder", pa.string()),
        ("item_idx", pa.int32()),
        ("neighbor_idx", pa.int32()),
        ("similarity", pa.float64()),
        ("rank", pa.int32()),
    ]
)
