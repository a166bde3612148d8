"""The regression whose coefficients may break, read and checked once.

A series over periods, or a plain array, is set against a constant or a trend and against further
regressors, all of whose coefficients may break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from capital.econometrics._design import CONSTANT, check_design
from capital.econometrics._series import Bound, listed, period_of, span, take_sample
from capital.econometrics.trend import transformed
from capital.errors import DataError, check_choice

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Terms: TypeAlias = Literal["c", "ct"]
Series: TypeAlias = pd.Series | Array
Regressors: TypeAlias = pd.DataFrame | pd.Series | Array | None
TERMS = {"c": "the mean", "ct": "mean and trend"}
MINIMUM = 20


@dataclass(frozen=True, eq=False)
class BreakSample:
    """A sample in which coefficients may break.

    Attributes
    ----------
    y : array, shape (n,)
    X : array, shape (n, k)
    basis : array, shape (n, k)
        Orthonormal columns that span those of X; statistics do not depend on the choice.
    columns : tuple of str
        Names of the columns of X.
    trend : bool
        Whether the second column is a trend, from 0 to 1 over the sample.
    index : pandas.PeriodIndex or pandas.RangeIndex
    name, subject : str
        Of y; and of what may break, in words.
    """

    y: Array
    X: Array
    basis: Array
    columns: tuple[str, ...]
    trend: bool
    index: Any
    name: str
    subject: str

    @property
    def period(self) -> str:
        """First and last period."""
        return span(self.index)


def take_break_sample(
    series: Series, regressors: Regressors, start: Bound, end: Bound, regression: str, log: bool
) -> BreakSample:
    """Read and check a sample.

    Parameters
    ----------
    series : Series or array, shape (n,)
    regressors : DataFrame, Series or array, shape (n,) or (n, m), optional
        Taken as they stand, without a constant.
    start, end
        As in `trend`; an array has none.
    regression : {"c", "ct"}
    log : bool
        Take the logarithm of the series.

    Raises
    ------
    DataError, UnknownNameError
        If a number is missing, there are fewer than 20, the samples differ, or the regressors
        are constant or collinear.
    """
    check_choice("regression", regression, TERMS)
    own = _one(series, start, end)
    y = transformed(own, log=log)
    columns = {CONSTANT: np.ones(len(y))}
    if regression == "ct":
        columns["trend"] = np.arange(len(y)) / len(y)
    names, values = _others(regressors, series, y, start, end)
    twice = [name for name in names if name in columns or names.count(name) > 1]
    if twice:
        raise DataError(f"{listed(twice[:1])} stands twice", where="regressors", mend="rename it")
    table = pd.DataFrame({**columns, **dict(zip(names, values, strict=True))}, index=y.index)
    check_design(y, table)
    subject = TERMS[regression] + (f", with {listed(names)}," if names else "")
    X = table.to_numpy()
    return BreakSample(
        y.to_numpy(), X, np.linalg.qr(X)[0], tuple(table.columns), regression == "ct", y.index,
        str(y.name), subject,
    )  # fmt: skip


def place_of(date: int | str | pd.Period, index: Any) -> int:
    """Return how many observations there are up to a date, itself included.

    In an array the date is the number of an observation, from 0.
    """
    if isinstance(index, pd.PeriodIndex):
        return int(index.get_loc(period_of(date, index, "end", where="date"))) + 1
    if isinstance(date, bool) or not isinstance(date, int | np.integer):
        raise DataError(
            f"‘{date}’ is no place in an array", where="date", mend="give a whole number from 0"
        )
    if not 0 <= date < len(index):
        raise DataError(
            f"{date} lies outside the series", where="date", mend=f"it spans {span(index)}"
        )
    return int(date) + 1


def fitted_values(y: Array, X: Array) -> Array:
    """Return the fitted values of a least-squares regression."""
    return np.asarray(X @ np.linalg.lstsq(X, y, rcond=None)[0])


def squares_of(y: Array, X: Array) -> float:
    """Return the sum of squared residuals."""
    return float(((y - fitted_values(y, X)) ** 2).sum())


def wald(y: Array, X: Array, cuts: Sequence[int], bandwidth: int | None) -> float:
    """Return the Wald statistic of no change at the cuts, with HAC errors or one variance.

    Parameters
    ----------
    y : array, shape (n,)
    X : array, shape (n, k)
    cuts : sequence of int
        First observation of each phase but the first.
    bandwidth : int or None
        Lags of the Bartlett window; ``None`` for one variance and no memory.
    """
    n, k = X.shape
    later = [X * (np.arange(n) >= cut)[:, None] for cut in cuts]
    Z = np.hstack([X, *later])
    bread = np.linalg.inv(Z.T @ Z)
    b = bread @ Z.T @ y
    residual = y - Z @ b
    if residual @ residual <= 1e-20 * (y @ y):
        raise DataError("the phases fit without any error", mend="there is nothing to test")
    spare = n - Z.shape[1]
    if bandwidth is None:
        V = bread * (residual @ residual) / spare
    else:
        meat = n * long_run_moments(Z * residual[:, None], bandwidth)
        V = bread @ meat @ bread * n / spare
    return float(b[k:] @ np.linalg.solve(V[k:, k:], b[k:]))


def long_run_moments(scores: Array, bandwidth: int) -> Array:
    """Return the long-run second moments of scores, shape (k, k), by Bartlett's window."""
    n = len(scores)
    total = scores.T @ scores
    for lag in range(1, min(bandwidth, n - 1) + 1):
        cross = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (bandwidth + 1)) * (cross + cross.T)
    return np.asarray(total / n)


