"""Sessions written down as events: one row per thing that somebody did."""

import numpy as np
import pandas as pd

from .visits import DAY_SECONDS, LAST_SECOND
from .vocabulary import CAMPAIGNS, COUPONS

EXPRESS_FEE = 6.9
CAMPAIGN_SHARE = 0.12
UNPRICED_PURCHASE_SHARE = 0.004
RATED_SHARE = 0.22
EVENT_COLUMNS = (
    "person",
    "session",
    "at",
    "event_type",
    "item",
    "order",
    "quantity",
    "unit_price",
    "search_query",
    "rating",
    "attributes",
)


def draw_events(
    rng: np.random.Generator,
    people: pd.DataFrame,
    items: pd.DataFrame,
    sessions: pd.DataFrame,
    views: pd.DataFrame,
    orders: pd.DataFrame,
) -> pd.DataFrame:
    """Everything that people did, by person and time, as long as it happened within the year."""
    lines = order_lines(views, orders, items)
    parts = [
        searches(rng, people, items, sessions, views),
        browsing(rng, views, items),
        purchases(rng, lines),
        express_fees(orders),
        refunds(lines),
        ratings(rng, lines, items),
    ]
    events = pd.concat([part.reindex(columns=EVENT_COLUMNS) for part in parts], ignore_index=True)
    events = events[events["at"] < LAST_SECOND]
    return events.sort_values(["person", "at"], kind="stable", ignore_index=True)


def searches(
    rng: np.random.Generator,
    people: pd.DataFrame,
    items: pd.DataFrame,
    sessions: pd.DataFrame,
    views: pd.DataFrame,
) -> pd.DataFrame:
    """Some sessions open with a search for what is viewed first, in words of its title."""
    first = views[views["position"] == 0].reset_index(drop=True)
    share = people["search_share"].to_numpy()[first["person"]]
    found = first[rng.random(len(first)) < share].reset_index(drop=True)
    titles = items["title"].to_numpy()[found["item"]]
    nouns = items["noun"].to_numpy()[found["item"]]
    styles = rng.integers(0, 4, len(found))
    queries = [
        (title, noun, noun, noun.split()[-1])[style].lower()
        for title, noun, style in zip(titles, nouns, styles, strict=True)
    ]
    started = sessions["started"].to_numpy()[found["session"]]
    return found[["person", "session"]].assign(
        at=started, event_type="search", search_query=queries
    )


def browsing(rng: np.random.Generator, views: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Views, and what follows from them short of an order: wishlist, cart, removal."""
    came_by_campaign = (views["position"] == 0) & (rng.random(len(views)) < CAMPAIGN_SHARE)
    campaign = np.array(CAMPAIGNS, dtype=object)[rng.integers(0, len(CAMPAIGNS), len(views))]
    seen = views.assign(
        event_type="view", quantity=None, attributes=np.where(came_by_campaign, campaign, None)
    )
    wished = views[views["is_wished"]]
    wished = wished.assign(event_type="wishlist", quantity=None, at=wished["at"] + 8)
    carted = views[views["is_in_cart"]]
    carted = carted.assign(event_type="cart", at=carted["at"] + 10)
    carted["unit_price"] = items["price"].to_numpy()[carted["item"]]
    removed = views[views["is_removed"]]
    ends = views.groupby("session")["at"].max().to_numpy()
    removed = removed.assign(event_type="remove_from_cart", at=ends[removed["session"]] + 60)
    return pd.concat([seen, wished, carted, removed], ignore_index=True)


def order_lines(views: pd.DataFrame, orders: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One row per item of an order, at the price that was paid."""
    bought = views.loc[views["is_bought"], ["session", "item", "quantity"]]
    lines = bought.merge(orders, on="session", how="inner", validate="many_to_one")
    lines["unit_price"] = (
        items["price"].to_numpy()[lines["item"]] * (1 - lines["discount"])
    ).round(2)
    return lines.rename(columns={"number": "order"})


def purchases(rng: np.random.Generator, lines: pd.DataFrame) -> pd.DataFrame:
    """The order lines as they were bought; the price of a few went missing."""
    coupons = np.array([f'{{"coupon": "{coupon}"}}' for coupon in COUPONS], dtype=object)
    bought = lines.assign(event_type="purchase")
    bought["attributes"] = np.where(lines["discount"] > 0, coupons[lines["coupon"]], None)
    bought["unit_price"] = lines["unit_price"].mask(
        rng.random(len(lines)) < UNPRICED_PURCHASE_SHARE
    )
    return bought


def express_fees(orders: pd.DataFrame) -> pd.DataFrame:
    """Money without an item: what a few orders paid for express delivery."""
    paid = orders[orders["has_express_fee"]]
    return paid[["person", "session", "at"]].assign(
        event_type="purchase", order=paid["number"], quantity=1, unit_price=EXPRESS_FEE
    )


def refunds(lines: pd.DataFrame) -> pd.DataFrame:
    """Whole orders or their first line come back, with a signed or an unsigned quantity."""
    is_first = ~lines["order"].duplicated()
    back = lines[lines["is_refunded"] & (lines["is_refunded_in_full"] | is_first)]
    sign = np.where(back["refund_is_signed"], -1, 1)
    return back.assign(
        event_type="refund", at=back["refunded_at"], quantity=back["quantity"] * sign, session=-1
    )


def ratings(rng: np.random.Generator, lines: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Stars for some of what was bought: the item's quality, a mood, anger after a refund."""
    rated = lines[rng.random(len(lines)) < RATED_SHARE]
    quality = items["quality"].to_numpy()[rated["item"]]
    stars = np.round(
        4 + quality + rng.normal(0, 0.9, len(rated)) - 1.5 * rated["is_refunded"]
    ).clip(1, 5)
    at = rated["at"] + rng.integers(2 * DAY_SECONDS, 25 * DAY_SECONDS, len(rated))
    return rated[["person", "item"]].assign(event_type="rating", rating=stars, at=at, session=-1)
