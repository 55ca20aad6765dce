"""The two shops that vectors are judged on: what is known, and what is to be found.

Amazon Beauty, where the order is known and the times are not: the last item of each user. Online
Retail II, cut at 2011-09-09: items that are new to the user, and all items.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

EARLIER_CUT, CUT, END = (pd.Timestamp(day) for day in ("2011-06-10", "2011-09-09", "2011-12-10"))


@dataclass(frozen=True)
class Task:
    """Events before the cut, and what is to be found after it.

    events: user, item (dense numbers), at (seconds, or places in the user's order, growing up to
    0), price, title; shape: (n_users, n_items); targets: name -> (relevant, excluded), both CSR.
    """

    name: str
    events: pd.DataFrame
    shape: tuple[int, int]
    targets: dict[str, tuple[csr_matrix, csr_matrix | None]]

    @property
    def known(self) -> csr_matrix:
        """Who touched what: CSR of ones."""
        return pairs(self.events, self.shape)


def pairs(rows: pd.DataFrame, shape) -> csr_matrix:
    """CSR of ones, one for each pair of user and item that occurs."""
    matrix = csr_matrix((np.ones(len(rows)), (rows["user"], rows["item"])), shape=shape)
    matrix.data[:] = 1.0
    return matrix


def beauty(folder: Path, left_out: int = 0) -> Task:
    """Amazon Beauty, in the folder of the test data."""
    return last_items(folder / "amazon_beauty", left_out)


def last_items(folder: Path, left_out: int = 0) -> Task:
    """The last item of each user to be found; `left_out` drops so many later ones beforehand.

    folder: with sequences.parquet (user_id, item_id, seq); its name is that of the task.
    """
    rows = pd.read_parquet(folder / "sequences.parquet")
    rows = rows.sort_values(["user_id", "seq"])
    rows["user"] = np.unique(rows["user_id"], return_inverse=True)[1]
    rows["item"] = np.unique(rows["item_id"], return_inverse=True)[1]
    shape = rows["user"].max() + 1, rows["item"].max() + 1
    rows["at"] = -rows.groupby("user").cumcount(ascending=False).astype(float)
    rows = rows[rows["at"] <= -left_out]
    target, before = rows[rows["at"] == -left_out], rows[rows["at"] < -left_out]
    before = before.assign(at=before["at"] + left_out + 1, price=1.0, title="")
    known = pairs(before, shape)
    targets = {"last_item": (pairs(target, shape), known)}
    return Task(folder.name, before, shape, targets)


def retail(folder: Path, cut=CUT, end=END) -> Task:
    """Purchases known before the cut; those from it until the end, of users and items known."""
    rows = pd.read_parquet(folder / "online_retail_ii" / "online_retail_ii.parquet")
    rows = rows[(rows["Quantity"] > 0) & (rows["Price"] > 0) & rows["CustomerID"].notna()]
    rows = rows[rows["StockCode"].str.match(r"\d{5}")]
    rows = pd.DataFrame(
        {
            "user": np.unique(rows["CustomerID"], return_inverse=True)[1],
            "item": np.unique(rows["StockCode"], return_inverse=True)[1],
            "at": (rows["InvoiceDate"] - cut) / pd.Timedelta(seconds=1),
            "price": rows["Price"],
            "title": rows["Description"].fillna(""),
        }
    )
    shape = rows["user"].max() + 1, rows["item"].max() + 1
    until = (end - cut) / pd.Timedelta(seconds=1)
    before, after = rows[rows["at"] < 0], rows[(rows["at"] >= 0) & (rows["at"] < until)]
    known, bought = pairs(before, shape), pairs(after, shape)
    items, users = (np.asarray(known.sum(axis=axis)).ravel() > 0 for axis in (0, 1))
    found = bought.multiply(items[None, :]).multiply(users[:, None]).tocsr()
    found.eliminate_zeros()
    new = (found - found.multiply(known)).tocsr()
    new.eliminate_zeros()
    targets = {"new_items": (new, known), "all_items": (found, None)}
    return Task("online_retail_ii", before.sort_values(["user", "at"]), shape, targets)
