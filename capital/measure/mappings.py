"""Definitions of the rate of profit as data: category ← table, line, operation.

Each definition says which lines of which table make its numerator (the profit), its denominator
(the capital) and the output whose share the profit is. `capital.measure.rates` computes what
stands here, and prints it. A definition of one's own is another `Definition`.
"""

from __future__ import annotations

from dataclasses import dataclass

#: What is done with a line. The last three make a stock out of another series.
OPERATIONS = {
    "+": "added",
    "−": "subtracted",
    "+Δ": "its growth over the year added",
    "− φ×": "the productive share φ of it subtracted",
    "chained": "quantity index times the stock at current cost of the year 2017",
    "Σ Δ÷p": "its growth at the prices of each year, added up at constant prices",
    "gross": "gross stock: investment still within its life, at current cost",
}
PARTS = ("numerator", "denominator", "output")


@dataclass(frozen=True)
class Entry:
    """One line of a mapping.

    Attributes
    ----------
    part : str
        ``"numerator"``, ``"denominator"`` or ``"output"``.
    operation : str
        A key of `OPERATIONS`.
    table, line : str
        Table of the package and its column.
    times, over : tuple of str
        Columns of the same table by which the line is multiplied and divided.
    """

    part: str
    operation: str
    table: str
    line: str
    times: tuple[str, ...] = ()
    over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """One definition of the rate of profit.

    Attributes
    ----------
    name, author : str
    year : int or None
        Of publication; none where it is a convention of the national accounts.
    valuation : str
        Of capital: ``"current cost"``, ``"historical cost"``, ``"constant prices"`` …
    kind : str
        ``"net"`` or ``"gross"``: of profit and capital alike.
    entries : tuple of Entry
    sectors : tuple of str
        Sectors that it is about: ``"corporate"``, ``"nonfinancial"``, ``"economy"``.
    price : tuple of str
        Table and column by which profit and output are deflated; empty for prices of the year.
    same_year : bool
        Whether profit stands over the capital of its own year, as published.
    needs : str
        Argument without which it cannot be computed.
    missing : str
        What keeps it short of its author's, or what it mixes.
    reference : str
    """

    name: str
    author: str
    year: int | None
    valuation: str
    kind: str
    entries: tuple[Entry, ...]
    sectors: tuple[str, ...] = ("corporate", "nonfinancial")
    price: tuple[str, str] | tuple[()] = ()
    same_year: bool = False
    needs: str = ""
    missing: str = ""
    reference: str = ""


def _lines(part: str, table: str, text: str) -> tuple[Entry, ...]:
    """Return entries from «+ line − line», all of one table."""
    words = text.split()
    return tuple(Entry(part, a, table, b) for a, b in zip(words[::2], words[1::2], strict=True))


INCOME, ASSETS = "us_corporate_accounts", "us_fixed_assets"
SHAIKH, TONAK = "shaikh_2016_corporate", "shaikh_tonak_1994"
DEFLATOR = ("us_labour_prices", "gdp_deflator")
CURRENT = _lines("denominator", ASSETS, "+ net_stock_current_cost")
NET_OUTPUT = _lines("output", INCOME, "+ net_value_added")

#: Depreciation at historical cost is investment less the growth of the stock at historical cost.
_HISTORICAL_OUTPUT = (
    ("+", INCOME, "gross_value_added"),
    ("−", ASSETS, "investment_nonresidential"),
    ("+Δ", ASSETS, "net_stock_historical_cost_nonresidential"),
)
_HISTORICAL_STOCK = _lines("denominator", ASSETS, "+ net_stock_historical_cost_nonresidential")
_OUTPUT_AT_COST = tuple(Entry("output", *words) for words in _HISTORICAL_OUTPUT)
_PROPERTY_INCOME = (
    *(Entry("numerator", *words) for words in _HISTORICAL_OUTPUT),
    Entry("numerator", "−", INCOME, "compensation_of_employees"),
)
_SHAIKH_ADJUSTED = "− bank_monetary_interest_paid − nonfinancial_imputed_interest_paid"
KLIMAN = "Kliman (2011), The Failure of Capitalist Production, ch. 5–6"
TONAK_BOOK = "Shaikh and Tonak (1994), Measuring the Wealth of Nations, ch. 5"

