r"""Cells of sector and occupation (R3): exposed work compared within one sector.

.. math:: 100\,\Delta\ln E_{jo} = \mu_j + b\,x_o + c\,\ln w_{jo} + u_{jo}

between May 2022 and May 2025, weighted by employment of 2022, clustered on occupations. Effects of
sectors take out that exposed work is done where interest rates bit. There are no cells of earlier
years to repeat it on: the placebo deals the scores to occupations at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital import datasets
from capital.econometrics.displacement._rows import evidence_of, words
from capital.econometrics.displacement.exposure import MEASURES, measured
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.displacement.occupations import REFERENCES
from capital.econometrics.fit import Fit, least_squares
from capital.econometrics.panel import codes_of, within
from capital.errors import DataError
from capital.uncertainty import Seed, seed_sequence

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


def sector_cells(
    *,
    exposure: Sequence[str] | None = None,
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
        A row a measure, in log points of growth for one standard deviation of exposure. The
        placebo's ``pvalues`` is the share of permutations with an estimate as large.

    Raises
    ------
    DataError, UnknownNameError
        If a measure is unknown or no cell is left.

    Examples
    --------
    >>> sector_cells(exposure=["anthropic_observed"], draws=99).design
    'R3'
    """
    cells = datasets.load("us_sector_occupations") if cells is None else cells
    occupations = datasets.load("us_occupations") if occupations is None else occupations
    rows, measures, dropped = _rows(cells, occupations, exposure)
    fits = {name: _fit(rows, name) for name in measures}
    estimates = pd.DataFrame({name: fit.to_frame().loc["x"] for name, fit in fits.items()}).T
    placebo = pd.DataFrame(
        {
            name: _permuted(rows, name, float(fit.params["x"]), draws, rng)
            for name, fit in fits.items()
        }
    ).T
    some = next(iter(fits.values()))
    low, high = estimates["params"].min(), estimates["params"].max()
    return Displacement(
        design="R3",
        question="Did exposed work shrink within sectors?",
        equation="100·Δln E_jo = μ_j + b·x_o + c·ln w_jo + u",
        estimates=estimates.rename_axis("measure"),
        placebo=placebo.rename_axis("measure"),
        null="growth does not go with exposure within a sector",
        errors=some.errors,
        sample="cells of sector and occupation, 2022–2025",
        nobs=some.nobs,
        shows=(
            "Within a sector, occupations one standard deviation more exposed grew by "
            f"{words(low, 1)} to {words(high, 1)} log points from 2022 to 2025, by the measure."
        ),
        cannot_show=(
            "Cells that the agency suppresses are not seen, and there are no earlier cells to "
            "tell a new path from an old one."
        ),
        evidence=evidence_of(cells, occupations),
        references=REFERENCES,
        notes=(f"Left out: {dropped}.", f"Placebo: {draws} permutations of the scores."),
        details={"fits": fits},
    )


def _rows(
    cells: pd.DataFrame, occupations: pd.DataFrame, exposure: Sequence[str] | None
) -> tuple[pd.DataFrame, list[str], str]:
    known = [name for name in (exposure or MEASURES) if name in occupations.columns]
    scored = occupations.dropna(subset=[*known, "employment_2022"])
    scores = measured(scored, exposure, scored["employment_2022"].astype(float))
    joined = cells.merge(scores.assign(soc=scored["soc"]), on="soc", how="inner")
    rows = joined.dropna(subset=["wage_2022", "employment_2022", "employment_2025"])
    if rows.empty:
        raise DataError("no cell has all that is needed", where="us_sector_occupations")
    growth = 100 * np.log(rows["employment_2025"] / rows["employment_2022"]).astype(float)
    table = rows.assign(
        growth=growth,
        wage=rows["wage_2022"].astype(float),
        weight=rows["employment_2022"].astype(float),
    ).reset_index(drop=True)
    left = f"{len(cells) - len(joined)} cells without score, {len(joined) - len(rows)} without wage"
    return table, list(scores.columns), left


def _fit(rows: pd.DataFrame, measure: str) -> Fit:
    return least_squares(
        rows.rename(columns={measure: "x"}), "growth ~ x + log(wage) + C(naics)",
        weights="weight", cluster="soc",
    )  # fmt: skip


def _permuted(
    rows: pd.DataFrame, measure: str, own: float, draws: int, rng: Seed
) -> dict[str, float]:
    """Return how the estimate is spread when occupations draw each other's scores."""
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
    low, high = np.quantile(found, [0.025, 0.975])
    as_large = (1 + (np.abs(found) >= abs(own)).sum()) / (1 + draws)
    return {
        "params": float(found.mean()), "bse": float(found.std(ddof=1)), "pvalues": float(as_large),
        "lower": float(low), "upper": float(high),
    }  # fmt: skip
