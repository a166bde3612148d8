"""Whether a series returns to its path or drifts.

A trend means something only where the series returns to it (is I(0)); a series with a unit root
(I(1)) drifts, and shows trends that are none. Three tests, because their nulls differ: ADF takes
a unit root for granted, KPSS stationarity, and Zivot and Andrews a unit root where the
alternative may have one break at an unknown date. `reading` says what the first two say together.
These three are always made, so that nobody reports only the null that suits; four more can be
asked for.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from statsmodels.tools.sm_exceptions import InterpolationWarning, SingularMatrixWarning
from statsmodels.tsa.stattools import adfuller, kpss, zivot_andrews

from capital.econometrics._more_unit_roots import FURTHER, TERMS
from capital.econometrics._more_unit_roots import REFERENCES as FURTHER_REFERENCES
from capital.econometrics._series import Bound, span, take_sample
from capital.econometrics._verdicts import decide, decide_by_table
from capital.errors import DataError, check_choice, unknown
from capital.results import HypothesisTest, TestTable

MINIMUM = 25
TRIM = 0.15  # share of the sample at each end in which no break is looked for
Array: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]
ALWAYS = ("ADF", "KPSS", "Zivot–Andrews")

REFERENCES = """\
@article{DickeyFuller1979,
  author  = {Dickey, David A. and Fuller, Wayne A.},
  title   = {Distribution of the Estimators for Autoregressive Time Series with a Unit Root},
  journal = {Journal of the American Statistical Association},
  year    = {1979},
  volume  = {74},
  number  = {366},
  pages   = {427--431}
}
@article{KwiatkowskiPhillipsSchmidtShin1992,
  author  = {Kwiatkowski, Denis and Phillips, Peter C. B. and Schmidt, Peter and
             Shin, Yongcheol},
  title   = {Testing the Null Hypothesis of Stationarity against the Alternative of a Unit Root},
  journal = {Journal of Econometrics},
  year    = {1992},
  volume  = {54},
  number  = {1--3},
  pages   = {159--178}
}
@article{ZivotAndrews1992,
  author  = {Zivot, Eric and Andrews, Donald W. K.},
  title   = {Further Evidence on the Great Crash, the Oil-Price Shock, and the Unit-Root
             Hypothesis},
  journal = {Journal of Business and Economic Statistics},
  year    = {1992},
  volume  = {10},
  number  = {3},
  pages   = {251--270}
}
"""


def unit_roots(
    series: pd.Series,
    *,
    start: Bound = None,
    end: Bound = None,
    regression: Literal["c", "ct"] = "c",
    level: float = 0.05,
    tests: str | Iterable[str] = (),
) -> TestTable:
    r"""Test one series for a unit root in three ways, and in up to seven.

    Parameters
    ----------
    series : pandas.Series, shape (n,)
        Over a `PeriodIndex`, or a `DatetimeIndex` with a frequency. It is tested as it stands:
        give its logarithm to test that.
    start, end : int, str or pandas.Period, optional
        First and last period of the sample, both included.
    regression : {"c", "ct"}
        The path to which a stationary series returns: a constant, or a linear trend. Zivot and
        Andrews always have the trend, and a break in the level (``"c"``) or in both (``"ct"``).
    level : float
        Level of significance, from 0.01 to 0.10: the published table of KPSS ends there.
    tests : str or iterable of str
        Further tests, by name: ``"Leybourne–McCabe"``, ``"range"``, ``"Phillips–Perron"`` and
        ``"DF-GLS"``, or ``"all"`` of them. Case, dashes and underscores do not matter.

    Returns
    -------
    TestTable
        Rows ``"ADF"``, ``"KPSS"`` and ``"Zivot–Andrews"``, then the further ones. Where a
        p-value comes from a published table (KPSS, Leybourne–McCabe, range) and the statistic
        lies beyond it, it is NaN and the verdict gives the bound.

    Raises
    ------
    DataError
        If nothing follows from the series: see the message.
    UnknownNameError
        If there is no such `regression` or test.
    MissingExtraError
        If Phillips–Perron or DF-GLS is asked for without arch.

    Notes
    -----
    ADF is the t-value of ρ in
    :math:`\Delta y_t = d_t + \rho\,y_{t-1} + \sum_{i=1}^{p}\gamma_i\,\Delta y_{t-i} + u_t`.
    AIC chooses p, at most Schwert's ⌈12(T/100)^(1/4)⌉ and at most ⌊0.15 T⌋ − 2. The second limit
    keeps every candidate break of Zivot and Andrews inside the regression; and in short samples
    it keeps AIC from a regression with hardly a degree of freedom left, which would reject a
    true unit root far too often. KPSS has Bartlett weights, with the bandwidth of Hobijn, Franses
    and Ooms (2004).

    Phillips–Perron has the bandwidth ⌊4(T/100)^(2/9)⌋, DF-GLS the most lags of ADF. The range
    test rejects where a series sets few new records; it knows of no path, so that a trend keeps
    it from rejecting. Leybourne–McCabe filters by an autoregression of least BIC.

    References
    ----------
    Dickey and Fuller (1979); Kwiatkowski, Phillips, Schmidt and Shin (1992); Zivot and Andrews
    (1992); Leybourne and McCabe (1994); Aparicio, Escribano and Sipols (2006); Phillips and
    Perron (1988); Elliott, Rothenberg and Stock (1996).

    Examples
    --------
    >>> years = pd.period_range("1948", "2007", freq="Y")
    >>> drift = np.random.default_rng(1).normal(size=60).cumsum()
    >>> table = unit_roots(pd.Series(drift, index=years, name="r"))
    >>> table["ADF"].verdict
    'a unit root is not rejected at 5 %'
    """
    check_choice("regression", regression, TERMS)
    further = _further(tests)
    if not 0.01 <= level <= 0.10:
        raise DataError(
            f"the level {level:g} lies outside the table of KPSS",
            where="level",
            mend="choose one from 0.01 to 0.10",
        )
    sample = take_sample(series, start, end, minimum=MINIMUM)
    y, nobs = sample.to_numpy(), len(sample)
    most = min(math.ceil(12 * (nobs / 100) ** 0.25), int(TRIM * nobs) - 2)
    if _follows_itself(y, most):
        raise _nothing_random(sample)
    with warnings.catch_warnings():
        # A p-value of KPSS that is a bound is said in the verdict; the others are refused.
        warnings.simplefilter("ignore", InterpolationWarning)
        warnings.simplefilter("error", SingularMatrixWarning)
        warnings.simplefilter("error", RuntimeWarning)
        try:
            rows = [
                _adf(y, regression, level, most),
                _kpss(y, regression, level),
                _zivot_andrews(sample, regression, level, most),
            ]
        except (SingularMatrixWarning, RuntimeWarning, ValueError) as error:
            raise _nothing_random(sample) from error
    rows += [FURTHER[name](y, regression, level, most) for name in further]
    references = REFERENCES + "".join(FURTHER_REFERENCES[name] for name in further)
    return TestTable(tuple(rows), nobs, span(sample.index), references)


def reading(table: TestTable) -> str:
    """Say in words what ADF and KPSS say together.

    Parameters
    ----------
    table : TestTable
        From `unit_roots`.

    Returns
    -------
    str
        One sentence; a second where a break changes the picture.

    Notes
    -----
    With ``regression="c"`` a series that returns to a *trend* reads as I(1): try ``"ct"``. And a
    null that is not rejected is not thereby true; hence the two opposite ones.

    Examples
    --------
    >>> years = pd.period_range("1948", "2007", freq="Y")
    >>> noise = np.random.default_rng(1).normal(size=60)
    >>> reading(unit_roots(pd.Series(noise, index=years)))
    'ADF and KPSS agree on I(0): the series returns to a constant.'
    """
    unit_root, stationary = table["ADF"], table["KPSS"]
    path = unit_root.detail["path"]
    words = {
        (True, False): f"ADF and KPSS agree on I(0): the series returns to {path}.",
        (False, True): f"ADF and KPSS agree on I(1): the series does not return to {path}.",
        (True, True): "ADF rejects a unit root and KPSS rejects stationarity: the series is "
        "neither; look for a break.",
        (False, False): "Neither ADF nor KPSS rejects: the sample is silent.",
    }[unit_root.rejected, stationary.rejected]
    broken = table["Zivot–Andrews"]
    if broken.rejected and not unit_root.rejected:
        words += (
            " Zivot–Andrews rejects a unit root once a break after "
            f"{broken.detail['break after']} is allowed."
        )
    return words


def _further(tests: str | Iterable[str]) -> list[str]:
    """Return the tests asked for beyond the three, in the order of the table."""
    asked = [tests] if isinstance(tests, str) else list(tests)
    known = {_folded(name): name for name in (*ALWAYS, *FURTHER)}
    if [_folded(name) for name in asked] == ["all"]:
        return list(FURTHER)
    for name in asked:
        if _folded(name) not in known:
            raise unknown("test", name, ["all", *known.values()], where="tests")
    chosen = {known[_folded(name)] for name in asked}
    return [name for name in FURTHER if name in chosen]


def _folded(name: object) -> str:
    return "".join(letter for letter in str(name).casefold() if letter.isalnum())


def _adf(y: Array, regression: str, level: float, most: int) -> HypothesisTest:
    result = adfuller(y, maxlag=most, regression=regression, autolag="AIC", result_object=True)
    detail = {"path": TERMS[regression], "lag": int(result.lags), "most lags": most}
    return decide("ADF", "a unit root", result.statistic, result.pvalue, level, detail)


def _kpss(y: Array, regression: str, level: float) -> HypothesisTest:
    result = kpss(y, regression=regression, nlags="auto", result_object=True)
    table = {float(key.rstrip("%")) / 100: value for key, value in result.critical_values.items()}
    detail = {"path": TERMS[regression], "bandwidth": int(result.lags)}
    null = f"stationarity around {TERMS[regression]}"
    return decide_by_table("KPSS", null, float(result.statistic), table, level, detail)


def _zivot_andrews(sample: pd.Series, regression: str, level: float, most: int) -> HypothesisTest:
    statistic, pvalue, _, lag, last = zivot_andrews(
        sample.to_numpy(), trim=TRIM, maxlag=most, regression=regression, autolag="AIC"
    )
    detail = {
        "path": "a linear trend",
        "break in": {"c": "the level", "ct": "the level and the trend"}[regression],
        "break after": str(sample.index[last]),
        "lag": int(lag),
        "most lags": most,
    }
    null = "a unit root without a break"
    return decide("Zivot–Andrews", null, statistic, pvalue, level, detail)


def _follows_itself(y: Array, most: int) -> bool:
    """Whether a regression on a line and `most` lags would leave no error but rounding."""
    steps = np.diff(y)
    rows = np.arange(most, len(steps))
    lagged = [steps[rows - i] for i in range(most + 1)]
    design = np.column_stack([np.ones(len(rows)), rows, y[rows], *lagged])
    length = np.linalg.norm(design, axis=0)
    return not length.all() or bool(np.linalg.matrix_rank(design / length) < design.shape[1])


def _nothing_random(sample: pd.Series) -> DataError:
    return DataError(
        f"{sample.name} follows its own past, or a path, (almost) without error",
        mend="a test of chance has nothing to test: choose another series or sample",
    )
