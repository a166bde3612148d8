r"""Fixed capital as a joint product: old machines as goods, their prices, and the annuity.

A process that uses a machine of age a yields its product *and* a machine of age a + 1. Machines
that work the same at every age can be eliminated from the equations: the yearly charge for a
machine of price P and life T is then the annuity

.. math:: P\,\mathrm{crf}(r,T),\qquad \mathrm{crf}(r,T) = \frac{r(1+r)^T}{(1+r)^T-1},

which holds interest on the part of the price not yet recovered and a depreciation that rises with
age. A machine that wears faster can have a negative price when old. It is then scrapped earlier:
the life that yields the highest rate of profit leaves no negative price (truncation).

References
----------
Sraffa (1960), ch. 10. Schefold (1980), *Review of Economic Studies* 47, on truncation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from capital.economy._arrays import read
from capital.economy.perron import spectral_radius
from capital.errors import DataError, ModelError, check_choice

#: Rates of profit above this are taken to have no limit.
HIGHEST = 1e6
#: A rate this little below zero is zero.
ROUNDING = 1e-12

_DISCOUNT = sp.Symbol("d")


@dataclass(frozen=True)
class Machine:
    """A machine as a joint product, all prices in units of the product.

    Attributes
    ----------
    rate_of_profit : float
        If the machine is kept for its whole life.
    book_values : array of shape (T + 1,)
        Price at the ages 0 … T: what was paid, then of the old machines, then nothing.
    depreciation : array of shape (T,)
        Fall of the price at each age.
    negative : tuple of int
        Ages at which the price is negative: it should have been scrapped.
    best_life : int
        Years of use that give the highest rate of profit.
    best_rate_of_profit : float
        That rate.
    """

    rate_of_profit: float
    book_values: Any
    depreciation: Any
    negative: tuple[int, ...]
    best_life: int
    best_rate_of_profit: float


@dataclass(frozen=True)
class MachinePrices:
    """Prices of production with machines of constant efficiency.

    Attributes
    ----------
    rate_of_profit : float
    bounds : tuple of two floats
        Between which the rate lies for certain.
    prices : array of shape (n,)
        Of a unit, in the numéraire.
    charges : array of shape (n,)
        Annuities on the machines of each process, for a unit.
    residual : float
        Largest error of a price equation, relative to the price.
    """

    rate_of_profit: float
    bounds: tuple[float, float]
    prices: Any
    charges: Any
    residual: float


def capital_recovery(rate: Any, life: Any) -> Any:
    r"""Return the yearly charge for a machine of price one; the mean wear 1/T at a rate of zero.

    Parameters
    ----------
    rate
        Rate of profit a year.
    life : number or array
        Years.

    Examples
    --------
    >>> round(float(1000 * capital_recovery(0.1, 5)), 6)
    263.797481
    >>> float(capital_recovery(0, 4))
    0.25
    """
    if rate == 0:
        return 1 / np.asarray(life, dtype=float)
    return rate / -np.expm1(-np.asarray(life, dtype=float) * math.log1p(rate))


def machine(price: Any, inputs: Any, outputs: Any) -> Machine:
    r"""Return rate of profit and book values of a machine that is made of its own product.

    Parameters
    ----------
    price
        Product paid for a new machine.
    inputs, outputs : arrays of shape (T,)
        Other advances (materials, wages) and product of each year of use, in product.

    Raises
    ------
    ModelError
        If the machine does not return its price at any rate of profit, or does so at several.

    Notes
    -----
    :math:`(1+r)(c_a+p_a) = y_a + p_{a+1}` with :math:`p_T=0`, from which r is the root of

    .. math:: P = \sum_{a=0}^{T-1}\frac{y_a-(1+r)\,c_a}{(1+r)^{a+1}}.

    Examples
    --------
    >>> used = machine("4/5", ["7/20", "7/20"], [1, 1])
    >>> round(used.rate_of_profit, 6), used.book_values.round(6)
    (0.256997, array([0.8     , 0.445547, 0.      ]))
    """
    c, y = read(inputs, "inputs", (None,), True), read(outputs, "outputs", (None,), True)
    if len(c) != len(y):
        raise DataError(f"{len(c)} years of inputs and {len(y)} of outputs", where="inputs")
    P = read(price, "price", (), True)[()]
    rates = np.array([_internal_rate(P, c[:life], y[:life]) for life in range(1, len(c) + 1)])
    r, book = float(rates[-1]), [float(P)]
    if math.isnan(r):
        raise ModelError(
            "the machine does not return its price", where="price", mend="check the outputs"
        )
    for cost, product in zip(c.astype(float), y.astype(float), strict=True):
        book.append((1 + r) * (cost + book[-1]) - product)
    values = np.array([*book[:-1], 0.0])  # the last is nothing by the equation for r
    old = tuple(int(age) for age in np.flatnonzero(values < 0))
    best = int(np.nanargmax(rates))
    return Machine(r, values, -np.diff(values), old, best + 1, float(rates[best]))


def _internal_rate(price: Any, inputs: Any, outputs: Any) -> float:
    """Return the rate of profit that returns the price; NaN where only a loss does."""
    powers = [-price - inputs[0], *(outputs[:-1] - inputs[1:]), outputs[-1]]
    returned = sp.Poly(powers[::-1], _DISCOUNT, domain="QQ")
    roots = {root for root in sp.real_roots(returned) if 0 < root <= 1}
    if len(roots) > 1:
        raise ModelError(
            f"{len(roots)} rates of profit return the price of the machine",
            where="outputs",
            mend="advances in later years exceed the product: check them",
        )
    return float(1 / roots.pop() - 1) if roots else math.nan


def prices_with_machines(
    A: Any, l: Any, b: Any, K: Any, life: Any, *, wages: str, numeraire: Any
) -> MachinePrices:
    r"""Return prices of production where machines last several years and work the same till then.

    Parameters
    ----------
    A : array of shape (n, n)
        Circulating inputs for a unit of each product.
    l, b : arrays of shape (n,)
        Hours for a unit; goods for an hour.
    K : array of shape (n, n)
        ``K[i, j]``: machines i in use for a unit of product j a year.
    life : array of shape (n,)
        Years that each kind of machine lasts.
    wages
        ``"ante"`` or ``"post"``.
    numeraire : array of shape (n,)
        Goods whose price is one.

    Raises
    ------
    ModelError
        If the real wage exceeds what the technique can yield, nothing limits the rate of profit,
        or separate groups of goods have no common prices.

    Notes
    -----
    .. math:: p = (1+r)\,p(A+b\,l) + p\,\hat{c}(r)\,K,\qquad c_i = \mathrm{crf}(r,T_i)

    for wages advanced. The matrix on the right grows with r, so that only one rate gives it the
    spectral radius one. With a life of one year K joins A.

    Examples
    --------
    >>> found = prices_with_machines([[0.35]], [0], [0], [[0.8]], [2], wages="post", numeraire=[1])
    >>> round(found.rate_of_profit, 6)
    0.256997
    """
    check_choice("timing of wages", wages, ("ante", "post"))
    A = read(A, "A", (None, None), False)
    n = len(A)
    A, K = read(A, "A", (n, n), False), read(K, "K", (n, n), False)
    l, b, years = (
        read(part, name, (n,), False) for part, name in ((l, "l"), (b, "b"), (life, "life"))
    )
    unit = read(numeraire, "numeraire", (n,), False)
    if not (years >= 1).all():
        raise DataError("a machine lasts less than a year", where="life", mend="give years ≥ 1")
    paid = b[:, None] * l

    def outlay(r: float) -> Any:
        charges = capital_recovery(r, years)[:, None] * K
        return (1 + r) * A + (1 + r if wages == "ante" else 1) * paid + charges

    r, bounds = _rate_at_one(outlay)
    p = spectral_radius(outlay(r)).vector
    if not (p > 0).all():
        raise ModelError(
            "separate groups of goods have no common prices", where="A", mend="treat them apart"
        )
    p = p / (p @ unit)
    residual = float((np.abs(p - p @ outlay(r)) / p).max())
    return MachinePrices(r, bounds, p, p @ (capital_recovery(r, years)[:, None] * K), residual)


def _rate_at_one(outlay: Callable[[float], Any]) -> tuple[float, tuple[float, float]]:
    """Return the rate at which a growing matrix has the spectral radius one, and proved bounds."""

    def excess(r: float) -> float:
        return spectral_radius(outlay(r)).radius - 1

    top = 1.0
    while excess(top) < 0:
        top *= 2
        if top > HIGHEST:
            raise ModelError("nothing limits the rate of profit", where="A", mend="add inputs")
    r = float(brentq(excess, -ROUNDING, top, xtol=1e-15)) if excess(-ROUNDING) < 0 else -1.0
    if r < -ROUNDING / 2:
        raise ModelError(
            "the real wage exceeds what the technique can yield", where="b", mend="lower it"
        )
    width = 1e-15
    while not (
        spectral_radius(outlay(r - width)).upper <= 1 <= spectral_radius(outlay(r + width)).lower
    ):
        width *= 4
    return max(r, 0.0), (r - width, r + width)
