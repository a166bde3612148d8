r"""Does unemployment raise the rate of surplus value? The labour share over sixty years (R5).

.. math:: \Delta\ln LS_t = a + b\,U_{t-4} + c\,g_t + d\,K^{AI}_t + u_t

with the rate of unemployment U a year before and the growth g of output per hour. As e = (1 −
LS)/LS, what lowers LS raises e. A reserve army that presses on wages says b < 0. Beside the
equation stand two systems: U and LS as a vector autoregression, in which each may drive the other
(Goodwin's cycle), and productivity and the real wage as an error-correction model, which asks who
follows whom.

Output per hour is output over hours, and LS is pay over output: an error in output or hours is in
both, and pulls c towards −1 whatever the truth. So c with g of the same quarter is half
accounting, and b is shown without it as well. The coefficient d of AI capital is not identified:
the capital is a few quarters old and grows with one trend. It is a scenario's prior, or nothing.

References
----------
Goodwin (1967); Marx, *Capital* I (1867), ch. 25.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from capital.calibration import NORMAL_95
from capital.econometrics._design import design
from capital.econometrics._frame import take_frame
from capital.econometrics._series import Bound
from capital.econometrics.cointegration import johansen
from capital.econometrics.displacement._rows import evidence_of, logs, read, rows_of, words
from capital.econometrics.displacement._shifts import circular_shifts, share_as_large
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.fit import Fit, least_squares
from capital.econometrics.var import var
from capital.econometrics.vecm import vecm
from capital.errors import DataError
from capital.results import HypothesisTest, TestTable

COLUMNS = (
    "labour_share",
    "output_per_hour",
    "real_hourly_compensation",
    "unemployment_rate",
    "business_unit_labour_cost",
    "business_price_deflator",
)
SPECIFICATIONS = {
    "as stated": "share_growth ~ lag(unemployment, 4) + productivity_growth",
    "productivity a quarter before": (
        "share_growth ~ lag(unemployment, 4) + lag(productivity_growth)"
    ),
    "without productivity": "share_growth ~ lag(unemployment, 4)",
    "business sector": "business_share_growth ~ lag(unemployment, 4) + productivity_growth",
}
STATED, LAGGED, WITHOUT = "as stated", "productivity a quarter before", "without productivity"
B = "lag(unemployment, 4)"
AI_FROM, AI_KNOWN = "2023Q1", 2028
LEAST_SHIFT = 8

REFERENCES = """\
@incollection{Goodwin1967,
  author    = {Goodwin, Richard M.},
  title     = {A Growth Cycle},
  booktitle = {Socialism, Capitalism and Economic Growth},
  editor    = {Feinstein, C. H.},
  publisher = {Cambridge University Press},
  year      = {1967}
}
"""


def labour_share_dynamics(
    frame: pd.DataFrame | None = None,
    *,
    start: Bound = None,
    end: Bound = None,
    maxlags: int = 8,
    ai_prior: tuple[float, float] | None = None,
) -> Displacement:
    """R5: how the labour share moves with unemployment and productivity.

    Parameters
    ----------
    frame : pandas.DataFrame, optional
        A quarterly table with the columns of ``us_quarterly_labour`` that are used, in its place.
    start, end
        Sample, both included; its first four quarters serve as lags.
    maxlags : int
        Bandwidth of HAC.
    ai_prior : tuple of two floats, optional
        Mean and standard deviation of d in a scenario: percent of LS a quarter per unit of the
        scenario's AI capital. It is shown as what it is, a prior.

    Returns
    -------
    Displacement
        ``estimates`` and ``placebo`` over (specification, term), in percent of LS a quarter;
        ``tests`` holds Granger, cointegration and weak exogeneity; ``details`` the fits, the
        ``var``, the ``vecm``, ``johansen`` and the smallest detectable effect of AI by year.

    Examples
    --------
    >>> found = labour_share_dynamics()
    >>> found.sample
    '1960Q2–2025Q2'
    >>> bool(found.estimates.loc[("as stated", "lag(unemployment, 4)"), "params"] < 0)
    True
    """
    data = read("us_quarterly_labour", frame, COLUMNS)
    levels = take_frame(data, start, end, minimum=40, columns=COLUMNS)
    changes = _changes(levels)
    fits = {
        name: least_squares(changes, formula, cov_type="HAC", maxlags=maxlags)
        for name, formula in SPECIFICATIONS.items()
    }
    system, relation, rank = _systems(levels)
    tests = _tests(system, relation, rank)
    detectable = detectable_step(fits[STATED])
    stated, placebo = fits[STATED], _placebo(changes, fits[STATED], maxlags)
    return Displacement(
        design="R5",
        question="Does unemployment lower the labour share, and so raise e?",
        equation="Δln LS = a + b·U(t−4) + c·g(t) + d·K_AI(t) + u",
        estimates=pd.concat([rows_of(fits), _prior(ai_prior)]),
        placebo=placebo,
        null="the coefficient is zero",
        errors=stated.errors,
        sample=stated.sample,
        nobs=stated.nobs,
        shows=_shows(fits, placebo),
        cannot_show=(
            "a cause: hours and output stand on both sides, and consumer and output prices part; "
            f"nor d, which is not identified before about {AI_KNOWN}: a step in the growth of LS "
            f"since {AI_FROM} below {detectable.iloc[0]:.1f} percent a year would not be seen"
        ),
        evidence=evidence_of(data),
        references=REFERENCES,
        tests=tests,
        notes=_notes(system, relation, rank),
        details={
            "fits": fits,
            "var": system,
            "vecm": relation,
            "johansen": rank,
            "detectable": detectable,
        },
    )


def detectable_step(fit: Fit, *, until: int = 2030) -> pd.Series:
    r"""Return the smallest step in growth since 2023 that would be seen, by the last year of data.

    Parameters
    ----------
    fit : Fit
        A quarterly equation, percent a quarter, with HAC errors.
    until : int
        The last year.

    Returns
    -------
    pandas.Series
        Percent a year: today's sample, then each year end.

    Notes
    -----
    The mean of the n quarters since 2023 has the error :math:`s/\sqrt n`, with s² the long-run
    variance of the residuals (Bartlett, eight lags); a step of :math:`1.96\,s/\sqrt n` is as
    likely seen as not. The mean of the sixty years before is taken as known, so this is the least.
    """
    resid = fit.resid
    index: Any = resid.index
    spread = np.sqrt(long_run_variance(resid.to_numpy(), 8))
    first = pd.Period(AI_FROM, freq="Q")
    now = (index[-1] - first).n + 1
    quarters = {str(index[-1]): now}
    quarters |= {str(y): 4 * (y - first.year + 1) for y in range(index[-1].year, until + 1)}
    known = {name: number for name, number in quarters.items() if number >= max(now, 1)}
    return pd.Series(
        {name: 4 * NORMAL_95 * spread / np.sqrt(number) for name, number in known.items()},
        name="percent a year",
    )


def long_run_variance(values: Any, lags: int) -> float:
    """Return the Bartlett long-run variance of a series whose mean is removed.

    Examples
    --------
    >>> long_run_variance(np.array([1.0, -1.0, 1.0, -1.0]), 0)
    1.0
    """
    centred = np.asarray(values, dtype=float) - np.mean(values)
    n = len(centred)
    total = centred @ centred
    for lag in range(1, lags + 1):
        total += 2 * (1 - lag / (lags + 1)) * (centred[lag:] @ centred[:-lag])
    return float(total / n)


def _changes(levels: pd.DataFrame) -> pd.DataFrame:
    """Return growth in percent a quarter, and U in percent."""
    growth = 100 * logs(levels).diff().iloc[1:]
    business = growth["business_unit_labour_cost"] - growth["business_price_deflator"]
    return pd.DataFrame(
        {
            "share_growth": growth["labour_share"],
            "business_share_growth": business,
            "productivity_growth": growth["output_per_hour"],
            "unemployment": levels["unemployment_rate"].iloc[1:],
        }
    )


def _systems(levels: pd.DataFrame) -> tuple[Any, Any, Any]:
    log = logs(levels)
    pair = pd.DataFrame(
        {"unemployment": levels["unemployment_rate"], "ln_labour_share": 100 * log["labour_share"]}
    )
    wage = pd.DataFrame(
        {
            "ln_real_wage": log["real_hourly_compensation"],
            "ln_productivity": log["output_per_hour"],
        }
    )
    return var(pair), vecm(wage, lags=4), johansen(wage, lags=4)


def _tests(system: Any, relation: Any, rank: Any) -> TestTable:
    exogeneity: list[HypothesisTest] = [
        replace(test, name=f"weak exogeneity of {test.name}") for test in relation.exogeneity
    ]
    tests = (*system.granger_table(), next(iter(rank.tests)), *exogeneity)
    return TestTable(tests, system.nobs, system.sample, REFERENCES)


def _placebo(changes: pd.DataFrame, stated: Fit, maxlags: int) -> pd.DataFrame:
    """Return b with U moved to other dates, and with U of a year later."""
    y, X = design(changes, SPECIFICATIONS[STATED])
    fixed = X.drop(columns=B).to_numpy()
    others = circular_shifts(y.to_numpy(), X[[B]].to_numpy(), fixed, least=LEAST_SHIFT)
    low, high = np.quantile(others, [0.025, 0.975])
    moved = pd.DataFrame(
        {
            "params": others.mean(),
            "pvalues": share_as_large(stated.params[B], others),
            "lower": low,
            "upper": high,
            "nobs": stated.nobs,
        },
        index=pd.MultiIndex.from_tuples(
            [("U at every other date (p: share as large)", B)], names=["specification", "term"]
        ),
    )
    ahead = changes.assign(unemployment_ahead=changes["unemployment"].shift(-4)).iloc[:-4]
    later = least_squares(
        ahead, "share_growth ~ unemployment_ahead + productivity_growth", maxlags=maxlags
    )
    return pd.concat([moved, rows_of({"U of a year later": later}, ["unemployment_ahead"])])


def _prior(ai_prior: tuple[float, float] | None) -> pd.DataFrame:
    mean, spread = (np.nan, np.nan) if ai_prior is None else ai_prior
    if ai_prior is not None and not (np.isfinite(mean) and np.isfinite(spread) and spread > 0):
        raise DataError(f"{ai_prior} is no prior", "ai_prior", "give a mean and a positive spread")
    name = "not identified" if ai_prior is None else "scenario prior, not an estimate"
    index = pd.MultiIndex.from_tuples([(name, "K_AI")], names=["specification", "term"])
    row = {"params": mean, "bse": spread, "tvalues": np.nan, "pvalues": np.nan}
    row |= {"lower": mean - NORMAL_95 * spread, "upper": mean + NORMAL_95 * spread}
    return pd.DataFrame(row, index=index).assign(nobs=0)


def _shows(fits: dict[str, Fit], placebo: pd.DataFrame) -> str:
    said = {
        name: f"{words(fit.params[B], 3)} (p = {fit.pvalues[B]:.3f})" for name, fit in fits.items()
    }
    share = float(placebo["pvalues"].iloc[0])
    return (
        f"b is {said[STATED]} beside productivity of the same quarter, {said[LAGGED]} beside that "
        f"of the quarter before and {said[WITHOUT]} without it; U at other dates gives a b as "
        f"large in {100 * share:.0f} % of all cases"
    )


def _notes(system: Any, relation: Any, rank: Any) -> tuple[str, ...]:
    first = next(iter(rank.tests))
    return (
        "c with productivity of the same quarter is half accounting: LS and output per hour share "
        "output and hours.",
        "U of a year later is no pure placebo: in Goodwin's cycle a high labour share raises "
        "unemployment afterwards.",
        f"VAR({system.order}): largest root {system.roots.max():.3f}; near one the F distribution "
        "is an approximation.",
        f"ln productivity and ln real wage: {first.verdict}"
        + ("." if first.rejected else "; who adjusts to such a relation is then moot."),
        *system.warnings,
        *relation.warnings,
    )
