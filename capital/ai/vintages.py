r"""Booked against economic life on a firm's own stream of investment.

A firm books its servers over ``T_b`` years; suppose that they are obsolete after ``T_e``. A share σ
of investment is short-lived. Each quarter's purchase is a vintage, written off in equal parts, so

.. math:: O_t = \sigma\,[D_t(T_e) - D_t(T_b)],\qquad
          K_e = K_b - \sigma\,[K_t(T_b) - K_t(T_e)],\qquad
          r_{econ} = \frac{s - O}{K_e}.

σ is an interval, so that profit and its rate are. All vintages are booked at one life: firms change
lives for assets in place from a date on, which this leaves out; the booked profit itself is the
firm's own figure.

References
----------
See `capital.theory.chips`.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from capital.errors import DataError
from capital.theory import chips


def unbroken(series: pd.Series) -> pd.Series:
    """Return a series from after its last gap on, without the missing end.

    Parameters
    ----------
    series : pandas.Series

    Returns
    -------
    pandas.Series
        The longest stretch without gaps that reaches the last known number.

    Examples
    --------
    >>> stream = pd.Series([1.0, None, 2.0, 3.0], pd.period_range("2020Q1", periods=4, freq="Q"))
    >>> unbroken(stream).tolist()
    [2.0, 3.0]
    """
    known = series.loc[: series.last_valid_index()]
    gaps = np.flatnonzero(known.isna())
    return known.iloc[gaps[-1] + 1 :] if len(gaps) else known


def quarters(life: float) -> int:
    """Return a life of years in quarters.

    Parameters
    ----------
    life : float
        In years.

    Returns
    -------
    int

    Raises
    ------
    DataError
        If it is not a whole number of quarters.

    Examples
    --------
    >>> quarters(5.5)
    22
    """
    number = 4 * life
    if not 1 <= number < math.inf or number != math.floor(number):
        raise DataError(f"a life of {life} years is no whole number of quarters")
    return int(number)


def overstatement(
    investment: pd.Series, economic_life: float, booked_life: float, share: tuple[float, float]
) -> pd.DataFrame:
    """Return by how much booked profit exceeds economic profit in each quarter.

    Parameters
    ----------
    investment
        Quarterly, on a PeriodIndex without gaps, in money.
    economic_life, booked_life
        In years.
    share
        Interval of the short-lived share of investment.

    Returns
    -------
    pandas.DataFrame
        ``profit`` (O) and ``stock`` (K_b − K_e) per unit of share, each times the ends of the
        interval: ``profit_lower``, ``profit_upper``, ``stock_lower``, ``stock_upper``. Quarters
        before the first vintage has run through the longer life are left out, because older
        purchases are not on record.

    Raises
    ------
    DataError
        If the investment is not by quarters, has gaps, is negative or too short, or the share is
        no interval in [0, 1].

    Examples
    --------
    >>> doubled = pd.Series([8.0] * 4 + [16.0] * 4, pd.period_range("2024Q1", periods=8, freq="Q"))
    >>> overstatement(doubled, 1, 2, (0.5, 1))["profit_upper"].tolist()
    [4.0]
    """
    _check_quarters(investment.index)
    _check(investment, share)
    short, long = quarters(economic_life), quarters(booked_life)
    amounts = [Fraction(amount) for amount in investment]  # exact, so that what cancels is zero
    profit = np.array(chips.overstatement(amounts, short, long), dtype=float)
    books = zip(chips.net_stock(amounts, long), chips.net_stock(amounts, short), strict=True)
    stock = np.array([booked - economic for booked, economic in books], dtype=float)
    complete = slice(max(short, long) - 1, None)
    if not len(profit[complete]):
        raise DataError(
            f"{len(investment)} quarters of investment are fewer than one life of "
            f"{max(economic_life, booked_life)} years",
        )
    ends: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    for name, values in (("profit", profit), ("stock", stock)):
        both = np.outer(values[complete], share)
        ends[f"{name}_lower"], ends[f"{name}_upper"] = both.min(axis=1), both.max(axis=1)
    return pd.DataFrame(ends, index=investment.index[complete])


def _check(investment: pd.Series, share: tuple[float, float]) -> None:
    if not 0 <= share[0] <= share[1] <= 1:
        raise DataError(f"{share} is no interval of shares", mend="give (lower, upper) in [0, 1]")
    if investment.isna().any():
        raise DataError(
            f"investment is missing in {investment.index[investment.isna()][0]}",
            mend="take the stream after its last gap: vintages.unbroken(…)",
        )
    bad = (investment < 0) | (investment == math.inf)
    if bad.any():
        raise DataError(f"investment is {investment[bad].iloc[0]} in {investment.index[bad][0]}")


def _check_quarters(index: pd.Index) -> None:
    if not (isinstance(index, pd.PeriodIndex) and index.freqstr.startswith("Q")):
        raise DataError("the figures are not by quarters", mend="give them a PeriodIndex, freq='Q'")
    jumps = np.flatnonzero(index[1:] != index[:-1] + 1)
    if len(jumps):
        raise DataError(
            f"after {index[jumps[0]]} comes {index[jumps[0] + 1]}",
            mend="put every quarter in order, the unknown ones as missing",
        )


def profit_at_life(
    accounts: pd.DataFrame, economic_life: float, booked_life: float, share: tuple[float, float]
) -> pd.DataFrame:
    """Return profit and rate of profit over the last four quarters at an economic life.

    Parameters
    ----------
    accounts
        Quarterly: ``capex``, ``surplus_value`` and ``capital_stock`` (closing), in money.
    economic_life, booked_life, share
        As in `overstatement`.

    Returns
    -------
    pandas.DataFrame
        For the year that ends in each quarter: ``profit_booked``, ``overstatement_lower/_upper``,
        ``profit_lower/_upper``, ``rate_booked``, ``rate_lower/_upper`` over the stock of four
        quarters before; ``stock_excess_lower/_upper`` is K_b − K_e at the end.

    Raises
    ------
    DataError
        As in `overstatement`, or if the economic life leaves no stock to earn a rate.

    Examples
    --------
    >>> time = pd.period_range("2024Q1", periods=12, freq="Q")
    >>> accounts = pd.DataFrame({"capex": [8.0] * 12}, time)
    >>> accounts = accounts.assign(surplus_value=10.0, capital_stock=60.0)
    >>> profit_at_life(accounts, 1, 2, (1, 1))[["profit_booked", "profit_upper"]].iloc[-1].tolist()
    [40.0, 40.0]
    """
    _check_quarters(accounts.index)
    excess = overstatement(unbroken(accounts["capex"]), economic_life, booked_life, share)
    year = excess[["profit_lower", "profit_upper"]].rolling(4).sum()
    profit = accounts["surplus_value"].rolling(4).sum().reindex(excess.index)
    opening = accounts["capital_stock"].shift(4).reindex(excess.index)
    too_high = excess[["stock_lower", "stock_upper"]].shift(4)
    empty = opening <= too_high["stock_upper"]
    if empty.any():
        raise DataError(
            f"at an economic life of {economic_life} years no stock is left in "
            f"{empty.index[empty][0]}: there is no rate of profit",
            mend="check the share and the booked life, or choose a longer economic life",
        )
    rates = pd.DataFrame(
        {
            end: (profit - year[f"profit_{end}"]) / (opening - too_high[f"stock_{end}"])
            for end in ("lower", "upper")
        }
    )
    table = pd.DataFrame(
        {
            "profit_booked": profit,
            "overstatement_lower": year["profit_lower"],
            "overstatement_upper": year["profit_upper"],
            "profit_lower": profit - year["profit_upper"],
            "profit_upper": profit - year["profit_lower"],
            "rate_booked": profit / opening,
            "rate_lower": rates.min(axis=1, skipna=False),
            "rate_upper": rates.max(axis=1, skipna=False),
            "stock_excess_lower": excess["stock_lower"],
            "stock_excess_upper": excess["stock_upper"],
        }
    )
    return table.dropna(subset=["overstatement_lower"])


def frozen(investment: pd.Series, years: int) -> pd.Series:
    """Return the stream continued at the level of its last four quarters: growth ends.

    Parameters
    ----------
    investment : pandas.Series
        By quarters.
    years : int
        How many to add.

    Returns
    -------
    pandas.Series
        The stream as given, and the mean of its last four quarters in each quarter added.

    Raises
    ------
    DataError
        If it is not by quarters, or four known quarters are not at its end.

    Examples
    --------
    >>> stream = pd.Series([4.0] * 4, pd.period_range("2025Q3", periods=4, freq="Q"))
    >>> frozen(stream, 1).index[-1]
    Period('2027Q2', 'Q-DEC')
    """
    _check_quarters(investment.index)
    if investment.iloc[-4:].count() < 4:
        raise DataError(
            "the last four quarters of investment are not all known",
            mend="leave the missing end out: vintages.unbroken(…)",
        )
    last = investment.index[-1]
    ahead = pd.period_range(last + 1, periods=4 * years, freq=investment.index.freq)
    level = float(investment.iloc[-4:].mean())
    return pd.concat([investment, pd.Series(level, index=ahead, name=investment.name)])


def vanishing_growth(economic_life: float, booked_life: float) -> float:
    """Return the yearly growth of investment at which profit is not overstated.

    Found as the root of the discrete formula, not assumed: it is zero for every pair of lives.

    Parameters
    ----------
    economic_life, booked_life : float
        In years, whole quarters.

    Returns
    -------
    float

    Raises
    ------
    DataError
        If the lives are equal, so that profit is overstated at no growth.

    Examples
    --------
    >>> abs(vanishing_growth(3, 6)) < 1e-9
    True
    """
    short, long = quarters(economic_life), quarters(booked_life)
    if short == long:
        raise DataError(f"at equal lives of {booked_life} years nothing is overstated")

    def excess(growth: float) -> float:
        factor = (1 + growth) ** 0.25
        stream = [factor**t for t in range(max(short, long))]
        return float(chips.overstatement(stream, short, long)[-1])

    return float(brentq(excess, -0.5, 1.0, xtol=1e-13))
