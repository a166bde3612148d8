"""From values to prices on a labelled economy: Marx's step, its repetition, and time.

The functions take an `Economy` and are its methods; the reasoning stands in `transformation`
(steps of one and the same period) and `sequences` (period after period).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from capital.economy import solver
from capital.economy.inputs import Technique
from capital.economy.labelled import dense, frame, need, series, whole
from capital.economy.tables import Prices, value_table
from capital.economy.values import account
from capital.errors import DataError, ModelError, check_choice

if TYPE_CHECKING:
    from capital.economy.economy import Economy
    from capital.economy.sequences import TemporalPath
    from capital.economy.transformation import (
        Equalities,
        Iteration,
        MarxProcedure,
        NewInterpretation,
    )

#: Baskets whose price the steps may keep.
HELD = ("gross_output", "net_output", "surplus_product")


@dataclass(frozen=True)
class TransformationPath:
    """Values, Marx's prices of production, and what they become when inputs are transformed too.

    Attributes
    ----------
    marx : MarxProcedure
        Of whole sectors, in hours: cost prices at values plus the general rate of profit.
    iteration : Iteration
        The same step repeated: unit prices (a frame of steps × goods, row 0 the values), rates
        of profit, and the factor by which a step shrinks, |λ₂/λ₁|.
    equalities : Equalities
        Marx's two equalities at the last prices.
    new : NewInterpretation
        The last prices in the unit in which the net product costs the living labour.
    held : str
        The basket whose price the steps kept.
    """

    marx: MarxProcedure
    iteration: Iteration
    equalities: Equalities
    new: NewInterpretation
    held: str

    def to_frame(self) -> pd.DataFrame:
        """Return value, Marx's price and price of production of a unit of each good."""
        steps = self.iteration.prices
        columns = {"value": 0, "marx": 1, "price_of_production": -1}
        return pd.DataFrame({name: steps.iloc[row] for name, row in columns.items()})


def transformation(
    economy: Economy,
    *,
    hold: str = "gross_output",
    steps: int | None = None,
    capital: str | None = None,
    exact: bool = False,
) -> TransformationPath:
    r"""Return Marx's transformation of values into prices of production, and its iterations.

    Parameters
    ----------
    hold
        What keeps its price: ``"gross_output"`` (total price = total value; Shaikh),
        ``"net_output"``, or ``"surplus_product"`` (total profit = total surplus-value).
    steps
        Number of steps; until prices stand still if left out.
    capital
        ``"circulating"`` leaves stocks, wear, turnover and taxes aside.
    exact
        Rationals, for small systems; needs `steps`.

    Returns
    -------
    TransformationPath
        Marx's own step, the iteration, and which equalities hold where it ends.

    Raises
    ------
    ModelError
        If the economy lacks output or wage basket, or has more than circulating capital.

    Notes
    -----
    With wages advanced, :math:`p_{t+1}=(1+r_t)\,p_tM` from :math:`p_0=\lambda`.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> found = Economy.example("bortkiewicz").transformation(steps=2, exact=True)
    >>> found.marx.rate_of_profit, found.iteration.rates_of_profit.tolist()
    (8/27, [8/27, 28/107, 108/427])
    """
    from capital.economy import transformation as steps_of

    check_choice("basket to hold", hold, HELD)
    given = whole(economy, "the transformation", capital, exact=exact)
    b, Q, A = need(given.b, "wage_basket"), need(given.Q, "output"), dense(given.A)
    valued = solver.valuation(given, solver.Choices("ante", "standard"), exact=exact)
    lam, M = valued.value, A + b[:, None] * given.l
    kept = {"gross_output": Q, "net_output": Q - A @ Q, "surplus_product": Q - M @ Q}[hold]
    c, v, s = (value_table(account(valued), economy.labels).table[name] for name in "cvs")
    path = steps_of.iterate_transformation(M, lam, Q, hold=kept, steps=steps, exact=exact)
    last = path.prices[-1]
    return TransformationPath(
        marx=_marx(steps_of.marx_procedure(c, v, s, exact=exact), economy.labels),
        iteration=_iteration(path, economy.labels),
        equalities=steps_of.equalities(last, lam, Q, M, exact=exact),
        new=steps_of.new_interpretation(last, A, given.l, b, Q, exact=exact),
        held=hold,
    )


def _marx(found: MarxProcedure, labels: pd.Index) -> MarxProcedure:
    """Return Marx's procedure with labels."""
    names = ("cost_prices", "values", "profits", "prices", "deviations")
    named = {name: series(getattr(found, name), labels, name) for name in names}
    return replace(found, **named)


def _iteration(found: Iteration, labels: pd.Index) -> Iteration:
    """Return the steps with labels."""
    rows = pd.RangeIndex(len(found.prices), name="step")
    return replace(
        found,
        prices=frame(found.prices, rows, labels),
        rates_of_profit=series(found.rates_of_profit, rows, "rate_of_profit"),
    )


