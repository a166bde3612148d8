r"""Phases of a series by its peaks and troughs, and what grew in each.

A study that cuts its sample where the story asks for it can show anything. Here the cuts come
from a rule: of all sequences of alternating peaks and troughs that respect a shortest phase and
a shortest cycle, the one along which the series rises and falls most,

.. math:: \max \sum_{i} \lvert y_{\tau_{i+1}} - y_{\tau_i} \rvert .

Bry and Boschan, and Harding and Pagan after them, strike out the turns that break the same
rules one after another, so that the result depends on the order; the best sequence does not.
Growth by phase, in logarithms, adds up exactly to that of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias, cast

import numpy as np
import pandas as pd

from capital.econometrics._series import Bound, listed, name_of, period_of, span, take_sample
from capital.errors import DataError, unknown

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
MINIMUM = 5
#: Shortest phase and cycle by frequency: Bry and Boschan (months), Harding and Pagan (quarters).
SHORTEST = {"M": (5, 15), "Q": (2, 5), "Y": (1, 2)}
KINDS = {1: "expansion", -1: "contraction"}

REFERENCES = """\
@book{BryBoschan1971,
  author    = {Bry, Gerhard and Boschan, Charlotte},
  title     = {Cyclical Analysis of Time Series: Selected Procedures and Computer Programs},
  publisher = {National Bureau of Economic Research},
  year      = {1971}
}
@article{HardingPagan2002,
  author  = {Harding, Don and Pagan, Adrian},
  title   = {Dissecting the Cycle: A Methodological Investigation},
  journal = {Journal of Monetary Economics},
  year    = {2002},
  volume  = {49},
  number  = {2},
  pages   = {365--381}
}
"""


@dataclass(frozen=True, eq=False)
class TurningPoints:
    """Peaks and troughs of a series, and the phases between them.

    Attributes
    ----------
    points : pandas.DataFrame, shape (m, 2)
        By period: ``kind`` (``"peak"`` or ``"trough"``) and ``value``.
    phases : pandas.DataFrame, shape (m + 1, 6)
        ``start``, ``end`` (the turn that closes one phase opens the next), ``kind``,
        ``periods``, ``change`` and ``complete`` (false for the first and the last, which the
        sample cuts off).
    series : pandas.Series
        The sample.
    sample, note, references : str
    """

    points: pd.DataFrame
    phases: pd.DataFrame
    series: pd.Series = field(repr=False)
    sample: str
    note: str
    references: str = field(default=REFERENCES, repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the phases."""
        return self.phases.copy()

    def plot(self, ax: Any = None) -> Any:
        """Draw the series and shade its contractions; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        index = cast(pd.PeriodIndex, self.series.index)
        ax.plot(index.to_timestamp(), self.series.to_numpy())
        for _, phase in self.phases.iterrows():
            if phase["kind"] == "contraction":
                ax.axvspan(phase["start"].to_timestamp(), phase["end"].to_timestamp(), alpha=0.2)
        ax.set_ylabel(name_of(self.series))
        return ax


def turning_points(
    series: pd.Series,
    *,
    minimum_phase: int | None = None,
    minimum_cycle: int | None = None,
    start: Bound = None,
    end: Bound = None,
) -> TurningPoints:
    """Date the peaks and troughs of a series.

    Parameters
    ----------
    series : pandas.Series, shape (n,)
        Over a `PeriodIndex`, or a `DatetimeIndex` with a frequency.
    minimum_phase : int, optional
        Fewest periods from a turn to the next, and from either end of the sample. By default 1
        for years, 2 for quarters and 5 for months.
    minimum_cycle : int, optional
        Fewest periods from peak to peak and from trough to trough. By default 2, 5 and 15.
    start, end
        Sample, both included.

    Returns
    -------
    TurningPoints

    Raises
    ------
    DataError
        If the sample is too short, does not vary, or has another frequency and no minimum.

    Notes
    -----
    A peak is no lower than any period within `minimum_phase` on either side, and higher than
    the one before; a trough likewise. Among the sequences that qualify the one of the greatest
    sum of rises and falls is found by dynamic programming; of equal ones, that with fewer turns.

    References
    ----------
    Bry and Boschan (1971); Harding and Pagan (2002), Journal of Monetary Economics 49.

    Examples
    --------
    >>> years = pd.period_range("1948", periods=9, freq="Y")
    >>> r = pd.Series([1.0, 2, 3, 2, 1, 2, 3, 4, 3], index=years, name="r")
    >>> turning_points(r, minimum_phase=2, minimum_cycle=4).points["kind"].to_dict()
    {Period('1950', 'Y-DEC'): 'peak', Period('1952', 'Y-DEC'): 'trough'}
    """
    sample = take_sample(series, start, end, minimum=MINIMUM)
    index = cast(pd.PeriodIndex, sample.index)
    phase, cycle = _shortest(index, minimum_phase, minimum_cycle)
    y = sample.to_numpy()
    if np.ptp(y) == 0:
        raise DataError(f"{sample.name} is the same in all periods of {span(index)}")
    turns = _best_sequence(y, _candidates(y, phase), phase, cycle)
    where = [turn for turn, _ in turns]
    points = pd.DataFrame(
        {
            "kind": ["peak" if sign > 0 else "trough" for _, sign in turns],
            "value": y[where],
        },
        index=index[where].rename("period"),
    )
    first = turns[0][1] if turns else (1 if y[-1] > y[0] else -1)
    return TurningPoints(
        points=points,
        phases=_between(sample, where, first),
        series=sample,
        sample=span(index),
        note=f"Shortest phase {phase} and shortest cycle {cycle} periods.",
    )


def phase_table(
    table: pd.Series | pd.DataFrame,
    phases: TurningPoints | pd.DataFrame | Sequence[Bound],
    *,
    total: str | None = None,
    per_period: bool = False,
) -> pd.DataFrame:
    """Return the growth of each column in each phase, in log points.

    Parameters
    ----------
    table : pandas.Series or pandas.DataFrame, shape (n,) or (n, m)
        Positive, over periods.
    phases : TurningPoints, pandas.DataFrame or sequence of dates
        The turns of another series; a table with ``start`` and ``end``, each phase beginning
        where the one before ended; or the dates that bound the phases, the first and the last
        included.
    total : str, optional
        Column that the others multiply to; it is checked that they do.
    per_period : bool
        Divide by the number of periods.

    Returns
    -------
    pandas.DataFrame, shape (phases + 1, m + 1)
        ``periods`` and 100·(ln x_end − ln x_start) by phase; the last row is the whole, to
        which the phases add up, as the factors add up to the total.

    Raises
    ------
    DataError
        If a number is missing or not positive where it counts, the phases leave a hole, or the
        factors do not multiply to the total.
    UnknownNameError
        If there is no such total.

    Examples
    --------
    >>> years = pd.period_range("1948", periods=5, freq="Y")
    >>> r = pd.Series([1.0, 2.0, 4.0, 2.0, 1.0], index=years, name="r")
    >>> phase_table(r, [1948, 1950, 1952])["r"].round(1).to_dict()
    {'1948–1950': 138.6, '1950–1952': -138.6, '1948–1952': 0.0}
    """
    frame = table.to_frame(name_of(table)) if isinstance(table, pd.Series) else table
    if not isinstance(frame, pd.DataFrame) or not frame.columns.is_unique:
        raise DataError("this is no table with one name per column", mend="give a DataFrame")
    index = cast(
        pd.PeriodIndex,
        take_sample(pd.Series(0.0, index=frame.index), None, None, minimum=2).index,
    )
    edges = _edges(phases, index)
    logs = pd.DataFrame(
        {name: _log(take_sample(frame[name], edges[0], edges[-1], minimum=2)) for name in frame}
    )
    if total is not None:
        _check_total(logs, total)
    bounds = [*pairwise(edges), (edges[0], edges[-1])]
    growth = np.array([(logs.loc[b] - logs.loc[a]).to_numpy() for a, b in bounds])
    steps = index.get_indexer(pd.Index([b for _, b in bounds])) - index.get_indexer(
        pd.Index([a for a, _ in bounds])
    )
    growth = 100 * growth / (steps[:, None] if per_period else 1)
    rows = pd.Index([f"{a}–{b}" for a, b in bounds], name="phase")
    result = pd.DataFrame(growth, index=rows, columns=list(logs.columns))
    result.insert(0, "periods", steps)
    unit = "log points a period" if per_period else "log points"
    result.attrs = {"note": f"Growth in {unit}; accounting: the phases add up to the whole."}
    return result


def spells(labels: pd.Series) -> pd.DataFrame:
    """Return the spells of a labelled series: start, end, kind, periods.

    Each begins where the one before ended, so that growth over them adds up.

    Examples
    --------
    >>> years = pd.period_range("1948", periods=4, freq="Y")
    >>> spells(pd.Series(["low", "low", "high", "high"], index=years))["periods"].to_list()
    [1, 2]
    """
    values = labels.to_numpy()
    changes = np.flatnonzero(values[1:] != values[:-1])
    ends = [*changes.tolist(), len(values) - 1]
    rows = [
        {"start": labels.index[a], "end": labels.index[b], "kind": values[b], "periods": b - a}
        for a, b in pairwise([0, *ends])
        if b > a
    ]
    return pd.DataFrame(rows, columns=["start", "end", "kind", "periods"])


def _shortest(index: Any, phase: int | None, cycle: int | None) -> tuple[int, int]:
    usual = SHORTEST.get(index.freq.rule_code[0]) if index.freq.n == 1 else None
    if usual is None and (phase is None or cycle is None):
        raise DataError(
            f"there is no usual shortest phase for the frequency {index.freqstr}",
            where="minimum_phase",
            mend="give minimum_phase and minimum_cycle in periods",
        )
    chosen = [
        value if value is not None else cast(tuple[int, int], usual)[i]
        for i, value in enumerate((phase, cycle))
    ]
    for name, value in zip(("minimum_phase", "minimum_cycle"), chosen, strict=True):
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not whole or value < 1:
            raise DataError(f"{value} is no number of periods", where=name, mend="give 1 or more")
    if len(index) < 2 * chosen[0] + 1:
        raise DataError(
            f"{len(index)} observations hold no turn with phases of {chosen[0]} periods",
            where="minimum_phase",
            mend=f"give at least {2 * chosen[0] + 1}",
        )
    return chosen[0], chosen[1]


def _candidates(y: Array, phase: int) -> list[tuple[int, int]]:
    """Return (position, sign) of local extremes, +1 for a peak, at least `phase` from the ends."""
    found = []
    for t in range(phase, len(y) - phase):
        around = y[t - phase : t + phase + 1]
        for sign in (1, -1):
            highest = sign * y[t] >= (sign * around).max()
            if highest and sign * y[t] > sign * y[t - 1]:
                found.append((t, sign))
    return found


def _best_sequence(
    y: Array, turns: list[tuple[int, int]], phase: int, cycle: int
) -> list[tuple[int, int]]:
    """Return the alternating turns along which the series moves most.

    The state is the last two turns, since a cycle bounds the distance to the one before the
    last. A virtual turn −1 stands for the beginning of the sample, which is no turn.
    """
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
    for j, (t, sign) in enumerate(turns):
        best[-1, j] = (sign * (y[t] - y[0]), (j,))
        for i in range(j):
            before, opposite = turns[i]
            if opposite == sign or t - before < phase:
                continue
            states = [
                best[h, i]
                for h in range(-1, i)
                if (h, i) in best and (h < 0 or t - turns[h][0] >= cycle)
            ]
            if states:
                gain, path = max(states, key=_value)
                best[i, j] = (gain + sign * (y[t] - y[before]), (*path, j))
    ends = [(abs(float(y[-1] - y[0])), ())] + [
        (gain - turns[j][1] * (y[-1] - y[turns[j][0]]), path)
        for (_, j), (gain, path) in best.items()
    ]
    return [turns[i] for i in max(ends, key=_value)[1]]


def _value(state: tuple[float, tuple[int, ...]]) -> tuple[float, int, tuple[int, ...]]:
    """Order sequences: by movement, then fewer turns, then earlier ones."""
    gain, path = state
    return round(float(gain), 12), -len(path), tuple(-i for i in path)


def _between(sample: pd.Series, turns: list[int], first: int) -> pd.DataFrame:
    y = sample.to_numpy()
    edges = [0, *turns, len(y) - 1]
    rows = [
        {
            "start": sample.index[a],
            "end": sample.index[b],
            "kind": KINDS[first * (-1) ** i],
            "periods": b - a,
            "change": float(y[b] - y[a]),
            "complete": 0 < i < len(edges) - 2,
        }
        for i, (a, b) in enumerate(pairwise(edges))
    ]
    return pd.DataFrame(rows)


def _edges(
    phases: TurningPoints | pd.DataFrame | Sequence[Bound], index: pd.PeriodIndex
) -> list[pd.Period]:
    """Return the dates that bound the phases."""
    if isinstance(phases, TurningPoints):
        phases = phases.phases
    if isinstance(phases, pd.DataFrame):
        for name in ("start", "end"):
            if name not in phases.columns:
                raise unknown("column", name, map(str, phases.columns), where="phases")
        holes = [
            f"{b} to {a}"
            for b, a in zip(phases["end"].iloc[:-1], phases["start"].iloc[1:], strict=True)
            if b != a
        ]
        if holes:
            raise DataError(
                f"the phases do not follow one another: {listed(holes)}",
                where="phases",
                mend="let each begin where the one before ended",
            )
        phases = [*phases["start"], *phases["end"].iloc[-1:]]
    if isinstance(phases, str | int) or len(phases) < 2:
        raise DataError("phases is no list of dates", where="phases", mend="give two or more")
    edges = [period_of(date, index, "end", where="phases") for date in phases]
    if any(after <= before for before, after in pairwise(edges)):
        raise DataError(f"the dates {listed(edges)} are not in order", where="phases")
    return edges


def _log(sample: pd.Series) -> pd.Series:
    wrong = sample[sample <= 0]
    if len(wrong):
        raise DataError(
            f"{sample.name} is {wrong.iloc[0]:.4g} in {wrong.index[0]}".replace("-", "−"),
            mend="growth needs positive values",
        )
    return np.log(sample)


def _check_total(logs: pd.DataFrame, total: str) -> None:
    if total not in logs.columns:
        raise unknown("column", total, map(str, logs.columns), where="total")
    gap = (logs.drop(columns=total).sum(axis=1) - logs[total]).abs()
    if gap.max() > 1e-10 * max(1.0, float(logs[total].abs().max())):
        raise DataError(
            f"the factors miss the total by {gap.max():.3g} in {gap.idxmax()}",
            where=total,
            mend="give every factor of the total, and nothing else",
        )
