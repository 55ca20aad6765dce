"""The compiled inner loops of `kindred.products`: rows of a sparse product, and the best of each.

A row of left @ right is added up into one accumulator per column (Gustavson's algorithm), then
scanned for its best. What makes it fast: columns stand in the order of their popularity, so that
most additions fall into few cache lines; sums of ones are counted in the smallest integers that
cannot overflow; the list after the next is fetched while one is added; and whole blocks of
accumulators are passed over when their largest cannot reach the best found so far.

Compiled on first use and kept on disk, beside this file or, where that folder is read-only, in
the user's cache folder; where neither can be written, compiled anew by each process.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

BLOCK = 128  # accumulators that are passed over together
LINE_BYTES = 64
LINES_AHEAD = 4  # cache lines fetched of the list after the next
COLUMNS_PER_ADDITION = 16  # a row with fewer additions than columns / 16 is a row of few
NOTHING = np.iinfo(np.int64).max  # the key of a place without an entry


class Lists(NamedTuple):
    """A sparse matrix by rows: row r is indices[starts[r] : starts[r + 1]], with its values.

    starts: int64 [n_rows + 1]; indices: whole numbers; values: float64, or None where all are one.
    """

    starts: np.ndarray
    indices: np.ndarray
    values: np.ndarray | None


class Columns(NamedTuple):
    """The columns of the right-hand matrix in the order of their accumulators.

    names: int64, their own numbers; places: the inverse of names, int64; norms: float64 by place;
    least_norms, most_norms: float64, the smallest and the largest norm of each block of places.
    """

    names: np.ndarray
    places: np.ndarray
    norms: np.ndarray
    least_norms: np.ndarray
    most_norms: np.ndarray


class Ranking(NamedTuple):
    """How sums become keys, of which the smaller is the better.

    A key holds the score in billionths, negative, in its upper bits, and the column's own number in
    the lower `bits`. Only keys below `worst` count. The score of a row's column c is
    sums[c] / (row norm * norms[c] + shrink); relative: the row's largest sum is its norm.
    """

    bits: int
    worst: int
    shrink: float
    relative: bool


def compiled(**options):
    """`numba.njit` that lets other threads run, cached wherever a folder can be written."""

    def decorate(function):
        fixed = {"nogil": True, "error_model": "numpy"}
        try:
            return numba.njit(cache=True, **fixed, **options)(function)
        except RuntimeError:  # no folder to keep it in
            return numba.njit(**fixed, **options)(function)

    return decorate


@intrinsic
def prefetch(_context, array, index):
    """Ask for the cache line of array[index] without waiting for it."""

    def generate(context, builder, signature, arguments):
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        address = builder.bitcast(builder.gep(data, [arguments[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, number, number, number])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        for_reading, keep, of_data = (ir.Constant(number, value) for value in (0, 3, 1))
        builder.call(function, [address, for_reading, keep, of_data])
        return context.get_dummy_value()

    return types.void(array, types.uint64), generate


@compiled()
def add_row(row, left, left_values, right, right_values, sums):
    """sums[c] += left[row, m] * right[m, c]; a side whose values are None holds ones."""
    inner, starts, columns = left.indices, right.starts, right.indices
    per_line = np.uint64(LINE_BYTES // columns.itemsize)
    one = sums.dtype.type(1)
    last = np.uint64(left.starts[row + 1])
    for position in range(np.uint64(left.starts[row]), last):
        if position + np.uint64(2) < last:
            ahead = np.uint64(starts[inner[position + np.uint64(2)]])
            for line in range(np.uint64(LINES_AHEAD)):
                prefetch(columns, ahead + line * per_line)
        begin, end = np.uint64(starts[inner[position]]), np.uint64(starts[inner[position] + 1])
        if left_values is None:
            for place in range(begin, end):
                sums[columns[place]] += one
        elif right_values is None:
            weight = left_values[position]
            for place in range(begin, end):
                sums[columns[place]] += weight
        else:
            weight = left_values[position]
            for place in range(begin, end):
                sums[columns[place]] += weight * right_values[place]


@compiled()
def largest_by_block(sums, largest):
    """largest[b] = the largest of the b-th BLOCK sums, at least zero. Both of whole numbers."""
    for block in range(np.uint64(len(largest))):
        best = sums.dtype.type(0)
        begin = block * np.uint64(BLOCK)
        for place in range(begin, begin + np.uint64(BLOCK)):
            best = max(best, sums[place])
        largest[block] = best


@compiled()
def move_forward(keys, start, stop, limit):
    """Bring the keys[start:stop] up to `limit` to the front; where they end. Free of branches."""
    end = start
    for position in range(start, stop):
        key = keys[position]
        keys[position] = keys[end]
        keys[end] = key
        end += np.uint64(key <= limit)
    return end


@compiled()
def keep_smallest(keys, length, count):
    """Reorder keys[:length] so that the `count` smallest stand first, the largest of them last.

    Quickselect with the median of three as pivot.
    """
    low, high, last = np.uint64(0), np.uint64(length), np.uint64(count - 1)
    while high - low > np.uint64(1):
        first, middle, end = (
            keys[low],
            keys[(low + high) >> np.uint64(1)],
            keys[high - np.uint64(1)],
        )
        pivot = max(min(first, middle), min(max(first, middle), end))
        smaller = move_forward(keys, low, high, pivot - 1)
        if last < smaller:
            high = smaller
            continue
        low = move_forward(keys, smaller, high, pivot)
        if last < low:
            return


@compiled()
def first_limit(largest, columns, row_norm, ranking, count, found):
    """A score in billionths, negative, that at least `count` columns reach: their blocks' best."""
    most_norms, most = columns.most_norms, most_billionths(ranking.bits)
    if len(largest) < count:
        return np.int64(0)
    for block in range(np.uint64(len(largest))):
        reached = largest[block] / (row_norm * most_norms[block] + ranking.shrink) * 1e9
        found[block] = -np.int64(min(np.floor(reached), most)) if largest[block] else 0
    keep_smallest(found, len(largest), count)
    return found[count - 1]


