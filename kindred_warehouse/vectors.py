"""From the tables of strengths, texts and arrays to the tables of vectors."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa

from kindred.similarities import interaction_matrix
from kindred.text_vectors import fit_text_space, text_vectors
from kindred.vectors import (
    ItemVectors,
    best_items,
    fit_spectral,
    fold_in,
    narrowed,
    nearest_vectors,
    unit,
)
from kindred_warehouse.cuts import cut_table, read_cut
from kindred_warehouse.llm_embeddings import EmbeddedTexts

NO = np.empty(0, dtype=np.int32)  # what a shop without vectors has of them


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
    """Vectors by TF-IDF of items' texts (int_texts), and of users by what they touched and wrote.

    What a user searched for and wrote, one vector for each time, counts as much in all as what
    they touched in all.
    """
    rows, different, place = texts_at(cut, texts)
    space = fit_text_space(different, width=width, seed=seed)
    known = text_vectors(different, space)
    fit = version_of(space.factors), space.dimension
    return _by_texts(cut, "text", *fit, known, rows, place, strengths_at(cut, interactions))


def llm_at(cut: str, interactions, texts, known: EmbeddedTexts, *, width: int) -> pa.Table:
    """The same by what an embedding model made of the texts (int_texts), brought to a width.

    A text that the model was not asked for, or did not answer, counts for nothing.
    """
    rows, different, place = texts_at(cut, texts)
    values, dimension = narrowed(known.of(different), width)
    values = unit(values).astype(np.float32)
    fit = f"{known.model} {version_of(values)}", dimension
    return _by_texts(cut, "llm", *fit, values, rows, place, strengths_at(cut, interactions))


def mapped_at(cut: str, interactions, mapped, *, width: int) -> pa.Table:
    """Vectors that the shop brought along (int_mapped_vectors), by encoder, and its users'."""
    strengths = strengths_at(cut, interactions)
    ((last,),) = mapped.max("item_idx").fetchall()
    strengths.resize(strengths.shape[0], max(strengths.shape[1], (last or 0) + 1))
    encoders = mapped.select("encoder").distinct().order("encoder").fetchall()
    tables = []
    for (encoder,) in encoders or [("mapped",)]:
        rows = mapped.filter(f"encoder = '{encoder}'").order("item_idx").to_arrow_table()
        values, dimension = narrowed(matrix_of(rows["vector"]), width)
        of_items = np.zeros((strengths.shape[1], width), np.float32)
        of_items[rows["item_idx"].to_numpy()] = values
        vectors = ItemVectors(of_items, np.ones(len(of_items)), dimension)
        tables.append(_folded(cut, encoder, vectors, strengths))
    return pa.concat_tables(tables)


def texts_at(cut: str, texts) -> tuple[dict[str, np.ndarray], list[str], np.ndarray]:
    """(rows of int_texts at a cut, its different texts, sorted, and the place of each row's)."""
    rows = read_cut(texts, cut, ["kind", "idx", "text"], ["times"])
    # as objects: an array of strings gives each the room of the longest
    different, place = np.unique(rows["text"].astype(object), return_inverse=True)
    return rows, different.tolist(), place