_DEFINITIONS = (
    Definition(
        "net_operating_surplus",
        "national accounts",
        None,
        "current cost",
        "net",
        (*_lines("numerator", INCOME, "+ net_operating_surplus"), *CURRENT, *NET_OUTPUT),
        reference="Basu and Manolakos (2013), Review of Radical Political Economics 45",
    ),
    Definition(
        "surplus_after_tax",
        "national accounts",
        None,
        "current cost",
        "net",
        (
            *_lines("numerator", INCOME, "+ net_operating_surplus − taxes_on_corporate_income"),
            *CURRENT,
            *NET_OUTPUT,
        ),
    ),
    Definition(
        "profit_before_tax",
        "national accounts",
        None,
        "current cost",
        "net",
        (*_lines("numerator", INCOME, "+ profits_with_iva_and_ccadj"), *CURRENT, *NET_OUTPUT),
        missing="after interest and transfers: what capital as a whole yields is larger",
    ),
    Definition(
        "profit_after_tax",
        "national accounts",
        None,
        "current cost",
        "net",
        (
            *_lines("numerator", INCOME, "+ profits_after_tax_with_iva_and_ccadj"),
            *CURRENT,
            *NET_OUTPUT,
        ),
        missing="after interest and transfers: what capital as a whole yields is larger",
    ),
    Definition(
        "gross_operating_surplus",
        "national accounts",
        None,
        "current cost",
        "gross",
        (
            *_lines("numerator", INCOME, "+ net_operating_surplus + consumption_of_fixed_capital"),
            Entry("denominator", "gross", ASSETS, "investment_nonresidential"),
            *_lines("output", INCOME, "+ gross_value_added"),
        ),
        needs="gross_life",
        missing="BEA publishes no gross stock: one life for all assets is an assumption, and the "
        "first years need investment from before the table",
    ),
    Definition(
        "real_net_operating_surplus",
        "national accounts",
        None,
        "constant prices",
        "net",
        (
            *_lines("numerator", INCOME, "+ net_operating_surplus"),
            *_lines("denominator", ASSETS, "chained net_stock_quantity_index"),
            *NET_OUTPUT,
        ),
        price=DEFLATOR,
        missing="profit by the price of GDP, capital by its own chained prices of 2017; one price "
        "for both would give the rate at current cost again",
    ),
    Definition(
        "tax_depreciation",
        "national accounts",
        None,
        "historical cost",
        "net",
        (
            *_lines(
                "numerator", INCOME, "+ net_operating_surplus − capital_consumption_adjustment"
            ),
            *_lines("denominator", ASSETS, "+ net_stock_historical_cost"),
            *_lines("output", INCOME, "+ net_value_added − capital_consumption_adjustment"),
        ),
        missing="depreciation as in tax returns: at historical cost, but faster than wear",
    ),
    Definition(
        "historical_net_operating_surplus",
        "Kliman",
        2011,
        "historical cost",
        "net",
        (
            *_PROPERTY_INCOME,
            Entry("numerator", "−", INCOME, "taxes_on_production_less_subsidies"),
            *_HISTORICAL_STOCK,
            *_OUTPUT_AT_COST,
        ),
        missing="depreciation at historical cost is investment less the growth of the stock, and "
        "so holds disasters; nonresidential assets",
        reference=KLIMAN,
    ),
    Definition(
        "kliman_property_income",
        "Kliman",
        2011,
        "historical cost",
        "net",
        (*_PROPERTY_INCOME, *_HISTORICAL_STOCK, *_OUTPUT_AT_COST),
        missing="depreciation at historical cost is investment less the growth of the stock, and "
        "so holds disasters; nonresidential assets",
        reference=KLIMAN,
    ),
    Definition(
        "kliman_inflation_adjusted",
        "Kliman",
        2011,
        "historical cost at constant prices",
        "net",
        (
            *_PROPERTY_INCOME,
            Entry("denominator", "Σ Δ÷p", ASSETS, "net_stock_historical_cost_nonresidential"),
            *_OUTPUT_AT_COST,
        ),
        price=DEFLATOR,
        missing="the stock of 1929 enters at the prices of 1929, whatever it was bought at",
        reference=KLIMAN,
    ),
    Definition(
        "dumenil_levy",
        "Duménil and Lévy",
        2002,
        "current cost",
        "net",
        (
            *_lines("numerator", INCOME, "+ net_value_added − compensation_of_employees"),
            *_lines("denominator", ASSETS, "+ net_stock_current_cost_nonresidential"),
            *NET_OUTPUT,
        ),
        missing="partial: corporate business only, so no wage equivalent of the self-employed; "
        "the very capital-intensive branches, which they remove, are inside",
        reference="Duménil and Lévy (2002), Review of Radical Political Economics 34",
    ),
    Definition(
        "productive_labour",
        "Shaikh and Tonak",
        1994,
        "current cost",
        "net",
        (
            *_lines("numerator", INCOME, "+ net_value_added"),
            Entry("numerator", "− φ×", INCOME, "compensation_of_employees"),
            *CURRENT,
            *NET_OUTPUT,
        ),
        needs="productive_share",
        missing="their split on our accounts: φ is the user's; trade, royalties and taxes are not "
        "moved between sectors as they do",
        reference=TONAK_BOOK,
    ),
    Definition(
        "shaikh_2016",
        "Shaikh",
        2016,
        "current cost",
        "gross stock, net profit",
        (
            *_lines("numerator", SHAIKH, f"+ net_operating_surplus_nipa {_SHAIKH_ADJUSTED}"),
            *_lines("denominator", SHAIKH, "+ gross_stock"),
            Entry(
                "denominator",
                "+",
                SHAIKH,
                "inventories_irs",
                times=("net_stock_historical",),
                over=("net_stock_irs",),
            ),
            *_lines("output", SHAIKH, f"+ value_added_nipa {_SHAIKH_ADJUSTED}"),
        ),
        sectors=("corporate",),
        missing="imputed interest removed; fixed capital gross, with inventories",
        reference="Shaikh (2016), Capitalism, ch. 6 and appendix 6.8",
    ),
    Definition(
        "shaikh_2016_conventional",
        "Shaikh",
        2016,
        "current cost",
        "net",
        (
            *_lines("numerator", SHAIKH, "+ profit_nipa"),
            *_lines("denominator", SHAIKH, "+ net_stock_bea"),
            *_lines("output", SHAIKH, "+ value_added_nipa"),
        ),
        sectors=("corporate",),
        missing="what he sets against his own: vintage of 2011",
        reference="Shaikh (2016), Capitalism, ch. 6 and appendix 6.8",
    ),
    Definition(
        "shaikh_tonak_1994",
        "Shaikh and Tonak",
        1994,
        "current cost",
        "gross stock, net profit",
        (
            *_lines("numerator", TONAK, "+ surplus_value"),
            *_lines("denominator", TONAK, "+ fixed_capital"),
        ),
        sectors=("economy",),
        same_year=True,
        missing="1974 and 1981 are not legible",
        reference=TONAK_BOOK,
    ),
    Definition(
        "shaikh_tonak_1994_adjusted",
        "Shaikh and Tonak",
        1994,
        "current cost",
        "gross stock, net profit",
        (
            *_lines("numerator", TONAK, "+ surplus_value"),
            Entry("denominator", "+", TONAK, "fixed_capital", times=("capacity_utilisation",)),
        ),
        sectors=("economy",),
        same_year=True,
        missing="over capital in use; 1973, 1974 and 1981 are not legible",
        reference=TONAK_BOOK,
    ),
    Definition(
        "basu_2021",
        "Basu",
        2021,
        "current cost",
        "net",
        (
            *_lines("numerator", "basu_2021", "+ net_operating_surplus"),
            *_lines("denominator", "basu_2021", "+ net_stock"),
            *_lines("output", "basu_2021", "+ net_value_added"),
        ),
        missing="vintage of about 2019; nonresidential assets",
        reference="Basu (2021), The Logic of Capital",
    ),
)
#: By name, in the order in which they are shown.
DEFINITIONS = {definition.name: definition for definition in _DEFINITIONS}
