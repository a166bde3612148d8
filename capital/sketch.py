"""The distribution of any number of draws, in constant memory.

A histogram whose bins are 2⁻¹⁴ wide relative to the number: the bin of a float is its sign, its
exponent and the leading 14 bits of its fraction, read as one whole number in the order of the
floats. Counts add up exactly, so that the quantiles do not depend on how the draws were divided.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
DROPPED = 38  # bits of a float below the 14 leading ones of its fraction
LOWEST = np.iinfo(np.int64).min


class Sketch:
    """The distribution of one output: counts by leading bits, and sums of each unit."""

    def __init__(self) -> None:
        self.keys = np.empty(0, dtype=np.int64)
        self.counts = np.empty(0, dtype=np.int64)
        self.sums: list[float] = []
        self.squares: list[float] = []
        self.minimum, self.maximum = math.inf, -math.inf
        self.outside = self.undefined = 0

    def take(self, values: Array, outside: int) -> None:
        """Add one unit of draws, of which some lie outside their domain."""
        finite = values[np.isfinite(values)]
        self.undefined += values.size - finite.size
        self.outside += outside
        if not finite.size:
            return
        self.sums.append(float(finite.sum()))
        self.squares.append(float(np.square(finite).sum()))
        self.minimum = min(self.minimum, float(finite.min()))
        self.maximum = max(self.maximum, float(finite.max()))
        self._count(*np.unique(_keys(finite), return_counts=True))

    def add(self, other: Sketch) -> None:
        """Add the draws of another sketch."""
        self.sums += other.sums
        self.squares += other.squares
        self.minimum = min(self.minimum, other.minimum)
        self.maximum = max(self.maximum, other.maximum)
        self.outside += other.outside
        self.undefined += other.undefined
        self._count(other.keys, other.counts)

    def _count(self, keys: Array, counts: Array) -> None:
        everything = np.concatenate([self.keys, keys])
        self.keys, place = np.unique(everything, return_inverse=True)
        weights = np.concatenate([self.counts, counts])
        self.counts = np.zeros(self.keys.size, dtype=np.int64)
        np.add.at(self.counts, place, weights)

    def row(self, quantiles: Sequence[float]) -> dict[str, float]:
        """Return mean, sd, quantiles, extremes and the counts of what lies outside."""
        n = int(self.counts.sum())
        mean = math.fsum(self.sums) / n if n else math.nan
        variance = (math.fsum(self.squares) - n * mean**2) / (n - 1) if n > 1 else math.nan
        edges = {f"{100 * q:g} %": self._quantile(q, n) for q in quantiles}
        return {
            "mean": mean,
            "sd": math.sqrt(max(variance, 0.0)) if n > 1 else math.nan,
            **edges,
            "minimum": self.minimum if n else math.nan,
            "maximum": self.maximum if n else math.nan,
            "outside": self.outside,
            "undefined": self.undefined,
        }

    def _quantile(self, share: float, n: int) -> float:
        if not n:
            return math.nan
        reached = np.cumsum(self.counts)
        place = int(np.searchsorted(reached, share * n))
        if self.keys[place] == 0:  # zero itself, or less than anything that means something
            return 0.0
        before = reached[place] - self.counts[place]
        low, high = _edges(int(self.keys[place]))
        inside = (share * n - before) / self.counts[place]
        return min(max(low + inside * (high - low), self.minimum), self.maximum)


def _keys(values: Array) -> Array:
    """Return the leading bits of floats as whole numbers in the order of the floats."""
    bits = (values + 0.0).view(np.int64)  # −0 becomes 0
    ordered = np.where(bits < 0, LOWEST - bits, bits)
    return np.asarray(ordered >> DROPPED)


def _edges(key: int) -> tuple[float, float]:
    low, high = (_float(number << DROPPED) for number in (key, key + 1))
    return low, high


def _float(ordered: int) -> float:
    bits = ordered if ordered >= 0 else LOWEST - ordered
    return float(np.array([bits], dtype=np.int64).view(np.float64)[0])
