r"""Trend and cycle of a series, told apart by a model and not by a filter.

A filter finds a cycle in anything, a random walk included. An unobserved-components model says
what it takes for granted, and how sure the parts are:

.. math:: y_t = \mu_t + \psi_t + \varepsilon_t,

with a trend :math:`\mu` that may drift, a cycle :math:`\psi` of period :math:`2\pi/\lambda` and
damping :math:`\rho`, and an irregular. The Kalman smoother gives each part, given the whole
sample.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.statespace.initialization import Initialization
from statsmodels.tsa.statespace.structural import UnobservedComponents

from capital.econometrics._series import Bound, listed, span, take_sample
from capital.econometrics._verdicts import decide
from capital.econometrics.fit import Fit
from capital.errors import DataError, check_choice
from capital.results import TestTable

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
MINIMUM = 25
LEVELS = {
    "fixed": (),
    "line": ("trend",),
    "random walk": ("stochastic_level",),
    "random walk with drift": ("stochastic_level", "trend"),
    "smooth trend": ("trend", "stochastic_trend"),
    "local linear trend": ("stochastic_level", "trend", "stochastic_trend"),
}
NOTHING = 1e-7  # variance, as a share of the series', below which a part does not move
STARTS = (0.15, 0.35, 0.6)  # where the period starts, between its bounds (in logarithms)
NEAR_BOUND = 0.02

REFERENCES = """\
@book{Harvey1989,
  author    = {Harvey, Andrew C.},
  title     = {Forecasting, Structural Time Series Models and the {Kalman} Filter},
  publisher = {Cambridge University Press},
  year      = {1989}
}
"""


@dataclass(frozen=True, eq=False)
class Components(Fit):
    """Trend and cycle with their bounds: a `Fit` whose coefficients are variances.

    Attributes
    ----------
    trend : pandas.DataFrame, shape (T, 3)
        ``params`` (the smoothed trend), ``lower`` and ``upper`` (95 %, given the variances).
    cycle : pandas.DataFrame, shape (T, 3) or (0, 3)
        The same of the cycle; empty where there is none.
    irregular : pandas.Series, shape (T,)
        The rest, so that trend + cycle + irregular is the series.
    period : float
        Periods of a cycle; NaN where there is none.
    period_bounds : tuple of float
        95 % bounds by the delta method.
    diagnostics : TestTable
        Of the standardised one-step errors: no autocorrelation, one variance, normality.
    """

    trend: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    cycle: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    irregular: pd.Series = field(default_factory=lambda: pd.Series(dtype=float), repr=False)
    period: float = float("nan")
    period_bounds: tuple[float, float] = (float("nan"), float("nan"))
    diagnostics: TestTable | None = field(default=None, repr=False)

    def plot(self, ax: Any = None) -> Any:
        """Draw series and trend with its bounds; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        index: Any = self.trend.index
        dates = index.to_timestamp()
        cycle = self.cycle["params"] if len(self.cycle) else 0.0
        ax.plot(dates, (self.trend["params"] + cycle + self.irregular).to_numpy(), label=self.name)
        ax.plot(dates, self.trend["params"].to_numpy(), linestyle="--", label="trend")
        ax.fill_between(
            dates, self.trend["lower"].to_numpy(), self.trend["upper"].to_numpy(), alpha=0.2
        )
        ax.set_ylabel(self.name)
        ax.legend()
        return ax


