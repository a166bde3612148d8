"""Measures of the exposure of occupations to AI, which do not agree.

Scores rate what a language model could do (Eloundou et al.), what it is used for (Microsoft) or
what it is seen to do alone (Anthropic). They are put on one scale, employment-weighted mean zero
and standard deviation one, and their first principal component stands beside them. A result that
holds for one measure only is a result about that measure.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from capital.errors import DataError

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
#: One of each family, and what it measures.
MEASURES = {
    "eloundou_gpt4_beta": "tasks that a language model could speed up (Eloundou et al. 2024)",
    "microsoft_applicability": "activities for which an assistant is used (Tomlinson et al. 2025)",
    "anthropic_observed": "tasks seen automated in use (Massenkoff and McCrory 2026)",
}
COMPONENT = "first_component"
TIE = 1e-9


def standardised(scores: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Return scores with weighted mean zero and standard deviation one.

    Parameters
    ----------
    scores : pandas.DataFrame, shape (n, m)
    weights : pandas.Series, shape (n,)
        Employment; positive.

    Returns
    -------
    pandas.DataFrame, shape (n, m)

    Raises
    ------
    DataError
        If a score is missing or does not vary, or a weight is not positive.

    Examples
    --------
    >>> standardised(pd.DataFrame({"x": [0.0, 1.0]}), pd.Series([1.0, 3.0]))["x"].round(3).tolist()
    [-1.732, 0.577]
    """
    if not (weights > 0).all():
        raise DataError("a weight is not positive", mend="leave these rows out and say so")
    if scores.isna().any().any():
        raise DataError("a score is missing", mend="choose the occupations that have all of them")
    share = weights / weights.sum()
    centred = scores - share @ scores
    spread = np.sqrt(share @ centred**2)
    for name in scores.columns[~(spread > 0)]:
        raise DataError("the score is the same for all", where=str(name))
    return centred / spread


def first_component(scores: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return the first principal component of standardised scores, itself standardised.

    Its sign makes it rise with the scores on the whole; where they pull both ways alike, with
    the first. ``attrs["share"]`` is its share of the variance, ``attrs["loadings"]`` the weight
    of each score.

    Parameters
    ----------
    scores : pandas.DataFrame, shape (n, m)
    weights : pandas.Series, shape (n,)
        Employment; positive.

    Returns
    -------
    pandas.Series, shape (n,)

    Raises
    ------
    DataError
        As in `standardised`, or if there is one score only.

    Examples
    --------
    >>> both = pd.DataFrame({"a": [0.0, 1, 2, 3], "b": [0.0, 2, 4, 6]})
    >>> round(first_component(both, pd.Series([1.0] * 4)).attrs["share"], 6)
    1.0
    """
    if scores.shape[1] < 2:
        raise DataError("one score has no component", mend="give two or more")
    unit = standardised(scores, weights)
    root = np.sqrt((weights / weights.sum()).to_numpy(dtype=float))
    _, sizes, directions = np.linalg.svd(unit.to_numpy() * root[:, None], full_matrices=False)
    whole = directions[0].sum()
    loading = directions[0] * np.sign(whole if abs(whole) > TIE else directions[0][0])
    raw = pd.DataFrame({COMPONENT: unit.to_numpy() @ loading}, index=scores.index)
    found = standardised(raw, weights)[COMPONENT]
    found.attrs = {
        "share": float(sizes[0] ** 2 / (sizes**2).sum()),
        "loadings": dict(zip(scores.columns, loading.tolist(), strict=True)),
    }
    return found


def rank_correlations(scores: pd.DataFrame) -> pd.DataFrame:
    """Return Spearman's correlations of the scores, each pair on the rows that have both.

    Parameters
    ----------
    scores : pandas.DataFrame, shape (n, m)
        Gaps are allowed.

    Returns
    -------
    pandas.DataFrame, shape (m, m)

    Examples
    --------
    >>> rank_correlations(pd.DataFrame({"a": [1, 2, 3], "b": [9, 4, 1]})).loc["a", "b"]
    np.float64(-1.0)
    """
    names = list(scores.columns)
    table = pd.DataFrame(1.0, names, names)
    for i, one in enumerate(names):
        for other in names[:i]:
            both = scores[[one, other]].dropna()
            a, b = rankdata(both[one]), rankdata(both[other])
            table.loc[one, other] = table.loc[other, one] = np.corrcoef(a, b)[0, 1]
    return table


def measured(scores: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Return scores and, where there are two or more, their first component, all standardised.

    Raises
    ------
    DataError
        As in `standardised`.
    """
    table = standardised(scores, weights)
    if scores.shape[1] < 2:
        return table
    return table.assign(**{COMPONENT: first_component(scores, weights)})
