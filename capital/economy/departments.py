r"""Bortkiewicz's departments: price/value ratios and rate of profit found together.

Department I makes means of production, II wage goods, III luxuries (there may be several, the
last of which is the money commodity). Each sells at one price/value ratio: x, y, z. All capital
turns over once and wages are advanced:

.. math:: (c_j x + v_j y)(1+r) = W_j\,(x, y, z)_j,\qquad W = c + v + s.

The departments must not be in simple reproduction (Winternitz). A solution is fixed up to a
factor. Bortkiewicz sets z = 1; total profit then equals total surplus-value *if* the product of
III equals total surplus-value, and total price is another than total value. Winternitz sets total
price equal to total value; total profit is then another than total surplus-value.

References
----------
Bortkiewicz (1907), in Sweezy (1949). Sweezy (1942), *The Theory of Capitalist Development*, ch. 7.
Winternitz (1948), *Economic Journal* 58.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from capital.economy._arrays import columns, plain, read
from capital.errors import DataError, ModelError

#: A rate of profit this little below zero is zero.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Transformation:
    """Departments at prices of production.

    Attributes
    ----------
    rate_of_profit : number
        r of one turnover.
    ratios : array of shape (n,)
        Price over value of each department's product (Bortkiewicz's x, y, z).
    constant, variable, profits, prices : arrays of shape (n,)
        The price table: inputs, wages, profit and total price of each department.
    values : array of shape (n,)
        Total values c + v + s.
    quadratic : tuple of three numbers
        Coefficients of the equation for 1 + r, highest power first.
    rejected : tuple of numbers
        Its other roots, with which some price would not be positive.
    total_price, total_value, total_profit, total_surplus_value : number
    bounds : tuple of two numbers
        Collatz–Wielandt bounds on r at these prices.
    residual : number
        Largest error of a price equation, relative to the price.
    simple_reproduction : bool
        Whether departments I and II just replace c and v.
    """

    rate_of_profit: Any
    ratios: Any
    constant: Any
    variable: Any
    profits: Any
    prices: Any
    values: Any
    quadratic: tuple[Any, Any, Any]
    rejected: tuple[Any, ...]
    total_price: Any
    total_value: Any
    total_profit: Any
    total_surplus_value: Any
    bounds: tuple[Any, Any]
    residual: Any
    simple_reproduction: bool


def bortkiewicz(c: Any, v: Any, s: Any, *, exact: bool = False) -> Transformation:
    r"""Return prices of production of departments, the last department's price at its value.

    Parameters
    ----------
    c, v, s : arrays of shape (n,), n ≥ 3
        Constant and variable capital and surplus-value (or loss) of the departments, in the order
        means of production, wage goods, then luxuries; the last one is the money commodity.
    exact
        Compute in exact numbers (square roots stay as they are).

    Raises
    ------
    DataError
        If the lengths differ, a magnitude is negative, or I and II use no means of production.
    ModelError
        If no root gives positive prices, or the real wage exceeds what the technique can yield.

    Notes
    -----
    With price/value ratios x of means of production and y of wage goods,
    :math:`(c_jx+v_jy)(1+r)=W_j\,(x,y,z)_j`. Departments I and II alone give, with
    :math:`f_j=v_j/c_j`, :math:`g_j=W_j/c_j`,

    .. math:: (f_1-f_2)(1+r)^2+(f_2g_1+g_2)(1+r)-g_1g_2=0

    so that luxuries do not affect r. Profit equals surplus-value here only where the last
    department's product just equals total surplus-value, as in simple reproduction.

    Examples
    --------
    >>> found = bortkiewicz([225, 100, 50], [90, 120, 90], [60, 80, 60], exact=True)
    >>> found.rate_of_profit, *found.ratios, found.total_price, found.total_value
    (1/4, 32/25, 16/15, 1, 1000, 875)
    """
    return _departments(c, v, s, exact, total_price=False)


def winternitz(c: Any, v: Any, s: Any, *, exact: bool = False) -> Transformation:
    """Return prices of production of departments in any proportions, total price = total value.

    Parameters, errors and equations are those of `bortkiewicz`; only the unit differs.

    Examples
    --------
    >>> found = winternitz([225, 100, 50], [90, 120, 90], [60, 80, 60], exact=True)
    >>> *found.ratios, found.total_price, found.total_profit, found.total_surplus_value
    (28/25, 14/15, 7/8, 875, 175, 200)
    """
    return _departments(c, v, s, exact, total_price=True)


def _departments(c: Any, v: Any, s: Any, exact: bool, *, total_price: bool) -> Transformation:
    """Solve the departments and scale the ratios."""
    c, v = columns(exact, c=c, v=v)
    s = read(s, "s", c.shape, exact, signed=True)
    if len(c) < 3 or not (c[:2] > 0).all():
        raise DataError(
            "these are not departments I, II and III, of which I and II use means of production",
            where="c",
            mend="order them: means of production, wage goods, luxuries",
        )
    W = c + v + s
    if not (W > 0).all():
        raise DataError("a loss exceeds the product", where="s", mend="check the table")
    equation, roots = _quadratic(c, v, W, exact)
    sigma, ratios = _admissible(roots, c, v, W)
    if sigma < 1 - (0 if exact else ROUNDING):
        raise ModelError(
            "the real wage exceeds what the technique can yield", where="v", mend="lower v"
        )
    unit = ratios @ W / W.sum() if total_price else ratios[-1]
    ratios = plain(ratios / unit)
    constant, variable, prices = c * ratios[0], v * ratios[1], W * ratios
    cost = constant + variable
    profits = plain((sigma - 1) * cost)
    returns = plain(prices / cost)
    return Transformation(
        rate_of_profit=sigma - 1,
        ratios=ratios,
        constant=constant,
        variable=variable,
        profits=profits,
        prices=prices,
        values=W,
        quadratic=equation,
        rejected=tuple(root for root in roots if root is not sigma),
        total_price=prices.sum(),
        total_value=W.sum(),
        total_profit=profits.sum(),
        total_surplus_value=s.sum(),
        bounds=(min(returns) - 1, max(returns) - 1),
        residual=max(abs(plain(prices - sigma * cost) / prices)),
        simple_reproduction=bool(c.sum() == W[0] and v.sum() == W[1]),
    )


def _quadratic(c: Any, v: Any, W: Any, exact: bool) -> tuple[tuple[Any, Any, Any], list[Any]]:
    """Return Bortkiewicz's equation for 1 + r and its real roots."""
    f, g = v[:2] / c[:2], W[:2] / c[:2]
    high, middle, low = f[0] - f[1], f[1] * g[0] + g[1], -g[0] * g[1]
    equation = (high, middle, low)
    if high == 0:
        return equation, [-low / middle]
    inner = middle**2 - 4 * high * low
    root = sp.sqrt(inner) if exact else math.sqrt(inner)
    away = -(middle + root) / 2  # middle > 0: no cancellation
    return equation, [low / away, sp.radsimp(away / high) if exact else away / high]


def _admissible(roots: list[Any], c: Any, v: Any, W: Any) -> tuple[Any, Any]:
    """Return the root for which every price is positive, and the price/value ratios."""
    for sigma in roots:
        if v[0] > 0:
            x, y = sigma * v[0], W[0] - sigma * c[0]
        else:
            x, y = W[1] - sigma * v[1], sigma * c[1]
        ratios = np.array([x, y, *(sigma * (c[2:] * x + v[2:] * y) / W[2:])], dtype=c.dtype)
        if sigma > 0 and (ratios > 0).all():
            return sigma, ratios
    raise ModelError("no root gives positive prices", where="c, v and s", mend="check the table")
