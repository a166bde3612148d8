r"""What a reader gives: the arguments of an Economy, and sentences that say how they came about.

The steps that all readers share are here. Columns are the buying sectors. From flows Z in money,
gross output x and hours (or persons) L_j:

.. math:: A_{ij} = Z_{ij}/x_j,\quad l_j = L_j/x_j,\quad
          b_i = \frac{c_i}{\sum c}\cdot\frac{W}{\sum L},\quad
          K_{ij} = \frac{f_i}{\sum f}\cdot\frac{K_j}{x_j}

A unit of a good is then what a unit of money buys, and market prices are 1. The wage basket b has
the composition of consumption c and is worth the wages W that are paid for a unit of labour, in
the same units of labour as l. Where only the total K_j of a sector's fixed capital is known, it has
the composition of investment f in all sectors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from capital.errors import DataError, check_choice

Negative = Literal["zero", "refuse", "keep"]
NEGATIVE = ("zero", "refuse", "keep")

_SHOWN = 6  # cells that a sentence lists


@dataclass(frozen=True)
class Reading:
    """One table, ready for an Economy.

    Attributes
    ----------
    arguments : mapping of str to DataFrame or Series
        Keyword arguments: ``Economy(**reading.arguments)``. Matrices are n × n with rows and
        columns labelled by the sectors, vectors are Series of length n.
    units : mapping of str to str
        The unit of each argument.
    sectors : DataFrame
        One row a sector: totals of the table, in its units (output, labour, compensation …).
    log : tuple of str
        What the reader did, in sentences.
    source : str
        Where the figures come from.
    """

    arguments: Mapping[str, Any]
    units: Mapping[str, str]
    sectors: pd.DataFrame
    log: tuple[str, ...]
    source: str = ""

    def __str__(self) -> str:
        n = len(self.sectors)
        head = f"{n} sectors; arguments: {', '.join(self.arguments)}"
        return "\n".join([head, *(f"  {sentence}" for sentence in self.log)])


def per_unit(flows: pd.DataFrame, output: pd.Series) -> pd.DataFrame:
    """Return coefficients: every column of flows over the gross output of its sector.

    Examples
    --------
    >>> flows = pd.DataFrame({"corn": [2.0, 1.0], "iron": [4.0, 3.0]}, index=["corn", "iron"])
    >>> per_unit(flows, pd.Series({"corn": 4.0, "iron": 8.0})).loc["corn"].tolist()
    [0.5, 0.5]
    """
    return flows.div(output, axis="columns")


def basket(consumption: pd.Series, worth: float) -> pd.Series:
    """Return what a unit of labour consumes: the composition of consumption, of a given worth.

    Parameters
    ----------
    consumption
        Goods consumed, at market prices, shape (n,).
    worth
        Money wage for a unit of labour; the goods cost as much at market prices.
    """
    total = float(consumption.sum())
    if not total > 0:
        raise DataError("nothing is consumed", mend="give the consumption of households")
    return consumption * (worth / total)


def spread(totals: pd.Series, composition: pd.Series, output: pd.Series) -> pd.DataFrame:
    """Return stocks (or depreciation) per unit of output, of one composition in all sectors.

    Parameters
    ----------
    totals
        Stock of each sector in money, shape (n,).
    composition
        Goods that are invested, at market prices, shape (n,).
    output
        Gross output, shape (n,).

    Examples
    --------
    >>> sectors = ["corn", "iron"]
    >>> stock, new = pd.Series([6.0, 8.0], sectors), pd.Series([0.0, 5.0], sectors)
    >>> spread(stock, new, pd.Series([2.0, 4.0], sectors)).loc["iron"].tolist()
    [3.0, 2.0]
    """
    total = float(composition.sum())
    if not total > 0:
        raise DataError("nothing is invested", mend="give the composition of investment")
    shares = composition / total
    return pd.DataFrame(
        np.outer(shares, totals / output), index=composition.index, columns=output.index
    )


def ones(sectors: pd.Index) -> pd.Series:
    """Return the market prices of a table in money: a unit is what a unit of money buys."""
    return pd.Series(1.0, index=sectors)


def without_idle(
    arguments: Mapping[str, Any], totals: pd.DataFrame
) -> tuple[dict[str, Any], pd.DataFrame, list[str]]:
    """Leave out sectors that use neither inputs nor labour, such as customs duties.

    What others bought of them leaves the inputs; the wage basket keeps its worth.

    Examples
    --------
    >>> A = pd.DataFrame({"iron": [0.5, 0.1], "duties": [0.0, 0.0]}, index=["iron", "duties"])
    >>> hours = pd.Series({"iron": 1.0, "duties": 0.0})
    >>> totals = pd.DataFrame({"output": {"iron": 10.0, "duties": 1.0}})
    >>> kept, _, log = without_idle({"A": A, "labour": hours}, totals)
    >>> list(kept["A"]), log
    (['iron'], ['left out, neither inputs nor labour: duties (output 1)'])
    """
    idle = arguments["A"].columns[(arguments["A"].sum() == 0) & (arguments["labour"] == 0)]
    if not len(idle):
        return dict(arguments), totals, []
    kept = arguments["A"].columns.difference(idle, sort=False)
    smaller = {
        name: table.loc[kept, kept] if isinstance(table, pd.DataFrame) else table[kept]
        for name, table in arguments.items()
    }
    if "wage_basket" in smaller:
        worth = float(arguments["wage_basket"].sum())
        smaller["wage_basket"] = basket(smaller["wage_basket"], worth)
    named = ", ".join(f"{name} (output {totals.loc[name, 'output']:,.6g})" for name in idle)
    log = [f"left out, neither inputs nor labour: {named}"]
    again, totals, more = without_idle(smaller, totals.loc[kept])
    return again, totals, log + more


def settle_negatives(
    block: pd.DataFrame, policy: Negative, what: str
) -> tuple[pd.DataFrame, list[str]]:
    """Find negative cells and do with them what the caller chose.

    Parameters
    ----------
    block
        Figures that should not be negative.
    policy
        ``"zero"`` sets them to zero, ``"refuse"`` raises, ``"keep"`` leaves them; all report.

    Returns
    -------
    DataFrame, list of str
        The block, and a sentence that says what was found and done.

    Examples
    --------
    >>> settle_negatives(pd.DataFrame({"iron": [-2.0, 3.0]}, ["corn", "iron"]), "zero", "inputs")[1]
    ['inputs: 1 negative cell, sum -2 against 3 of the others, set to zero: corn → iron -2']
    """
    check_choice("way with negative cells", policy, NEGATIVE)
    cells = [*zip(*np.nonzero(block.to_numpy() < 0), strict=True)]
    if not cells:
        return block, [f"{what}: no negative cell"]
    found = sorted((float(block.iloc[i, j]), i, j) for i, j in cells)
    listed = [f"{block.index[i]} → {block.columns[j]} {v:,.6g}" for v, i, j in found[:_SHOWN]]
    rest = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    plural = "cell" if len(found) == 1 else "cells"
    others = float(block.where(block > 0, 0.0).to_numpy().sum())
    summed = sum(value for value, *_ in found)
    words = f"{what}: {len(found)} negative {plural}, sum {summed:,.6g} against {others:,.6g} of"
    if policy == "refuse":
        raise DataError(
            f"{words} the others",
            where="; ".join(listed) + rest,
            mend='mend the table, or pass negative="zero" or negative="keep"',
        )
    done = {"zero": "set to zero", "keep": "kept"}[policy]
    sentence = f"{words} the others, {done}: {'; '.join(listed)}{rest}"
    return (block.clip(lower=0.0) if policy == "zero" else block), [sentence]


def settle_column(column: pd.Series, policy: Negative, what: str) -> tuple[pd.Series, list[str]]:
    """Do with the negative figures of one column what `settle_negatives` does with a block."""
    block, log = settle_negatives(column.to_frame(what), policy, what)
    return block[what], log


def money(unit: str) -> str:
    """Return the sentence that says in what money a table stands.

    Examples
    --------
    >>> money("USD million")
    'money in USD million throughout; a unit of a good is what a unit of money buys'
    """
    return f"money in {unit} throughout; a unit of a good is what a unit of money buys"


def check_balance(gap: pd.Series, output: pd.Series, tolerance: float, what: str, mend: str) -> str:
    """Refuse a table that does not add up; return a sentence that says how well it does.

    Parameters
    ----------
    gap
        What is missing to the total of each sector.
    tolerance
        As a share of the sector's output, above ten units of the table for rounding.
    """
    allowed = np.maximum(10.0, tolerance * output.abs())
    bad = gap.abs() > allowed
    if bad.any():
        worst = str((gap.abs() / allowed).idxmax())
        raise DataError(
            f"{what} do not add up: {float(gap[worst]):,.6g} is missing to an output of "
            f"{float(output[worst]):,.6g} ({int(bad.sum())} of {len(gap)} sectors)",
            where=worst,
            mend=mend,
        )
    return f"{what} add up to output within {float(gap.abs().max()):,.3g}"


def one_of(units: Sequence[str], what: str) -> str:
    """Return the unit that all share; several are an error."""
    found = list(dict.fromkeys(units))
    if len(found) != 1:
        raise DataError(
            f"{what} stands in several units: {', '.join(found)}",
            mend="convert it to one currency, in one year's prices",
        )
    return found[0]