def sequence(
    economy: Economy,
    periods: int,
    *,
    then: Sequence[Economy] = (),
    melt: Any = None,
    capital: str | None = None,
    exact: bool = False,
) -> TemporalPath:
    """Return prices and values through time, from market prices on (temporal single system).

    Parameters
    ----------
    periods
        How many periods to follow.
    then : sequence of Economy, optional
        The economies of the second period, the third …, with other techniques, wages or outputs;
        the last one stays.
    melt : number or shape (periods + 1,), optional
        Monetary expression of labour time at each date; that of market prices throughout, price of
        the net output over living labour, if left out.
    capital
        ``"circulating"`` leaves stocks, wear, turnover and taxes aside.
    exact
        Rationals, for small systems.

    Returns
    -------
    TemporalPath
        ``prices`` and ``values`` are frames of dates × goods, the rest Series by date.

    Raises
    ------
    ModelError
        If the economy has no market prices, output or wage basket, or more than circulating
        capital; if wages take more than the living labour.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> economy = Economy([["1/2", "1/3"], [0, 0]], ["1/2", "2/3"], wage_basket=[0, "1/2"],
    ...                   output=[200, 300], market_prices=[1, 1])
    >>> economy.sequence(2, exact=True).rates_of_profit.tolist()             # Kliman and McGlone
    [3/7, 11/25]
    """
    path = _path(economy, periods, then, melt, capital, exact)
    dates = pd.RangeIndex(len(path.prices), name="date")
    named: dict[str, Any] = {
        "prices": frame(path.prices, dates, economy.labels),
        "values": frame(path.values, dates[:-1], economy.labels),
        "melt": series(path.melt, dates, "melt"),
        "limit": series(path.limit, economy.labels, "limit"),
    }
    for name, part in vars(path).items():
        if name not in named and np.ndim(part):
            named[name] = series(part, dates[:-1], name)
    return replace(path, **named)


def _path(
    economy: Economy,
    periods: int,
    then: Sequence[Economy],
    melt: Any,
    capital: str | None,
    exact: bool,
) -> TemporalPath:
    """Return the path in bare arrays."""
    from capital.economy.sequences import temporal_sequence

    every = [economy, *then][:periods]
    tables = [whole(item, "a sequence of periods", capital, exact=exact) for item in every]
    for item in every:
        if not item.labels.equals(economy.labels):
            raise DataError("the economies have other goods, or another order", where="then")
    tables += [tables[-1]] * (periods - len(tables))
    start = need(tables[0].m, "market_prices")
    if melt is None:
        melt = _melt(tables[0])
    return temporal_sequence(
        [dense(given.A) for given in tables],
        [given.l for given in tables],
        [need(given.b, "wage_basket") for given in tables],
        [need(given.Q, "output") for given in tables],
        start,
        periods,
        melt=melt,
        exact=exact,
    )


def _melt(given: Technique) -> Any:
    """Return the price of the net output, at market prices, over living labour."""
    Q, market = need(given.Q, "output"), need(given.m, "market_prices")
    return market @ (Q - given.A @ Q) / (given.l @ Q)


def next_prices(
    economy: Economy, *, numeraire: Any, data: dict[str, Any], capital: str | None, exact: bool
) -> Prices:
    """Return the prices at the end of a period that begins with market prices.

    The rate of profit is that of the period, in money; the MELT stays as market prices have it.

    Raises
    ------
    ModelError
        If something else than the wage basket is to settle distribution, or a numéraire is given.
    """
    chosen = [name for name, given in data.items() if given is not None]
    chosen += [] if numeraire is None else ["numeraire"]
    if chosen:
        raise ModelError(
            "in the temporal system market prices are the unit, and the wage basket bought at them"
            " settles distribution",
            where=chosen[0],
            mend=f"leave {chosen[0]} out",
        )
    path = _path(economy, 1, (), None, capital, exact)
    given = economy.arrays(exact=exact)
    market, r, p = need(given.m, "market_prices"), path.rates_of_profit[0], path.prices[1]
    wage = market @ given.b
    spent, wages = market @ given.A, wage * given.l
    advanced = spent + wages
    table = {
        "price": p,
        "inputs": spent,
        "wages": wages,
        "profit": p - advanced,
        "capital_advanced": advanced,
    }
    labour, constant = path.living_labour[0] * path.melt[1], path.constant_capital[0]
    gap = max(abs(p - (1 + r) * advanced) / p)
    return Prices(
        rate_of_profit=r,
        prices=series(p, economy.labels, "price_of_production"),
        wage=wage,
        maximum_rate_of_profit=labour / constant if constant else np.inf,
        normalisation=f"money of market prices; an hour of labour is {_said(path.melt[0])} of it",
        bounds=(r, r),
        residual=max([gap, *abs(path.price_gap), *abs(path.profit_gap)]),
        iterations=1,
        wages="ante",
        interpretation="temporal",
        capital="circulating",
        closure="real wage given, bought at market prices",
        table=pd.DataFrame(table, economy.labels),
    )


def _said(number: Any) -> str:
    return f"{number:.10g}" if isinstance(number, float) else str(number)