def unobserved_components(
    series: pd.Series,
    *,
    level: Literal[
        "fixed",
        "line",
        "random walk",
        "random walk with drift",
        "smooth trend",
        "local linear trend",
    ] = "local linear trend",
    cycle: bool = True,
    period: tuple[float, float] | None = None,
    irregular: bool = True,
    start: Bound = None,
    end: Bound = None,
    alpha: float = 0.05,
) -> Components:
    r"""Split a series into trend, cycle and irregular.

    Parameters
    ----------
    series : pandas.Series, shape (n,)
        Over a `PeriodIndex`, in any unit; give the logarithm of a growing one.
    level : str
        How the trend moves: ``"fixed"``, ``"line"``, ``"random walk"``, ``"random walk with
        drift"``, ``"smooth trend"`` (only its slope changes) or ``"local linear trend"``.
    cycle : bool
        Whether there is a damped stochastic cycle.
    period : tuple of float, optional
        Bounds of its period; by default from 3 periods to half the sample. Business cycles and
        long waves are different bounds, not different data: say which is meant.
    irregular : bool
        Whether there is white noise besides.
    start, end
        Sample, both included.
    alpha : float
        One minus the coverage of the bounds.

    Returns
    -------
    Components
        ``warnings`` says where it is not to be trusted: ``not converged``, ``part without
        movement``, ``period at its bound``, ``no errors``.

    Raises
    ------
    DataError
        If the sample is too short or does not vary, or the bounds are none.
    UnknownNameError
        If there is no such level.

    Notes
    -----
    Maximum likelihood on the series over its standard deviation, then rescaled; the climb starts
    from several periods of the cycle. The trend starts anywhere (exactly diffuse), the cycle in
    its stationary distribution. Were the cycle diffuse too, as statsmodels has it, the
    likelihood would grow without bound as the damping goes to zero. The bounds
    take the estimated variances as known, so that they are too narrow. A variance estimated as
    zero is common and no error: that part of the trend does not move.

    References
    ----------
    Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, ch. 2 and 4.

    Examples
    --------
    >>> years = pd.period_range("1908", "2007", freq="Y")
    >>> wave = 3 * np.cos(2 * np.pi * np.arange(100) / 10)
    >>> noise = np.random.default_rng(1).normal(size=100)
    >>> y = pd.Series(0.1 * np.arange(100) + wave + noise, index=years, name="y")
    >>> round(unobserved_components(y, level="line").period)
    10
    """
    check_choice("level", level, LEVELS)
    sample = take_sample(series, start, end, minimum=MINIMUM)
    y = sample.to_numpy()
    if np.ptp(y) <= 1e-13 * np.abs(y).max():
        raise DataError(f"{sample.name} is the same in all periods of {span(sample.index)}")
    if not 0 < alpha < 1:
        raise DataError(f"{alpha} is no share", where="alpha", mend="choose one such as 0.05")
    bounds = _period_bounds(period, len(y)) if cycle else (3.0, len(y) / 2)
    scale = float(y.std())
    if not (cycle or irregular or level not in ("fixed", "line")):
        raise DataError("nothing in the model moves by chance", where="irregular", mend="allow it")
    fit = _climb(_model((sample - y[0]) / scale, level, cycle, irregular, bounds), bounds)
    model = _model(sample, level, cycle, irregular, bounds)
    result = model.smooth(_unscaled(fit, scale))
    reach = float(norm.ppf(1 - alpha / 2))
    trend = _part(result.level, sample.index, reach)
    waves = _part(result.cycle, sample.index, reach)
    length, ends = _period(result, reach)
    return Components(
        result=result,
        name=str(sample.name),
        method=f"unobserved components, {level}{' and cycle' if cycle else ''}",
        errors="observed information of the likelihood",
        sample=span(sample.index),
        note="Bounds of the parts take the variances as known."
        + (f" Period of the cycle between {bounds[0]:g} and {bounds[1]:g}." if cycle else ""),
        warnings=_warnings(fit, result, bounds, length),
        null="the coefficient is zero (on the edge of what a variance can be)",
        references=REFERENCES,
        trend=trend,
        cycle=waves,
        irregular=_irregular(sample, trend, waves),
        period=length,
        period_bounds=ends,
        diagnostics=_diagnostics(result, sample, alpha),
    )


def _period_bounds(period: tuple[float, float] | None, nobs: int) -> tuple[float, float]:
    low, high = (3.0, nobs / 2) if period is None else period
    if not 2 < low < high < float("inf"):
        raise DataError(
            f"{low:g} and {high:g} are no bounds of a period",
            where="period",
            mend="give two numbers above 2, the smaller first",
        )
    return float(low), float(high)


def _model(
    sample: pd.Series, level: str, cycle: bool, irregular: bool, bounds: tuple[float, float]
) -> Any:
    """Return the model, its trend started anywhere and its cycle in its own distribution."""
    model = UnobservedComponents(
        sample,
        level=True,
        irregular=irregular,
        cycle=cycle,
        stochastic_cycle=cycle,
        damped_cycle=cycle,
        cycle_period_bounds=bounds,
        use_exact_diffuse=True,
        **dict.fromkeys(LEVELS[level], True),
    )
    if cycle:
        trend_states = 1 + ("trend" in LEVELS[level])
        begin = Initialization(model.k_states)
        begin.set((0, trend_states), "diffuse")
        begin.set((trend_states, model.k_states), "stationary")
        model.ssm.initialization = begin
    return model


