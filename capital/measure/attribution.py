r"""An exact division of a change among factors that do not simply multiply.

Let r be any function of factors, and let each pass from its value at the start to its value at the
end. What the passage of one factor adds depends on which others have already passed. Shapley's
value is the mean over all orders,

.. math:: C_i = \sum_{S\not\ni i}\frac{|S|!\,(n-|S|-1)!}{n!}\,
          \bigl[r(S\cup i) - r(S)\bigr],

where the factors in S have passed. It adds up to the change exactly, treats factors alike that act
alike, and gives nothing to a factor that does not change. For a product and small changes it agrees
with the logarithmic mean Divisia index, to the third order.

References
----------
Shapley (1953), in *Contributions to the Theory of Games* II. Sun (1998), *Energy Economics* 20.
Ang (2004), *Energy Policy* 32.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from capital import datasets
from capital.errors import DataError, check_choice, unknown
from capital.measure.accounts import check_turnovers
from capital.measure.decompositions import Phases, resolve_phases
from capital.measure.national import SECTORS, us_corporate
from capital.results import latex_table

MOST = 12  # factors: 2^n values of the function are computed
FACTORS = ("exploitation", "composition", "relative_price", "turnover")


@dataclass(frozen=True, eq=False)
class Shapley:
    """The change of a function of factors, and what each contributes.

    Attributes
    ----------
    start, end : number
        Values of the function.
    contributions : mapping of str to number
        By factor; they add up to ``end − start``. Fractions stay fractions.
    """

    start: Any
    end: Any
    contributions: Mapping[str, Any]

    @property
    def change(self) -> Any:
        """End less start."""
        return self.end - self.start

    def to_frame(self) -> pd.DataFrame:
        """Return one row per factor, and one for the change: contribution and share of it."""
        table = pd.Series({**self.contributions, "change": self.change}, dtype=float)
        share = table / table["change"] if table["change"] else table * math.nan
        return pd.DataFrame({"contribution": table, "share": share}).rename_axis("factor")

    def to_latex(self) -> str:
        """Return the contributions in LaTeX (booktabs)."""
        return latex_table(self.to_frame().reset_index())

    def __str__(self) -> str:
        parts = ", ".join(f"{k} {float(x):+.4g}" for k, x in self.contributions.items())
        return f"accounting: {float(self.start):.4g} → {float(self.end):.4g}: {parts}"


def shapley(
    function: Callable[..., Any], start: Mapping[str, Any], end: Mapping[str, Any]
) -> Shapley:
    """Divide the change of a function among its factors, whatever the order of their passage.

    Parameters
    ----------
    function
        Takes the factors by name and returns a number.
    start, end
        Value of each factor; the same names in both.

    Returns
    -------
    Shapley

    Raises
    ------
    UnknownNameError
        If the two do not name the same factors.
    DataError
        If there are none or more than twelve, or the function is not finite on the way.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> before = {"e": F(1), "k": F(3)}
    >>> after = {"e": F(2), "k": F(5)}
    >>> found = shapley(lambda e, k: e / (1 + k), before, after)
    >>> {name: str(part) for name, part in found.contributions.items()}
    {'e': '5/24', 'k': '-1/8'}
    >>> str(found.change)
    '1/12'
    """
    names = list(start)
    for name in {*names} ^ {*end}:
        raise unknown("factor", name, end if name in names else names, where="start and end")
    if not 0 < len(names) <= MOST:
        raise DataError(
            f"{len(names)} factors cannot be divided among",
            mend=f"give one to {MOST}; join some that belong together",
        )
    values = _values(function, names, start, end)
    n, parts = len(names), {}
    for name in names:
        others = [other for other in names if other != name]
        total: Any = 0
        for size in range(n):
            weight = math.factorial(size) * math.factorial(n - size - 1)
            for chosen in map(frozenset, combinations(others, size)):
                total += weight * (values[chosen | {name}] - values[chosen])
        parts[name] = total / math.factorial(n)
    return Shapley(values[frozenset()], values[frozenset(names)], parts)


def _values(
    function: Callable[..., Any],
    names: list[str],
    start: Mapping[str, Any],
    end: Mapping[str, Any],
) -> dict[frozenset[str], Any]:
    """Return the function for every set of factors that have passed."""
    values = {}
    for size in range(len(names) + 1):
        for passed in map(frozenset, combinations(names, size)):
            value = function(**{n: end[n] if n in passed else start[n] for n in names})
            if not math.isfinite(value):
                after = ", ".join(sorted(passed)) or "none of the factors"
                raise DataError(
                    f"the function is {value} once {after} has passed",
                    mend="choose ends between which it is finite in every order",
                )
            values[passed] = value
    return values


def shapley_by_phase(
    function: Callable[..., Any], frame: pd.DataFrame, *, phases: Phases | None = None
) -> pd.DataFrame:
    """Divide the change of a function among its factors over each phase.

    Parameters
    ----------
    function
        Takes the columns of the frame by name and returns a number.
    frame
        One row per period on a PeriodIndex, one column per factor.
    phases
        As in `log_decomposition`.

    Returns
    -------
    pandas.DataFrame
        One row per phase: ``change`` and one column per factor, which add up to it.

    Raises
    ------
    UnknownNameError, DataError
        As `shapley`; a period that is not there, or a factor missing at an end of a phase.

    Examples
    --------
    >>> frame = profit_rate_factors("nonfinancial", turnovers=5)
    >>> found = shapley_by_phase(profit_rate, frame, phases=[1948, 1982, 2007])
    >>> bool((found["change"] - found.drop(columns="change").sum(axis=1)).abs().max() < 1e-15)
    True
    """
    rows = {}
    for name, (start, end) in resolve_phases(frame.index, phases).items():
        ends = frame.loc[[start, end]]
        if ends.isna().to_numpy().any():
            column = ends.isna().any().idxmax()
            raise DataError(f"{column} is missing at an end of the phase {name}")
        found = shapley(function, ends.iloc[0].to_dict(), ends.iloc[1].to_dict())
        rows[name] = {"change": found.change, **found.contributions}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("phase")


def log_mean_divisia(start: Mapping[str, float], end: Mapping[str, float]) -> Shapley:
    r"""Divide the change of a product among its factors by the logarithmic mean.

    Parameters
    ----------
    start, end
        Positive factors whose product is divided.

    Returns
    -------
    Shapley
        In the same form, with contributions :math:`L(r_1, r_0)\,\ln(f_{i1}/f_{i0})` and the
        logarithmic mean :math:`L(a, b) = (a-b)/\ln(a/b)`.

    Raises
    ------
    UnknownNameError
        If the two do not name the same factors.
    DataError
        If a factor is not positive.

    Examples
    --------
    >>> found = log_mean_divisia({"a": 1.0, "b": 2.0}, {"a": 2.0, "b": 1.0})
    >>> found.contributions["a"] + found.contributions["b"]
    0.0
    """
    for name in {*start} ^ {*end}:
        raise unknown("factor", name, end if name in start else start, where="start and end")
    if not all(0 < x < math.inf for x in (*start.values(), *end.values())):
        raise DataError("a factor is not positive: no logarithm", mend="use shapley()")
    before, after = math.prod(start.values()), math.prod(end.values())
    mean = _log_mean(before, after)
    parts = {name: mean * math.log(end[name] / start[name]) for name in start}
    return Shapley(before, after, parts)


def _log_mean(a: float, b: float) -> float:
    """Return (b − a)/ln(b/a), without loss of digits where the two are close."""
    growth = (b - a) / a
    if not growth:
        return a
    return (b - a) / (math.log1p(growth) if abs(growth) < 0.5 else math.log(b / a))


def profit_rate(exploitation: Any, composition: Any, relative_price: Any, turnover: Any) -> Any:
    r"""Return the rate of profit on fixed and variable capital advanced.

    Parameters
    ----------
    exploitation, composition, relative_price, turnover : number or array
        e, ϰ, p and n of the formula.

    Returns
    -------
    number or array

    Notes
    -----
    .. math:: r = \frac{s}{K + v/n} = \frac{e}{\varkappa\,p + 1/n}

    with e = s/v, the composition ϰ of fixed capital and wages at the prices of a base year, the
    price p of capital goods over output (base year: 1) and n turnovers of v a year.

    Examples
    --------
    >>> profit_rate(exploitation=1, composition=4, relative_price=1, turnover=1)
    0.2
    """
    return exploitation / (composition * relative_price + 1 / turnover)


def profit_rate_factors(
    sector: str = "nonfinancial", *, turnovers: float | pd.Series, base: int = 2017
) -> pd.DataFrame:
    """Return the factors of `profit_rate` for US corporate business.

    Parameters
    ----------
    sector
        ``"nonfinancial"`` or ``"corporate"``.
    turnovers
        Turnovers of variable capital a year: they are not observed, so a number or a series of the
        user's own; ``math.inf`` for wages that are not advanced.
    base
        Year in which the price of capital goods over that of GDP is one.

    Returns
    -------
    pandas.DataFrame
        ``exploitation``, ``composition``, ``relative_price`` and ``turnover`` by year. The price of
        capital goods is the net stock at current cost over its quantity index.

    Raises
    ------
    UnknownNameError
        If there is no such sector.
    DataError
        If the turnovers have no meaning or the base has no price.

    Examples
    --------
    >>> factors = profit_rate_factors(turnovers=6)
    >>> list(factors)
    ['exploitation', 'composition', 'relative_price', 'turnover']
    """
    check_choice("sector", sector, SECTORS)
    account = us_corporate(sector)
    assets = datasets.load("us_fixed_assets", sector=sector)
    price = assets["net_stock_current_cost"] / assets["net_stock_quantity_index"]
    opening = pd.Series(price.to_numpy(), price.index + 1)  # the stock is that of the year before
    relative = (opening / datasets.load("us_labour_prices")["gdp_deflator"]).dropna()
    year = pd.Period(str(base), freq="Y")
    if year not in relative.index:
        raise DataError(f"there is no price for the base {base}", mend="choose a year of the table")
    relative = relative / relative[year]
    nominal = account.frame["capital_stock"] / account.frame["variable_capital"]
    frame = pd.DataFrame(
        {
            "exploitation": account.frame["rate_of_surplus_value"],
            "composition": nominal / relative,
            "relative_price": relative,
        }
    ).dropna()
    if isinstance(turnovers, pd.Series):
        for value in turnovers.dropna():
            check_turnovers(float(value))
        return frame.assign(turnover=turnovers.reindex(frame.index))
    if turnovers != math.inf:
        check_turnovers(turnovers)
    return frame.assign(turnover=float(turnovers))
