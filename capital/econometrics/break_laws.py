r"""The laws of tests for breaks: by a diffusion equation, in closed form, by simulation.

With k coefficients that may break at one unknown date, the largest Wald statistic tends to the
supremum of the square of a standardised Brownian bridge. In the clock
:math:`s=\tfrac12\ln\frac{\lambda}{1-\lambda}` that bridge is a stationary Ornstein–Uhlenbeck
process in k dimensions, so that its supremum stays below x exactly if the process stays in a ball
of radius √x for the time :math:`\ln\frac{1-\epsilon}{\epsilon}`: a diffusion equation, which
`sup_chance` solves without any simulation.

Means, exponential means, several breaks and trends have no such form. They are drawn by
`draw_one`, `draw_many` and `draw_cusum`, and their quantiles stand in `break_tables`.

References
----------
DeLong (1981), *Communications in Statistics* A 10. Andrews (1993), *Econometrica* 61. Andrews and
Ploberger (1994), *Econometrica* 62. Bai (1997), *Review of Economics and Statistics* 79. Bai and
Perron (1998), *Econometrica* 66. Estrella (2003), *Econometric Theory* 19.
Trefethen, Weideman and Schmelzer (2006), *BIT* 46.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from scipy.linalg import solve_banded
from scipy.optimize import brentq
from scipy.special import gammaincc, gammaln, log_ndtr, ndtr

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
SEED = 20_031
SHELLS = 800
COARSER = 4  # how many points of the fine grid make one of the coarse
MOST = 5  # breaks at once


def contour(points: int) -> tuple[Array, Array]:
    """Return half of Talbot's contour and its slopes, with the constants of Trefethen et al.

    The other half is its mirror image. The error falls like 3.89 to the power −`points`.
    """
    angle = np.pi * np.arange(1, points, 2) / points
    place = 0.5071 * angle / np.tan(0.6407 * angle) - 0.6122 + 0.2645j * angle
    turn = 0.5071 / np.tan(0.6407 * angle) - 0.5071 * 0.6407 * angle / np.sin(0.6407 * angle) ** 2
    return points * place, turn + 0.2645j


CONTOUR = contour(20)


@lru_cache(maxsize=512)
def sup_chance(value: float, k: int, trim: float) -> float:
    r"""Return the chance that sup F is at least as large, for k coefficients without a trend.

    Parameters
    ----------
    value : float
        The Wald statistic (not divided by k).
    k : int
        Number of coefficients that may break.
    trim : float
        Share at each end in which no break is looked for.

    Notes
    -----
    The chance v(r, t) to have left the ball by t, started at radius r, satisfies
    :math:`w\,v_t=(w\,v')'` with :math:`w=r^{k-1}e^{-r^2/2}` and v = 1 at the edge. The ball is cut
    into shells, and the Laplace transform in t inverted along a contour (`CONTOUR`). Chances are
    exact to about 10⁻⁵ of themselves near 5 %, to 10⁻³ where they are as small as 10⁻¹².

    Examples
    --------
    >>> round(sup_chance(8.862, 1, 0.15), 4), round(sup_chance(11.872, 2, 0.15), 4)
    (0.05, 0.05)
    """
    if value <= 0:
        return 1.0
    begun_outside = float(gammaincc(k / 2, value / 2))
    if value > 1000:
        return begun_outside  # of 10⁻²¹⁵ or less: the weights have no digits left
    width, time = math.sqrt(value) / SHELLS, math.log((1 - trim) / trim)
    scale = (k / 2 - 1) * math.log(2) + gammaln(k / 2)
    middles, walls = width * (np.arange(SHELLS) + 0.5), width * np.arange(1, SHELLS + 1)
    mass = np.exp((k - 1) * np.log(middles) - middles**2 / 2 - scale) * width
    flow = np.exp((k - 1) * np.log(walls) - walls**2 / 2 - scale) / width
    flow[-1] *= 2  # the edge lies half a width beyond the last middle
    banded = np.zeros((3, SHELLS), dtype=complex)
    banded[0, 1:] = banded[2, :-1] = -flow[:-1]
    source = np.zeros(SHELLS)
    source[-1] = flow[-1]
    left = 0.0
    for z, slope in zip(*CONTOUR, strict=True):
        banded[1] = z / time * mass + flow + np.append(0, flow[:-1])
        inside = solve_banded((1, 1), banded, source)
        left += 2 * float((np.exp(z) * slope / z * (mass @ inside)).imag)
    return min(begun_outside + left, 1.0)  # above one by rounding only


def sup_critical(level: float, k: int, trim: float) -> float:
    """Return the value that sup F exceeds with a given chance.

    Examples
    --------
    >>> round(sup_critical(0.05, 1, 0.15), 2)
    8.86
    """
    high = k + 12 * math.sqrt(k) + 60 - 4 * math.log(level)
    return float(brentq(lambda x: sup_chance(x, k, trim) - level, 1e-6, high, xtol=1e-8))


def draw_one(k: int, trend: bool, trim: float, paths: int, grid: int) -> tuple[Array, Array]:
    """Draw the limit laws for one break.

    Parameters
    ----------
    k : int
        Number of coefficients that may break.
    trend : bool
        Whether two of them are the constant and the slope of a trend.
    trim : float
    paths, grid : int
        Number of draws, and of the points of each; `grid` is a multiple of four.

    Returns
    -------
    fine, coarse : arrays, shape (3, paths)
        sup-F, ave-F and exp-F on the whole grid, and on every fourth point of it.
    """
    drawn = []
    for steps in _steps(k, paths, grid):
        pair = []
        for part in (steps, _coarser(steps)):
            n = part.shape[2]
            sums, cuts = _sums(part, trend), np.arange(math.ceil(trim * n), n - int(trim * n) + 1)
            end = np.array([n])
            whole = _explained(sums[:, :, [n]], 0 * end, end, n, trend)
            before = _explained(sums[:, :, cuts], 0 * cuts, cuts, n, trend)
            after = _explained(sums[:, :, [n]] - sums[:, :, cuts], cuts, 0 * cuts + n, n, trend)
            value = before + after - whole
            pair.append(np.array([value.max(1), value.mean(1), log_mean_exp(value.T / 2)]))
        drawn.append(pair)
    fine, coarse = (np.concatenate(parts, axis=1) for parts in zip(*drawn, strict=True))
    return fine, coarse


def draw_many(k: int, trend: bool, trim: float, paths: int, grid: int) -> tuple[Array, Array]:
    """Draw the limit laws of sup F(m | 0), m = 1, 2, …, and of the largest of them, UDmax.

    Parameters
    ----------
    k, trend, trim, paths, grid
        As in `draw_one`.

    Returns
    -------
    fine, coarse : arrays, shape (M + 1, paths)
        A row a number of breaks, then UDmax; M is 5, or as many as fit between the ends.
    """
    drawn = []
    for steps in _steps(k, paths, grid):
        pair = [_best_partitions(part, trend, trim) for part in (steps, _coarser(steps))]
        drawn.append([np.vstack([found, found.max(0)]) for found in pair])
    fine, coarse = (np.concatenate(parts, axis=1) for parts in zip(*drawn, strict=True))
    return fine, coarse


def draw_cusum(paths: int, grid: int) -> tuple[Array, Array]:
    """Draw the law of the OLS-CUSUM of residuals from a trend, shape (1, paths), as `draw_one`."""
    drawn = []
    for steps in _steps(1, paths, grid):
        pair = []
        for part in (steps[:, 0], _coarser(steps)[:, 0]):
            n = part.shape[1]
            X = np.linalg.qr(np.column_stack([np.ones(n), np.arange(n)]))[0]
            rest = part - (part @ X) @ X.T
            pair.append(np.abs(np.cumsum(rest, axis=1)).max(1)[None] / math.sqrt(n))
        drawn.append(pair)
    fine, coarse = (np.concatenate(parts, axis=1) for parts in zip(*drawn, strict=True))
    return fine, coarse


def limit_quantiles(drawn: tuple[Array, Array], chances: Sequence[float]) -> Array:
    """Return the values exceeded with the given chances, shape (rows, chances), as the grid fills.

    A supremum over n points falls short of the true one by c/√n. Quantiles of a grid and of every
    fourth of its points, where it is twice as much, therefore give 2·fine − coarse.
    """
    fine, coarse = (np.quantile(part, 1 - np.asarray(chances), axis=1).T for part in drawn)
    return np.asarray(2 * fine - coarse)


def interpolated_chance(value: float, values: Sequence[float], chances: Sequence[float]) -> float:
    """Return the chance of at least `value` between tabulated values, linear in its logarithm.

    The chance of zero is one; beyond the last value it falls as it did before it.

    Examples
    --------
    >>> [round(interpolated_chance(x, (2, 4), (0.5, 0.05)), 4) for x in (0, 2, 4, 6)]
    [1.0, 0.5, 0.05, 0.005]
    """
    x, logs = np.array([0.0, *values]), np.log([1.0, *chances])
    if value <= x[-1]:
        return float(np.exp(np.interp(value, x, logs)))
    slope = (logs[-1] - logs[-2]) / (x[-1] - x[-2])
    return float(np.exp(logs[-1] + slope * (value - x[-1])))


def argmax_tail(x: float, ratio: float = 1.0) -> float:
    r"""Return the chance that the argmax of a two-sided walk lies beyond x on one side.

    Parameters
    ----------
    x : float
        Nonnegative, in the time in which the walk of this side is W(s) − s/2.
    ratio : float
        Rate of the supremum of the other side over that of this side, which is 1.

    Notes
    -----
    The walk reaches m first at t with density h(m, t), and never rises above with rate 1; the
    other side stays below with chance 1 − e^(−r·m). Integrating h(m, t)(1 − e^(−r·m)) over m, then
    over t > x, gives, with c = ½ + r and d = r(1 + r)/2 (Bai 1997, appendix B, for r = 1):

    .. math:: \Bigl(\tfrac x2 - 2 + \tfrac{2c^2}{d}\Bigr)\Phi\bigl(-\tfrac{\sqrt x}2\bigr)
              - \sqrt{\tfrac{x}{2\pi}}\,e^{-x/8} - \tfrac cd\,e^{dx}\,\Phi(-c\sqrt x).

    Examples
    --------
    >>> round(argmax_tail(0), 6), round(argmax_tail(11.03), 3)
    (0.5, 0.025)
    """
    root, c, d = math.sqrt(x), 0.5 + ratio, ratio * (1 + ratio) / 2
    first = (x / 2 - 2 + 2 * c**2 / d) * ndtr(-root / 2)
    last = c / d * math.exp(d * x + log_ndtr(-c * root))
    return float(first - math.sqrt(x / (2 * math.pi)) * math.exp(-x / 8) - last)


@lru_cache(maxsize=512)
def argmax_bounds(alpha: float, xi: float = 1.0, phi: float = 1.0) -> tuple[float, float]:
    r"""Return the points outside which the argmax lies with chance alpha/2 each.

    Parameters
    ----------
    alpha : float
    xi, phi : float
        The walk is W(−s) − \|s\|/2 before zero and √phi·W(s) − xi·s/2 after it.

    Examples
    --------
    >>> [round(bound, 1) for bound in argmax_bounds(0.05)]
    [-11.0, 11.0]
    """

    def below(x: float) -> float:
        if x < 0:
            return argmax_tail(-x, xi / phi)
        return 1 - argmax_tail(x * xi**2 / phi, phi / xi)

    width = 200 * max(1.0, phi / xi**2)
    low, high = (
        brentq(lambda x, share=share: below(x) - share, -width, width)
        for share in (alpha / 2, 1 - alpha / 2)
    )
    return float(low), float(high)


def log_mean_exp(values: Array) -> Any:
    """Return ln of the mean of exp(values) over the first axis, without overflow."""
    top = values.max(axis=0)
    return top + np.log(np.exp(values - top).mean(axis=0))


def _steps(k: int, paths: int, grid: int) -> Iterator[Array]:
    """Yield normal steps, shape (≤ 100, k, grid), always the same ones."""
    generator = np.random.default_rng(SEED)
    for first in range(0, paths, 100):
        yield generator.standard_normal((min(100, paths - first), k, grid))


def _coarser(steps: Array) -> Array:
    paths, k, grid = steps.shape
    joined = steps.reshape(paths, k, grid // COARSER, COARSER).sum(axis=3)
    return np.asarray(joined / math.sqrt(COARSER))


def _sums(steps: Array, trend: bool) -> Array:
    """Return sums of the steps before each point, those of a trend's slope in the second row.

    The first two rows of a trend belong to one disturbance: its sum, and the sum of time times it.
    """
    paths, k, n = steps.shape
    rows = np.array(steps)
    if trend:
        rows[:, 1] = (np.arange(n) - (n - 1) / 2) * rows[:, 0]
    sums = np.zeros((paths, k, n + 1))
    np.cumsum(rows, axis=2, out=sums[:, :, 1:])
    return sums


def _explained(change: Array, a: Any, b: Any, n: int, trend: bool) -> Array:
    """Return the squares explained in segments a … b − 1 with these changes of the sums.

    Shape (paths, segments).
    """
    length = (b - a).astype(change.dtype)
    if trend:
        change[:, 1] -= ((a + b - n) / 2).astype(change.dtype) * change[:, 0]
        change[:, 1] *= np.sqrt(12 / (length**2 - 1))
    return np.asarray(np.einsum("pks,pks->ps", change, change) / length)


def _best_partitions(steps: Array, trend: bool, trim: float) -> Array:
    """Return sup F(m | 0) of each path, shape (M, paths), by dynamic programming."""
    paths, n = len(steps), steps.shape[2]
    sums, shortest = _sums(steps, trend).astype(np.float32), max(math.floor(trim * n), 3)
    most = min(MOST, n // shortest - 1)
    best = np.full((most + 1, paths, n + 1), -np.inf, dtype=np.float32)
    for b in range(shortest, n + 1):
        starts = np.arange(b - shortest + 1)
        change = sums[:, :, b, None] - sums[:, :, : len(starts)]
        gains = _explained(change, starts, 0 * starts + b, n, trend)
        best[0, :, b] = gains[:, 0]
        for m in range(1, min(most, b // shortest - 1) + 1):
            first = m * shortest
            total = best[m - 1, :, first : len(starts)] + gains[:, first:]
            best[m, :, b] = total.max(axis=1)
    gained = best[1:, :, n] - best[0, :, n]
    return np.asarray(gained / np.arange(1, most + 1)[:, None], dtype=float)
