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
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.linalg import qr, solve_triangular

from capital.econometrics._design import check_design
from capital.econometrics._series import listed
from capital.errors import DataError, check_choice, unknown
from capital.results import HypothesisTest, latex_table
from capital.uncertainty import Seed, seed_sequence

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
WEBB = np.sqrt([1.5, 1.0, 0.5]) * np.array([[-1], [1]])
FEW = 10
NO_ERROR = 1e-8  # share of the plain standard error below which the clustered one is none

REFERENCES = """\
@article{CameronGelbachMiller2008,
  author  = {Cameron, A. Colin and Gelbach, Jonah B. and Miller, Douglas L.},
  title   = {Bootstrap-Based Improvements for Inference with Clustered Errors},
  journal = {Review of Economics and Statistics},
  year    = {2008},
  volume  = {90}
}
"""


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
    errors, sample : str
    references : str
        BibTeX.
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
    errors: str = ""
    sample: str = ""
    references: str = field(default=REFERENCES, repr=False)

    @property
    def test(self) -> HypothesisTest:
        """The test with its verdict in words."""
        rejected = self.pvalue < self.level
        verdict = f"{'rejected' if rejected else 'not rejected'} at {100 * self.level:g} %"
        detail = {"errors": self.errors, "sample": self.sample}
        return HypothesisTest("wild cluster bootstrap", self.null, self.statistic, self.pvalue,
                              rejected, self.level, verdict, detail)  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return one row: params, tvalues, pvalues, lower, upper."""
        row = {"params": self.estimate, "tvalues": self.statistic, "pvalues": self.pvalue,
               "lower": self.lower, "upper": self.upper}  # fmt: skip
        return pd.DataFrame(row, index=pd.Index([self.coefficient], name="term"))

    def to_latex(self) -> str:
        """Return the row in LaTeX (booktabs); the caption says what it rests on."""
        caption = f"Null: {self.null}. Errors: {self.errors}. Sample: {self.sample}."
        return latex_table(self.to_frame().reset_index(), caption=caption)


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
    r"""Test one coefficient of a regression with few clusters.

    Parameters
    ----------
    y : Series, shape (n,)
    regressors : DataFrame, shape (n, k)
        With the constant, where there is one. Weighted least squares: multiply both sides by the
        roots of the weights.
    clusters : shape (n,)
        In the order of the rows.
    coefficient
        Column that is tested.
    null : float
    draws : int
        Where all 2^G patterns of signs are no more than that, they are taken instead.
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
        If there is one cluster, a number is missing, rows are in different orders, or nothing
        follows from the regressors or from so few clusters.

    Notes
    -----
    The restricted bootstrap (WCR): with ũ_g the residuals of cluster g under the null and v_g its
    random sign,

    .. math:: y^*_g = X_g\tilde\beta + v_g\tilde u_g,\qquad
       t^* = (\hat\beta^* - \beta_0)/se^*,

    and p is the share of draws in which t* is at least as large as t, signs apart. All is linear
    in v: t* needs sums by cluster only, and no refit. The interval inverts the test; it is
    infinite where even far values are not rejected, as with five clusters or fewer at 5 %.

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
    if draws < 1 or not 0 < level < 1:
        raise DataError(f"{draws} draws at level {level}", mend="give one draw at least, level < 1")
    _check_rows(y, regressors, coefficient)
    codes, groups = _codes(clusters, y.index)
    signs, exact = _signs(groups, draws, weights, rng)
    problem = _Problem.of(y, regressors, coefficient, codes, groups)
    turned = problem.turned(signs)
    statistic = (problem.estimate - null) / problem.error()
    lower, upper = turned.interval(level)
    warning = f"few clusters: {groups}; the test may hardly reject at all"
    few = (warning,) * (groups < FEW)
    patterns = f"all {len(signs)} patterns" if exact else f"{len(signs)} draws"
    return WildClusterTest(
        coefficient, f"{coefficient} is {null:g}", problem.estimate, statistic,
        turned.pvalue(null), lower, upper, level, groups, len(signs), exact, few,
        errors=f"restricted wild cluster bootstrap, {weights} weights, {patterns}",
        sample=f"{len(y)} observations in {groups} clusters",
    )  # fmt: skip


