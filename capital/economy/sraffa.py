r"""Distribution and prices: the wage–profit curve, the standard commodity, dated labour.

Given a technique and a rate of profit, prices and wage follow in any numéraire ``d``:

.. math:: p = (1+r)\,pA + w\,l\quad(\text{“post”}),\qquad
          p = (1+r)(pA + w\,l)\quad(\text{“ante”}),\qquad p\,d = 1.

The wage falls strictly from :math:`w(0)=1/\lambda d` to nothing at the maximum rate
:math:`R = 1/\rho(A) - 1`. The curve depends on the numéraire and on when wages are paid. It is
the straight line :math:`w = 1 - r/R` only for wages paid out of the product *and* measured in the
standard net product, the mixture that leaves its own inputs' proportions unchanged.

References
----------
Sraffa (1960), *Production of Commodities by Means of Commodities*, ch. 3–6. Henry (1994), *The
shifted Hessenberg system solve computation*, on the method for many rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import hessenberg

from capital.economy._arrays import exact_root, identity, null_row, plain, read, solve_row
from capital.economy.matrices import components
from capital.economy.perron import spectral_radius
from capital.errors import DataError, ModelError, check_choice

WAGES = ("ante", "post")
#: From so many rates on, one reduction to Hessenberg form is cheaper than a solve for each.
MANY = 12


@dataclass(frozen=True)
class WageProfitCurve:
    """Wages and prices of one technique at m rates of profit.

    Attributes
    ----------
    rates_of_profit, wages : arrays of shape (m,)
        The wage is that of an hour, in the numéraire.
    prices : array of shape (m, n)
        Of a unit of each good, in the numéraire.
    maximum_rate_of_profit : number
        R, at which the wage is nothing; infinite where no good enters its own production.
    bounds : tuple of two numbers
        Collatz–Wielandt bounds on R.
    residual : number
        Largest error of a price equation, relative to the price.
    wages_paid : str
        ``"ante"`` or ``"post"``.
    numeraire : str
        What wages and prices are counted in, in words, where a labelled economy gives them.
    """

    rates_of_profit: Any
    wages: Any
    prices: Any
    maximum_rate_of_profit: Any
    bounds: tuple[Any, Any]
    residual: Any
    wages_paid: str
    numeraire: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return one row a rate of profit: the wage, then the price of each good."""
        wages = pd.Series(self.wages, name="wage")
        table = pd.concat([wages, pd.DataFrame(self.prices, index=wages.index)], axis="columns")
        return table.set_axis(pd.Index(self.rates_of_profit, name="rate_of_profit"), axis="index")


@dataclass(frozen=True)
class StandardCommodity:
    """The standard system: outputs in the proportions of their own inputs.

    Attributes
    ----------
    maximum_rate_of_profit : number
        R, the standard ratio.
    outputs, inputs, net_product : arrays of shape (n,)
        Units of each good; the net product is R times the inputs. Non-basic goods are zero.
    bounds : tuple of two numbers
        Collatz–Wielandt bounds on R.
    residual : number
        Largest error of (1 + R)·A·q = q, relative to the largest output.
    """

    maximum_rate_of_profit: Any
    outputs: Any
    inputs: Any
    net_product: Any
    bounds: tuple[Any, Any]
    residual: Any


@dataclass(frozen=True)
class DatedLabour:
    """Labour by the time at which it was spent.

    Attributes
    ----------
    labour : array of shape (T, n)
        Row k: hours for a unit of each good, spent k periods before the last.
    remainder : array of shape (n,)
        Hours spent still earlier.
    values : array of shape (n,)
        All labour embodied.
    """

    labour: Any
    remainder: Any
    values: Any


