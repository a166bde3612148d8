r"""The bootstrap: the spread of an estimate by drawing the sample again.

What is drawn must be exchangeable: rows (``"pairs"``), signs of residuals where variances differ
(``"wild"``), blocks where there is memory (``"block"``). All draws of a batch are computed at once,
and each draw has numbers of its own, so that the size of a batch changes nothing.

References
----------
Efron and Tibshirani (1993), *An Introduction to the Bootstrap*. Künsch (1989), *Annals of
Statistics* 17. Politis and Romano (1994), *Journal of the American Statistical Association* 89.
Politis and White (2004), *Econometric Reviews* 23; Patton, Politis and White (2009), 28. Mammen
(1993), *Annals of Statistics* 21.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from capital.econometrics._design import check_design
from capital.errors import DataError, check_choice
from capital.progress import track
from capital.uncertainty import Seed, seed_sequence

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
METHODS = ("pairs", "block")
BLOCKS = ("moving", "circular", "stationary")
INTERVALS = ("percentile", "basic", "bca")
UNIT = 256  # draws with one seed of their own
WEIGHTS = {
    "rademacher": ((-1.0, 1.0), (0.5, 0.5)),
    "mammen": (
        ((1 - math.sqrt(5)) / 2, (1 + math.sqrt(5)) / 2),
        ((math.sqrt(5) + 1) / (2 * math.sqrt(5)), (math.sqrt(5) - 1) / (2 * math.sqrt(5))),
    ),
}


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Draws of estimates.

    Attributes
    ----------
    estimate : pandas.Series, shape (k,)
        Of the sample itself.
    draws : pandas.DataFrame, shape (B, k)
    method : str
        What was drawn, in words.
    nobs : int
    jackknife : pandas.DataFrame or None
        Estimates without one observation each, for ``"bca"``.
    """

    estimate: pd.Series
    draws: pd.DataFrame = field(repr=False)
    method: str
    nobs: int
    jackknife: pd.DataFrame | None = field(default=None, repr=False)

    @property
    def bse(self) -> pd.Series:
        """Standard errors: the standard deviation of the draws."""
        return self.draws.std(ddof=1)

    @property
    def bias(self) -> pd.Series:
        """Mean of the draws less the estimate."""
        return self.draws.mean() - self.estimate

    def conf_int(self, alpha: float = 0.05, *, kind: str = "percentile") -> pd.DataFrame:
        """Return the bounds of 1 − alpha intervals in columns 0 and 1.

        Parameters
        ----------
        alpha : float
        kind
            ``"percentile"``, ``"basic"`` (reflected at the estimate) or ``"bca"`` (corrected for
            bias and skewness; only where rows were drawn).
        """
        check_choice("interval", kind, INTERVALS)
        shares = np.full((len(self.estimate), 2), [alpha / 2, 1 - alpha / 2])
        if kind == "bca":
            shares = self._corrected(shares)
        columns = self.draws.to_numpy()
        ends = np.array([np.quantile(columns[:, k], share) for k, share in enumerate(shares)])
        if kind == "basic":
            ends = 2 * self.estimate.to_numpy()[:, None] - ends[:, ::-1]
        return pd.DataFrame(ends, index=self.estimate.index)

    def to_frame(self, alpha: float = 0.05, *, kind: str = "percentile") -> pd.DataFrame:
        """Return one row per estimate: estimate, bse, bias, lower, upper."""
        bounds = self.conf_int(alpha, kind=kind).set_axis(["lower", "upper"], axis=1)
        columns = {"estimate": self.estimate, "bse": self.bse, "bias": self.bias}
        return pd.DataFrame(columns).join(bounds)

    def _corrected(self, shares: Array) -> Array:
        if self.jackknife is None:
            raise DataError("bca needs rows that were drawn", where="kind", mend="use percentile")
        below = (self.draws < self.estimate).mean() + (self.draws == self.estimate).mean() / 2
        if ((below == 0) | (below == 1)).any():
            raise DataError("the draws lie on one side of the estimate", mend="use percentile")
        z = ndtri(below.to_numpy())[:, None]
        centred = self.jackknife.mean().to_numpy() - self.jackknife.to_numpy()
        skewness = (centred**3).sum(axis=0) / (6 * (centred**2).sum(axis=0) ** 1.5)
        moved = z + ndtri(shares)
        return np.asarray(ndtr(z + moved / (1 - skewness[:, None] * moved)))


