"""BEA make and use tables, summary and detail, as a square economy.

The tables are those *after redefinitions*, at producers' prices, in USD million. Imports that
compete with domestic goods are inside the use table; noncomparable imports, scrap and used goods
are kept out of the inputs (see `capital.economy.readers.technology`, which says who owns what and
how industries and commodities become one set of sectors).

References
----------
Horowitz and Planting (2009), *Concepts and Methods of the U.S. Input–Output Accounts*, Bureau of
Economic Analysis.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from capital.economy.readers.files import Source, need, numbers, read_csv, same_labels, unique
from capital.economy.readers.reading import Negative, Reading
from capital.economy.readers.technology import Labels, Tables, Technology, square
from capital.errors import DataError, unknown


def bea_summary(
    use: Source,
    make: Source,
    year: int,
    *,
    technology: Technology = "industry",
    by: Labels = "industry",
    labour: pd.Series | None = None,
    capital: pd.Series | None = None,
    depreciation: pd.Series | None = None,
    negative: Negative = "zero",
) -> Reading:
    """Read the summary tables of one year (71 industries, 73 commodities).

    Parameters
    ----------
    use, make
        DataFrames or paths of CSV files: columns ``year``, ``row_code`` and one for each code.
        Rows and columns that begin with ``Total`` are not read.
    year
        A year of both tables.
    technology
        Who is taken to make a commodity with what (see `technology`).
    by
        Whether the sectors are industries or commodities.
    labour
        Hours or persons of each industry, indexed by its code. Without it, labour is
        compensation: a dollar of wages counts as the same labour everywhere.
    capital, depreciation
        Fixed capital and its consumption of each industry, USD million, indexed by its code; of
        the composition of private nonresidential investment. Every industry needs a figure.
    negative
        What to do with negative cells: ``"zero"``, ``"refuse"``, ``"keep"``.

    Returns
    -------
    Reading
        A, labour, wage_basket (composition of personal consumption, worth the compensation),
        output, market_prices, and capital and depreciation where given.

    Raises
    ------
    DataError
        If a file cannot be read, a cell is no number, the two tables do not belong together, or
        the technology cannot be inverted.
    UnknownNameError
        If a table lacks the year.
    """
    tables = _summary(use, make, year)
    given = _given(tables, labour=labour, capital=capital, depreciation=depreciation)
    return square(tables, technology, by, negative, given)


def bea_detail(
    use: Source,
    make: Source,
    *,
    technology: Technology = "industry",
    by: Labels = "industry",
    labour: pd.Series | None = None,
    capital: pd.Series | None = None,
    depreciation: pd.Series | None = None,
    negative: Negative = "zero",
) -> Reading:
    """Read the detailed tables of a benchmark year (402 industries).

    Parameters
    ----------
    use, make
        DataFrames or paths of CSV files in long form: ``row_code, column_code, value``; what is
        not listed is zero. Codes that begin with ``T0`` are totals and are not read.
    technology, by, labour, capital, depreciation, negative
        As in `bea_summary`.

    Returns
    -------
    Reading

    Raises
    ------
    DataError
        As in `bea_summary`.

    Notes
    -----
    In 2017 commodity technology gives no productive economy at this level: broadcasting and cable,
    say, make each other's programmes with quite different inputs, and coefficients below −1 with
    own uses above 1 follow. Take industry technology, or the summary tables.
    """
    tables = _detail(use, make)
    given = _given(tables, labour=labour, capital=capital, depreciation=depreciation)
    return square(tables, technology, by, negative, given)


def _given(tables: Tables, **series: pd.Series | None) -> dict[str, pd.Series]:
    """Return the figures that the user brings, in the order of the industries."""
    industries = tables.make.index
    return {k: same_labels(s, industries, k) for k, s in series.items() if s is not None}


def _summary(use: Source, make: Source, year: int) -> Tables:
    blocks = []
    for source, what in ((use, "the use table"), (make, "the make table")):
        frame = read_csv(source, what, text=("row_code",))
        need(frame, ("year", "row_code"), what)
        rows = frame[pd.to_numeric(frame["year"], errors="coerce") == year]
        if rows.empty:
            raise unknown("year", year, [str(y) for y in frame["year"].unique()], where=what)
        unique(rows["row_code"], f"{what}: the row")
        block = rows.drop(columns="year").set_index("row_code")
        totals = [code for code in block.columns if code.startswith("Total")]
        sums = [str(code).startswith("Total") for code in block.index]
        blocks.append(block.loc[np.logical_not(sums)].drop(columns=totals))
    return _tables(
        blocks[0], blocks[1], f"BEA make and use tables after redefinitions, summary, {year}"
    )


def _detail(use: Source, make: Source) -> Tables:
    blocks = []
    for source, what in ((use, "the use table"), (make, "the make table")):
        frame = read_csv(source, what, text=("row_code", "column_code"))
        need(frame, ("row_code", "column_code", "value"), what)
        frame = frame.assign(value=numbers(frame[["value"]], what)["value"])
        total = frame["row_code"].str.startswith("T0") | frame["column_code"].str.startswith("T0")
        frame = frame[~total]
        unique(frame["row_code"] + " → " + frame["column_code"], f"{what}: the cell")
        wide = frame.pivot(index="row_code", columns="column_code", values="value")
        blocks.append(wide.fillna(0.0))  # a cell that is not listed is zero by the layout
    return _tables(blocks[0], blocks[1], "BEA make and use tables after redefinitions, detail")


def _tables(use: pd.DataFrame, make: pd.DataFrame, name: str) -> Tables:
    """Cut the two tables into blocks; industries are the rows of the make table."""
    industries, commodities = make.index, make.columns
    lacking = [code for code in industries if code not in use.columns]
    lacking += [code for code in commodities if code not in use.index]
    if lacking:
        raise DataError(
            "the use table lacks codes of the make table",
            where=", ".join(map(str, lacking[:5])),
            mend="take both from one release and level, and whole",
        )
    final = [code for code in use.columns if str(code).startswith("F")]
    added = {f"V00{k}": code for code in use.index for k in "123" if str(code)[:4] == f"V00{k}"}
    if len(added) != 3 or not any(code[:4] == "F010" for code in final):
        raise DataError(
            "the use table lacks value added (V001, V002, V003) or consumption (F010)",
            mend="take the table of producers' prices with value added and final uses",
        )
    bought = [code for code in use.index if code not in added.values()]  # some have no make at all
    block = numbers(use, "the use table")
    summed = block.loc[[*added.values()], industries].set_axis([*added], axis="index")
    uses = block.loc[bought, final].T.groupby(lambda code: code[:4]).sum().T
    return Tables(
        numbers(make, "the make table"), block.loc[bought, industries], uses, summed, name
    )
