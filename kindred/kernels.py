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
    block_norms: float64, the smallest norm in each block of BLOCK places.
    """

    names: np.ndarray
    places: np.ndarray
    norms: np.ndarray
    block_norms: np.ndarray


def compiled(**options):
    """`numba.njit` that lets other threads run, cached wherever a folder can be written."""

    def decorate(function):
        try:
            return numba.njit(nogil=True, cache=True, **options)(function)
        except RuntimeError:  # no folder to keep it in
            return numba.njit(nogil=True, **options)(function)

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
    per_line = np.uint64(LINE_BYTES // right.indices.itemsize)
    one = sums.dtype.type(1)
    last = np.uint64(left.starts[row + 1])
    for position in range(np.uint64(left.starts[row]), last):
        if position + np.uint64(2) < last:
            ahead = np.uint64(right.starts[left.indices[position + np.uint64(2)]])
            for line in range(np.uint64(LINES_AHEAD)):
                prefetch(right.indices, ahead + line * per_line)
        inner = left.indices[position]
        places = range(np.uint64(right.starts[inner]), np.uint64(right.starts[inner + 1]))
        if left_values is None:
            for place in places:
                sums[right.indices[place]] += one
        elif right_values is None:
            weight = left_values[position]
            for place in places:
                sums[right.indices[place]] += weight
        else:
            weight = left_values[position]
            for place in places:
                sums[right.indices[place]] += weight * right_values[place]


@compiled(fastmath={"nnan", "nsz"})  # sums are never NaN; without it the search is not vectorised
def largest_by_block(sums, largest):
    """largest[b] = the largest of the b-th BLOCK sums, at least zero."""
    for block in range(np.uint64(len(largest))):
        best = sums.dtype.type(0)
        begin = block * np.uint64(BLOCK)
        for place in range(begin, begin + np.uint64(BLOCK)):
            best = max(best, sums[place])
        largest[block] = best


@compiled()
def keep_smallest(keys, length, count):
    """Reorder keys[:length] so that the `count` smallest stand first, the largest of them last."""
    low, high, last = 0, length - 1, count - 1
    while low < high:
        pivot = keys[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while keys[left] < pivot:
                left += 1
            while keys[right] > pivot:
                right -= 1
            if left <= right:
                keys[left], keys[right] = keys[right], keys[left]
                left += 1
                right -= 1
        if last <= right:
            high = right
        elif last >= left:
            low = left
        else:
            return


@compiled()
def best_of_sums(sums, largest, columns, row_norm, shrink, worst, bits, count, found):
    """Leave the keys of the `count` best sums in `found`; how many there are, -1 on overflow.

    The score of column c is sums[c] / (row_norm * norms[c] + shrink). A key holds the score in
    units of 1e-9, negative, in its upper bits and the column's own number in the lower `bits`:
    the smaller key is the better. Only keys below `worst` count.
    """
    length, most_units = 0, np.float64((np.int64(1) << (62 - bits)) - 1)
    for block in range(len(largest)):
        # a hair below the half unit that is still rounded up to a score that counts
        least = (-((worst - 1) >> bits) - 0.5) / 1e9 * (1 - 1e-12)
        least *= row_norm * columns.block_norms[block] + shrink
        if largest[block] == 0 or largest[block] < least:
            continue
        for place in range(block * BLOCK, (block + 1) * BLOCK):
            if sums[place] <= 0 or sums[place] < least:
                continue
            units = np.rint(sums[place] / (row_norm * columns.norms[place] + shrink) * 1e9)
            if not units <= most_units:
                return -1
            key = (-np.int64(units) << bits) + columns.names[place]
            if key < worst:
                found[length] = key
                length += 1
                if length == len(found):
                    keep_smallest(found, length, count)
                    length, worst = count, found[count - 1]
    if length > count:
        keep_smallest(found, length, count)
        length = count
    return length


@compiled()
def best_of_rows(
    turns,
    rows,
    left,
    right,
    excluded,
    columns,
    row_norms,
    shrink,
    worst,
    bits,
    relative,
    sums,
    best,
):
    """best[t] = the keys of the best columns of row rows[t] for each turn t, unordered.

    excluded: what a row must not be given, by the columns' own numbers. relative: scores are
    divided by the row's largest sum, which takes the place of its norm. sums: zeros, of the type
    to add up in, a whole number of blocks. Returns False when a score is too large for a key.
    """
    count = best.shape[1]
    largest = np.empty(len(sums) // BLOCK, sums.dtype)
    found = np.empty(4 * count + 64, np.int64)
    for turn in turns:
        row = rows[turn]
        add_row(row, left, left.values, right, right.values, sums)
        for position in range(excluded.starts[row], excluded.starts[row + 1]):
            sums[columns.places[excluded.indices[position]]] = 0
        largest_by_block(sums, largest)
        if relative:
            row_norms[row] = largest.max()
        length = best_of_sums(
            sums, largest, columns, row_norms[row], shrink, worst, bits, count, found
        )
        if length < 0:
            return False
        best[turn, :length] = found[:length]
        best[turn, length:] = NOTHING
        sums[:] = 0
    return True
