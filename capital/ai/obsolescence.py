r"""How long chips last by the market's own verdict: rents, progress and scrapping.

Three lives compete. The *booked* life is the firm's choice. *Physically* a chip wears with heat.
And it is *obsolete* when the rent that new chips force on it no longer covers the cost of running
it. Rents tell the third: with a rent that falls at the rate γ from ``p_0`` and an operating cost
``u_0`` of a chip-hour the chip stands idle after

.. math:: T = \frac{\ln(p_0/u_0)}{\gamma}.

A rent that rises, as in 2026, says that chips are scarce and not that they are young: it lengthens
the life of every vintage at once. What a fall of rents destroys is capital that has not come back
yet, the moral depreciation of the stock; it does not enter the product.

References
----------
Marx, *Capital* I, ch. 8 and 15; III, ch. 6. Salter (1960), *Productivity and Technical Change*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capital import datasets
from capital.errors import DataError, check_choice, unknown
from capital.theory.chips import mean_survival

FAMILIES = {
    "H100": "NVIDIA H100",
    "A100": "NVIDIA A100",
    "V100": "V100",
    "T4": "NVIDIA Tesla T4",
}


@dataclass(frozen=True)
class RentPath:
    """How the rent of a family of chips moved, seller by seller.

    Attributes
    ----------
    family : str
    rate, bse : float
        Growth of ln rent a year, and its standard error.
    lower, upper : float
        95 % interval.
    nobs, sellers : int
    span : str
        First and last date.
    quotes : tuple of str
    """

    family: str
    rate: float
    bse: float
    lower: float
    upper: float
    nobs: int
    sellers: int
    span: str
    quotes: tuple[str, ...]


def rent_path(
    family: str,
    *,
    quotes: Sequence[str] = ("on_demand",),
    start: str = "2017-01-01",
    end: str = "2026-12-31",
    frame: pd.DataFrame | None = None,
) -> RentPath:
    r"""Return the growth of rents within sellers.

    Parameters
    ----------
    family
        ``"H100"``, ``"A100"``, ``"V100"`` or ``"T4"``.
    quotes
        Kinds of quotes of the table `gpu_rents`; their levels may differ, their growth is one.
    start, end
        Dates, both included.
    frame
        Another table with the columns of `gpu_rents`.

    Returns
    -------
    RentPath

    Raises
    ------
    UnknownNameError
        If there is no such family or quote.
    DataError
        If fewer than eight quotes of sellers with two dates are left.

    Notes
    -----
    :math:`\ln p_{it} = \alpha_{i} + g\,t + u_{it}` with an effect α for each chip, seller, region
    and kind of quote, so that a change in who sells does not look like a change of price. Errors
    are clustered on these.

    Examples
    --------
    >>> abs(rent_path("H100", end="2025-12-31").rate) < 0.1
    True
    """
    rents = (datasets.load("gpu_rents") if frame is None else frame).reset_index(drop=True)
    if family not in FAMILIES:
        raise unknown("family of chips", family, FAMILIES)
    for quote in quotes:
        check_choice("kind of quote", quote, rents["quote"].unique())
    dates = pd.to_datetime(rents["date"])
    chosen = (
        rents["chip"].str.contains(FAMILIES[family])
        & rents["quote"].isin(quotes)
        & dates.between(start, end)
    )
    part = rents[chosen].assign(time=(dates - pd.Timestamp("2020-01-01")).dt.days / 365.25)
    keys = part.groupby(["chip", "vendor", "region", "quote", "offer"], dropna=False).ngroup()
    varies = part.groupby(keys)["time"].transform("nunique") > 1
    part, keys = part[varies], keys[varies]
    if len(part) < 8 or keys.nunique() < 2:
        raise DataError(
            f"{len(part)} quotes of {family} by sellers with two dates are too few",
            where="gpu_rents",
            mend="choose other quotes or dates",
        )
    rate, bse = _within_slope(np.log(part["value"].astype(float)), part["time"], keys)
    return RentPath(
        family, rate, bse, rate - 1.96 * bse, rate + 1.96 * bse, len(part), int(keys.nunique()),
        f"{part['date'].min()}–{part['date'].max()}", tuple(quotes),
    )  # fmt: skip


def idle_after(rent: float, operating_cost: float, fall: float) -> float:
    """Return the years until a falling rent no longer covers the cost of running a chip.

    Parameters
    ----------
    rent, operating_cost : float
        Money a chip-hour; energy, staff and space, without wear.
    fall : float
        Yearly fall γ of ln rent; the life has no end where it is not positive.

    Returns
    -------
    float
        Years from now; nought where the cost is above the rent already.

    Raises
    ------
    DataError
        If an amount is not positive.

    Examples
    --------
    >>> round(idle_after(4.0, 0.5, 0.3), 2), idle_after(4.0, 0.5, -0.1)
    (6.93, inf)
    """
    if not (rent > 0 and operating_cost > 0):
        raise DataError("rent and operating cost are positive", where="rent, operating_cost")
    if fall <= 0:
        return math.inf
    return max(0.0, math.log(rent / operating_cost) / fall)


def revaluation(stock: float, *, life: float, growth: float, fall: float, years: float) -> float:
    r"""Return what a change of replacement cost does to a stock of chips.

    Parameters
    ----------
    stock : float
        Net book value of chips, straight-line over `life`.
    life : float
        Booked life in years.
    growth : float
        Growth of investment a year.
    fall : float
        Yearly fall of the price of equal capacity; negative where it rises.
    years : float
        For how long.

    Returns
    -------
    float
        Money; negative where capital is lost, the moral depreciation.

    Raises
    ------
    DataError
        If the stock is negative or a life is not positive.

    Notes
    -----
    What is left of each vintage is worth :math:`e^{-\gamma t}` of its book value; the vintages that
    would have been written off in the meantime count only for what is still on the books, the share
    :math:`\frac{T-t}{T}\,\frac{1-\Lambda(g(T-t))}{1-\Lambda(gT)}` with Λ(x) = (1 − e⁻ˣ)/x.

    Examples
    --------
    >>> round(revaluation(100, life=6, growth=0.0, fall=0.3, years=1), 2)
    -18.0
    """
    if stock < 0 or life <= 0 or years < 0:
        raise DataError("a stock or time is negative", where="stock, life, years")
    left = _still_on_books(life, growth, min(years, life))
    return stock * left * math.expm1(-fall * years)


def _still_on_books(life: float, growth: float, years: float) -> float:
    """Return the share of today's net stock that is still on the books after some years."""
    left = life - years
    if abs(growth) * life < 1e-6:
        return (left / life) ** 2
    return left / life * (1 - mean_survival(growth * left)) / (1 - mean_survival(growth * life))


def _within_slope(y: pd.Series, time: pd.Series, keys: pd.Series) -> tuple[float, float]:
    """Return the slope of y on time within groups, and its clustered standard error."""
    groups = pd.factorize(keys)[0]
    counts = np.bincount(groups)

    def centred(values: np.ndarray) -> np.ndarray:
        return values - (np.bincount(groups, values) / counts)[groups]

    t, v = centred(time.to_numpy(dtype=float)), centred(y.to_numpy(dtype=float))
    slope = float(t @ v / (t @ t))
    scores = np.bincount(groups, t * (v - slope * t))
    n, g = len(v), len(counts)
    factor = g / (g - 1) * (n - 1) / (n - 1 - 1)
    return slope, float(np.sqrt(factor * (scores @ scores)) / (t @ t))
