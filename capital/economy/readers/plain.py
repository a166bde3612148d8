"""A table of one's own: one sheet, CSV or Excel.

The first row names the sectors, the first column the rows. A row that bears the name of a sector
holds what all sectors use of its product; the other rows are named below. Blank cells are errors:
write 0.

=============================  ====================================================================
row                            what it holds, for each sector
=============================  ====================================================================
(name of a sector)             what is used of its product
``labour``                     hours or persons (needed)
``output``                     gross output (needed for flows)
``market_price``               money for a unit; 1 where it is needed and missing
``turnover``                   years for which circulating capital is tied up
``capital``                    money value of the stock, of the composition ``investment``
``depreciation``               its yearly wear in money, of the same composition
``capital: x``                 stock of the product of sector x (a row for each x that there is)
``depreciation: x``            wear of it
=============================  ====================================================================

=============================  ====================================================================
column                         what it holds, for each product
=============================  ====================================================================
(name of a sector)             the figures of the sector
``wage_basket``                what workers consume: of all together for flows, of a unit of labour
                               for coefficients
``investment``                 composition of fixed capital
``unit``                       unit of the row, in words; checked if it is there
=============================  ====================================================================

Cells outside the rows and columns that they belong to (``output`` of ``investment``) may be blank.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import ParseError

import pandas as pd

from capital.economy.readers.files import numbers, opened, unique
from capital.economy.readers.reading import Reading, one_of, ones, per_unit, spread
from capital.errors import DataError, MissingExtraError, check_choice, did_you_mean

_ROWS = ("labour", "output", "market_price", "turnover", "capital", "depreciation")
_COLUMNS = ("wage_basket", "investment", "unit")
_LABOUR = ("hour", "person", "worker", "employee", "day", "week", "month", "year", "job", "labour")


def plain(
    path: str | Path | pd.DataFrame,
    *,
    kind: Literal["flows", "coefficients"] = "flows",
    sheet: str | int = 0,
) -> Reading:
    """Read a table in the plain layout.

    Parameters
    ----------
    path
        A CSV file, an Excel file (``.xlsx``), or a DataFrame whose index holds the row names.
    kind
        ``"flows"``: totals of each sector, divided by its output. ``"coefficients"``: per unit of
        output already; ``output`` is then optional.
    sheet
        Name or number of the Excel sheet.

    Returns
    -------
    Reading

    Raises
    ------
    DataError
        If the file cannot be read, a row or column is unknown or missing, a cell is no number, a
        figure is negative, or units do not fit.
    MissingExtraError
        If an Excel file is to be read and openpyxl is not installed.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"wheat": [280, 12, 1, 575], "iron": [120, 8, 1, 20]},
    ...     index=["wheat", "iron", "labour", "output"],
    ... )
    >>> plain(table).arguments["A"].loc["wheat"].round(3).tolist()
    [0.487, 6.0]
    """
    check_choice("kind of table", kind, ("flows", "coefficients"))
    frame = _sheet(path, sheet)
    sectors = _sectors(frame)
    figures = numbers(frame[sectors], "the table")
    _check(figures, kind)
    log = [f"{len(sectors)} sectors, {kind}; no negative figure", *_units(frame, sectors)]
    if "market_price" not in figures.index:
        log.append("market prices: none; 1 where they are needed, as for a table in money")
    arguments = _arguments(frame, figures, kind, log)
    units = {str(row): str(word) for row, word in frame.get("unit", pd.Series()).dropna().items()}
    totals = figures.loc[[row for row in ("output", "labour") if row in figures.index]].T
    return Reading(arguments, units, totals, tuple(log), str(path) if _is_path(path) else "")


def _arguments(
    frame: pd.DataFrame, figures: pd.DataFrame, kind: str, log: list[str]
) -> dict[str, pd.DataFrame | pd.Series]:
    """Return the arguments of the economy, and add to the log what was assumed for them."""
    sectors = figures.columns
    scale = figures.loc["output"] if kind == "flows" else ones(sectors)
    arguments: dict[str, pd.DataFrame | pd.Series] = {
        "A": per_unit(figures.loc[sectors], scale),
        "labour": figures.loc["labour"] / scale,
    }
    prices = ones(sectors)
    if "market_price" in figures.index:
        prices = arguments["market_prices"] = figures.loc["market_price"]
    for name in ("output", "turnover"):
        if name in figures.index:
            arguments[name] = figures.loc[name]
    if "wage_basket" in frame.columns:
        workers = float(figures.loc["labour"].sum()) if kind == "flows" else 1.0
        arguments["wage_basket"] = _column(frame, sectors, "wage_basket") / workers
        log.append(f"wage basket: what workers consume, for {workers:g} units of labour")
    for name in ("capital", "depreciation"):
        stock = _stock(frame, figures, name, prices, log)
        if stock is not None:
            arguments[name] = per_unit(stock, scale)
    return arguments


def _stock(
    frame: pd.DataFrame, figures: pd.DataFrame, name: str, prices: pd.Series, log: list[str]
) -> pd.DataFrame | None:
    """Return goods × sectors of a stock or its wear, listed by good or spread over goods."""
    sectors = figures.columns
    listed = {row.partition(":")[2].strip(): row for row in figures.index if f"{name}:" in row}
    if listed and name in figures.index:
        raise DataError(f"{name} is given twice, in total and by product", mend="keep one")
    if listed:
        absent = [good for good in sectors if good not in listed]
        log.append(f"{name}: by product" + (f"; none of {', '.join(absent)}" if absent else ""))
        stock = pd.DataFrame(0.0, index=sectors, columns=sectors)
        for good, row in listed.items():
            stock.loc[good] = figures.loc[row]
        return stock
    if name not in figures.index:
        return None
    if "investment" not in frame.columns:
        mend = f"add it, or write rows ‘{name}: product’"
        raise DataError(f"{name} has no composition: there is no column ‘investment’", mend=mend)
    goods = _column(frame, sectors, "investment") * prices
    log.append(f"{name}: total of each sector, of the composition of investment")
    return spread(figures.loc[name], goods, ones(sectors)).div(prices, axis="index")


def _column(frame: pd.DataFrame, sectors: pd.Index, name: str) -> pd.Series:
    """Return the figures of a special column for the products."""
    figures = numbers(frame.loc[sectors, [name]], "the table")[name]
    if (figures < 0).any():
        raise DataError("a figure is negative", where=f"row {figures.idxmin()}, column {name}")
    return figures


def _check(figures: pd.DataFrame, kind: str) -> None:
    """Refuse a table without labour or output, with negative figures or idle sectors."""
    for row in ("labour", "output") if kind == "flows" else ("labour",):
        if row not in figures.index:
            mend = did_you_mean(row, figures.index)
            raise DataError(f"the table has no row ‘{row}’", mend=mend)
    negative = figures.stack()
    negative = negative[negative < 0]
    if len(negative):
        row, column = negative.index[0]
        raise DataError(
            f"a figure is negative: {negative.iloc[0]:g}",
            where=f"row {row}, column {column}",
            mend="joint products and subsidies have no place in this layout",
        )
    for row in ("output", "market_price"):
        if row in figures.index and not (figures.loc[row] > 0).all():
            where = f"row {row}, column {figures.loc[row].idxmin()}"
            raise DataError(f"{row} is not positive", where=where, mend="leave the sector out")


def _units(frame: pd.DataFrame, sectors: list[str]) -> list[str]:
    """Check the units that are named, and say what they are."""
    if "unit" not in frame.columns:
        return ["units are not named, so they are not checked"]
    words = frame["unit"].dropna().astype(str).str.strip()
    labour = str(words.get("labour", ""))
    if labour and not any(word in labour.lower() for word in _LABOUR):
        raise DataError(
            f"labour is measured in ‘{labour}’",
            where="row labour, column unit",
            mend="give hours or persons, and wages through the column wage_basket",
        )
    money = [words[row] for row in ("capital", "depreciation") if row in words]
    goods = [words[row] for row in sectors if row in words]
    if money and "market_price" not in frame.index:
        one_of([*money, *goods], "the table")
    log = [f"units: {', '.join(dict.fromkeys(goods))}; labour in {labour or 'units not named'}"]
    if goods and len(set(goods)) > 1 and "market_price" not in frame.index:
        log.append("products have several units: give a row market_price to compare prices")
    return log


def _sheet(path: str | Path | pd.DataFrame, sheet: str | int) -> pd.DataFrame:
    """Return the table with its row names as index."""
    if not _is_path(path):
        frame = pd.DataFrame(path).copy()
    elif Path(str(path)).suffix.lower() in (".xlsx", ".xlsm"):
        frame = opened(str(path), "the table", lambda file: _excel(file, sheet))
    else:
        frame = opened(
            str(path),
            "the table",
            lambda file: pd.read_csv(file, index_col=0, keep_default_na=False, na_values=[""]),
        )
    if frame.empty:
        raise DataError("the table has no rows or no columns", where=str(path)[:80])
    frame.index = pd.Index([str(name).strip() for name in frame.index])
    frame.columns = pd.Index([str(name).strip() for name in frame.columns])
    unique(frame.index, "the row")
    unique(frame.columns, "the column")
    return frame


def _is_path(path: Any) -> bool:
    return not isinstance(path, pd.DataFrame)


def _excel(file: Path, sheet: str | int) -> pd.DataFrame:
    """Return a sheet of a workbook."""
    with file.open("rb"):  # a missing file is said to be missing, not to be no workbook
        pass
    try:
        return pd.read_excel(file, sheet_name=sheet, index_col=0, engine="openpyxl")
    except ImportError as error:
        raise MissingExtraError(
            "Excel files need openpyxl, which is not installed",
            mend="pip install 'capital-toolkit[io]', or save the sheet as CSV",
        ) from error
    except (zipfile.BadZipFile, ParseError, ValueError, KeyError, IndexError) as error:
        raise DataError(
            f"the sheet cannot be read: {error}",
            where=f"{file}, sheet {sheet}",
            mend="check the file and the name of the sheet",
        ) from None


def _sectors(frame: pd.DataFrame) -> list[str]:
    """Return the sectors: the columns that are no special ones; all must have a row."""
    sectors = [name for name in frame.columns if name not in _COLUMNS]
    if not sectors:
        raise DataError("the table has no sectors", mend="name a column and a row for each")
    for name in frame.index:
        head, _, good = name.partition(":")
        special = head in ("capital", "depreciation") and good.strip() in sectors
        if name not in sectors and name not in _ROWS and not special:
            mend = did_you_mean(name, [*sectors, *_ROWS])
            raise DataError(f"the row ‘{name}’ is unknown", mend=mend)
    for name in sectors:
        if name not in frame.index:
            mend = did_you_mean(name, [*_COLUMNS, *frame.index])
            raise DataError(f"the column ‘{name}’ has no row of its name", mend=mend)
    return sectors
