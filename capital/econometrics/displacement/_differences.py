"""The equation of R1 and R4 on any two years: fitted, tested and checked under other choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital.econometrics.displacement._sample import Selection, bare, selected
from capital.econometrics.displacement.exposure import measured
from capital.econometrics.fit import Fit, least_squares
from capital.econometrics.multiple import multiple_testing
from capital.econometrics.panel import codes_of, within
from capital.econometrics.wild_cluster import wild_cluster_bootstrap
from capital.errors import DataError, check_choice, unknown

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
WEIGHTS = ("employment", "precision", "none")
YEARS = range(2017, 2026)
ONE_CODE = 2021  # from this year on all figures have the classification of 2018
LOG_WAGE = "log_wage"
PRINTED = 0.1  # percent: the smallest standard error that can be printed above zero
AT_LEAST = 1.0  # percent
JUMP = 0.5
OWN = ("growth", "x", "weight", "major_group", "wage")


@dataclass(frozen=True, eq=False)
class Equation:
    """What is asked of the occupations, for any two years.

    Attributes
    ----------
    outcome : str
        ``"employment"`` or ``"wage"``.
    exposure : list of str
    weights : str
        One of `WEIGHTS`.
    kinds : tuple of str
        ``"across"``, ``"within"`` major groups, or both.
    controls : tuple of str
        Columns, or ``"log_wage"`` for the wage of the first year.
    wild_draws : int
    """

    outcome: str
    exposure: list[str]
    weights: str
    kinds: tuple[str, ...]
    controls: tuple[str, ...]
    wild_draws: int
    occupations: pd.DataFrame = field(repr=False)

    def __post_init__(self) -> None:
        check_choice("weights", self.weights, WEIGHTS)
        if len(set(self.controls)) < len(self.controls):
            raise DataError("a control is named twice", where="controls")
        for name in self.controls:
            if name in OWN:
                raise DataError(f"the name {name} is taken", where="controls", mend="rename it")
            if name != LOG_WAGE and name not in self.occupations.columns:
                known = [LOG_WAGE, *map(str, self.occupations.columns)]
                raise unknown("control", name, known)


@dataclass(frozen=True, eq=False)
class Differences:
    """The equation fitted on two years.

    Attributes
    ----------
    frame : pandas.DataFrame
        A row a measure and kind: params, bse, tvalues, pvalues, lower, upper, nobs, bse_hc1,
        pvalues_wild, pvalues_adjusted.
    fits : dict
    rows, scores : pandas.DataFrame, shapes (n, k), (n, m)
        What was fitted, and the standardised scores.
    selection : Selection
    base, end : int
    """

    frame: pd.DataFrame = field(repr=False)
    fits: dict[tuple[str, str], Fit] = field(repr=False)
    rows: pd.DataFrame = field(repr=False)
    scores: pd.DataFrame = field(repr=False)
    selection: Selection
    base: int
    end: int

    @property
    def span(self) -> str:
        """The years in words."""
        return f"{self.base}–{self.end}"


def differences(equation: Equation, base: int, end: int) -> Differences:
    """Fit the equation on two years, for each measure and kind."""
    rows, scores, selection = comparable(equation, base, end)
    fits, parts = {}, {}
    for name in scores:
        given = rows.assign(x=scores[name])
        for kind in equation.kinds:
            formula = "growth ~ " + " + ".join(["x", *equation.controls])
            formula += " + C(major_group)" if kind == "within" else ""
            fit = least_squares(given, formula, weights="weight", cluster="major_group")
            plain = least_squares(given, formula, weights="weight", cov_type="HC1")
            fits[name, kind] = fit
            parts[name, kind] = {
                **fit.to_frame().loc["x"], "nobs": fit.nobs, "bse_hc1": plain.bse["x"],
                "pvalues_wild": _wild(fit, given["major_group"], equation.wild_draws),
            }  # fmt: skip
    frame = pd.DataFrame(parts).T.rename_axis(["measure", "specification"]).astype({"nobs": int})
    tested = "pvalues_wild" if equation.wild_draws else "pvalues"
    frame["pvalues_adjusted"] = adjusted(frame[tested], "specification")
    return Differences(frame, fits, rows, scores, selection, base, end)


def adjusted(pvalues: pd.Series, by: str) -> pd.Series:
    """Return p-values by Holm over the measures, within each value of the level `by`."""
    if pvalues.index.get_level_values("measure").nunique() == 1:
        return pvalues
    parts = [
        multiple_testing(part.droplevel(by))["adjusted"].set_axis(part.index)
        for _, part in pvalues.groupby(by)
    ]
    return pd.concat(parts).reindex(pvalues.index)


def comparable(
    equation: Equation, base: int, end: int
) -> tuple[pd.DataFrame, pd.DataFrame, Selection]:
    """Return growth, controls, weights and scores of the occupations that have them all."""
    if end <= base:
        raise DataError(f"{end} does not come after {base}", where="end")
    table = bare(equation.occupations)
    first = _column(table, f"{equation.outcome}_{base}")
    last = _column(table, f"{equation.outcome}_{end}")
    wage, employment = _column(table, f"wage_{base}"), _column(table, f"employment_{base}")
    controls = {
        name: np.log(wage) if name == LOG_WAGE else table[name].astype(float)
        for name in equation.controls
    }
    weight = _weight(equation, employment, base)
    reasons = {
        "a code that changed": (table["unchanged"] != 1) & (base < ONE_CODE),
        "no exposure score": table[equation.exposure].isna().any(axis=1),
        f"no {equation.outcome} in {base} or {end}": first.isna() | last.isna(),
        f"no employment in {base}": employment.isna(),
        **{_missing(name, base): values.isna() for name, values in controls.items()},
        "no weight": weight.isna(),
    }
    selection = selected(table, reasons, ["soc", "title"], where=f"{base}–{end}")
    keep = selection.keep
    rows = pd.DataFrame({"growth": 100 * np.log(last / first), **controls})
    rows = rows.assign(wage=wage, major_group=table["major_group"], weight=weight)[keep]
    scores = measured(table.loc[keep, equation.exposure].astype(float), employment[keep])
    return rows, scores, selection


def checks(equation: Equation, found: Differences) -> pd.DataFrame:
    """Return the estimates under other choices, over (measure, specification, check).

    Columns: params, bse (clustered on major groups), nobs, and ``effective``, the number of
    occupations of equal weight that would weigh as evenly, (Σw)²/Σw².
    """
    table = bare(equation.occupations).loc[found.rows.index]
    rows = found.rows
    everyone = pd.Series(True, index=rows.index)
    variants = {
        "unchanged codes": (rows["weight"], table["unchanged"] == 1),
        "no wage jump": (rows["weight"], ~wage_jumps(table, found.base, found.end)),
        "no weights": (everyone.astype(float), everyone),
    }
    column = f"employment_rse_{found.base}"
    if column in table.columns:
        error = table[column].astype(float)
        variants["1/RSE²"] = (1 / error.clip(lower=PRINTED) ** 2, error.notna())
        variants["1/RSE², RSE at least 1 %"] = (1 / error.clip(lower=AT_LEAST) ** 2, error.notna())
    parts = {
        (name, kind, label): _weighted(
            rows[keep].assign(x=found.scores[name], weight=weight), equation.controls, kind
        )
        for name in found.scores
        for kind in equation.kinds
        for label, (weight, keep) in variants.items()
    }
    return (
        pd.DataFrame(parts)
        .T.rename_axis(["measure", "specification", "check"])
        .astype({"nobs": int})
    )


def wage_jumps(table: pd.DataFrame, base: int, end: int) -> pd.Series:
    """Return where a wage moves by more than half in a year, of this or the preceding year.

    Examples
    --------
    >>> table = pd.DataFrame({"wage_2021": [100, 100], "wage_2022": [160, 140]})
    >>> wage_jumps(table, 2021, 2022).tolist()
    [True, False]
    """
    years = [y for y in range(base - 1, end + 1) if f"wage_{y}" in table.columns]
    logs = np.log(table[[f"wage_{year}" for year in years]].astype(float))
    return (logs.diff(axis=1).abs() > np.log(1 + JUMP)).any(axis=1)


def precision_words(found: Differences) -> str:
    """Return on how many occupations the weights rest in truth."""
    count = effective(found.rows["weight"])
    return (
        f"Weights 1/RSE², with a printed 0 counted as {PRINTED}: they rest on no more than "
        f"{count:.0f} occupations of equal weight."
    )


def effective(weights: pd.Series) -> float:
    """Return the number of units of equal weight that would weigh as evenly, (Σw)²/Σw²."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    if name not in table.columns:
        raise DataError(f"there is no {name}", where="us_occupations",
                        mend=f"choose years from {YEARS[0]} to {YEARS[-1]}")  # fmt: skip
    values = table[name].astype(float)
    if (values <= 0).any():
        raise DataError(f"{name} is not positive", mend="leave blank what is not known")
    return values


