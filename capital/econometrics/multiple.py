"""Many tests at once: p-values that allow for having looked often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from capital.econometrics._series import listed
from capital.errors import DataError, check_choice

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
METHODS = {
    "holm": ("holm", "the chance of any false rejection", "Holm (1979)"),
    "bonferroni": ("bonferroni", "the chance of any false rejection", "Bonferroni"),
    "bh": ("fdr_bh", "the expected share of false rejections", "Benjamini and Hochberg (1995)"),
    "by": ("fdr_by", "the expected share of false rejections, under any dependence",
           "Benjamini and Yekutieli (2001)"),
}  # fmt: skip


def multiple_testing(
    pvalues: Mapping[str, float] | pd.Series, *, method: str = "holm", level: float = 0.05
) -> pd.DataFrame:
    """Adjust p-values for the number of tests.

    Parameters
    ----------
    pvalues
        Name of each test → its p-value.
    method
        ``"holm"``, ``"bonferroni"``, ``"bh"`` or ``"by"``.
    level : float

    Returns
    -------
    pandas.DataFrame
        A row a test: ``pvalue``, ``adjusted``, ``rejected``. ``attrs["note"]`` says what is
        controlled, by which method and over how many tests.

    Raises
    ------
    DataError
        If a p-value is missing or outside [0, 1], or the method needs draws (`romano_wolf`).

    Examples
    --------
    >>> multiple_testing({"a": 0.01, "b": 0.04, "c": 0.03})["adjusted"].round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    if method == "romano-wolf":
        raise DataError(
            "Romano and Wolf's method needs more than p-values",
            where="method",
            mend="call romano_wolf(statistics, draws) with draws under the null",
        )
    check_choice("method", method, METHODS)
    _check_level(level)
    given = pd.Series(pvalues, dtype=float)
    if given.empty:
        raise DataError("there is no p-value", where="pvalues")
    wrong = given.index[~given.between(0, 1)]
    if len(wrong):
        raise DataError("a p-value is missing or outside 0 to 1", where=listed(wrong))
    name, what, source = METHODS[method]
    rejected, adjusted, *_ = multipletests(given.to_numpy(), level, name)
    table = pd.DataFrame({"pvalue": given, "adjusted": adjusted, "rejected": rejected})
    table.attrs["note"] = f"{source} over {len(given)} tests; {what} is at most {level:g}."
    return table


def romano_wolf(statistics: pd.Series, draws: pd.DataFrame, *, level: float = 0.05) -> pd.DataFrame:
    """Adjust tests for their number and their dependence, by draws under the null.

    Parameters
    ----------
    statistics : Series, shape (m,)
        t-values of m tests.
    draws : DataFrame, shape (B, m)
        Their t-values in B samples in which every null is true.
    level : float

    Returns
    -------
    pandas.DataFrame
        As `multiple_testing`; ``pvalue`` is that of each test alone, by the same draws.

    Raises
    ------
    DataError
        If the names differ or a number is missing.

    Notes
    -----
    The step-down procedure: the largest t-value is compared with the largest of all in each draw,
    the next with the largest of the rest, and p-values never fall on the way. They are
    (1 + count)/(1 + B).

    References
    ----------
    Romano and Wolf (2005), *Econometrica* 73; (2016), *Statistics and Probability Letters* 113.

    Examples
    --------
    >>> draws = pd.DataFrame(np.random.default_rng(0).normal(size=(999, 2)), columns=["a", "b"])
    >>> romano_wolf(pd.Series({"a": 5.0, "b": 0.1}), draws)["rejected"].tolist()
    [True, False]
    """
    names = list(statistics.index)
    if list(draws.columns) != names:
        raise DataError("the draws are of other tests", mend=f"give columns {names}")
    if not names or not len(draws):
        raise DataError("there is no test or no draw")
    _check_level(level)
    own, drawn = np.abs(statistics.to_numpy(dtype=float)), np.abs(draws.to_numpy(dtype=float))
    wrong = ~(np.isfinite(own) & np.isfinite(drawn).all(axis=0))
    if wrong.any():
        raise DataError("a statistic is missing or infinite", where=listed(np.array(names)[wrong]))
    order = np.argsort(-own, kind="stable")
    largest_of_rest = np.maximum.accumulate(drawn[:, order[::-1]], axis=1)[:, ::-1]
    adjusted, alone = np.empty(len(own)), _share(drawn, own)
    adjusted[order] = np.maximum.accumulate(_share(largest_of_rest, own[order]))
    table = pd.DataFrame(
        {"pvalue": alone, "adjusted": adjusted, "rejected": adjusted <= level}, index=names
    )
    table.attrs["note"] = (
        f"Romano and Wolf (2005) over {len(own)} tests, {len(drawn)} draws; "
        f"the chance of any false rejection is at most {level:g}."
    )
    return table


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise DataError(f"{level} is no level", where="level", mend="give a number in (0, 1)")


def _share(drawn: Array, own: Array) -> Array:
    return np.asarray((1 + (drawn >= own - 1e-12).sum(axis=0)) / (1 + len(drawn)))
