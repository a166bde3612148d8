r"""Employment in the sectors that generative AI should strike first (R8).

.. math:: \Delta\ln E_{jt} = a + b\,Post_t + c'\,Covid_t + \varphi\,X_t + u_t

with Post one after November 2022, when ChatGPT was released, one dummy for the fall of spring 2020
and one for the recovery, and X a control for the state of the labour market. The date coincides
with the fastest rise of interest rates in forty years and the end of the hiring wave of 2021, so b
is an upper bound of an effect of AI and not the effect. The same equation is estimated with Post
after November 2018 and after March 2022, when there was no such AI: where these differ from zero
too, the sector was breaking its trend anyway.

References
----------
Equation R8 of this package's designs; HAC after Newey and West (1987).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from capital.econometrics._frame import take_frame
from capital.econometrics._series import Bound, listed, period_of, span
from capital.econometrics.displacement._rows import COLUMNS, evidence_of, logs, read, words
from capital.econometrics.displacement._shifts import circular_shifts, share_as_large
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.fit import Fit, least_squares
from capital.errors import DataError

SECTORS = (
    "information",
    "computing_infrastructure",
    "computer_systems_design",
    "business_support_services",
)
CONTROLS = {"job_openings": "lag(job_openings)", "total_nonfarm": "total_nonfarm"}
FALL, RECOVERY = ("2020-03", "2020-04"), ("2020-05", "2021-06")
BEFORE_COVID = "2020-02"
LEAST_SHIFT, LEVEL = 6, 0.05

REFERENCES = """\
@article{NeweyWest1987,
  author  = {Newey, Whitney K. and West, Kenneth D.},
  title   = {A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation
             Consistent Covariance Matrix},
  journal = {Econometrica},
  year    = {1987},
  volume  = {55},
  number  = {3},
  pages   = {703--708}
}
"""


def exposed_sectors(
    frame: pd.DataFrame | None = None,
    *,
    sectors: Sequence[str] = SECTORS,
    date: Bound = "2022-11",
    placebo_dates: Sequence[Bound] = ("2018-11", "2022-03"),
    maxlags: int = 12,
    end: Bound = None,
) -> Displacement:
    """R8: whether employment in exposed sectors grows more slowly after a date.

    Parameters
    ----------
    frame : pandas.DataFrame, optional
        A monthly table with the sectors, ``job_openings`` and ``total_nonfarm`` in place of
        ``us_monthly_sectors``.
    sectors : sequence of str
    date
        The last month before Post.
    placebo_dates : sequence of period
        The same, where there was no cause; earlier than `date`, one at least.
    maxlags : int
        Bandwidth of HAC.
    end
        Last month.

    Returns
    -------
    Displacement
        Over (specification, term), percent a year; specifications are sectors. ``shifted`` is
        the share of other dates, in the same sample, at which a dummy of the same length has a
        coefficient as large; ``adjusted`` is Holm's correction of it over the sectors.

    Examples
    --------
    >>> found = exposed_sectors()
    >>> bool(found.estimates.loc[("computer_systems_design", "after 2022-11"), "params"] < 0)
    True
    """
    names = list(sectors)
    if not names or not len(placebo_dates):
        raise DataError("a sector and a placebo date are compulsory", "placebo_dates", "name one")
    data = read("us_monthly_sectors", frame, [*names, *CONTROLS])
    levels = take_frame(data, None, end, minimum=60, columns=names, least=1)
    index: Any = levels.index
    true = period_of(date, index, "end", where="date")
    false = [period_of(item, index, "end", where="placebo_dates") for item in placebo_dates]
    if max(false) >= true:
        raise DataError(f"{max(false)} is no placebo date", "placebo_dates", f"before {true}")
    growth = _growth(data, levels)
    estimates = _table({name: _true(growth, name, true, maxlags) for name in names})
    placebo = _table({name: _false(growth, name, true, false, maxlags) for name in names})
    plain = estimates.xs(f"after {true}", level="term")
    estimates.loc[(slice(None), f"after {true}"), "adjusted"] = multipletests(
        plain["shifted"], method="holm"
    )[1]
    terms = [f"after {item}, months to {true}" for item in false]
    passed = _passed(placebo, names, terms)
    return Displacement(
        design="R8",
        question="Does employment in exposed sectors grow more slowly since generative AI?",
        equation="Δln E(j,t) = a + b·Post(t) + c·Covid(t) + φ·X(t) + u, percent a year",
        estimates=estimates,
        placebo=placebo,
        null="growth is the same before and after the date",
        errors=f"HAC (Newey and West 1987, Bartlett weights), bandwidth {maxlags}",
        sample=span(growth.index),
        nobs=len(growth),
        shows=_shows(plain, true, passed),
        cannot_show=(
            "that AI is the cause: the date falls into the rise of interest rates and the end of "
            "the hiring wave of 2021, so each b is an upper bound"
        ),
        evidence=evidence_of(data),
        references=REFERENCES,
        notes=_notes(placebo, names, passed, terms),
        details={"passed": tuple(passed)},
    )


def _growth(data: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return growth of sectors and of all employment (percent a year), of openings (a month)."""
    table = 1200 * logs(levels).diff()
    others = logs(data[[*CONTROLS]].set_axis(_as_periods(data), axis=0).loc[levels.index])
    table["job_openings"] = 100 * others["job_openings"].diff()
    table["total_nonfarm"] = 1200 * others["total_nonfarm"].diff()
    table = table.iloc[1:]
    for name, (first, last) in {"covid_fall": FALL, "covid_recovery": RECOVERY}.items():
        inside = (table.index >= pd.Period(first)) & (table.index <= pd.Period(last))
        table[name] = inside.astype(float)
    return table


