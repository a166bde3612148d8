"""Several fits side by side, as a paper prints them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from capital.errors import DataError
from capital.results import latex_escape

STARS = ((0.01, "***"), (0.05, "**"), (0.1, "*"))


@dataclass(frozen=True)
class Comparison:
    """A regression table.

    Attributes
    ----------
    frame : pandas.DataFrame
        Texts: for each coefficient a row with the estimates and one with the standard errors in
        brackets, then observations, R², errors, sample; a column a fit.
    notes : tuple of str
        What stands below the table.
    references : str
        BibTeX, each entry once.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    references: str = field(default="", repr=False)

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs)."""
        frame = self.frame.reset_index()
        lines = [r"\begin{tabular}{l" + "r" * len(self.frame.columns) + "}", r"\toprule"]
        head = ["", *self.frame.columns]
        rows = [list(map(str, row)) for row in frame.itertuples(index=False)]
        body = [" & ".join(map(latex_escape, row)) + r" \\" for row in [head, *rows]]
        lines += [body[0], r"\midrule", *body[1:], r"\bottomrule", r"\end{tabular}"]
        return "\n".join(lines + [latex_escape(note) for note in self.notes]) + "\n"

    def to_html(self) -> str:
        """Return the table in HTML."""
        cells = [["", *self.frame.columns]]
        cells += [list(row) for row in self.frame.reset_index().itertuples(index=False)]
        head, *body = [[escape(str(cell)) for cell in row] for row in cells]
        lines = ["<table><thead><tr>", *(f"<th>{cell}</th>" for cell in head), "</tr></thead>"]
        for first, *rest in body:
            values = "".join(f"<td>{cell}</td>" for cell in rest)
            lines.append(f"<tr><th>{first}</th>{values}</tr>")
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return "".join([*lines, "</table>", notes])

    def to_markdown(self) -> str:
        """Return the table in Markdown."""
        rows = [["", *self.frame.columns], ["---"] * (1 + len(self.frame.columns))]
        rows += [list(row) for row in self.frame.reset_index().itertuples(index=False)]
        table = [f"| {' | '.join(str(cell).replace('|', '¦') for cell in row)} |" for row in rows]
        return "\n".join([*table, "", *self.notes]) + "\n"

    def __str__(self) -> str:
        return "\n".join([self.frame.to_string(), *self.notes])


def compare(
    fits: Mapping[str, Any] | Sequence[Any], *, stars: bool = False, digits: int = 4
) -> Comparison:
    """Put several fits into one table.

    Parameters
    ----------
    fits
        Results of this package (`Fit` or what offers the same), by the heading of their column; or
        in a sequence, which is numbered.
    stars
        Whether estimates bear stars at 10, 5 and 1 %. An identity never does.
    digits : int
        Significant digits.

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        If there is nothing to compare, or an item is no fit.

    Examples
    --------
    >>> import numpy as np
    >>> from capital.econometrics.fit import least_squares
    >>> frame = pd.DataFrame({"x": [1.0, 2, 3, 4, 5], "y": [1.0, 3, 2, 5, 4]})
    >>> table = compare({"OLS": least_squares(frame, "y ~ x")})
    >>> table.frame.loc["x", "OLS"], table.frame.loc["Observations", "OLS"]
    ('0.8', '5')
    """
    named = fits if isinstance(fits, Mapping) else {f"({i})": f for i, f in enumerate(fits, 1)}
    if not named:
        raise DataError("there is nothing to compare", mend="give one fit at least")
    for name, fit in named.items():
        if not hasattr(fit, "params") or not hasattr(fit, "nobs"):
            raise DataError(f"this is a {type(fit).__name__}, no fit", where=str(name))
    terms = list(dict.fromkeys(str(term) for fit in named.values() for term in fit.params.index))
    columns = {name: _column(fit, terms, stars, digits) for name, fit in named.items()}
    labels = [label for term in terms for label in (term, f"({term})")]
    labels += ["Observations", "R²", "Errors", "Sample"]
    frame = pd.DataFrame(columns, index=pd.Index(labels, name="term"))
    frame = frame[~((frame == "").all(axis=1))]
    return Comparison(frame, _notes(named, stars), references(*named.values()))


def references(*fits: Any) -> str:
    """Return the BibTeX entries of several results, each once, in the order of their keys."""
    entries: dict[str, str] = {}
    for fit in fits:
        for entry in re.split(r"(?m)^(?=@)", getattr(fit, "references", "")):
            key = re.match(r"@\w+\{([^,]+),", entry)
            if key:
                entries[key.group(1)] = entry.strip() + "\n"
    return "\n".join(entries[key] for key in sorted(entries))


def _column(fit: Any, terms: list[str], stars: bool, digits: int) -> list[str]:
    accounting = bool(getattr(fit, "accounting", ""))
    params = {str(term): value for term, value in fit.params.items()}
    errors = {} if accounting else {str(term): value for term, value in fit.bse.items()}
    pvalues = {} if accounting else {str(term): value for term, value in fit.pvalues.items()}
    cells: list[str] = []
    for term in terms:
        if term not in params:
            cells += ["", ""]
            continue
        mark = _stars(pvalues.get(term, 1.0)) if stars else ""
        cells.append(_number(params[term], digits) + mark)
        cells.append(f"({_number(errors[term], digits)})" if term in errors else "")
    r2 = getattr(fit, "rsquared", float("nan"))
    kind = "accounting" if accounting else getattr(fit, "errors", "")
    shown = "" if pd.isna(r2) else f"{r2:.3f}"
    return [*cells, f"{fit.nobs}", shown, str(kind), str(getattr(fit, "sample", ""))]


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}g}".replace("-", "−")


def _stars(pvalue: float) -> str:
    return next((mark for level, mark in STARS if pvalue < level), "")


def _notes(named: Mapping[str, Any], stars: bool) -> tuple[str, ...]:
    notes = ["Standard errors in brackets."]
    if stars:
        notes.append("* below 10 %, ** below 5 %, *** below 1 %, each test by itself.")
    for name, fit in named.items():
        if getattr(fit, "accounting", ""):
            notes.append(f"{name}: accounting, {fit.accounting}.")
        notes += [f"{name}: {warning}." for warning in getattr(fit, "warnings", ())]
    return tuple(notes)
