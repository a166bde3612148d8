r"""What a change of the rate of profit consists of: logarithms of a product, by phase.

Where a rate is a product of factors its logarithm is their sum, in any order. Weisskopf's three are

.. math:: \frac{P}{K} = \frac{P}{Y}\cdot\frac{Y}{Z}\cdot\frac{Z}{K}

with profit P, output Y, output at full use of capacity Z and capital K. It is accounting: the
factors say where a change sits, not what caused it. Phases run from one turning point to the next,
so that the change over a phase is the change between its two ends.

References
----------
Weisskopf (1979), *Cambridge Journal of Economics* 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital import datasets
from capital.errors import DataError, check_choice, unknown
from capital.measure.accounts import Accounts
from capital.results import latex_table

Bound: TypeAlias = int | str | pd.Period
Phases: TypeAlias = Mapping[str, tuple[Bound, Bound]] | Sequence[Bound]

#: Shipped series of the use of capacity: table, column, and what one hundred percent is in it.
UTILISATIONS: Mapping[str, tuple[str, str, float]] = {
    "federal_reserve": ("us_labour_prices", "capacity_utilisation", 100.0),
    "shaikh_2016": ("shaikh_2016_corporate", "capacity_utilisation", 1.0),
}
TOLERANCE = 1e-9  # of logarithms: how far a product may be from its total


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A product in logarithms, and the changes of its factors by phase.

    Attributes
    ----------
    total : str
    factors : tuple of str
    logs : pandas.DataFrame
        Logarithms of the total and of the factors, one row per period.
    phases : mapping of str to (Period, Period)
        First and last period of each phase.
    note : str
        What it rests on; always begins with ``accounting``.
    """

    total: str
    factors: tuple[str, ...]
    logs: pd.DataFrame
    phases: Mapping[str, tuple[pd.Period, pd.Period]]
    note: str

    def to_frame(self, *, per_period: bool = False) -> pd.DataFrame:
        """Return log changes, one row per phase; the factors add up to the total.

        Parameters
        ----------
        per_period
            Divide by the number of periods between the two ends: growth rates in log points.
        """
        rows = {}
        for name, (start, end) in self.phases.items():
            change = self.logs.loc[end] - self.logs.loc[start]
            rows[name] = change / ((end - start).n if per_period else 1)
        return pd.DataFrame.from_dict(rows, orient="index")[
            [self.total, *self.factors]
        ].rename_axis("phase")

    def shares(self) -> pd.DataFrame:
        """Return each factor's part of the change of the total, by phase; rows add up to one.

        Returns
        -------
        pandas.DataFrame
            A row a phase, a column a factor.

        Raises
        ------
        DataError
            If the total does not change over a phase.

        Examples
        --------
        >>> years = pd.period_range("2000", periods=2, freq="Y")
        >>> frame = pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, 2.0]}, index=years)
        >>> frame["total"] = frame["a"] * frame["b"]
        >>> log_decomposition(frame, "total", ["a", "b"]).shares().round(6).iloc[0].tolist()
        [0.5, 0.5]
        """
        changes = self.to_frame()
        flat = changes.index[changes[self.total].abs() < TOLERANCE]
        if len(flat):
            raise DataError(
                f"{self.total} does not change over {flat[0]}: there is nothing to share",
                mend="use to_frame()",
            )
        return changes[list(self.factors)].div(changes[self.total], axis=0)

    def to_latex(self) -> str:
        """Return the changes by phase in LaTeX (booktabs)."""
        return latex_table(self.to_frame().reset_index())

    def plot(self, ax: Any = None) -> Any:
        """Draw the factors against the first period, in log points, and return the axes."""
        if ax is None:
            from matplotlib.figure import Figure

            ax = Figure(figsize=(7, 4), layout="constrained").add_subplot()
        for name in (self.total, *self.factors):
            line = self.logs[name] - self.logs[name].iloc[0]
            ax.plot(line.index.to_timestamp(how="end"), line, label=name.replace("_", " "))
        ax.set_ylabel("logarithm, first period = 0")
        ax.legend()
        return ax

    def __str__(self) -> str:
        return f"{self.note}\n{self.to_frame().to_string(float_format='{:+.4f}'.format)}"


