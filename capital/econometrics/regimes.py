r"""Phases that a series itself tells: regimes which switch by chance.

Growth of the rate of profit has no constant mean where long upswings give way to crises. In the
model of Hamilton the mean, the trend or the variance takes one of k values,

.. math:: y_t = \mu_{S_t} + \sum_{i=1}^{p}\phi_i\,(y_{t-i} - \mu_{S_{t-i}}) + \sigma_{S_t} u_t,
          \qquad P(S_t = j \mid S_{t-1} = i) = p_{ij},

and the regime S is inferred. Two dangers are met here. The likelihood has many peaks: it is
climbed from many starts. And it does not know which regime is called the first: regimes are
ordered by their mean.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from statsmodels.tools.sm_exceptions import ConvergenceWarning, EstimationWarning
from statsmodels.tsa.regime_switching.markov_autoregression import MarkovAutoregression
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from capital.econometrics._series import Bound, span, take_sample
from capital.econometrics.fit import Fit
from capital.econometrics.phases import spells
from capital.errors import DataError, check_choice

MINIMUM = 25
PER_PARAMETER = 3  # observations for each parameter, at the least
MOST_REGIMES = 4
AGREE = 0.1  # log-likelihoods that close are one peak
COLLAPSED = 1e-3  # variance of a regime, as a share of the series', below which it is one point
NAMES = {2: ("low", "high"), 3: ("low", "middle", "high"), 4: ("1", "2", "3", "4")}
Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

REFERENCES = """\
@article{Hamilton1989,
  author  = {Hamilton, James D.},
  title   = {A New Approach to the Economic Analysis of Nonstationary Time Series and the
             Business Cycle},
  journal = {Econometrica},
  year    = {1989},
  volume  = {57},
  number  = {2},
  pages   = {357--384}
}
"""


@dataclass(frozen=True, eq=False)
class MarkovSwitching(Fit):
    """Regimes and their probabilities: a `Fit` whose ``name[0]`` belongs to the lowest regime.

    Attributes
    ----------
    regimes : pandas.DataFrame, shape (k, 4)
        By name of the regime: ``mean`` (over the sample, where there is a trend), ``sd`` of the
        disturbance, ``duration`` expected in periods, ``share`` of the sample.
    probabilities : pandas.DataFrame, shape (T − p, k)
        Smoothed: given the whole sample. They add up to one in each period.
    transition : pandas.DataFrame, shape (k, k)
        Probability to go from the regime of the row to that of the column.
    criteria : pandas.DataFrame, shape (2, 3)
        Log-likelihood, AIC and BIC of this model and of the same one with a single regime.
    """

    regimes: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    probabilities: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    transition: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    criteria: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @property
    def phases(self) -> pd.DataFrame:
        """Spells of the likeliest regime: start, end, kind and periods; for `phase_table`."""
        return spells(self.probabilities.idxmax(axis=1))

    def plot(self, ax: Any = None) -> Any:
        """Draw the smoothed probabilities; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        index: Any = self.probabilities.index
        ax.stackplot(
            index.to_timestamp(),
            self.probabilities.to_numpy().T,
            labels=list(self.probabilities.columns),
        )
        ax.set_ylabel("probability of the regime")
        ax.legend()
        return ax


