r"""The bootstrap: the spread of an estimate by drawing the sample again.

What is drawn must be exchangeable: rows (``"pairs"``), signs where variances differ (``"wild"``),
blocks where there is memory (``"block"``). A statistic is computed on many samples at once, as
many as memory allows; every sixteen draws have a seed of their own, so that the size of a batch
changes no draw, and more draws continue fewer.

References
----------
Efron and Tibshirani (1993), *An Introduction to the Bootstrap*. Künsch (1989), *Annals of
Statistics* 17. Politis and Romano (1994), *Journal of the American Statistical Association* 89.
Politis and White (2004), *Econometric Reviews* 23; Patton, Politis and White (2009), 28. Mammen
(1993), *Annals of Statistics* 21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital.econometrics._bootstrap_result import Bootstrap
from capital.econometrics._design import check_design
from capital.econometrics._resampling import (
    BLOCKS,
    METHODS,
    WEIGHTS,
    Array,
    block_length,
    chosen_length,
    draw_samples,
    draw_signs,
    units,
)
from capital.errors import DataError, check_choice
from capital.uncertainty import Seed

__all__ = ["Bootstrap", "block_length", "bootstrap", "ols_bootstrap"]

Statistic: TypeAlias = Callable[[Array], Array]
MEMORY = 2**26  # bytes that a batch may take, about


def bootstrap(
    statistic: Statistic,
    data: pd.DataFrame | pd.Series | Array,
    *,
    method: str = "pairs",
    draws: int = 9999,
    error: Statistic | None = None,
    weights: str = "rademacher",
    block: float | None = None,
    blocks: str = "stationary",
    rng: Seed = 0,
    batch: int | None = None,
) -> Bootstrap:
    """Draw a sample again and compute a statistic on each draw.

    Parameters
    ----------
    statistic
        Takes samples, shape (B, n) or (B, n, m), and returns (B,) or (B, k).
    data : shape (n,) or (n, m)
        Rows in order of time where blocks are drawn.
    method
        ``"pairs"`` draws rows, ``"block"`` blocks of rows; ``"wild"`` leaves every row in its
        place and multiplies its deviation from the mean by a random weight.
    draws : int
    error
        Like `statistic`; returns the standard errors of each sample's estimates.
    weights
        ``"rademacher"`` or ``"mammen"``, of the wild bootstrap.
    block : float, optional
        Length of a block (the mean of it, where they are stationary); by default the largest
        `block_length` of a column.
    blocks
        ``"stationary"``, ``"circular"`` or ``"moving"``.
    rng : int, SeedSequence or Generator
    batch : int, optional
        Draws that are computed at once; as many as fit into about 64 MB by default. It changes no
        draw.

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
    check_choice("weights", weights, WEIGHTS)
    values = np.asarray(data, dtype=float)
    if values.ndim not in (1, 2) or len(values) < 5 or not np.isfinite(values).all():
        raise DataError("the data are no table of five finite rows at least", where="data")
    n, own = len(values), _statistics(statistic, values[None])
    length = chosen_length(values, block, blocks) if method == "block" else 1.0
    names = [f"x{k}" for k in range(own.shape[1])]

    def both(samples: Array) -> Array:
        found = _statistics(statistic, samples)
        return found if error is None else np.hstack([found, _statistics(error, samples)])

    size = _batch(batch, values.size + n)
    kinds = (method, length, blocks, weights)
    drawn = [both(part) for part in draw_samples(values, draws, kinds, rng, size)]
    table, first = np.concatenate(drawn), both(values[None])[0]

    def without() -> pd.DataFrame:
        rows = np.arange(n - 1)
        parts = [
            _statistics(statistic, values[rows + (rows >= np.arange(i, min(i + size, n))[:, None])])
            for i in range(0, n, size)
        ]
        return pd.DataFrame(np.concatenate(parts), columns=names)

    words = {
        "pairs": "rows", "wild": f"wild, {weights}", "block": f"{blocks} blocks of {length:.3g}"
    }  # fmt: skip
    return _result(table, first, names, words[method], n, without if method == "pairs" else None)


