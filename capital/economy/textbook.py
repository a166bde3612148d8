"""What an example is, and how a table of a book becomes an economy in exact fractions.

Inputs are those of whole processes, as the sources print them; coefficients are formed by
division. Departments (c, v, s) become an economy whose units are an hour's worth of each product:
the first good is the constant capital of all, and workers consume the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Published:
    """One answer that the source states, or that follows exactly from its data.

    Attributes
    ----------
    quantity : str
        ``rate_of_profit``, ``maximum_rate_of_profit``, ``prices``, ``relative_prices`` (up
        to a factor), ``values``, ``value_of_labour_power``, ``rate_of_surplus_value``,
        ``value_rate_of_profit``; ``joint_…`` of joint products and ``account_…`` of accounts.
    value : number or tuple of numbers
    where : str
        Chapter, section or table.
    tolerance : float
        Largest relative difference that rounding allows.
    options : mapping of str to object
        Arguments of the method that computes it: time of wages, interpretation, numéraire …
    """

    quantity: str
    value: Any
    where: str
    tolerance: float = 1e-10
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """An economy of the literature or of a country.

    Attributes
    ----------
    name, title, source : str
    arguments : mapping of str to DataFrame or Series
        Keyword arguments of Economy; empty where the source states no inputs by commodity.
    published : tuple of Published
    note : str
        What the reader must know besides.
    accounts : DataFrame or None
        Departments or spheres with ``c``, ``v``, ``s`` (and ``used`` up constant capital), where
        the source gives these.
    """

    name: str
    title: str
    source: str
    arguments: Mapping[str, Any]
    published: tuple[Published, ...] = ()
    note: str = ""
    accounts: pd.DataFrame | None = None

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.title}", f"  source  {self.source}"]
        lines += [f"  note    {self.note}"] if self.note else []
        lines += [f"  {item.quantity} = {_shown(item.value)} ({item.where})" for item in
                  self.published]  # fmt: skip
        return "\n".join(lines)


def _shown(value: Any) -> str:
    items = value if isinstance(value, tuple) else (value,)
    return ", ".join(str(item) for item in items)


def row(goods: str, figures: str) -> pd.Series:
    """Return figures by good, as fractions.

    Examples
    --------
    >>> row("wheat iron", "3/16 2").tolist()
    [Fraction(3, 16), Fraction(2, 1)]
    """
    return pd.Series([Fraction(x) for x in figures.split()], index=goods.split(), dtype=object)


def table(goods: str, figures: str) -> pd.DataFrame:
    """Return figures in rows divided by a slash with spaces, as fractions."""
    rows = [[Fraction(x) for x in line.split()] for line in figures.split(" / ")]
    return pd.DataFrame(rows, index=goods.split(), columns=goods.split(), dtype=object)


def processes(
    goods: str,
    inputs: str,
    output: str,
    labour: str | None = None,
    basket: str | None = None,
    joint: str | None = None,
) -> dict[str, Any]:
    """Return the arguments of an economy of whole processes, one a column.

    Parameters
    ----------
    goods
        Names, divided by spaces.
    inputs, joint
        Rows of goods × processes; with joint products the coefficients are for one activity.
    output, labour
        Of each process; ``labour=None`` where wages are counted among the inputs.
    basket
        Goods for a unit of labour.
    """
    made = row(goods, output)
    found: dict[str, Any] = {"A": table(goods, inputs).div(made, axis="columns"), "labour": None}
    if labour is not None:
        found["labour"] = row(goods, labour) / made
    if basket is not None:
        found["wage_basket"] = row(goods, basket)
    if joint is not None:
        return {**found, "joint": table(goods, joint).div(made, axis="columns")}
    return {**found, "output": made}


def departments(names: str, c: str, v: str, s: str) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the economy of departments with one rate of surplus-value, and their accounts."""
    accounts = pd.DataFrame({"c": row(names, c), "v": row(names, v), "s": row(names, s)})
    worth = accounts.sum(axis="columns")
    inputs = pd.DataFrame(Fraction(0), index=worth.index, columns=worth.index, dtype=object)
    inputs.iloc[0] = (accounts["c"] / worth).to_numpy()
    basket = pd.Series(Fraction(0), index=worth.index, dtype=object)
    living = accounts["v"] + accounts["s"]
    basket.iloc[1] = accounts["v"].sum() / living.sum()
    economy = {"A": inputs, "labour": living / worth, "wage_basket": basket, "output": worth}
    return economy, accounts