def matrix_of(lists: pa.ChunkedArray) -> np.ndarray:
    """A column of lists that are all of one length, as a table of their numbers."""
    numbers = lists.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return numbers.reshape(len(lists), len(numbers) // max(len(lists), 1))


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


def _by_texts(
    cut: str, encoder: str, version: str, dimension: int, known: np.ndarray, rows, place, strengths
) -> pa.Table:
    """Items where their texts are, users by what they touched (strengths) and what they wrote.

    known: float32 [n different texts x width]; rows and place: those of texts_at.
    """
    of_items, of_users = rows["kind"] == "item", rows["kind"] == "user"
    n_users, n_items = (
        max(size, int(rows["idx"][chosen].max(initial=-1)) + 1)
        for size, chosen in zip(strengths.shape, (of_users, of_items), strict=True)
    )
    strengths.resize(n_users, n_items)
    items = np.zeros((n_items, known.shape[1]), np.float32)
    items[rows["idx"][of_items]] = known[place[of_items]]
    vectors = ItemVectors(items, np.ones(n_items), dimension)
    written = interaction_matrix(
        rows["idx"][of_users], place[of_users], rows["times"][of_users], (n_users, len(known))
    )
    own = fold_in(written, ItemVectors(known, np.ones(len(known)), dimension))
    users = unit(own.astype(np.float64) + fold_in(strengths, vectors)).astype(np.float32)
    kinds = {"item": (items, vectors.weight), "user": (users, None)}
    return vector_table(cut, encoder, version, dimension, **kinds)


def _folded(cut: str, encoder: str, vectors: ItemVectors, strengths) -> pa.Table:
    version = version_of(vectors.values, np.round(vectors.weight, 9))
    users = fold_in(strengths, vectors)
    kinds = {"item": (vectors.values, vectors.weight), "user": (users, None)}
    return vector_table(cut, encoder, version, vectors.dimension, **kinds)


def similar_items(vectors, *, k: int, min_similarity: float) -> pa.Table:
    """The nearest items of each item, for every encoder of int_vectors at the release."""
    tables = [cut_table("", encoder="", item_idx=NO, neighbor_idx=NO, similarity=NO / 1, rank=NO)]
    for encoder in encoders_at("release", vectors):
        index, values = read_vectors(vectors, "release", encoder, "item")
        near = nearest_vectors(values, k=k, min_similarity=min_similarity)
        columns = {"item_idx": index[near.source], "neighbor_idx": index[near.neighbour]}
        columns |= {"similarity": near.similarity, "rank": near.rank}
        tables.append(cut_table("release", encoder=encoder, **columns))
    return pa.concat_tables(tables)


def candidates(vectors, interactions, *, n: int, exclude_owned: bool, gone) -> pa.Table:
    """The n items in the direction of each user's vector, for every encoder of int_vectors.

    gone: item_idx of what cannot be had.
    """
    columns = {"user_idx": NO, "item_idx": NO, "score": NO / 1, "rank": NO, "divisor": NO / 1}
    tables = [cut_table("", encoder="", **columns)]
    for cut in ("release", "test"):
        owned = read_cut(interactions.filter("is_owned"), cut, ["user_idx", "item_idx"], [])
        for encoder in encoders_at(cut, vectors):
            items, of_items = read_vectors(vectors, cut, encoder, "item")
            users, of_users = read_vectors(vectors, cut, encoder, "user")
            offered = ~np.isin(items, gone)
            items, of_items = items[offered], of_items[offered]
            known = np.isin(owned["user_idx"], users) & np.isin(owned["item_idx"], items)
            rows, places = (
                np.searchsorted(index, owned[name][known & exclude_owned])
                for index, name in ((users, "user_idx"), (items, "item_idx"))
            )
            exclude = interaction_matrix(rows, places, np.ones(len(rows)), (len(users), len(items)))
            found = best_items(of_users, of_items, n=n, exclude=exclude)
            columns = {"user_idx": users[found.user], "item_idx": items[found.item]}
            columns |= {"score": found.score, "rank": found.rank, "divisor": found.divisor}
            tables.append(cut_table(cut, encoder=encoder, **columns))
    return pa.concat_tables(tables)


def encoders_at(cut: str, vectors) -> list[str]:
    """The encoders that have rows at a cut, in order."""
    found = vectors.filter(f"cut = '{cut}'").select("encoder").distinct().order("encoder")
    return [encoder for (encoder,) in found.fetchall()]


def read_vectors(vectors, cut: str, encoder: str, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """(idx [n], float32 [n x width]) of int_vectors, in order of index."""
    chosen = vectors.filter(f"cut = '{cut}' and encoder = '{encoder}' and kind = '{kind}'")
    rows = chosen.select("idx, vector").order("idx").to_arrow_table()
    width = rows["vector"].type.list_size
    return rows["idx"].to_numpy(), matrix_of(rows["vector"]).reshape(len(rows), width)
