"""The economy: labelled tables in, values and prices of production out.

`Economy` reads and checks the tables once and never changes; its methods only put labels on what
the pure functions of this package compute. Options that change an answer are arguments, and every
result says which were used.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from capital.economy import closures, conditions, inputs, options, solver
from capital.economy.deviations import Deviations, compare
from capital.economy.inputs import Technique
from capital.economy.matrices import Components, Matrix, Vector
from capital.economy.solver import Choices
from capital.economy.tables import Condition, Prices, ValueAccount, price_table, value_table
from capital.economy.values import Valuation, account
from capital.errors import DataError, ModelError, check_choice


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Economy:
    r"""An economy of n sectors: inputs, labour, and what the question needs besides.

    Columns are processes, prices and values are rows: ``A[i, j]`` is the input of good i for a
    unit of good j, and :math:`p = (1+r)\,p\,(A + bl)`.

    Parameters
    ----------
    A : DataFrame, array or SciPy sparse array, shape (n, n)
        Inputs per unit of product, in units of the goods, or in money per unit of money.
    labour : Series or array, shape (n,), or None
        Hours per unit of product. ``None`` where wages are counted among the inputs, as in the
        first chapters of Sraffa: then there are prices, but no values.
    wage_basket : shape (n,), optional
        Goods that an hour's average wage buys.
    output : shape (n,), optional
        Gross output of the period.
    depreciation, capital : shape (n, n), optional
        Wear of a period, and fixed capital tied up, per unit of product.
    turnover : number or shape (n,), optional
        Time in periods for which circulating capital is tied up; one period if left out.
    taxes : shape (n,) or (n, n), optional
        Taxes per unit of product: a share of its price (a subsidy is negative), or goods.
    joint : shape (n, n), optional
        Products per unit of activity, where processes have several.
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
        names, technique, given = inputs.read(tables, labels)
        object.__setattr__(self, "labels", names)
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

        Examples
        --------
        >>> surplus = Economy.example("sraffa-surplus")
        >>> surplus.prices_of_production(exact=True).rate_of_profit
        1/4
        """
        from capital.economy import examples

        return cls(**examples.example(name))

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
        return self._frame(self.technique.A)

    @property
    def labour(self) -> pd.Series:
        """Hours per unit of product."""
        return self._series(self.technique.l, "labour")

    @property
    def wage_basket(self) -> pd.Series | None:
        """Goods that an hour's average wage buys."""
        return self._optional("b", "wage_basket")

    @property
    def output(self) -> pd.Series | None:
        """Gross output."""
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

    # Values ------------------------------------------------------------------------------------

    def values(
        self,
        *,
        depreciation: bool | None = None,
        productive: bool | None = None,
        reduction: Any = None,
        exact: bool = False,
    ) -> pd.Series:
        r"""Return labour values, :math:`\lambda = hl(I - A - D)^{-1}`.

        Parameters
        ----------
        depreciation
            Whether wear D enters; it does if the economy has any, unless this is false.
        productive
            Whether only productive sectors count; they alone do, unless this is false.
        reduction
            Simple hours per hour of each sector, shape (n,); one if left out.
        exact
            Rationals instead of decimals, for small systems.

        Returns
        -------
        Series
            Hours per unit of product, of the sectors that create value.

        References
        ----------
        Marx, *Capital* I, ch. 1. Morishima (1973), ch. 1.

        Examples
        --------
        >>> Economy([["1/2"]], [1]).values(exact=True).tolist()
        [2]
        """
        valued = self._valuation(depreciation, productive, reduction, exact=exact)
        return pd.Series(valued.value, self.labels[valued.productive], name="value")

    def value_account(
        self,
        *,
        value_of_labour_power: Any = None,
        wages_by_sector: Any = None,
        depreciation: bool | None = None,
        productive: bool | None = None,
        reduction: Any = None,
        exact: bool = False,
    ) -> ValueAccount:
        """Return c, v, s, k, e and the value rate of profit of every sector and in total.

        Parameters
        ----------
        value_of_labour_power
            Variable capital over living labour; that of the wage basket if left out.
        wages_by_sector
            Wage an hour of each sector, shape (n,); equal if left out.
        depreciation, productive, reduction, exact
            As in `values`.

        Examples
        --------
        >>> mill = Economy([[0.5]], [1.0], wage_basket=[0.25], output=[100.0])
        >>> mill.value_account().totals.tolist()                       # c v s W k e C r
        [100.0, 50.0, 50.0, 200.0, 2.0, 1.0, 150.0, 0.3333333333333333]
        """
        valued = self._valuation(depreciation, productive, reduction, wages_by_sector, exact=exact)
        share = options.number(value_of_labour_power, "value_of_labour_power", exact)
        return value_table(account(valued, share), self.labels[valued.productive])

    def value_of_labour_power(
        self,
        prices: Prices | None = None,
        *,
        depreciation: bool | None = None,
        productive: bool | None = None,
        reduction: Any = None,
        wages_by_sector: Any = None,
        exact: bool = False,
    ) -> Any:
        r"""Return the value of labour-power as a share of living labour.

        Parameters
        ----------
        prices
            Left out: labour embodied in the wage basket, λb. With prices: the new
            interpretation's w/μ, the share of wages in the price of the net product.
        depreciation, productive, reduction, wages_by_sector, exact
            As in `value_account`.

        Examples
        --------
        >>> Economy([[0.5]], [1.0], wage_basket=[0.25]).value_of_labour_power()
        0.5
        """
        exact = exact or (prices is not None and prices.prices.dtype == object)
        valued = self._valuation(depreciation, productive, reduction, wages_by_sector, exact=exact)
        if prices is None:
            return valued.labour_power if exact else float(valued.labour_power)
        p = prices.prices.to_numpy()
        return prices.wage * valued.living_labour / (p @ valued.net_output)

    def melt(
        self,
        prices: Prices | pd.Series | None = None,
        *,
        basis: str = "net",
        depreciation: bool | None = None,
        productive: bool | None = None,
        reduction: Any = None,
    ) -> Any:
        r"""Return the monetary expression of labour time.

        Parameters
        ----------
        prices
            Prices of production, or any prices; market prices if left out.
        basis
            ``"net"``: price of the net output over living labour in productive sectors,
            :math:`\mu = p\,y/L`. ``"gross"``: price over value of the gross output.
        depreciation, productive, reduction
            As in `values`.

        References
        ----------
        Foley (1982). Mohun (2004). The net output is that of all sectors, after depreciation: what
        unproductive sectors receive is transferred from the productive ones.
        """
        check_choice("basis", basis, ("net", "gross"))
        valued = self._valuation(depreciation, productive, reduction)
        if prices is None:
            p = valued.need("m", "market_prices")
        else:
            given = prices.prices if isinstance(prices, Prices) else prices
            p = inputs.vector("prices", given, self.labels)
        if basis == "net":
            return p @ valued.net_output / valued.living_labour
        return p @ valued.output / (valued.value @ valued.output[valued.productive])

    def direct_prices(
        self,
        *,
        depreciation: bool | None = None,
        productive: bool | None = None,
        reduction: Any = None,
    ) -> pd.Series:
        """Return prices in proportion to values: the whole output costs what it does on markets.

        Market prices are one where the economy has none.
        """
        valued = self._valuation(depreciation, productive, reduction)
        P, Q = valued.productive, valued.output
        market = np.ones(len(Q)) if valued.given.m is None else valued.given.m
        found = valued.value * ((market @ Q) / (valued.value @ Q[P]))
        return pd.Series(found, self.labels[P], name="direct_price")

    # Prices ------------------------------------------------------------------------------------

    def prices_of_production(
        self,
        wages: str | None = None,
        *,
        interpretation: str = "standard",
        value_of_labour_power: Any = None,
        profit_share: Any = None,
        rate_of_profit: Any = None,
        wage: Any = None,
        wages_by_sector: Any = None,
        reduction: Any = None,
        numeraire: Any = None,
        capital: str | None = None,
        exact: bool = False,
    ) -> Prices:
        r"""Return prices at which every sector has the same rate of profit.

        Parameters
        ----------
        wages
            ``"ante"`` (advanced, Marx) or ``"post"`` (paid out of the product, Sraffa). If left
            out: ante, and post in the sraffian interpretation.
        interpretation
            ``"standard"``: labour-power is worth the labour in the wage basket. ``"new"``: it is
            worth its wage, over the price of the net product per hour of living labour.
            ``"sraffian"``: no values; a profit share is counted in the standard system.
        value_of_labour_power, profit_share, rate_of_profit, wage
            At most one settles distribution; otherwise the economy's wage basket does. A wage is
            counted in the numéraire. In the new interpretation a wage beside the value of
            labour-power fixes the unit of the prices.
        wages_by_sector
            Wage an hour of each sector, shape (n,); the basket is what the average buys.
        reduction
            Simple hours per hour of each sector, shape (n,), for living labour; wages are paid for
            the hours as they are.
        numeraire
            What fixes the unit: a name of `NUMERAIRES`, the label of a good, or a basket (Series,
            mapping, or array of shape (n,)) that costs one. If left out: the gross output, the wage
            basket if there is no output, and living labour in the new interpretation.
        capital
            ``"circulating"`` or ``"stock"`` (with wear, fixed capital, turnover and taxes); stock
            if the economy has any of them.
        exact
            Rationals and roots instead of decimals, for small systems.

        Returns
        -------
        Prices
            With bounds on the rate of profit and the residual of the equations.

        Raises
        ------
        ModelError
            If the real wage exceeds what the technique can yield, if data contradict each other, or
            if no positive prices exist.

        Notes
        -----
        .. math:: p = p(A + D + T) + wl + r\big(p(K + A\hat t) + wl\hat t\big)

        where the last term falls away with wages paid ex post; with circulating capital alone,
        :math:`p = (1+r)(pA + wl)` and :math:`p = (1+r)pA + wl`.

        References
        ----------
        Marx, *Capital* III, ch. 9. Sraffa (1960). Morishima (1973). Duménil (1980). Foley (1982).

        Examples
        --------
        >>> corn = Economy([["1/2"]], [1], wage_basket=["1/4"])
        >>> corn.prices_of_production(exact=True).rate_of_profit
        1/3
        >>> corn.prices_of_production("post").rate_of_profit
        0.5
        """
        self._check_prices(wages, interpretation)
        wages = wages or ("post" if interpretation == "sraffian" else "ante")
        data = {
            "value_of_labour_power": value_of_labour_power,
            "profit_share": profit_share,
            "rate_of_profit": rate_of_profit,
            "wage": wage,
        }

        def choices(technique: Technique, in_rationals: bool) -> Choices:
            return self._choices(
                technique,
                exact=in_rationals,
                wages=wages,
                interpretation=interpretation,
                data={key: options.number(given, key, in_rationals) for key, given in data.items()},
                numeraire=options.numeraire(numeraire, self.labels, in_rationals),
                reduction=reduction,
                wages_by_sector=wages_by_sector,
            )

        given = solver.stripped(self.technique, capital)
        found = solver.produce(given, choices(given, False), self.labels)
        if exact:
            rational = solver.stripped(self._rationals, capital)
            found = solver.produce_exactly(rational, choices(rational, True), found, self.labels)
        stock = any(part is not None for part in (given.D, given.K, given.t, given.tax))
        kind = "stock" if stock else "circulating"
        return price_table(
            found, self.labels, wages=wages, interpretation=interpretation, capital=kind
        )

    def deviations(self, prices: Prices | None = None, *, bundle: Any = None) -> pd.DataFrame:
        """Return how far market prices, direct prices and prices of production are apart.

        Parameters
        ----------
        prices
            Prices of production; those of the wage basket, wages advanced, if left out.
        bundle
            Goods that cost the same in all systems, shape (n,); the gross output if left out.

        Returns
        -------
        DataFrame
            One row for each two systems, with the measures of `capital.economy.deviations`. A
            sector is one observation. Only cv, angle and distance are free of the bundle and of
            the units of the goods.

        Raises
        ------
        ModelError
            If the economy has no output or no values.
        """
        made = prices or self.prices_of_production()
        output = self._valuation(None, None, None).output
        direct = self.direct_prices()
        market = np.ones(len(output)) if self.market_prices is None else self.market_prices
        systems = {"market": pd.Series(market, self.labels), "production": made.prices}
        known = {name: series[direct.index].astype(float) for name, series in systems.items()}
        weights = pd.Series(output, self.labels)[direct.index]
        basket = weights if bundle is None else np.asarray(bundle, dtype=float)
        found = compare({**known, "direct": direct}, weights, bundle=basket)
        names = [field.name for field in fields(Deviations)][2:]
        rows = {pair: [getattr(item, name) for name in names] for pair, item in found.items()}
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=names)
        return frame.set_axis(pd.MultiIndex.from_tuples(frame.index, names=["prices", "base"]))

    def _check_prices(self, wages: str | None, interpretation: str) -> None:
        """Raise for choices that have no meaning here."""
        check_choice("interpretation", interpretation, closures.INTERPRETATIONS)
        if wages is not None:
            check_choice("time of wages", wages, solver.WAGES)
        if interpretation == "temporal":
            raise ModelError(
                "temporal prices are a sequence of periods, not one state",
                where="interpretation",
                mend="take the functions of capital.economy.sequences",
            )
        if self.technique.B is not None:
            raise ModelError(
                "processes with several products have no Perron prices",
                where="joint",
                mend="take the functions of capital.economy.joint",
            )

    # Inside ------------------------------------------------------------------------------------

    @cached_property
    def _rationals(self) -> Technique:
        from capital.economy import exact

        return exact.technique(self.given)

    def _valuation(
        self,
        depreciation: bool | None = None,
        productive: bool | None = None,
        reduction: Any = None,
        wages_by_sector: Any = None,
        *,
        exact: bool = False,
    ) -> Valuation:
        """Return the values that belong to the choices, after the checks."""
        technique = self._rationals if exact else self.technique
        if technique.B is not None:
            raise ModelError(
                "values of joint products are no sums of rounds of production",
                where="joint",
                mend="take the functions of capital.economy.joint",
            )
        if not self.technique.l.any():
            raise ModelError("there are no values without labour", where="labour", mend="give it")
        for name, wanted, there in (
            ("depreciation", depreciation, technique.D is not None),
            ("productive", productive, technique.productive is not None),
        ):
            if wanted and not there:
                raise ModelError(f"the economy has no {name}", where=name, mend=f"give {name}=")
        if depreciation is False:
            technique = replace(technique, D=None)
        if productive is False:
            technique = replace(technique, productive=None)
        if exact:  # decimals prove first that the sectors yield a net product
            _ = self._valuation(depreciation, productive, reduction, wages_by_sector).value
        choices = self._choices(
            technique, exact=exact, reduction=reduction, wages_by_sector=wages_by_sector
        )
        return solver.valuation(technique, choices, exact=exact)

    def _choices(
        self,
        technique: Technique,
        *,
        exact: bool,
        reduction: Any,
        wages_by_sector: Any,
        wages: str = "ante",
        interpretation: str = "standard",
        **rest: Any,
    ) -> Choices:
        """Return choices with what is given by sector as arrays."""
        shares, average = options.wages_over_average(wages_by_sector, self.labels, technique, exact)
        skills = options.by_sector("reduction", reduction, self.labels, exact)
        return Choices(
            wages,
            interpretation,
            relative_wages=shares,
            reduction=skills,
            average_wage=average,
            **rest,
        )

    def _optional(self, letter: str, name: str) -> pd.Series | None:
        found = getattr(self.technique, letter)
        return None if found is None else self._series(found, name)

    def _series(self, numbers: Vector, name: str) -> pd.Series:
        return pd.Series(numbers, self.labels, name=name, copy=True)

    def _frame(self, matrix: Matrix) -> pd.DataFrame:
        if sparse.issparse(matrix):
            return pd.DataFrame.sparse.from_spmatrix(matrix, self.labels, self.labels)
        return pd.DataFrame(matrix, self.labels, self.labels, copy=True)
