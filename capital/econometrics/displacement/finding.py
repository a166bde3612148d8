"""What every design of labour displacement returns.

An estimate of displacement is worth what its placebo is worth: the same equation where no effect
can be. So the two stand side by side in one result, together with a sentence that says what the
estimate shows and one that says what it cannot show. An estimate that follows from an identity
is labelled accounting and has neither errors nor stars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from capital.errors import DataError, check_choice
from capital.evidence import Evidence
from capital.results import TestTable, latex_table

DESIGNS = tuple(f"R{number}" for number in range(1, 12))
WORDS = ("question", "equation", "null", "errors", "sample", "shows", "cannot_show")
ESTIMATE, PLACEBO = "estimate", "placebo"


@dataclass(frozen=True, eq=False)
class Displacement:
    """An answer to one question on labour displacement, with its placebo beside it.

    Attributes
    ----------
    design : str
        ``"R1"`` … ``"R11"``.
    question : str
    equation : str
        As it was estimated, in the field's symbols.
    estimates : pandas.DataFrame
        One row per estimate (specification, measure, term …); columns params, bse, tvalues,
        pvalues, lower, upper, and others where a design needs them. An identity has no errors.
    placebo : pandas.DataFrame
        The same columns where no effect can be: dates before the cause, permuted dates.
    null : str
        What a p-value refers to.
    errors : str
        The type of the standard errors, in words.
    sample : str
    nobs : int
    shows, cannot_show : str
        One sentence each, in plain words.
    evidence : Evidence
        The weakest evidence that the estimate rests on; at best an estimate.
    references : str
        BibTeX.
    accounting : str
        Why the equation is an identity; ``""`` where it is none.
    tests : TestTable or None
        Tests that belong to the question.
    notes : tuple of str
        What else the reader must know.
    details : mapping of str to object
        The fits and tables behind the estimates.

    Raises
    ------
    DataError
        If a sentence is missing, or an estimate has no placebo beside it.
    UnknownNameError
        If there is no such design.
    """

    design: str
    question: str
    equation: str
    estimates: pd.DataFrame = field(repr=False)
    placebo: pd.DataFrame = field(repr=False)
    null: str
    errors: str
    sample: str
    nobs: int
    shows: str
    cannot_show: str
    evidence: Evidence = Evidence.ESTIMATE
    references: str = field(default="", repr=False)
    accounting: str = ""
    tests: TestTable | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        check_choice("design", self.design, DESIGNS)
        for name in WORDS:
            if not getattr(self, name).strip():
                raise DataError(f"the finding does not say its {name}", where=self.design)
        for name in ("estimates", "placebo"):
            table = getattr(self, name)
            if not len(table) or "params" not in table.columns:
                raise DataError(
                    f"the table of {name} is empty or has no column ‘params’",
                    where=self.design,
                    mend="no estimate is shown without the placebo beside it",
                )

    def to_frame(self) -> pd.DataFrame:
        """Return the estimates and, below them, the placebo; ``kind`` tells them apart."""
        parts = {ESTIMATE: self.estimates.reset_index(), PLACEBO: self.placebo.reset_index()}
        table = pd.concat(parts, names=["kind"]).droplevel(1).reset_index()
        names = [name for name in table.columns if name not in self.estimates.columns]
        return table[[*names, *self.estimates.columns]]

    def to_latex(self) -> str:
        """Return both tables in LaTeX (booktabs); the caption says what they rest on."""
        return latex_table(self.to_frame(), caption=f"{self.design}. {self._words()}")

    def summary(self) -> str:
        """Return all of it as text: question, equation, both tables, and what they rest on."""
        return str(self)

    def plot(self, ax: Any = None) -> Any:
        """Draw estimates and placebo with their intervals; return the axes, not showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        table = self.to_frame().dropna(subset=["params"]).reset_index(drop=True)
        labels = [name for name in table.columns if name not in self.estimates.columns]
        for kind, rows in table.groupby("kind", sort=False):
            if {"lower", "upper"} <= set(rows.columns):
                ax.hlines(rows.index.to_numpy(), rows["lower"], rows["upper"], linewidth=0.8)
            ax.plot(rows["params"], rows.index.to_numpy(), "o", label=str(kind))
        ax.set_yticks(range(len(table)), table[labels[1:]].astype(str).agg(", ".join, axis=1))
        ax.axvline(0, linewidth=0.8)
        ax.invert_yaxis()
        ax.legend()
        ax.set_title(f"{self.design}: {self.question}")
        return ax

    def __str__(self) -> str:
        table = self.to_frame().to_string(index=False, na_rep="", float_format="{:.4g}".format)
        lines = [f"{self.design}: {self.question}", self.equation, "", table]
        if self.tests is not None:
            lines += ["", str(self.tests)]
        lines += ["", self._words(), f"Shows: {self.shows}", f"Cannot show: {self.cannot_show}"]
        return "\n".join([*lines, *(f"! {note}" for note in self.notes)])

    def _words(self) -> str:
        identity = f"Accounting: {self.accounting}. " if self.accounting else ""
        return (
            f"{identity}Null of each p-value: {self.null}; errors: {self.errors}; sample "
            f"{self.sample}, {self.nobs} observations; evidence: {self.evidence.value}."
        )
