r"""Stocks of fixed capital from investment: the perpetual inventory.

A stock is the investment of the past, less what has worn off or been thrown away,

.. math:: K_t = \sum_{j\ge 0} w(j)\,I_{t-j},

with weights w that fall with age. They are geometric (a constant share of what is left wears off:
net stock), straight-line (an equal share of cost each period up to the end of life: net stock) or
one-hoss-shay (whole up to the end of life: gross stock). Adding up what was paid gives the stock at
historical cost; adding up investment at constant prices, and valuing the sum at the prices of each
period, the stock at current cost. With geometric weights the latter is Shaikh's generalised
perpetual inventory,

.. math:: K_t = I_t + (1-d_t)\,\frac{p_t}{p_{t-1}}\,K_{t-1} .

References
----------
Shaikh (2016), *Capitalism*, ch. 6 and appendix 6.5. OECD (2009), *Measuring Capital*.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capital.errors import DataError, check_choice

METHODS = ("geometric", "straight-line", "one-hoss-shay")
Array = NDArray[np.float64]


def perpetual_inventory(
    investment: pd.Series,
    *,
    life: float | None = None,
    rate: float | pd.Series | None = None,
    method: str = "geometric",
    prices: pd.Series | None = None,
    initial: float | None = None,
    initial_rate: float | None = None,
    in_service: float = 0.0,
) -> pd.DataFrame:
    r"""Return stocks at the end of each period from investment.

    Parameters
    ----------
    investment
        Gross investment of each period at its own prices, shape (T,), on a PeriodIndex without
        gaps.
    life
        Periods of service, for straight-line and one-hoss-shay.
    rate
        Rate of depreciation a period, between 0 and 1, for geometric: a number, or a series over
        the same periods. A rate of *retirement* in its place makes the result a gross stock.
    method
        ``"geometric"``, ``"straight-line"`` or ``"one-hoss-shay"``.
    prices
        Price index of capital goods over the same periods, and over the period before the first
        where `initial` is given.
    initial
        Stock at the end of the period before the first, net and gross alike, at that period's
        prices. Without it the stock starts at nothing, and is whole only once a life has passed.
    initial_rate
        Rate at which the initial stock wears off, in equal proportion; `rate`, where that is given.
    in_service
        Share of the period of purchase in which an asset is already in use: 0 (bought at its end),
        0.5 (half-year rule) or 1 (bought at its beginning).

    Returns
    -------
    pandas.DataFrame
        ``net_stock``, ``depreciation`` and, unless geometric, ``gross_stock`` and ``retirement``.
        With `prices` each stands at ``…_current_cost``, ``…_constant_prices`` (of the base of the
        index, as a ratio to it) and ``…_historical_cost``; the last is missing where `initial` is
        given, because what the initial stock once cost is not known.

    Raises
    ------
    DataError
        If life and rate do not fit the method, a series has a gap or does not fit the other, or a
        number has no meaning.

    Notes
    -----
    Depreciation (retirement) is investment less the growth of the net (gross) stock, at constant
    prices; at current cost it is valued at the prices of the period, so that the stock also grows
    by its revaluation. A one-hoss-shay stock keeps its efficiency, so that net and gross are one.

    Examples
    --------
    >>> years = pd.period_range("2001", periods=3, freq="Y")
    >>> capex = pd.Series([150.0, 230.0, 400.0], years)
    >>> made = perpetual_inventory(capex, life=6, method="straight-line", in_service=1)
    >>> made["depreciation"].round(4).tolist()
    [25.0, 63.3333, 130.0]
    """
    check_choice("method", method, METHODS)
    _check_flow(investment, in_service)
    flow = investment.to_numpy(float)
    builders = _builders(method, life, rate, in_service, investment.index)
    start, wear = _initial(initial, initial_rate, rate, investment.index)
    if prices is None:
        stocks = {"": _stocks(flow, builders, start, wear)}
        return _frame(stocks, investment.index)
    index, before = _prices(prices, investment.index, start is not None)
    real = _stocks(flow / index, builders, None if start is None else start / before, wear)
    current = {name: values * index for name, values in real.items()}
    stocks = {"_current_cost": current, "_constant_prices": real}
    if start is None:
        stocks["_historical_cost"] = _stocks(flow, builders, None, wear)
    return _frame(stocks, investment.index)


Builder = Callable[[Array], Array]


def _builders(
    method: str, life: float | None, rate: float | pd.Series | None, used: float, index: pd.Index
) -> dict[str, Builder]:
    """Return how each stock follows from a flow, by the method."""
    if method == "geometric":
        if rate is None or life is not None:
            raise DataError(
                "a geometric stock has a rate and no life",
                where="perpetual_inventory",
                mend="give rate=, or choose method='straight-line' for a life",
            )
        rates = _rates(rate, index)
        return {"net": lambda flow: _recursion(flow, rates, used)}
    if life is None or rate is not None:
        raise DataError(
            f"a {method} stock has a life and no rate",
            where="perpetual_inventory",
            mend="give life=, or choose method='geometric' for a rate",
        )
    if not 0 < life < math.inf:
        raise DataError(f"a life of {life} periods has no meaning", mend="give a positive number")
    age = np.arange(len(index)) + used
    whole = (age < life).astype(float)
    left = np.clip(1 - age / life, 0, None) if method == "straight-line" else whole
    return {
        "net": lambda flow: np.convolve(flow, left)[: len(flow)],
        "gross": lambda flow: np.convolve(flow, whole)[: len(flow)],
    }


def _recursion(flow: Array, rates: Array, used: float) -> Array:
    stock, level = np.empty_like(flow), 0.0
    for t, (bought, rate) in enumerate(zip(flow, rates, strict=True)):
        level = bought * (1 - used * rate) + (1 - rate) * level
        stock[t] = level
    return stock


def _stocks(
    flow: Array, builders: dict[str, Builder], start: float | None, wear: Array
) -> dict[str, Array]:
    """Return stocks and what leaves them, from a flow at one price."""
    left = (start or 0.0) * np.cumprod(1 - wear)
    found: dict[str, Array] = {}
    for kind, build in builders.items():
        stock = build(flow) + left
        before = np.concatenate([[start or 0.0], stock[:-1]])
        found[f"{kind}_stock"] = stock
        found["depreciation" if kind == "net" else "retirement"] = flow - (stock - before)
    return found


def _frame(stocks: dict[str, dict[str, Array]], index: pd.Index) -> pd.DataFrame:
    columns = {
        name + basis: values for basis, found in stocks.items() for name, values in found.items()
    }
    return pd.DataFrame(columns, index=index)


# Checks


def _check_flow(investment: pd.Series, in_service: float) -> None:
    _check_series(investment, "investment")
    if (investment < 0).any():
        period = investment.index[investment < 0][0]
        raise DataError(
            f"investment is negative in {period}",
            mend="give gross investment, without sales of old assets",
        )
    if not 0 <= in_service <= 1:
        raise DataError(
            f"in_service is {in_service}", mend="give a share of the first period, 0, 0.5 or 1"
        )


def _check_series(series: pd.Series, name: str) -> None:
    """Refuse what is no series on periods without gaps, in order, and finite."""
    if not isinstance(series, pd.Series) or not isinstance(series.index, pd.PeriodIndex):
        raise DataError(f"the {name} is no series on a PeriodIndex", mend="use pd.period_range")
    if series.empty:
        raise DataError(f"the {name} has no value", mend="give at least one period")
    whole = pd.period_range(series.index[0], periods=len(series), freq=series.index.freq)
    if not series.index.equals(whole):
        period = whole[int((series.index != whole).argmax())]
        raise DataError(
            f"the {name} has a gap or is out of order at {period}", mend="give every period once"
        )
    if not np.isfinite(series.to_numpy(float)).all():
        period = series.index[~np.isfinite(series.to_numpy(float))][0]
        raise DataError(f"the {name} is not finite in {period}", mend="choose a full sample")


def _rates(rate: float | pd.Series, index: pd.Index) -> Array:
    if isinstance(rate, pd.Series):
        missing = index.difference(rate.dropna().index)
        if len(missing):
            raise DataError(f"the rate is missing in {missing[0]}", mend="give it for each period")
        rates = rate.reindex(index).to_numpy(float)
    else:
        rates = np.full(len(index), float(rate))
    if not ((rates >= 0) & (rates <= 1)).all():
        raise DataError("a rate of depreciation lies between 0 and 1", mend="give a fraction")
    return rates


def _initial(
    initial: float | None,
    initial_rate: float | None,
    rate: float | pd.Series | None,
    index: pd.Index,
) -> tuple[float | None, Array]:
    """Return the initial stock and the rates at which it wears off, shape (T,)."""
    if initial is None:
        if initial_rate is not None:
            raise DataError("an initial rate without an initial stock", mend="give initial= too")
        return None, np.zeros(len(index))
    if not 0 <= initial < math.inf:
        raise DataError(f"an initial stock of {initial} has no meaning", mend="give a stock ≥ 0")
    wear = rate if initial_rate is None else initial_rate
    if wear is None:
        raise DataError(
            "how fast the initial stock wears off is not said",
            mend="give initial_rate=, a share of it a period",
        )
    return float(initial), _rates(wear, index)


def _prices(prices: pd.Series, index: pd.PeriodIndex, before: bool) -> tuple[Array, float]:
    """Return the prices over the periods of investment, and that of the period before."""
    _check_series(prices, "price index")
    needed = index.union([index[0] - 1]) if before else index
    missing = needed.difference(prices.index)
    if len(missing):
        raise DataError(
            f"there is no price for {missing[0]}",
            where="perpetual_inventory",
            mend="give prices for every period of investment"
            + (", and for the one before: the initial stock is at its prices" if before else ""),
        )
    values = prices.reindex(needed).to_numpy(float)
    if (values <= 0).any():
        raise DataError("a price is not positive", mend="give an index above zero")
    return (values[1:], float(values[0])) if before else (values, math.nan)
