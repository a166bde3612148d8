r"""The reserve army and wages (R6).

Marx lets the general movements of wages be regulated by the expansion and contraction of the
industrial reserve army (*Capital* I, ch. 25 section 3). Three measures of it: the rate of
unemployment, the rate of those out of work for 27 weeks or more, and vacancies per unemployed
person. The response of wages to each is estimated horizon by horizon,

.. math:: \sum_{i=0}^{h} \Delta\ln w_{t+i} = a_h + \beta_h R_t + \text{four lags of all} + u_{t+h}

and in one equation, in which the link may break at given dates. The wage curve, the level of pay
against the rate of unemployment, stands beside its published elasticity.

In the second quarter of 2020 the worst paid lost their work and mean pay jumped. This composition
effect turns the sign of the response, so every response is shown with and without the years since.

References
----------
Marx, *Capital* I (1867), ch. 25 section 3; Blanchflower and Oswald (1992); Jordà (2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from capital.econometrics._design import CONSTANT, design
from capital.econometrics._frame import columns_of, take_frame
from capital.econometrics._series import Bound, listed, period_of, span
from capital.econometrics._verdicts import decide
from capital.econometrics.displacement._rows import (
    COLUMNS,
    evidence_of,
    logs,
    published,
    read,
    rows_of,
    words,
)
from capital.econometrics.displacement._shifts import circular_shifts, hac_wald, share_as_large
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.fit import Fit, least_squares
from capital.econometrics.local_projection import LocalProjection, local_projection
from capital.errors import check_choice
from capital.results import HypothesisTest, TestTable

SOURCE = (
    "real_hourly_compensation",
    "hourly_compensation",
    "output_per_hour",
    "unemployment_rate",
    "long_term_unemployment_rate",
    "job_openings",
    "employment",
)
MEASURES = ("unemployment", "long_term_unemployment", "vacancies_per_unemployed")
WAGES = {"nominal": "hourly_compensation", "real": "real_hourly_compensation"}
CONTROLS = ["productivity_growth", "inflation"]
LAGS, LEAST_SHIFT = 4, 8
WHOLE, BEFORE = "whole sample", "before the pandemic"
HORIZONS_OF_PLACEBO = (4, 8, 12)
CURVES = {
    "wage curve, linear trend": "ln_wage ~ lag(ln_unemployment) + ln_productivity + time",
    "wage curve, quadratic trend": (
        "ln_wage ~ lag(ln_unemployment) + ln_productivity + time + time_squared"
    ),
}

REFERENCES = """\
@techreport{BlanchflowerOswald1992,
  author      = {Blanchflower, David G. and Oswald, Andrew J.},
  title       = {International Wage Curves},
  institution = {National Bureau of Economic Research},
  type        = {Working Paper},
  number      = {4200},
  year        = {1992}
}
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


def reserve_army(
    frame: pd.DataFrame | None = None,
    *,
    wage: str = "real",
    horizons: int = 12,
    breaks: Sequence[Bound] = ("1990Q1", "2022Q1"),
    pandemic: Bound = "2020Q1",
    maxlags: int = 8,
    start: Bound = None,
    end: Bound = None,
) -> Displacement:
    """R6: how wages answer to the reserve army.

    Parameters
    ----------
    frame : pandas.DataFrame, optional
        A quarterly table with the columns of ``us_quarterly_labour`` that are used, in its place.
    wage : {"real", "nominal"}
        Hourly compensation at constant or at current consumer prices.
    horizons : int
        Last horizon, in quarters.
    breaks : sequence of period
        First quarters of a new regime; each is tested for each measure.
    pandemic
        The second sample ends in the quarter before; ``None`` for none.
    maxlags : int
        Bandwidth of HAC in the single equations; in the projections it grows with the horizon.
    start, end
        Sample, both included.

    Returns
    -------
    Displacement
        Over (specification, term). Responses are percent of the wage after h quarters per
        standard deviation of the measure; wage curves are elasticities. ``details`` holds the
        `LocalProjection` objects and the fits.

    Examples
    --------
    >>> found = reserve_army(wage="nominal")
    >>> bool(found.estimates.loc[("unemployment, before the pandemic", "h = 8"), "params"] < 0)
    True
    """
    check_choice("wage", wage, WAGES)
    data = read("us_quarterly_labour", frame, SOURCE)
    levels = take_frame(data, start, end, minimum=60, columns=SOURCE)
    table = _variables(levels, wage)
    samples = {WHOLE: table}
    if pandemic is not None:
        samples[BEFORE] = _before(table, pandemic)
    responses = {
        f"{measure}, {name}": _projection(part, measure, horizons)
        for measure in MEASURES
        for name, part in samples.items()
    }
    curves = {name: least_squares(table, text, maxlags=maxlags) for name, text in CURVES.items()}
    equations = {measure: _equation(table, measure, None, maxlags) for measure in MEASURES}
    tests, dates = _breaks(table, breaks, maxlags)
    placebo = pd.concat([_moved(samples, responses, horizons), dates])
    return Displacement(
        design="R6",
        question="Does a larger reserve army hold wages down?",
        equation="Σ Δln w(t … t+h) = a(h) + β(h)·R(t) + lags of w, R, productivity, prices + u",
        estimates=pd.concat([_responses(responses), rows_of(equations), _curve_rows(curves)]),
        placebo=placebo,
        null="no response of the wage",
        errors=f"HAC (Newey and West 1987, Bartlett weights), bandwidth by horizon or {maxlags}",
        sample=span(table.index),
        nobs=len(table),
        shows=_shows(responses, curves, horizons, wage),
        cannot_show=(
            "whether the unemployed or the state of trade behind both move wages, nor the effect "
            "of AI; mean pay of those in work rises when the worst paid lose theirs (2020)"
        ),
        evidence=evidence_of(data),
        references=REFERENCES,
        tests=TestTable(tests, len(table), span(table.index), REFERENCES),
        notes=(
            "The published wage curve compares regions at one time; ours compares times.",
            "Vacancies before December 2000 are a help-wanted index scaled to counts.",
            "Where few quarters follow a break HAC errors reject too often: judge it by the share "
            "of regimes of the same length elsewhere with a statistic as large.",
        ),
        details={"responses": responses, "curves": curves, "equations": equations},
    )


