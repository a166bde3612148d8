r"""A rate of profit and its determinants: short run, long run and the way between them.

An autoregressive distributed lag explains y by its own past and by other series now and before,

.. math:: y_t = c + \sum_{i=1}^{p} a_i\,y_{t-i} + \sum_j\sum_{i=0}^{q_j} b_{ji}\,x_{j,t-i} + u_t .

It makes sense whether the series drift or not, which the *bounds test* uses. What theory speaks
of is its long run, :math:`\theta_j = \sum_i b_{ji}/(1 - \sum_i a_i)`, to which y returns at the
speed :math:`\phi = \sum_i a_i - 1`. (The error-correction form of programs shows the *vector*
(1, −θ), in which the signs are turned round.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student
from statsmodels.tsa.ardl import ARDL

from capital.econometrics import _ardl_setup as setup
from capital.econometrics import _ardl_tests as tests
from capital.econometrics._ardl_arrays import LongRunMap, ardl_design, long_run_map
from capital.econometrics._bounds import CASES, TREND_OF_CASE
from capital.econometrics._frame import TERMS, take_frame, whole_number
from capital.econometrics._series import Bound, span
from capital.econometrics.ardl_bootstrap import LongRunBootstrap, bootstrap_long_run
from capital.econometrics.fit import Fit
from capital.errors import DataError, check_choice
from capital.results import TestTable, latex_table
from capital.uncertainty import Seed

__all__ = ["ArdlResults", "LongRunBootstrap", "ardl", "bootstrap_long_run"]

MINIMUM = 20
CASE_OF_TREND = {"n": 1, "c": 3, "ct": 5}

REFERENCES = """\
@article{PesaranShinSmith2001,
  author  = {Pesaran, M. Hashem and Shin, Yongcheol and Smith, Richard J.},
  title   = {Bounds Testing Approaches to the Analysis of Level Relationships},
  journal = {Journal of Applied Econometrics},
  year    = {2001},
  volume  = {16},
  number  = {3},
  pages   = {289--326}
}
"""


@dataclass(frozen=True, eq=False)
class ArdlResults:
    """An autoregressive distributed lag.

    Attributes
    ----------
    fit : Fit
        The short-run equation: params, bse, pvalues, summary() …
    data : pandas.DataFrame
        The sample, the left-hand side first; its first `hold_back` rows serve as lags only.
    orders : dict of str to int
        Column → its longest lag.
    trend : {"n", "c", "ct"}
    selection : pandas.DataFrame or None
        The criterion of every combination of lags, the best first.
    """

    fit: Fit
    data: pd.DataFrame = field(repr=False)
    orders: dict[str, int]
    trend: str
    selection: pd.DataFrame | None = field(default=None, repr=False)

    @property
    def result(self) -> Any:
        """The result of statsmodels."""
        return self.fit.result

    @property
    def dependent(self) -> str:
        """The left-hand side."""
        return self.fit.name

    @property
    def sample(self) -> str:
        """First and last period that are fitted."""
        return self.fit.sample

    @property
    def warnings(self) -> tuple[str, ...]:
        """Each begins with its name: ``"no error correction: …"``."""
        return self.fit.warnings

    @property
    def references(self) -> str:
        """BibTeX."""
        return self.fit.references

    @property
    def params(self) -> pd.Series:
        """Short-run coefficients; `long_run` has those of the long run."""
        return self.fit.params

    @property
    def bse(self) -> pd.Series:
        """Standard errors of `params`."""
        return self.fit.bse

    @property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values of `params`."""
        return self.fit.pvalues

    @property
    def resid(self) -> pd.Series:
        """Residuals, shape (n,)."""
        return self.fit.resid

    @property
    def nobs(self) -> int:
        """Number of observations fitted."""
        return self.fit.nobs

    @property
    def hold_back(self) -> int:
        """Rows that serve as lags only."""
        return max(self.orders.values())

    @property
    def design(self) -> tuple[pd.Series, pd.DataFrame]:
        """Left-hand side and regressors."""
        return ardl_design(self.data, self.orders, self.trend)

    @property
    def long_run_map(self) -> LongRunMap:
        """How the coefficients make the long run."""
        return long_run_map(self.params.index, self.orders, self.trend)

    @property
    def long_run(self) -> pd.DataFrame:
        """The long-run relation: params, bse, tvalues, pvalues, lower, upper of each term.

        θ > 0 says that y is higher where x is. Errors by the delta method, tests by Student's t.
        """
        terms, params = self.long_run_map, self.params.to_numpy()
        theta, slope = terms.value(params), terms.gradient(params)
        bse = np.sqrt(np.diag(slope @ self.result.cov_params().to_numpy() @ slope.T))
        degrees = self.nobs - len(params)
        reach = student.ppf(0.975, degrees) * bse
        columns = {
            "params": theta,
            "bse": bse,
            "tvalues": theta / bse,
            "pvalues": 2 * student.sf(np.abs(theta / bse), degrees),
            "lower": theta - reach,
            "upper": theta + reach,
        }
        return pd.DataFrame(columns, index=pd.Index(terms.terms, name="term"))

    @property
    def adjustment(self) -> tests.Adjustment:
        """Speed of adjustment, its error and half-life."""
        cov = self.result.cov_params().to_numpy()
        return tests.adjustment(self.params.to_numpy(), cov, self.long_run_map)

    def diagnostics(self, lags: int | None = None, level: float = setup.LEVEL) -> TestTable:
        """Test the disturbances for autocorrelation, changing variance and normality.

        Parameters
        ----------
        lags : int, optional
            Of autocorrelation: 2 for years, 4 for quarters, 12 for months by default.
        level : float
        """
        usual = setup.usual_lags(self.data)
        chosen = usual if lags is None else whole_number("lags", lags, 1, self.nobs // 3)
        rows = tests.diagnostics(self.resid.to_numpy(), self.design[1].to_numpy(), chosen, level)
        return TestTable(rows, self.nobs, self.sample)

    def bounds_test(
        self,
        case: int | None = None,
        *,
        level: float = setup.LEVEL,
        draws: int = 0,
        rng: Seed = 0,
    ) -> TestTable:
        """Test whether there is a relation in levels, whether or not the regressors drift.

        Parameters
        ----------
        case : {1, 2, 3, 4, 5}, optional
            Where the deterministic terms stand: none (1); a constant within (2) or outside (3)
            the relation; a constant outside with a trend within (4) or outside (5). By default
            1, 3 or 5, as `trend` has it.
        level : {0.10, 0.05, 0.01, 0.001}
        draws : int
            Simulate the bounds for this number of observations by so many samples, and add the
            t test (cases 1, 3 and 5); 0 takes the asymptotic bounds.
        rng : int, SeedSequence or Generator

        Returns
        -------
        TestTable
            ``"PSS F"``, and with `draws` ``"PSS t"``. The p-value is that of the I(1) bound,
            the cautious one; ``detail`` has both. The errors are the usual ones, whatever those
            of the fit: the tables hold for no others.

        Raises
        ------
        DataError, UnknownNameError
            If the case does not suit the fit, or there is no such level.
        """
        chosen = CASE_OF_TREND[self.trend] if case is None else case
        check_choice("case", chosen, CASES)  # type: ignore[arg-type]
        if TREND_OF_CASE[chosen] != self.trend:
            raise DataError(
                f"case {chosen} is {CASES[chosen]}, and the equation has {TERMS[self.trend]}",
                where="case",
                mend=f"fit with trend={TREND_OF_CASE[chosen]!r}, or choose another case",
            )
        draws = whole_number("draws", draws, 0)
        y, X = self.design
        rows = tests.level_relation(y, X, self.orders, chosen, level, draws, rng)
        return TestTable(rows, self.nobs, self.sample, REFERENCES)

    def bootstrap(
        self, *, draws: int = 10_000, rng: Seed = 0, method: str = "residual"
    ) -> LongRunBootstrap:
        """Bootstrap the long run: see `bootstrap_long_run`."""
        return bootstrap_long_run(self, draws=draws, rng=rng, method=method)

    def to_frame(self) -> pd.DataFrame:
        """Return the short-run coefficients, one row each."""
        return self.fit.to_frame()

    def to_latex(self) -> str:
        """Return the long run in LaTeX (booktabs); the caption says what it rests on."""
        caption = (
            f"Long run of {self.dependent}, {self.fit.method}, sample {self.sample}. "
            f"{self.adjustment}. Errors: {self.fit.errors}, delta method. "
            f"Null of each p-value: {self.fit.null}."
        )
        return latex_table(self.long_run.reset_index(), caption=caption)

    def summary(self, alpha: float = 0.05) -> Any:
        """Return a summary with ``as_text()``, ``as_latex()`` and ``as_html()``."""
        summary = self.fit.summary(alpha)
        long_run = self.long_run.to_string(float_format=lambda value: f"{value:.4g}")
        lines = ["Long run (delta method)", *long_run.split("\n"), str(self.adjustment)]
        summary.add_extra_txt([*summary.extra_txt.split("\n"), *lines])
        return summary

    def plot(self, ax: Any = None) -> Any:
        """Draw the long-run coefficients with their 95 % intervals, without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        table = self.long_run.drop(index="const", errors="ignore")
        rows = range(len(table))
        ax.hlines(rows, table["lower"], table["upper"])
        ax.plot(table["params"], rows, "o")
        ax.axvline(0, linewidth=0.8)
        ax.set_yticks(list(rows), list(map(str, table.index)))
        ax.set_title(f"long run of {self.dependent}")
        return ax

    def __str__(self) -> str:
        return str(self.summary().as_text())


def ardl(
    frame: pd.DataFrame,
    *,
    dependent: str,
    lags: int | Mapping[str, int] | None = None,
    ic: str = "aic",
    max_lags: int = 4,
    trend: str = "c",
    start: Bound = None,
    end: Bound = None,
    cov_type: str = "nonrobust",
    maxlags: int | None = None,
) -> ArdlResults:
    r"""Fit an autoregressive distributed lag.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (T, 1 + k)
        Series over a `PeriodIndex`; all columns but `dependent` are regressors.
    dependent : str
        The left-hand side.
    lags : int or mapping of str to int, optional
        One number for all, or the longest lag of each column (of `dependent` 1 at least). If
        not given, the combination with the least `ic`.
    ic : {"aic", "bic"}
        Criterion. All combinations are compared on the same observations; the best is then
        fitted to all that it can use.
    max_lags : int
        The longest lag to try.
    trend : {"n", "c", "ct"}
        No deterministic term, a constant, or a constant and a linear trend.
    start, end
        Sample, both included; its first periods serve as lags.
    cov_type : {"nonrobust", "HC0", "HC1", "HC2", "HC3", "HAC"}
        Covariance. The usual one is the default, unlike elsewhere: were the disturbances
        autocorrelated, the lags of y would bias the estimates themselves, and no error mends
        that. Add lags instead; a warning says when.
    maxlags : int, optional
        Bandwidth of HAC; ⌊4(T/100)^(2/9)⌋ by default.

    Returns
    -------
    ArdlResults

    Raises
    ------
    DataError
        If the sample is too short for the lags, a regressor does not vary or is a combination
        of others, or the equation is an identity.
    UnknownNameError
        If there is no such column or option.

    Notes
    -----
    With one lag of y the gap shrinks by −φ a period. Outside (−2, 0) y does not return to the
    long run, and its coefficients mean nothing: a warning says so.

    References
    ----------
    Pesaran, Shin and Smith (2001).

    Examples
    --------
    >>> noise = np.random.default_rng(1).normal(size=(80, 2))
    >>> frame = pd.DataFrame({"r": noise[:, 0], "e": noise[:, 1].cumsum()},
    ...                      index=pd.period_range("1948", periods=80, freq="Y"))
    >>> frame["r"] += 0.5 * frame["e"]
    >>> fit = ardl(frame, dependent="r", lags=1)
    >>> round(float(fit.long_run.loc["e", "params"]), 1)
    0.5
    >>> fit.bounds_test()["PSS F"].rejected
    True
    """
    check_choice("trend", trend, TERMS)
    check_choice("criterion", ic, setup.CRITERIA)
    sample = take_frame(frame, start, end, minimum=MINIMUM, first=dependent)
    selection = None
    if lags is None:
        selection = setup.select(sample, trend, ic, whole_number("max_lags", max_lags, 1))
        orders = dict(zip(sample.columns, map(int, selection.index[0]), strict=True))
    else:
        orders = setup.read_orders(lags, sample)
    setup.check_room(sample, orders, trend)
    fit = _fit(sample, orders, trend, cov_type, maxlags, setup.words(orders, trend, ic, selection))
    return ArdlResults(fit, sample, orders, trend, selection)


def _fit(
    sample: pd.DataFrame,
    orders: dict[str, int],
    trend: str,
    cov_type: str,
    maxlags: int | None,
    note: str,
) -> Fit:
    """Fit the equation of given lags."""
    y, X = ardl_design(sample, orders, trend)
    setup.check_fits(y, X)
    options, errors = setup.covariance(cov_type, maxlags, len(y))
    dependent, *others = orders
    # statsmodels 0.15 counts the lags of y only, unless told how many rows to hold back
    result = ARDL(
        sample[dependent],
        orders[dependent],
        sample[others],
        {name: orders[name] for name in others},
        trend,
        hold_back=max(orders.values()),
    ).fit(cov_type=cov_type, cov_kwds=options, use_t=True)
    return Fit(
        result=result,
        name=dependent,
        method=f"ARDL({', '.join(map(str, orders.values()))})",
        errors=errors,
        sample=span(y.index),
        note=note,
        warnings=setup.find_warnings(result, X, orders, trend, setup.usual_lags(sample)),
        references=REFERENCES,
    )
