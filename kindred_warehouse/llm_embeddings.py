"""Vectors of texts from an embedding model, asked for once."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from kindred.masking import MASK, masked_text
from kindred_warehouse.llm_cache import Cache, request_hash
from kindred_warehouse.llm_endpoint import Endpoint, NoAnswer, NoBudget, Settings

PURPOSE = "embedding"
TEXTS_AT_ONCE = 64  # in one request
MOST_CHARACTERS = 2_000  # of a text that are sent: models refuse, or cut off, what is much longer
SAYS_NOTHING = re.compile(rf"(?:{MASK}|[\W\d_])*")  # masks and numbers alone


class EmbeddedTexts(NamedTuple):
    """What an embedding model made of texts.

    place: the row of each text that was told; values: float32 [n x d] of length 1, NaN where
    there was no answer; model: its name.
    """

    place: dict[str, int]
    values: np.ndarray
    model: str

    def of(self, texts: list[str]) -> np.ndarray:
        """float32 [len(texts) x d]; zeros for a text of which nothing is known."""
        found = np.zeros((len(texts), self.values.shape[1]), dtype=np.float32)
        told = [row for row, text in enumerate(texts) if text in self.place]
        found[told] = np.nan_to_num(self.values[[self.place[texts[row]] for row in told]])
        return found


def embedded_texts(texts, words, connection, schema: str, **limits) -> EmbeddedTexts:
    """What the embedding model makes of the texts of int_texts, masked before they are sent.

    Asked for first, where the budget is short: items, then what users said most often. words: rows
    of int_shared_words; limits: those of Endpoint. Texts that the cache knows are not asked again.
    """
    settings, cache = Settings.from_environment(), Cache(connection, schema)
    endpoint, shared = Endpoint(settings, **limits), dict(words)
    asked = texts.aggregate("text, bool_or(kind = 'item') as is_item, sum(times) as times")
    asked = asked.order("is_item desc, times desc, text").fetchnumpy()["text"]
    masked = {text: masked_text(text, shared)[:MOST_CHARACTERS] for text in asked}
    told = [text for text in masked if not SAYS_NOTHING.fullmatch(masked[text])]
    values = embedded([masked[text] for text in told], endpoint, cache)
    place = {text: row for row, text in enumerate(told)}
    return EmbeddedTexts(place, values, settings.embedding_model)


def embedded(texts, endpoint: Endpoint, cache: Cache) -> np.ndarray:
    """A vector for each text: float32 [n x d], of length 1; NaN where there was no answer.

    texts: strings [n], masked already: what stands in them leaves the house. Each is asked for
    once, in whatever build; d is 0 when nothing was ever answered. Raises ValueError when the
    model's vectors are not all of one length.
    """
    model = endpoint.settings.embedding_model
    keys = [request_hash(PURPOSE, model, text) for text in texts]
    wanted = dict(zip(keys, texts, strict=True))
    ask_all(wanted, endpoint, cache)
    known, values = cache.vectors(wanted)
    place = {key: row for row, key in enumerate(known)}
    values /= np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)
    found = np.full((len(keys), values.shape[1]), np.nan, dtype=np.float32)
    answered = [row for row, key in enumerate(keys) if key in place]
    found[answered] = values[[place[keys[row]] for row in answered]]
    return found


def ask_all(wanted: dict[str, str], endpoint: Endpoint, cache: Cache) -> None:
    """Ask for the texts (by request hash) that the cache has no vector of, in order.

    What was answered is kept at once. Shows how far it has come, and says what was left out.
    """
    known, model = cache.answered_hashes(wanted, "vector"), endpoint.settings.embedding_model
    waiting = [key for key in wanted if key not in known]
    done, problem = 0, None
    for start in range(0, len(waiting), TEXTS_AT_ONCE):
        batch = waiting[start : start + TEXTS_AT_ONCE]
        try:
            endpoint.take()
            cache.sending([(key, PURPOSE, model, wanted[key]) for key in batch])
            vectors = endpoint.embed([wanted[key] for key in batch])
        except NoBudget as error:
            problem = problem or str(error)
            break
        except NoAnswer as error:
            problem = str(error)
            continue
        cache.answered(dict(zip(batch, vectors, strict=True)), "vector")
        done += len(batch)
        print(f"Kindred asks for vectors: {done} of {len(waiting)} texts answered.")
    if problem:
        print(f"{len(waiting) - done} texts have no vector ({problem}); the next build asks on.")
