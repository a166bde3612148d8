r"""Tests with few clusters: the wild cluster bootstrap.

With few clusters the usual cluster errors are too small. The bootstrap imposes the null, turns the
residuals of whole clusters by random signs, and asks how often the t-value is as large. With G
clusters there are 2^G patterns of signs: where they are fewer than the draws asked for, all are
taken, and the p-value is exact.

References
----------
Cameron, Gelbach and Miller (2008), *Review of Economics and Statistics* 90. MacKinnon and Webb
(2018), *Econometrics Journal* 21. Webb (2014), Queen's Economics Department Working Paper 1315.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.linalg import qr, solve_triangular

from capital.econometrics._design import check_design
from capital.errors import DataError, check_choice, unknown
from capital.uncertainty import Seed, seed_sequence

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
WEBB = np.sqrt([1.5, 1.0, 0.5]) * np.array([[-1], [1]])
FEW = 10


@dataclass(frozen=True)
class WildClusterTest:
    """The test of one coefficient.

    Attributes
    ----------
    coefficient : str
    null : str
    estimate, statistic, pvalue : float
        The estimate, its t-value with clustered errors, and the share of bootstrap t-values at
        least as large in size.
    lower, upper : float
        Interval of all values that the test does not reject at `level`.
    level : float
    clusters, draws : int
    exact : bool
        Whether all patterns of signs were taken.
    warnings : tuple of str
    """

    coefficient: str
    null: str
    estimate: float
    statistic: float
    pvalue: float
    lower: float
    upper: float
    level: float
    clusters: int
    draws: int
    exact: bool
    warnings: tuple[str, ...] = ()


def wild_cluster_bootstrap(
    y: pd.Series,
    regressors: pd.DataFrame,
    clusters: Any,
    coefficient: str,
    *,
    null: float = 0.0,
    draws: int = 9999,
    weights: str = "rademacher",
    level: float = 0.05,
    rng: Seed = 0,
) -> WildClusterTest:
    """Test one coefficient of a regression with few clusters.

    Parameters
    ----------
    y : Series, shape (n,)
    regressors : DataFrame, shape (n, k)
        With the constant, where there is one. Weighted least squares: multiply both sides by the
        roots of the weights.
    clusters : shape (n,)
    coefficient
        Column that is tested.
    null : float
    draws : int
    weights
        ``"rademacher"`` (signs) or ``"webb"`` (six points, for fewer than about ten clusters).
    level : float
        Of the interval.
    rng : int, SeedSequence or Generator

    Returns
    -------
    WildClusterTest

    Raises
    ------
    DataError
        If there is one cluster, or nothing follows from the regressors.

    Notes
    -----
    The restricted bootstrap (WCR). The interval inverts the test.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> group = np.repeat(range(8), 20)
    >>> x = rng.normal(size=160)
    >>> X = pd.DataFrame({"const": 1.0, "x": x})
    >>> y = pd.Series(x + rng.normal(size=8)[group] + rng.normal(size=160))
    >>> found = wild_cluster_bootstrap(y, X, group, "x")
    >>> found.exact, found.draws, found.pvalue < 0.05
    (True, 256, True)
    """
    check_choice("weights", weights, ("rademacher", "webb"))
    check_design(y, regressors)
    if coefficient not in regressors:
        raise unknown("regressor", coefficient, map(str, regressors.columns))
    codes, names = pd.factorize(np.asarray(clusters))
    if (codes < 0).any() or len(codes) != len(y):
        raise DataError("a cluster is missing", where="clusters")
    if len(names) < 2:
        raise DataError("there is one cluster only", where="clusters", mend="choose HC1 errors")
    signs, exact = _signs(len(names), draws, weights, rng)
    problem = _Problem.of(y, regressors, coefficient, codes, len(names))
    pvalue = problem.pvalue(null, signs)
    lower, upper = problem.interval(signs, level)
    few = len(names) < FEW
    warning = f"few clusters: {len(names)}; the test may hardly reject at all"
    return WildClusterTest(
        coefficient, f"{coefficient} is {null:g}", problem.estimate, problem.statistic(null),
        pvalue, lower, upper, level, len(names), len(signs), exact, (warning,) * few,
    )  # fmt: skip


def _signs(groups: int, draws: int, weights: str, rng: Seed) -> tuple[Array, bool]:
    """Return multipliers of the clusters, shape (draws, G), and whether they are all there are."""
    if weights == "rademacher" and groups < 40 and 2**groups <= draws:
        patterns = (np.arange(2**groups)[:, None] >> np.arange(groups)) & 1
        return 2.0 * patterns - 1, True
    generator = np.random.Generator(np.random.PCG64(seed_sequence(rng)))
    points = np.array([-1.0, 1.0]) if weights == "rademacher" else WEBB.ravel()
    return points[generator.integers(len(points), size=(draws, groups))], False


@dataclass(frozen=True)
class _Problem:
    """All that the test needs, by cluster: everything is linear in the signs and in the null."""

    estimate: float
    row: Array  # (G,): the tested coefficient's part of each cluster's score, per sign
    across: Array  # (G, G): what a turned cluster g adds to the score of cluster h
    first: Array  # the same two for the part of the residuals that the null moves
    second: Array
    factor: float

    @classmethod
    def of(
        cls, y: pd.Series, regressors: pd.DataFrame, coefficient: str, codes: Array, groups: int
    ) -> _Problem:
        X, target = regressors.to_numpy(dtype=float), y.to_numpy(dtype=float)
        place = regressors.columns.get_loc(coefficient)
        q, r = qr(X, mode="economic")
        contrast = q @ solve_triangular(r, np.eye(X.shape[1])[place], trans="T")  # (n,)
        others = np.delete(X, place, axis=1)
        x = X[:, place]

        def restricted(values: Array) -> Array:
            if not others.shape[1]:
                return values
            return values - others @ np.linalg.lstsq(others, values, rcond=None)[0]

        def parts(residual: Array) -> tuple[Array, Array]:
            own = np.bincount(codes, contrast * residual, groups)
            projected = np.array(
                [
                    np.bincount(codes, contrast * (q @ (q.T @ (residual * (codes == g)))), groups)
                    for g in range(groups)
                ]
            )
            return own, np.diag(own) - projected

        (row, across), (first, second) = parts(restricted(target)), parts(restricted(x))
        n, k = X.shape
        factor = groups / (groups - 1) * (n - 1) / (n - k)
        return cls(float(contrast @ target), row, across, first, second, factor)

    def statistic(self, null: float) -> float:
        ones = np.ones((1, len(self.row)))
        return float(self._tvalues(null, ones)[0])

    def _tvalues(self, null: float, signs: Array) -> Array:
        """Return the t-values of the turned samples; that of all ones is the sample's own."""
        moved = signs @ (self.row - null * self.first)
        scores = signs @ (self.across - null * self.second)
        error = np.sqrt(self.factor * (scores**2).sum(axis=1))
        return np.asarray(moved / error)

    def pvalue(self, null: float, signs: Array) -> float:
        own = abs(self.statistic(null))
        return float((np.abs(self._tvalues(null, signs)) >= own * (1 - 1e-12)).mean())

    def interval(self, signs: Array, level: float) -> tuple[float, float]:
        spread = abs(self.estimate / self.statistic(0.0)) if self.statistic(0.0) else 1.0
        ends = []
        for side in (-1, 1):
            inside, outside = self.estimate, self.estimate + side * spread
            for _ in range(60):
                if self.pvalue(outside, signs) < level:
                    break
                inside, outside = outside, self.estimate + 2 * (outside - self.estimate)
            else:
                ends.append(side * math.inf)
                continue
            for _ in range(50):
                middle = (inside + outside) / 2
                if self.pvalue(middle, signs) < level:
                    outside = middle
                else:
                    inside = middle
            ends.append((inside + outside) / 2)
        return ends[0], ends[1]
