r"""Dose and response (R9): whether states whose firms use more AI post fewer jobs.

.. math:: \frac{100}{T}\,\Delta\ln\text{postings}_s = a + b\,x_s + u_s

over the states s, with x the share of firms that use AI, or expect to, in standard deviations.
Use is measured from August 2023 to June 2025 and is taken for a lasting trait of the state. The
same regression over the years before November 2022 is the placebo: what it finds, AI use cannot
have done. The last row takes each state's growth before from its growth after.

References
----------
Acemoglu and Restrepo (2020) relate robots and employment in commuting zones in this way; only the
sign can be compared, for they count robots and employment, not use and postings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from capital.econometrics._series import Bound
from capital.econometrics.displacement._rows import (
    COLUMNS,
    evidence_of,
    published,
    read,
    words,
)
from capital.econometrics.displacement._shifts import Array, share_as_large
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.fit import Fit, least_squares
from capital.errors import DataError, unknown

MEASURES = ("ai_use", "ai_use_expected")
Seed = int | np.random.SeedSequence | np.random.Generator
RELEASE = "2022-11"
AFTER = {"to the end of the survey": (RELEASE, "2025-06"), "to July 2026": (RELEASE, "2026-07")}
BEFORE = {"two years before": ("2020-11", RELEASE), "one year before": ("2021-11", RELEASE)}
LEAST_CYCLES = 23  # half of the 46 cycles of the survey

REFERENCES = """\
@article{AcemogluRestrepo2020,
  author  = {Acemoglu, Daron and Restrepo, Pascual},
  title   = {Robots and Jobs: Evidence from {US} Labor Markets},
  journal = {Journal of Political Economy},
  year    = {2020},
  volume  = {128},
  number  = {6}
}
"""


def state_dose_response(
    use: pd.DataFrame | None = None,
    postings: pd.DataFrame | None = None,
    *,
    after: Mapping[str, tuple[Bound, Bound]] = AFTER,
    before: Mapping[str, tuple[Bound, Bound]] = BEFORE,
    least_cycles: int = LEAST_CYCLES,
    cov_type: str = "HC3",
    permutations: int = 9999,
    rng: Seed = 1,
) -> Displacement:
    """R9: how the growth of job postings by state varies with the use of AI.

    Parameters
    ----------
    use, postings : pandas.DataFrame, optional
        Tables with the columns of ``us_state_ai_use`` and ``us_state_postings`` in their place.
    after, before : mapping of str to pair of months
        Name → first and last month of each span; the spans before are the placebo.
    least_cycles : int
        States with fewer published cycles of the survey are left out: what is suppressed is
        little use in small states, so their means are too high.
    cov_type : str
        Heteroskedasticity-robust errors; HC3 suits forty states.
    permutations : int
        Random reassignments of use among the states, for ``permuted``.
    rng
        Seed.

    Returns
    -------
    Displacement
        Over (specification, term): measure and span; percent a year per standard deviation of
        use. ``permuted`` is the share of reassignments with a coefficient as large.

    Examples
    --------
    >>> found = state_dose_response(permutations=99)
    >>> bool(found.estimates.loc[("ai_use", "to July 2026"), "params"] < 0)
    True
    """
    columns = [name for m in MEASURES for name in (m, f"{m}_cycles")]
    usage = read("us_state_ai_use", use, ["state", *columns])
    table = read("us_state_postings", postings, ["state", "postings"])
    levels = _wide(table)
    if not after or not before:
        raise DataError("a span after and one before are compulsory", mend="name one of each")
    generator = np.random.default_rng(rng)
    dose = {name: _dose(usage, name, least_cycles, levels) for name in MEASURES}
    spans = {"after": dict(after), "before": dict(before)}
    fits = {
        kind: {
            (name, label): _fit(_growth(levels, *span_), x, cov_type)
            for name, x in dose.items()
            for label, span_ in wanted.items()
        }
        for kind, wanted in spans.items()
    }
    fits["after"] |= _more(levels, dose, after, before, cov_type)
    placebo = _rows(fits["before"], permutations, generator)
    estimates = _rows(fits["after"], permutations, generator)
    first = fits["after"][MEASURES[0], next(iter(after))]
    return Displacement(
        design="R9",
        question="Do states whose firms use more AI post fewer jobs?",
        equation="100·Δln postings(s)/years = a + b·use(s) + u",
        estimates=estimates,
        placebo=placebo,
        null="postings grow alike whatever the use of AI",
        errors=first.errors,
        sample=f"{len(dose[MEASURES[0]])} and {len(dose[MEASURES[1]])} states",
        nobs=first.nobs,
        shows=_shows(estimates, placebo, after, before),
        cannot_show=(
            "that AI removed the jobs: use and postings both follow the industries of a state, "
            "use is measured after the release, and what the years before show is no effect"
        ),
        evidence=evidence_of(usage, table),
        references=REFERENCES,
        notes=(
            f"One standard deviation is {dose[MEASURES[0]].attrs['deviation']:.2f} points of firms "
            f"that use AI, {dose[MEASURES[1]].attrs['deviation']:.2f} of those that expect to.",
            f"States with fewer than {least_cycles} published cycles are left out.",
            "Sign only: one robot per thousand workers changed employment by "
            f"{words(published('robots_employment'), 1)} points (Acemoglu and Restrepo 2020).",
        ),
        details={"fits": fits["after"] | fits["before"], "dose": dose},
    )


def _wide(table: pd.DataFrame) -> pd.DataFrame:
    """Return postings by month and state; a doubled or missing cell is refused."""
    index: Any = table.index
    if not isinstance(index, pd.PeriodIndex):
        raise DataError("the postings have no months", "postings", "set a monthly PeriodIndex")
    long = pd.DataFrame(
        {"month": index, "state": table["state"].astype(str).to_numpy(),
         "postings": table["postings"].to_numpy(dtype=float)}
    )  # fmt: skip
    if long.duplicated(["month", "state"]).any():
        raise DataError("a state has two numbers for a month", "postings", "keep one of them")
    wide = long.pivot(index="month", columns="state", values="postings")
    wrong = ~(wide > 0)
    if wrong.to_numpy().any():
        month, state = wrong.stack().idxmax()
        raise DataError(f"postings are missing or not positive in {month}", where=str(state))
    return wide


def _dose(usage: pd.DataFrame, name: str, least: int, levels: pd.DataFrame) -> pd.Series:
    """Return mean use over the published cycles, standardised over the states kept."""
    known = usage.dropna(subset=[name])
    cycles = known[f"{name}_cycles"].astype(float)
    by = known["state"].astype(str).to_numpy()
    total = cycles.groupby(by).sum()
    mean = (known[name].astype(float) * cycles).groupby(by).sum() / total
    kept = mean[(total >= least) & mean.index.isin(levels.columns)]
    if len(kept) < 10:
        raise DataError(f"{len(kept)} states are too few", name, "lower least_cycles")
    dose = (kept - kept.mean()) / kept.std()
    dose.attrs["deviation"] = float(kept.std())
    return dose


def _growth(levels: pd.DataFrame, first: Bound, last: Bound) -> pd.Series:
    """Return growth in percent a year between two months."""
    ends = []
    for item in (first, last):
        month = pd.Period(item, freq="M")
        if month not in levels.index:
            raise unknown("month", month, map(str, levels.index[[0, -1]]), where="postings")
        ends.append(month)
    years = (ends[1] - ends[0]).n / 12
    if years <= 0:
        raise DataError(f"the span {first} to {last} runs backwards", where="after, before")
    return 100 * (np.log(levels.loc[ends[1]]) - np.log(levels.loc[ends[0]])) / years


def _fit(growth: pd.Series, dose: pd.Series, cov_type: str) -> Fit:
    table = pd.DataFrame({"growth": growth.reindex(dose.index), "use": dose})
    return least_squares(table, "growth ~ use", cov_type=cov_type)


def _more(
    levels: pd.DataFrame,
    dose: dict[str, pd.Series],
    after: Mapping[str, tuple[Bound, Bound]],
    before: Mapping[str, tuple[Bound, Bound]],
    cov_type: str,
) -> dict[tuple[str, str], Fit]:
    """Return the last span without the state of the largest dose, and less the last one before."""
    label, span_ = list(after.items())[-1]
    earlier, span_before = list(before.items())[-1]
    late, early = _growth(levels, *span_), _growth(levels, *span_before)
    fits = {}
    for name, x in dose.items():
        top = str(x.idxmax())
        fits[name, f"{label}, without {top}"] = _fit(late, x.drop(top), cov_type)
        fits[name, f"{label}, less {earlier}"] = _fit(late - early, x, cov_type)
    return fits


def _rows(
    fits: dict[tuple[str, str], Fit], permutations: int, rng: np.random.Generator
) -> pd.DataFrame:
    rows = {}
    for key, fit in fits.items():
        row = fit.to_frame().loc["use"].to_dict() | {"nobs": fit.nobs}
        model = fit.result.model
        others = reassigned(model.endog, model.exog[:, 1], permutations, rng)
        rows[key] = row | {"permuted": share_as_large(row["params"], others)}
    index = pd.MultiIndex.from_tuples(rows, names=["specification", "term"])
    return pd.DataFrame(list(rows.values()), index=index)[[*COLUMNS, "nobs", "permuted"]]


def reassigned(y: Array, x: Array, number: int, rng: np.random.Generator) -> Array:
    """Return the slopes of y on randomly reassigned x, shape (number,).

    Examples
    --------
    >>> y = np.array([1.0, 2.0, 3.0])
    >>> found = reassigned(y, y, 4, np.random.default_rng(1))
    >>> bool((np.abs(found) <= 1).all())
    True
    """
    centred = x - x.mean()
    stack = rng.permuted(np.broadcast_to(centred, (number, len(x))), axis=1)
    return stack @ (y - y.mean()) / (centred @ centred)


def _shows(
    estimates: pd.DataFrame,
    placebo: pd.DataFrame,
    after: Mapping[str, Any],
    before: Mapping[str, Any],
) -> str:
    late, early = list(after)[-1], list(before)[-1]
    said = []
    for name in MEASURES:
        a, b = estimates.loc[(name, late)], placebo.loc[(name, early)]
        said.append(
            f"{words(a['params'])} (p = {a['pvalues']:.3f}) against {words(b['params'])} "
            f"(p = {b['pvalues']:.3f}) {early}, by {name}"
        )
    less = estimates.loc[(MEASURES[0], f"{late}, less {early}")]
    return (
        f"postings grow by {' and '.join(said)}, percent a year per standard deviation of use; "
        f"less the growth before, by {words(less['params'])} (p = {less['pvalues']:.2f})"
    )
