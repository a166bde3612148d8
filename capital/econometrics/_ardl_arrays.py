r"""The arithmetic of autoregressive distributed lags.

.. math::

   y_t = c + d\,t + \sum_{i=1}^{p} a_i\,y_{t-i} + \sum_j\sum_{i=0}^{q_j} b_{ji}\,x_{j,t-i} + u_t

At rest :math:`y = (c + \sum_j B_j x_j)/(1 - \sum a_i)` with :math:`B_j = \sum_i b_{ji}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from capital.econometrics._frame import Array, columns_of, lagged
from capital.errors import DataError
from capital.uncertainty import Seed, seed_sequence

MOST_CANDIDATES = 20_000


@dataclass(frozen=True)
class LongRunMap:
    """How coefficients make the long run: θ = numerators·p / (1 − memory·p).

    Attributes
    ----------
    terms : tuple of str
    numerators : array, shape (m, k)
        Zeros and ones: which coefficients a term sums.
    memory : array, shape (k,)
        One for each lag of the left-hand side.
    """

    terms: tuple[str, ...]
    numerators: Array
    memory: Array

    def value(self, params: Array) -> Array:
        """Return θ, shape (m,)."""
        return self.numerators @ params / (1 - self.memory @ params)

    def gradient(self, params: Array) -> Array:
        """Return ∂θ/∂p, shape (m, k)."""
        rest = 1 - self.memory @ params
        return (self.numerators + np.outer(self.value(params), self.memory)) / rest


def ardl_design(
    sample: pd.DataFrame, orders: Mapping[str, int], trend: str, hold_back: int = 0
) -> tuple[pd.Series, pd.DataFrame]:
    """Return the left-hand side and the regressors, named as in statsmodels.

    Parameters
    ----------
    sample : pandas.DataFrame, shape (T, 1 + k)
        The left-hand side first.
    orders : mapping of str to int
        Column → its longest lag, in the order of the columns.
    trend : {"n", "c", "ct"}
    hold_back : int
        Rows to leave out at the start, if more than the longest lag.

    Returns
    -------
    y : pandas.Series, shape (n,)
    X : pandas.DataFrame, shape (n, K)
    """
    most = max(hold_back, *orders.values())
    index = sample.index[most:]
    # statsmodels counts the trend from one in the first row of the series
    regressors = columns_of(trend, index, first=most + 1)
    dependent = sample.columns[0]
    for name, order in orders.items():
        values = sample[name].to_numpy()
        for lag in range(int(name == dependent), order + 1):
            regressors[f"{name}.L{lag}"] = lagged(values, lag, most)
    return sample[dependent].iloc[most:], regressors


def long_run_map(columns: pd.Index, orders: Mapping[str, int], trend: str) -> LongRunMap:
    """Say which coefficients make up which long-run term.

    A constant belongs to the long run where there is no trend; beside a trend its size depends
    on where time starts, so that the slope alone is given.
    """
    dependent, *others = orders
    terms = [*{"n": [], "c": ["const"], "ct": ["trend"]}[trend], *others]
    stem = [str(name).rsplit(".L", 1)[0] for name in columns]
    rows = [[float(name == term) for name in stem] for term in terms]
    return LongRunMap(
        tuple(terms), np.array(rows), np.array([float(name == dependent) for name in stem])
    )


def candidates(
    sample: pd.DataFrame, trend: str, most: int
) -> Iterator[tuple[tuple[int, ...], float, int, int]]:
    """Yield orders, sum of squared residuals, observations and coefficients of each candidate.

    All candidates are fitted to the same observations: otherwise their criteria could not be
    compared.

    Raises
    ------
    DataError
        If there are more candidates than can be tried.
    """
    names = list(sample.columns)
    number = most * (most + 1) ** (len(names) - 1)
    if number > MOST_CANDIDATES:
        raise DataError(
            f"{number:,} combinations of lags are too many to try",
            where="max_lags",
            mend="lower it, or give lags={column: lags}",
        )
    y, full = ardl_design(sample, dict.fromkeys(names, most), trend, hold_back=most)
    values, matrix = y.to_numpy(), full.to_numpy()
    stem = [str(name).rsplit(".L", 1) for name in full.columns]
    lags = np.array([int(parts[1]) if len(parts) == 2 else -1 for parts in stem])
    owner = np.array([names.index(parts[0]) if len(parts) == 2 else 0 for parts in stem])
    for orders in product(range(1, most + 1), *[range(most + 1)] * (len(names) - 1)):
        part = matrix[:, lags <= np.array(orders)[owner]]
        basis, _ = np.linalg.qr(part)
        resid = values - basis @ (basis.T @ values)
        yield orders, float(resid @ resid), len(values), part.shape[1]


def streams(rng: Seed, number: int) -> list[np.random.Generator]:
    """Return one stream of random numbers for each block; more blocks continue fewer."""
    seed = seed_sequence(rng)
    return [
        np.random.default_rng(
            np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, block))
        )
        for block in range(number)
    ]
