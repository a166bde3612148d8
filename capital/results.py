"""What every result offers.

Three small things recur everywhere: a *finding* (a number that knows its formula, inputs,
evidence and source), a *test* (that says its null hypothesis and its verdict in words) and a
LaTeX table. Fitted models use the vocabulary of statsmodels (``params``, ``bse``, ``pvalues``,
``conf_int()``, ``summary()``) and keep the wrapped result as ``.result``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from capital.errors import DataError, unknown
from capital.evidence import Evidence


@dataclass(frozen=True)
class Finding:
    """A number that can say where it comes from.

    Attributes
    ----------
    key : str
        Short name, unique in a study (``us.nonfinancial.current.rate_of_profit.2024``).
    label : str
        What it is, in words.
    value : float or None
        The number; ``None`` where only an interval is known.
    unit : str
        ``"percent a year"``, ``"USD billion"`` …
    formula : str
        How it was computed, in the field's symbols.
    inputs : mapping of str to str
        Symbol of the formula → what was put in.
    evidence : Evidence
        The weakest evidence that it rests on.
    source : str
        The primary sources.
    lower, upper : float or None
        Bounds, where it is an interval or carries one.
    note : str
        What the reader must know besides; ``accounting`` where it follows from an identity.
    """

    key: str
    label: str
    value: float | None
    unit: str
    formula: str
    inputs: Mapping[str, str]
    evidence: Evidence
    source: str
    lower: float | None = None
    upper: float | None = None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain JSON values; numbers keep 12 significant digits.

        Twelve digits are far more than any source has and few enough that the last bits of a
        processor's arithmetic do not change the file.
        """
        return {
            "label": self.label,
            "value": round_number(self.value),
            "lower": round_number(self.lower),
            "upper": round_number(self.upper),
            "unit": self.unit,
            "formula": self.formula,
            "inputs": dict(self.inputs),
            "evidence": self.evidence.value,
            "source": self.source,
            "note": self.note,
        }


def round_number(value: float | None, digits: int = 12) -> float | None:
    """Round to significant digits; NaN becomes ``None``, which JSON can say.

    Raises
    ------
    DataError
        If the number is infinite, which JSON cannot say.

    Examples
    --------
    >>> round_number(0.1 + 0.2)
    0.3
    >>> round_number(float("nan")) is None
    True
    """
    if value is None or math.isnan(value):
        return None
    if math.isinf(value):
        raise DataError("an infinite number is no finding", mend="say what it is in words")
    return float(f"{value:.{digits}g}")


@dataclass(frozen=True)
class HypothesisTest:
    """One test: its null hypothesis, its statistic and its verdict in words.

    Attributes
    ----------
    name, null : str
        The test and what it takes for granted until refuted.
    statistic, pvalue : float
        The p-value is NaN where a printed table bounds it only; the verdict then says how.
    rejected : bool
        Whether the null is rejected at `level`.
    level : float
    verdict : str
        What follows, in words.
    detail : mapping of str to object
        What the reader needs besides: lags, bandwidth, break date, deterministic terms.
    """

    name: str
    null: str
    statistic: float
    pvalue: float
    rejected: bool
    level: float
    verdict: str
    detail: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        detail = ", ".join(f"{key} {value}" for key, value in self.detail.items())
        return (
            f"{self.name}: null «{self.null}», statistic {self.statistic:.3f}, "
            + ("" if math.isnan(self.pvalue) else f"p = {self.pvalue:.3f} ")
            + f"→ {self.verdict}"
            + (f" ({detail})" if detail else "")
        )


@dataclass(frozen=True)
class TestTable:
    """Several tests of one series, row by row.

    Attributes
    ----------
    tests : tuple of HypothesisTest
    nobs : int
    sample : str
        First and last period.
    references : str
        BibTeX.
    """

    __test__ = False  # not a test class of pytest

    tests: tuple[HypothesisTest, ...]
    nobs: int
    sample: str
    references: str = ""

    def __iter__(self) -> Iterator[HypothesisTest]:
        return iter(self.tests)

    def __len__(self) -> int:
        return len(self.tests)

    def __getitem__(self, name: str) -> HypothesisTest:
        for test in self.tests:
            if test.name == name:
                return test
        raise unknown("test", name, [test.name for test in self.tests])

    def to_frame(self) -> pd.DataFrame:
        """Return one row per test: null, statistic, p-value, rejected, verdict, detail."""
        rows = [
            {
                "test": test.name,
                "null": test.null,
                "statistic": test.statistic,
                "pvalue": test.pvalue,
                "rejected": test.rejected,
                "verdict": test.verdict,
                "detail": "; ".join(f"{key} = {value}" for key, value in test.detail.items()),
            }
            for test in self.tests
        ]
        return pd.DataFrame(rows).set_index("test")

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs)."""
        return latex_table(self.to_frame().reset_index())

    def __str__(self) -> str:
        head = f"{self.sample}, {self.nobs} observations"
        return "\n".join([head, *(f"  {test}" for test in self.tests)])


_LATEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "−": r"$-$",
        "×": r"$\times$",
        "≤": r"$\le$",
        "≥": r"$\ge$",
    }
)


def latex_escape(text: object) -> str:
    r"""Return text that LaTeX prints as it stands.

    Examples
    --------
    >>> latex_escape("s_v & 5 %")
    's\\_v \\& 5 \\%'
    """
    return str(text).translate(_LATEX_ESCAPES)


def latex_table(frame: pd.DataFrame, *, digits: int = 4, caption: str = "") -> str:
    """Return a frame as a LaTeX table with booktabs rules; missing numbers are dashes."""

    def cell(value: object) -> str:
        if pd.api.types.is_scalar(value) and pd.isna(value):
            return "--"
        if isinstance(value, float):
            whole = abs(value) >= 10 ** (digits - 1)
            return latex_escape(f"{value:,.0f}" if whole else f"{value:.{digits}g}")
        return latex_escape(value)

    numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes]
    columns = "".join("r" if is_number else "l" for is_number in numeric)
    rows: list[Sequence[str]] = [[latex_escape(name) for name in frame.columns]]
    rows += [[cell(value) for value in row] for row in frame.itertuples(index=False)]
    head, *body = [" & ".join(row) + r" \\" for row in rows]
    lines = [r"\begin{tabular}{" + columns + "}", r"\toprule", head, r"\midrule", *body]
    lines += [r"\bottomrule", r"\end{tabular}"]
    if caption:
        lines = [
            r"\begin{table}",
            rf"\caption{{{latex_escape(caption)}}}",
            *lines,
            r"\end{table}",
        ]
    return "\n".join(lines) + "\n"