def _missing(control: str, base: int) -> str:
    return f"no wage in {base}" if control == LOG_WAGE else f"no {control}"


def _weight(equation: Equation, employment: pd.Series, base: int) -> pd.Series:
    if equation.weights == "employment":
        return employment
    if equation.weights == "none":
        return pd.Series(1.0, index=employment.index)
    column = f"employment_rse_{base}"
    if column not in equation.occupations.columns:
        known = [c for c in equation.occupations.columns if c.startswith("employment_rse_")]
        raise DataError(
            f"there is no standard error of {base}",
            where="weights",
            mend=f"choose a year of {', '.join(known) or 'another table'}, or other weights",
        )
    error = equation.occupations[column].astype(float)
    return 1 / error.clip(lower=PRINTED) ** 2


def _wild(fit: Fit, groups: pd.Series, draws: int) -> float:
    """Return the p-value of the wild cluster bootstrap for the exposure."""
    if not draws:
        return float("nan")
    model = fit.result.model
    regressors = pd.DataFrame(model.wexog, columns=model.exog_names)
    y = pd.Series(model.wendog, name="growth")
    return wild_cluster_bootstrap(y, regressors, groups, "x", draws=draws).pvalue


def _weighted(rows: pd.DataFrame, controls: Sequence[str], kind: str) -> dict[str, float]:
    """Return the estimate of x by the normal equations, constant or groups taken out first."""
    w, groups = rows["weight"].to_numpy(dtype=float), codes_of(rows["major_group"])
    absorbed = groups if kind == "within" else np.zeros(len(rows), dtype=int)
    columns = rows[["growth", "x", *controls]].to_numpy(dtype=float)
    y, X = np.split(within(columns, [absorbed], w), [1], axis=1)
    bread = np.linalg.inv(X.T @ (w[:, None] * X))
    b = bread @ X.T @ (w * y[:, 0])
    scores = X * (w * (y[:, 0] - X @ b))[:, None]
    count = int(groups.max()) + 1
    sums = np.array([np.bincount(groups, column, count) for column in scores.T])
    n, k = len(rows), X.shape[1] + int(absorbed.max()) + 1
    factor = count / (count - 1) * (n - 1) / (n - k)
    variance = factor * bread @ sums @ sums.T @ bread
    return {
        "params": float(b[0]), "bse": float(np.sqrt(variance[0, 0])), "nobs": n,
        "effective": effective(rows["weight"]),
    }  # fmt: skip
