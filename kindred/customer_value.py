"""What a customer will buy and spend, from when and how much they bought: BG/NBD and Gamma-Gamma.

A purchase history is three numbers: `repeats` (days with a purchase after the first one), `last`
(time from the first purchase to the last, 0 without repeats) and `observed` (time from the first
purchase to now). Any unit of time will do; alpha and horizons are in the same one. Fits depend on
the histories and how many customers share each, not on the order in which they come: pass distinct
histories with `counts` to fit a million customers in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEAST_USERS = 30  # customers who came back (or paid) at least; with fewer the estimates wander
SHAPES = 1e-4, 1e3  # where the search for a shape ends: beyond, customers are alike
SCALES = 1e-7, 1e7  # and for alpha and v, in units of the mean observed time and amount


@dataclass(frozen=True)
class PurchaseFit:
    """Four parameters of purchases; NaN where `note` says why there is no fit.

    A customer buys at a rate drawn from a Gamma distribution (shape r, rate alpha, in units of
    time) until leaving, and leaves with a probability drawn from a Beta distribution (a, b) after
    a purchase. `first_may_be_last`: whether one can leave after the first purchase already.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    users_count: int
    first_may_be_last: bool = False
    note: str | None = None


@dataclass(frozen=True)
class SpendFit:
    """Three parameters of amounts per purchase; NaN where `note` says why there is no fit.

    A purchase's amount is Gamma distributed (shape p) about the customer's own mean, whose rate is
    Gamma distributed over the customers (shape q, rate v, in money).
    """

    p: float
    q: float
    v: float
    log_likelihood: float
    users_count: int
    note: str | None = None


def fit_purchases(
    repeats, last, observed, counts=None, *, first_may_be_last: bool = False
) -> PurchaseFit:
    """BG/NBD by maximum likelihood, or MBG/NBD where `first_may_be_last`.

    repeats: whole numbers [n]; last, observed: times [n], 0 <= last <= observed; counts: customers
    with that history [n], 1 each by default. With fewer than 30 customers who came back
    there is no fit, and a note.

    Raises ValueError when lengths differ, a value is negative or not finite, or last > observed.

    Source: Fader, Hardie and Lee (2005), "Counting your customers the easy way: an alternative to
    the Pareto/NBD model"; for MBG/NBD Batislam, Denizel and Filiztekin (2007), "Empirical
    validation and comparison of models for customer base analysis".
    """
    repeats, last, observed, counts = _histories(repeats, last, observed, counts)
    users_count = int(counts.sum())
    missing = LEAST_USERS - int(counts[repeats > 0].sum())
    if missing > 0:
        note = f"no fit: fewer than {LEAST_USERS} users bought on two different days"
        return PurchaseFit(*[np.nan] * 5, users_count, first_may_be_last, note)
    unit = (counts * observed).sum() / users_count
    histories = repeats, last / unit, observed / unit, counts
    (r, alpha, a, b), value = _maximised(
        lambda parameters: _purchase_likelihood(parameters, *histories, first_may_be_last),
        [SHAPES, SCALES, SHAPES, SHAPES],
    )
    # a likelihood of times carries their unit, once for each repeat
    value -= (counts * repeats).sum() * np.log(unit)
    return PurchaseFit(r, alpha * unit, a, b, value, users_count, first_may_be_last)


def alive_probability(fit: PurchaseFit, repeats, last, observed) -> np.ndarray:
    """The probability [n] that a customer has not left. BG/NBD has 1 for those who bought once.

    Source: as for `fit_purchases`; Fader, Hardie and Lee (2008), "Computing P(alive) using the
    BG/NBD model".
    """
    from scipy.special import expit

    repeats, last, observed, _ = _histories(repeats, last, observed, None)
    chances = repeats + fit.first_may_be_last
    logs = np.log(fit.alpha + observed) - np.log(fit.alpha + last)
    with np.errstate(divide="ignore"):
        odds = np.log(fit.a) - np.log(np.where(chances > 0, fit.b + chances - 1, np.inf))
    return expit(-(odds + (fit.r + repeats) * logs))


