r"""Joint production: additive values and their signs, prices, least labour.

A process may yield several goods: ``A[i, j]`` and ``B[i, j]`` are the good i that process j uses
and yields, ``l[j]`` its hours. There may be more processes than goods, or fewer.

*Additive values* :math:`\lambda B = \lambda A + l` need as many processes as goods, and can be
negative: where one process yields more of every good an hour than another, contracting the worse
one and expanding the better one gives more net product with less labour. They are reported as
they come. *Least labour* (Morishima) is never negative: what the workers' bundle costs if the
processes are used as well as they can be,

.. math:: L_{min}=\min_{x\ge0}\{\,l x : (B-A)\,x \ge b\,L\,\},\qquad
          e^{M}=\frac{L-L_{min}}{L_{min}}.

Its dual solution is a row of optimal values. *Prices* at a uniform rate of profit are a root of a
pencil of matrices that need not be the largest: the one kept is that whose prices are positive,
and the others are shown.

References
----------
Morishima (1974), *Econometrica* 42. Steedman (1975), *Economic Journal* 85; (1977), *Marx after
Sraffa*, ch. 11. Moler and Stewart (1973), *SIAM Journal on Numerical Analysis* 10, on pencils.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from scipy.linalg import null_space, qz
from scipy.optimize import linprog
from sympy.polys.matrices import DomainMatrix

from capital.economy._arrays import null_row, plain, read, recognised, solve_row
from capital.errors import DataError, ModelError, check_choice

WAGES = ("ante", "post")
#: A number this small, relative to its fellows, is zero.
ZERO = 1e-9

_SIGMA = sp.Symbol("sigma")


@dataclass(frozen=True)
class AdditiveValues:
    """Values that add up, whatever their signs.

    Attributes
    ----------
    values : array of shape (n,)
        Hours a unit.
    negative : tuple of int
        Goods whose value is negative.
    residual : number
        Largest error of λ(B − A) = l, in hours.
    """

    values: Any
    negative: tuple[int, ...]
    residual: Any


@dataclass(frozen=True)
class ValueAccount:
    """Totals of an activity at additive values, in hours.

    Attributes
    ----------
    living_labour, variable_capital, surplus_value, net_product : number
        Surplus-value is living labour less the value of the wage goods; it may be negative.
    """

    living_labour: Any
    variable_capital: Any
    surplus_value: Any
    net_product: Any


@dataclass(frozen=True)
class JointPrices:
    """Prices of production of a square joint-production system.

    Attributes
    ----------
    rate_of_profit : number
    prices : array of shape (n,)
        All positive, in the numéraire, or in hourly wages.
    wage : number
        Of an hour.
    rejected : tuple of (rate, prices)
        The other real solutions, in which some price is not positive.
    residual : number
        Largest error of a price equation, relative to the largest revenue.
    """

    rate_of_profit: Any
    prices: Any
    wage: Any
    rejected: tuple[tuple[Any, Any], ...]
    residual: Any


@dataclass(frozen=True)
class MinimumLabour:
    """The least labour that yields a basket net.

    Attributes
    ----------
    labour : number
        Hours.
    activities : array of shape (m,)
        How far each process is used.
    values : array of shape (n,)
        Optimal values, hours a unit: what one unit more would cost; never negative.
    net_product : array of shape (n,)
        At least the basket.
    gap : number
        Least labour less the basket at optimal values: zero proves that it is least.
    """

    labour: Any
    activities: Any
    values: Any
    net_product: Any
    gap: Any


def additive_values(A: Any, B: Any, l: Any, *, exact: bool = False) -> AdditiveValues:
    """Return values that solve λB = λA + l, with the negative ones named.

    Parameters
    ----------
    A, B : arrays of shape (n, n)
        Inputs and outputs of the processes (columns).
    l : array of shape (n,)
        Hours of each process.
    exact
        Compute in rationals.

    Raises
    ------
    DataError
        If there are not as many processes as goods.
    ModelError
        If the processes are not independent.

    Examples
    --------
    Steedman's two processes:

    >>> A, B = [[5, 0], [0, 10]], [[6, 3], [1, 12]]
    >>> found = additive_values(A, B, [1, 1], exact=True)
    >>> list(found.values), found.negative
    ([-1, 2], (0,))
    """
    A, B, l = processes(A, B, l, exact)
    check_square(A)
    values = solve_row(B - A, l, exact)
    residual = max(abs(values @ (B - A) - l))
    negative = tuple(int(good) for good in np.flatnonzero(values < 0))
    return AdditiveValues(values, negative, residual)


def value_account(
    values: Any, A: Any, B: Any, l: Any, b: Any, activities: Any, *, exact: bool = False
) -> ValueAccount:
    """Return living labour, variable capital and surplus-value of an activity at given values.

    Parameters
    ----------
    values : array of shape (n,)
        Hours a unit; negative ones are taken as they are.
    A, B, l
        The processes.
    b : array of shape (n,)
        Goods for an hour of labour.
    activities : array of shape (m,)
        How far each process is used.

    Examples
    --------
    Six hours of labour that receive (3, 5), and yet no surplus-value:

    >>> A, B, b = [[5, 0], [0, 10]], [[6, 3], [1, 12]], ["1/2", "5/6"]
    >>> value_account([-1, 2], A, B, [1, 1], b, [5, 1], exact=True)
    ValueAccount(living_labour=6, variable_capital=7, surplus_value=-1, net_product=6)
    """
    A, B, l = processes(A, B, l, exact)
    n, m = A.shape
    values, b = read(values, "values", (n,), exact, signed=True), read(b, "b", (n,), exact)
    x = read(activities, "activities", (m,), exact)
    living, net = l @ x, values @ ((B - A) @ x)
    variable = (values @ b) * living
    return ValueAccount(living, variable, living - variable, net)


def joint_prices(
    A: Any, B: Any, l: Any, b: Any, *, wages: str, numeraire: Any = None, exact: bool = False
) -> JointPrices:
    r"""Return the prices of production whose prices are all positive, and the rejected roots.

    Parameters
    ----------
    A, B : arrays of shape (n, n)
        Inputs and outputs of the processes (columns).
    l, b : arrays of shape (n,)
        Hours of each process; goods for an hour.
    wages
        ``"ante"`` or ``"post"``.
    numeraire : array of shape (n,), optional
        Goods whose price is one; by default an hour's wage is one.
    exact
        Compute in exact numbers.

    Raises
    ------
    ModelError
        If no root, or more than one, gives positive prices; if the rate is negative, because the
        real wage exceeds what the technique can yield; if the processes are not independent.

    Notes
    -----
    :math:`p B = (1+r)\,pA + (pb)\,l` (post) or :math:`p B = (1+r)(pA + (pb)\,l)` (ante).
    With joint products the Perron–Frobenius theorem does not single out a root.

    Examples
    --------
    >>> A, B, b = [[5, 0], [0, 10]], [[6, 3], [1, 12]], ["1/2", "5/6"]
    >>> found = joint_prices(A, B, [1, 1], b, wages="post", exact=True)
    >>> found.rate_of_profit, list(found.prices), found.wage
    (1/5, [1/3, 1], 1)
    >>> rate, prices = found.rejected[0]
    >>> rate, list(prices)
    (1/60, [-12/19, 30/19])
    """
    check_choice("timing of wages", wages, WAGES)
    A, B, l = processes(A, B, l, exact)
    check_square(A)
    b = read(b, "b", (len(l),), exact)
    unit = b if numeraire is None else read(numeraire, "numeraire", (len(l),), exact)
    paid = b[:, None] * l
    revenue, cost = (B, A + paid) if wages == "ante" else (B - paid, A)
    solutions = [
        (sigma - 1, _in_unit(p, unit))
        for sigma, p in (_exact_roots if exact else _roots)(revenue, cost)
    ]
    positive = [found for found in solutions if above_nothing(found[1])]
    if len(positive) != 1:
        raise ModelError(
            f"{len(positive) or 'no'} rates of profit have positive prices"
            + "".join(f", {float(rate):.6g}" for rate, _ in positive),
            where="joint_prices",
            mend="the processes do not determine one price system: choose another set of them",
        )
    rate, p = positive[0]
    if rate < 0:
        raise ModelError(
            "the real wage exceeds what the technique can yield", where="b", mend="lower it"
        )
    gap = max(abs(plain(p @ revenue - (1 + rate) * (p @ cost)))) / max(p @ B)
    rejected = tuple(found for found in solutions if found[0] is not rate)
    return JointPrices(rate, p, plain(p @ b), rejected, gap)


def minimum_labour(A: Any, B: Any, l: Any, basket: Any, *, exact: bool = False) -> MinimumLabour:
    """Return the least labour in which the processes yield a basket net.

    Parameters
    ----------
    A, B : arrays of shape (n, m)
        Inputs and outputs of the processes (columns).
    l : array of shape (m,)
        Hours of each process.
    basket : array of shape (n,)
        Net product wanted.
    exact
        Recognise the solution as rational and prove it least in rationals.

    Raises
    ------
    ModelError
        If no activities yield the basket; if no exact solution is recognised.

    Examples
    --------
    >>> A, B = [[5, 0], [0, 10]], [[6, 3], [1, 12]]
    >>> least = minimum_labour(A, B, [1, 1], [3, 5], exact=True)
    >>> least.labour, list(least.activities), list(least.values)
    (5/2, [0, 5/2], [0, 1/2])
    """
    A, B, l = processes(A, B, l, exact)
    d = read(basket, "basket", (len(A),), exact)
    net = (B - A).astype(float)
    found = linear_programme(
        l.astype(float),
        -net,
        -d.astype(float),
        infeasible="no activities of these processes yield the basket as a net product",
    )
    x, values = found.x, -found.ineqlin.marginals
    if exact:
        x, values = recognised(x), recognised(values)
        _prove_least(x, values, B - A, l, d)
    return MinimumLabour(l @ x, x, values, (B - A) @ x, l @ x - values @ d)


def _prove_least(x: Any, values: Any, net: Any, l: Any, d: Any) -> None:
    """Check feasibility of both solutions and equality of what they cost, in rationals."""
    yields, pays = (net @ x >= d).all() and (x >= 0).all(), (values @ net <= l).all()
    if not (yields and pays and (values >= 0).all() and l @ x == values @ d):
        raise ModelError(
            "the solution is not recognised as rational",
            where="minimum_labour",
            mend="use exact=False",
        )


def linear_programme(
    cost: Any, upper: Any, limit: Any, *, equal: Any = None, total: float = 1.0, infeasible: str
) -> Any:
    """Return SciPy's solution (HiGHS) of a linear programme, or raise what is wrong with it.

    Parameters
    ----------
    cost : array of shape (k,)
        To be minimised over x; the variables are not negative.
    upper, limit : arrays of shape (j, k) and (j,)
        ``upper @ x <= limit``.
    equal, total
        ``equal @ x == total``.
    infeasible
        What it means that no x satisfies the conditions.

    Raises
    ------
    ModelError
        If the programme is infeasible or unbounded, or HiGHS gives up.
    """
    row = None if equal is None else equal[None, :]
    sums = None if equal is None else [total]
    found = linprog(cost, A_ub=upper, b_ub=limit, A_eq=row, b_eq=sums, method="highs")
    if found.status == 0:
        return found
    reasons = {2: infeasible, 3: "the linear programme is unbounded: something costs nothing"}
    raise ModelError(
        reasons.get(found.status, f"the linear programme was not solved: {found.message}"),
        where="linear programme",
        mend="check inputs, outputs and the basket",
    )


def _roots(revenue: Any, cost: Any) -> list[tuple[float, Any]]:
    """Return all real σ > 0 and rows p with p(revenue − σ·cost) = 0."""
    triangle, other, _, _ = qz(revenue, cost, output="complex")
    alpha, beta = np.diag(triangle), np.diag(other)
    small = ZERO * max(np.abs(alpha).max(), np.abs(beta).max())
    if ((np.abs(alpha) < small) & (np.abs(beta) < small)).any():
        raise ModelError("the processes are not independent", where="A and B")
    found = []
    for sigma in alpha[np.abs(beta) >= small] / beta[np.abs(beta) >= small]:
        if sigma.real > 0 and abs(sigma.imag) <= ZERO * abs(sigma):
            space = null_space((revenue - sigma.real * cost).T, rcond=ZERO)
            found += [(float(sigma.real), p) for p in space.T[:1]]
    return found


def _exact_roots(revenue: Any, cost: Any) -> list[tuple[Any, Any]]:
    """Return the same in exact numbers."""
    pencil = DomainMatrix.from_Matrix(sp.Matrix(revenue) - _SIGMA * sp.Matrix(cost))
    ring = pencil.convert_to(sp.QQ[_SIGMA])
    determinant = sp.Poly(ring.domain.to_sympy(ring.det()), _SIGMA)
    if determinant.is_zero:
        raise ModelError("the processes are not independent", where="A and B")
    roots = {root for root in sp.real_roots(determinant) if root > 0}
    if any(root.has(sp.CRootOf) for root in roots):
        raise ModelError("a rate of profit has no simple form", mend="use exact=False")
    return [(root, null_row(revenue - root * cost)) for root in sorted(roots)]


def above_nothing(p: Any) -> bool:
    """Return whether all prices are positive; decimals next to nothing are nothing."""
    return bool((p > (0 if p.dtype == object else ZERO * max(abs(p)))).all())


def _in_unit(p: Any, unit: Any) -> Any:
    """Return prices in a numéraire; where it has no price, with the largest entry one."""
    worth = p @ unit
    floor = 0 if p.dtype == object else ZERO * max(abs(p)) * max(unit)
    return plain(p / (worth if abs(worth) > floor else max(p, key=abs)))


def processes(A: Any, B: Any, l: Any, exact: bool) -> tuple[Any, Any, Any]:
    """Return inputs, outputs and hours, checked against each other."""
    A = read(A, "A", (None, None), exact)
    B, l = read(B, "B", A.shape, exact), read(l, "l", (A.shape[1],), exact)
    idle = np.flatnonzero(~(B > 0).any(axis=0))
    if idle.size:
        raise DataError(
            f"process {int(idle[0])} yields nothing", where="B", mend="give its outputs"
        )
    return A, B, l


def check_square(A: Any) -> None:
    """Raise unless there are as many processes as goods."""
    n, m = A.shape
    if n != m:
        raise DataError(
            f"there are {m} processes for {n} goods: prices and additive values are not determined",
            where="A and B",
            mend="take as many processes as goods, or ask for least labour",
        )
