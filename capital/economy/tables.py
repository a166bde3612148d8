"""What an economy answers with: labelled results that carry their own proof."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from capital.results import latex_table


@dataclass(frozen=True)
class Condition:
    """Whether something holds, and why; it may stand where a bool may.

    Attributes
    ----------
    holds : bool
    reason : str
        In words, with the numbers.
    number : float or None
        The number on which it turns, if there is one.

    Examples
    --------
    >>> bool(Condition(False, "spectral radius 1.2"))
    False
    """

    holds: bool
    reason: str
    number: float | None = None

    def __bool__(self) -> bool:
        return self.holds

    def __str__(self) -> str:
        return f"{'yes' if self.holds else 'no'}: {self.reason}"


@dataclass(frozen=True)
class Prices:
    """Prices of production and the general rate of profit.

    Attributes
    ----------
    rate_of_profit : float or exact number
        r, a period.
    prices : pandas.Series
        Price of a unit of each good, in the unit that `normalisation` says.
    wage : float or exact number
        Average wage an hour in the same unit.
    maximum_rate_of_profit : float or exact number
        R at a wage of nothing; of the stocks, where capital is a stock.
    normalisation : str
        What fixes the unit of the prices.
    bounds : tuple of float
        Collatz–Wielandt bounds on r (a change of sign where net output has negative entries; r
        itself where it was given or is exact).
    residual : float
        Largest gap in the price equations, as a share of the price.
    iterations : int
        Products with the matrix, or factorisations, that finding r took.
    wages : {"ante", "post"}
        Whether wages are advanced or paid out of the product.
    interpretation : {"standard", "new", "sraffian", "temporal"}
    capital : {"circulating", "stock"}
    closure : str
        What settles distribution.
    table : pandas.DataFrame
        For a unit of each good: price, inputs (with wear and taxes), wages, profit, capital
        advanced; all in the unit of the prices. With joint products everything but the price
        belongs to the process in the same place, whose ``revenue`` stands beside it.
    rejected : tuple of (rate, prices)
        The other real solutions of joint production, in which some price is not positive.
    """

    rate_of_profit: Any
    prices: pd.Series
    wage: Any
    maximum_rate_of_profit: Any
    normalisation: str
    bounds: tuple[Any, Any]
    residual: float
    iterations: int
    wages: str
    interpretation: str
    capital: str
    closure: str
    table: pd.DataFrame
    rejected: tuple[tuple[Any, Any], ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return price, inputs, wages, profit and capital advanced for a unit of each good."""
        return self.table.copy()

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs); the caption says what it rests on."""
        frame = self.table.astype(float).reset_index()
        return latex_table(frame, caption=f"Prices of production: {self.terms()}.")

    def terms(self) -> str:
        """Return rate of profit, closure and numéraire in one line."""
        return (
            f"r = {float(self.rate_of_profit):.6g}, R = {float(self.maximum_rate_of_profit):.6g};"
            f" {self.interpretation} interpretation, {self.closure}, wages {self.wages},"
            f" {self.capital} capital; {self.normalisation}"
        )

    def summary(self) -> str:
        """Return the result in words: rates, what they rest on, what proves them, prices."""
        low, high = (float(end) for end in self.bounds)
        lines = [
            "Prices of production",
            f"  rate of profit      {float(self.rate_of_profit):.10g}",
            f"    between           {low:.16g} and {high:.16g}",
            f"  maximum rate        {float(self.maximum_rate_of_profit):.10g}",
            f"  wage                {float(self.wage):.10g}",
            f"  distribution        {self.closure} ({self.interpretation} interpretation)",
            f"  wages               {'advanced' if self.wages == 'ante' else 'paid ex post'}",
            f"  capital             {self.capital}",
            f"  unit of prices      {self.normalisation}",
            f"  residual            {float(self.residual):.2g} after {self.iterations} iterations",
        ]
        if self.rejected:
            others = ", ".join(f"{float(rate):.10g}" for rate, _ in self.rejected)
            lines += [f"  rejected            r = {others}: some price is not positive"]
        lines += [""]
        return "\n".join(lines) + self.table.astype(float).to_string(float_format="{:.6g}".format)

    __str__ = summary


@dataclass(frozen=True)
class ValueAccount:
    """Constant capital, variable capital and surplus-value of each productive sector, in hours.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a sector; columns ``c``, ``v``, ``s``, ``W`` = c + v + s, ``k`` = c/v, ``e`` = s/v,
        ``C`` capital advanced and ``r`` = s/C. With circulating capital that turns over once,
        C = c + v.
    totals : pandas.Series
        The same of all sectors together; k, e and r are ratios of sums, not averages.
    """

    table: pd.DataFrame
    totals: pd.Series

    @property
    def rate_of_profit(self) -> Any:
        """Value rate of profit: total surplus-value over total capital advanced."""
        return self.totals["r"]

    @property
    def rate_of_surplus_value(self) -> Any:
        """Total surplus-value over total variable capital."""
        return self.totals["e"]

    def to_frame(self) -> pd.DataFrame:
        """Return sectors and, in the last row, totals."""
        last = self.totals.to_frame("total").T.astype(self.table.dtypes.iloc[0])
        if isinstance(self.table.index, pd.MultiIndex):
            last.index = pd.MultiIndex.from_tuples(
                [("total",) + ("",) * (self.table.index.nlevels - 1)], names=self.table.index.names
            )
        return pd.concat([self.table, last])

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs)."""
        frame = self.to_frame().astype(float).reset_index(names="sector")
        return latex_table(frame, caption="Value account, in hours of labour.")

    def __str__(self) -> str:
        return self.to_frame().astype(float).to_string(float_format="{:.6g}".format)


def price_table(
    found: Any, labels: pd.Index, *, wages: str, interpretation: str, capital: str
) -> Prices:
    """Return the outcome of `capital.economy.solver` with labels."""
    columns = {
        "price": found.prices,
        "inputs": found.inputs,
        "wages": found.wages,
        "profit": found.profit,
        "capital_advanced": found.advanced,
    }
    return Prices(
        rate_of_profit=found.rate_of_profit,
        prices=pd.Series(found.prices, labels, name="price_of_production"),
        wage=found.wage,
        maximum_rate_of_profit=found.maximum_rate,
        normalisation=found.numeraire,
        bounds=(found.lower, found.upper),
        residual=found.residual,
        iterations=found.iterations,
        closure=found.closure,
        table=pd.DataFrame(columns, index=labels),
        wages=wages,
        interpretation=interpretation,
        capital=capital,
    )


def value_table(found: Any, labels: pd.Index) -> ValueAccount:
    """Return an account of `capital.economy.values` with labels and ratios."""
    columns = {
        "c": found.constant,
        "v": found.variable,
        "s": found.surplus,
        "W": found.value,
        "C": found.advanced,
    }
    parts = pd.DataFrame(columns, index=labels)
    totals = _ratios(parts.sum().to_frame().T).iloc[0].rename("total")
    return ValueAccount(_ratios(parts), totals)


def _ratios(parts: pd.DataFrame) -> pd.DataFrame:
    """Return c, v, s, W with k, e, C and r; a ratio to nothing is infinite."""

    def over(top: pd.Series, bottom: pd.Series) -> list[Any]:
        pairs = zip(top, bottom, strict=True)
        return [a / b if b != 0 else (math.inf if a != 0 else math.nan) for a, b in pairs]

    return parts[["c", "v", "s", "W"]].assign(
        k=over(parts["c"], parts["v"]),
        e=over(parts["s"], parts["v"]),
        C=parts["C"],
        r=over(parts["s"], parts["C"]),
    )
