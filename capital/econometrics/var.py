r"""Several series that move each other: the vector autoregression.

.. math:: y_t = c + A_1\,y_{t-1} + \dots + A_p\,y_{t-p} + u_t

Each series is explained by the past of all. Three questions: does the whole return to a path
(stability)? Does the past of one help to predict another (Granger causality, which is
prediction and not yet cause)? How does a shock run through (responses)? Where the last answer
should not hang on the whole model, use `local_projection`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.tsa.vector_ar.var_model import VAR

from capital.econometrics._design import check_design
from capital.econometrics._frame import (
    TERMS,
    check_length,
    columns_of,
    lagged,
    take_frame,
    whole_number,
)
from capital.econometrics._responses import response_table
from capital.econometrics._series import Bound, listed, span
from capital.econometrics._verdicts import decide
from capital.econometrics.local_projection import LocalProjection, local_projection
from capital.errors import DataError, check_choice, unknown
from capital.results import HypothesisTest, TestTable, latex_table

__all__ = ["LocalProjection", "VarResults", "local_projection", "var"]

MINIMUM = 25
LEVEL = 0.05
MORE_LAGS = 4  # of the portmanteau test, beyond those of the model

REFERENCES = """\
@article{Sims1980,
  author  = {Sims, Christopher A.},
  title   = {Macroeconomics and Reality},
  journal = {Econometrica},
  year    = {1980},
  volume  = {48},
  number  = {1},
  pages   = {1--48}
}
@book{Lutkepohl2005,
  author    = {L{\\"u}tkepohl, Helmut},
  title     = {New Introduction to Multiple Time Series Analysis},
  publisher = {Springer},
  year      = {2005}
}
"""


@dataclass(frozen=True, eq=False)
class VarResults:
    """A vector autoregression.

    Attributes
    ----------
    result : statsmodels VARResults
    data : pandas.DataFrame
        The sample; its first `order` rows serve as lags only.
    order : int
        Lags p.
    roots : pandas.Series
        Moduli of the roots of the companion matrix, largest first; all below one: stable.
    selection : pandas.Series or None
        The criterion of each number of lags.
    sample, note, errors, null : str
        Periods, choice of lags, the type of the errors, what a p-value refers to.
    warnings : tuple of str
        Each begins with its name: ``"unstable: …"``.
    references : str
        BibTeX.
    """

    result: Any = field(repr=False)
    data: pd.DataFrame = field(repr=False)
    order: int
    roots: pd.Series = field(repr=False)
    selection: pd.Series | None = field(repr=False)
    sample: str
    note: str
    warnings: tuple[str, ...] = ()
    errors: str = "one covariance of the disturbances; normal in large samples"
    null: str = "the coefficient is zero"
    references: str = field(default=REFERENCES, repr=False)

    @property
    def names(self) -> list[str]:
        """The series, in the order of the recursive shocks."""
        return list(self.data.columns)

    @property
    def nobs(self) -> int:
        """Number of observations."""
        return int(self.result.nobs)

    @property
    def params(self) -> pd.DataFrame:
        """Estimates, one column per equation."""
        return self.result.params

    @property
    def bse(self) -> pd.DataFrame:
        """Standard errors, one column per equation."""
        return self.result.bse

    @property
    def resid(self) -> pd.DataFrame:
        """Residuals, shape (n, m)."""
        return self.result.resid

    @property
    def stable(self) -> bool:
        """Whether every shock dies out."""
        return bool(self.roots.max() < 1)

    def granger(
        self, caused: str, causing: str | Sequence[str], level: float = LEVEL
    ) -> HypothesisTest:
        """Test whether the past of some series helps to predict another.

        Parameters
        ----------
        caused : str
        causing : str or sequence of str
        level : float

        Returns
        -------
        HypothesisTest
            F test. With unit roots in the series its distribution is another.
        """
        many = [causing] if isinstance(causing, str) else list(causing)
        for name in (caused, *many):
            if name not in self.names:
                raise unknown("column", name, self.names)
        if not many or caused in many:
            raise DataError("a series and its own past", "causing", "name other series")
        given = [name for name in self.names if name not in many]
        null = f"the past of {listed(many)} does not help to predict {caused}"
        test = self.result.test_causality(caused, many, kind="f")
        detail = {"given the past of": listed(given), "lags": self.order}
        name = f"{listed(many)} → {caused}"
        return decide(name, null, test.test_statistic, test.pvalue, level, detail)

    def granger_table(self, level: float = LEVEL) -> TestTable:
        """Test every series against every other: the p-values are not corrected for number."""
        pairs = itertools.permutations(self.names, 2)
        tests = tuple(self.granger(caused, causing, level) for causing, caused in pairs)
        return TestTable(tests, self.nobs, self.sample, REFERENCES)

    def responses(
        self, horizons: int = 12, *, orthogonal: bool = True, alpha: float = 0.05
    ) -> pd.DataFrame:
        """Return how each series answers a shock to each.

        Parameters
        ----------
        horizons : int
            The last horizon; the first is zero.
        orthogonal : bool
            Shocks of one standard deviation, recursive in the order of the columns: a series
            answers within the period to those before it only. Else shocks of one unit to one
            disturbance, as if the others stood still.
        alpha : float
            One minus the confidence of the bounds.

        Returns
        -------
        pandas.DataFrame
            Over (impulse, response, horizon): estimate, bse (asymptotic), lower, upper.
        """
        return response_table(self.result, self.names, horizons, orthogonal=orthogonal, alpha=alpha)

    def to_frame(self, alpha: float = 0.05) -> pd.DataFrame:
        """Return one row per equation and term: params, bse, tvalues, pvalues, lower, upper."""
        keys = ("params", "bse", "tvalues", "pvalues")
        table = pd.DataFrame({key: getattr(self.result, key).T.stack() for key in keys})
        reach = norm.ppf(1 - alpha / 2) * table["bse"]
        table = table.assign(lower=table["params"] - reach, upper=table["params"] + reach)
        return table.rename_axis(["equation", "term"])

    def to_latex(self) -> str:
        """Return the coefficients in LaTeX (booktabs); the caption says what they rest on."""
        return latex_table(self.to_frame().reset_index(), caption=self._words())

    def plot(
        self,
        ax: Any = None,
        *,
        impulse: str | None = None,
        response: str | None = None,
        horizons: int = 12,
        orthogonal: bool = True,
    ) -> Any:
        """Draw one response (of the last series to the first by default) without showing it."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        shock, answer = impulse or self.names[0], response or self.names[-1]
        for name in (shock, answer):
            if name not in self.names:
                raise unknown("column", name, self.names)
        table = self.responses(horizons, orthogonal=orthogonal).loc[(shock, answer)]
        bounds = (table["lower"].to_numpy(), table["upper"].to_numpy())
        ax.fill_between(table.index.to_numpy(), *bounds, alpha=0.25)
        ax.plot(table.index.to_numpy(), table["estimate"].to_numpy())
        ax.axhline(0, linewidth=0.8)
        ax.set_xlabel("periods after the shock")
        ax.set_ylabel(f"response of {answer} to {shock}")
        return ax

    def summary(self) -> Any:
        """Return the summary of statsmodels."""
        return self.result.summary()

    def __str__(self) -> str:
        lines = [self._words(), self.to_frame().to_string()]
        return "\n".join([*lines, *(f"! {warning}" for warning in self.warnings)])

    def _words(self) -> str:
        return (
            f"VAR({self.order}) of {listed(self.names)}, sample {self.sample}, T = {self.nobs}. "
            f"{self.note} Largest root {self.roots.max():.3f}. Null of each p-value: {self.null}; "
            f"errors: {self.errors}."
        )


def var(
    frame: pd.DataFrame,
    *,
    lags: int | None = None,
    ic: str = "aic",
    max_lags: int = 8,
    trend: str = "c",
    start: Bound = None,
    end: Bound = None,
) -> VarResults:
    r"""Fit a vector autoregression.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (T, m)
        Two or more series over a `PeriodIndex`, in the order in which their shocks may act
        within the period.
    lags : int, optional
        Lags p; if not given, the number from 1 to `max_lags` with the least `ic`.
    ic : {"aic", "bic"}
        Criterion. All numbers of lags are compared on the same observations.
    max_lags : int
        The most lags to try, or as many as the sample allows.
    trend : {"n", "c", "ct"}
        Deterministic terms of each equation.
    start, end
        Sample, both included.

    Returns
    -------
    VarResults

    Raises
    ------
    DataError, UnknownNameError
        See the message.

    Notes
    -----
    Least squares, equation by equation. With a root of modulus one or more a warning says that
    shocks do not die out: the series may need differences, or a `vecm`.

    References
    ----------
    Sims (1980); Lütkepohl (2005), ch. 2–4.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"x": rng.normal(size=200)},
    ...                      index=pd.period_range("1960Q1", periods=200, freq="Q"))
    >>> frame["y"] = 0.7 * frame["x"].shift(1, fill_value=0) + rng.normal(size=200)
    >>> model = var(frame, lags=1)
    >>> model.granger("y", "x").verdict
    'the past of x does not help to predict y is rejected at 5 %'
    """
    check_choice("trend", trend, TERMS)
    check_choice("criterion", ic, ("aic", "bic"))
    sample = take_frame(frame, start, end, minimum=MINIMUM)
    selection = None
    if lags is None:
        selection = _selection(sample, trend, ic, whole_number("max_lags", max_lags, 1))
        lags = int(selection.idxmin())
    lags = whole_number("lags", lags, 1)
    _check(sample, lags, trend)
    result = VAR(sample).fit(lags, trend=trend)
    moduli = np.sort(1 / np.abs(result.roots))[::-1]
    how = "Lags as asked for."
    if selection is not None:
        how = f"Lags by {ic.upper()}, at most {len(selection)}, on one sample."
    return VarResults(
        result=result,
        data=sample,
        order=lags,
        roots=pd.Series(moduli, name="modulus"),
        selection=selection,
        sample=span(sample.index[lags:]),
        note=f"{how} Deterministic terms: {TERMS[trend]}.",
        warnings=_warnings(result, moduli, lags),
    )


def _selection(sample: pd.DataFrame, trend: str, ic: str, most: int) -> pd.Series:
    """Return the criterion of each number of lags, on the observations of the largest."""
    width = sample.shape[1]
    room = len(sample) - len(trend.strip("n")) - 5
    most = max(1, min(most, room // (width + 1)))
    _check(sample, most, trend)
    values = {
        p: float(getattr(VAR(sample.iloc[most - p :]).fit(p, trend=trend), ic))
        for p in range(1, most + 1)
    }
    return pd.Series(values, name=ic).rename_axis("lags")


def _check(sample: pd.DataFrame, lags: int, trend: str) -> None:
    width, nobs = sample.shape[1], len(sample) - lags
    check_length(nobs, width * lags + len(trend.strip("n")), sample, "lags")
    columns = {
        f"{name}.L{lag}": lagged(values.to_numpy(), lag, lags)
        for name, values in sample.items()
        for lag in range(1, lags + 1)
    }
    X = columns_of(trend, range(nobs)).join(pd.DataFrame(columns))
    for name, values in sample.items():
        check_design(pd.Series(values.to_numpy()[lags:], name=name), X, spare=5)


def _warnings(result: Any, moduli: Any, lags: int) -> tuple[str, ...]:
    found = []
    if moduli[0] >= 1:
        found.append(f"unstable: a root of modulus {moduli[0]:.3f}; shocks do not die out")
    test = result.test_whiteness(nlags=lags + MORE_LAGS, adjusted=True)
    if test.pvalue < LEVEL:
        found.append(
            f"autocorrelation: portmanteau test of {lags + MORE_LAGS} lags, "
            f"p = {test.pvalue:.3f}; add lags"
        )
    return tuple(found)
