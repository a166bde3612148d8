"""A fitted equation: what every estimate of this package offers.

statsmodels and linearmodels name their results differently. `Fit` gives both the vocabulary of
statsmodels, and adds what a reader must know before believing a number: the null hypothesis,
the type of the errors, the sample, and whether the equation is an identity. An identity has
coefficients, but no standard errors worth printing and no stars: it tests nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.iolib.summary import Summary
from statsmodels.iolib.table import SimpleTable
from statsmodels.regression.linear_model import OLS, WLS

from capital.econometrics._design import accounting_reason, check_design, design
from capital.econometrics._series import Bound, listed, span, take_sample
from capital.econometrics.trend import newey_west_bandwidth
from capital.errors import DataError, ModelError, check_choice, unknown
from capital.results import latex_table

COVARIANCES = {
    "nonrobust": "one variance for all disturbances",
    "HC0": "heteroskedasticity-robust, HC0",
    "HC1": "heteroskedasticity-robust, HC1",
    "HC2": "heteroskedasticity-robust, HC2",
    "HC3": "heteroskedasticity-robust, HC3",
    "HAC": "HAC (Newey and West 1987, Bartlett weights)",
    "cluster": "clustered",
}
NULL = "the coefficient is zero"
FEW_CLUSTERS = 30
ILL_CONDITIONED = 1e4


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted equation, in the vocabulary of statsmodels.

    Attributes
    ----------
    result : statsmodels or linearmodels result
        The fit itself.
    name : str
        The left-hand side.
    method : str
        ``"OLS"``, ``"WLS"``, ``"panel, effects of entity and time"`` …
    errors : str
        The type of the standard errors, in words.
    sample : str
        First and last period, or the number and kind of the units.
    note : str
        What else the reader must know.
    warnings : tuple of str
        Each begins with its name: ``"few clusters: …"``.
    accounting : str
        Why the equation is an identity; ``""`` where it is none.
    null : str
        What a p-value refers to.
    references : str
        BibTeX.
    """

    result: Any = field(repr=False)
    name: str
    method: str
    errors: str
    sample: str
    note: str = ""
    warnings: tuple[str, ...] = ()
    accounting: str = ""
    null: str = NULL
    references: str = field(default="", repr=False)

    @property
    def params(self) -> pd.Series:
        """Estimates, shape (k,)."""
        return self.result.params

    @property
    def bse(self) -> pd.Series:
        """Standard errors, shape (k,)."""
        return self._of_estimates("bse", "std_errors")

    @property
    def tvalues(self) -> pd.Series:
        """Estimates over their standard errors, shape (k,)."""
        return self._of_estimates("tvalues", "tstats")

    @property
    def pvalues(self) -> pd.Series:
        """Two-sided p-values of `null`, shape (k,)."""
        return self._of_estimates("pvalues", "pvalues")

    @property
    def nobs(self) -> int:
        """Number of observations."""
        return int(self.result.nobs)

    @property
    def rsquared(self) -> float:
        """R², of the within variation where there are effects."""
        return float(getattr(self.result, "rsquared", np.nan))

    @property
    def resid(self) -> pd.Series:
        """Residuals, shape (n,)."""
        found = self._first("resid", "resids")
        return pd.Series(found)

    @property
    def fittedvalues(self) -> pd.Series:
        """The fitted left-hand side, shape (n,)."""
        found = self._first("fittedvalues", "fitted_values")
        return found.squeeze(axis=1) if isinstance(found, pd.DataFrame) else pd.Series(found)

    def conf_int(self, alpha: float = 0.05) -> pd.DataFrame:
        """Return the bounds of the 1 − alpha confidence intervals in columns 0 and 1."""
        self._refuse_accounting()
        if hasattr(self.result, "std_errors"):  # linearmodels asks for the level of confidence
            bounds = self.result.conf_int(1 - alpha)
        else:
            bounds = self.result.conf_int(alpha)
        return bounds.set_axis([0, 1], axis=1)

    def predict(self, *args: Any, **kwargs: Any) -> Any:
        """Return predictions of the wrapped result."""
        return self.result.predict(*args, **kwargs)

    def to_frame(self, alpha: float = 0.05) -> pd.DataFrame:
        """Return one row per coefficient: params, bse, tvalues, pvalues, lower, upper.

        An identity has the first column only.
        """
        if self.accounting:
            return self.params.to_frame("params").rename_axis("term")
        columns = {key: getattr(self, key) for key in ("params", "bse", "tvalues", "pvalues")}
        bounds = self.conf_int(alpha).rename(columns={0: "lower", 1: "upper"})
        return pd.DataFrame(columns).join(bounds).rename_axis("term")

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs); the caption says what it rests on."""
        caption = f"{self.method} of {self.name}. {self._words()}"
        return latex_table(self.to_frame().reset_index(), caption=caption)

    def summary(self, alpha: float = 0.05) -> Any:
        """Return a summary with ``as_text()``, ``as_latex()`` and ``as_html()``."""
        summary = Summary()
        head = [
            ["Left-hand side", self.name, "Method", self.method],
            ["Sample", self.sample, "Observations", f"{self.nobs}"],
            ["Errors", "none: accounting" if self.accounting else self.errors,
             "R²", f"{self.rsquared:.4f}"],
        ]  # fmt: skip
        summary.tables.append(SimpleTable(head, title=f"{self.method} of {self.name}"))
        frame = self.to_frame(alpha)
        rows = [[f"{value:.4g}" for value in row] for row in frame.to_numpy()]
        summary.tables.append(SimpleTable(rows, list(frame.columns), list(map(str, frame.index))))
        summary.add_extra_txt(self._words().split("\n"))
        return summary

    def plot(self, ax: Any = None) -> Any:
        """Draw each estimate with its 95 % interval; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        frame = self.to_frame().drop(index="const", errors="ignore")
        rows = range(len(frame))
        if not self.accounting:
            ax.hlines(rows, frame["lower"], frame["upper"])
        ax.plot(frame["params"], rows, "o")
        ax.axvline(0, linewidth=0.8)
        ax.set_yticks(list(rows), list(map(str, frame.index)))
        ax.set_title(self.name)
        return ax

    def __str__(self) -> str:
        return str(self.summary().as_text())

    def _words(self) -> str:
        null = "" if self.accounting else f"Null of each p-value: {self.null}. "
        identity = f"Accounting: {self.accounting}. " if self.accounting else ""
        lines = [f"{identity}{null}Sample {self.sample}; errors: {self.errors}.", self.note]
        return "\n".join([line for line in lines if line] + [f"! {w}" for w in self.warnings])

    def _of_estimates(self, *names: str) -> pd.Series:
        self._refuse_accounting()
        return self._first(*names)

    def _first(self, *names: str) -> Any:
        return next(getattr(self.result, name) for name in names if hasattr(self.result, name))

    def _refuse_accounting(self) -> None:
        if self.accounting:
            raise ModelError(
                f"an identity has no errors and no stars: {self.accounting}",
                where=self.name,
                mend="read .params: they are definitions",
            )