def _check_rows(y: pd.Series, regressors: pd.DataFrame, coefficient: str) -> None:
    if coefficient not in regressors:
        raise unknown("regressor", coefficient, map(str, regressors.columns))
    if not y.index.equals(regressors.index):
        raise DataError(
            "the rows of both sides differ", mend="give both the same index in the same order"
        )
    table = regressors.assign(**{"": y}).to_numpy(dtype=float)
    wrong = ~np.isfinite(table).all(axis=1)
    if wrong.any():
        raise DataError(f"a number is missing or infinite in {listed(y.index[wrong])}")
    check_design(y, regressors)


def _codes(clusters: Any, index: pd.Index) -> tuple[Array, int]:
    """Return whole numbers from 0 for the clusters, and how many there are."""
    codes, names = pd.factorize(np.asarray(clusters))
    if (codes < 0).any() or len(codes) != len(index):
        raise DataError("a cluster is missing", where="clusters")
    if len(names) < 2:
        raise DataError("there is one cluster only", where="clusters", mend="choose HC1 errors")
    own = clusters.index if isinstance(clusters, pd.Series) else index
    if not own.equals(index) and own.sort_values().equals(index.sort_values()):
        raise DataError("the clusters are in another order than the rows", where="clusters")
    return codes, len(names)


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

        def sums(columns: Array) -> Array:
            return np.array([np.bincount(codes, column, groups) for column in columns.T]).T

        shares = sums(q * contrast[:, None])  # (G, k)

        def parts(residual: Array) -> tuple[Array, Array]:
            own = np.bincount(codes, contrast * residual, groups)
            return own, np.diag(own) - sums(q * residual[:, None]) @ shares.T

        (row, across), (first, second) = parts(restricted(target)), parts(restricted(x))
        n, k = X.shape
        factor = groups / (groups - 1) * (n - 1) / (n - k)
        found = cls(float(contrast @ target), row, across, first, second, factor)
        rest = target - q @ (q.T @ target)
        plain = math.sqrt(rest @ rest / (n - k) * (contrast @ contrast))
        if not found.error() > NO_ERROR * plain:
            raise DataError(
                "its clustered standard error vanishes",
                where=coefficient,
                mend="it rests on too few clusters, or the fit is perfect",
            )
        return found

    def error(self) -> float:
        """Return the clustered standard error, which no null changes."""
        return math.sqrt(self.factor * (self.across.sum(axis=0) ** 2).sum())

    def turned(self, signs: Array) -> _Turned:
        """Return what the t-values of the turned samples need, around the estimate."""
        moved = signs @ (self.row - self.estimate * self.first)
        scores = signs @ (self.across - self.estimate * self.second)
        slope, change = signs @ self.first, signs @ self.second
        # equal signs change no score: rounding must not grow with the null into an error
        change[np.abs(change) <= 1e-13 * np.abs(self.second).sum()] = 0
        pairs = ((scores, scores), (scores, change), (change, change))
        squares = [self.factor * (u * v).sum(axis=1) for u, v in pairs]
        return _Turned(self.estimate, self.error(), moved, slope, *squares)


@dataclass(frozen=True)
class _Turned:
    """Turned samples, a number a draw: each t-value is a ratio of functions of the null."""

    estimate: float
    error: float
    moved: Array
    slope: Array
    constant: Array
    mixed: Array
    square: Array

    def pvalue(self, null: float) -> float:
        """Return the share of t-values at least as large as the sample's own."""
        c = null - self.estimate
        variance = self.constant - 2 * c * self.mixed + c**2 * self.square
        own = abs(c) / self.error
        reached = (self.moved - c * self.slope) ** 2 >= (own * (1 - 1e-10)) ** 2 * variance
        return float(reached.mean())

    def interval(self, level: float) -> tuple[float, float]:
        """Return the ends of what is not rejected, found by doubling and halving."""
        ends: list[float] = []
        for side in (-1, 1):
            inside, outside = self.estimate, self.estimate + side * self.error
            for _ in range(60):
                if self.pvalue(outside) < level:
                    break
                inside, outside = outside, self.estimate + 2 * (outside - self.estimate)
            else:
                ends.append(side * math.inf)
                continue
            for _ in range(50):
                middle = (inside + outside) / 2
                if self.pvalue(middle) < level:
                    outside = middle
                else:
                    inside = middle
            ends.append((inside + outside) / 2)
        return ends[0], ends[1]
