"""The verdict of a test in words, made in one place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from capital.results import HypothesisTest

Detail = Mapping[str, object]


def decide(
    name: str, null: str, statistic: float, pvalue: float, level: float, detail: Detail
) -> HypothesisTest:
    """Return the test of a null whose p-value is known.

    Examples
    --------
    >>> decide("Wald", "b is zero", 2.5, 0.012, 0.05, {}).verdict
    'b is zero is rejected at 5 %'
    """
    rejected = bool(pvalue < level)
    verdict = f"{null} is {'' if rejected else 'not '}rejected at {100 * level:g} %"
    return HypothesisTest(
        name, null, float(statistic), float(pvalue), rejected, level, verdict, dict(detail)
    )


def decide_by_table(
    name: str,
    null: str,
    statistic: float,
    table: Mapping[float, float],
    level: float,
    detail: Detail,
) -> HypothesisTest:
    """Return a test whose p-value is read from a printed table.

    Parameters
    ----------
    table : mapping of float to float
        Probability → critical value. Either all critical values fall with the probability (a
        large statistic rejects) or all rise with it (a small one does).

    Returns
    -------
    HypothesisTest
        Between two lines of the table the p-value is interpolated; beyond its ends it is NaN,
        and the verdict gives the bound.

    Examples
    --------
    >>> kpss = {0.10: 0.347, 0.05: 0.463, 0.025: 0.574, 0.01: 0.739}
    >>> decide_by_table("KPSS", "stationarity", 0.8, kpss, 0.05, {}).verdict
    'stationarity is rejected at 5 % (p below 0.01)'
    """
    probabilities = np.array(sorted(table))
    values = np.array([table[p] for p in probabilities])
    large = values[0] > values[-1]
    sign = -1.0 if large else 1.0  # so that the values rise with the probability
    low, high = float(probabilities[0]), float(probabilities[-1])
    if sign * statistic < sign * values[0]:
        beyond, bound = 0.0, f"below {low:.2f}"
    elif sign * statistic > sign * values[-1]:
        beyond, bound = 1.0, f"above {high:.2f}"
    else:
        pvalue = float(np.interp(sign * statistic, sign * values, probabilities))
        return decide(name, null, statistic, pvalue, level, detail)
    test = decide(name, null, statistic, beyond, level, {**detail, "p-value": bound})
    return replace(test, pvalue=math.nan, verdict=f"{test.verdict} (p {bound})")
