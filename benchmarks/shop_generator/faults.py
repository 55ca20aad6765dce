"""Faults in known numbers: broken rows, repeated rows, robots. No row has more than one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .sampling import named
from .visits import FIRST_MOMENT, LAST_SECOND
from .vocabulary import ROBOT_USER_AGENTS

ROBOT_VIEWS_COUNT = 150
BUSY_DAYS_COUNT = 2
BUSY_DAY_VIEWS_COUNT = 600
BROWSING = ("view", "search", "cart")


@dataclass(frozen=True)
class Fault:
    """Copies of so many sound rows (of one event type), broken by new values or a turned sign."""

    reason: str
    rows_count: int
    changes: dict[str, Any]
    event_type: str | None = None
    negated: str | None = None


EVENT_FAULTS = (
    Fault("missing_user", 25, {"user_id": None, "visitor_id": None}, "view"),
    Fault("missing_time", 12, {"event_at": pd.NaT}, "view"),
    Fault("future_time", 1, {"event_at": pd.Timestamp("2099-06-01 12:00:00")}, "view"),
    Fault("unknown_event_type", 40, {"event_type": "hover"}, "view"),
    Fault("missing_item", 15, {"item_id": None}, "cart"),
    Fault("invalid_quantity", 9, {"quantity": 0}, "purchase"),
    Fault("invalid_quantity", 9, {}, "purchase", negated="quantity"),
    Fault("invalid_price", 14, {}, "purchase", negated="unit_price"),
    Fault("invalid_rating", 6, {"rating": 0.0}, "rating"),
    Fault("invalid_rating", 5, {"rating": 7.0}, "rating"),
)
ITEM_FAULTS = (
    Fault("missing_key", 3, {"item_id": None}),
    Fault("invalid_price", 2, {}, negated="price"),
    Fault("duplicate", 3, {}),
    Fault("conflicting_duplicate", 2, {"title": "Old Title"}),
)
USER_FAULTS = (
    Fault("missing_key", 4, {"user_id": None}),
    Fault("unparsable_time", 3, {"signed_up_at": "yesterday"}),
    Fault("duplicate", 5, {}),
    Fault("conflicting_duplicate", 2, {"country": "SE"}),
)
REVIEW_FAULTS = (
    Fault("missing_key", 4, {"review_id": None}),
    Fault("missing_user", 3, {"user_id": None}),
    Fault("missing_time", 2, {"reviewed_at": None}),
    Fault("unparsable_time", 5, {"reviewed_at": "2025-13-45"}),
    Fault("invalid_rating", 4, {"rating": 11.0}),
    Fault("duplicate", 6, {}),
    Fault("conflicting_duplicate", 3, {"rating": 3.0, "title": "Changed my mind"}),
)
EVENT_REPEATS = (
    Fault("duplicate", 120, {}),
    Fault("conflicting_duplicate", 20, {"quantity": 9}, "cart"),
)


def broken_copies(rng: np.random.Generator, sound: pd.DataFrame, fault: Fault) -> pd.DataFrame:
    """Copies of sound rows with the fault in them; their index says where they came from."""
    of_type = sound if fault.event_type is None else sound[sound["event_type"] == fault.event_type]
    if fault.negated is not None:
        of_type = of_type[of_type[fault.negated].notna()]
    places = np.sort(rng.permutation(len(of_type))[: fault.rows_count])
    copies = of_type.iloc[places].assign(**fault.changes)
    if fault.negated is not None:
        copies[fault.negated] = -copies[fault.negated]
    return copies


def add_faults(
    rng: np.random.Generator,
    table: pd.DataFrame,
    key: str,
    prefix: str,
    width: int,
    faults: tuple[Fault, ...],
) -> pd.DataFrame:
    """A catalogue table with its broken rows at the end; only repeats keep their row's key."""
    untouched, parts = table, [table]
    next_number = table[key].str[1:].astype(int).max() + 1
    for fault in faults:
        copies = broken_copies(rng, untouched, fault)
        untouched = untouched.drop(index=copies.index)
        if key not in fault.changes and not fault.reason.endswith("duplicate"):
            copies[key] = named(prefix, np.arange(next_number, next_number + len(copies)), width)
            next_number += len(copies)
        parts.append(copies)
    return pd.concat(parts, ignore_index=True)