def wage_profit_curve(
    A: Any, l: Any, numeraire: Any, rates: Any = None, *, wages: str, exact: bool = False
) -> WageProfitCurve:
    r"""Return wage and prices of a technique at given rates of profit.

    Parameters
    ----------
    A : array of shape (n, n)
        Inputs for a unit of each product.
    l : array of shape (n,)
        Hours for a unit.
    numeraire : array of shape (n,)
        The goods whose price is one.
    rates : array of shape (m,), optional
        Rates of profit from 0 to R; a hundred evenly spaced ones by default.
    wages
        ``"ante"`` or ``"post"``.
    exact
        Compute in exact numbers, at the rates given.

    Raises
    ------
    DataError
        If shapes differ, an entry is negative, or no labour enters the numéraire.
    ModelError
        If a rate exceeds the maximum rate of profit, or there is none and no rates are given.
    UnknownNameError
        If `wages` is neither.

    Notes
    -----
    With :math:`u = (1+r)^\delta\,l\,(I-(1+r)A)^{-1}`, where δ is 1 for wages advanced and 0
    else, :math:`w = 1/(u d)` and :math:`p = w u`. A is reduced once to Hessenberg form; each rate
    then costs of the order of n² operations.

    Examples
    --------
    >>> A, l, corn = [["3/5", "3/10"], [0, 0]], [2, 1], [0, 1]
    >>> curve = wage_profit_curve(A, l, corn, ["1/4", "1/3"], wages="post", exact=True)
    >>> list(curve.wages)                                  # (2 − 3r)/5
    [1/4, 1/5]
    """
    check_choice("timing of wages", wages, WAGES)
    A, l, d = technique(A, l, numeraire, exact)
    R, bounds = _maximum(A, exact)
    r = _rates(rates, R, exact)
    at_R = np.array([rate == R for rate in r], dtype=bool)
    w, p = np.zeros(len(r), dtype=A.dtype), np.empty((len(r), len(l)), dtype=A.dtype)
    u = labour_commanded(A, l, r[~at_R], wages, exact)
    if not (u @ d > 0).all():
        raise DataError("no labour enters the numéraire", where="numeraire", mend="change it")
    w[~at_R] = 1 / (u @ d)
    p[~at_R] = u * w[~at_R, None]
    if at_R.any():
        p[at_R] = _prices_without_wages(A, d, R, exact)
    paid = w * (1 + r) if wages == "ante" else w
    gap = abs(plain(p - (1 + r)[:, None] * (p @ A) - paid[:, None] * l))
    residual = (gap / np.where(p > 0, p, 1)).max()
    return WageProfitCurve(r, w, p, R, bounds, residual, wages)


def standard_commodity(
    A: Any, l: Any, *, labour: Any = 1, exact: bool = False
) -> StandardCommodity:
    r"""Return the standard system, in which outputs and inputs have the same proportions.

    Parameters
    ----------
    A : array of shape (n, n)
        Inputs for a unit of each product.
    l : array of shape (n,)
        Hours for a unit.
    labour
        Total labour of the standard system.
    exact
        Compute in exact numbers.

    Raises
    ------
    ModelError
        If there are no basic goods, or no labour makes them.

    Notes
    -----
    .. math:: (1+R)\,A q = q,\qquad l q = L

    Basic goods are those that enter all others, directly or indirectly; the standard system is
    made of them alone. R is then theirs. A group of other goods that uses much of itself can have
    a lower maximum rate, which `wage_profit_curve` reports.

    Examples
    --------
    Three processes with 3/16, 5/16 and 8/16 of the labour (Sraffa 1960, § 25):

    >>> A = [["1/2", "1/9", "1/12"], ["2/3", "5/18", "1/12"], ["1/3", "1/3", "5/12"]]
    >>> l = ["1/960", "1/1440", "1/960"]
    >>> standard = standard_commodity(A, l, labour="3/4", exact=True)
    >>> standard.maximum_rate_of_profit, list(standard.outputs), list(standard.inputs)
    (1/5, [180, 270, 360], [150, 225, 300])
    """
    A, l, _ = technique(A, l, l, exact)
    basics = components([A.astype(float)]).basics
    if not basics.size:
        raise ModelError(
            "no good enters all goods: there is no standard commodity",
            where="A",
            mend="add the missing inputs, or take a connected part of the economy",
        )
    core = A[np.ix_(basics, basics)]
    root = spectral_radius(core.astype(float).T)
    rho, column = (exact_root(core), None) if exact else (root.radius, root.vector)
    q = np.zeros(len(l), dtype=A.dtype)
    q[basics] = null_row(core.T - rho * identity(len(core), True)) if exact else column
    if l @ q == 0:
        raise ModelError("no labour makes the basic goods", where="l")
    q = plain(q * (read(labour, "labour", (), exact)[()] / (l @ q)))
    inputs = A @ q
    residual = max(abs(plain(inputs / rho - q))) / max(q)
    bounds = (1 / root.upper - 1, 1 / root.lower - 1)
    return StandardCommodity(plain(1 / rho - 1), q, inputs, q - inputs, bounds, residual)


