"""What the bootstrap draws: rows, signs and blocks, and how long blocks should be.

Every sixteen draws have a generator of their own, so that the size of a batch changes no draw.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np

from capital.errors import DataError, check_choice
from capital.progress import track
from capital.uncertainty import Seed, seed_sequence

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
METHODS = ("pairs", "wild", "block")
BLOCKS = ("moving", "circular", "stationary")
UNIT = 16  # draws with one seed of their own
WEIGHTS = {
    "rademacher": ((-1.0, 1.0), (0.5, 0.5)),
    "mammen": (
        ((1 - math.sqrt(5)) / 2, (1 + math.sqrt(5)) / 2),
        ((math.sqrt(5) + 1) / (2 * math.sqrt(5)), (math.sqrt(5) - 1) / (2 * math.sqrt(5))),
    ),
}


def block_length(series: Any, blocks: str = "stationary") -> float:
    r"""Return the block length that makes the variance of a mean most exact.

    Parameters
    ----------
    series : shape (n,)
    blocks
        ``"stationary"``, or ``"circular"`` and ``"moving"``, which share a rule.

    Returns
    -------
    float
        At least 1 and at most ⌈min(3√n, n/3)⌉.

    Notes
    -----
    Politis and White's rule with the correction of 2009:
    :math:`(2\hat G^2/\hat D)^{1/3} n^{1/3}` with a flat-top lag window, whose width is twice the
    last lag m before five autocorrelations inside ±2√(log₁₀ n/n) follow one another.

    Examples
    --------
    >>> noise = np.random.default_rng(1).normal(size=400)
    >>> block_length(noise) < block_length(noise.cumsum())
    True
    """
    check_choice("blocks", blocks, BLOCKS)
    x = np.asarray(series, dtype=float)
    if x.ndim != 1 or len(x) < 9 or not np.isfinite(x).all():
        raise DataError("the series is not one of nine finite numbers at least", where="series")
    if np.ptp(x) <= 1e-13 * np.abs(x).max():
        raise DataError("the series is constant", where="series")
    n = len(x)
    x = x - x.mean()
    run = max(5, math.ceil(math.sqrt(math.log10(n))))
    most = min(math.ceil(math.sqrt(n)) + run, n - 2)
    rho = np.array([
        x[m:] @ x[: n - m] / math.sqrt((x[m:] @ x[m:]) * (x[: n - m] @ x[: n - m]))
        for m in range(1, most + 1)
    ])  # fmt: skip
    inside = np.abs(rho) < 2 * math.sqrt(math.log10(n) / n)
    starts = [m for m in range(len(rho) - run + 1) if inside[m : m + run].all()]
    outside = np.flatnonzero(~inside)
    last = starts[0] if starts else int(outside[-1]) + 1
    return _flat_top(x, min(2 * max(last, 1), most), blocks)


def _flat_top(x: Array, width: int, blocks: str) -> float:
    """Return the length for a centred series and a width of the lag window."""
    n = len(x)
    lags = np.arange(1, width + 1)
    cov = np.array([x[m:] @ x[: n - m] / n for m in range(width + 1)])
    window = np.minimum(1, 2 * (1 - lags / width))
    g = 2 * (window * lags * cov[lags]).sum()
    spectrum = cov[0] + 2 * (window * cov[lags]).sum()
    d = (2 if blocks == "stationary" else 4 / 3) * spectrum**2
    most = math.ceil(min(3 * math.sqrt(n), n / 3))
    length = (2 * g**2 / d) ** (1 / 3) * n ** (1 / 3) if d > 0 else most
    return float(min(max(length, 1.0), most))


def chosen_length(values: Array, block: float | None, blocks: str) -> float:
    """Return the length of blocks, checked; by default the largest over columns that vary."""
    table = values[:, None] if values.ndim == 1 else values
    if block is None:
        columns = table.T[np.ptp(table, axis=0) > 1e-13 * np.abs(table).max(axis=0)]
        if not len(columns):
            raise DataError("the data are constant", where="data", mend="give block=")
        return max(block_length(column, blocks) for column in columns)
    if not 1 <= block <= len(table):
        raise DataError(f"blocks of {block:g} rows from {len(table)}", where="block")
    if blocks != "stationary" and block != round(block):
        raise DataError(f"{blocks} blocks of {block:g} rows", where="block", mend="round it")
    return float(block)


def units(draws: int, rng: Seed) -> Iterator[tuple[np.random.Generator, int]]:
    """Yield a generator of its own and its number of draws, unit by unit."""
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 2:
        raise DataError(f"{draws!r} draws", where="draws", mend="give a whole number above one")
    seed = seed_sequence(rng)
    count = math.ceil(draws / UNIT)
    for number in track(range(count), "Bootstrap", count):
        child = np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, number))
        yield np.random.Generator(np.random.PCG64(child)), min(UNIT, draws - number * UNIT)


def draw_samples(
    values: Array, draws: int, kinds: tuple[str, float, str, str], rng: Seed, batch: int
) -> Iterator[Array]:
    """Yield samples in batches, shape (B, n) or (B, n, m)."""
    method, length, blocks, weights = kinds
    n, centre = len(values), values.mean(axis=0)

    def rows() -> Iterator[Array]:
        for generator, size in units(draws, rng):
            if method == "wild":
                yield draw_signs(generator, n, weights)[:size]
            elif method == "pairs":
                yield generator.integers(n, size=(UNIT, n))[:size]
            else:
                yield _blocks(generator, n, length, blocks)[:size]

    for part in _chunks(rows(), batch):
        if method == "wild":
            signs = part if values.ndim == 1 else part[:, :, None]
            yield centre + signs * (values - centre)
        else:
            yield values[part]


def _chunks(parts: Iterable[Array], size: int) -> Iterator[Array]:
    """Yield the rows of arrays again, `size` at a time."""
    waiting: list[Array] = []
    count = 0
    for part in parts:
        waiting.append(part)
        count += len(part)
        if count >= size:
            rows = np.concatenate(waiting)
            whole = count - count % size
            yield from (rows[i : i + size] for i in range(0, whole, size))
            waiting, count = [rows[whole:]], count % size
    if count:
        yield np.concatenate(waiting)


def draw_signs(generator: np.random.Generator, n: int, weights: str) -> Array:
    """Return random weights of mean 0 and variance 1, shape (UNIT, n)."""
    points, chances = WEIGHTS[weights]
    return np.where(generator.random((UNIT, n)) < chances[0], points[0], points[1])


def _blocks(generator: np.random.Generator, n: int, length: float, blocks: str) -> Array:
    """Return rows of blocks, shape (UNIT, n); all but the moving ones go round the end."""
    if blocks == "stationary":
        begins = generator.random((UNIT, n)) < 1 / length
        begins[:, 0] = True
        starts = generator.integers(n, size=(UNIT, n))
        place = np.maximum.accumulate(np.where(begins, np.arange(n), 0), axis=1)
        first = np.take_along_axis(starts, place, axis=1)
        return np.asarray((first + np.arange(n) - place) % n)
    whole = max(1, round(length))
    count = math.ceil(n / whole)
    limit = n if blocks == "circular" else n - whole + 1
    starts = generator.integers(limit, size=(UNIT, count))
    rows = starts[:, :, None] + np.arange(whole)
    return np.asarray(rows.reshape(UNIT, -1)[:, :n] % n)