@compiled()
def most_billionths(bits):
    """The largest score that fits into a key."""
    return np.float64((np.int64(1) << (62 - bits)) - 1)


@compiled()
def at_least(sums, begin, least, places):
    """List in `places` where a block's sums are at least `least`; how many. Free of branches."""
    length = np.uint64(0)
    for place in range(begin, begin + np.uint64(BLOCK)):
        places[length] = place
        length += np.uint64(sums[place] >= least)
    return length


@compiled()
def best_of_all(sums, largest, columns, row_norm, ranking, count, found):
    """Leave the keys of the `count` best sums in `found`; how many there are, -1 on overflow."""
    names, norms, least_norms = columns.names, columns.norms, columns.least_norms
    bits, shrink, most = ranking.bits, ranking.shrink, most_billionths(ranking.bits)
    places = np.empty(BLOCK + 1, np.uint64)
    limit = first_limit(largest, columns, row_norm, ranking, count, found)
    length, worst = 0, min(ranking.worst, (limit + 2) << bits)
    for block in range(np.uint64(len(largest))):
        # a hair below the half unit that is still rounded up to a score that counts
        least = (-((worst - 1) >> bits) - 0.5) / 1e9 * (1 - 1e-12)
        least *= row_norm * least_norms[block] + shrink
        if largest[block] == 0 or largest[block] < least:
            continue
        if sums.itemsize < 8:  # whole numbers, of which the first is 1
            least = max(np.ceil(least), 1.0)
        chosen = at_least(sums, block * np.uint64(BLOCK), sums.dtype.type(least), places)
        for listed in range(chosen):
            place = places[listed]
            if sums[place] <= 0:
                continue
            billionths = np.rint(sums[place] / (row_norm * norms[place] + shrink) * 1e9)
            if not billionths <= most:
                return -1
            key = (-np.int64(billionths) << bits) + names[place]
            if key < worst:
                found[length] = key
                length += 1
                if length == len(found):
                    keep_smallest(found, length, count)
                    length, worst = count, found[count - 1]
    if length > count:
        keep_smallest(found, length, count)
    return min(length, count)


