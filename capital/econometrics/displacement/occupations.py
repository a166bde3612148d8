r"""Occupations: whether the exposed shrank (R1), and whether their wages fell behind (R4).

.. math:: 100\,\Delta\ln E_o = a + b\,x_o + c\,\ln w_o + \mu_{major} + u_o

by least squares weighted by base employment. With effects of the 22 major groups, b compares
occupations of one kind; without, it compares office work with the rest. Errors are clustered on
major groups, and because these are few the p-value of the wild cluster bootstrap stands beside. The
same equation on 2017–2019, before generative AI, is the placebo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from capital import datasets
from capital.econometrics.displacement._rows import evidence_of, words
from capital.econometrics.displacement.exposure import MEASURES, measured
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.fit import Fit, least_squares
from capital.econometrics.multiple import multiple_testing
from capital.econometrics.quantile import quantile
from capital.econometrics.wild_cluster import wild_cluster_bootstrap
from capital.errors import DataError, check_choice

PLACEBO = (2017, 2019)
WEIGHTS = ("employment", "precision", "none")
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


def long_difference(
    *,
    exposure: Sequence[str] | None = None,
    base: int = 2022,
    end: int = 2025,
    weights: str = "employment",
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
        ``"employment"`` of the base year, ``"precision"`` (1/RSE², only for base 2022) or
        ``"none"``.
    wild_draws : int
        Draws of the wild cluster bootstrap; 0 leaves it out.
    frame
        Another table with the columns of `us_occupations`.

    Returns
    -------
    Displacement
        A row a measure and specification (``across``, ``within`` major groups) in log points of
        growth for one standard deviation of exposure.

    Raises
    ------
    DataError, UnknownNameError
        If a year or measure is unknown, or no occupation is left.

    Examples
    --------
    >>> found = long_difference()
    >>> sorted(found.estimates.index.get_level_values("specification").unique())
    ['across', 'within']
    """
    occupations = datasets.load("us_occupations") if frame is None else frame
    study = _Study("employment", exposure, weights, occupations, wild_draws)
    now, before = study.table(base, end), study.table(*PLACEBO)
    means = now.frame.groupby("specification")["params"].mean()
    placebo = before.frame.groupby("specification")["params"].mean()
    return _finding(
        "R1", "Did exposed occupations shrink?", "100·Δln E = a + b·x + c·ln w + μ_major + u",
        now, before,
        shows=(
            f"From {base} to {end} an occupation one standard deviation more exposed grew by "
            f"{words(means['across'], 1)} log points across major groups and by "
            f"{words(means['within'], 1)} within them (mean of the measures); from {PLACEBO[0]} to "
            f"{PLACEBO[1]}, before generative AI, by {words(placebo['across'], 1)} and "
            f"{words(placebo['within'], 1)}."
        ),
        cannot_show=(
            "It cannot tell AI from the end of the hiring wave of 2021 or from interest rates, "
            "which struck the same office work, and it sees stocks of employees, not hiring."
        ),
        occupations=occupations,
    )  # fmt: skip


def wages(
    *,
    exposure: Sequence[str] | None = None,
    base: int = 2022,
    end: int = 2025,
    weights: str = "employment",
    frame: pd.DataFrame | None = None,
) -> Displacement:
    """R4: compare the growth of wages of exposed and other occupations.

    Parameters
    ----------
    exposure, base, end, weights, frame
        As in `long_difference`.

    Returns
    -------
    Displacement
        As `long_difference`; ``details["quantiles"]`` has quantile regressions across major
        groups for the first component, or the first measure.

    Raises
    ------
    DataError, UnknownNameError
        As in `long_difference`.

    Examples
    --------
    >>> wages(exposure=["anthropic_observed"]).design
    'R4'
    """
    occupations = datasets.load("us_occupations") if frame is None else frame
    study = _Study("wage", exposure, weights, occupations)
    now, before = study.table(base, end), study.table(*PLACEBO)
    means = now.frame.groupby("specification")["params"].mean()
    placebo = before.frame.groupby("specification")["params"].mean()
    last = now.rows.columns[-1]
    table = quantile(now.rows.rename(columns={last: "x"}), "growth ~ x + log(wage)")
    return _finding(
        "R4", "Did the wages of exposed occupations fall behind?",
        "100·Δln w = a + b·x + c·ln w + μ_major + u", now, before,
        shows=(
            f"From {base} to {end} the mean wage of an occupation one standard deviation more "
            f"exposed grew by {words(means['across'], 1)} log points across major groups and "
            f"{words(means['within'], 1)} within them; from {PLACEBO[0]} to {PLACEBO[1]} by "
            f"{words(placebo['across'], 1)} and {words(placebo['within'], 1)}."
        ),
        cannot_show=(
            "A mean wage changes with who is left: if the young are not hired it rises. And low "
            "wages rose fastest after the pandemic, for reasons of their own."
        ),
        occupations=occupations,
        details={"quantiles": table},
    )  # fmt: skip


@dataclass(frozen=True)
class _Table:
    frame: pd.DataFrame
    fits: dict[tuple[str, str], Fit]
    rows: pd.DataFrame
    dropped: str
    span: str