def _as_periods(data: pd.DataFrame) -> Any:
    index: Any = data.index
    return index if isinstance(index, pd.PeriodIndex) else index.to_period()


def _fit(
    growth: pd.DataFrame, sector: str, date: pd.Period, maxlags: int, control: str = ""
) -> Fit:
    """Fit one equation; a dummy that is constant in the sample is left out."""
    table = growth.assign(after=(growth.index > date).astype(float))
    covid = [name for name in ("covid_fall", "covid_recovery") if table[name].any()]
    terms = ["after", *covid, *([CONTROLS[control]] if control else [])]
    if control:  # a control may end before the sectors do
        table = table.loc[: table[control].last_valid_index()]
    return least_squares(table, f"{sector} ~ {' + '.join(terms)}", cov_type="HAC", maxlags=maxlags)


def _true(growth: pd.DataFrame, sector: str, date: pd.Period, maxlags: int) -> dict[str, Fit]:
    fits = {f"after {date}": _fit(growth, sector, date, maxlags)}
    for control in CONTROLS:
        name = f"after {date}, beside {control}"
        fits[name] = _fit(growth, sector, date, maxlags, control)
    return fits


def _false(
    growth: pd.DataFrame, sector: str, true: pd.Period, false: list[pd.Period], maxlags: int
) -> dict[str, Fit]:
    fits = {}
    for date in false:
        fits[f"after {date}, months to {true}"] = _fit(growth.loc[:true], sector, date, maxlags)
        covid = pd.Period(BEFORE_COVID)
        if date < covid < true:
            part = growth.loc[:covid]
            fits[f"after {date}, months to {covid}"] = _fit(part, sector, date, maxlags)
        fits[f"after {date}, all months"] = _fit(growth, sector, date, maxlags)
    return fits


def _table(found: dict[str, dict[str, Fit]]) -> pd.DataFrame:
    rows = {
        (sector, term): fit.to_frame().loc["after"].to_dict()
        | {"nobs": fit.nobs, "shifted": shifted_share(fit)}
        for sector, fits in found.items()
        for term, fit in fits.items()
    }
    index = pd.MultiIndex.from_tuples(rows, names=["specification", "term"])
    table = pd.DataFrame(list(rows.values()), index=index)
    return table[[*COLUMNS, "nobs", "shifted"]].assign(adjusted=np.nan)


def shifted_share(fit: Fit, name: str = "after") -> float:
    """Return how often a dummy of the same length elsewhere has a coefficient as large.

    With eight months after a date, HAC errors reject a true null in four samples of ten; a
    dummy moved around the calendar of the same sample does so in one of twenty.
    """
    matrix, at = fit.result.model.exog, list(fit.params.index).index(name)
    rest = np.delete(matrix, at, axis=1)
    others = circular_shifts(fit.result.model.endog, matrix[:, [at]], rest, least=LEAST_SHIFT)
    return share_as_large(float(fit.params[name]), others)


def _passed(placebo: pd.DataFrame, sectors: list[str], terms: list[str]) -> list[str]:
    """Return the sectors in which no compulsory placebo date stands out from other dates."""
    return [
        sector
        for sector in sectors
        if all(placebo.loc[(sector, term), "shifted"] >= LEVEL for term in terms)
    ]


def _shows(plain: pd.DataFrame, date: pd.Period, passed: list[str]) -> str:
    said = [
        f"{name} {words(row['params'], 1)} (HAC p = {row['pvalues']:.3f}, as large at other dates "
        f"{100 * row['shifted']:.0f} %)"
        for name, row in plain.iterrows()
    ]
    verdict = f"passed by {listed(passed)}" if passed else "passed by no sector"
    return f"growth after {date}, percent a year: {listed(said)}; both placebo dates are {verdict}"


def _notes(
    placebo: pd.DataFrame, sectors: list[str], passed: list[str], terms: list[str]
) -> tuple[str, ...]:
    notes = [
        "HAC errors reject too often where few months follow a date: a placebo is judged by "
        "``shifted``. To pass with eight months is easy, and no proof of a cause.",
        "Information holds computing infrastructure: the sectors are not independent.",
        "Total employment is of an older vintage and ends earlier: that sample is shorter.",
    ]
    for name in (name for name in sectors if name not in passed):
        rows = placebo.loc[name].loc[terms]
        term = str(rows["shifted"].idxmin())
        notes.append(
            f"No causal word for {name}: a placebo date stands out ({term}: "
            f"{words(rows.loc[term, 'params'], 1)}, as large at other dates "
            f"{100 * rows.loc[term, 'shifted']:.0f} %)."
        )
    return tuple(notes)