def add_event_faults(
    rng: np.random.Generator, events: pd.DataFrame, items: pd.DataFrame
) -> tuple[pd.DataFrame, int]:
    """Events with ids and all that is wrong with them, in order; and the number of robot rows."""
    events = events.assign(is_robot=False, is_sound=True)
    events = pd.concat(
        [events, robot_views(rng, items), busy_days(rng, events, items)], ignore_index=True
    )
    events["is_robot"] |= is_on_busy_day(events)
    sound = events[~events["is_robot"] & events["user_id"].notna()]
    broken = [broken_copies(rng, sound, fault).assign(is_sound=False) for fault in EVENT_FAULTS]
    events = in_order(pd.concat([events, *broken], ignore_index=True))
    events.insert(0, "event_id", named("e", np.arange(1, len(events) + 1), 6))
    sound = events[events["is_sound"] & ~events["is_robot"]]
    parts = [events]
    for fault in EVENT_REPEATS:
        repeats = broken_copies(rng, sound, fault)
        sound = sound.drop(index=repeats.index)
        parts.append(repeats)
    robots_count = int(events["is_robot"].sum())
    return in_order(pd.concat(parts, ignore_index=True)).drop(
        columns=["is_robot", "is_sound"]
    ), robots_count


def in_order(events: pd.DataFrame) -> pd.DataFrame:
    """By visitor and time, so that a person's rows lie together and the file stays small."""
    return events.sort_values(["visitor_id", "event_at"], kind="stable", ignore_index=True)


def robot_views(rng: np.random.Generator, items: pd.DataFrame) -> pd.DataFrame:
    """Pages read by programs that say so."""
    agent = rng.integers(0, len(ROBOT_USER_AGENTS), ROBOT_VIEWS_COUNT)
    seconds = rng.integers(0, LAST_SECOND, ROBOT_VIEWS_COUNT)
    return pd.DataFrame(
        {
            "visitor_id": np.char.add("v9900", agent.astype(str)).astype(object),
            "event_at": FIRST_MOMENT + seconds.astype("timedelta64[s]"),
            "event_type": "view",
            "item_id": items["item_id"].to_numpy()[rng.integers(0, len(items), ROBOT_VIEWS_COUNT)],
            "user_agent": np.array(ROBOT_USER_AGENTS, dtype=object)[agent],
            "is_robot": True,
            "is_sound": True,
        }
    )


def busy_days(rng: np.random.Generator, events: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Programs that hide: a customer's account reads the whole shop on a day with an order."""
    orders = (
        events[events["event_type"] == "purchase"].drop_duplicates("user_id").reset_index(drop=True)
    )
    chosen = orders.iloc[rng.permutation(len(orders))[:BUSY_DAYS_COUNT]]
    rows = chosen.loc[
        chosen.index.repeat(BUSY_DAY_VIEWS_COUNT), ["user_id", "visitor_id", "user_agent"]
    ]
    days = chosen["event_at"].dt.floor("D").repeat(BUSY_DAY_VIEWS_COUNT)
    return rows.assign(
        event_at=days + pd.to_timedelta(rng.integers(0, 86_400, len(rows)), unit="s"),
        event_type="view",
        item_id=items["item_id"].to_numpy()[rng.integers(0, len(items), len(rows))],
        is_robot=True,
        is_sound=True,
    )


def is_on_busy_day(events: pd.DataFrame) -> pd.Series:
    """Browsing, also the customer's own, of a user-day that has silent robot rows."""
    user_day = events["user_id"] + events["event_at"].dt.strftime(" %Y-%m-%d")
    silent = events["is_robot"] & events["user_id"].notna()
    return user_day.isin(user_day[silent].dropna().unique()) & events["event_type"].isin(BROWSING)


def planted_counts(robots_count: int) -> pd.DataFrame:
    """How many rows of each input are to be rejected, by reason."""
    planned = {
        "events": EVENT_FAULTS + EVENT_REPEATS,
        "items": ITEM_FAULTS,
        "users": USER_FAULTS,
        "reviews": REVIEW_FAULTS,
    }
    rows = [
        (name, fault.reason, fault.rows_count)
        for name, faults in planned.items()
        for fault in faults
    ]
    rows.append(("events", "bot", robots_count))
    counts = pd.DataFrame(rows, columns=["input", "reason", "rows_count"])
    return counts.groupby(["input", "reason"], as_index=False, sort=True)["rows_count"].sum()