def log_decomposition(
    frame: pd.DataFrame, total: str, factors: Sequence[str], *, phases: Phases | None = None
) -> Decomposition:
    r"""Divide the change of a product among its factors, exactly.

    Parameters
    ----------
    frame
        One row per period on a PeriodIndex; positive levels, not logarithms.
    total, factors
        Columns: in each row the total is the product of the factors.
    phases
        Turning points, ``[1948, 1966, 1982]``, or name → first and last period. The whole frame
        otherwise.

    Returns
    -------
    Decomposition

    Raises
    ------
    UnknownNameError
        If a column or a period is not there.
    DataError
        If a level is not positive or missing, or the factors do not multiply to the total.

    Notes
    -----
    .. math:: \Delta\ln r = \sum_i \Delta\ln f_i

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"r": [0.12, 0.110208], "share": [0.30, 0.28], "use": [0.80, 0.82], "z": [0.50, 0.48]},
    ...     index=pd.period_range("2000", periods=2, freq="Y"),
    ... )
    >>> log_decomposition(frame, "r", ["share", "use", "z"]).to_frame().round(6).iloc[0].tolist()
    [-0.085122, -0.068993, 0.024693, -0.040822]
    """
    names = [total, *factors]
    for name in names:
        if name not in frame.columns:
            raise unknown("column", name, frame.columns)
    if not factors or len(set(names)) < len(names):
        raise DataError("total and factors must be different columns", mend="name each once")
    levels = frame[names]
    spans = resolve_phases(levels.index, phases)
    _check_levels(levels, spans)
    with np.errstate(invalid="ignore"):
        logs = pd.DataFrame(np.log(levels))
    gap = (logs[total] - logs[list(factors)].sum(axis=1, skipna=False)).abs()
    if gap.max() > TOLERANCE:
        raise DataError(
            f"the product of {', '.join(factors)} misses {total} by {gap.max():.2g} (log points) "
            f"in {gap.idxmax()}",
            mend="give all factors, at the same valuation as the total",
        )
    product = " · ".join(factor.replace("_", " ") for factor in factors)
    note = f"accounting: {total.replace('_', ' ')} = {product}; changes of logarithms"
    return Decomposition(total, tuple(factors), logs, spans, note)


def weisskopf(
    accounts: Accounts,
    *,
    utilisation: pd.Series | str,
    relative_price: pd.Series | None = None,
    phases: Phases | None = None,
) -> Decomposition:
    """Divide the rate of profit into profit share, use of capacity and capacity per capital.

    Parameters
    ----------
    accounts
        With profit share and output per unit of capital: `us_corporate`, `by_definition`.
    utilisation
        Use of capacity Y/Z as a fraction, on the periods of the account; or the name of a shipped
        series, ``"federal_reserve"`` (industry, since 1967) or ``"shaikh_2016"`` (1947–2011).
    relative_price
        Price of output over the price of capital, any base. It splits capacity per capital into a
        real part and a price part.
    phases
        As in `log_decomposition`; all periods that account and utilisation share otherwise.

    Returns
    -------
    Decomposition
        Of ``rate_of_profit`` into ``profit_share``, ``capacity_use``, ``capacity_per_capital``
        (or ``real_capacity_per_capital`` and ``price_of_output_over_capital``).

    Raises
    ------
    UnknownNameError
        If there is no such shipped series.
    DataError
        If the account has no profit share, the two share no period, or the use of capacity is in
        percent.

    Examples
    --------
    >>> from capital.measure.national import us_corporate
    >>> parts = weisskopf(us_corporate(), utilisation="federal_reserve", phases=[1982, 1997, 2007])
    >>> [*parts.to_frame().index]
    ['1982–1997', '1997–2007']
    """
    columns = ("rate_of_profit", "profit_share", "output_capital_ratio")
    missing = [name for name in columns if name not in accounts.frame]
    if missing:
        raise DataError(
            f"the account has no {missing[0]}",
            where=accounts.name,
            mend="use an account with net value added, such as us_corporate()",
        )
    use = _utilisation(utilisation)
    frame = accounts.frame[list(columns)].join(use.rename("capacity_use"), how="inner").dropna()
    capacity = frame.pop("output_capital_ratio") / frame["capacity_use"]
    if relative_price is None:
        frame["capacity_per_capital"] = capacity
    else:
        price = relative_price.rename("price_of_output_over_capital")
        frame = frame.join(price, how="inner").dropna()
        frame["real_capacity_per_capital"] = capacity / frame["price_of_output_over_capital"]
    if frame.empty:
        raise DataError("account and use of capacity share no period", where=accounts.name)
    factors = [name for name in frame.columns if name != "rate_of_profit"]
    return log_decomposition(frame, "rate_of_profit", factors, phases=phases)


