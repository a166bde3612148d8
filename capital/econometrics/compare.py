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
        brackets, then observations, R², method (with its fixed effects), errors, sample; a column
        a fit.
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
        lines = [r"\begin{tabular}{l" + "r" * len(self.frame.columns) + "}", r"\toprule"]
        body = [" & ".join(map(latex_escape, row)) + r" \\" for row in self._cells()]
        lines += [body[0], r"\midrule", *body[1:], r"\bottomrule", r"\end{tabular}"]
        notes = [rf"\par\noindent {latex_escape(note)}" for note in self.notes]
        return "\n".join(lines + notes) + "\n"

    def to_html(self) -> str:
        """Return the table in HTML."""
        head, *body = [[escape(cell) for cell in row] for row in self._cells()]
        lines = ["<table><thead><tr>", *(f"<th>{cell}</th>" for cell in head), "</tr></thead>"]
        for first, *rest in body:
            values = "".join(f"<td>{cell}</td>" for cell in rest)
            lines.append(f"<tr><th>{first}</th>{values}</tr>")
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return "".join([*lines, "</table>", notes])

    def to_markdown(self) -> str:
        """Return the table in Markdown."""
        head, *body = [[_markdown(cell) for cell in row] for row in self._cells()]
        table = [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *body]]
        notes = [line for note in self.notes for line in ("", _markdown(note))]
        return "\n".join([*table, *notes]) + "\n"

    def _cells(self) -> list[list[str]]:
        """Return the head and the rows; a row of standard errors has no label of its own."""
        labels = [str(label) for label in self.frame.index]
        shown = ["" if label == f"({before})" else label
                 for before, label in zip(["", *labels], labels, strict=False)]  # fmt: skip
        rows = [[label, *map(str, row)] for label, row in
                zip(shown, self.frame.itertuples(index=False), strict=True)]  # fmt: skip
        return [["", *map(str, self.frame.columns)], *rows]

    def __str__(self) -> str:
        return "\n".join([self.frame.to_string(), *self.notes])


def compare(
    fits: Mapping[str, Any] | Sequence[Any],
    *,
    names: Sequence[str] | None = None,
    stars: bool = False,
    digits: int = 4,
) -> Comparison:
    """Put several fits into one table.

    Parameters
    ----------
    fits
        Results of this package (`Fit` or what offers the same), by the heading of their column; or
        in a sequence, which is numbered.
    names
        Headings of the columns instead.
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
        If there is nothing to compare, an item is no fit, or the headings are not one a fit.

    Examples
    --------
    >>> import numpy as np
    >>> from capital.econometrics.fit import least_squares
    >>> frame = pd.DataFrame({"x": [1.0, 2, 3, 4, 5], "y": [1.0, 3, 2, 5, 4]})
    >>> table = compare({"OLS": least_squares(frame, "y ~ x")})
    >>> table.frame.loc["x", "OLS"], table.frame.loc["Observations", "OLS"]
    ('0.8', '5')
    """
    items = list(fits.values() if isinstance(fits, Mapping) else fits)
    own = list(fits) if isinstance(fits, Mapping) else [f"({i})" for i in range(1, len(items) + 1)]
    heads = own if names is None else list(names)
    if len(heads) != len(items) or len(set(heads)) < len(heads):
        raise DataError(
            f"{len(heads)} headings for {len(items)} fits",
            where="names",
            mend="give each fit one of its own",
        )
    named = dict(zip(heads, items, strict=True))
    if not named:
        raise DataError("there is nothing to compare", mend="give one fit at least")
    for name, fit in named.items():
        if not hasattr(fit, "params") or not hasattr(fit, "nobs"):
            raise DataError(f"this is a {type(fit).__name__}, no fit", where=str(name))
    terms = list(dict.fromkeys(str(term) for fit in named.values() for term in fit.params.index))
    columns = {name: _column(fit, terms, stars, digits) for name, fit in named.items()}
    labels = [label for term in terms for label in (term, f"({term})")]
    labels += ["Observations", "R²", "Method", "Errors", "Sample"]
    frame = pd.DataFrame(columns, index=pd.Index(labels, name="term"))
    frame = frame[~((frame == "").all(axis=1))]
    return Comparison(frame, _notes(named, stars), references(*named.values()))


def references(*fits: Any) -> str:
    r"""Return the BibTeX entries of several results, each once, in the order of their keys.

    Parameters
    ----------
    *fits
        Results with ``references``.

    Returns
    -------
    str

    Examples
    --------
    >>> from capital.econometrics.fit import Fit
    >>> one = Fit(None, "y", "OLS", "", "", references="@book{Marx1867,\n  year = {1867}\n}")
    >>> references(one, one).count("Marx1867")
    1
    """
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
    method, sample = (str(getattr(fit, name, "")) for name in ("method", "sample"))
    return [*cells, f"{fit.nobs}", shown, method, str(kind), sample]


def _markdown(text: str) -> str:
    """Return text that Markdown prints as it stands: no bar ends a cell, no star begins a list."""
    return text.replace("|", "¦").replace("*", r"\*")


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}g}".replace("-", "−")


def _stars(pvalue: float) -> str:
    return next((mark for level, mark in STARS if pvalue < level), "")


def _notes(named: Mapping[str, Any], stars: bool) -> tuple[str, ...]:
    tested = [fit for fit in named.values() if not getattr(fit, "accounting", "")]
    notes = ["Standard errors in brackets."] if tested else []
    if stars and tested:
        nulls = dict.fromkeys(str(getattr(fit, "null", "")) for fit in tested)
        null = "; ".join(text for text in nulls if text) or "the coefficient is zero"
        notes.append(
            f"* below 10 %, ** below 5 %, *** below 1 %, each test by itself; null: {null}."
        )
    for name, fit in named.items():
        if getattr(fit, "accounting", ""):
            notes.append(f"{name}: accounting, {fit.accounting}.")
        notes += [f"{name}: {warning}." for warning in getattr(fit, "warnings", ())]
    return tuple(notes)
