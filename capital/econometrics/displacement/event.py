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

from capital import datasets
from capital.econometrics.displacement._rows import evidence_of, words
from capital.econometrics.displacement.exposure import MEASURES, measured
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.event_study import EventStudy, event_study
from capital.econometrics.multiple import multiple_testing
from capital.errors import DataError
from capital.results import HypothesisTest, TestTable

YEARS = tuple(range(2017, 2026))
REFERENCE = 2022
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
    *, exposure: Sequence[str] | None = None, frame: pd.DataFrame | None = None
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
        from their path before, in log points for one standard deviation. ``placebo``: their
        estimates before 2022. ``tests``: of the path before. ``details["studies"]``: the event
        studies, with `bounds` for a path that bends by itself.

    Raises
    ------
    DataError, UnknownNameError
        If a measure is unknown or no occupation has all years.

    Examples
    --------
    >>> found = occupation_event_study(exposure=["anthropic_observed"])
    >>> found.estimates.index.names
    FrozenList(['measure', 'year'])
    """
    occupations = datasets.load("us_occupations") if frame is None else frame
    panel, measures, dropped = _panel(occupations, exposure)
    studies = {name: _study(panel, name) for name in measures}
    tests = _tests(studies)
    last = pd.Series({name: 100 * s.table["deviation"].iloc[-1] for name, s in studies.items()})
    failed = [test.name for test in tests if test.rejected]
    return Displacement(
        design="R2",
        question="Since when did exposed occupations leave the path of the others?",
        equation="ln E = a_o + g_t + Σ_{t≠2022} b_t·x_o·1[t] + d_t·ln w_o + u",
        estimates=_rows(studies, "deviation", after=True),
        placebo=_rows(studies, "estimate", after=False),
        null="exposed occupations keep to their path before 2022",
        errors=next(iter(studies.values())).errors,
        sample=f"{YEARS[0]}–{YEARS[-1]}, reference {REFERENCE}",
        nobs=len(panel),
        shows=(
            f"In {YEARS[-1]} occupations one standard deviation more exposed stood between "
            f"{words(last.min(), 1)} and {words(last.max(), 1)} log points from the line through "
            f"their path of {YEARS[0]}–{REFERENCE}, by the measure."
        ),
        cannot_show=(
            "A line through six years that hold a pandemic is a weak forecast, and each figure "
            "pools three years of surveys, so that a break is smoothed away."
        ),
        evidence=evidence_of(occupations),
        references=REFERENCES,
        tests=tests,
        notes=(
            f"Left out: {dropped}.",
            f"On paths of their own before 2022: {', '.join(failed)}; no effect can be read off."
            if failed
            else "No measure moved on a path of its own before 2022.",
        ),
        details={"studies": studies},
    )


def _panel(
    occupations: pd.DataFrame, exposure: Sequence[str] | None
) -> tuple[pd.DataFrame, list[str], str]:
    columns = [f"employment_{year}" for year in YEARS]
    known = [name for name in (exposure or MEASURES) if name in occupations.columns]
    reasons = {
        "a code that changed": occupations["unchanged"] != 1,
        "a year missing": occupations[columns].isna().any(axis=1),
        "no exposure score": occupations[known].isna().any(axis=1),
        f"no wage in {REFERENCE}": occupations[f"wage_{REFERENCE}"].isna(),
    }
    keep, said = pd.Series(True, index=occupations.index), []
    for reason, missing in reasons.items():
        said.append(f"{int((missing & keep).sum())} with {reason}")
        keep &= ~missing
    if not keep.any():
        raise DataError("no occupation has all years", where="us_occupations")
    part = occupations[keep]
    weights = part[f"employment_{REFERENCE}"].astype(float)
    scores = measured(part, exposure, weights)
    names = list(scores.columns)
    wide = scores.assign(
        soc=part["soc"],
        weight=weights,
        log_wage=np.log(part[f"wage_{REFERENCE}"].astype(float)),
    )
    logs = np.log(part[columns].astype(float)).set_axis(YEARS, axis=1)
    long = logs.assign(soc=part["soc"]).melt("soc", var_name="year", value_name="log_employment")
    panel = long.merge(wide, on="soc").sort_values(["soc", "year"], ignore_index=True)
    return panel.astype({"year": int}), names, ", ".join(said)


def _study(panel: pd.DataFrame, measure: str) -> EventStudy:
    return event_study(
        panel, unit="soc", time="year", outcome="log_employment", exposure=measure,
        reference=REFERENCE, controls=["log_wage"], weights="weight",
    )  # fmt: skip


def _rows(studies: dict[str, EventStudy], what: str, *, after: bool) -> pd.DataFrame:
    """Return the estimates of all studies in log points, over (measure, year)."""
    stem = "deviation_" if what == "deviation" else ""
    names = {what: "params", f"{stem}bse": "bse", f"{stem}lower": "lower", f"{stem}upper": "upper"}
    parts = {}
    for name, study in studies.items():
        table = study.table
        chosen = table.index > REFERENCE if after else table.index < REFERENCE
        part = 100 * table.loc[chosen, list(names)].rename(columns=names)
        part["tvalues"] = part["params"] / part["bse"]
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