def dated_labour(A: Any, l: Any, terms: int, *, exact: bool = False) -> DatedLabour:
    r"""Return the labour in each good by the period in which it was spent.

    Parameters
    ----------
    A : array of shape (n, n)
        Inputs for a unit of each product.
    l : array of shape (n,)
        Hours for a unit.
    terms
        T, how many dates to tell apart.
    exact
        Compute in rationals.

    Raises
    ------
    ModelError
        If the technique yields no net product: the series would not end.

    Notes
    -----
    .. math:: l_k = l A^k,\qquad \lambda = \sum_{k<T} l A^k + \lambda A^T,\qquad
              p = w\sum_k (1+r)^k\, l A^k\quad(\text{post; ante one power more})

    Examples
    --------
    >>> parts = dated_labour([["1/2"]], [1], 3, exact=True)
    >>> [row[0] for row in parts.labour], parts.remainder[0], parts.values[0]
    ([1, 1/2, 1/4], 1/4, 2)
    """
    A, l, _ = technique(A, l, l, exact)
    if terms < 1:
        raise DataError(f"there are {terms} terms", where="terms", mend="ask for one or more")
    if not _maximum(A, exact)[0] > 0:
        raise ModelError("the inputs are just replaced: labour has no end", where="A")
    rows = [l]
    while len(rows) < terms:
        rows.append(rows[-1] @ A)
    net = identity(len(l), exact) - A
    remainder = solve_row(net, rows[-1] @ A, exact)
    return DatedLabour(np.array(rows), remainder, solve_row(net, l, exact))


def labour_commanded(A: Any, l: Any, rates: Any, wages: str, exact: bool = False) -> Any:
    """Return prices in hourly wages, one row for each rate of profit below the maximum.

    Parameters
    ----------
    A, l, rates
        Arrays of shape (n, n), (n,) and (m,), of floats or exact numbers.
    wages
        ``"ante"`` or ``"post"``.
    exact
        Which they are.

    Examples
    --------
    >>> labour_commanded(np.array([[0.5]]), np.array([1.0]), np.array([0.0, 0.6]), "post")
    array([[2.],
           [5.]])
    """
    sigma = 1 + rates
    if exact or len(sigma) < MANY:
        unit = identity(len(l), exact)
        u = np.empty((len(sigma), len(l)), dtype=A.dtype)
        for row, factor in enumerate(sigma):
            u[row] = solve_row(unit - factor * A, l, exact)
    else:
        H, Q = hessenberg(A, calc_q=True)
        u = _shifted(H, l @ Q, sigma) @ Q.T
    return u * sigma[:, None] if wages == "ante" else u


