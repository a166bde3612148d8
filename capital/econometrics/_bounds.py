r"""The bounds test of Pesaran, Shin and Smith: arithmetic and tables.

In :math:`\Delta y_t = d_t + \phi\,y_{t-1} + \psi' x_{t-1} + \dots` there is no relation in levels
where φ = ψ = 0. The distribution of F depends on whether the regressors have unit roots; one
that suits stationary ones bounds it from below, one for unit roots from above. Between the two
bounds the test says nothing. Everything here takes and returns arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from capital.econometrics._ardl_arrays import streams
from capital.econometrics._frame import Array
from capital.uncertainty import Seed

PERCENTILES = {0.10: 0, 0.05: 1, 0.01: 2, 0.001: 3}
MOST_REGRESSORS = 10
CASES = {
    1: "no deterministic term",
    2: "a constant within the relation",
    3: "a constant outside the relation",
    4: "a constant outside and a trend within the relation",
    5: "a constant and a trend outside the relation",
}
TREND_OF_CASE = {1: "n", 2: "c", 3: "c", 4: "ct", 5: "ct"}
BLOCK = 2_000


@dataclass(frozen=True)
class Bounds:
    """Critical values and p-values where all regressors are I(0), and where all are I(1)."""

    critical: tuple[float, float]
    pvalues: tuple[float, float]


def asymptotic(statistic: float, regressors: int, case: int, level: float) -> Bounds:
    """Look F up in the tables of statsmodels, which refine those of Pesaran, Shin and Smith.

    The first key is the number of regressors, y not among them: ``UECMResults.bounds_test`` of
    statsmodels 0.15 counts y too and therefore reads the wrong row.
    """
    from statsmodels.tsa.ardl import pss_critical_values as table  # large, and rarely wanted

    critical, pvalues = [], []
    for drifting in (False, True):
        key = (regressors, case, drifting)
        critical.append(float(table.crit_vals[key][PERCENTILES[level]]))
        small = statistic > table.stat_star[key]
        powers = np.polynomial.Polynomial((table.small_p if small else table.large_p)[key])
        pvalues.append(float(norm.sf(powers(np.log(statistic)))))
    return Bounds((critical[0], critical[1]), (pvalues[0], pvalues[1]))


def simulated(
    statistics: tuple[float, float],
    regressors: int,
    case: int,
    nobs: int,
    level: float,
    draws: int,
    rng: Seed,
) -> tuple[Bounds, Bounds]:
    """Return the bounds of F and of t in samples of `nobs` observations.

    Parameters
    ----------
    statistics
        F, and the t-value of φ.
    regressors, case, nobs, level
        The question.
    draws : int
        Pairs of samples.
    rng
        Seed or generator.
    """
    f, t = simulate(regressors, case, nobs, draws, rng)
    return (
        Bounds(
            tuple(np.quantile(f, 1 - level, axis=1)),
            tuple((1 + (f >= statistics[0]).sum(axis=1)) / (1 + draws)),
        ),
        Bounds(
            tuple(np.quantile(t, level, axis=1)),
            tuple((1 + (t <= statistics[1]).sum(axis=1)) / (1 + draws)),
        ),
    )


def simulate(regressors: int, case: int, nobs: int, draws: int, rng: Seed) -> tuple[Array, Array]:
    """Draw F and t under the null, each of shape (2, draws): x is I(0) in the first row.

    Random numbers come in blocks of fixed size, each with its own stream, so that more draws
    continue fewer.
    """
    sizes = [min(BLOCK, draws - first) for first in range(0, draws, BLOCK)]
    parts = [
        _block(regressors, case, nobs, size, stream)
        for size, stream in zip(sizes, streams(rng, len(sizes)), strict=True)
    ]
    return (
        np.concatenate([part[0] for part in parts], axis=1),
        np.concatenate([part[1] for part in parts], axis=1),
    )


def _block(
    regressors: int, case: int, nobs: int, size: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    shocks = rng.standard_normal((BLOCK, nobs + 1, regressors + 1))[:size]
    walks = shocks.cumsum(axis=1)
    steps = shocks[:, 1:, :1]
    terms = np.column_stack([np.ones(nobs), np.arange(nobs) / nobs])
    terms = terms[:, : len(TREND_OF_CASE[case].strip("n"))]
    restricted = {2: terms[:, :1], 4: terms[:, 1:]}.get(case, terms[:, :0])
    outside = terms if case in (1, 3, 5) else terms[:, : case == 4]
    found = []
    for x in (shocks, walks):
        parts = [walks[:, :-1, :1], x[:, :-1, 1:]]
        parts.append(np.broadcast_to(restricted, (size, *restricted.shape)))
        found.append(_statistics(steps, np.concatenate(parts, axis=2), outside))
    return np.array([f for f, _ in found]), np.array([t for _, t in found])


def _statistics(steps: Array, tested: Array, outside: Array) -> tuple[Array, Array]:
    """Return F of all tested columns and the t-value of the first, sample by sample."""
    basis, _ = np.linalg.qr(outside)
    if outside.shape[1]:
        steps = steps - basis @ (basis.T @ steps)
        tested = tested - basis @ (basis.T @ tested)
    cross = tested.transpose(0, 2, 1)
    inverse = np.linalg.inv(cross @ tested)
    beta = inverse @ (cross @ steps)
    explained = (steps.transpose(0, 2, 1) @ tested @ beta)[:, 0, 0]
    total = (steps**2).sum(axis=(1, 2))
    degrees = steps.shape[1] - tested.shape[2] - outside.shape[1]
    variance = (total - explained) / degrees
    t = beta[:, 0, 0] / np.sqrt(variance * inverse[:, 0, 0])
    return explained / tested.shape[2] / variance, t
