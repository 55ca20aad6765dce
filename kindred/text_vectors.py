"""Texts as points, near each other where they share words or pieces of words, in any language.

Terms are words and the letters n in a row that they are made of, so that a plural, a compound or a
misspelling is near its word without a dictionary. A word's pieces are worked out once for each
different word, not for each text: the counts of pieces are the counts of words times the pieces of
each word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kindred.clusters import on_one_thread
from kindred.products import entries_by_column
from kindred.vectors import padded, truncated_svd, unit
from kindred.words import words_of

PIECE_LENGTHS = (3, 4, 5)
MAX_WORDS = 30_000  # the most frequent are kept
MAX_PIECES = 60_000
FITTED_TEXTS = 50_000  # a seeded sample of the different texts, where there are more
TEXTS_PER_BLOCK = 20_000  # affects memory, not results
LEAST_SIZE_SHARE = 0.01  # of the largest direction; smaller ones count as if they were so large


@dataclass(frozen=True)
class TextSpace:
    """What was learned from texts: enough to place any other text.

    words, pieces: the terms, sorted; word_idf, piece_idf: float64, how telling each is; factors:
    float64 [width x (words + pieces)]; dimension: how many rows of the factors are in use.
    """

    words: tuple[str, ...]
    pieces: tuple[str, ...]
    word_idf: np.ndarray
    piece_idf: np.ndarray
    factors: np.ndarray
    dimension: int


@on_one_thread
def fit_text_space(texts: Sequence[str], *, width: int, seed: int) -> TextSpace:
    """The directions in which texts differ most: TF-IDF, then a truncated decomposition.

    Words are those of `words_of` in lower case, pieces as `pieces_of` has them; both are weighted
    as tf * (ln((1 + texts) / (1 + texts with the term)) + 1), each half brought to length 1. A
    direction is divided by the root of its size, since the largest are of words that many texts
    have (a line, a colour), and say less of what a thing is. The same whatever the order of the
    texts; equal texts count once.

    Source: Salton and Buckley (1988), "Term-weighting approaches in automatic text retrieval";
    Deerwester et al. (1990), "Indexing by latent semantic analysis".
    """
    different = sorted(set(texts))
    if len(different) > FITTED_TEXTS:
        drawn = np.random.default_rng(seed).choice(len(different), FITTED_TEXTS, replace=False)
        different = [different[place] for place in np.sort(drawn)]
    counts, vocabulary = word_counts(different)
    words, word_idf = _telling(counts, vocabulary, MAX_WORDS)
    pieces = sorted({piece for word in vocabulary for piece in pieces_of(word)})
    piece_counts = counts @ piece_matrix(vocabulary, pieces)
    pieces, piece_idf = _telling(piece_counts, pieces, MAX_PIECES)
    terms = _weighted(counts, *_by_word(vocabulary, words, word_idf, pieces, piece_idf))
    _, sizes, factors = truncated_svd(terms, width, seed=seed)
    counted = np.maximum(sizes, LEAST_SIZE_SHARE * sizes.max(initial=0.0))
    factors = padded(factors.T / np.sqrt(counted), width).T.astype(np.float64)
    return TextSpace(tuple(words), tuple(pieces), word_idf, piece_idf, factors, len(sizes))


@on_one_thread
def text_vectors(texts: Sequence[str], space: TextSpace) -> np.ndarray:
    """float32 [n x width] of length 1; zeros for a text of which nothing is known."""
    counts, vocabulary = word_counts(texts)
    halves = _by_word(vocabulary, space.words, space.word_idf, space.pieces, space.piece_idf)
    projection, blocks = space.factors.T.copy(), range(0, len(texts), TEXTS_PER_BLOCK)
    result = np.zeros((len(texts), len(space.factors)), dtype=np.float32)
    for some in (slice(start, start + TEXTS_PER_BLOCK) for start in blocks):
        result[some] = unit(_weighted(counts[some], *halves) @ projection)
    return result


def pieces_of(word: str) -> list[str]:
    """Every run of PIECE_LENGTHS letters of the word with a blank on either side; a word that is
    shorter than that is a piece itself, once."""
    framed, found = f" {word} ", []
    for length in PIECE_LENGTHS:
        if length >= len(framed):
            return [*found, framed]
        found += [framed[start : start + length] for start in range(len(framed) - length + 1)]
    return found


def word_counts(texts: Sequence[str]):
    """(CSR [n_texts x n_words], the words, sorted): how often each word stands in each text."""
    from scipy.sparse import csr_matrix

    place, columns, lengths = {}, [], []
    for text in texts:
        words = words_of(text.lower())
        columns += [place.setdefault(word, len(place)) for word in words]
        lengths.append(len(words))
    vocabulary = sorted(place)
    renumbered = np.empty(len(place), dtype=np.int64)
    renumbered[[place[word] for word in vocabulary]] = np.arange(len(place))
    indexes = renumbered[np.asarray(columns, dtype=np.int64)]
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    counts = csr_matrix(
        (np.ones(len(indexes)), indexes, ends), shape=(len(lengths), len(vocabulary))
    )
    counts.sum_duplicates()
    return counts, vocabulary


def piece_matrix(words: Sequence[str], pieces: Sequence[str]):
    """CSR [n_words x n_pieces]: how often each piece stands in each word."""
    from scipy.sparse import csr_matrix

    place = {piece: column for column, piece in enumerate(pieces)}
    pairs = [
        (row, place[piece])
        for row, word in enumerate(words)
        for piece in pieces_of(word)
        if piece in place
    ]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(words), len(pieces)))


def _telling(counts, terms: Sequence[str], most: int) -> tuple[list[str], np.ndarray]:
    """The terms that most texts have (ties in order), sorted, and how telling each is."""
    texts_with = entries_by_column(counts)
    kept = np.sort(np.lexsort((np.arange(len(terms)), -texts_with))[:most])
    idf = np.log((1 + counts.shape[0]) / (1 + texts_with[kept])) + 1
    return [terms[place] for place in kept], idf


def _by_word(vocabulary, words, word_idf, pieces, piece_idf):
    """(CSR [vocabulary x words], CSR [vocabulary x pieces]): the weighted terms of each word."""
    from scipy.sparse import csr_matrix

    place = {word: row for row, word in enumerate(vocabulary)}
    known = [(place[word], column) for column, word in enumerate(words) if word in place]
    rows, columns = np.array(known, dtype=np.int64).reshape(-1, 2).T
    chosen = csr_matrix((word_idf[columns], (rows, columns)), shape=(len(vocabulary), len(words)))
    by_piece = piece_matrix(vocabulary, pieces)
    by_piece.data *= piece_idf[by_piece.indices]
    return chosen, by_piece


def _weighted(counts, *halves):
    """CSR [n_texts x (words + pieces)]: both halves of length 1 (or 0)."""
    from scipy.sparse import hstack

    return hstack([_unit_rows(counts @ half) for half in halves], format="csr")


def _unit_rows(matrix):
    """The rows brought to length 1, in place."""
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    length = np.sqrt(np.bincount(row_of, matrix.data**2, matrix.shape[0]))
    matrix.data /= length[row_of]
    return matrix