@dataclass(frozen=True)
class _Study:
    """What is asked of the occupations, for any span of years."""

    outcome: str
    exposure: Sequence[str] | None
    weights: str
    occupations: pd.DataFrame
    wild_draws: int = 1999

    def table(self, base: int, end: int) -> _Table:
        check_choice("weights", self.weights, WEIGHTS)
        rows, dropped = self._rows(base, end)
        fits, parts = {}, {}
        measures = [name for name in rows.columns if name not in _OWN]
        for name in measures:
            given = rows.rename(columns={name: "x"})
            for kind, effects in (("across", ""), ("within", " + C(major_group)")):
                formula = f"growth ~ x + log(wage){effects}"
                fit = least_squares(given, formula, weights="weight", cluster="major_group")
                plain = least_squares(given, formula, weights="weight", cov_type="HC1")
                fits[name, kind] = fit
                parts[name, kind] = {
                    **fit.to_frame().loc["x"], "nobs": fit.nobs, "bse_hc1": plain.bse["x"],
                    "pvalues_wild": _wild(fit, given["major_group"], self.wild_draws),
                }  # fmt: skip
        frame = pd.DataFrame(parts).T.rename_axis(["measure", "specification"])
        for _, part in frame.groupby("specification"):
            tested = "pvalues_wild" if self.wild_draws else "pvalues"
            adjusted = multiple_testing(part[tested].droplevel(1))["adjusted"]
            frame.loc[part.index, "pvalues_adjusted"] = adjusted.to_numpy()
        return _Table(frame, fits, rows, dropped, f"{base}–{end}")

    def _rows(self, base: int, end: int) -> tuple[pd.DataFrame, str]:
        """Return the occupations that can be compared, and how many are left out and why."""
        needed = {name: f"{self.outcome}_{year}" for name, year in (("first", base), ("last", end))}
        needed |= {"wage": f"wage_{base}", "employment": f"employment_{base}"}
        for column in needed.values():
            if column not in self.occupations.columns:
                raise DataError(f"there is no {column}", where="us_occupations",
                                mend="choose years from 2017 to 2025")  # fmt: skip
        values = pd.DataFrame(
            {name: self.occupations[column].astype(float) for name, column in needed.items()}
        )
        scores = list(self.exposure or MEASURES)
        known = [name for name in scores if name in self.occupations.columns]
        reasons = {
            "no exposure score": self.occupations[known].isna().any(axis=1),
            f"no {self.outcome} in {base} or {end}": values[["first", "last"]].isna().any(axis=1),
            f"no wage or employment in {base}": values[["wage", "employment"]].isna().any(axis=1),
        }
        keep, said = pd.Series(True, index=values.index), []
        for reason, missing in reasons.items():
            count = int((missing & keep).sum())
            said += [f"{count} with {reason}"] if count else []
            keep &= ~missing
        if not keep.any():
            raise DataError("no occupation has all that is needed", where=f"{base}–{end}")
        part, values = self.occupations[keep], values[keep]
        rows = pd.DataFrame(
            {
                "growth": 100 * np.log(values["last"] / values["first"]),
                "wage": values["wage"],
                "major_group": part["major_group"],
                "weight": self._weight(part, values, base),
            }
        )
        exposures = measured(part, self.exposure, values["employment"])
        return rows.join(exposures), "; ".join(said)

    def _weight(self, part: pd.DataFrame, values: pd.DataFrame, base: int) -> pd.Series:
        if self.weights == "none":
            return pd.Series(1.0, index=part.index)
        column = f"employment_rse_{base}"
        if self.weights == "precision" and column in part.columns and part[column].notna().all():
            return 1 / part[column].astype(float).clip(lower=0.1) ** 2
        return values["employment"]


_OWN = ("growth", "wage", "major_group", "weight")


def _wild(fit: Fit, groups: pd.Series, draws: int) -> float:
    """Return the p-value of the wild cluster bootstrap for the exposure."""
    if not draws:
        return float("nan")
    model = fit.result.model
    regressors = pd.DataFrame(model.wexog, columns=model.exog_names)
    y = pd.Series(model.wendog, name="growth")
    return wild_cluster_bootstrap(y, regressors, groups, "x", draws=draws).pvalue


def _placebo_words(before: _Table, kind: str) -> str:
    part = before.frame.xs(kind, level="specification")
    if part[["pvalues", "pvalues_wild"]].min().min() < 0.05:
        return (
            f"The placebo {kind} major groups is not passed: exposed occupations were on a path "
            "of their own before generative AI, and no effect of AI can be read off."
        )
    return f"The placebo {kind} major groups is passed: no measure moved with growth before."


def _finding(
    design: str, question: str, equation: str, now: _Table, before: _Table, *, shows: str,
    cannot_show: str, occupations: pd.DataFrame, details: dict[str, Any] | None = None,
) -> Displacement:  # fmt: skip
    notes = [
        f"Left out in {now.span}: {now.dropped or 'none'}; in {before.span}: "
        f"{before.dropped or 'none'}.",
        *(_placebo_words(before, kind) for kind in ("across", "within")),
        "p-values: clustered t (pvalues), wild cluster bootstrap (pvalues_wild), and the latter "
        "by Holm over the measures (pvalues_adjusted).",
    ]
    fit = next(iter(now.fits.values()))
    return Displacement(
        design=design,
        question=question,
        equation=equation,
        estimates=now.frame,
        placebo=before.frame,
        null=NULL,
        errors=f"{fit.errors}; bse_hc1 beside",
        sample=f"occupations {now.span}, placebo {before.span}",
        nobs=fit.nobs,
        shows=shows,
        cannot_show=cannot_show,
        evidence=evidence_of(occupations),
        references=REFERENCES,
        notes=tuple(notes),
        details={"fits": now.fits, "rows": now.rows, **(details or {})},
    )