def _climb(model: Any, bounds: tuple[float, float]) -> Any:
    """Return the likeliest fit from several starts; the first is that of statsmodels."""
    starts = [np.asarray(model.start_params, dtype=float)]
    if "frequency.cycle" in model.param_names:
        for share in STARTS:
            length = bounds[0] ** (1 - share) * bounds[1] ** share
            known = {"frequency.cycle": 2 * np.pi / length, "damping.cycle": 0.9}
            starts.append(np.array([known.get(name, 0.1) for name in model.param_names]))
    with warnings.catch_warnings():
        for kind in (ConvergenceWarning, RuntimeWarning, UserWarning):
            warnings.simplefilter("ignore", kind)
        fits = [model.fit(start, disp=0, maxiter=500, cov_type="none") for start in starts]
    return max(fits, key=lambda fit: float(fit.llf))


def _unscaled(fit: Any, scale: float) -> Array:
    """Return the parameters in the unit of the series: variances with its square."""
    names = fit.model.param_names
    units = np.array([scale**2 if name.startswith("sigma2") else 1.0 for name in names])
    return np.asarray(fit.params) * units


def _part(state: Any, index: pd.Index, reach: float) -> pd.DataFrame:
    """Return a smoothed part with its bounds; an empty frame where there is none."""
    columns = ["params", "lower", "upper"]
    if state is None:
        return pd.DataFrame(columns=columns, dtype=float)
    middle = np.asarray(state["smoothed"])
    error = reach * np.sqrt(np.maximum(np.asarray(state["smoothed_cov"]), 0.0))
    values = np.column_stack([middle, middle - error, middle + error])
    return pd.DataFrame(values, index=index, columns=columns)


def _irregular(sample: pd.Series, trend: pd.DataFrame, cycle: pd.DataFrame) -> pd.Series:
    rest = sample - trend["params"]
    return (rest - cycle["params"] if len(cycle) else rest).rename("irregular")


def _period(result: Any, reach: float) -> tuple[float, tuple[float, float]]:
    """Return 2π/λ and its bounds: those of ln λ, so that they stay positive."""
    params = pd.Series(np.asarray(result.params), index=result.model.param_names)
    if "frequency.cycle" not in params:
        return float("nan"), (float("nan"), float("nan"))
    frequency = float(params["frequency.cycle"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a missing error is a named warning
        errors = pd.Series(np.asarray(result.bse), index=params.index)
    error = float(errors["frequency.cycle"]) / frequency
    length = 2 * np.pi / frequency
    return length, (length * float(np.exp(-reach * error)), length * float(np.exp(reach * error)))


def _diagnostics(result: Any, sample: pd.Series, level: float) -> TestTable:
    """Test the standardised one-step errors."""
    lags = min(10, len(sample) // 5)
    serial = result.test_serial_correlation("ljungbox", lags=lags)[0]
    variance = result.test_heteroskedasticity("breakvar")[0]
    shape = result.test_normality("jarquebera")[0]
    tests = (
        decide(
            "Ljung–Box",
            "no autocorrelation of the one-step errors",
            serial[0][-1],
            serial[1][-1],
            level,
            {"lags": lags},
        ),
        decide("H", "one variance of the one-step errors", variance[0], variance[1], level, {}),
        decide("Jarque–Bera", "normal one-step errors", shape[0], shape[1], level, {}),
    )
    return TestTable(tests, len(sample), span(sample.index), REFERENCES)


def _warnings(fit: Any, result: Any, bounds: tuple[float, float], length: float) -> tuple[str, ...]:
    words = []
    if not fit.mle_retvals.get("converged", True):
        words.append("not converged: the optimiser stopped before the peak")
    params = pd.Series(np.asarray(fit.params), index=fit.model.param_names)
    still = [n for n, value in params.items() if "sigma2" in str(n) and value < NOTHING]
    if still:
        words.append(f"part without movement: {listed(still)} at zero; its error means nothing")
    if any(abs(np.log(length / bound)) < NEAR_BOUND for bound in bounds):
        words.append(f"period at its bound: {length:.1f} periods; no cycle is found inside")
    if not np.isfinite(np.asarray(result.bse)).all():
        words.append("no errors: the information matrix is singular")
    return tuple(words)
