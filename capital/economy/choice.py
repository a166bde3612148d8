r"""Choice of technique: the envelope of wage–profit curves, its switch points, and reswitching.

Of several techniques that pay the same rate of profit, competition selects the cheapest, which is
the one that pays the highest wage. The outer envelope of the curves :math:`w(r)` is therefore the
frontier; at a switch point two techniques cost the same. Nothing forbids that a technique rules
at low and at high rates and another one between (*reswitching*), or that at a switch a rise of
the rate of profit brings in the technique with *more* capital a worker (*reverse capital
deepening*). Capital a worker, in the numéraire, is

.. math:: \kappa = \frac{w(0) - w(r)}{r},

advances of inputs, and of wages if they are paid in advance, for producing the numéraire net.

Switch points are found in two ways. In decimals: brackets on a grid, also around near-contacts
that a grid steps over, refined by Brent's method. Exactly: the curves are ratios of polynomials,

.. math:: w(r) = \frac{\det(I-\sigma A)}{\sigma^\delta\,[\det(I-\sigma A+d\,l)-\det(I-\sigma A)]},
          \qquad \sigma = 1+r,

and the real roots of their difference are isolated, so that none is missed.

References
----------
Sraffa (1960), ch. 12. Samuelson (1966), *Quarterly Journal of Economics* 80. Bruno, Burmeister and
Sheshinski (1966), the same volume. Han and Schefold (2006), *Cambridge Journal of Economics* 30.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq, minimize_scalar
from sympy.polys.matrices import DomainMatrix

from capital.economy._arrays import read
from capital.economy.perron import spectral_radius
from capital.economy.sraffa import WAGES, labour_commanded, technique
from capital.errors import DataError, ModelError, check_choice

#: Points of the grid on which decimals are searched for changes of sign.
GRID = 400
#: Wages that differ by a smaller share are the same.
TIE = 1e-12
#: Techniques that tie at a rate of profit below this tie at zero, where nothing comes before.
AT_ZERO = 1e-9

_SIGMA = sp.Symbol("sigma")


@dataclass(frozen=True)
class SwitchPoint:
    """A rate of profit at which two techniques pay the same wage.

    Attributes
    ----------
    rate_of_profit, wage : number
    before, after : int
        Positions of the technique that pays more just below, and just above, this rate.
    capital_before, capital_after : number
        Capital a worker of each, in the numéraire, at this rate and wage.
    reverse : bool
        Whether the higher rate brings the technique with more capital a worker.
    """

    rate_of_profit: Any
    wage: Any
    before: int
    after: int
    capital_before: Any
    capital_after: Any
    reverse: bool


@dataclass(frozen=True)
class Envelope:
    """The frontier of several techniques.

    Attributes
    ----------
    intervals : tuple of (from, to, technique)
        Which technique pays the highest wage between which rates of profit.
    switches : tuple of SwitchPoint
        Where it changes.
    reswitching : tuple of int
        Techniques that rule over two or more separate intervals.
    maximum_rate_of_profit : float
        The highest R of all techniques.
    """

    intervals: tuple[tuple[Any, Any, int], ...]
    switches: tuple[SwitchPoint, ...]
    reswitching: tuple[int, ...]
    maximum_rate_of_profit: float

    def ruling(self, rate_of_profit: float) -> int:
        """Return the position of the technique that pays most at a rate of profit.

        Raises
        ------
        ModelError
            If the rate is outside the frontier.
        """
        for start, end, number in self.intervals:
            if start <= rate_of_profit <= end:
                return number
        raise ModelError(
            f"no technique pays a rate of profit of {rate_of_profit}",
            where="ruling",
            mend=f"ask between 0 and {self.maximum_rate_of_profit}",
        )


@dataclass(frozen=True)
class DatedChoice:
    """Which of two streams of dated labour is cheaper.

    Attributes
    ----------
    rates_of_profit : tuple of numbers
        Where it changes, in rising order.
    cheaper : tuple of int
        0 for the first stream, 1 for the second: below the first rate, between each, and beyond.
    """

    rates_of_profit: tuple[Any, ...]
    cheaper: tuple[int, ...]


@dataclass(frozen=True)
class Curve:
    """One technique, cut down to the goods that its numéraire needs."""

    A: Any
    l: Any
    d: Any
    R: float
    wages: str

    def __call__(self, rates: Any) -> Any:
        """Return wages at an array of rates of profit; nothing from R on."""
        w = np.zeros(len(rates))
        below = rates < self.R
        A, l, d = (part.astype(float) for part in (self.A, self.l, self.d))
        w[below] = 1 / (labour_commanded(A, l, rates[below], self.wages) @ d)
        return w

    def at(self, rate: Any) -> Any:
        """Return the wage at one rate of profit: exact if the rate is."""
        if isinstance(rate, sp.Expr):
            wage, labour = _fraction(self)
            return wage(1 + rate) / labour(1 + rate)
        return float(self(np.array([float(rate)]))[0])

    def capital(self, rate: Any) -> Any:
        """Return the capital of a worker at a rate of profit above zero."""
        return (self.at(0 * rate) - self.at(rate)) / rate


def envelope(
    techniques: Sequence[tuple[Any, Any]], numeraire: Any, *, wages: str, exact: bool = False
) -> Envelope:
    """Return the frontier of wage–profit curves, with all its switch points.

    Parameters
    ----------
    techniques : sequence of (A, l)
        Inputs, shape (n, n), and hours, shape (n,); n may differ between techniques.
    numeraire : array of shape (n,), or one for each technique
        The goods in which all wages are measured.
    wages
        ``"ante"`` or ``"post"``.
    exact
        Find the switch points as roots of polynomials; rational ones stay exact.

    Returns
    -------
    Envelope
        For two techniques its switches are all rates at which their curves cross.

    Raises
    ------
    DataError, ModelError
        If a technique is no technique, or not productive.

    Examples
    --------
    Corn made with 1/2 corn and an hour, or with 3/5 and a quarter of an hour:

    >>> both = envelope([([["1/2"]], [1]), ([["3/5"]], ["1/4"])], [1], wages="post", exact=True)
    >>> switch = both.switches[0]
    >>> switch.rate_of_profit, switch.wage, switch.before, switch.after
    (11/19, 4/19, 1, 0)
    """
    check_choice("timing of wages", wages, WAGES)
    if len(techniques) < 1:
        raise DataError("there is no technique", where="techniques", mend="give some")
    shared = np.ndim(numeraire[0]) == 0
    baskets = [numeraire] * len(techniques) if shared else list(numeraire)
    if len(baskets) != len(techniques):
        raise DataError(
            f"{len(baskets)} numéraires for {len(techniques)} techniques",
            where="numeraire",
            mend="give one for all, or one for each",
        )
    given = [technique(A, l, d, exact) for (A, l), d in zip(techniques, baskets, strict=True)]
    curves = [curve(*parts, wages) for parts in given]
    find = _exact_crossings if exact else _crossings
    marks: set[Any] = set()
    for one, other in combinations(range(len(curves)), 2):
        marks.update(find(curves[one], curves[other]))
    return frontier(curves, sorted(marks))


def curve(A: Any, l: Any, d: Any, wages: str) -> Curve:
    """Return the technique of the goods that enter the numéraire, directly or indirectly."""
    needed = d > 0
    while True:
        more = needed | (A[:, needed] > 0).any(axis=1)
        if (more == needed).all():
            break
        needed = more
    A, l, d = A[np.ix_(needed, needed)], l[needed], d[needed]
    if not (l > 0).any():
        raise DataError("no labour enters the numéraire", where="numeraire", mend="change it")
    radius = spectral_radius(A.astype(float)).radius
    if radius >= 1:
        raise ModelError(
            f"a technique is not productive: its spectral radius is {radius:.6g}",
            where="techniques",
            mend="check its coefficients",
        )
    return Curve(A, l, d, 1 / radius - 1 if radius else math.inf, wages)


def _crossings(one: Curve, other: Curve) -> list[float]:
    """Return the rates of profit at which two curves cross, from a grid, refined."""

    def gap(t: Any) -> Any:  # t = r/(1 + r) also holds an infinite R
        first, second = one(t / (1 - t)), other(t / (1 - t))
        return (first - second) / np.maximum(first, second)

    def level(t: float, sign: float = 1.0) -> float:
        return sign * float(gap(np.array([t]))[0])

    def distinct(t: Any) -> tuple[Any, Any]:
        size = gap(t)
        apart = np.abs(size) > TIE
        return t[apart], size[apart]

    end = max(discount(one.R), discount(other.R)) * (1 - 1e-9)
    grid, size = distinct(np.linspace(0, end, GRID))
    dips = [
        minimize_scalar(level, bounds=(a, c), args=(sign,), method="bounded").x
        for a, c, sign in _dips(grid, size)
    ]
    t, size = distinct(np.sort(np.concatenate([grid, dips])))
    ends = [pair for pair, (x, y) in zip(pairwise(t), pairwise(size), strict=True) if x * y < 0]
    roots = [brentq(level, a, b, xtol=1e-15) for a, b in ends]
    return [float(root / (1 - root)) for root in roots]


def _dips(t: Any, size: Any) -> list[tuple[float, float, float]]:
    """Return brackets in which a difference comes close to zero without changing its sign."""
    far = np.abs(size)
    inner = np.flatnonzero((far[1:-1] <= far[:-2]) & (far[1:-1] <= far[2:])) + 1
    alike = [k for k in inner if size[k - 1] * size[k] > 0 and size[k] * size[k + 1] > 0]
    return [(t[k - 1], t[k + 1], float(np.sign(size[k]))) for k in alike]


def discount(R: float) -> float:
    """Return r/(1 + r), which is one for an infinite rate."""
    return R / (1 + R) if math.isfinite(R) else 1.0


def _exact_crossings(one: Curve, other: Curve) -> list[Any]:
    """Return the rates of profit at which two curves cross, as isolated roots of a polynomial."""
    (wage, labour), (other_wage, other_labour) = _fraction(one), _fraction(other)
    difference = wage * other_labour - other_wage * labour
    if difference.is_zero:
        return []
    roots = [_number(root - 1) for root in set(sp.real_roots(difference))]
    highest = min(one.R, other.R) * (1 - 1e-12)
    return [root for root in roots if root > 0 and float(root) < highest]


def _fraction(curve: Curve) -> tuple[sp.Poly, sp.Poly]:
    """Return polynomials in 1 + r whose ratio is the wage."""
    size = len(curve.l)
    values = sp.eye(size) - _SIGMA * sp.Matrix(curve.A)
    labour = sp.Matrix(curve.d) * sp.Matrix([list(curve.l)])
    wage = _determinant(values)
    advanced = _SIGMA if curve.wages == "ante" else sp.Integer(1)
    return wage, (_determinant(values + labour) - wage) * sp.Poly(advanced, _SIGMA, domain="QQ")


def _determinant(matrix: sp.Matrix) -> sp.Poly:
    ring = DomainMatrix.from_Matrix(matrix).convert_to(sp.QQ[_SIGMA])
    return sp.Poly(ring.domain.to_sympy(ring.det()), _SIGMA, domain="QQ")


def _number(root: sp.Expr) -> Any:
    """Return a rational root as it is, any other as the nearest float."""
    return root if root.is_Rational else float(root.evalf(20))


def frontier(curves: list[Curve], marks: list[Any]) -> Envelope:
    """Return who pays most between the crossings, and what happens at the switches."""
    highest = max(curve.R for curve in curves)
    pieces: list[tuple[Any, Any, int]] = []
    inner = [mark for mark in marks if mark > AT_ZERO]
    for start, end in pairwise([0, *inner, highest]):
        inside = float(start) + 1 if math.isinf(end) else (float(start) + float(end)) / 2
        paid = [curve.at(inside) for curve in curves]
        best = int(np.argmax(paid))
        if pieces and paid[pieces[-1][2]] >= paid[best] * (1 - TIE):
            best = pieces[-1][2]  # a tie is no switch
        if pieces and pieces[-1][2] == best:
            start = pieces.pop()[0]
        pieces.append((start, end, best))
    switches = tuple(_switch(curves, old[2], new[2], old[1]) for old, new in pairwise(pieces))
    order = [piece[2] for piece in pieces]
    again = tuple(sorted({number for number in order if order.count(number) > 1}))
    return Envelope(tuple(pieces), switches, again, highest)


def _switch(curves: list[Curve], old: int, new: int, rate: Any) -> SwitchPoint:
    """Return the switch from one technique to another as the rate of profit rises."""
    before, after = curves[old].capital(rate), curves[new].capital(rate)
    wage = curves[old].at(rate)
    return SwitchPoint(rate, wage, old, new, before, after, bool(after > before))


def dated_labour_switches(first: Any, second: Any, *, exact: bool = False) -> DatedChoice:
    r"""Return the rates of profit at which two streams of dated labour cost the same.

    Parameters
    ----------
    first, second : arrays
        Entry k: hours spent k periods before the product.
    exact
        Read decimals as they are written, and keep rational rates exact.

    Notes
    -----
    The streams cost :math:`\sum_k L_k(1+r)^k` wages. All real roots of the difference are
    isolated; where the curves only touch there is no switch.

    Examples
    --------
    Seven hours two periods back, or two hours three back and six one back (Samuelson 1966):

    >>> choice = dated_labour_switches([0, 0, 7], [0, 6, 0, 2], exact=True)
    >>> choice.rates_of_profit, choice.cheaper
    ((1/2, 1), (0, 1, 0))
    """
    one, two = read(first, "first", (None,), True), read(second, "second", (None,), True)
    length = max(len(one), len(two))
    costs = [np.append(part, [sp.Integer(0)] * (length - len(part))) for part in (one, two)]
    excess = sp.Poly(list((costs[0] - costs[1])[::-1]), _SIGMA, domain="QQ")
    if excess.is_zero:
        raise ModelError("both streams are the same", where="dated_labour_switches")
    roots = sp.real_roots(excess, multiple=False) if excess.degree() else []
    switches = sorted(root for root, times in roots if root > 1 and times % 2)
    cheaper = [int(bool(excess.LC() > 0))]  # at the highest rates the longest stream decides
    while len(cheaper) <= len(switches):
        cheaper.insert(0, 1 - cheaper[0])
    rates = (_number(root - 1) for root in switches)
    return DatedChoice(tuple(r if exact else float(r) for r in rates), tuple(cheaper))
