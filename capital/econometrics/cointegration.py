r"""Whether series that drift keep together, and along which line.

Series with a unit root are *cointegrated* where a combination of them has none: the wage share may
drift, and unemployment, and yet one follow the other in the long run. Without that, a regression
of one on the other is spurious. Two tests (Engle and Granger's of one relation, Johansen's of
their number), and three estimates of the relation.

The long-run relation is written :math:`y_t = \theta' x_t + \dots`, so that θ > 0 says that y is
higher where x is. (Programs often print the *vector* (1, −θ) instead.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS
from statsmodels.tsa.adfvalues import mackinnonp
from statsmodels.tsa.coint_tables import c_sja, c_sjt
from statsmodels.tsa.stattools import adfuller

from capital.econometrics._frame import (
    TERMS,
    check_length,
    check_relation,
    columns_of,
    take_frame,
    whole_number,
)
from capital.econometrics._reduced_rank import clean, eigenvalues
from capital.econometrics._series import Bound, listed, span
from capital.econometrics._verdicts import decide, decide_by_table
from capital.econometrics.cointegrating_line import cointegrating_regression
from capital.econometrics.vecm import vecm
from capital.errors import DataError, check_choice
from capital.results import HypothesisTest, TestTable

__all__ = ["JohansenResults", "cointegrating_regression", "engle_granger", "johansen", "vecm"]

MINIMUM = 25
MOST_SERIES = {"Engle–Granger": 6, "Johansen": 12}  # where the published tables end
LEVELS = (0.10, 0.05, 0.01)
DET_ORDERS = {-1: "n", 0: "c", 1: "ct"}

REFERENCES = """\
@article{EngleGranger1987,
  author  = {Engle, Robert F. and Granger, C. W. J.},
  title   = {Co-integration and Error Correction: Representation, Estimation, and Testing},
  journal = {Econometrica},
  year    = {1987},
  volume  = {55},
  number  = {2},
  pages   = {251--276}
}
"""
REFERENCES_JOHANSEN = """\
@book{Johansen1995,
  author    = {Johansen, S{\\o}ren},
  title     = {Likelihood-Based Inference in Cointegrated Vector Autoregressive Models},
  publisher = {Oxford University Press},
  year      = {1995}
}
@article{MacKinnonHaugMichelis1999,
  author  = {MacKinnon, James G. and Haug, Alfred A. and Michelis, Leo},
  title   = {Numerical Distribution Functions of Likelihood Ratio Tests for Cointegration},
  journal = {Journal of Applied Econometrics},
  year    = {1999}
}
"""


@dataclass(frozen=True, eq=False)
class JohansenResults:
    """How many long-run relations there are.

    Attributes
    ----------
    tests : TestTable
        Rows ``"trace, r = 0"`` …, then ``"maximum eigenvalue, r = 0"`` ….
    rank : int
        The smallest number that the trace tests do not reject, one after the other.
    verdict : str
    eigenvalues : pandas.Series, shape (n,)
        Squared canonical correlations of differences and levels, largest first.
    vectors : pandas.DataFrame, shape (n, n)
        One relation a column, in the order of the eigenvalues; the first row is one, so that
        the coefficients of the relation are *minus* the others.
    """

    tests: TestTable
    rank: int
    verdict: str
    eigenvalues: pd.Series = field(repr=False)
    vectors: pd.DataFrame = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per test."""
        return self.tests.to_frame()

    def to_latex(self) -> str:
        """Return the tests in LaTeX (booktabs)."""
        return self.tests.to_latex()

    @property
    def references(self) -> str:
        """BibTeX."""
        return self.tests.references

    def __str__(self) -> str:
        return f"{self.tests}\n  {self.verdict}"


