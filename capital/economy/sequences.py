r"""Prices and values through time: the temporal single system, period by period.

Inputs are bought at the prices of the period's beginning and products sold at those of its end.
A sector's value is the money paid for its inputs, expressed in labour by the monetary expression
of labour time (MELT, μ) of that time, plus the living labour it adds; the product is expressed in
money by the MELT at the end:

.. math:: \lambda_{t+1} = \frac{p_tA_t}{\mu_t} + l_t,\qquad
          1+r_t = \frac{\mu_{t+1}\,\lambda_{t+1}x_t}{p_t(A_t+b_tl_t)x_t},\qquad
          p_{t+1} = (1+r_t)\,p_t(A_t+b_tl_t).

With advanced money taken as given, competition only redistributes. In labour time at the MELT
of its date, total price equals total value and total profit equals total surplus-value in every
period, whatever the technique does; both are recomputed and reported, not assumed.

While technique, real wage, outputs and MELT stay the same, prices tend to the simultaneous prices
of production, in the unit of the New Interpretation: net product = μ × living labour.

References
----------
Kliman and McGlone (1988), *Capital & Class* 35. Freeman and Carchedi (1996), *Marx and
Non-Equilibrium Economics*. Kliman (2007), *Reclaiming Marx's "Capital"*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from capital.economy._arrays import read
from capital.economy.perron import spectral_radius
from capital.errors import DataError, ModelError


@dataclass(frozen=True)
class TemporalPath:
    """T periods of a temporal single system of n sectors.

    Row t of an array with T rows belongs to the period from t to t + 1; arrays with T + 1 rows
    are dated 0 … T.

    Attributes
    ----------
    prices : array of shape (T + 1, n)
        Money a unit.
    values : array of shape (T, n)
        Hours a unit of the period's product, inputs at what was paid for them.
    melt : array of shape (T + 1,)
        Money an hour.
    rates_of_profit : array of shape (T,)
        In money: total price over money advanced, less one.
    real_rates_of_profit : array of shape (T,)
        In labour time: surplus-value over capital advanced, both in hours. It differs from the
        rate in money by the growth of the MELT.
    simultaneous_rates : array of shape (T,)
        Uniform rate that the period's technique and real wage would yield at unchanging prices.
    constant_capital, variable_capital, living_labour : arrays of shape (T,)
        Money, money, hours.
    total_price, total_value : arrays of shape (T,)
        Money at the end of the period.
    total_profit, surplus_value : arrays of shape (T,)
        Hours: price less advance, each at the MELT of its date; living labour less the hours that
        wages stand for.
    price_gap, profit_gap : arrays of shape (T,)
        By how much each of Marx's equalities fails, relative to total value.
    limit : array of shape (n,)
        Simultaneous prices of the last period's technique, net product = μ × living labour.
    distance : float
        Largest relative difference between the last prices and that limit.
    """

    prices: Any
    values: Any
    melt: Any
    rates_of_profit: Any
    real_rates_of_profit: Any
    simultaneous_rates: Any
    constant_capital: Any
    variable_capital: Any
    living_labour: Any
    total_price: Any
    total_value: Any
    total_profit: Any
    surplus_value: Any
    price_gap: Any
    profit_gap: Any
    limit: Any
    distance: float


def temporal_sequence(
    A: Any,
    l: Any,
    b: Any,
    outputs: Any,
    start: Any,
    periods: int,
    *,
    melt: Any = 1,
    exact: bool = False,
) -> TemporalPath:
    """Return prices, values and rates of profit of a temporal single system.

    Parameters
    ----------
    A : array of shape (n, n) or (T, n, n)
        Inputs for a unit, the same in all periods or one table a period.
    l, b, outputs : arrays of shape (n,) or (T, n)
        Hours for a unit, goods for an hour, gross outputs; each constant or one row a period.
    start : array of shape (n,)
        Prices at which the first period's inputs are bought.
    periods
        T, the number of periods.
    melt : number or array of shape (T + 1,)
        MELT at the dates 0 … T.
    exact
        Keep prices, values and rates in rationals; the simultaneous rates and the limit are
        roots, and stay decimals.

    Raises
    ------
    DataError
        If shapes do not fit, or a price, an output or the MELT is not positive.
    ModelError
        If wages take more than the living labour of a period, or the real wage exceeds what its
        technique can yield.

    Examples
    --------
    Two departments of simple reproduction (Kliman and McGlone 1988):

    >>> A, l, b = [["1/2", "1/3"], [0, 0]], ["1/2", "2/3"], [0, "1/2"]
    >>> path = temporal_sequence(A, l, b, [200, 300], [1, 1], 2, exact=True)
    >>> list(path.rates_of_profit), list(path.prices[1]), any(path.price_gap)
    ([3/7, 11/25], [15/14, 20/21], False)
    """
    A, l, b, x, p, mu = _paths(A, l, b, outputs, start, melt, periods, exact)
    prices, values, records = [p], [], []
    for t in range(periods):
        used = A[t] @ x[t]
        constant, labour = p @ used, l[t] @ x[t]
        variable = (p @ b[t]) * labour
        if variable > mu[t] * labour:
            raise ModelError(
                f"in period {t} wages buy back more than the living labour: there is no profit",
                where="b",
                mend="lower the real wage, or start from lower prices of wage goods",
            )
        total = mu[t + 1] * (constant / mu[t] + labour)
        rate = total / (constant + variable)
        values.append(p @ A[t] / mu[t] + l[t])
        p = rate * (p @ A[t] + (p @ b[t]) * l[t])
        prices.append(p)
        records.append((constant, variable, labour, rate - 1, p @ x[t], values[-1] @ x[t]))
    return _report(A, l, b, x, mu, np.array(prices), np.array(values), np.array(records).T)


def _report(
    A: Any, l: Any, b: Any, x: Any, mu: Any, prices: Any, values: Any, records: Any
) -> TemporalPath:
    """Return the path with its totals, the two equalities and the limit."""
    constant, variable, labour, rates, price, value = records
    advanced = constant + variable
    profit = price / mu[1:] - advanced / mu[:-1]
    surplus = labour - variable / mu[:-1]
    physical, limit = _simultaneous(A, l, b, x, mu)
    return TemporalPath(
        prices=prices,
        values=values,
        melt=mu,
        rates_of_profit=rates,
        real_rates_of_profit=surplus * mu[:-1] / advanced,
        simultaneous_rates=physical,
        constant_capital=constant,
        variable_capital=variable,
        living_labour=labour,
        total_price=price,
        total_value=mu[1:] * value,
        total_profit=profit,
        surplus_value=surplus,
        price_gap=price / (mu[1:] * value) - 1,
        profit_gap=(profit - surplus) / value,
        limit=limit,
        distance=float(np.abs(prices[-1].astype(float) / limit - 1).max()),
    )


def _simultaneous(A: Any, l: Any, b: Any, x: Any, mu: Any) -> tuple[Any, Any]:
    """Return each period's uniform rate of profit, and the last period's prices."""
    techniques = [A[t].astype(float) + np.outer(b[t], l[t]).astype(float) for t in range(len(A))]
    rates = np.empty(len(A))
    for t, M in enumerate(techniques):
        if t == 0 or not np.array_equal(M, techniques[t - 1]):
            root = spectral_radius(M)
        rates[t] = 1 / root.radius - 1
        if root.lower > 1:
            raise ModelError(
                f"in period {t} the real wage exceeds what the technique can yield",
                where="b",
                mend="lower the basket",
            )
    net = (x[-1] - A[-1] @ x[-1]).astype(float)
    return rates, root.vector * (float(mu[-1] * (l[-1] @ x[-1])) / (root.vector @ net))


def _paths(
    A: Any, l: Any, b: Any, outputs: Any, start: Any, melt: Any, periods: int, exact: bool
) -> tuple[Any, ...]:
    """Return all data dated period by period, checked against each other."""
    if periods < 1:
        raise DataError(f"there are {periods} periods", where="periods", mend="ask for one or more")
    p = read(start, "start", (None,), exact)
    n = len(p)
    shapes = {"A": (n, n), "l": (n,), "b": (n,), "outputs": (n,)}
    given = {"A": A, "l": l, "b": b, "outputs": outputs}
    dated = [_dated(given[name], name, shape, periods, exact) for name, shape in shapes.items()]
    mu = _dated(melt, "melt", (), periods + 1, exact)
    for name, numbers in {"start": p, "outputs": dated[3], "melt": mu}.items():
        if not (numbers > 0).all():
            raise DataError(f"{name} must be positive", where=name, mend="correct the number")
    return (*dated, p, mu)


def _dated(value: Any, name: str, shape: tuple[int, ...], periods: int, exact: bool) -> Any:
    """Return an array with a leading axis of periods; a constant is repeated."""
    if np.asarray(value, dtype=object).ndim == len(shape):
        value = [value] * periods
    return read(value, name, (periods, *shape), exact)