def markov_switching(
    series: pd.Series,
    *,
    regimes: int = 2,
    trend: Literal["c", "ct"] = "c",
    switching_trend: bool = True,
    switching_variance: bool = True,
    order: int = 0,
    start: Bound = None,
    end: Bound = None,
    starts: int = 12,
    rng: int | np.random.SeedSequence | np.random.Generator = 0,
) -> MarkovSwitching:
    r"""Fit regimes that follow a Markov chain.

    Parameters
    ----------
    series : pandas.Series, shape (n,)
        Stationary within a regime, such as a growth rate; over a `PeriodIndex`.
    regimes : int
        Number of regimes k, from 2 to 4.
    trend : {"c", "ct"}
        A mean, or a mean and a linear trend.
    switching_trend, switching_variance : bool
        Whether the mean (and trend) and the variance differ between regimes.
    order : int
        Number of autoregressive terms p, the same in all regimes.
    start, end
        Sample, both included.
    starts : int
        Random points from which the likelihood is climbed.
    rng : int, numpy.random.SeedSequence or numpy.random.Generator
        Where they come from.

    Returns
    -------
    MarkovSwitching
        Regimes ordered by mean, or by variance where the mean does not switch. ``warnings``
        says where the fit is not to be trusted: ``not converged``, ``regimes coincide``,
        ``lonely peak``, ``collapsed regime``, ``rare regime``, ``boundary``.

    Raises
    ------
    DataError
        If nothing may switch, the sample is too short, or it does not vary.

    Notes
    -----
    Errors come from the observed information. No p-value here tests the *number* of regimes:
    with one regime the transition probabilities mean nothing, and the likelihood ratio is not
    chi-squared. ``criteria`` compares, it does not test. A variance that goes to zero on one
    point makes the likelihood infinite; such peaks are passed over where there is another.

    References
    ----------
    Hamilton (1989), Econometrica 57; Kim (1994), Journal of Econometrics 60, for smoothing.

    Examples
    --------
    >>> years = pd.period_range("1908", "2007", freq="Y")
    >>> crisis = (np.arange(100) // 20) % 2 == 1
    >>> growth = np.where(crisis, -3.0, 2.0) + np.random.default_rng(1).normal(size=100)
    >>> fit = markov_switching(pd.Series(growth, index=years, name="g"))
    >>> fit.regimes["mean"].round().to_dict()
    {'low': -3.0, 'high': 2.0}
    """
    check_choice("trend", trend, ("c", "ct"))
    _check_options(regimes, order, starts, switching_trend or switching_variance)
    sample = take_sample(series, start, end, minimum=MINIMUM)
    options: dict[str, Any] = {
        "k_regimes": regimes,
        "drift": trend == "ct",
        "switching_trend": switching_trend,
        "switching_variance": switching_variance,
        "order": order,
    }
    model = _model(sample, **options)
    _check_sample(sample, model)
    best, found = _climb(_scaled(sample), options, starts, np.random.default_rng(rng))
    params = _unscaled(model, best.params, sample)
    result = model.smooth(_relabelled(model, params, _ranks(model, params, switching_trend)))
    names = list(NAMES[regimes])
    probabilities = pd.DataFrame(
        np.asarray(result.smoothed_marginal_probabilities),
        index=sample.index[order:],
        columns=names,
    )
    table = _regime_table(model, result, probabilities)
    criteria = _criteria(sample, result, trend, regimes, order)
    by = "mean" if switching_trend else "variance"
    drift = " x1 is the trend a period, const the mean." if trend == "ct" else ""
    return MarkovSwitching(
        result=result,
        name=str(sample.name),
        method=f"Markov switching, {regimes} regimes, order {order}",
        errors="observed information, by numerical differentiation",
        sample=span(sample.index),
        note=f"Regimes ordered by {by}: {', '.join(names)} are numbered from [0]. "
        f"{found} of {starts} starts led to the highest peak.{drift}",
        warnings=_warnings(model, result, best, found, table, criteria),
        null="the coefficient is zero (the number of regimes is not tested)",
        references=REFERENCES,
        regimes=table,
        probabilities=probabilities,
        transition=pd.DataFrame(
            result.regime_transition[:, :, 0].T,
            index=pd.Index(names, name="from"),
            columns=pd.Index(names, name="to"),
        ),
        criteria=criteria,
    )


def _check_options(regimes: int, order: int, starts: int, switches: bool) -> None:
    for name, value, low, high in (
        ("regimes", regimes, 2, MOST_REGIMES),
        ("order", order, 0, 12),
        ("starts", starts, 1, 1000),
    ):
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not whole or not low <= value <= high:
            raise DataError(
                f"{value} is no number of {name}",
                where=name,
                mend=f"choose a whole number from {low} to {high}",
            )
    if not switches:
        raise DataError(
            "nothing switches between the regimes",
            where="switching_trend",
            mend="let the trend or the variance switch",
        )