def _variables(levels: pd.DataFrame, wage: str) -> pd.DataFrame:
    """Return growth in percent a quarter and the measures; each measure in standard deviations."""
    log = logs(levels)
    growth = 100 * log.diff()
    rate = levels["unemployment_rate"]
    unemployed = levels["employment"] * rate / (100 - rate)
    table = pd.DataFrame(
        {
            "wage_growth": growth[WAGES[wage]],
            "inflation": growth["hourly_compensation"] - growth["real_hourly_compensation"],
            "productivity_growth": growth["output_per_hour"],
            "unemployment": rate,
            "long_term_unemployment": levels["long_term_unemployment_rate"],
            "vacancies_per_unemployed": np.log(levels["job_openings"] / unemployed),
            "ln_unemployment": log["unemployment_rate"],
            "ln_wage": log["real_hourly_compensation"],
            "ln_productivity": log["output_per_hour"],
        }
    ).iloc[1:]
    for measure in MEASURES:
        table[measure] = (table[measure] - table[measure].mean()) / table[measure].std()
    time = np.linspace(0, 1, len(table))
    return table.assign(time=time, time_squared=time**2)


def _before(table: pd.DataFrame, pandemic: Bound) -> pd.DataFrame:
    index: Any = table.index
    first = period_of(pandemic, index, "start", where="pandemic")
    return table.loc[: first - 1]


def _projection(table: pd.DataFrame, measure: str, horizons: int) -> LocalProjection:
    return local_projection(
        table,
        response="wage_growth",
        shock=measure,
        horizons=horizons,
        lags=LAGS,
        controls=CONTROLS,
        cumulative=True,
    )


def _responses(found: dict[str, LocalProjection]) -> pd.DataFrame:
    parts = {}
    for name, projection in found.items():
        table = projection.frame.rename(columns={"estimate": "params"})
        table = table.assign(tvalues=table["params"] / table["bse"])
        parts[name] = table.set_axis([f"h = {h}" for h in table.index], axis=0)
    return pd.concat(parts, names=["specification", "term"])[[*COLUMNS, "nobs"]]


def _curve_rows(curves: dict[str, Fit]) -> pd.DataFrame:
    rows = rows_of(curves, ["lag(ln_unemployment)"])
    index = pd.MultiIndex.from_tuples(
        [("published wage curve", "elasticity")], names=rows.index.names
    )
    known = pd.DataFrame({"params": published("wage_curve")}, index=index)
    return pd.concat([rows, known.reindex(columns=[*COLUMNS]).assign(nobs=0)])


def _moved(
    samples: dict[str, pd.DataFrame], found: dict[str, LocalProjection], horizons: int
) -> pd.DataFrame:
    """Return the response to each measure moved to other dates, at a few horizons."""
    rows = {}
    for measure in MEASURES:
        for name, table in samples.items():
            label = f"{measure}, {name}"
            for h in (h for h in HORIZONS_OF_PLACEBO if h <= horizons):
                others = _response_elsewhere(table, measure, h)
                estimate = float(found[label].frame.loc[h, "estimate"])
                low, high = np.quantile(others, [0.025, 0.975])
                rows[f"{label}, other dates (p: share as large)", f"h = {h}"] = {
                    "params": others.mean(),
                    "pvalues": share_as_large(estimate, others),
                    "lower": low,
                    "upper": high,
                    "nobs": len(table) - LAGS - h,
                }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.MultiIndex.from_tuples(rows, names=["specification", "term"])
    return table.reindex(columns=[*COLUMNS, "nobs"])