def least_squares(
    frame: pd.DataFrame,
    formula: str,
    *,
    start: Bound = None,
    end: Bound = None,
    weights: str | None = None,
    cov_type: str | None = None,
    maxlags: int | None = None,
    cluster: str | None = None,
    accounting: str = "",
) -> Fit:
    r"""Fit an equation by (weighted) least squares.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n, m)
        Rows are periods of a `PeriodIndex` or units.
    formula
        ``y ~ x + log(z) + lag(x, 2) + diff(y) + C(group) + a:b - 1``. It is never evaluated as
        Python.
    start, end
        Sample, both included, where the rows are periods.
    weights
        Column of weights, inverse to the variance of the disturbance; positive.
    cov_type
        ``"HAC"`` (the default over periods), ``"HC1"`` (the default over units), another of
        HC0–HC3, ``"cluster"`` or ``"nonrobust"``.
    maxlags
        Bandwidth of HAC; ⌊4(T/100)^(2/9)⌋ by default.
    cluster
        Column of the clusters.
    accounting
        Why the equation is an identity, where it is one. An equation that fits exactly must
        say so.

    Returns
    -------
    Fit

    Raises
    ------
    DataError
        If a number is missing, a regressor does not vary or is a combination of others, the
        sample is too short, there is one cluster, or the fit is perfect.
    UnknownNameError, ExpressionError
        If a name is unknown or the formula cannot be read.

    Notes
    -----
    Tests use Student's t with n − k degrees of freedom, with clusters G − 1.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"x": rng.normal(size=80)},
    ...                      index=pd.period_range("1948", periods=80, freq="Y"))
    >>> frame["y"] = 1 + 2 * frame["x"] + rng.normal(size=80)
    >>> fit = least_squares(frame, "y ~ x + lag(x)")
    >>> fit.errors
    'HAC (Newey and West 1987, Bartlett weights), bandwidth 3'
    """
    frame = _sample(frame, start, end)
    y, regressors = design(frame, formula)
    check_design(y, regressors)
    identity = accounting_reason(y, regressors)
    if identity and not accounting:
        raise DataError(
            f"the equation fits without any error: {identity}",
            where=formula,
            mend="it is an identity: say why in accounting=…, or take a regressor out",
        )
    over_time = isinstance(frame.index, pd.PeriodIndex)
    kind = cov_type or ("cluster" if cluster else "HAC" if over_time else "HC1")
    options, errors, warnings = _covariance(kind, frame.loc[y.index], maxlags, cluster, over_time)
    model = (
        OLS(y, regressors) if weights is None else WLS(y, regressors, _weights(frame, weights, y))
    )
    result = model.fit(cov_type=kind, cov_kwds=options, use_t=True)
    return Fit(
        result=result,
        name=str(y.name),
        method="OLS" if weights is None else f"WLS by {weights}",
        errors=errors,
        sample=span(y.index) if over_time else f"{len(y)} units",
        note=_lost(frame, y),
        warnings=warnings + _conditioning(regressors),
        accounting=accounting,
    )