def bootstrap(
    statistic: Callable[[Array], Array],
    data: pd.DataFrame | pd.Series | Array,
    *,
    method: str = "pairs",
    draws: int = 9999,
    block: float | None = None,
    blocks: str = "stationary",
    rng: Seed = 0,
    batch: int = 4,
) -> Bootstrap:
    """Draw rows or blocks of a sample and compute a statistic on each.

    Parameters
    ----------
    statistic
        Takes samples, shape (B, n) or (B, n, m), and returns (B,) or (B, k).
    data : shape (n,) or (n, m)
        Rows in order of time where blocks are drawn.
    method
        ``"pairs"`` draws rows, ``"block"`` blocks of rows.
    draws : int
    block : float, optional
        Length of a block (the mean of it, where they are stationary); `block_length` of the first
        column by default.
    blocks
        ``"stationary"``, ``"circular"`` or ``"moving"``.
    rng : int, SeedSequence or Generator
    batch : int
        Units of 256 draws that are computed at once. It changes no number.

    Returns
    -------
    Bootstrap

    Raises
    ------
    DataError
        If a number is missing, there are too few rows, or the statistic has another shape.

    Examples
    --------
    >>> sample = np.random.default_rng(0).exponential(size=80)
    >>> found = bootstrap(lambda x: x.mean(axis=1), sample, draws=2000)
    >>> round(float(found.bse.iloc[0] / (sample.std() / 80**0.5)), 1)
    1.0
    """
    check_choice("method", method, METHODS)
    check_choice("blocks", blocks, BLOCKS)
    values = np.asarray(data, dtype=float)
    if values.ndim not in (1, 2) or len(values) < 5 or not np.isfinite(values).all():
        raise DataError("the data are no table of five finite rows at least", where="data")
    n = len(values)
    own = _statistics(statistic, values[None])
    length = 1.0
    if method == "block":
        column = values if values.ndim == 1 else values[:, 0]
        length = block_length(column, blocks) if block is None else float(block)
        if not 1 <= length <= n:
            raise DataError(f"blocks of {length:g} rows from {n}", where="block")
    found = [
        _statistics(statistic, values[index])
        for index in _indices(n, draws, method, length, blocks, rng, batch)
    ]
    names = [f"x{k}" for k in range(own.shape[1])]
    jackknife = None
    if method == "pairs":
        without = np.array([np.delete(np.arange(n), i) for i in range(n)])
        jackknife = pd.DataFrame(_statistics(statistic, values[without]), columns=names)
    words = "rows" if method == "pairs" else f"{blocks} blocks of {length:.3g}"
    return Bootstrap(
        pd.Series(own[0], names), pd.DataFrame(np.concatenate(found), columns=names), words, n,
        jackknife,
    )  # fmt: skip


def ols_bootstrap(
    y: pd.Series,
    regressors: pd.DataFrame,
    *,
    method: str = "wild",
    draws: int = 9999,
    weights: str = "rademacher",
    block: float | None = None,
    rng: Seed = 0,
    batch: int = 4,
) -> Bootstrap:
    """Draw least-squares coefficients.

    Parameters
    ----------
    y : Series, shape (n,)
    regressors : DataFrame, shape (n, k)
    method
        ``"wild"`` multiplies residuals by random weights; ``"pairs"`` and ``"block"`` draw rows.
    weights
        ``"rademacher"`` or ``"mammen"``, of the wild bootstrap.
    draws, block, rng, batch
        As in `bootstrap`.

    Returns
    -------
    Bootstrap

    Raises
    ------
    DataError
        If nothing follows from the regressors, also in a draw.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"const": 1.0, "x": rng.normal(size=60)})
    >>> y = 2 * X["x"] + rng.normal(size=60)
    >>> sorted(ols_bootstrap(y, X, draws=500).estimate.round(1).to_dict())
    ['const', 'x']
    """
    check_choice("method", method, ("wild", *METHODS))
    check_design(y, regressors)
    X, target = regressors.to_numpy(dtype=float), y.to_numpy(dtype=float)
    if method != "wild":
        found = bootstrap(_coefficients, np.column_stack([target, X]), method=method, draws=draws,
                          block=block, rng=rng, batch=batch)  # fmt: skip
        names = list(regressors.columns)
        return Bootstrap(
            found.estimate.set_axis(names), found.draws.set_axis(names, axis=1), found.method,
            found.nobs,
            None if found.jackknife is None else found.jackknife.set_axis(names, axis=1),
        )  # fmt: skip
    check_choice("weights", weights, WEIGHTS)
    inverse = np.linalg.pinv(X)
    b = inverse @ target
    residual = target - X @ b
    points, chances = WEIGHTS[weights]
    parts = []
    for generator, size in _units(draws, rng, batch):
        signs = generator.choice(points, size=(size, len(target)), p=chances)
        parts.append(b + (signs * residual) @ inverse.T)
    table = pd.DataFrame(np.concatenate(parts), columns=regressors.columns)
    return Bootstrap(pd.Series(b, regressors.columns), table, f"wild, {weights}", len(target))


