r"""How far two systems of prices are from each other, with intervals and a control for size.

Direct prices, prices of production and market prices are three vectors over the same goods. Their
ratio :math:`z_i = p_i/d_i` has no unit. A sector is one observation: n sectors are n observations,
not the n(n−1)/2 pairs among them. What a measure says depends on two things that theory leaves
open, and this page says which (:data:`NUMERAIRE_DEPENDENT`, :data:`UNIT_DEPENDENT`):

* the *numéraire*, one factor common to a whole price system. The mean deviations MAD, MAWD and
  RMSE compare z with 1 and change with it. The coefficient of variation of z, the angle Θ between
  z and the unit vector, and its chord do not (Steedman and Tomkins 1998); nor do the slope and the
  fit of a regression in logs, only its intercept.
* the *unit* of each good. Tonnes or kilograms change p and d alike and so leave z alone, but move
  the points of a regression of log p on log d, and with them slope and correlation
  (Díaz and Osuna 2007).

Totals, :math:`p_iQ_i` on :math:`d_iQ_i`, correlate because large sectors are large in both
(Kliman 2002). `size_control` sets the regression of totals beside that of unit prices and beside
what is left of both when log size is taken out. `integrated_coefficients` gives rival bases of
value: the energy, oil or steel in each good (Cockshott and Cottrell 1997). Intervals are drawn in
:mod:`capital.economy.resampling`.

References
----------
Steedman and Tomkins (1998), *Cambridge Journal of Economics* 22. Petrović (1987), *CJE* 11.
Kliman (2002), *CJE* 26. Cockshott and Cottrell (1997), *CJE* 21. Díaz and Osuna (2007), *Empirical
Economics* 33.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from capital.economy.values import values
from capital.errors import DataError

Array: TypeAlias = NDArray[np.float64]

#: Measures that change when one price system is multiplied by a factor.
NUMERAIRE_DEPENDENT = ("mad", "mawd", "rmse", "intercept")
#: Measures that do not.
SCALE_FREE = ("cv", "angle", "distance", "slope", "r_squared", "correlation")
#: Measures that change with the unit in which a good is counted, tonne or kilogram.
UNIT_DEPENDENT = ("slope", "intercept", "r_squared", "correlation")


@dataclass(frozen=True)
class Deviations:
    """The distance of one price system from another over n sectors.

    Attributes
    ----------
    ratio : (n,) array
        z = prices/base, after both were brought to the same price of the bundle, if one was given.
    weights : (n,) array
        Weights of the MAWD; they sum to 1.
    mad, mawd, rmse : float
        Mean of |z − 1|, its weighted mean, and the root of the mean of (z − 1)².
    cv : float
        Coefficient of variation of z, with the population's standard deviation (divisor n).
    angle, distance : float
        Angle in degrees between z and the unit vector, tan Θ = cv, and √(2(1 − cos Θ)).
    slope, intercept, r_squared, correlation : float
        Least squares of log prices on log base, one sector an observation. NaN where all prices of
        a system are equal, as those of goods counted in money's worth: there is nothing to fit.
    """

    ratio: Array
    weights: Array
    mad: float
    mawd: float
    rmse: float
    cv: float
    angle: float
    distance: float
    slope: float
    intercept: float
    r_squared: float
    correlation: float


@dataclass(frozen=True)
class LogFit:
    """Least squares of one log on another: slope, intercept, r_squared, correlation."""

    slope: float
    intercept: float
    r_squared: float
    correlation: float


@dataclass(frozen=True)
class SizeControl:
    """The same regression three times: with size in it, without, and with size held constant.

    Attributes
    ----------
    totals : LogFit
        log(p·Q) on log(d·Q).
    units : LogFit
        log p on log d; NaN where all of one are equal.
    partial : LogFit
        What is left of the totals on each other once log size is taken out of both; the intercept
        is 0 by construction.
    size_alone : float
        R² of the regression of log(p·Q) on log size only.
    """

    totals: LogFit
    units: LogFit
    partial: LogFit
    size_alone: float


def deviations(
    prices: ArrayLike, base: ArrayLike, *, weights: ArrayLike, bundle: ArrayLike | None = None
) -> Deviations:
    r"""Return how far prices are from a base.

    Parameters
    ----------
    prices, base : (n,) array
        Two price systems over the same goods, per unit of each; all positive.
    weights : (n,) array
        Importance of each sector in the MAWD, of any sum; usual are ``base * output``, the sums
        of direct prices, or ``market * output``.
    bundle : (n,) array, optional
        Goods that are to cost the same in both systems, in units of each, none negative: gross
        output, the wage basket, one good. Without it the prices are compared as they stand.

    Returns
    -------
    Deviations

    Raises
    ------
    DataError
        If lengths differ or a price is not positive, or all weights, or the bundle, are zero.

    Notes
    -----
    With :math:`z_i = (p_i/d_i)\,(\sum_j d_jB_j/\sum_j p_jB_j)` and weights
    :math:`\sum\omega_i = 1`: MAD :math:`\frac1n\sum|z_i-1|`, MAWD :math:`\sum\omega_i|z_i-1|`, RMSE
    :math:`\sqrt{\frac1n\sum(z_i-1)^2}`, :math:`\tan\Theta = \sigma_z/\bar z`. Prices over base and
    base over prices are two questions with two answers.

    References
    ----------
    Steedman and Tomkins (1998); theory of MAD and MAWD: Petrović (1987).

    Examples
    --------
    >>> found = deviations([2, 6], [2, 2], weights=[3, 1])
    >>> found.mad, found.mawd, found.cv
    (1.0, 0.5, 0.5)
    >>> deviations([20, 60], [2, 2], weights=[3, 1]).cv                 # another numéraire
    0.5
    """
    given = observations(prices, base, weights, bundle)
    found = {name: float(value) for name, value in measures(*given).items()}
    return Deviations(ratio=_ratio(*given), weights=given[2] / given[2].sum(), **found)


def compare(
    systems: Mapping[str, ArrayLike], output: ArrayLike, *, bundle: ArrayLike
) -> dict[tuple[str, str], Deviations]:
    """Return the deviations between each two of several price systems.

    Parameters
    ----------
    systems : mapping of str to (n,) array
        Market prices, prices of production, direct prices …; in a pair the earlier is measured
        against the later.
    output : (n,) array
        Gross output, in units of each good: a sector's weight is the price of its output in
        the later system.
    bundle : (n,) array
        Goods that are to cost the same in all systems.

    Returns
    -------
    dict
        From pairs of names to `Deviations`.

    Examples
    --------
    >>> found = compare({"market": [1, 1], "direct": [1, 2]}, [2, 1], bundle=[1, 0])
    >>> round(found["market", "direct"].mawd, 12)
    0.25
    """
    if len(systems) < 2:
        raise DataError("a comparison needs two price systems", where="systems")
    return {
        (first, second): deviations(
            systems[first],
            systems[second],
            weights=np.asarray(systems[second], dtype=float) * np.asarray(output, dtype=float),
            bundle=bundle,
        )
        for first, second in combinations(systems, 2)
    }


def size_control(
    prices: ArrayLike, base: ArrayLike, output: ArrayLike, *, size: ArrayLike | None = None
) -> SizeControl:
    """Return the regression of totals, of unit prices, and of totals with size held constant.

    Parameters
    ----------
    prices, base : (n,) array
        Two price systems, per unit of each good.
    output : (n,) array
        Gross output in units of each good.
    size : (n,) array, optional
        What makes a sector large: its cost, its hours of labour; by default its output.

    Returns
    -------
    SizeControl

    Raises
    ------
    DataError
        If lengths differ, a number is not positive, there are fewer than four sectors, or size is
        all there is to one of the totals. So it is if output is counted in money's worth, when
        market prices are 1 and output is itself the total of prices.

    References
    ----------
    Kliman (2002).

    Examples
    --------
    >>> p, d, Q = [1, 2, 2, 1], [1, 2, 1, 2], [1, 10, 100, 1000]
    >>> found = size_control(p, d, Q)
    >>> round(found.totals.correlation, 2), round(abs(found.units.correlation), 2)
    (0.98, 0.0)
    """
    p = positive(prices, "prices")
    d, Q = positive(base, "base", len(p)), positive(output, "output", len(p))
    if len(p) < 4:
        raise DataError(f"{len(p)} sectors are too few to hold size constant", where="prices")
    scale = np.log(Q if size is None else positive(size, "size", len(p)))
    totals = np.log(p * Q), np.log(d * Q)
    rests = [log_residual(total, scale)[0] for total in totals]
    for name, rest in zip(("prices", "base"), rests, strict=True):
        if not np.ptp(rest) > 1e-10:
            raise DataError(
                f"the totals of {name} are nothing but size",
                where="size",
                mend="give output in physical units, or another measure of size, such as hours",
            )
    alone = float(_log_fit(totals[0], scale)["r_squared"])
    return SizeControl(
        totals=_fit(*totals),
        units=_fit(np.log(p), np.log(d)),
        partial=_fit(*rests),
        size_alone=alone,
    )


def integrated_coefficients(A: Any, good: int) -> Array:
    r"""Return how much of one good is used up, directly and indirectly, to make a unit of each.

    Parameters
    ----------
    A : (n, n) array, dense or sparse
        Input of good i per unit of good j. Add the workers' consumption ``np.outer(b, l)`` to
        count the energy or the steel that labour costs.
    good : int
        Index of the good that serves as the base of value.

    Returns
    -------
    (n,) array
        Units of the good per unit of each good. Its own entry is what it uses of itself.

    Raises
    ------
    DataError
        If A is not square, has a negative or missing entry, or no such good.
    ModelError
        If without that good the technique is not productive.

    Notes
    -----
    :math:`v = a_k (I - A_{(k)})^{-1}`, where :math:`a_k` is row k of A and :math:`A_{(k)}` is A
    with that row zero: the good takes the place of labour. It is proportional to row k of
    :math:`A(I-A)^{-1}`, so scale-free measures do not tell the two apart.

    References
    ----------
    Cockshott and Cottrell (1997). Roemer (1982), *A General Theory of Exploitation and Class*, on
    the commodity exploitation theorem.

    Examples
    --------
    >>> integrated_coefficients([[0.5, 0.25], [0.0, 0.0]], 0)
    array([0.5 , 0.25])
    """
    inputs: Any = A.astype(float) if sparse.issparse(A) else np.array(A, dtype=float)
    square = inputs.ndim == 2 and inputs.shape[0] == inputs.shape[1]
    if not square or not inputs.min() >= 0:
        raise DataError("A is no square matrix of numbers of zero or more", where="A")
    n = inputs.shape[0]
    if not 0 <= good < n:
        raise DataError(f"there is no good {good}", "good", f"give 0 to {n - 1}")
    alone = (np.arange(n) == good).astype(float)
    return values(sparse.diags_array(1 - alone) @ inputs, alone @ inputs)


def positive(values: ArrayLike, name: str, length: int | None = None) -> Array:
    """Return positive finite numbers, one a sector."""
    numbers: Array = np.asarray(values, dtype=float)
    if numbers.ndim != 1 or len(numbers) != (length or len(numbers)):
        raise DataError(f"{name} has the shape {numbers.shape}", name, "give one number a sector")
    wrong = np.flatnonzero(~((numbers > 0) & np.isfinite(numbers)))
    if len(wrong):
        raise DataError(
            f"{name} has {numbers[wrong[0]]:g} for sector {wrong[0]}",
            where=name,
            mend="give positive numbers; leave sectors without a price out of all arrays",
        )
    return numbers


def _semipositive(values: ArrayLike, name: str, length: int) -> Array:
    """Return numbers of zero or more, not all zero."""
    numbers: Array = np.asarray(values, dtype=float)
    if numbers.shape != (length,) or not (numbers >= 0).all() or not 0 < numbers.sum() < np.inf:
        raise DataError(
            f"{name} is no set of numbers of zero or more, one a sector and not all zero", name
        )
    return numbers


def observations(
    prices: ArrayLike, base: ArrayLike, weights: ArrayLike, bundle: ArrayLike | None
) -> tuple[Array, ...]:
    """Return prices, base and weights as checked arrays, and the bundle where there is one."""
    p = positive(prices, "prices")
    found = (p, positive(base, "base", len(p)), _semipositive(weights, "weights", len(p)))
    return found if bundle is None else (*found, _semipositive(bundle, "bundle", len(p)))


def _ratio(prices: Array, base: Array, weights: Array, bundle: Array | None = None) -> Array:
    """Return prices over base, at one price of the bundle."""
    ratio: Array = prices / base
    if bundle is None:
        return ratio
    sums = ((system * bundle).sum(axis=-1, keepdims=True) for system in (base, prices))
    return ratio * _divide(*sums)


def measures(
    prices: Array, base: Array, weights: Array, bundle: Array | None = None
) -> dict[str, Array]:
    """Return every measure over the last axis, for one sample or for many at once."""
    ratio = _ratio(prices, base, weights, bundle)
    gap = np.abs(ratio - 1)
    cv = ratio.std(axis=-1) / ratio.mean(axis=-1)
    angle = np.arctan(cv)
    return {
        "mad": gap.mean(axis=-1),
        "mawd": _divide((weights * gap).sum(axis=-1), weights.sum(axis=-1)),
        "rmse": np.sqrt((gap**2).mean(axis=-1)),
        "cv": cv,
        "angle": np.degrees(angle),
        "distance": 2 * np.sin(angle / 2),  # the chord: √(2(1 − cos Θ)) without cancellation
        **_log_fit(np.log(ratio * base), np.log(base)),
    }


def _log_fit(y: Array, x: Array) -> dict[str, Array]:
    """Return least squares of y on x over the last axis; NaN where one of them is constant."""
    dx, dy = (item - item.mean(axis=-1, keepdims=True) for item in (x, y))
    xx, yy, xy = (dx * dx).sum(axis=-1), (dy * dy).sum(axis=-1), (dx * dy).sum(axis=-1)
    xx, yy = (_unless_constant(square, item) for square, item in ((xx, x), (yy, y)))
    slope = _divide(xy, xx)
    correlation = _divide(xy, np.sqrt(xx * yy))
    return {
        "slope": slope,
        "intercept": y.mean(axis=-1) - slope * x.mean(axis=-1),
        "r_squared": correlation**2,
        "correlation": correlation,
    }


def _fit(y: Array, x: Array) -> LogFit:
    return LogFit(**{name: float(value) for name, value in _log_fit(y, x).items()})


def log_residual(y: Array, x: Array) -> tuple[Array, Array]:
    """Return what x leaves unexplained of y, and what it explains."""
    design = np.column_stack([np.ones_like(x), x])
    explained: Array = design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return y - explained, explained


def _unless_constant(square: Array, logs: Array) -> Array:
    """Return a sum of squares, NaN where the logs differ by rounding only."""
    found: Array = np.where(np.ptp(logs, axis=-1) > 1e-12, square, np.nan)
    return found


def _divide(numerator: Array, denominator: Array) -> Array:
    """Return a quotient, NaN where nothing divides."""
    empty = np.full(np.broadcast(numerator, denominator).shape, np.nan)
    found: Array = np.divide(numerator, denominator, out=empty, where=denominator != 0)
    return found