def _check_sample(sample: pd.Series, model: Any) -> None:
    values = sample.to_numpy()
    if np.ptp(values) <= 1e-13 * np.abs(values).max():
        raise DataError(f"{sample.name} is the same in all periods of {span(sample.index)}")
    least = PER_PARAMETER * model.k_params
    if len(sample) < least:
        raise DataError(
            f"{len(sample)} observations are too few for {model.k_params} parameters",
            where=str(sample.name),
            mend=f"give at least {least}, or fewer regimes",
        )


def _model(
    sample: pd.Series,
    *,
    k_regimes: int,
    drift: bool,
    switching_trend: bool,
    switching_variance: bool,
    order: int,
) -> Any:
    """Return the model; time counts from the middle, so that the constant is the mean."""
    options: dict[str, Any] = {
        "switching_trend": switching_trend,
        "switching_exog": switching_trend,
        "switching_variance": switching_variance,
    }
    if drift:
        time = np.arange(len(sample)) - (len(sample) - 1) / 2
        options["exog"] = pd.DataFrame({"trend": time}, index=sample.index)
    if order:
        return MarkovAutoregression(sample, k_regimes, order=order, switching_ar=False, **options)
    return MarkovRegression(sample, k_regimes, **options)


def _scaled(sample: pd.Series) -> pd.Series:
    """Return the series without its mean and unit: the optimiser's steps suit numbers near 1."""
    return (sample - sample.mean()) / sample.std(ddof=0)


def _unscaled(model: Any, params: Any, sample: pd.Series) -> Array:
    """Return the parameters in the unit of the series."""
    scale = float(sample.std(ddof=0))
    new = np.array(params, dtype=float)
    for i in range(model.k_regimes):
        at = np.arange(len(new))[model.parameters[i, "exog"]]
        new[at] = np.asarray(params)[at] * scale
        new[at[0]] += float(sample.mean())
        variance = model.parameters[i, "variance"]
        new[variance] = np.asarray(params)[variance] * scale**2
    return new


def _start(model: Any, y: Array, generator: np.random.Generator) -> Array:
    """Return random parameters: levels at quantiles drawn, one slope, regimes that last."""
    k = model.k_regimes
    drift = bool(model.k_exog)
    time = np.arange(len(y)) - (len(y) - 1) / 2
    slope = float(time @ y / (time @ time)) if drift else 0.0
    resid = y - slope * time
    stay = generator.uniform(0.6, 0.98, size=k)
    matrix = np.where(np.eye(k, dtype=bool), stay, (1 - stay) / (k - 1))  # from column to row
    levels = np.quantile(resid, (np.arange(k) + generator.uniform(0.05, 0.95, size=k)) / k)
    levels = levels if any(model.switching_coeffs) else np.full(k, resid.mean())
    spread = generator.uniform(0.1, 1.0, size=k) if model.switching_variance else np.ones(k)
    params = np.zeros(model.k_params)
    for i in range(k):
        params[model.parameters[i, "regime_transition"]] = matrix[:-1, i]
        params[model.parameters[i, "exog"]] = [levels[i], *([slope] if drift else [])]
        params[model.parameters[i, "variance"]] = spread[i] * resid.var()
    return params


def _climb(
    scaled: pd.Series, options: dict[str, Any], starts: int, generator: np.random.Generator
) -> tuple[Any, int]:
    """Return the highest peak that is not collapsed, and how many starts came near it."""
    model, y = _model(scaled, **options), scaled.to_numpy()
    fits = []
    with warnings.catch_warnings():
        for kind in (ConvergenceWarning, EstimationWarning, RuntimeWarning, UserWarning):
            warnings.simplefilter("ignore", kind)
        for _ in range(starts):
            params = _start(model, y, generator)
            try:
                fit = model.fit(params, em_iter=40, method="lbfgs", maxiter=200, disp=0)
            except np.linalg.LinAlgError:  # this start leads nowhere; the others are counted
                continue
            if np.isfinite(fit.llf):
                fits.append(fit)
        if not fits:
            raise DataError("no start led to an estimate", mend="give more starts or fewer regimes")
        sound = [fit for fit in fits if _least_variance(model, fit.params) > COLLAPSED]
        near = max(sound or fits, key=lambda fit: float(fit.llf))
        best = model.fit(np.asarray(near.params), em_iter=0, maxiter=300, disp=0)
    return best, sum(abs(fit.llf - best.llf) < AGREE for fit in fits)


