"""Intervals for the distance of two price systems: by chance of the sample, and by chance alone.

Two questions are often run together. *How exact is a measure?* The bootstrap draws sectors anew,
with replacement, and sees how far the measure moves. *Could chance bring two systems that near?*
The permutation shuffles the base among the sectors, if wished only that part of it which the size
of a sector does not explain. All draws are computed at once, as rows of one array.

References
----------
Efron and Tibshirani (1993), *An Introduction to the Bootstrap*, ch. 13 and 15. Freedman and Lane
(1983), *Journal of Business & Economic Statistics* 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from capital.economy.deviations import Array, log_residual, measures, observations, positive
from capital.errors import DataError

Seed: TypeAlias = int | np.random.SeedSequence | np.random.Generator

#: Measures that are large, not small, when two systems are close.
_LARGE_IF_CLOSE = ("slope", "r_squared", "correlation")
_FEWEST = 10  # sectors below which resampling says nothing
_BLOCK = 2**20  # numbers drawn at a time


@dataclass(frozen=True)
class Intervals:
    """What resampling says about each measure of `Deviations`.

    Attributes
    ----------
    kind : str
        ``"bootstrap"``: sectors drawn anew, lower and upper enclose the estimate's error.
        ``"permutation"``: the base shuffled among sectors, lower and upper enclose what chance
        alone gives.
    level : float
        Probability between lower and upper, the same below as above.
    repetitions : int
    estimate, lower, upper : mapping of str to float
        By name of measure; NaN where some draw leaves it undefined.
    pvalue : mapping of str to float
        Of a permutation: probability under the null of being at least as close; else empty.
    """

    kind: str
    level: float
    repetitions: int
    estimate: Mapping[str, float]
    lower: Mapping[str, float]
    upper: Mapping[str, float]
    pvalue: Mapping[str, float]


def bootstrap(
    prices: ArrayLike,
    base: ArrayLike,
    *,
    weights: ArrayLike,
    rng: Seed,
    bundle: ArrayLike | None = None,
    repetitions: int = 9_999,
    level: float = 0.95,
) -> Intervals:
    """Return percentile intervals of every measure, by drawing sectors with replacement.

    Parameters
    ----------
    prices, base, weights, bundle
        As in `deviations`. Each draw is brought anew to the same price of its part of the bundle.
    rng : int, SeedSequence or Generator
    repetitions : int
        Number of draws of n sectors.
    level : float
        Between 0 and 1.

    Returns
    -------
    Intervals

    Raises
    ------
    DataError
        As in `deviations`; or if there are fewer than ten sectors.

    Notes
    -----
    The sectors are taken as independent drawings from a population of sectors. They are tied by
    inputs, so the interval is a guide and not a proof.

    References
    ----------
    Efron and Tibshirani (1993), ch. 13.

    Examples
    --------
    >>> found = bootstrap(range(1, 13), range(2, 14), weights=[1] * 12, rng=1, repetitions=99)
    >>> found.lower["mad"] < found.estimate["mad"] < found.upper["mad"]
    True
    """
    given = observations(prices, base, weights, bundle)

    def draw(random: np.random.Generator, rows: int) -> dict[str, Array]:
        picked = random.integers(0, len(given[0]), size=(rows, len(given[0])))
        return measures(*(item[picked] for item in given))

    return _resampled("bootstrap", given, draw, rng, repetitions, level)


def permutation(
    prices: ArrayLike,
    base: ArrayLike,
    *,
    weights: ArrayLike,
    rng: Seed,
    bundle: ArrayLike | None = None,
    size: ArrayLike | None = None,
    repetitions: int = 9_999,
    level: float = 0.95,
) -> Intervals:
    """Return what chance alone would give, by shuffling the base among sectors.

    Parameters
    ----------
    prices, base, weights, bundle
        As in `deviations`; weights and bundle stay with their sector. Shuffling needs numbers that
        could be exchanged: totals (price × output), or prices relative to market prices. Prices of
        tonnes and of haircuts could not.
    rng : int, SeedSequence or Generator
    size : (n,) array, optional
        With it, only the part of log base that log size does not explain is shuffled, so that the
        null hypothesis keeps the influence of size.
    repetitions : int
    level : float

    Returns
    -------
    Intervals
        The null hypothesis: prices and base are unrelated, or, with `size`, unrelated beyond size.
        Its p-values are one-sided and at least 1/(repetitions + 1).

    Raises
    ------
    DataError
        As in `bootstrap`; or if a size is not positive.

    References
    ----------
    Freedman and Lane (1983).

    Examples
    --------
    >>> numbers = [float(number) ** 2 for number in range(1, 13)]
    >>> found = permutation(numbers, range(1, 13), weights=[1] * 12, rng=1, repetitions=99)
    >>> found.pvalue["correlation"] < 0.05
    True
    """
    given = observations(prices, base, weights, bundle)
    fitted, rest = np.zeros_like(given[1]), np.log(given[1])
    if size is not None:
        rest, fitted = log_residual(rest, np.log(positive(size, "size", len(rest))))

    def draw(random: np.random.Generator, rows: int) -> dict[str, Array]:
        shuffled = random.permuted(np.tile(rest, (rows, 1)), axis=1)
        return measures(given[0], np.exp(fitted + shuffled), *given[2:])

    return _resampled("permutation", given, draw, rng, repetitions, level)


def _resampled(
    kind: str,
    given: tuple[Array, ...],
    draw: Callable[[np.random.Generator, int], dict[str, Array]],
    rng: Seed,
    repetitions: int,
    level: float,
) -> Intervals:
    """Return intervals from many draws, taken in blocks of a size set by n alone."""
    sectors = len(given[0])
    if sectors < _FEWEST:
        raise DataError(f"{sectors} sectors say nothing about chance", mend="give ten or more")
    if repetitions < 1 or not 0 < level < 1:
        raise DataError("resampling needs a repetition and a level between 0 and 1")
    random, block = np.random.default_rng(rng), max(1, _BLOCK // sectors)
    sizes = [min(block, repetitions - start) for start in range(0, repetitions, block)]
    drawn = [draw(random, rows) for rows in sizes]
    samples = {name: np.concatenate([item[name] for item in drawn]) for name in drawn[0]}
    estimate = {name: float(value) for name, value in measures(*given).items()}
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    bounds = {name: np.quantile(values, tails) for name, values in samples.items()}
    return Intervals(
        kind=kind,
        level=level,
        repetitions=repetitions,
        estimate=estimate,
        lower={name: float(pair[0]) for name, pair in bounds.items()},
        upper={name: float(pair[1]) for name, pair in bounds.items()},
        pvalue=_pvalues(estimate, samples) if kind == "permutation" else {},
    )


def _pvalues(estimate: Mapping[str, float], samples: Mapping[str, Array]) -> dict[str, float]:
    """Return, by measure, how often chance brings two systems at least as close."""
    found = {}
    for name, values in samples.items():
        if name == "intercept":  # neither a small nor a large one means that they are close
            continue
        sign = -1 if name in _LARGE_IF_CLOSE else 1
        slack = 1e-12 * abs(estimate[name])  # the same arrangement drawn again counts as a tie
        hits = np.count_nonzero(sign * values <= sign * estimate[name] + slack)
        undefined = np.isnan(estimate[name]) or np.isnan(values).any()
        found[name] = float("nan") if undefined else float((1 + hits) / (1 + len(values)))
    return found