def check_trim(trim: float) -> None:
    """Refuse a share at the ends that is too small or too large."""
    if not 0.05 <= trim <= 0.25:
        raise DataError(f"a trim of {trim}", where="trim", mend="choose 0.05 to 0.25")


def check_level(level: float) -> None:
    """Refuse a level that is no chance."""
    if not 0 < level < 1:
        raise DataError(f"a level of {level}", where="level", mend="choose 0.05, say")


def _one(series: Any, start: Bound, end: Bound, name: str = "series") -> pd.Series:
    """Return one series, checked, over its periods or its places."""
    if not isinstance(series, np.ndarray):
        return take_sample(series, start, end, minimum=MINIMUM)
    if start is not None or end is not None:
        raise DataError(
            "an array has no periods", where="start, end", mend="leave them out or give a Series"
        )
    if series.ndim != 1 or series.dtype.kind not in "iuf":
        raise DataError(
            f"this is an array of {series.dtype} of shape {series.shape}, not one of numbers",
            where=name,
            mend="give one dimension",
        )
    values = pd.Series(series.astype(float), name=name)
    if not np.isfinite(series).all():
        wrong = listed(values.index[~np.isfinite(values)])
        raise DataError(f"{name} is missing or infinite in {wrong}", mend="choose another sample")
    if len(values) < MINIMUM:
        raise DataError(f"{name} has {len(values)} observations", mend=f"give {MINIMUM} or more")
    return values


def _others(
    regressors: Regressors, series: Series, y: pd.Series, start: Bound, end: Bound
) -> tuple[list[str], list[Array]]:
    """Return names and values of the further regressors over the sample of y."""
    if regressors is None:
        return [], []
    if isinstance(regressors, np.ndarray):
        table = regressors[:, None] if regressors.ndim == 1 else regressors
        if table.ndim != 2 or len(table) != len(series):
            raise DataError(
                f"{len(table)} rows of regressors for {len(series)} of the series",
                where="regressors",
            )
        index = series.index if isinstance(series, pd.Series) else None
        columns = [pd.Series(table[:, j], index, name=f"x{j}") for j in range(table.shape[1])]
    else:
        frame = regressors.to_frame() if isinstance(regressors, pd.Series) else regressors
        columns = [frame.iloc[:, j] for j in range(frame.shape[1])]
    plain = isinstance(series, np.ndarray)
    taken = [
        _one(column.to_numpy() if plain else column, start, end, str(column.name))
        for column in columns
    ]
    for column in taken:
        if not column.index.equals(y.index):
            raise DataError(
                f"{column.name} spans {span(column.index)}, the series {span(y.index)}",
                where="regressors",
                mend="choose a common sample by start and end",
            )
    return [str(column.name) for column in taken], [column.to_numpy() for column in taken]
