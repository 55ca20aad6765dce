"""Filling lists that are short, in a set order, without more of a kind than is wanted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kindred.kernels import Lists, compiled


class Shelf(NamedTuple):
    """What lists are filled from.

    orders: int64 [n_orders x n_places], items in the order in which they may fill; kinds: int64
    [n_traits x n_items], for each trait (category, brand) the kind of an item, -1 where it is not
    known; limits: int64 [n_traits], how many of a kind may be in a list.
    """

    orders: np.ndarray
    kinds: np.ndarray
    limits: np.ndarray


def fill_lists(users, order_of, shelf: Shelf, given: Lists, barred: Lists, length: int):
    """(user, place, rank) of what fills the users' lists up to the length; sorted int64 arrays.

    users, order_of: int64 [n_users], who is short, and the row of shelf.orders they are filled
    from; given, barred: by user, the items that the list holds, and those that it may not hold.

    Items are taken in their order, but for those whose kind the list is full of; these only where
    no others are left. What is taken keeps the order: place is the index in it.
    """
    places = np.full((len(users), length), shelf.orders.shape[1], np.int64)
    counts = np.zeros((len(shelf.kinds), int(shelf.kinds.max(initial=-1)) + 1), np.int64)
    taken_by = np.full(shelf.kinds.shape[1], -1, np.int64)
    fill(users, order_of, shelf, given, barred, counts, taken_by, places)
    places.sort(axis=1)
    row, column = np.nonzero(places < shelf.orders.shape[1])
    user = users[row]
    return user, places[row, column], given.starts[user + 1] - given.starts[user] + column + 1


@compiled()
def fill(users, order_of, shelf, given, barred, counts, taken_by, places):
    """Leave in places[t] the places that fill the list of users[t], unordered.

    counts: zeros [n_traits x n_kinds], and again at the end; taken_by: -1 [n_items], overwritten.
    """
    length = places.shape[1]
    for turn in range(len(users)):
        user, order = users[turn], shelf.orders[order_of[turn]]
        for position in range(barred.starts[user], barred.starts[user + 1]):
            taken_by[barred.indices[position]] = user
        for position in range(given.starts[user], given.starts[user + 1]):
            taken_by[given.indices[position]] = user
            count_kinds(given.indices[position], shelf.kinds, counts, 1)
        held = given.starts[user + 1] - given.starts[user]
        filled = 0
        for keeps_limits in (True, False):
            for place in range(len(order)):
                if held + filled >= length:
                    break
                item = order[place]
                if taken_by[item] == user or (keeps_limits and is_full(item, shelf, counts)):
                    continue
                taken_by[item] = user
                count_kinds(item, shelf.kinds, counts, 1)
                places[turn, filled] = place
                filled += 1
        for position in range(given.starts[user], given.starts[user + 1]):
            count_kinds(given.indices[position], shelf.kinds, counts, -1)
        for position in range(filled):
            count_kinds(order[places[turn, position]], shelf.kinds, counts, -1)


@compiled()
def count_kinds(item, kinds, counts, step):
    """Add the step to the counts of the item's kinds."""
    for trait in range(len(kinds)):
        if kinds[trait, item] >= 0:
            counts[trait, kinds[trait, item]] += step


@compiled()
def is_full(item, shelf, counts):
    """Whether a list holds as many of any of the item's kinds as it may."""
    for trait in range(len(shelf.kinds)):
        kind = shelf.kinds[trait, item]
        if kind >= 0 and counts[trait, kind] >= shelf.limits[trait]:
            return True
    return False
