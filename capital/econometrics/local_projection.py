r"""The response to a shock, horizon by horizon, without a model of the whole.

.. math:: y_{t+h} = a_h + \beta_h\,s_t + \gamma_h' z_t
          + \sum_{i=1}^{p} \delta_{hi}'\,(y, s, z, w)_{t-i} + u_{t+h},\qquad h = 0, 1, \dots

β as a function of h is the response of y to the part of s that the lags, and the series z of the
same period, do not predict. A vector autoregression says the same where it is true; the local
projection does not suppose that it is, and pays with wider bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student
from statsmodels.regression.linear_model import OLS

from capital.econometrics._design import check_design
from capital.econometrics._frame import TERMS, Array, columns_of, take_frame, whole_number
from capital.econometrics._series import Bound, listed, span
from capital.econometrics.trend import newey_west_bandwidth
from capital.errors import DataError, check_choice
from capital.results import latex_table

MINIMUM = 25
SPARE = 5

REFERENCES = """\
@article{Jorda2005,
  author  = {Jord{\\`a}, {\\`O}scar},
  title   = {Estimation and Inference of Impulse Responses by Local Projections},
  journal = {American Economic Review},
  year    = {2005},
  volume  = {95},
  number  = {1},
  pages   = {161--182}
}
"""


@dataclass(frozen=True, eq=False)
class LocalProjection:
    """A response, horizon by horizon.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per horizon: estimate, bse, pvalues, lower, upper, nobs, bandwidth.
    response, shock : str
    cumulative : bool
        Whether the response is summed from the period of the shock on.
    alpha : float
        One minus the confidence of the bounds.
    sample, note, errors, null : str
        Periods, how the response was found, the type of the errors, what a p-value refers to.
    references : str
        BibTeX.
    """

    frame: pd.DataFrame
    response: str
    shock: str
    cumulative: bool
    alpha: float
    sample: str
    note: str
    errors: str = "HAC (Newey and West 1987, Bartlett weights), bandwidth by horizon; Student t"
    null: str = "no response at this horizon"
    references: str = field(default=REFERENCES, repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of `frame`."""
        return self.frame.copy()

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs); the caption says what it rests on."""
        return latex_table(self.frame.reset_index(), caption=self._words())

    def plot(self, ax: Any = None) -> Any:
        """Draw the response and its bounds; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        horizons, table = self.frame.index.to_numpy(), self.frame
        bounds = (table["lower"].to_numpy(), table["upper"].to_numpy())
        ax.fill_between(horizons, *bounds, alpha=0.25)
        ax.plot(horizons, table["estimate"].to_numpy())
        ax.axhline(0, linewidth=0.8)
        ax.set_xlabel("periods after the shock")
        ax.set_ylabel(f"{'cumulated ' * self.cumulative}response of {self.response}")
        return ax

    def __str__(self) -> str:
        return f"{self._words()}\n{self.frame.to_string()}"

    def _words(self) -> str:
        return (
            f"{'Cumulated response' if self.cumulative else 'Response'} of {self.response} to "
            f"{self.shock}, sample {self.sample}. {self.note} Bounds of {100 - 100 * self.alpha:g} "
            f"%; errors: {self.errors}. Null of each p-value: {self.null}."
        )


def local_projection(
    frame: pd.DataFrame,
    *,
    response: str,
    shock: str,
    horizons: int = 12,
    lags: int = 4,
    controls: Sequence[str] = (),
    contemporaneous: Sequence[str] = (),
    cumulative: bool = False,
    trend: str = "c",
    maxlags: int | None = None,
    alpha: float = 0.05,
    start: Bound = None,
    end: Bound = None,
) -> LocalProjection:
    r"""Estimate the response of one series to another by one regression a horizon.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (T, m)
        Series over a `PeriodIndex`; columns that are not named are not used.
    response, shock : str
        Columns y and s.
    horizons : int
        The last horizon H; the first is zero.
    lags : int
        Lags p of response, shock and all controls.
    controls : sequence of str
        Columns w of which the lags alone enter.
    contemporaneous : sequence of str
        Columns z that enter without a lag too: those that the shock may follow within the
        period, as a recursive ordering has it.
    cumulative : bool
        Put :math:`y_t + \dots + y_{t+h}` on the left: the response of a level whose changes y
        are.
    trend : {"n", "c", "ct"}
        Deterministic terms.
    maxlags : int, optional
        Bandwidth of HAC at all horizons; by default the greater of h and ⌊4(n/100)^(2/9)⌋,
        because u_{t+h} is a sum of h + 1 disturbances.
    alpha : float
        One minus the confidence of the bounds.
    start, end
        Sample, both included.

    Returns
    -------
    LocalProjection
        Each horizon uses all observations it can: `nobs` falls with h.

    Raises
    ------
    DataError, UnknownNameError
        See the message.

    Notes
    -----
    At h = 0 the response of a series to itself is one by definition, and that of a series on
    which the shock depends within the period (`contemporaneous`) is zero, both without an error.

    References
    ----------
    Jordà (2005).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"s": rng.normal(size=200)},
    ...                      index=pd.period_range("1960Q1", periods=200, freq="Q"))
    >>> frame["y"] = 2 * frame["s"].shift(1, fill_value=0) + rng.normal(size=200)
    >>> found = local_projection(frame, response="y", shock="s", horizons=2, lags=1)
    >>> found.frame["estimate"].round(0).abs().tolist()
    [0.0, 2.0, 0.0]
    """
    check_choice("trend", trend, TERMS)
    if not 0 < alpha < 1:
        raise DataError(f"{alpha} is no share", where="alpha", mend="choose 0.05, say")
    names = _names(response, shock, controls, contemporaneous)
    sample = take_frame(frame, start, end, minimum=MINIMUM, columns=names, least=1)
    horizons, lags = whole_number("horizons", horizons, 0), whole_number("lags", lags, 0)
    X = _regressors(sample, [shock, *contemporaneous], lags, trend)
    _check_length(sample, X, horizons)
    y, rows = sample[response].to_numpy(), []
    for h in range(horizons + 1):
        if h == 0 and response in X:
            rows.append(_by_definition(float(response == shock), len(X)))
        else:
            left = _left(y, h, lags, cumulative, f"{response}, {h} periods on")
            rows.append(_at(left, X, shock, h, maxlags, alpha))
    table = pd.DataFrame(rows, index=pd.RangeIndex(horizons + 1, name="horizon"))
    others = f" Others with lags: {listed(names[2:])}." if len(names) > 2 else ""
    same = f" Of the same period: {listed(contemporaneous)}." if contemporaneous else ""
    return LocalProjection(
        frame=table.astype({"nobs": int, "bandwidth": int}),
        response=response,
        shock=shock,
        cumulative=bool(cumulative),
        alpha=alpha,
        sample=span(sample.index),
        note=f"{lags} lags.{others}{same} Deterministic terms: {TERMS[trend]}.",
    )


