"""The economy: labelled tables in, values and prices of production out.

`Economy` reads and checks the tables once and never changes. What it answers stands in the modules
that its methods come from: each takes the economy, calls pure functions on arrays and puts labels
on what they return. Options that change an answer are arguments, and every result says which were
used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from scipy import sparse

from capital.economy import (
    change,
    comparison,
    conditions,
    distribution,
    inputs,
    jointly,
    pricing,
    transition,
    valuing,
)
from capital.economy.inputs import Technique
from capital.economy.matrices import Components
from capital.economy.tables import Condition
from capital.errors import DataError


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Economy:
    r"""An economy of n sectors: inputs, labour, and what the question needs besides.

    Columns are processes, prices and values are rows: ``A[i, j]`` is the input of good i for a
    unit of good j, and :math:`p = (1+r)\,p\,(A + bl)`.

    Parameters
    ----------
    A : DataFrame, array or SciPy sparse array, shape (n, n)
        Inputs per unit of product, in units of the goods, or in money per unit of money. With
        `joint`, of n goods per unit of activity of m processes: (n, m), as all tables by process.
    labour : Series or array, shape (n,), or None
        Hours per unit of product. ``None`` where wages are counted among the inputs, as in the
        first chapters of Sraffa: then there are prices, but no values.
    wage_basket : shape (n,), optional
        Goods that an hour's average wage buys.
    output : shape (n,), optional
        Gross output of the period; with `joint`, the activity of each process.
    depreciation, capital : shape (n, n), optional
        Wear of a period, and fixed capital tied up, per unit of product.
    turnover : number or shape (n,), optional
        Time in periods for which circulating capital is tied up; one period if left out.
    taxes : shape (n,) or (n, n), optional
        Taxes per unit of product: a share of its price (a subsidy is negative), or goods.
    joint : shape (n, m), optional
        Products per unit of activity, where processes have several. Machines are among them, a
        year older: there is no place for stocks and taxes beside it.
    productive : booleans, shape (n,), or labels, optional
        Sectors whose labour creates value; all, if left out. The others have prices, no values.
    market_prices : shape (n,), optional
        Ruling price of a unit of each good; one each where tables are in money.
    labels : sequence, optional
        Names of the sectors, where the tables have none.

    Raises
    ------
    DataError
        For the first cell, label or shape that breaks a rule.

    Examples
    --------
    >>> economy = Economy([[0.5, 0.2], [0.1, 0.3]], [1.0, 0.5], wage_basket=[0.1, 0.2],
    ...                   labels=["iron", "wheat"])
    >>> economy.values().round(6).to_dict()
    {'iron': 2.272727, 'wheat': 1.363636}
    >>> economy.prices_of_production().prices.round(6).to_dict()
    {'iron': 4.391774, 'wheat': 2.804113}
    """

    labels: pd.Index
    processes: pd.Index
    technique: Technique
    given: Technique

    def __init__(
        self,
        A: Any,
        labour: Any,
        *,
        wage_basket: Any = None,
        output: Any = None,
        depreciation: Any = None,
        capital: Any = None,
        turnover: Any = None,
        taxes: Any = None,
        joint: Any = None,
        productive: Any = None,
        market_prices: Any = None,
        labels: Any = None,
    ) -> None:
        tables = {key: value for key, value in locals().items() if key not in ("self", "labels")}
        names, processes, technique, given = inputs.read(tables, labels)
        object.__setattr__(self, "labels", names)
        object.__setattr__(self, "processes", processes)
        object.__setattr__(self, "technique", technique)
        object.__setattr__(self, "given", given)
        if labour is not None and not technique.l.any():
            raise DataError(
                "no sector uses labour",
                where="labour",
                mend="give hours; if wages are counted among the inputs, give labour=None",
            )
        conditions.check_market(technique)

    @classmethod
    def example(cls, name: str) -> Economy:
        """Return an economy of the literature by name; `capital.economy.examples` lists them.

        Parameters
        ----------
        name
            One of `capital.economy.examples.names`.

        Returns
        -------
        Economy

        Examples
        --------
        >>> surplus = Economy.example("sraffa-surplus")
        >>> surplus.prices_of_production(exact=True).rate_of_profit
        1/4
        """
        from capital.economy import examples

        return cls(**examples.example(name))

    def replace(self, **tables: Any) -> Economy:
        """Return the economy with other tables for some of its arguments.

        Parameters
        ----------
        **tables
            Arguments of `Economy` by name; those left out stay as they are.

        Returns
        -------
        Economy
            A new one.

        Examples
        --------
        >>> corn = Economy([[0.5]], [1.0], wage_basket=[0.25])
        >>> corn.replace(wage_basket=[0.5]).prices_of_production().rate_of_profit
        0.0
        """
        letters = {**inputs.SQUARE, **inputs.VECTORS, "taxes": "tax", "productive": "productive"}
        kept = {argument: getattr(self.given, letter) for argument, letter in letters.items()}
        kept["labour"] = self.given.l if self._has("l") else None
        if not isinstance(tables.get("A"), pd.DataFrame):
            A = tables.get("A", kept["A"])
            named = self.technique.B is not None or not sparse.issparse(A)
            tables["A"] = pd.DataFrame(A, self.labels, self.processes) if named else A
            tables |= {} if named else {"labels": self.labels}
        return Economy(**{**kept, **tables})

    def __repr__(self) -> str:
        known = [name for name, letter in inputs.VECTORS.items() if self._has(letter)]
        known += [name for name, letter in inputs.SQUARE.items() if self._has(letter)][1:]
        return f"Economy of {len(self.labels)} sectors with {', '.join(known)}"

    def _has(self, letter: str) -> bool:
        found = getattr(self.technique, letter)
        return found is not None and (letter != "l" or bool(found.any()))

    # Tables ------------------------------------------------------------------------------------

    @property
    def inputs(self) -> pd.DataFrame:
        """A with labels; a sparse frame if it was sparse."""
        A = self.technique.A
        if sparse.issparse(A):
            return pd.DataFrame.sparse.from_spmatrix(A, self.labels, self.processes)
        return pd.DataFrame(A, self.labels, self.processes, copy=True)

    @property
    def labour(self) -> pd.Series:
        """Hours per unit of product."""
        return pd.Series(self.technique.l, self.processes, name="labour", copy=True)

    @property
    def wage_basket(self) -> pd.Series | None:
        """Goods that an hour's average wage buys."""
        return self._optional("b", "wage_basket")

    @property
    def output(self) -> pd.Series | None:
        """Gross output; with joint products the activity of each process."""
        return self._optional("Q", "output")

    @property
    def market_prices(self) -> pd.Series | None:
        """Ruling prices."""
        return self._optional("m", "market_price")

    # Conditions --------------------------------------------------------------------------------

    @cached_property
    def nonnegative(self) -> Condition:
        """Whether every coefficient is zero or more; only subsidies can be less."""
        return conditions.nonnegative(self.technique)

    @cached_property
    def productive(self) -> Condition:
        """Whether the sectors yield a net product: spectral radius of inputs and wear below one."""
        return conditions.productive(self.technique)

    @cached_property
    def irreducible(self) -> Condition:
        """Whether all goods need each other; the reason names basics and non-basics."""
        return conditions.irreducible(self.components, self.labels)

    @cached_property
    def viable(self) -> Condition:
        """Whether the real wage leaves a profit of zero or more."""
        return conditions.viable(self.technique)

    @cached_property
    def components(self) -> Components:
        """Who needs whom; with a wage basket, what workers consume counts as needed."""
        return conditions.groups(self.technique)

    @property
    def basics(self) -> pd.Index:
        """Goods that enter, directly or indirectly, every good."""
        return self.labels[self.components.basics]

    @property
    def nonbasics(self) -> pd.Index:
        """Goods that do not."""
        return self.labels.delete(self.components.basics)

    # Answers, each in the module that says what it means ---------------------------------------

    values = valuing.values
    value_account = valuing.value_account
    value_of_labour_power = valuing.value_of_labour_power
    melt = valuing.melt
    direct_prices = valuing.direct_prices
    prices_of_production = pricing.prices_of_production
    models = pricing.models
    deviations = comparison.deviations
    wage_profit_curve = distribution.wage_profit_curve
    standard_commodity = distribution.standard_commodity
    dated_labour = distribution.dated_labour
    choice = distribution.choice
    transformation = transition.transformation
    sequence = transition.sequence
    sensitivities = change.sensitivities
    with_process = change.with_process
    experiment = change.experiment
    decompose = change.decompose
    fundamental_theorem = jointly.fundamental_theorem

    # Inside ------------------------------------------------------------------------------------

    def arrays(self, *, exact: bool = False) -> Technique:
        """Return the tables as bare arrays.

        Parameters
        ----------
        exact
            Rationals in place of floats.

        Returns
        -------
        Technique
            ``A``, ``l``, ``b``, ``Q`` …, ``None`` for a table that the economy lacks.

        Examples
        --------
        >>> Economy([["1/2"]], [1]).arrays(exact=True).A.tolist()
        [[1/2]]
        """
        return self._rationals if exact else self.technique

    @cached_property
    def _rationals(self) -> Technique:
        from capital.economy import exact

        return exact.technique(self.given)

    def _optional(self, letter: str, name: str) -> pd.Series | None:
        found = getattr(self.technique, letter)
        index = self.processes if letter == "Q" else self.labels
        return None if found is None else pd.Series(found, index, name=name, copy=True)
