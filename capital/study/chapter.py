"""What a chapter of the study is, and the words that it uses for numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from capital.report.content import Section
from capital.results import Finding


@dataclass(frozen=True)
class Chapter:
    """Sections of the report, their findings, and a sentence for the summary.

    Attributes
    ----------
    sections : tuple of Section
    findings : tuple of Finding
    summary : tuple of str
        One sentence a point.
    """

    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    summary: tuple[str, ...] = ()


def key(*parts: object) -> str:
    """Return a key of small letters, digits and dashes, the parts divided by dots.

    Examples
    --------
    >>> key("us", "nonfinancial, current cost", 2024)
    'us.nonfinancial-current-cost.2024'
    """
    words = [re.sub(r"[^a-z0-9]+", "-", str(part).lower()).strip("-") for part in parts]
    return ".".join(words)


def percent(value: float, digits: int = 1) -> str:
    """Return a fraction as a percentage.

    Examples
    --------
    >>> percent(0.1224, 2), percent(-0.05)
    ('12.24 %', '−5.0 %')
    """
    return f"{100 * value:.{digits}f} %".replace("-", "−")


def span(lower: float, upper: float, digits: int = 1) -> str:
    """Return an interval of fractions in percent, one number where the ends agree.

    Examples
    --------
    >>> span(0.31, 0.384), span(0.5, 0.5)
    ('31.0–38.4 %', '50.0 %')
    """
    low, high = percent(lower, digits), percent(upper, digits)
    return low if low == high else f"{low.removesuffix(' %')}–{high}"


def joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> joined(["Meta", "Oracle", "Amazon"])
    'Meta, Oracle and Amazon'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def together(sources: Iterable[str]) -> str:
    """Return several sources in one text, each once.

    Examples
    --------
    >>> together(["Table 1.14; Table 6.1", "Table 1.14; Table 6.3"])
    'Table 1.14; Table 6.1; Table 6.3'
    """
    parts = [part for source in sources for part in source.split("; ") if part]
    return "; ".join(dict.fromkeys(parts))