def _response_elsewhere(table: pd.DataFrame, measure: str, h: int) -> Any:
    """Return the coefficients at horizon h with the measure and its lags moved along time."""
    n, values = len(table), table["wage_growth"].to_numpy()
    sums = np.concatenate([[0.0], values.cumsum()])
    y = sums[LAGS + h + 1 :] - sums[LAGS : n - h]
    rows = len(y)

    def lag(name: str, k: int) -> Any:
        return table[name].to_numpy()[LAGS - k : LAGS - k + rows]

    moved = np.column_stack([lag(measure, k) for k in range(LAGS + 1)])
    others = [lag(name, k) for name in ("wage_growth", *CONTROLS) for k in range(1, LAGS + 1)]
    constant = columns_of("c", range(rows))[CONSTANT].to_numpy()
    return circular_shifts(y, moved, np.column_stack([constant, *others]), least=LEAST_SHIFT)


def _equation(table: pd.DataFrame, measure: str, date: Any, maxlags: int) -> Fit:
    formula = f"wage_growth ~ lag({measure}) + lag(productivity_growth) + lag(inflation)"
    if date is not None:
        table = table.assign(after=(table.index >= date).astype(float))
        formula += f" + after + after:lag({measure})"
    return least_squares(table, formula, maxlags=maxlags)


def _breaks(
    table: pd.DataFrame, breaks: Sequence[Bound], maxlags: int
) -> tuple[tuple[HypothesisTest, ...], pd.DataFrame]:
    """Test each break for each measure; beside it stands the same test at other dates."""
    index: Any = table.index
    tests, rows = [], {}
    for measure in MEASURES:
        for wanted in breaks:
            date = period_of(wanted, index, "start", where="breaks")
            test = _break(table, measure, date, maxlags)
            tests.append(test)
            others = _breaks_elsewhere(table, measure, date, maxlags)
            name = f"F of a break, {measure}: median of other dates (p: share as large)"
            rows[name, str(date)] = {
                "params": np.median(others),
                "pvalues": share_as_large(test.statistic, others),
                "nobs": len(others),
            }
    if not rows:
        return (), pd.DataFrame(columns=[*COLUMNS, "nobs"])
    dates = pd.DataFrame.from_dict(rows, orient="index")
    dates.index = pd.MultiIndex.from_tuples(rows, names=["specification", "term"])
    return tuple(tests), dates.reindex(columns=[*COLUMNS, "nobs"])


def _break(table: pd.DataFrame, measure: str, date: Any, maxlags: int) -> HypothesisTest:
    fit = _equation(table, measure, date, maxlags)
    names = [name for name in fit.params.index if name.startswith("after")]
    restriction = np.zeros((len(names), len(fit.params)))
    for row, name in enumerate(names):
        restriction[row, fit.params.index.get_loc(name)] = 1.0
    wald = fit.result.wald_test(restriction, scalar=True)
    null = f"constant and coefficient of {measure} are the same before and from {date} on"
    detail = {"errors": fit.errors, "restrictions": len(names)}
    test = decide(f"break in {date}, {measure}", null, wald.statistic, wald.pvalue, 0.05, detail)
    return replace(test, detail={**detail, "quarters after": int((table.index >= date).sum())})


def _breaks_elsewhere(table: pd.DataFrame, measure: str, date: Any, maxlags: int) -> Any:
    """Return the F statistics of regimes of the same length elsewhere in the sample."""
    formula = f"wage_growth ~ lag({measure}) + lag(productivity_growth) + lag(inflation)"
    y, X = design(table, formula)
    matrix, r = X.to_numpy(), X[f"lag({measure})"].to_numpy()
    after = (y.index >= date).astype(float)
    tested = [X.shape[1], X.shape[1] + 1]
    found = []
    for step in range(LEAST_SHIFT, len(y) - LEAST_SHIFT + 1):
        moved = np.roll(after, step)
        wide = np.column_stack([matrix, moved, moved * r])
        found.append(hac_wald(y.to_numpy(), wide, tested, maxlags))
    return np.array(found)


def _shows(
    found: dict[str, LocalProjection], curves: dict[str, Fit], horizons: int, wage: str
) -> str:
    said = []
    for name in (BEFORE, WHOLE):
        if f"unemployment, {name}" not in found:
            continue
        row = found[f"unemployment, {name}"].frame.loc[horizons]
        said.append(f"{words(row['estimate'])} percent (p = {row['pvalues']:.2f}) {name}")
    elasticity = curves["wage curve, quadratic trend"].params["lag(ln_unemployment)"]
    return (
        f"{horizons} quarters after unemployment rose by a standard deviation the {wage} wage "
        f"stands at {listed(said)}; the elasticity over time is {words(elasticity, 3)}, "
        f"the published one across regions {words(published('wage_curve'), 1)}"
    )
