r"""Occupations year by year (R2): when the exposed left the path of the others.

.. math:: \ln E_{ot} = a_o + g_t + \sum_{t\neq2022} b_t\,x_o\,1[t] + d_t\,\ln w_o + u_{ot}

on the occupations whose code did not change, 2017–2025, weighted by employment of 2022, clustered
on occupations. The years before 2022 are the placebo; the estimate is the deviation from the
straight line through them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import t as t_law

from capital import datasets
from capital.econometrics.displacement._differences import adjusted
from capital.econometrics.displacement._rows import evidence_of, published, words
from capital.econometrics.displacement._sample import Selection, bare, chosen, selected
from capital.econometrics.displacement.exposure import measured
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.displacement.occupations import CANARIES
from capital.econometrics.event_study import EventStudy, event_study
from capital.econometrics.multiple import multiple_testing
from capital.results import HypothesisTest, TestTable

YEARS = tuple(range(2017, 2026))
REFERENCE = 2022
BEND = 1.0  # M of the bounds: as much a year as the path ever bent before
REFERENCES = """\
@article{RambachanRoth2023,
  author  = {Rambachan, Ashesh and Roth, Jonathan},
  title   = {A More Credible Approach to Parallel Trends},
  journal = {Review of Economic Studies},
  year    = {2023},
  volume  = {90}
}
"""


def occupation_event_study(
    *, exposure: Sequence[str] | str | None = None, frame: pd.DataFrame | None = None
) -> Displacement:
    """R2: follow exposed and other occupations from 2017 to 2025.

    Parameters
    ----------
    exposure
        Columns of `us_occupations`; one of each family by default, and their first component.
    frame
        Another table with the columns of `us_occupations`.

    Returns
    -------
    Displacement
        ``estimates``: a row a measure and year after 2022, the deviation of exposed occupations
        from their path before, in log points for one standard deviation, with p-values by Holm
        over the measures of a year, and ``bent_lower``, ``bent_upper``: the bounds if the path
        may bend by itself each year as much as it did before, sampling error included.
        ``placebo``: their estimates before 2022. ``tests``: of the path before.
        ``details["studies"]``: the event studies, with `bounds` for any other bend.

    Raises
    ------
    DataError, UnknownNameError
        If a measure is unknown or no occupation has all years.

    Examples
    --------
    >>> found = occupation_event_study(exposure="anthropic_observed")
    >>> found.estimates.index.names
    FrozenList(['measure', 'year'])
    """
    occupations = datasets.load("us_occupations") if frame is None else frame
    panel, measures, selection = _panel(bare(occupations), chosen(exposure, occupations))
    studies = {name: _study(panel, name) for name in measures}
    tests = _tests(studies)
    estimates = _deviations(studies)
    young = published("young_exposed")
    return Displacement(
        design="R2",
        question="Since when did exposed occupations leave the path of the others?",
        equation="ln E = a_o + g_t + Σ_{t≠2022} b_t·x_o·1[t] + d_t·ln w_o + u",
        estimates=estimates,
        placebo=_rows(studies, "estimate", after=False),
        null="exposed occupations keep to their path before 2022",
        errors=next(iter(studies.values())).errors,
        sample=f"{YEARS[0]}–{YEARS[-1]}, reference {REFERENCE}",
        nobs=len(panel),
        shows=_shows(estimates),
        cannot_show=(
            "A line through six years that hold a pandemic and a change of method in 2021 is a "
            "weak forecast, and each figure pools three years of surveys, so that a break is "
            "smoothed away."
        ),
        evidence=evidence_of(occupations),
        references=REFERENCES + CANARIES,
        tests=tests,
        notes=(
            f"Left out: {selection.words}.",
            _path_words(tests),
            f"Compare: Brynjolfsson, Chandar and Chen (2025) date {words(young, 0)} % for ages 22 "
            "to 25 in the most exposed fifth, significant within firms from 2024 only.",
        ),
        details={"studies": studies, "dropped": selection.dropped},
    )


def _shows(estimates: pd.DataFrame) -> str:
    last = estimates.xs(YEARS[-1], level="year")
    return (
        f"In {YEARS[-1]} occupations one standard deviation more exposed stood between "
        f"{words(last['params'].min(), 1)} and {words(last['params'].max(), 1)} log points from "
        f"the line through their path of {YEARS[0]}–{REFERENCE}, by the measure; if the path may "
        f"bend as it did before, anywhere from {words(last['bent_lower'].min(), 1)} to "
        f"{words(last['bent_upper'].max(), 1)}."
    )


def _path_words(tests: TestTable) -> str:
    failed = [test.name for test in tests if test.rejected]
    if failed:
        return (
            f"On paths of their own before {REFERENCE}: {', '.join(failed)}; no effect can be "
            "read off."
        )
    return f"No path of their own before {REFERENCE} is found; there may be one still."


def _panel(
    occupations: pd.DataFrame, exposure: list[str]
) -> tuple[pd.DataFrame, list[str], Selection]:
    columns = [f"employment_{year}" for year in YEARS]
    reasons = {
        "a code that changed": occupations["unchanged"] != 1,
        "a year missing": occupations[columns].isna().any(axis=1),
        "no exposure score": occupations[exposure].isna().any(axis=1),
        f"no wage in {REFERENCE}": occupations[f"wage_{REFERENCE}"].isna(),
    }
    selection = selected(occupations, reasons, ["soc", "title"], where="us_occupations")
    part = occupations[selection.keep]
    weights = part[f"employment_{REFERENCE}"].astype(float)
    scores = measured(part[exposure].astype(float), weights)
    wide = scores.assign(
        soc=part["soc"],
        weight=weights,
        log_wage=np.log(part[f"wage_{REFERENCE}"].astype(float)),
    )
    logs = np.log(part[columns].astype(float)).set_axis(YEARS, axis=1)
    long = logs.assign(soc=part["soc"]).melt("soc", var_name="year", value_name="log_employment")
    panel = long.merge(wide, on="soc").sort_values(["soc", "year"], ignore_index=True)
    return panel.astype({"year": int}), list(scores.columns), selection


def _study(panel: pd.DataFrame, measure: str) -> EventStudy:
    return event_study(
        panel, unit="soc", time="year", outcome="log_employment", exposure=measure,
        reference=REFERENCE, controls=["log_wage"], weights="weight",
    )  # fmt: skip


def _deviations(studies: dict[str, EventStudy]) -> pd.DataFrame:
    """Return the deviations from the path before, with p-values and with a path that bends."""
    table = _rows(studies, "deviation", after=True)
    bounds = pd.concat(
        {name: 100 * study.bounds(BEND) for name, study in studies.items()},
        names=["measure", "year"],
    )
    table["pvalues_adjusted"] = adjusted(table["pvalues"], "year")
    return table.join(bounds.add_prefix("bent_"))


def _rows(studies: dict[str, EventStudy], what: str, *, after: bool) -> pd.DataFrame:
    """Return the estimates of all studies in log points, over (measure, year)."""
    stem = "deviation_" if what == "deviation" else ""
    names = {what: "params", f"{stem}bse": "bse", f"{stem}lower": "lower", f"{stem}upper": "upper"}
    parts = {}
    for name, study in studies.items():
        table = study.table
        chosen_years = table.index > REFERENCE if after else table.index < REFERENCE
        part = 100 * table.loc[chosen_years, list(names)].rename(columns=names)
        part["tvalues"] = part["params"] / part["bse"]
        part["pvalues"] = 2 * t_law.sf(part["tvalues"].abs(), study.clusters - 1)
        parts[name] = part
    return pd.concat(parts, names=["measure", "year"])


def _tests(studies: dict[str, EventStudy]) -> TestTable:
    adjusted = multiple_testing({name: s.pre_trend.pvalue for name, s in studies.items()})
    tests = tuple(
        HypothesisTest(
            name, s.pre_trend.null, s.pre_trend.statistic, s.pre_trend.pvalue,
            s.pre_trend.rejected, s.pre_trend.level, s.pre_trend.verdict,
            {**s.pre_trend.detail, "p by Holm": round(float(adjusted.loc[name, "adjusted"]), 4)},
        )
        for name, s in studies.items()
    )  # fmt: skip
    some = next(iter(studies.values()))
    return TestTable(tests, some.units * len(YEARS), f"{YEARS[0]}–{YEARS[-1]}", REFERENCES)
