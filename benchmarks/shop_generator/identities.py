"""Who people are to the shop: user and visitor ids, devices, login, and the users table."""

import numpy as np
import pandas as pd

from .sampling import named
from .visits import DAY_SECONDS, FIRST_MOMENT
from .vocabulary import COUNTRIES, FIRST_NAMES, LAST_NAMES, MAIL_DOMAINS, USER_AGENTS

BROWSES_BEFORE_LOGIN_SHARE = 0.45
BEFORE_LOGIN_MAX_SHARE = 0.3
SECOND_DEVICE_SHARE = 0.2
SHARED_DEVICES_COUNT = 12
SILENT_USERS_COUNT = 40
UNREGISTERED_USERS_COUNT = 10
NEEDS_LOGIN = ("purchase", "refund", "rating", "wishlist")


def name_people(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Adds user_id (users alone), two visitor ids, the user agent, and the country."""
    count = len(people)
    numbers = rng.permutation(2 * count) + 1
    people = people.assign(
        user_id=np.where(people["is_user"], named("u", np.arange(1, count + 1), 5), None),
        visitor_id=named("v", numbers[:count], 5),
        second_visitor_id=named("v", numbers[count:], 5),
        has_second_device=rng.random(count) < SECOND_DEVICE_SHARE,
        country=rng.choice(list(COUNTRIES), count, p=list(COUNTRIES.values())),
    )
    people["user_agent"] = np.array(USER_AGENTS, dtype=object)[
        rng.integers(0, len(USER_AGENTS), count)
    ]
    pairs = rng.permutation(np.flatnonzero(people["is_user"]))[: 2 * SHARED_DEVICES_COUNT]
    lenders, borrowers = pairs[:SHARED_DEVICES_COUNT], pairs[SHARED_DEVICES_COUNT:]
    for column in ("visitor_id", "user_agent"):
        people.loc[borrowers, column] = people.loc[lenders, column].to_numpy()
    return people


def name_events(
    rng: np.random.Generator, people: pd.DataFrame, items: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Events by the input contract, by person and time; the user is unknown until the login."""
    person = events["person"].to_numpy()
    of_person = people.iloc[person].reset_index(drop=True)
    sessions_count = int(events["session"].max()) + 1
    on_second = (rng.random(sessions_count) < 0.35)[events["session"]] & (events["session"] >= 0)
    on_second &= of_person["has_second_device"]
    is_known = events["at"].to_numpy() >= login_seconds(rng, events)[person]
    item_ids = np.append(items["item_id"].to_numpy(), None)
    return pd.DataFrame(
        {
            "user_id": of_person["user_id"].where(is_known, None),
            "visitor_id": of_person["visitor_id"].mask(on_second, of_person["second_visitor_id"]),
            "event_at": FIRST_MOMENT + events["at"].to_numpy().astype("timedelta64[s]"),
            "event_type": events["event_type"],
            "item_id": item_ids[events["item"].fillna(-1).astype(int)],
            "order_id": [
                None if np.isnan(order) else f"o{int(order):06d}"
                for order in events["order"].astype(float)
            ],
            "quantity": events["quantity"].astype("Int32"),
            "unit_price": events["unit_price"].astype(float),
            "search_query": events["search_query"],
            "user_agent": of_person["user_agent"],
            "rating": events["rating"].astype(float),
            "attributes": events["attributes"],
        }
    )


def login_seconds(rng: np.random.Generator, events: pd.DataFrame) -> np.ndarray:
    """When each person is logged in: at once, or after some browsing, before anything is bought."""
    counts = events.groupby("person").size()
    needs_login = events["event_type"].isin(NEEDS_LOGIN)
    first_need = events["at"].where(needs_login).groupby(events["person"]).min().fillna(np.inf)
    browses_first = rng.random(len(counts)) < BROWSES_BEFORE_LOGIN_SHARE
    rank = np.floor(
        rng.random(len(counts)) * BEFORE_LOGIN_MAX_SHARE * counts * browses_first
    ).astype(int)
    offsets = np.concatenate([[0], np.cumsum(counts)[:-1]])
    login = np.minimum(events["at"].to_numpy()[offsets + rank], first_need.to_numpy())
    seconds = np.zeros(int(counts.index.max()) + 1)
    seconds[counts.index] = login
    return seconds


def users_table(
    rng: np.random.Generator, people: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """The shop's users: most of those with events, and a few who never came. Times are text."""
    first_known = events.dropna(subset=["user_id"]).groupby("user_id")["event_at"].min()
    users = people[people["is_user"]]
    users = users[users["user_id"].isin(first_known.index)].reset_index(drop=True)
    signed_up_at = first_known.loc[users["user_id"]].to_numpy().astype("datetime64[s]")
    is_old = (users["first_day"] == 0).to_numpy()
    age = rng.integers(DAY_SECONDS, 5 * 365 * DAY_SECONDS, len(users)) * is_old
    listed = pd.DataFrame(
        {
            "user_id": users["user_id"],
            "signed_up_at": signed_up_at - age.astype("timedelta64[s]"),
            "country": users["country"],
        }
    ).drop(index=rng.permutation(len(users))[:UNREGISTERED_USERS_COUNT])
    silent = pd.DataFrame(
        {
            "user_id": named("u", len(people) + np.arange(SILENT_USERS_COUNT), 5),
            "signed_up_at": FIRST_MOMENT
            + rng.integers(0, 300 * DAY_SECONDS, SILENT_USERS_COUNT).astype("timedelta64[s]"),
            "country": rng.choice(list(COUNTRIES), SILENT_USERS_COUNT),
        }
    )
    return add_contact(rng, pd.concat([listed, silent], ignore_index=True))


def add_contact(rng: np.random.Generator, users: pd.DataFrame) -> pd.DataFrame:
    """Adds made-up addresses, consents and attributes, and turns the times into text."""
    count = len(users)
    first = np.array(FIRST_NAMES)[rng.integers(0, len(FIRST_NAMES), count)]
    last = np.array(LAST_NAMES)[rng.integers(0, len(LAST_NAMES), count)]
    domain = np.array(MAIL_DOMAINS)[rng.integers(0, len(MAIL_DOMAINS), count)]
    addresses = zip(first, last, users["user_id"].str[1:], domain, strict=True)
    emails = np.array(
        [f"{one}.{two}.{number}@{host}" for one, two, number, host in addresses], dtype=object
    )
    newsletter = np.where(rng.random(count) < 0.6, "true", "false")
    tier = np.array(["bronze", "silver", "gold"])[rng.integers(0, 3, count)]
    return pd.DataFrame(
        {
            "user_id": users["user_id"],
            "signed_up_at": users["signed_up_at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "country": users["country"],
            "email": np.where(rng.random(count) < 0.95, emails, None),
            "consents": [f'{{"newsletter": {answer}}}' for answer in newsletter],
            "attributes": [f'{{"card_colour": "{name}"}}' for name in tier],
        }
    )
