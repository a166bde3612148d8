"""Estimates from series over time: trends and unit roots.

Two questions to a rate of profit. Does it drift, or does it return to a path (`unit_roots`, and
`reading` in words)? And if it returns to one, which way does the path lead (`trend`), and in
which of its factors does that trend sit (`additive_trends`)? Estimates use the vocabulary of
statsmodels, tests say their null and verdict in words, and every result names its sample.
"""

from __future__ import annotations

from capital.econometrics.trend import (
    TrendResults,
    additive_trends,
    newey_west_bandwidth,
    trend,
)
from capital.econometrics.unit_roots import reading, unit_roots

__all__ = [
    "TrendResults",
    "additive_trends",
    "newey_west_bandwidth",
    "reading",
    "trend",
    "unit_roots",
]