def _utilisation(utilisation: pd.Series | str) -> pd.Series:
    """Return the use of capacity as a fraction."""
    if isinstance(utilisation, str):
        check_choice("series of the use of capacity", utilisation, UTILISATIONS)
        table, column, whole = UTILISATIONS[utilisation]
        return datasets.load(table)[column].dropna() / whole
    if not (utilisation.dropna() > 0).all() or utilisation.max() > 2:
        raise DataError(
            f"a use of capacity between {utilisation.min():g} and {utilisation.max():g} is no "
            "fraction of one",
            mend="divide percent by 100",
        )
    return utilisation


def resolve_phases(
    index: pd.Index, phases: Phases | None
) -> dict[str, tuple[pd.Period, pd.Period]]:
    """Return the phases as names and periods of the index, once both ends are in it."""
    if not isinstance(index, pd.PeriodIndex) or len(index) < 2 or not index.is_unique:
        raise DataError(
            "a decomposition needs at least two periods, each once",
            mend="give a frame on a PeriodIndex",
        )
    if phases is None:
        phases = [index[0], index[-1]]
    if not isinstance(phases, Mapping):
        turns = [_period(turn, index) for turn in phases]
        if len(turns) < 2:
            raise DataError("one turning point makes no phase", mend="give at least two")
        phases = {f"{a}–{b}": (a, b) for a, b in pairwise(turns)}
    spans = {name: (_period(a, index), _period(b, index)) for name, (a, b) in phases.items()}
    for name, (start, end) in spans.items():
        if start >= end:
            raise DataError(f"the phase {name} ends before it begins", mend="put its ends in order")
    return spans


def _period(bound: Bound, index: pd.PeriodIndex) -> pd.Period:
    """Return the period of the index that a bound names."""
    try:
        period = bound if isinstance(bound, pd.Period) else pd.Period(str(bound), freq=index.freq)
    except ValueError:
        raise DataError(f"‘{bound}’ is no period", mend="write it like 1982") from None
    if period not in index:
        raise unknown("period", bound, (index.min(), index.max()), where="phases")
    return period


def _check_levels(levels: pd.DataFrame, spans: Mapping[str, tuple[pd.Period, pd.Period]]) -> None:
    bad = levels <= 0
    if bad.to_numpy().any():
        period = levels.index[bad.any(axis=1)][0]
        name = bad.loc[period].idxmax()
        raise DataError(
            f"{name} is {levels.loc[period, name]:.4g} in {period}: no logarithm",
            mend="choose a sample in which every factor is positive",
        )
    for name, ends in spans.items():
        for end in ends:
            if levels.loc[end].isna().any():
                column = levels.loc[end].isna().idxmax()
                raise DataError(f"{column} is missing in {end}, an end of the phase {name}")