def engle_granger(
    frame: pd.DataFrame,
    *,
    dependent: str,
    start: Bound = None,
    end: Bound = None,
    trend: str = "c",
    lags: int | None = None,
    level: float = 0.05,
) -> TestTable:
    r"""Test the residuals of a static regression for a unit root.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (T, n)
        Two to six series over a `PeriodIndex`, each with a unit root.
    dependent : str
        The left-hand side. The verdict can depend on which it is: try each.
    start, end
        Sample, both included.
    trend : {"c", "ct"}
        What the relation contains besides the series: a constant, or a linear trend too.
    lags : int, optional
        Lagged differences of the residual; by AIC if not given.
    level : float
        Level of significance.

    Returns
    -------
    TestTable
        One row, ``"Engle–Granger"``.

    Raises
    ------
    DataError, UnknownNameError
        See the message.

    Notes
    -----
    :math:`\Delta\hat u_t=\rho\,\hat u_{t-1}+\sum_{i=1}^{p}\gamma_i\,\Delta\hat u_{t-i}+e_t`, with
    :math:`\hat u` from :math:`y_t = d_t + \theta'x_t + u_t`. The statistic is the t-value of ρ,
    its p-value MacKinnon's (1994) for n series. AIC chooses among at most
    ⌈12(T/100)^(1/4)⌉ and ⌊0.15 T⌋ − 2 lags.

    References
    ----------
    Engle and Granger (1987).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"x": rng.normal(size=100).cumsum()},
    ...                      index=pd.period_range("1900", periods=100, freq="Y"))
    >>> frame["y"] = 0.8 * frame["x"] + rng.normal(size=100)
    >>> engle_granger(frame, dependent="y")["Engle–Granger"].verdict
    'no long-run relation of y with x is rejected at 5 %'
    """
    check_choice("trend", trend, ("c", "ct"))
    _check_level(level)
    sample = take_frame(frame, start, end, minimum=MINIMUM, first=dependent)
    _check_number(sample, "Engle–Granger")
    check_relation(sample)
    nobs = len(sample)
    most = min(math.ceil(12 * (nobs / 100) ** 0.25), int(0.15 * nobs) - 2)
    chosen = most if lags is None else whole_number("lags", lags, 0, nobs // 3)
    resid = static_residuals(sample, trend)
    result = adfuller(
        resid, chosen, regression="n", autolag="AIC" if lags is None else None, result_object=True
    )
    pvalue = float(mackinnonp(result.statistic, regression=trend, N=sample.shape[1]))
    null = f"no long-run relation of {dependent} with {listed(sample.columns[1:])}"
    detail = {"path": TERMS[trend], "lag": int(result.lags)}
    test = decide("Engle–Granger", null, result.statistic, pvalue, level, detail)
    return TestTable((test,), nobs, span(sample.index), REFERENCES)


def static_residuals(sample: pd.DataFrame, trend: str) -> pd.Series:
    """Return the residuals of the first column on the others and deterministic terms."""
    terms = columns_of(trend, sample.index)
    return OLS(sample.iloc[:, 0], terms.join(sample.iloc[:, 1:])).fit().resid


def johansen(
    frame: pd.DataFrame,
    *,
    lags: int = 1,
    det_order: int = 0,
    start: Bound = None,
    end: Bound = None,
    level: float = 0.05,
    small_sample: bool = False,
) -> JohansenResults:
    r"""Test how many long-run relations hold between series.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (T, n)
        Two to twelve series over a `PeriodIndex`.
    lags : int
        Lagged differences p; the vector autoregression in levels has p + 1 lags.
    det_order : {-1, 0, 1}
        Deterministic terms, unrestricted: none, a constant (the levels may then drift), or a
        constant and a linear trend.
    start, end
        Sample, both included.
    level : {0.10, 0.05, 0.01}
        Level of significance; the table has no other.
    small_sample : bool
        Multiply the statistics by (T − n(p + 1))/T (Reinsel and Ahn 1992). In samples of a
        century or less the uncorrected tests find relations that are none.

    Returns
    -------
    JohansenResults
        The p-values are read from a table of three critical values; beyond its ends they are
        NaN, and the verdict gives the bound.

    Raises
    ------
    DataError, UnknownNameError
        See the message.

    Notes
    -----
    With the eigenvalues λ₁ ≥ … ≥ λₙ, trace(r) = −T Σ_{i>r} ln(1 − λᵢ) tests at most r relations
    against n, and −T ln(1 − λ_{r+1}) tests r against r + 1. The deterministic terms are part of
    the regression, not removed from the series beforehand: with a trend, and with no lagged
    differences, ``coint_johansen`` of statsmodels 0.15 differs for that reason (and because it
    then takes the levels of the same period).

    References
    ----------
    Johansen (1995), ch. 6; MacKinnon, Haug and Michelis (1999).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"x": rng.normal(size=100).cumsum()},
    ...                      index=pd.period_range("1900", periods=100, freq="Y"))
    >>> frame["y"] = 0.8 * frame["x"] + rng.normal(size=100)
    >>> johansen(frame[["y", "x"]]).verdict
    'one long-run relation (trace tests at 5 %; the maximum eigenvalue agrees)'
    """
    check_choice("det_order", det_order, DET_ORDERS)  # type: ignore[arg-type]
    check_choice("level", level, LEVELS)  # type: ignore[arg-type]
    sample = take_frame(frame, start, end, minimum=MINIMUM)
    number = _check_number(sample, "Johansen")
    check_relation(sample)
    lags = whole_number("lags", lags, 0)
    nobs = len(sample) - 1 - lags
    check_length(nobs, number * (lags + 1) + det_order + 1, sample, "lags")
    roots, vectors = eigenvalues(clean(sample.to_numpy(), lags, DET_ORDERS[det_order]))
    factor = (nobs - number * (lags + 1)) / nobs if small_sample else 1.0
    terms = -nobs * factor * np.log1p(-roots)
    detail = {"path": TERMS[DET_ORDERS[det_order]], "lags": lags}
    if small_sample:
        detail |= {"correction": f"{factor:.3f} (Reinsel and Ahn)"}
    tests = [
        _rank_test(kind, r, number, det_order, statistic, level, detail)
        for kind, values in (("trace", terms[::-1].cumsum()[::-1]), ("maximum eigenvalue", terms))
        for r, statistic in enumerate(values)
    ]
    found = {k: _rank([t for t in tests if t.name.startswith(k)]) for k in ("trace", "maximum")}
    names = [f"relation {i + 1}" for i in range(number)]
    return JohansenResults(
        TestTable(tuple(tests), nobs, span(sample.index[lags + 1 :]), REFERENCES_JOHANSEN),
        found["trace"],
        _rank_words(found["trace"], found["maximum"], number, level),
        pd.Series(roots, names, name="eigenvalue"),
        pd.DataFrame(vectors / vectors[0], sample.columns, names),
    )


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise DataError(f"{level} is no level of significance", "level", "choose 0.05, say")


def _check_number(sample: pd.DataFrame, name: str) -> int:
    number = sample.shape[1]
    if number > MOST_SERIES[name]:
        raise DataError(
            f"the tables of {name} end at {MOST_SERIES[name]} series, and these are {number}",
            mend="choose the series that the question needs",
        )
    return number


def _rank_test(
    kind: str,
    r: int,
    number: int,
    det_order: int,
    statistic: float,
    level: float,
    detail: dict[str, object],
) -> HypothesisTest:
    values = (c_sjt if kind == "trace" else c_sja)(number - r, det_order)
    table = dict(zip(LEVELS, map(float, values), strict=True))
    null = f"{'at most ' if kind == 'trace' and r else ''}{_number_words(r)}"
    more = {**detail, "critical value": round(table[level], 3)}
    return decide_by_table(f"{kind}, r = {r}", null, statistic, table, level, more)


def _rank(tests: list[HypothesisTest]) -> int:
    return next((r for r, test in enumerate(tests) if not test.rejected), len(tests))


def _number_words(r: int) -> str:
    words = {0: "no long-run relation", 1: "one long-run relation"}
    return words.get(r, f"{r} long-run relations")


def _rank_words(trace: int, maximum: int, number: int, level: float) -> str:
    agrees = "agrees" if trace == maximum else f"says {maximum}"
    words = _number_words(trace)
    if trace == number:
        words = "every series is stationary by itself"
    return f"{words} (trace tests at {100 * level:g} %; the maximum eigenvalue {agrees})"
