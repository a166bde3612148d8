r"""Occupations: whether the exposed shrank (R1), and whether their wages fell behind (R4).

.. math:: 100\,\Delta\ln E_o = a + b\,x_o + c\,\ln w_o + \mu_{major} + u_o

by least squares weighted by base employment. With effects of the 22 major groups, b compares
occupations of one kind; without, it compares office work with the rest. Errors are clustered on
major groups, and because these are few the p-value of the wild cluster bootstrap stands beside. The
same equation on 2017–2019, before generative AI and on codes that did not change, is the placebo:
two years against three, so that both are also given a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from capital import datasets
from capital.econometrics.displacement._differences import (
    LOG_WAGE,
    Differences,
    Equation,
    checks,
    differences,
    precision_words,
    wage_jumps,
)
from capital.econometrics.displacement._rows import evidence_of, published, words
from capital.econometrics.displacement._sample import bare, chosen
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.quantile import quantile

PLACEBO = (2017, 2019)
LEVEL = 0.05
NULL = "growth does not go with exposure"
REFERENCES = """\
@article{EloundouManningMishkinRock2024,
  author  = {Eloundou, Tyna and Manning, Sam and Mishkin, Pamela and Rock, Daniel},
  title   = {{GPTs} are {GPTs}: Labor Market Impact Potential of {LLMs}},
  journal = {Science},
  year    = {2024},
  volume  = {384}
}
"""
CANARIES = """\
@techreport{BrynjolfssonChandarChen2025,
  author      = {Brynjolfsson, Erik and Chandar, Bharat and Chen, Ruyu},
  title       = {Canaries in the Coal Mine?},
  institution = {Stanford Digital Economy Lab},
  year        = {2025}
}
"""
DENMARK = """\
@techreport{HumlumVestergaard2025,
  author      = {Humlum, Anders and Vestergaard, Emilie},
  title       = {Large Language Models, Small Labor Market Effects},
  institution = {National Bureau of Economic Research},
  number      = {33777},
  year        = {2025}
}
"""


def long_difference(
    *,
    exposure: Sequence[str] | str | None = None,
    base: int = 2022,
    end: int = 2025,
    weights: str = "employment",
    major_effects: bool | None = None,
    controls: Sequence[str] = (LOG_WAGE,),
    wild_draws: int = 1999,
    frame: pd.DataFrame | None = None,
) -> Displacement:
    """R1: compare the growth of employment of exposed and other occupations.

    Parameters
    ----------
    exposure
        Columns of `us_occupations`; one of each family by default, and their first component.
    base, end : int
        Years.
    weights
        ``"employment"`` of the base year, ``"precision"`` (1/RSE² of the base year, where it is
        known) or ``"none"``.
    major_effects
        With effects of major groups (``True``), without (``False``), or both.
    controls
        Columns of the table; ``"log_wage"`` is the wage of the base year.
    wild_draws : int
        Draws of the wild cluster bootstrap; 0 leaves it out.
    frame
        Another table with the columns of `us_occupations`.

    Returns
    -------
    Displacement
        A row a measure and specification (``across``, ``within`` major groups) in log points of
        growth for one standard deviation of exposure, over occupations weighted by base
        employment. ``details["checks"]``: the estimates by other weights and on other samples;
        ``details["dropped"]``, ``details["dropped_placebo"]``: who is left out, and why.

    Raises
    ------
    DataError, UnknownNameError
        If a year, measure or control is unknown, or no occupation is left.

    Examples
    --------
    >>> found = long_difference(wild_draws=0)
    >>> sorted(found.estimates.index.get_level_values("specification").unique())
    ['across', 'within']
    >>> found.details["checks"].index.names
    FrozenList(['measure', 'specification', 'check'])
    """
    occupations = datasets.load("us_occupations") if frame is None else frame
    equation = Equation(
        "employment", chosen(exposure, occupations), weights, _kinds(major_effects),
        tuple(controls), wild_draws, occupations,
    )  # fmt: skip
    now, before = differences(equation, base, end), differences(equation, *PLACEBO)
    young, projected = published("young_exposed"), published("projected_growth_by_exposure")
    return _finding(
        "R1", "Did exposed occupations shrink?", equation, now, before,
        shows=_shows("employment", now, before),
        cannot_show=(
            "It cannot tell AI from the end of the hiring wave of 2021 or from interest rates, "
            "which struck the same office work, and it sees stocks of employees, not hiring."
        ),
        compare=(
            f"Compare: Brynjolfsson, Chandar and Chen (2025) find {words(young, 0)} % for ages 22 "
            f"to 25 in the most exposed fifth; Massenkoff and McCrory (2026) {words(projected, 1)} "
            "points of projected growth for 10 points more of observed exposure."
        ),
        references=REFERENCES + CANARIES,
    )  # fmt: skip


def wages(
    *,
    exposure: Sequence[str] | str | None = None,
    base: int = 2022,
    end: int = 2025,
    weights: str = "employment",
    major_effects: bool | None = None,
    controls: Sequence[str] = (LOG_WAGE,),
    wild_draws: int = 1999,
    frame: pd.DataFrame | None = None,
) -> Displacement:
    """R4: compare the growth of wages of exposed and other occupations.

    Parameters
    ----------
    exposure, base, end, weights, major_effects, controls, wild_draws, frame
        As in `long_difference`.

    Returns
    -------
    Displacement
        As `long_difference`; ``details["quantiles"]`` has quantile regressions across major
        groups, unweighted, over (measure, quantile, term).

    Raises
    ------
    DataError, UnknownNameError
        As in `long_difference`.

    Examples
    --------
    >>> wages(exposure="anthropic_observed", wild_draws=0).design
    'R4'
    """
    occupations = datasets.load("us_occupations") if frame is None else frame
    equation = Equation(
        "wage", chosen(exposure, occupations), weights, _kinds(major_effects), tuple(controls),
        wild_draws, occupations,
    )  # fmt: skip
    now, before = differences(equation, base, end), differences(equation, *PLACEBO)
    return _finding(
        "R4", "Did the wages of exposed occupations fall behind?", equation, now, before,
        shows=_shows("mean wage", now, before),
        cannot_show=(
            "A mean wage changes with who is left: if the young are not hired it rises. And low "
            "wages rose fastest after the pandemic, for reasons of their own."
        ),
        compare=(
            "Compare: Humlum and Vestergaard (2025) exclude effects above "
            f"{published('denmark_earnings_hours_bound'):g} % on earnings and hours in Denmark."
        ),
        references=REFERENCES + DENMARK,
        details={"quantiles": _quantiles(now, equation.controls)},
    )  # fmt: skip


def _kinds(major_effects: bool | None) -> tuple[str, ...]:
    if major_effects is None:
        return ("across", "within")
    return ("within",) if major_effects else ("across",)


def _quantiles(now: Differences, controls: Sequence[str]) -> pd.DataFrame:
    formula = "growth ~ " + " + ".join(["x", *controls])
    tables = {
        name: quantile(now.rows.assign(x=now.scores[name]), formula) for name in now.scores.columns
    }
    found = pd.concat(tables, names=["measure"])
    found.attrs = {**next(iter(tables.values())).attrs, "weights": "none"}
    return found


def _shows(subject: str, now: Differences, before: Differences) -> str:
    """Say how growth goes with exposure, in all and a year, beside the placebo."""
    first, second = (
        " and ".join(_range(found, kind) for kind in found.frame.index.unique("specification"))
        for found in (now, before)
    )
    return (
        f"From {now.base} to {now.end} one standard deviation more exposure went with "
        f"{subject} growth of {first}, by the measure; from {before.base} to {before.end}, before "
        f"generative AI, with {second}."
    )


def _range(found: Differences, kind: str) -> str:
    part = found.frame.xs(kind, level="specification")["params"]
    low, high, years = part.min(), part.max(), found.end - found.base
    return (
        f"{words(low, 1)} to {words(high, 1)} log points ({words(low / years, 1)} to "
        f"{words(high / years, 1)} a year) {kind} major groups"
    )


def _placebo_words(before: Differences, kind: str) -> str:
    part = before.frame.xs(kind, level="specification")
    smallest = part[["pvalues", "pvalues_wild"]].min().min()
    if smallest < LEVEL:
        return (
            f"The placebo {kind} major groups is not passed (smallest p {smallest:.3f}): exposed "
            "occupations were on a path of their own before generative AI, and no effect of AI "
            "can be read off."
        )
    return (
        f"The placebo {kind} major groups is passed at {100 * LEVEL:g} % (smallest p "
        f"{smallest:.2f}), but its intervals reach from {words(part['lower'].min(), 1)} to "
        f"{words(part['upper'].max(), 1)} log points: paths of that size are not excluded."
    )


def _check_words(table: pd.DataFrame, jumps: int) -> str:
    """Say what the checks find: the range over the measures under each."""
    said = []
    for (label, kind), part in table.groupby(["check", "specification"], sort=False):
        low, high = part["params"].min(), part["params"].max()
        said.append(f"{label}, {kind} {words(low, 1)} to {words(high, 1)}")
    weighed = table.groupby("check", sort=False)["effective"].first()
    rests = [f"{label} {count:.0f}" for label, count in weighed.items() if "RSE" in str(label)]
    tail = f" Occupations of equal weight that these weigh like: {', '.join(rests)}."
    return (
        f"Checks: {'; '.join(said)}; {jumps} occupations have a wage jump above one half in a "
        f"year.{tail if rests else ''}"
    )


def _finding(
    design: str, question: str, equation: Equation, now: Differences, before: Differences, *,
    shows: str, cannot_show: str, compare: str, references: str,
    details: dict[str, Any] | None = None,
) -> Displacement:  # fmt: skip
    table = checks(equation, now)
    fit = next(iter(now.fits.values()))
    return Displacement(
        design=design,
        question=question,
        equation=_formula(equation),
        estimates=now.frame,
        placebo=before.frame,
        null=NULL,
        errors=f"{fit.errors}; bse_hc1 beside",
        sample=f"occupations {now.span}, placebo {before.span}",
        nobs=fit.nobs,
        shows=shows,
        cannot_show=cannot_show,
        evidence=evidence_of(equation.occupations),
        references=references,
        notes=(*_notes(equation, now, before, table), compare),
        details={
            "fits": now.fits, "rows": now.rows, "scores": now.scores, "checks": table,
            "dropped": now.selection.dropped, "dropped_placebo": before.selection.dropped,
            **(details or {}),
        },
    )  # fmt: skip


def _formula(equation: Equation) -> str:
    symbol = {"employment": "E", "wage": "w"}[equation.outcome]
    names = ["ln w" if name == LOG_WAGE else name for name in equation.controls]
    controls = "".join(f" + c·{name}" for name in names)
    effects = " + μ_major" if "within" in equation.kinds else ""
    return f"100·Δln {symbol} = a + b·x{controls}{effects} + u"


def _notes(
    equation: Equation, now: Differences, before: Differences, table: pd.DataFrame
) -> list[str]:
    jumps = wage_jumps(bare(equation.occupations).loc[now.rows.index], now.base, now.end)
    tested = "that of the bootstrap" if equation.wild_draws else "the former"
    return [
        f"Left out in {now.span}: {now.selection.words}. In {before.span}: "
        f"{before.selection.words}.",
        *(_placebo_words(before, kind) for kind in equation.kinds),
        "p-values: clustered t (pvalues), wild cluster bootstrap (pvalues_wild), and "
        f"{tested} by Holm over the measures (pvalues_adjusted).",
        *next(iter(now.fits.values())).warnings,
        *([precision_words(now)] if equation.weights == "precision" else []),
        _check_words(table, int(jumps.sum())),
    ]
