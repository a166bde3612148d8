r"""The placebo of a series over time: the same regressor at other dates.

Two series that drift slowly look related whether they are or not. If the regressor is moved along
the calendar, and what falls off the end is set at the beginning, its own shape is kept and any
link with the left-hand side is cut. How often the coefficient of a moved regressor is as large as
the true one tells more than a p-value that takes the errors for simple.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from capital.errors import DataError

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


def circular_shifts(y: Array, moved: Array, fixed: Array, *, least: int) -> Array:
    r"""Return the coefficients of the first moved column under every shift of its dates.

    Parameters
    ----------
    y : array, shape (n,)
    moved : array, shape (n, k)
        Regressors that are moved together: the one of interest first, then its own lags.
    fixed : array, shape (n, m)
        Regressors that stay, the constant among them.
    least : int
        The smallest shift, in periods, in either direction.

    Returns
    -------
    array, shape (n − 2 least + 1,)

    Raises
    ------
    DataError
        If no shift is left.

    Notes
    -----
    The regressors that stay are partialled out once (Frisch, Waugh and Lovell); the coefficients
    of all shifts are then one batch of k equations each.

    Examples
    --------
    >>> t = np.arange(12.0)
    >>> wave = np.sin(np.pi * t / 3)
    >>> found = circular_shifts(2 * wave, wave[:, None], np.ones((12, 1)), least=1)
    >>> found.round(6).tolist()[2], found.round(6).tolist()[5]  # half a wave, a whole one
    (-2.0, 2.0)
    """
    n = len(y)
    steps = np.arange(least, n - least + 1)
    if least < 1 or not len(steps):
        raise DataError(f"{n} periods leave no shift of {least} or more", mend="a longer sample")
    basis, _ = np.linalg.qr(fixed)
    rest = y - basis @ (basis.T @ y)
    rows = (np.arange(n)[None, :] - steps[:, None]) % n
    stack = moved[rows]  # (shifts, n, k)
    stack = stack - basis @ (basis.T @ stack)
    cross = stack.transpose(0, 2, 1)
    return np.linalg.solve(cross @ stack, (cross @ rest)[..., None])[:, 0, 0]


def share_as_large(estimate: float, others: Array) -> float:
    """Return the share of placebo estimates at least as large in absolute value.

    The estimate itself counts among them, so the share is never zero.

    Examples
    --------
    >>> share_as_large(-3.0, np.array([1.0, -4.0, 2.0]))
    0.5
    """
    return float((1 + np.sum(np.abs(others) >= abs(estimate))) / (1 + len(others)))


def hac_wald(y: Array, X: Array, tested: list[int], maxlags: int) -> float:
    r"""Return the F statistic that some coefficients are zero, with HAC errors.

    Parameters
    ----------
    y : array, shape (n,)
    X : array, shape (n, k)
    tested : list of int
        Columns of X whose coefficients are zero under the null.
    maxlags : int
        Bandwidth, Bartlett weights.

    Notes
    -----
    :math:`F = \hat\beta_J'\,\hat V_{JJ}^{-1}\,\hat\beta_J / |J|`. It serves where hundreds of
    placebo dates are compared; one date alone is better left to `least_squares`.

    Examples
    --------
    >>> x = np.array([1.0, -1.0, 1.0, -1.0])
    >>> round(hac_wald(np.array([2.0, 0.0, 2.0, -4.0]), x[:, None], [0], 0), 3)
    8.0
    """
    bread = np.linalg.inv(X.T @ X)
    beta = bread @ (X.T @ y)
    score = X * (y - X @ beta)[:, None]
    meat = score.T @ score
    for lag in range(1, maxlags + 1):
        cross = score[lag:].T @ score[:-lag]
        meat += (1 - lag / (maxlags + 1)) * (cross + cross.T)
    cov = (bread @ meat @ bread)[np.ix_(tested, tested)]
    some = beta[tested]
    return float(some @ np.linalg.solve(cov, some) / len(tested))
