"""Specification curves: what a result owes to the choices behind it.

An estimate rests on choices that could have been others: sample, valuation, sector, measure. The
curve shows it under every combination, sorted, with the choices below. What fails is a row too.

References
----------
Simonsohn, Simmons and Nelson (2020), *Nature Human Behaviour* 4.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from capital.errors import CapitalError, DataError
from capital.progress import track

NUMBERS = ("estimate", "lower", "upper")


@dataclass(frozen=True, eq=False)
class SpecificationCurve:
    """An estimate under every combination of choices.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a specification, sorted by ``estimate``: the choices, ``estimate``, ``lower``,
        ``upper``, and ``failure``, the reason where there is no estimate (these stand last).
        Choices keep their values, ``None`` too.
    choices : tuple of str
    """

    table: pd.DataFrame
    choices: tuple[str, ...]

    @property
    def summary(self) -> dict[str, float]:
        """Number of specifications and failures, median, shares below zero and apart from it.

        ``share_same_sign`` is that of estimates with the sign of the median, and
        ``share_significant`` that of intervals without zero. Shares are of those that have an
        estimate.
        """
        good = self.table[self.table["failure"] == ""]
        if good.empty:
            raise DataError("no specification has an estimate")
        sign = np.sign(good["estimate"].median())
        return {
            "specifications": len(self.table),
            "failures": len(self.table) - len(good),
            "median": float(good["estimate"].median()),
            "lowest": float(good["estimate"].min()),
            "highest": float(good["estimate"].max()),
            "share_same_sign": float((np.sign(good["estimate"]) == sign).mean()),
            "share_significant": float(((good["upper"] < 0) | (good["lower"] > 0)).mean()),
            "share_negative": float((good["estimate"] < 0).mean()),
            "share_negative_interval": float((good["upper"] < 0).mean()),
            "share_positive_interval": float((good["lower"] > 0).mean()),
        }

    def what_matters(self) -> pd.Series:
        """Return the share of the variance of the estimates that each choice alone explains."""
        good = self.table[self.table["failure"] == ""]
        total = good["estimate"].var(ddof=0)
        if not total:
            raise DataError("the estimates do not differ")
        shares = {
            name: good.groupby(name, dropna=False)["estimate"].transform("mean").var(ddof=0) / total
            for name in self.choices
        }
        return pd.Series(shares, name="share").sort_values(ascending=False, kind="stable")

    def plot(self, axes: Any = None) -> Any:
        """Draw the curve above and the choices below; return both axes without showing them."""
        good = self.table[self.table["failure"] == ""].reset_index(drop=True)
        if axes is None:
            import matplotlib.pyplot as plt

            axes = plt.subplots(2, 1, sharex=True, height_ratios=(2, 3), figsize=(8, 7))[1]
        top, bottom = axes
        top.vlines(good.index, good["lower"], good["upper"], linewidth=0.7, color="0.6")
        top.plot(good.index, good["estimate"], ".", color="black")
        top.axhline(0, linewidth=0.8)
        rows = [(name, v) for name in self.choices for v in pd.unique(self.table[name])]
        for place, (name, value) in enumerate(rows):
            chosen = good.index[_equal(good[name], value)]
            bottom.plot(chosen, np.full(len(chosen), place), "|", color="black")
        bottom.set_yticks(range(len(rows)), [f"{name}: {value}" for name, value in rows])
        bottom.invert_yaxis()
        return axes


def specification_curve(
    estimate: Callable[..., Mapping[str, float]],
    choices: Mapping[str, Sequence[Any]],
    *,
    label: str = "Specifications",
) -> SpecificationCurve:
    """Compute an estimate under every combination of choices.

    Parameters
    ----------
    estimate
        Called with one value of each choice by keyword; returns ``estimate``, ``lower`` and
        ``upper``. An error of this package or of linear algebra, or a number that is missing,
        makes the row a failure with its message; any other error is a fault and stops.
    choices
        Name → values, each once: numbers, texts, ``None``. What is larger (a table, a list of
        columns) gets a name, under which the function looks it up.
    label
        What the progress bar says.

    Returns
    -------
    SpecificationCurve

    Raises
    ------
    DataError
        If there is no choice or one stands twice, or the function does not return the three
        numbers, or returns bounds in the wrong order.

    Examples
    --------
    >>> def shifted(by, scale):
    ...     return {"estimate": by * scale, "lower": by * scale - 1, "upper": by * scale + 1}
    >>> curve = specification_curve(shifted, {"by": [-1, 2], "scale": [1, 3]})
    >>> curve.table["estimate"].tolist()
    [-3.0, -1.0, 2.0, 6.0]
    """
    _check_choices(choices)
    names = tuple(choices)
    combinations = list(product(*choices.values()))
    rows = []
    for values in track(combinations, label, len(combinations)):
        chosen = dict(zip(names, values, strict=True))
        rows.append({**chosen, **_row(estimate, chosen)})
    table = pd.DataFrame(rows)
    for place, name in enumerate(names):
        if any(value is None for value in choices[name]):  # pandas would make it NaN
            column = [combination[place] for combination in combinations]
            table[name] = pd.Series(column, dtype=object)
    table = table.sort_values(["estimate", *_sortable(table, names)], kind="stable")
    return SpecificationCurve(table.reset_index(drop=True), names)


def _check_choices(choices: Mapping[str, Sequence[Any]]) -> None:
    if not choices:
        raise DataError("there is nothing to choose from", where="choices")
    for name, values in choices.items():
        if name in (*NUMBERS, "failure"):
            raise DataError(f"a choice cannot be called {name}", where="choices")
        if isinstance(values, str):
            raise DataError("this is one text", where=name, mend=f"write [{values!r}]")
        if not len(values):
            raise DataError("there is nothing to choose from", where=name)
        large = [value for value in values if not isinstance(value, Hashable)]
        if large:
            raise DataError(
                f"a value is a {type(large[0]).__name__}",
                where=name,
                mend="give names, and look it up by name in the function",
            )
        if len(set(values)) < len(values):
            raise DataError("a value stands twice", where=name, mend="give each once")


def _equal(column: pd.Series, value: Any) -> pd.Series:
    return column.isna() if value is None else column == value


def _row(estimate: Callable[..., Mapping[str, float]], chosen: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = estimate(**chosen)
    except (CapitalError, np.linalg.LinAlgError) as error:
        return {**dict.fromkeys(NUMBERS, float("nan")), "failure": str(error)}
    missing = [name for name in NUMBERS if name not in found]
    if missing:
        raise DataError(f"the estimate does not say its {', '.join(missing)}")
    numbers = {name: float(found[name]) for name in NUMBERS}
    none = [name for name, value in numbers.items() if np.isnan(value)]
    if none or np.isinf(numbers["estimate"]):
        words = ", ".join(none or ["estimate"])
        return {**dict.fromkeys(NUMBERS, float("nan")), "failure": f"no finite {words}"}
    if numbers["lower"] > numbers["upper"]:
        raise DataError("the lower bound is above the upper one", where=str(dict(chosen)))
    return {**numbers, "failure": ""}


def _sortable(table: pd.DataFrame, names: Sequence[str]) -> list[str]:
    return [name for name in names if pd.api.types.is_numeric_dtype(table[name])]