def ols_bootstrap(
    y: pd.Series,
    regressors: pd.DataFrame,
    *,
    method: str = "wild",
    draws: int = 9999,
    weights: str = "rademacher",
    block: float | None = None,
    blocks: str = "stationary",
    rng: Seed = 0,
    batch: int | None = None,
) -> Bootstrap:
    r"""Draw least-squares coefficients.

    Parameters
    ----------
    y : Series, shape (n,)
    regressors : DataFrame, shape (n, k)
        With a constant, if there shall be one.
    method
        ``"wild"`` multiplies residuals by random weights; ``"pairs"`` and ``"block"`` draw rows.
    weights
        ``"rademacher"`` or ``"mammen"``, of the wild bootstrap.
    draws, blocks, rng, batch
        As in `bootstrap`.
    block : float, optional
        As in `bootstrap`; by default the largest `block_length` of regressor times residual.

    Returns
    -------
    Bootstrap
        With errors of White (HC1) for studentised intervals, except where blocks were drawn.

    Raises
    ------
    DataError
        If nothing follows from the regressors, also in a draw.

    Notes
    -----
    Rows are drawn of Q in X = QR: the normal equations of Q are as well conditioned as a draw
    allows, and :math:`b=R^{-1}c`. An observation less moves b by
    :math:`(X'X)^{-1}x_iu_i/(1-h_i)`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"const": 1.0, "x": rng.normal(size=60)})
    >>> y = 2 * X["x"] + rng.normal(size=60)
    >>> sorted(ols_bootstrap(y, X, draws=500).estimate.round(1).to_dict())
    ['const', 'x']
    """
    check_choice("method", method, METHODS)
    check_choice("blocks", blocks, BLOCKS)
    check_choice("weights", weights, WEIGHTS)
    check_design(y, regressors)
    X, target = regressors.to_numpy(dtype=float), y.to_numpy(dtype=float)
    if not (len(X) == len(target) and np.isfinite(X).all() and np.isfinite(target).all()):
        raise DataError("y and regressors are no finite rows of one length", where="y, regressors")
    (n, k), (Q, R) = X.shape, np.linalg.qr(X)
    back = np.linalg.inv(R)
    residual = target - Q @ (Q.T @ target)
    if method == "wild":
        parts = _wild(Q, residual, back, Q.T @ target, draws, weights, rng)
        words = f"wild, {weights}"
    else:
        scores = X * residual[:, None]
        length = chosen_length(scores, block, blocks) if method == "block" else 1.0
        values = np.column_stack([target, Q])
        kinds, size = (method, length, blocks, weights), _batch(batch, 2 * values.size)
        parts = [_fits(part, back) for part in draw_samples(values, draws, kinds, rng, size)]
        words = "rows" if method == "pairs" else f"{blocks} blocks of {length:.3g}"

    def without() -> pd.DataFrame:
        moved = (Q * (residual / (1 - (Q**2).sum(axis=1)))[:, None]) @ back.T
        return pd.DataFrame(back @ (Q.T @ target) - moved, columns=regressors.columns)

    table, first = np.concatenate(parts), _fits(np.column_stack([target, Q])[None], back)[0]
    kept = slice(0, k) if method == "block" else slice(0, 2 * k)
    names = list(regressors.columns)
    return _result(
        table[:, kept], first[kept], names, words, n, without if method == "pairs" else None
    )


def _batch(batch: int | None, numbers: int) -> int:
    """Return how many draws are computed at once, for so many numbers in a draw."""
    if batch is None:
        return max(1, MEMORY // (16 * numbers))
    if isinstance(batch, bool) or not isinstance(batch, int | np.integer) or batch < 1:
        raise DataError(f"a batch of {batch}", where="batch", mend="give one or more")
    return int(batch)


def _result(
    table: Array, first: Array, names: list[Any], words: str, n: int,
    without: Callable[[], pd.DataFrame] | None,
) -> Bootstrap:  # fmt: skip
    """Return draws as a result; columns beyond the names are their standard errors."""
    k = len(names)
    if table.shape[1] not in (k, 2 * k):
        raise DataError("error and statistic have different shapes", where="error")
    with_errors = table.shape[1] == 2 * k
    return Bootstrap(
        pd.Series(first[:k], names), pd.DataFrame(table[:, :k], columns=names), words, n,
        pd.Series(first[k:], names) if with_errors else None,
        pd.DataFrame(table[:, k:], columns=names) if with_errors else None,
        without,
    )  # fmt: skip


def _statistics(statistic: Statistic, samples: Array) -> Array:
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


def _fits(samples: Array, back: Array) -> Array:
    """Return coefficients and their HC1 errors, shape (B, 2k), of samples of y and Q."""
    y, Q = samples[:, :, 0], samples[:, :, 1:]
    n, k = Q.shape[1:]
    turned = Q.transpose(0, 2, 1)
    moments = turned @ Q  # a product for each draw, so that the batch changes no last digit
    if (np.linalg.cond(moments) > 1e12).any():
        raise DataError("a regressor does not vary in a draw", mend="use the wild bootstrap")
    inverse = np.linalg.inv(moments)
    c = inverse @ (turned @ y[:, :, None])
    scores = Q * (y[:, :, None] - Q @ c)
    spread = back @ inverse
    half = spread @ (scores.transpose(0, 2, 1) @ scores)
    variance = (half * spread).sum(axis=2)
    return np.hstack([(back @ c)[:, :, 0], np.sqrt(variance * n / (n - k))])


def _wild(
    Q: Array, residual: Array, back: Array, c: Array, draws: int, weights: str, rng: Seed
) -> list[Array]:
    """Return coefficients and their HC1 errors of draws of the residuals' weights."""
    n, k = Q.shape
    hat = back @ Q.T
    parts = []
    for generator, size in units(draws, rng):
        u = draw_signs(generator, n, weights) * residual
        change = u @ Q
        rest = u - change @ Q.T
        errors = np.sqrt(rest**2 @ (hat**2).T * n / (n - k))
        parts.append(np.hstack([(c + change) @ back.T, errors])[:size])
    return parts
