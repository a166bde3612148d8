"""The rate of profit of US corporate business from its published accounts.

The mapping from the national accounts to Marx's categories is a choice, so each column says which
line of which table it is. Intermediate inputs are not in these accounts, so that ``c`` is
depreciation alone; wages of supervision and circulation are inside ``v``; the surplus is the net
operating surplus, before interest, transfers and profit tax.

References
----------
Weisskopf (1979), *Cambridge Journal of Economics* 3. Duménil and Lévy (2002), *Review of Radical
Political Economics* 34. Kliman (2011), *The Failure of Capitalist Production*. Basu and
Manolakos (2013), *Review of Radical Political Economics* 45.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from capital import datasets
from capital.errors import check_choice
from capital.evidence import Evidence
from capital.measure.accounts import (
    STOCKS,
    WAGES,
    Accounts,
    Line,
    capital_advanced,
    check_turnovers,
    timed_stock,
)

SECTORS = ("corporate", "nonfinancial")
VALUATIONS = ("current", "historical")
DEPRECIATIONS = ("current", "tax")


def us_corporate(
    sector: str = "nonfinancial",
    *,
    valuation: str = "current",
    stock: str = "opening",
    residential: bool = True,
    depreciation: str = "current",
    wages: str = "post",
    turnovers: float = 1.0,
) -> Accounts:
    r"""Return c, v, s, K, k, e and r of US corporate business, 1929–2025.

    Parameters
    ----------
    sector
        ``"corporate"`` or ``"nonfinancial"``. Financial output includes imputed interest and a
        small capital, so that the corporate rate lies above the nonfinancial one in most years.
    valuation
        Of the net stock: ``"current"`` (replacement) or ``"historical"`` cost.
    stock
        ``"opening"``, ``"closing"`` or ``"average"``.
    residential
        Whether rented housing that corporations own is capital (fixed assets by legal form,
        table 6) or not (nonresidential, table 4). It makes the stock one or two percent larger.
    depreciation
        ``"current"``: consumption of fixed capital at replacement cost. ``"tax"``: as in tax
        returns, at historical cost but faster than wear; the agency publishes no depreciation at
        historical cost by economic life for this sector.
    wages
        ``"post"``: paid out of the product, r = s/K. ``"ante"``: advanced,
        r = s/(K + v/turnovers).
    turnovers
        Turnovers of variable capital a year, where wages are advanced.

    Returns
    -------
    Accounts
        In millions of dollars a year and fractions. ``rate_of_profit_on_fixed_capital`` is s/K
        under either convention of wages; ``output_capital_ratio`` has the capital of r below it.

    Raises
    ------
    UnknownNameError
        If an option has no such value.
    DataError
        If the turnovers are not positive.

    Notes
    -----
    .. math:: r = \frac{s}{K} = \frac{s}{Y}\cdot\frac{Y}{K}

    With ``valuation="historical"`` and ``depreciation="current"`` the numerator is charged at
    replacement cost and the denominator at historical cost; with ``"current"`` and ``"tax"`` it is
    the other way round. Such ratios are published and used; they mix valuations, and the account
    says so.

    Examples
    --------
    >>> r = us_corporate("nonfinancial").rate_of_profit
    >>> round(100 * float(r["2024"]), 2), round(100 * float(r["1982"]), 2)
    (12.24, 8.47)
    """
    for kind, value, known in (
        ("sector", sector, SECTORS),
        ("valuation", valuation, VALUATIONS),
        ("stock", stock, STOCKS),
        ("depreciation", depreciation, DEPRECIATIONS),
        ("convention of wages", wages, WAGES),
    ):
        check_choice(kind, value, known)
    check_turnovers(turnovers)
    income = datasets.load("us_corporate_accounts", sector=sector)
    assets = datasets.load("us_fixed_assets", sector=sector)
    stock_column = f"net_stock_{valuation}_cost" + ("" if residential else "_nonresidential")
    flows = _flows(income, depreciation)
    capital = timed_stock(assets[stock_column], stock)
    frame = flows.loc[flows.index.intersection(capital.index)]
    frame["capital_stock"] = capital.reindex(frame.index)
    frame = _ratios(frame, wages, turnovers)
    notes = _notes(valuation, depreciation, residential, flows.index.difference(frame.index))
    lines = _lines(income, assets, stock_column, stock, depreciation, wages, turnovers)
    options = {
        "sector": sector,
        "valuation": valuation,
        "stock": stock,
        "residential": residential,
        "depreciation": depreciation,
        "wages": wages,
    }
    if wages == "ante":
        options["turnovers"] = turnovers
    return Accounts(f"US {sector} business", frame, lines, options, notes)


def _flows(income: pd.DataFrame, depreciation: str) -> pd.DataFrame:
    """Return c, v, s and new value; the tax basis moves the adjustment from c to s."""
    adjustment = income["capital_consumption_adjustment"] if depreciation == "tax" else 0.0
    return pd.DataFrame(
        {
            "constant_capital": income["consumption_of_fixed_capital"] + adjustment,
            "variable_capital": income["compensation_of_employees"],
            "surplus_value": income["net_operating_surplus"] - adjustment,
            "taxes_on_production": income["taxes_on_production_less_subsidies"],
            "net_value_added": income["net_value_added"] - adjustment,
        }
    )


def _notes(
    valuation: str, depreciation: str, residential: bool, left_out: pd.PeriodIndex
) -> tuple[str, ...]:
    """Say what the account mixes and which years it cannot have."""
    said = {
        "the surplus is net of depreciation at current cost, the stock is at historical": (
            valuation == "historical" and depreciation == "current"
        ),
        "the surplus is net of tax depreciation at historical cost, the stock is at current": (
            valuation == "current" and depreciation == "tax"
        ),
        "the surplus holds the return on rented housing, the stock does not": not residential,
        f"left out, because the stock is not on record: {', '.join(map(str, left_out))}": (
            len(left_out) > 0
        ),
    }
    return tuple(note for note, holds in said.items() if holds)


def _ratios(frame: pd.DataFrame, wages: str, turnovers: float) -> pd.DataFrame:
    c, v, s = (frame[name] for name in ("constant_capital", "variable_capital", "surplus_value"))
    K, Y = frame["capital_stock"], frame["net_value_added"]
    advanced = K + v / turnovers if wages == "ante" else K
    return frame.assign(
        value_composition=c / v,
        rate_of_surplus_value=s / v,
        rate_of_profit=s / advanced,
        rate_of_profit_on_fixed_capital=s / K,
        rate_of_profit_on_cost_price=s / (c + v),
        profit_share=s / Y,
        output_capital_ratio=Y / advanced,
    )


def _lines(
    income: pd.DataFrame,
    assets: pd.DataFrame,
    stock_column: str,
    stock: str,
    depreciation: str,
    wages: str,
    turnovers: float,
) -> Mapping[str, Line]:
    """Return the mapping: category ← table, line, operation."""
    flow, per_year = "USD million a year", "1/year"
    nipa, stocks = income.attrs["sources"], assets.attrs["sources"]
    shift = {
        "opening": "at the end of the year before",
        "closing": "at the end of the year",
        "average": "mean of opening and closing stock",
    }[stock]
    on_tax_basis = depreciation == "tax"
    plus, minus = (" + capital consumption adjustment", " − capital consumption adjustment")
    ccadj = "; " + nipa["capital_consumption_adjustment"]

    def taken(column: str, formula: str, adjusted: str = "") -> Line:
        if not (adjusted and on_tax_basis):
            return Line(formula, nipa[column], Evidence.REPORTED, flow)
        return Line(formula + adjusted, nipa[column] + ccadj, Evidence.DERIVED, flow)

    def ratio(formula: str, unit: str = "1") -> Line:
        return Line(formula, "computed from the lines above", Evidence.DERIVED, unit)

    advanced = capital_advanced(wages, turnovers)
    return {
        "constant_capital": taken(
            "consumption_of_fixed_capital", "c = consumption of fixed capital", plus
        ),
        "variable_capital": taken("compensation_of_employees", "v = compensation of employees"),
        "surplus_value": taken("net_operating_surplus", "s = net operating surplus", minus),
        "taxes_on_production": taken(
            "taxes_on_production_less_subsidies", "taxes on production less subsidies"
        ),
        "net_value_added": taken("net_value_added", "Y = net value added", minus),
        "capital_stock": Line(
            f"K = {stock_column.replace('_', ' ')}, {shift}",
            stocks[stock_column],
            Evidence.DERIVED if stock == "average" else Evidence.REPORTED,
            "USD million",
        ),
        "value_composition": ratio("k = c/v"),
        "rate_of_surplus_value": ratio("e = s/v"),
        "rate_of_profit": ratio(f"r = s/{advanced}", per_year),
        "rate_of_profit_on_fixed_capital": ratio("s/K", per_year),
        "rate_of_profit_on_cost_price": ratio("s/(c + v)"),
        "profit_share": ratio("s/Y"),
        "output_capital_ratio": ratio(f"Y/{advanced}", per_year),
    }