def _names(
    response: str, shock: str, controls: Sequence[str], contemporaneous: Sequence[str]
) -> list[str]:
    for where, given in (("controls", controls), ("contemporaneous", contemporaneous)):
        if isinstance(given, str):
            raise DataError("this is one name, not several", where, f"write [{given!r}]")
    if shock in contemporaneous:
        raise DataError(f"{shock} is the shock itself", "contemporaneous", "leave it out")
    return list(dict.fromkeys([response, shock, *contemporaneous, *controls]))


def _regressors(
    sample: pd.DataFrame, present: Sequence[str], lags: int, trend: str
) -> pd.DataFrame:
    """Return the columns of the same period, the lags of all, and deterministic terms."""
    index = sample.index[lags:]
    columns = {name: sample[name].to_numpy()[lags:] for name in present}
    for name, values in sample.items():
        for lag in range(1, lags + 1):
            columns[f"{name}.L{lag}"] = values.to_numpy()[lags - lag : len(sample) - lag]
    terms = columns_of(trend, index)
    return terms.join(pd.DataFrame(columns, index=index))


def _left(y: Array, h: int, lags: int, cumulative: bool, name: str) -> pd.Series:
    """Return y h periods on, or summed so far, for each period after the lags."""
    last = len(y) - h
    if not cumulative:
        return pd.Series(y[lags + h :], name=name)
    sums = np.concatenate([[0.0], y.cumsum()])
    return pd.Series(sums[lags + h + 1 :] - sums[lags:last], name=name)


def _at(
    left: pd.Series, X: pd.DataFrame, shock: str, h: int, maxlags: int | None, alpha: float
) -> dict[str, float]:
    """Return the row of one horizon."""
    right = X.iloc[: len(left)].reset_index(drop=True)
    check_design(left, right, spare=SPARE)
    width = max(h, newey_west_bandwidth(len(left)))
    if maxlags is not None:
        width = whole_number("maxlags", maxlags, 0, len(left) - 1)
    fit = OLS(left, right).fit(cov_type="HAC", cov_kwds={"maxlags": width}, use_t=True)
    estimate, bse = float(fit.params[shock]), float(fit.bse[shock])
    degrees = len(left) - right.shape[1]
    reach = float(student.ppf(1 - alpha / 2, degrees)) * bse
    return {
        "estimate": estimate,
        "bse": bse,
        "pvalues": float(2 * student.sf(abs(estimate / bse), degrees)),
        "lower": estimate - reach,
        "upper": estimate + reach,
        "nobs": len(left),
        "bandwidth": width,
    }


def _by_definition(value: float, nobs: int) -> dict[str, float]:
    exact = dict.fromkeys(("estimate", "lower", "upper"), value)
    return exact | {"bse": 0.0, "pvalues": np.nan, "nobs": nobs, "bandwidth": 0}


def _check_length(sample: pd.DataFrame, X: pd.DataFrame, horizons: int) -> None:
    left = len(X) - horizons
    if left < X.shape[1] + SPARE:
        raise DataError(
            f"the sample {span(sample.index)} leaves {max(left, 0)} observations for "
            f"{X.shape[1]} coefficients at horizon {horizons}",
            where="horizons",
            mend="choose fewer horizons, lags or controls, or a longer sample",
        )
