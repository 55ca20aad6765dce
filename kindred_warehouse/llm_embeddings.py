"""Vectors of texts from an embedding model, asked for once."""

from __future__ import annotations

import numpy as np

from kindred_warehouse.llm_cache import Cache, request_hash
from kindred_warehouse.llm_endpoint import Endpoint, NoAnswer

PURPOSE = "embedding"
TEXTS_AT_ONCE = 64  # in one request


def embedded(texts, endpoint: Endpoint, cache: Cache) -> np.ndarray:
    """A vector for each text: float32 [n x d], of length 1; NaN where there was no answer.

    texts: strings [n], masked already: what stands in them leaves the house. Each is asked for
    once, in whatever build; d is 0 when nothing was ever answered. Raises ValueError when the
    model's vectors are not all of one length.
    """
    model = endpoint.settings.embedding_model
    keys = [request_hash(PURPOSE, model, text) for text in texts]
    wanted = dict(zip(keys, texts, strict=True))
    known = cache.answers(wanted, "vector")
    waiting = [key for key in wanted if key not in known]
    for start in range(0, len(waiting), TEXTS_AT_ONCE):
        batch = waiting[start : start + TEXTS_AT_ONCE]
        try:
            endpoint.take()
            cache.sending([(key, PURPOSE, model, wanted[key]) for key in batch])
            vectors = endpoint.embed([wanted[key] for key in batch])
        except NoAnswer as error:
            print(f"Kindred asked for vectors: {start} of {len(waiting)} texts ({error}).")
            break
        cache.answered(dict(zip(batch, vectors, strict=True)), "vector")
        print(f"Kindred asks for vectors: {start + len(batch)} of {len(waiting)} texts.")
    known = cache.answers(wanted, "vector")
    lengths = {len(vector) for vector in known.values()}
    if len(lengths) > 1:
        raise ValueError("The embedding model's vectors are not all of one length.")
    found = np.full((len(keys), max(lengths, default=0)), np.nan, dtype=np.float32)
    for row, key in enumerate(keys):
        if key in known:
            vector = np.asarray(known[key], dtype=np.float64)
            found[row] = vector / max(np.linalg.norm(vector), 1e-12)
    return found
