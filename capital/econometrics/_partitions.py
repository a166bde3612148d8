"""The best partition of a sample into phases: all segments once, then dynamic programming.

References
----------
Brown, Durbin and Evans (1975), *Journal of the Royal Statistical Society* B 37. Bai and Perron
(2003), *Journal of Applied Econometrics* 18.
"""

from __future__ import annotations

import numpy as np

from capital.econometrics._break_sample import Array
from capital.errors import DataError


def segment_squares(y: Array, X: Array, shortest: int) -> Array:
    """Return the sum of squared residuals of every segment, shape (n + 1, n + 1).

    Parameters
    ----------
    y : array, shape (n,)
    X : array, shape (n, k)
    shortest : int
        Least periods of a segment; sums of shorter ones are infinite.

    Returns
    -------
    array
        ``[a, b]`` belongs to the periods a … b − 1. One period more adds the square of its
        recursive residual; all segments of one length grow together.

    Raises
    ------
    DataError
        If the regressors are collinear in a segment.
    """
    n = len(X)
    squares = np.full((n + 1, n + 1), np.inf)
    starts = np.arange(n - shortest + 1)
    rows = starts[:, None] + np.arange(shortest)
    moments = np.einsum("apk,apl->akl", X[rows], X[rows])
    _check_moments(moments, shortest)
    inverse = np.linalg.inv(moments)
    b = np.einsum("akl,apl,ap->ak", inverse, X[rows], y[rows])
    total = ((y[rows] - np.einsum("apk,ak->ap", X[rows], b)) ** 2).sum(axis=1)
    squares[starts, starts + shortest] = total
    for length in range(shortest, n):
        keep = n - length  # segments that can have one period more
        inverse, b, total, x = inverse[:keep], b[:keep], total[:keep], X[length:]
        gain = np.einsum("akl,al->ak", inverse, x)
        spread = 1 + np.einsum("ak,ak->a", x, gain)
        error = y[length:] - np.einsum("ak,ak->a", x, b)
        total = total + error**2 / spread
        squares[starts[:keep], starts[:keep] + length + 1] = total
        b = b + gain * (error / spread)[:, None]
        inverse = inverse - gain[:, :, None] * gain[:, None, :] / spread[:, None, None]
    return squares


def partitions(squares: Array, most: int) -> list[tuple[int, ...]]:
    """Return the cuts of the partition with the least sum for 0, 1, … `most` breaks.

    Parameters
    ----------
    squares : array, shape (n + 1, n + 1)
        Cost of each segment, infinite where there is none.
    most : int

    Returns
    -------
    list of tuple of int
        First period of each segment but the first.
    """
    n = len(squares) - 1
    best, back = squares[0], list[Array]()  # best: of the first b periods
    found: list[tuple[int, ...]] = [()]
    for _ in range(most):
        costs = best[:, None] + squares  # the last segment begins at the row, ends at the column
        back.append(costs.argmin(axis=0))
        best = costs.min(axis=0)
        cuts, b = list[int](), n
        for place in reversed(back):
            b = int(place[b])
            cuts.append(b)
        found.append(tuple(reversed(cuts)))
    return found


def _check_moments(moments: Array, shortest: int) -> None:
    size = np.linalg.eigvalsh(moments)
    wrong = np.flatnonzero(size[:, 0] <= 1e-12 * size[:, -1])
    if len(wrong):
        first = int(wrong[0])
        raise DataError(
            f"the regressors are collinear in the {shortest} periods from number {first + 1} on",
            where="regressors",
            mend="raise trim, or leave out what does not vary in every phase",
        )