def _shifted(H: Any, row: Any, sigma: Any) -> Any:
    """Return x with x(I − σH) = row for every σ, H upper Hessenberg, by elimination with pivots.

    All rates go through the columns together. When row k of the triangle is known, so is entry k
    of the solution in its terms; the eliminations are then undone from the last to the first.
    """
    n, m = len(H), len(sigma)
    right, x = np.tile(row, (m, 1)), np.empty((m, n))
    factors, swapped = np.empty((m, n)), np.empty((m, n), dtype=bool)
    top = -sigma[:, None] * H[0]
    top[:, 0] += 1
    for k in range(n - 1):
        below = -sigma[:, None] * H[k + 1, k:]
        below[:, 1] += 1
        swapped[:, k] = swap = np.abs(below[:, 0]) > np.abs(top[:, 0])
        top[swap], below[swap] = below[swap], top[swap]
        factors[:, k] = factor = below[:, 0] / top[:, 0]
        x[:, k] = right[:, k] / top[:, 0]
        right[:, k + 1 :] -= x[:, k, None] * top[:, 1:]
        top = below[:, 1:] - factor[:, None] * top[:, 1:]
    x[:, -1] = right[:, -1] / top[:, 0]
    for k in range(n - 2, -1, -1):
        x[:, k] -= factors[:, k] * x[:, k + 1]
        swap = swapped[:, k]
        x[swap, k], x[swap, k + 1] = x[swap, k + 1], x[swap, k]
    return x


def _maximum(A: Any, exact: bool) -> tuple[Any, tuple[float, float]]:
    """Return the maximum rate of profit and its bounds; zero where inputs are just replaced."""
    root = spectral_radius(A.astype(float))
    rho = exact_root(A) if exact else root.radius
    if rho == 0:
        return math.inf, (math.inf, math.inf)
    if root.lower > 1:
        raise ModelError(
            f"the technique is not productive: the spectral radius of A is {float(rho):.6g}",
            where="A",
            mend="the inputs must leave a net product: check the coefficients",
        )
    R = plain(1 / rho - 1) if exact else max(1 / rho - 1, 0.0)
    return R, (1 / root.upper - 1, 1 / root.lower - 1)


def _rates(rates: Any, R: Any, exact: bool) -> Any:
    """Return the rates at which to evaluate; within rounding of R they are R."""
    if rates is None:
        if exact or math.isinf(R):
            raise ModelError("no rates of profit are given", where="rates", mend="give some")
        return np.linspace(0, R, 100)
    r = read(rates, "rates", (None,), exact)
    if not exact:
        r[abs(r - R) <= 1e-12 * (1 + R)] = R
    if (r > R).any():
        raise ModelError(
            f"a rate of profit of {max(r)} exceeds the maximum {R}: no wage could be paid",
            where="rates",
            mend="give rates from 0 to the maximum",
        )
    return r


def _prices_without_wages(A: Any, d: Any, R: Any, exact: bool) -> Any:
    """Return prices at the maximum rate of profit, at which all the net product is profit."""
    size, rho = len(A), 1 / (1 + R)
    if exact:
        p = null_row(A - rho * identity(size, True))
    else:
        p = spectral_radius(A).vector.copy()
        rest = p == 0
        if rest.any():  # what is made with the goods that limit the rate, but not among them
            around = rho * np.eye(rest.sum()) - A[np.ix_(rest, rest)]
            p[rest] = solve_row(around, p[~rest] @ A[np.ix_(~rest, rest)], False)
    if not (p >= 0).all() or p @ d <= 0:
        raise ModelError(
            "at the maximum rate of profit the numéraire has no price",
            where="rates",
            mend="take a numéraire that needs the goods that limit the rate, or lower rates",
        )
    return plain(p / (p @ d))


def technique(A: Any, l: Any, d: Any, exact: bool) -> tuple[Any, Any, Any]:
    """Return inputs, labour and a basket of goods, checked against each other."""
    A = read(A, "A", (None, None), exact)
    n = len(A)
    if A.shape != (n, n):
        raise DataError(f"A has the shape {A.shape}", where="A", mend="give a square table")
    l, d = read(l, "l", (n,), exact), read(d, "numeraire", (n,), exact)
    for name, vector in {"l": l, "numeraire": d}.items():
        if not (vector > 0).any():
            raise DataError(
                f"{name} is zero everywhere", where=name, mend="give some hours or goods"
            )
    return A, l, d