def _sample(frame: pd.DataFrame, start: Bound, end: Bound) -> pd.DataFrame:
    if start is None and end is None:
        return frame
    if not isinstance(frame, pd.DataFrame):
        raise DataError("this is no table", mend="give a DataFrame")
    clock = pd.Series(0.0, index=frame.index, name="sample")
    return frame.loc[take_sample(clock, start, end, minimum=1).index]


def _covariance(
    kind: str, frame: pd.DataFrame, maxlags: int | None, cluster: str | None, over_time: bool
) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    """Return the options for statsmodels, the errors in words, and warnings."""
    check_choice("covariance", kind, COVARIANCES)
    if maxlags is not None and kind != "HAC":
        raise DataError(f"covariance {kind} has no bandwidth", where="maxlags", mend="leave it out")
    if (cluster is not None) != (kind == "cluster"):
        raise DataError(
            f"covariance {kind} and cluster={cluster!r} do not go together",
            where="cluster",
            mend="give cluster='column' with cov_type='cluster', or neither",
        )
    if kind == "HAC":
        if not over_time:
            raise DataError("HAC errors need periods", where="cov_type", mend="choose HC1")
        lags = newey_west_bandwidth(len(frame)) if maxlags is None else maxlags
        if not 0 <= lags < len(frame):
            raise DataError(f"{lags} is no bandwidth for {len(frame)} observations", "maxlags")
        return {"maxlags": lags}, f"{COVARIANCES[kind]}, bandwidth {lags}", ()
    if kind == "cluster":
        codes, groups = pd.factorize(_clusters(frame, str(cluster)))
        if len(groups) < 2:
            raise DataError("there is one cluster only", where=str(cluster), mend="choose HC1")
        warning = f"few clusters: {len(groups)} of {cluster}; prefer wild_cluster_bootstrap"
        words = f"clustered on {len(groups)} of {cluster}"
        return {"groups": codes}, words, (warning,) * (len(groups) < FEW_CLUSTERS)
    return {}, COVARIANCES[kind], ()


def _clusters(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        raise unknown("column", name, map(str, frame.columns), where="cluster")
    clusters = frame[name]
    if clusters.isna().any():
        raise DataError(f"a cluster is missing in {listed(frame.index[clusters.isna()])}", name)
    return clusters


def _weights(frame: pd.DataFrame, name: str, y: pd.Series) -> pd.Series:
    if name not in frame.columns:
        raise unknown("column", name, map(str, frame.columns), where="weights")
    weights = frame.loc[y.index, name].astype(float)
    wrong = ~(np.isfinite(weights) & (weights > 0))
    if wrong.any():
        raise DataError(
            f"a weight is not positive in {listed(weights.index[wrong])}",
            where=name,
            mend="leave these rows out yourself and say so",
        )
    return weights


def _conditioning(regressors: pd.DataFrame) -> tuple[str, ...]:
    matrix = regressors.to_numpy()
    number = float(np.linalg.cond(matrix / np.linalg.norm(matrix, axis=0)))
    if number < ILL_CONDITIONED:
        return ()
    return (f"near collinearity: condition number {number:.2g} of the scaled regressors",)


def _lost(frame: pd.DataFrame, y: pd.Series) -> str:
    lost = len(frame) - len(y)
    return f"The first {lost} rows serve as lags only." if lost else ""