def expected_purchases(fit: PurchaseFit, repeats, last, observed, horizon: float) -> np.ndarray:
    """The expected days with a purchase [n] within `horizon` from now on, NaN without a fit.

    Raises ValueError as `fit_purchases`, and for a horizon below zero.

    Source: Fader, Hardie and Lee (2005), equation 10.
    """
    from scipy.special import hyp2f1

    if not horizon >= 0:
        raise ValueError(f"horizon must be zero or more, not {horizon!r}.")
    repeats, last, observed, _ = _histories(repeats, last, observed, None)
    # at a = 1 the formula is 0/0; a hair beside it, it is right to seven digits
    a = fit.a if abs(fit.a - 1) > 1e-7 else 1 + 1e-7
    c = a + fit.b + repeats + fit.first_may_be_last - 1
    share = horizon / (fit.alpha + observed + horizon)
    # both orders are Euler's transformation of each other; this one's powers do not overflow
    less, more = np.minimum(a - 1, fit.r + repeats), np.maximum(a - 1, fit.r + repeats)
    if_alive = c / (a - 1) * (1 - (1 - share) ** less * hyp2f1(less, c - more, c, share))
    return alive_probability(fit, repeats, last, observed) * if_alive


def fit_spend(purchases, amounts, counts=None) -> SpendFit:
    """Gamma-Gamma by maximum likelihood.

    purchases: whole numbers from 1 [n]; amounts: mean amount of those purchases, above 0 [n];
    counts: customers with both in common [n], 1 each by default. With fewer than 30 customers
    there is no fit, and a note.

    Raises ValueError when lengths differ, a value is not finite, a number of purchases is below 1,
    or an amount is not above 0.

    Source: Fader and Hardie (2013), "The Gamma-Gamma model of monetary value".
    """
    purchases, amounts, counts = _spends(purchases, amounts, counts)
    users_count = int(counts.sum())
    if users_count < LEAST_USERS:
        note = f"no fit: fewer than {LEAST_USERS} users with a known amount"
        return SpendFit(*[np.nan] * 4, users_count, note)
    unit = np.exp((counts * np.log(amounts)).sum() / users_count)
    (p, q, v), value = _maximised(
        lambda parameters: _spend_likelihood(parameters, purchases, amounts / unit, counts),
        [SHAPES, SHAPES, SCALES],
    )
    value -= users_count * np.log(unit)
    return SpendFit(p, q, v * unit, value, users_count)


def expected_amount(fit: SpendFit, purchases, amounts) -> np.ndarray:
    """The expected amount of a customer's next purchase [n]: between their own mean and all's.

    Of a customer with 0 purchases it is the mean over all (infinite where q <= 1), whatever stands
    in `amounts`. Source: Fader and Hardie (2013), equation 7.
    """
    purchases = np.asarray(purchases, dtype=np.float64)
    paid = np.where(purchases > 0, purchases * np.asarray(amounts, dtype=np.float64), 0.0)
    weight = fit.p * purchases + fit.q - 1
    with np.errstate(divide="ignore"):
        return np.where(weight > 0, fit.p * (fit.v + paid) / np.abs(weight), np.inf)


def distinct_rows(*columns) -> tuple[np.ndarray, ...]:
    """The distinct rows of columns [n], each column float64 and sorted, and last their counts."""
    rows, counts = np.unique(np.column_stack(columns), axis=0, return_counts=True)
    return *rows.T, counts


def _histories(repeats, last, observed, counts):
    repeats, last, observed, counts = _columns(repeats, last, observed, counts)
    if np.any(repeats < 0) or np.any(last < 0) or np.any(last > observed):
        raise ValueError("A history needs repeats >= 0 and 0 <= last <= observed.")
    return repeats, last, observed, counts


def _spends(purchases, amounts, counts):
    purchases, amounts, counts = _columns(purchases, amounts, counts)
    if np.any(purchases < 1) or np.any(amounts <= 0):
        raise ValueError("Amounts must be above 0, and come from at least 1 purchase.")
    return purchases, amounts, counts