def block_length(series: Any, blocks: str = "stationary") -> float:
    r"""Return the block length that makes the variance of a mean most exact.

    Parameters
    ----------
    series : shape (n,)
    blocks
        ``"stationary"``, or ``"circular"`` and ``"moving"``, which share a rule.

    Returns
    -------
    float
        At least 1 and at most ⌈min(3√n, n/3)⌉.

    Notes
    -----
    Politis and White's rule with the correction of 2009:
    :math:`(2\hat G^2/\hat D)^{1/3} n^{1/3}` with a flat-top lag window, whose width is where
    autocorrelations stay inside ±2√(log₁₀ n/n).

    Examples
    --------
    >>> noise = np.random.default_rng(1).normal(size=400)
    >>> block_length(noise) < block_length(noise.cumsum())
    True
    """
    check_choice("blocks", blocks, BLOCKS)
    x = np.asarray(series, dtype=float)
    n = len(x)
    x = x - x.mean()
    most = math.ceil(math.sqrt(n)) + max(5, math.ceil(math.log10(n)))
    run = max(5, math.ceil(math.log10(n)))
    cov = np.array([x[k:] @ x[: n - k] / n for k in range(most + 1)])
    if not cov[0]:
        raise DataError("the series is constant", where="series")
    rho = np.array([
        x[k:] @ x[: n - k] / math.sqrt((x[k:] @ x[k:]) * (x[: n - k] @ x[: n - k]))
        for k in range(1, most + 1)
    ])  # fmt: skip
    inside = np.abs(rho) < 2 * math.sqrt(math.log10(n) / n)
    starts = [m for m in range(len(rho) - run + 1) if inside[m : m + run].all()]
    last = np.flatnonzero(~inside)
    width = starts[0] if starts else (int(last[-1]) + 1 if len(last) else 1)
    lags = np.arange(1, min(2 * max(width, 1), most) + 1)
    window = np.minimum(1, 2 * (1 - lags / (2 * max(width, 1))))
    g = 2 * (window * lags * cov[lags]).sum()
    spectrum = cov[0] + 2 * (window * cov[lags]).sum()
    d = (2 if blocks == "stationary" else 4 / 3) * spectrum**2
    length = (2 * g**2 / d) ** (1 / 3) * n ** (1 / 3)
    return float(min(max(length, 1.0), math.ceil(min(3 * math.sqrt(n), n / 3))))


def _units(draws: int, rng: Seed, batch: int) -> Any:
    """Yield a generator of its own and its number of draws, unit by unit."""
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 2:
        raise DataError(f"{draws!r} draws", where="draws", mend="give a whole number above one")
    if batch < 1:
        raise DataError(f"a batch of {batch}", where="batch", mend="give one or more")
    seed = seed_sequence(rng)
    count = math.ceil(draws / UNIT)
    for number in track(range(count), "Bootstrap", count):
        child = np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, number))
        size = min(UNIT, draws - number * UNIT)
        yield np.random.Generator(np.random.PCG64(child)), size


def _indices(
    n: int, draws: int, method: str, length: float, blocks: str, rng: Seed, batch: int
) -> Any:
    """Yield the rows of each batch of samples, shape (B, n)."""
    waiting: list[Array] = []
    for generator, size in _units(draws, rng, batch):
        if method == "pairs":
            waiting.append(generator.integers(n, size=(size, n)))
        else:
            waiting.append(_blocks(generator, size, n, length, blocks))
        if len(waiting) == batch:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


def _blocks(generator: np.random.Generator, size: int, n: int, length: float, blocks: str) -> Array:
    """Return rows of blocks, shape (size, n); all but the moving ones go round the end."""
    if blocks == "stationary":
        begins = generator.random((size, n)) < 1 / length
        begins[:, 0] = True
        starts = generator.integers(n, size=(size, n))
        place = np.maximum.accumulate(np.where(begins, np.arange(n), 0), axis=1)
        first = np.take_along_axis(starts, place, axis=1)
        return np.asarray((first + np.arange(n) - place) % n)
    whole = max(1, round(length))
    count = math.ceil(n / whole)
    limit = n if blocks == "circular" else n - whole + 1
    starts = generator.integers(limit, size=(size, count))
    rows = starts[:, :, None] + np.arange(whole)
    return np.asarray(rows.reshape(size, -1)[:, :n] % n)


def _statistics(statistic: Callable[[Array], Array], samples: Array) -> Array:
    found = np.asarray(statistic(samples), dtype=float)
    if found.shape[:1] != samples.shape[:1] or found.ndim > 2:
        raise DataError(
            f"the statistic has the shape {found.shape} for {len(samples)} samples",
            where="statistic",
            mend="return one row for each sample of the first axis",
        )
    found = found.reshape(len(samples), -1)
    if not np.isfinite(found).all():
        raise DataError("the statistic has no value in a draw", where="statistic")
    return found


def _coefficients(samples: Array) -> Array:
    """Return least-squares coefficients of samples whose first column is y, shape (B, k)."""
    y, X = samples[:, :, 0], samples[:, :, 1:]
    moments = np.einsum("bni,bnj->bij", X, X)
    if (np.linalg.cond(moments) > 1e14).any():
        raise DataError("a regressor does not vary in a draw", mend="use the wild bootstrap")
    return np.asarray(np.linalg.solve(moments, np.einsum("bni,bn->bi", X, y)[..., None])[..., 0])
