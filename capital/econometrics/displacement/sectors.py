r"""Cells of sector and occupation (R3): exposed work compared within one sector.

.. math:: 100\,\Delta\ln E_{jo} = \mu_j + b\,x_o + c\,\ln w_o + u_{jo}

between May 2022 and May 2025, weighted by employment of 2022, clustered on occupations. Effects of
sectors take out that exposed work is done where interest rates bit; with effects of major groups
beside them, occupations of one kind are compared. There are no cells of earlier years to repeat it
on: the placebo deals the scores to occupations at random, and thus tests whether the scores matter
at all, not whether exposed work was on this path before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital import datasets
from capital.econometrics.displacement._rows import evidence_of, words
from capital.econometrics.displacement._sample import Selection, bare, chosen, selected
from capital.econometrics.displacement.exposure import measured
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.displacement.occupations import REFERENCES
from capital.econometrics.fit import Fit, least_squares
from capital.econometrics.multiple import multiple_testing
from capital.econometrics.panel import codes_of, within
from capital.errors import DataError
from capital.uncertainty import Seed, seed_sequence

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
SECTORS, GROUPS = "C(naics)", "C(naics) + C(major_group)"


def sector_cells(
    *,
    exposure: Sequence[str] | str | None = None,
    draws: int = 999,
    rng: Seed = 0,
    cells: pd.DataFrame | None = None,
    occupations: pd.DataFrame | None = None,
) -> Displacement:
    """R3: compare exposed and other occupations within sectors.

    Parameters
    ----------
    exposure
        Columns of `us_occupations`; one of each family by default, and their first component.
    draws : int
        Permutations of the placebo.
    rng : int, SeedSequence or Generator
    cells, occupations
        Other tables with the columns of `us_sector_occupations` and `us_occupations`.

    Returns
    -------
    Displacement
        A row a measure, in log points of growth for one standard deviation of exposure.
        ``pvalues_permuted`` is the share of permutations with an estimate as large,
        ``pvalues_adjusted`` the clustered p-value by Holm over the measures. The placebo is the
        mean, spread and central 95 % of the permutations. ``details["within_major"]``: the
        estimates with effects of major groups too; ``details["dropped"]``: cells left out.

    Raises
    ------
    DataError, UnknownNameError
        If a measure is unknown, there are no two draws, or no cell is left.

    Examples
    --------
    >>> sector_cells(exposure="anthropic_observed", draws=99).design
    'R3'
    """
    if draws < 2:
        raise DataError(f"{draws} permutations have no spread", where="draws", mend="give 99")
    cells = datasets.load("us_sector_occupations") if cells is None else cells
    occupations = datasets.load("us_occupations") if occupations is None else occupations
    rows, measures, selection = _rows(bare(cells), bare(occupations), chosen(exposure, occupations))
    fits = {name: _fit(rows, name, SECTORS) for name in measures}
    alike = _table({name: _fit(rows, name, GROUPS) for name in measures})
    estimates = _table(fits)
    found = {name: _permuted(rows, name, draws, rng) for name in measures}
    estimates["pvalues_permuted"] = [
        (1 + (np.abs(found[name]) >= abs(estimates.loc[name, "params"])).sum()) / (1 + draws)
        for name in measures
    ]
    some = next(iter(fits.values()))
    return Displacement(
        design="R3",
        question="Did exposed work shrink within sectors?",
        equation="100·Δln E_jo = μ_j + b·x_o + c·ln w_o + u",
        estimates=estimates,
        placebo=_spread(found),
        null="growth does not go with exposure within a sector",
        errors=some.errors,
        sample="cells of sector and occupation, 2022–2025",
        nobs=some.nobs,
        shows=(
            "Within a sector, one standard deviation more exposure went with employment growth of "
            f"{_range(estimates)} log points from 2022 to 2025, by the measure; within a sector "
            f"and major group with {_range(alike)}."
        ),
        cannot_show=(
            "Cells that the agency suppresses are not seen, and there are no earlier cells to "
            "tell a new path from an old one."
        ),
        evidence=evidence_of(cells, occupations),
        references=REFERENCES,
        notes=(
            f"Left out: {selection.words}.",
            f"Placebo: {draws} permutations of the scores over occupations; that they centre on "
            "zero says nothing of the path before 2022.",
        ),
        details={"fits": fits, "within_major": alike, "dropped": selection.dropped},
    )


def _rows(
    cells: pd.DataFrame, occupations: pd.DataFrame, exposure: list[str]
) -> tuple[pd.DataFrame, list[str], Selection]:
    """Return the cells with growth, weight, wage and scores; these are put on their scale first."""
    scored = occupations.dropna(subset=[*exposure, "employment_2022"])
    scores = measured(scored[exposure].astype(float), scored["employment_2022"].astype(float))
    wage = scored["wage_2022"].astype(float)
    scores = scores.assign(soc=scored["soc"], major_group=scored["major_group"], wage=wage)
    table = cells[["naics", "soc", "employment_2022", "employment_2025"]].merge(
        scores, on="soc", how="left", validate="many_to_one"
    )
    first, last = (table[f"employment_{year}"].astype(float) for year in (2022, 2025))
    reasons = {
        "no exposure score": table["major_group"].isna(),
        "no wage of the occupation": table["wage"].isna(),
        "no employment": ~((first > 0) & (last > 0)),
    }
    selection = selected(table, reasons, ["naics", "soc"], where="us_sector_occupations")
    keep = selection.keep
    rows = table[keep].assign(growth=100 * np.log(last[keep] / first[keep]), weight=first[keep])
    measures = [name for name in scores.columns if name not in ("soc", "major_group", "wage")]
    return rows.reset_index(drop=True), measures, selection


def _fit(rows: pd.DataFrame, measure: str, effects: str) -> Fit:
    return least_squares(
        rows.rename(columns={measure: "x"}), f"growth ~ x + log(wage) + {effects}",
        weights="weight", cluster="soc",
    )  # fmt: skip


def _table(fits: dict[str, Fit]) -> pd.DataFrame:
    table = pd.DataFrame({name: fit.to_frame().loc["x"] for name, fit in fits.items()}).T
    adjusted = multiple_testing(table["pvalues"])["adjusted"]
    return table.assign(pvalues_adjusted=adjusted).rename_axis("measure")


def _range(table: pd.DataFrame) -> str:
    return f"{words(table['params'].min(), 1)} to {words(table['params'].max(), 1)}"


def _spread(found: dict[str, Array]) -> pd.DataFrame:
    parts = {}
    for name, draws in found.items():
        low, high = np.quantile(draws, [0.025, 0.975])
        parts[name] = {
            "params": draws.mean(), "bse": draws.std(ddof=1), "lower": low, "upper": high,
        }  # fmt: skip
    return pd.DataFrame(parts).T.rename_axis("measure")


def _permuted(rows: pd.DataFrame, measure: str, draws: int, rng: Seed) -> Array:
    """Return the estimates when occupations draw each other's scores, shape (draws,)."""
    generator = np.random.Generator(np.random.PCG64(seed_sequence(rng)))
    w = rows["weight"].to_numpy()
    sectors = [codes_of(rows["naics"])]
    table = np.column_stack([rows["growth"], np.log(rows["wage"])])
    y, wage = within(table, sectors, w).T
    y = y - wage * ((w * wage) @ y) / ((w * wage) @ wage)
    codes = codes_of(rows["soc"])
    scores = rows.groupby(codes)[measure].first().to_numpy()
    found = np.empty(draws)
    for i in range(draws):
        x = within(generator.permutation(scores)[codes][:, None], sectors, w)[:, 0]
        x = x - wage * ((w * wage) @ x) / ((w * wage) @ wage)
        found[i] = ((w * x) @ y) / ((w * x) @ x)
    return found