def _least_variance(model: Any, params: Any) -> float:
    """Return the least variance of a regime of the scaled series, whose variance is 1."""
    values = np.asarray(params)
    return float(min(values[model.parameters[i, "variance"]].min() for i in range(model.k_regimes)))


def _of_regimes(model: Any, params: Any, kind: str) -> Array:
    """Return the first parameter of a kind in each regime: the mean, or the variance."""
    values = np.asarray(params)
    return np.array([values[model.parameters[i, kind]][0] for i in range(model.k_regimes)])


def _ranks(model: Any, params: Any, by_mean: bool) -> list[int]:
    """Return the present numbers of the regimes in their new order."""
    key = _of_regimes(model, params, "exog" if by_mean else "variance")
    return [int(i) for i in np.argsort(key, kind="stable")]


def _relabelled(model: Any, params: Any, rank: list[int]) -> Array:
    """Return the parameters after the regimes are numbered anew."""
    values = np.asarray(params)
    new = values.copy()
    k = model.k_regimes
    matrix = model.regime_transition_matrix(values)[:, :, 0][np.ix_(rank, rank)]
    for i in range(k):
        new[model.parameters[i, "regime_transition"]] = matrix[:-1, i]
        for kind in ("exog", "variance"):
            new[model.parameters[i, kind]] = values[model.parameters[rank[i], kind]]
    return new


def _regime_table(model: Any, result: Any, smoothed: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "mean": _of_regimes(model, result.params, "exog"),
        "sd": np.sqrt(_of_regimes(model, result.params, "variance")),
        "duration": np.asarray(result.expected_durations),
        "share": smoothed.mean().to_numpy(),
    }
    return pd.DataFrame(columns, index=pd.Index(smoothed.columns, name="regime"))


def _warnings(
    model: Any, result: Any, best: Any, found: int, table: pd.DataFrame, criteria: pd.DataFrame
) -> tuple[str, ...]:
    words = []
    if not best.mle_retvals.get("converged", True):
        words.append("not converged: the optimiser stopped before the peak; give more starts")
    if np.ptp(criteria["llf"]) < AGREE:
        words.append("regimes coincide: the sample is as likely with one; do not read them")
    if found < 2:
        words.append("lonely peak: one start only reached it; give more starts")
    if _least_variance(model, best.params) <= COLLAPSED:
        words.append("collapsed regime: a variance goes to zero; switch the mean alone")
    rare = table.index[table["share"] * len(result.fittedvalues) < 6]
    if len(rare):
        words.append(f"rare regime: {', '.join(rare)} holds fewer than six periods")
    edge = np.asarray(result.regime_transition)
    if (edge < 1e-4).any():
        words.append("boundary: a transition has probability zero; its error means nothing")
    if not np.isfinite(np.asarray(result.bse)).all():
        words.append("no errors: the information matrix is singular")
    return tuple(words)


def _criteria(sample: pd.Series, result: Any, trend: str, regimes: int, order: int) -> pd.DataFrame:
    """Compare with an autoregression of the same order around one path, on the same periods."""
    y = sample.to_numpy()
    rows = np.arange(order, len(y))
    columns = [np.ones(len(rows)), *([rows + 1.0] if trend == "ct" else [])]
    design = np.column_stack([*columns, *(y[rows - 1 - i] for i in range(order))])
    resid = y[rows] - design @ np.linalg.lstsq(design, y[rows], rcond=None)[0]
    n = len(rows)
    single = -0.5 * n * (1 + np.log(2 * np.pi * (resid @ resid) / n))
    table = {
        f"{regimes} regimes": (float(result.llf), len(result.params)),
        "1 regime": (float(single), design.shape[1] + 1),
    }
    cells = {
        name: {"llf": llf, "aic": 2 * k - 2 * llf, "bic": k * np.log(n) - 2 * llf}
        for name, (llf, k) in table.items()
    }
    return pd.DataFrame(cells).T
