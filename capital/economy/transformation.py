r"""From values to prices of production: Marx's step, its solution, and what is kept on the way.

Marx forms a general rate of profit from values and adds it to cost prices that still stand at
their values (`marx_procedure`). If the inputs are bought at prices too, price/value ratios and
rate of profit must be found together:

.. math:: p = (1+r)\,pM,\qquad M = A + b\,l

Bortkiewicz and Winternitz solve this for departments (`capital.economy.departments`);
`iterate_transformation` repeats Marx's step until it stands still. A solution is fixed up to a
factor, so that *one* of Marx's equalities (total price = total value, total profit = total
surplus-value) can be had by choice of the unit. Both hold together only in special proportions or
compositions: `equalities` tells for any prices, values and outputs. The New Interpretation states
them for the *net* product (`new_interpretation`).

Wages are advanced. Everything here is circulating capital unless ``used`` says otherwise.

References
----------
Marx, *Capital* III, ch. 9. Morishima (1973), *Marx's Economics*; (1974), *Econometrica* 42. Shaikh
(1977), in Schwartz (ed.), *The Subtle Anatomy of Capitalism*. Duménil (1980), *De la valeur aux
prix de production*. Foley (1982), *Review of Radical Political Economics* 14.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from capital.economy._arrays import columns, read, square
from capital.errors import DataError, ModelError

#: Equalities hold if both sides agree to this relative precision; exact numbers must be equal.
AGREEMENT = 1e-10
#: Prices stand still if a step changes them by a smaller share; how many steps are waited for.
STILL, PATIENCE = 1e-13, 10_000


@dataclass(frozen=True)
class MarxProcedure:
    """Marx's prices of production; vectors have one entry a sector, in the units of the input.

    Attributes
    ----------
    rate_of_profit : number
        All surplus-value over all capital advanced.
    cost_prices, values, profits, prices, deviations : arrays of shape (n,)
        A deviation is price less value; deviations sum to zero.
    """

    rate_of_profit: Any
    cost_prices: Any
    values: Any
    profits: Any
    prices: Any
    deviations: Any


@dataclass(frozen=True)
class Iteration:
    """Marx's procedure repeated.

    Attributes
    ----------
    prices : array of shape (T + 1, n)
        Unit prices; row 0 is the start, row 1 Marx's own step.
    rates_of_profit : array of shape (T + 1,)
        Average rate of profit at these prices, total profit over total cost.
    convergence : float
        Measured factor by which the step shrinks at last; NaN where too few steps show it.
    bounds : tuple of two numbers
        Collatz–Wielandt bounds on the uniform rate of profit at the last prices.
    """

    prices: Any
    rates_of_profit: Any
    convergence: float
    bounds: tuple[Any, Any]


@dataclass(frozen=True)
class Equalities:
    """Marx's two equalities for given prices, values and outputs.

    Attributes
    ----------
    total_price, total_value, total_profit, total_surplus_value : number
    price_ratio, profit_ratio : number
        Total price over total value; total profit over total surplus-value.
    together : bool
        Whether the ratios agree: both equalities then hold at one MELT.
    price_equals_value, profit_equals_surplus_value : bool
        Whether each holds at the MELT given.
    value_rate_of_profit, price_rate_of_profit : number
        Average rates at values and at prices.
    """

    total_price: Any
    total_value: Any
    total_profit: Any
    total_surplus_value: Any
    price_ratio: Any
    profit_ratio: Any
    together: bool
    price_equals_value: bool
    profit_equals_surplus_value: bool
    value_rate_of_profit: Any
    price_rate_of_profit: Any


@dataclass(frozen=True)
class NewInterpretation:
    """Prices in the unit in which the net product costs the living labour.

    Attributes
    ----------
    scale : number
        Factor from the prices given to these.
    prices : array of shape (n,)
    net_product, wages, profits : number
        Money totals; wages and profits add up to the net product.
    value_of_labour_power, rate_of_surplus_value : number
        Wages over net product, and profits over wages.
    """

    scale: Any
    prices: Any
    net_product: Any
    wages: Any
    profits: Any
    value_of_labour_power: Any
    rate_of_surplus_value: Any


def marx_procedure(
    c: Any, v: Any, s: Any, *, used: Any = None, exact: bool = False
) -> MarxProcedure:
    r"""Return Marx's prices of production: cost prices at values, plus the general rate.

    Parameters
    ----------
    c, v, s : arrays of shape (n,)
        Constant and variable capital advanced and surplus-value of each sector, in hours or in
        money that stands for them. A sector's surplus-value may be a loss.
    used : array of shape (n,), optional
        The part of `c` used up in the period; all of it by default.
    exact
        Compute in rationals.

    Raises
    ------
    DataError
        If the lengths differ, a capital is negative, or more is used up than was advanced.
    ModelError
        If there is no capital, or all of it together makes a loss.

    Notes
    -----
    .. math:: \bar r = \frac{\sum s}{\sum (c+v)},\qquad p_j = u_j + v_j + \bar r\,(c_j+v_j)

    Examples
    --------
    Five capitals of 100, of which different parts are used up (*Capital* III, ch. 9):

    >>> c, s = [80, 70, 60, 85, 95], [20, 30, 40, 15, 5]
    >>> found = marx_procedure(c, s, s, used=[50, 51, 51, 40, 10], exact=True)
    >>> found.rate_of_profit, *found.prices
    (11/50, 92, 103, 113, 77, 37)
    """
    c, v = columns(exact, c=c, v=v)
    s = read(s, "s", c.shape, exact, signed=True)
    u = c if used is None else columns(exact, c=c, used=used)[1]
    if (u > c).any():
        raise DataError(
            "more constant capital is used up than was advanced",
            where=f"used, sector {int(np.argmax(u > c))}",
            mend="‘used’ is the part of c that passes into the product",
        )
    if s.sum() < 0 or c.sum() + v.sum() == 0:
        raise ModelError(
            "there is no capital, or together it makes a loss", where="s", mend="check the table"
        )
    rate = s.sum() / (c.sum() + v.sum())
    cost, profits = u + v, rate * (c + v)
    return MarxProcedure(rate, cost, cost + s, profits, cost + profits, profits - s)


def iterate_transformation(
    M: Any,
    start: Any,
    outputs: Any,
    *,
    hold: Any = None,
    steps: int | None = None,
    exact: bool = False,
) -> Iteration:
    r"""Return Marx's procedure repeated until prices stand still, or for some steps.

    Parameters
    ----------
    M : array of shape (n, n)
        Inputs and wage goods for a unit of each product, A + b l.
    start : array of shape (n,)
        Prices to start from; Marx's are the values.
    outputs : array of shape (n,)
        Gross output of each sector.
    hold : array of shape (n,), optional
        Basket whose price is kept: gross output X by default (Shaikh); ``X - M @ X`` keeps total
        profit, ``X - A @ X`` the price of the net product.
    steps
        Number of steps; by default until prices stand still.
    exact
        Compute in rationals; needs `steps`.

    Raises
    ------
    ModelError
        If prices go on changing: M is cyclic, or very nearly so.

    Notes
    -----
    .. math:: p_{t+1}=(1+r_t)\,p_tM,\qquad 1+r_t=\frac{p_tX}{p_tMX}

    This is the power method. It tends to the prices of production at the rate
    :math:`|\lambda_2/\lambda_1|` of the eigenvalues of M, from any positive start.

    Examples
    --------
    >>> M = [["3/5", "1/3", "1/4"], ["6/25", "2/5", "9/20"], [0, 0, 0]]
    >>> path = iterate_transformation(M, [1, 1, 1], [375, 300, 200], steps=2, exact=True)
    >>> list(path.rates_of_profit), list(path.prices[1])
    ([8/27, 28/107, 108/427], [49/45, 77/81, 49/54])
    """
    if exact and steps is None:
        raise DataError("exact prices never stand still", where="steps", mend="say how many steps")
    M = square(M, "M", exact)
    p, X = columns(exact, length=len(M), start=start, outputs=outputs)
    kept = X if hold is None else read(hold, "hold", X.shape, exact, signed=True)
    if not ((p > 0).all() and (p @ M > 0).all() and p @ kept > 0):
        raise DataError(
            "a price, a cost price or the price of the basket is not positive",
            where="start, M or hold",
            mend="every product needs a price and some inputs or labour",
        )
    path = [p]
    for _ in range(PATIENCE if steps is None else steps):
        path.append(_step(path[-1], M, X, kept))
        if steps is None and (abs(path[-1] - path[-2]) <= STILL * path[-1]).all():
            break
    else:
        if steps is None:
            raise ModelError(
                f"prices still change after {PATIENCE} steps",
                where="iterate_transformation",
                mend="M is cyclic or nearly so: solve for the prices instead",
            )
    prices = np.array(path)
    costs = prices @ M
    returns = prices[-1] / costs[-1]
    return Iteration(
        prices=prices,
        rates_of_profit=(prices @ X) / (costs @ X) - 1,
        convergence=_contraction(prices),
        bounds=(min(returns) - 1, max(returns) - 1),
    )


def _step(p: Any, M: Any, X: Any, kept: Any) -> Any:
    """Return cost prices plus the average rate of profit, in the unit that keeps a basket."""
    following = (p @ X / (p @ M @ X)) * (p @ M)
    return following * ((p @ kept) / (following @ kept))


def _contraction(prices: Any) -> float:
    """Return the mean factor by which steps shrink, over the second half of those that count."""
    path = prices.astype(float)
    size = np.abs(np.diff(path, axis=0) / path[-1]).max(axis=1)
    count = int((np.cumprod(size > 1e-11)).sum())  # below, rounding takes over
    if count < 4:
        return math.nan
    first = count // 2
    return float((size[count - 1] / size[first]) ** (1 / (count - 1 - first)))


def equalities(
    prices: Any, values: Any, outputs: Any, M: Any, *, melt: Any = 1, exact: bool = False
) -> Equalities:
    r"""Return whether total price equals total value and total profit total surplus-value.

    Parameters
    ----------
    prices, values : arrays of shape (n,)
        Of a unit of each good: any prices (money) and any values (hours).
    outputs : array of shape (n,)
        Gross outputs.
    M : array of shape (n, n)
        All that is used up for a unit of each good: inputs, wear, wage goods.
    melt
        Money an hour of labour.

    Notes
    -----
    With MELT μ: :math:`pX=\mu\lambda X` and :math:`p(I-M)X=\mu\lambda(I-M)X`. Both hold at one μ
    only if :math:`pMX/pX=\lambda MX/\lambda X`, as when X is the balanced-growth output
    (Morishima 1973), or prices are proportional to values.

    Examples
    --------
    >>> M, x = [["33/50", "3/10"], ["33/200", "1/5"]], ["10/3", 1]
    >>> both = equalities(["11/6", 1], ["165/68", "235/136"], x, M, exact=True)
    >>> both.price_ratio, both.profit_ratio, both.together, both.value_rate_of_profit
    (8704/12015, 8704/12015, True, 1/3)
    """
    M = square(M, "M", exact)
    p, X = columns(exact, length=len(M), prices=prices, outputs=outputs)
    lam = read(values, "values", X.shape, exact, signed=True)  # joint products may have any sign
    mu = read(melt, "melt", (), exact)[()]
    used = M @ X
    price, value, profit, surplus = p @ X, lam @ X, p @ (X - used), lam @ (X - used)
    if not (value > 0 and surplus != 0 and p @ used > 0):
        raise DataError(
            "there is no value, surplus-value or cost to compare with",
            where="equalities",
            mend="check values, outputs and M",
        )
    return Equalities(
        total_price=price,
        total_value=value,
        total_profit=profit,
        total_surplus_value=surplus,
        price_ratio=price / value,
        profit_ratio=profit / surplus,
        together=_same(price * surplus, profit * value),
        price_equals_value=_same(price, mu * value),
        profit_equals_surplus_value=_same(profit, mu * surplus),
        value_rate_of_profit=surplus / (lam @ used),
        price_rate_of_profit=profit / (p @ used),
    )


def new_interpretation(
    prices: Any, A: Any, l: Any, b: Any, outputs: Any, *, melt: Any = 1, exact: bool = False
) -> NewInterpretation:
    r"""Return prices scaled so that the net product costs the living labour, and the shares.

    Parameters
    ----------
    prices : array of shape (n,)
        Prices in any unit.
    A : array of shape (n, n)
        Inputs, without wage goods.
    l, b, outputs : arrays of shape (n,)
        Hours for a unit; goods for an hour; gross outputs.
    melt
        Money an hour of labour.

    Notes
    -----
    .. math:: p\,(I-A)X=\mu\,lX,\qquad \omega=\frac{pb\,lX}{p(I-A)X},\qquad
              e=\frac{1-\omega}{\omega}

    Profit is then unpaid labour, :math:`\Pi=\mu(1-\omega)lX`, whatever the prices.

    Examples
    --------
    Bortkiewicz's table with 500 hours of labour:

    >>> A = [["3/5", "1/3", "1/4"], [0, 0, 0], [0, 0, 0]]
    >>> l, b = ["2/5", "2/3", "3/4"], [0, "3/5", 0]
    >>> p = ["32/25", "16/15", 1]
    >>> new = new_interpretation(p, A, l, b, [375, 300, 200], exact=True)
    >>> new.scale, new.wages, new.profits, new.value_of_labour_power, new.rate_of_surplus_value
    (25/26, 4000/13, 2500/13, 8/13, 5/8)
    """
    A = square(A, "A", exact)
    p, l, b, X = columns(exact, length=len(A), prices=prices, l=l, b=b, outputs=outputs)
    net, living = p @ (X - A @ X), read(melt, "melt", (), exact)[()] * (l @ X)
    if not (net > 0 and living > 0 and p @ b > 0):
        raise DataError(
            "the net product, the living labour or the wage is not positive",
            where="new_interpretation",
            mend="check outputs, labour and the wage basket",
        )
    scale = living / net
    wages = scale * (p @ b) * (l @ X)
    if wages > living:
        raise ModelError(
            "the real wage exceeds the net product", where="b", mend="lower the basket"
        )
    return NewInterpretation(
        scale=scale,
        prices=scale * p,
        net_product=living,
        wages=wages,
        profits=living - wages,
        value_of_labour_power=wages / living,
        rate_of_surplus_value=(living - wages) / wages,
    )


def _same(one: Any, other: Any) -> bool:
    """Return whether two numbers are equal: floats up to rounding."""
    if isinstance(one, float):
        return math.isclose(one, other, rel_tol=AGREEMENT)
    return bool(one == other)