@compiled()
def additions(row, left, right, most):
    """How many entries of `right` a row is added up from, or something above `most`."""
    inner, starts = left.indices, right.starts
    total = np.uint64(0)
    for position in range(np.uint64(left.starts[row]), np.uint64(left.starts[row + 1])):
        total += np.uint64(starts[inner[position] + 1] - starts[inner[position]])
        if total > most:
            break
    return total


@compiled()
def take_few(row, left, right, sums, places, taken):
    """Move the sums above zero of a row with few additions to `taken`; how many there are."""
    inner, starts, columns = left.indices, right.starts, right.indices
    length = np.uint64(0)
    for position in range(np.uint64(left.starts[row]), np.uint64(left.starts[row + 1])):
        begin, end = np.uint64(starts[inner[position]]), np.uint64(starts[inner[position] + 1])
        for entry in range(begin, end):
            place = columns[entry]
            places[length] = place
            taken[length] = sums[place]
            length += np.uint64(sums[place] > 0)
            sums[place] = 0
    return length


@compiled()
def best_of_few(taken, places, length, columns, row_norm, ranking, count, found):
    """As `best_of_all`, from a list of sums and their places."""
    names, norms = columns.names, columns.norms
    bits, shrink, worst = ranking.bits, ranking.shrink, ranking.worst
    most, largest = most_billionths(bits), 0.0
    kept = np.uint64(0)
    for listed in range(length):
        place = places[listed]
        billionths = np.rint(taken[listed] / (row_norm * norms[place] + shrink) * 1e9)
        largest = max(largest, billionths)
        found[kept] = (-np.int64(billionths) << bits) + names[place]
        kept += np.uint64(found[kept] < worst)
    if not largest <= most:
        return -1
    if kept > count:
        keep_smallest(found, kept, count)
    return min(np.int64(kept), count)


@compiled()
def best_of_rows(
    turns, rows, left, right, excluded, columns, row_norms, ranking, sums, whole, best
):
    """best[t] = the keys of the best columns of row rows[t] for each turn t, unordered.

    excluded: what a row must not be given, by the columns' own numbers. row_norms: filled where
    scores are relative. sums: zeros, of the type to add up in, a whole number of blocks; whole: the
    same memory as whole numbers of that size, which fractions above zero are ordered as, and whose
    largest is found eight at a time instead of one. A row with few additions goes through its list
    again; one with many through the sums, block by block. Returns False when a score is too large
    for a key.
    """
    count, few = best.shape[1], np.uint64(len(sums) // COLUMNS_PER_ADDITION)
    largest_whole = np.empty(len(sums) // BLOCK, whole.dtype)
    largest = largest_whole.view(sums.dtype)
    places, taken = np.empty(few + 1, np.uint32), np.empty(few + 1)
    found = np.empty(max(4 * count + 64, len(largest), few + 1), np.int64)
    for turn in turns:
        row = rows[turn]
        add_row(row, left, left.values, right, right.values, sums)
        for position in range(excluded.starts[row], excluded.starts[row + 1]):
            sums[columns.places[excluded.indices[position]]] = 0
        if additions(row, left, right, few) <= few:
            length = take_few(row, left, right, sums, places, taken)
            if ranking.relative:
                row_norms[row] = taken[:length].max() if length else 0.0
            length = best_of_few(
                taken, places, length, columns, row_norms[row], ranking, count, found
            )
        else:
            largest_by_block(whole, largest_whole)
            if ranking.relative:
                row_norms[row] = largest.max()
            length = best_of_all(sums, largest, columns, row_norms[row], ranking, count, found)
            sums[:] = 0
        if length < 0:
            return False
        best[turn, :length] = found[:length]
        best[turn, length:] = NOTHING
    return True


@compiled()
def sums_at(bounds, rows, places, left, right, sums, found):
    """found[p] = the sum at row rows[p] and place places[p] of left @ right.

    bounds: of pairs sorted by row, two numbers a row; sums: zeros, one for each place.
    """
    for begin, end in bounds:
        add_row(rows[begin], left, left.values, right, right.values, sums)
        for pair in range(begin, end):
            found[pair] = sums[places[pair]]
        sums[:] = 0
