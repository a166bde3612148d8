r"""Words and deeds (R10): whether announced job cuts that cite AI precede real separations.

.. math:: 100\,\ln S_t = a + \rho\cdot 100\,\ln S_{t-1} + \beta\,A_{t-1} + u_t

with S layoffs and discharges in the whole economy and A announced cuts, in ten thousand jobs. If
every announced cut became a layoff of the next month and nothing else changed, β would be ten
thousand over the usual number of layoffs, in percent: a benchmark that says how small an effect
one can hope to see. The same equation with the two exchanged is the placebo, and the dates of A
are shuffled. A negative binomial describes the counts that cite AI; it explains nothing.

Announcements are no separations, the reason is the employer's own, and the months of 2025 before
July are known as one sum only.

References
----------
Granger (1969); Challenger, Gray and Christmas, monthly reports.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.discrete.discrete_model import NegativeBinomial
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from capital.econometrics._design import design
from capital.econometrics._series import listed, span
from capital.econometrics._verdicts import decide
from capital.econometrics.displacement._rows import (
    COLUMNS,
    evidence_of,
    logs,
    read,
    rows_of,
    values_only,
    words,
)
from capital.econometrics.displacement._shifts import Array, share_as_large
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.displacement.states import Seed
from capital.econometrics.fit import Fit, least_squares
from capital.errors import DataError
from capital.results import HypothesisTest, TestTable

CUTS = ("series", "first_day", "last_day", "jobs", "status")
AI, ALL = "ai_cited", "total"
UNIT = 10_000
HALF_YEAR = ("2025-01", "2025-06")  # of which the sum alone is known
BEFORE_FEDERAL = "2025-01"  # the federal cuts of 2025 begin in February
FORWARD = "layoffs ~ lag(layoffs) + lag(cuts)"
BACKWARD = "cuts ~ lag(cuts) + lag(layoffs)"

REFERENCES = """\
@article{Granger1969,
  author  = {Granger, C. W. J.},
  title   = {Investigating Causal Relations by Econometric Models and Cross-spectral Methods},
  journal = {Econometrica},
  year    = {1969},
  volume  = {37},
  number  = {3},
  pages   = {424--438}
}
"""


def announcements(
    cuts: pd.DataFrame | None = None,
    flows: pd.DataFrame | None = None,
    *,
    permutations: int = 9999,
    rng: Seed = 1,
) -> Displacement:
    """R10: whether announced cuts, above all those that cite AI, precede layoffs.

    Parameters
    ----------
    cuts, flows : pandas.DataFrame, optional
        Tables with the columns of ``us_job_cuts`` and, over months, of ``us_monthly_sectors``
        (``layoffs_and_discharges``) in their place.
    permutations : int
        Random orders of the announced cuts, for ``permuted``.
    rng
        Seed.

    Returns
    -------
    Displacement
        Over (specification, term): percent of layoffs a month later per 10,000 announced jobs.
        ``permuted`` is the share of random orders with a coefficient as large. ``details``
        holds the fits and the negative binomial.

    Examples
    --------
    >>> found = announcements(permutations=99)
    >>> found.evidence.value, found.nobs
    ('announced', 12)
    """
    table = read("us_job_cuts", cuts, CUTS)
    real = read("us_monthly_sectors", flows, ["layoffs_and_discharges"])
    series = _samples(table, real)
    forward = {name: _fit(part, FORWARD) for name, part in series.items()}
    backward = {f"layoffs → {name}": _fit(part, BACKWARD) for name, part in series.items()}
    generator = np.random.default_rng(rng)
    shuffled = {name: _shuffled(part, permutations, generator) for name, part in series.items()}
    estimates = rows_of(forward, ["lag(cuts)"])
    estimates["permuted"] = [
        share_as_large(fit.params["lag(cuts)"], shuffled[name]) for name, fit in forward.items()
    ]
    ai = _monthly(table, AI)
    counts, model = _negative_binomial(ai)
    benchmark = (
        100 * UNIT / (1000 * float(real["layoffs_and_discharges"].loc[ai.index[0] :].mean()))
    )
    first = next(iter(forward))
    one_for_one = values_only(
        {("one layoff for each cut", "lag(cuts)"): benchmark}, estimates.index.names
    )
    return Displacement(
        design="R10",
        question="Do announced job cuts that cite AI precede real layoffs?",
        equation="100·ln S(t) = a + ρ·100·ln S(t−1) + β·A(t−1) + u",
        estimates=pd.concat([estimates, one_for_one, counts]),
        placebo=pd.concat([rows_of(backward, ["lag(layoffs)"]), _at_random(shuffled)]),
        null="past announcements do not help to predict layoffs (and the reverse)",
        errors=forward[first].errors,
        sample=f"{forward[first].sample} (AI); "
        + listed(f"{fit.sample} ({name})" for name, fit in list(forward.items())[1:]),
        nobs=forward[first].nobs,
        shows=_shows(forward[first], benchmark, ai),
        cannot_show=(
            "whether AI displaces: announcements are no separations, the reason is the employer’s "
            f"own, and {_power(forward[first], benchmark)}"
        ),
        evidence=evidence_of(table, real),
        references=REFERENCES,
        tests=_tests(forward, backward),
        notes=(
            "Announced cuts may be spread over years, abroad, or fall on unfilled posts.",
            "Months outside the longest run without a hole are not used.",
            "Of January to June 2025 one sum is known; spread evenly it makes the second sample.",
            "The totals of 2025 hold 293,753 federal cuts: the last sample ends before them.",
            *(() if model.mle_retvals["converged"] else ("no convergence: negative binomial",)),
        ),
        details={"forward": forward, "backward": backward, "negative_binomial": model},
    )


def _samples(table: pd.DataFrame, real: pd.DataFrame) -> dict[str, pd.DataFrame]:
    ai, every = _monthly(table, AI), _monthly(table, ALL)
    series = {"AI-cited cuts": ai}
    if ai.index[0] == pd.Period(HALF_YEAR[1], "M") + 1:  # months before are known as a sum only
        series["AI-cited cuts, first half of 2025 spread evenly"] = _with_half_year(table, ai)
    series |= {
        "all announced cuts": every,
        "all announced cuts, before the federal ones": every.loc[:BEFORE_FEDERAL],
    }
    layoffs = logs(real)["layoffs_and_discharges"]
    return {
        name: pd.DataFrame({"layoffs": 100 * layoffs, "cuts": part.astype(float) / UNIT}).dropna()
        for name, part in series.items()
    }


def _monthly(table: pd.DataFrame, name: str) -> pd.Series:
    """Return the longest run of months without a hole, as counts of jobs."""
    first = pd.PeriodIndex(table["first_day"], freq="M")
    last = pd.PeriodIndex(table["last_day"], freq="M")
    one = table.loc[((table["series"].astype(str) == name) & (first == last)).to_numpy()]
    if not len(one):
        raise DataError(f"no month of {name} is known", where="cuts")
    months = pd.PeriodIndex(one["first_day"], freq="M")
    counts = pd.Series(one["jobs"].to_numpy(), index=months, name=name).sort_index()
    if counts.index.has_duplicates:
        raise DataError(f"a month of {name} has two numbers", where="cuts")
    run = np.concatenate([[0], np.cumsum(np.diff(counts.index.asi8) != 1)])
    return counts[run == np.bincount(run).argmax()]


def _with_half_year(table: pd.DataFrame, ai: pd.Series) -> pd.Series:
    """Put the months of a half-year, of which the sum is known, before the others."""
    first = pd.PeriodIndex(table["first_day"], freq="M").astype(str)
    last = pd.PeriodIndex(table["last_day"], freq="M").astype(str)
    rows = (
        (table["series"].astype(str) == AI).to_numpy()
        & (first == HALF_YEAR[0])
        & (last == HALF_YEAR[1])
    )
    if rows.sum() != 1:
        raise DataError("the sum of January to June 2025 is not known", where=f"cuts, {AI}")
    months = pd.period_range(*HALF_YEAR, freq="M")
    even = pd.Series(float(table.loc[rows, "jobs"].iloc[0]) / len(months), index=months)
    return pd.concat([even, ai.astype(float)])


def _fit(part: pd.DataFrame, formula: str) -> Fit:
    return least_squares(part, formula, cov_type="nonrobust")


def _shuffled(part: pd.DataFrame, number: int, rng: np.random.Generator) -> Array:
    """Return β for random orders of the announced cuts, shape (number,)."""
    y, X = design(part, FORWARD)
    basis, _ = np.linalg.qr(X.drop(columns="lag(cuts)").to_numpy())
    rest = y.to_numpy() - basis @ (basis.T @ y.to_numpy())
    values = X["lag(cuts)"].to_numpy()
    stack = rng.permuted(np.broadcast_to(values, (number, len(values))), axis=1)
    stack = stack - stack @ basis @ basis.T
    return stack @ rest / (stack**2).sum(axis=1)


def _at_random(shuffled: dict[str, Array]) -> pd.DataFrame:
    rows = {}
    for name, values in shuffled.items():
        low, high = np.quantile(values, [0.025, 0.975])
        rows[f"{name}, in random order", "lag(cuts)"] = {
            "params": values.mean(), "lower": low, "upper": high, "nobs": len(values),
        }  # fmt: skip
    index = pd.MultiIndex.from_tuples(rows, names=["specification", "term"])
    return pd.DataFrame(list(rows.values()), index=index).reindex(columns=[*COLUMNS, "nobs"])


def _negative_binomial(counts: pd.Series) -> tuple[pd.DataFrame, Any]:
    """Return growth a month and overdispersion of counts: variance = μ + α·μ²."""
    time = np.arange(len(counts), dtype=float)
    X = np.column_stack([np.ones(len(counts)), time])
    y = counts.to_numpy(dtype=float)
    spread = max(float(y.var() - y.mean()) / float(y.mean()) ** 2, 0.1)  # α by moments
    guess = [float(np.log(y.mean())), 0.0, spread]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # told in the notes
        model = NegativeBinomial(y, X).fit(guess, method="nm", disp=0, maxiter=5000)
    low, high = model.conf_int().T
    names = ["log of the first month", "growth a month", "overdispersion α"]
    index = pd.MultiIndex.from_product(
        [["negative binomial, AI-cited cuts"], names], names=["specification", "term"]
    )
    columns = (model.params, model.bse, model.tvalues, model.pvalues, low, high)
    table = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
    return table.set_axis(index, axis=0).assign(nobs=len(counts)).iloc[1:], model


def _tests(forward: dict[str, Fit], backward: dict[str, Fit]) -> TestTable:
    tests: list[HypothesisTest] = []
    for name, fit in forward.items():
        null = f"past {name} do not help to predict layoffs"
        tests.append(_granger(f"{name} → layoffs", null, fit, "lag(cuts)"))
    for name, fit in backward.items():
        null = f"past layoffs do not help to predict {name.partition(' → ')[2]}"
        tests.append(_granger(name, null, fit, "lag(layoffs)"))
    first = next(iter(forward.values()))
    return TestTable(tuple(tests), first.nobs, first.sample, REFERENCES)


def _granger(name: str, null: str, fit: Fit, term: str) -> HypothesisTest:
    detail = {"lags": 1, "sample": fit.sample, "observations": fit.nobs}
    return decide(name, null, fit.tvalues[term] ** 2, fit.pvalues[term], 0.05, detail)


def _power(fit: Fit, benchmark: float) -> str:
    low, high = fit.conf_int().loc["lag(cuts)"]
    both = low <= 0 <= high and low <= benchmark <= high
    able = "could not tell" if both else "can tell"
    return f"{fit.nobs} months {able} one layoff for each cut from none"


def _shows(fit: Fit, benchmark: float, ai: pd.Series) -> str:
    low, high = fit.conf_int().loc["lag(cuts)"]
    return (
        f"ten thousand announced cuts that cite AI ({span(ai.index)}, mean {ai.mean():,.0f} a "
        f"month) go with {words(fit.params['lag(cuts)'])} percent of layoffs a month later "
        f"({words(low)} to {words(high)}); one layoff for each cut would be {words(benchmark)}"
    )