def _columns(*columns):
    """The columns as float64 [n]; the last one, the counts, may be None."""
    counts = np.ones(np.shape(columns[0])) if columns[-1] is None else columns[-1]
    arrays = [np.asarray(column, dtype=np.float64) for column in (*columns[:-1], counts)]
    if any(array.ndim != 1 or array.shape != arrays[0].shape for array in arrays):
        raise ValueError("All columns must be one-dimensional and of one length.")
    if not all(np.all(np.isfinite(array)) for array in arrays) or np.any(arrays[-1] < 0):
        raise ValueError("All values must be finite, and counts not negative.")
    return arrays


def _maximised(likelihood, bounds) -> tuple[np.ndarray, float]:
    """Where a log-likelihood of positive parameters is largest, and how large it is there.

    likelihood: parameters -> value, gradient; bounds: smallest and largest of each parameter.
    The search goes by logarithms, from 1 for each.
    """
    from scipy.optimize import minimize

    scale = abs(likelihood(np.ones(len(bounds)))[0]) or 1.0

    def loss(logs):
        value, gradient = likelihood(np.exp(logs))
        return -value / scale, -gradient * np.exp(logs) / scale

    found = minimize(
        loss,
        np.zeros(len(bounds)),
        jac=True,
        method="L-BFGS-B",
        bounds=np.log(bounds),
        options={"maxiter": 1000, "ftol": 1e-15, "gtol": 1e-10},
    )
    return np.exp(found.x), -found.fun * scale


def _purchase_likelihood(parameters, repeats, last, observed, counts, first_may_be_last):
    """The log-likelihood of the histories and its gradient by (r, alpha, a, b)."""
    from scipy.special import betaln, digamma, expit, gammaln

    r, alpha, a, b = parameters
    numbers, of_number = np.unique(repeats, return_inverse=True)
    customers = np.bincount(of_number, counts)
    chances = numbers + first_may_be_last  # to leave, before now
    to_leave = np.where(chances > 0, b + chances - 1, np.inf)
    by_number = (
        gammaln(r + numbers) - gammaln(r) + r * np.log(alpha) + betaln(a, b + chances)
    ) - betaln(a, b)

    until_now, until_last = np.log(alpha + observed), np.log(alpha + last)
    odds = (np.log(a) - np.log(to_leave))[of_number] + (r + repeats) * (until_now - until_last)
    gone = counts * expit(odds)
    value = (customers * by_number).sum() + (
        counts * (np.logaddexp(0, odds) - (r + repeats) * until_now)
    ).sum()

    gone_by_number = np.bincount(of_number, gone)
    both, either = digamma(a + b) - digamma(a + b + chances), digamma(b + chances) - digamma(b)
    gradient = (
        (customers * (digamma(r + numbers) - digamma(r) + np.log(alpha))).sum()
        + (gone * (until_now - until_last) - counts * until_now).sum(),
        customers.sum() * r / alpha
        - ((r + repeats) * ((counts - gone) / (alpha + observed) + gone / (alpha + last))).sum(),
        (customers * both + gone_by_number / a).sum(),
        (customers * (both + either) - gone_by_number / to_leave).sum(),
    )
    return value, np.array(gradient)


def _spend_likelihood(parameters, purchases, amounts, counts):
    """The log-likelihood of the mean amounts and its gradient by (p, q, v)."""
    from scipy.special import digamma, gammaln

    p, q, v = parameters
    numbers, of_number = np.unique(purchases, return_inverse=True)
    customers = np.bincount(of_number, counts)
    shapes = p * numbers
    paid = purchases * amounts
    log_total, log_paid = np.log(v + paid), np.log(paid)
    by_number = gammaln(shapes + q) - gammaln(shapes) - gammaln(q) + q * np.log(v)
    by_customer = p * purchases * (log_paid - log_total) - q * log_total - np.log(amounts)
    value = (customers * by_number).sum() + (counts * by_customer).sum()
    gradient = (
        (customers * numbers * (digamma(shapes + q) - digamma(shapes))).sum()
        + (counts * purchases * (log_paid - log_total)).sum(),
        (customers * (digamma(shapes + q) - digamma(q) + np.log(v))).sum()
        - (counts * log_total).sum(),
        (counts * (q / v - (p * purchases + q) / (v + paid))).sum(),
    )
    return value, np.array(gradient)
