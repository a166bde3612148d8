"""Multi-regional tables through pymrio: EXIOBASE, OECD, Eora, GLORIA, WIOD 2013.

pymrio parses the databases; here its system becomes the arguments of an Economy. It is an optional
dependency (extra ``io``), imported only when this function is called. Its Leontief inverse is
never formed: values and prices do not need it.

References
----------
Stadler (2021), "Pymrio – a Python based multi-regional input-output analysis toolbox", *Journal of
Open Research Software* 9.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from capital.economy.readers.files import numbers
from capital.economy.readers.reading import (
    Negative,
    Reading,
    basket,
    check_balance,
    money,
    one_of,
    ones,
    per_unit,
    settle_column,
    settle_negatives,
    without_idle,
)
from capital.errors import DataError, MissingExtraError, check_choice, did_you_mean, unknown

_PARSERS = ("exiobase1", "exiobase2", "exiobase3", "oecd", "eora26", "gloria", "wiod")

Rows = tuple[str, str | Sequence[str]]


def pymrio(
    system: Any,
    *,
    labour: Rows,
    parser: str | None = None,
    wage_basket: str | None = None,
    compensation: Rows | None = None,
    negative: Negative = "zero",
    **options: Any,
) -> Reading:
    """Read a multi-regional table that pymrio knows.

    Parameters
    ----------
    system
        An ``IOSystem`` of pymrio, ``"test"`` for the one it ships, or a path: of a system saved by
        pymrio, or of a database if `parser` is named.
    labour
        Name of an extension and of its row, or rows, that measure labour: they are added up.
    parser
        ``"exiobase3"``, ``"oecd"``, ``"eora26"``, ``"gloria"``, ``"wiod"`` …
    wage_basket
        Category of final demand that workers consume; its demand of all regions is added up.
    compensation
        Extension and rows that hold wages: the basket is then worth them. Without it, workers
        consume all of the category.
    negative
        What to do with negative cells: ``"zero"``, ``"refuse"``, ``"keep"``.
    **options
        Passed on to pymrio's parser.

    Returns
    -------
    Reading
        Sectors are labelled ``"region: sector"``; prices of a sector differ between regions.

    Raises
    ------
    MissingExtraError
        If pymrio is not installed.
    DataError
        If the system cannot be read, holds several currencies or does not add up.
    UnknownNameError
        If there is no such parser, extension, row or category.
    """
    io = _system(system, parser, options)
    sectors = pd.Index([": ".join(map(str, label)) for label in io.Z.index])
    flows = _labelled(io.Z, sectors, sectors, "inputs")
    final = _labelled(io.Y, sectors, io.Y.columns, "final demand")
    currency = one_of([*map(str, np.ravel(io.unit.to_numpy()))], "the table")
    output = flows.sum(axis="columns") + final.sum(axis="columns")
    log = [f"{len(sectors)} sectors", money(currency), *_output(io, output)]
    flows, found = settle_negatives(flows, negative, "inputs")
    flows, output, gone = _producing(flows, output)
    hours, unit = _extension(io, labour, sectors)
    as_money = ": a unit of money as the same labour everywhere" if unit == currency else ""
    log += [*found, *gone, f"labour: {_shown(labour)}, in {unit}{as_money}"]
    hours = hours[output.index]
    arguments: dict[str, pd.DataFrame | pd.Series] = {
        "A": per_unit(flows, output),
        "labour": hours / output,
        "output": output,
        "market_prices": ones(output.index),
    }
    units = {"A": f"{currency} per {currency}", "labour": f"{unit} per {currency}"}
    units |= {"output": currency, "market_prices": f"{currency} per {currency}"}
    if wage_basket is not None:
        goods = _category(final, wage_basket).loc[output.index]
        goods, more = settle_column(goods, negative, wage_basket)
        paid, worth_of = goods, f"all of {wage_basket}"
        if compensation is not None:
            paid, worth_of = _wages(io, compensation, sectors, currency), _shown(compensation)
        arguments["wage_basket"] = basket(goods, float(paid[output.index].sum() / hours.sum()))
        units["wage_basket"] = f"{currency} of goods per {unit}"
        log += [*more, f"wage basket: composition of {wage_basket}, worth {worth_of}"]
    totals = pd.DataFrame({"output": output, "labour": hours})
    whole, totals, left = without_idle(arguments, totals)
    return Reading(whole, units, totals, (*log, *left), f"pymrio: {getattr(io, 'name', '')}")


def _system(system: Any, parser: str | None, options: dict[str, Any]) -> Any:
    """Return an IOSystem with flows and final demand."""
    try:
        library = import_module("pymrio")
    except ImportError as error:
        raise MissingExtraError(
            "multi-regional tables need pymrio, which is not installed",
            mend="pip install 'capital-toolkit[io]'",
        ) from error
    if parser is not None:
        check_choice("parser", parser, _PARSERS)
    named = isinstance(system, str | Path)
    io = _parsed(library, system, parser, options) if named else system
    if getattr(io, "Z", None) is None or getattr(io, "Y", None) is None:
        raise DataError(
            "the system has no flows Z or no final demand Y",
            where=str(type(io).__name__),
            mend="give an IOSystem of pymrio before it is reset, or a path",
        )
    return io


def _parsed(library: Any, system: str | Path, parser: str | None, options: dict[str, Any]) -> Any:
    """Return what pymrio reads, or one error that says why it does not."""
    if parser is None and str(system) == "test":
        return library.load_test()
    if not Path(system).exists():
        raise DataError("there is no such file or folder", where=str(system), mend="check the path")
    read = library.load_all if parser is None else getattr(library, f"parse_{parser}")
    expected: tuple[type[Exception], ...] = (OSError, LookupError, ValueError, TypeError)
    expected += (AttributeError, *_own(library))
    try:
        return read(system, **options)
    except expected as error:
        raise DataError(
            f"pymrio cannot read it as {parser or 'a saved system'}: {error}",
            where=str(system),
            mend="check the release, the parser and its options, and take the file anew",
        ) from error


def _own(library: Any) -> tuple[type[Exception], ...]:
    """Return the errors that pymrio defines itself, and that of archives."""
    parsers = getattr(getattr(library, "tools", None), "ioparser", None)
    return (zipfile.BadZipFile, getattr(parsers, "ParserError", zipfile.BadZipFile))


def _labelled(block: Any, rows: pd.Index, columns: pd.Index, what: str) -> pd.DataFrame:
    frame = pd.DataFrame(np.asarray(block, dtype=float), index=rows, columns=columns)
    return numbers(frame, what)


def _output(io: Any, output: pd.Series) -> list[str]:
    """Say that output is the sum of its uses, and check it against the system's own, if any."""
    if getattr(io, "x", None) is None:
        return ["output: flows and final demand added up, the system states none"]
    stated = pd.Series(np.ravel(np.asarray(io.x, dtype=float)), index=output.index)
    mend = "take the database anew, or reset and calculate the system"
    return [check_balance(stated - output, stated, 1e-3, "flows and final demand", mend)]


def _producing(flows: pd.DataFrame, output: pd.Series) -> tuple[pd.DataFrame, pd.Series, list[str]]:
    """Leave out sectors that produce nothing, and say so."""
    idle = output.index[output <= 0]
    kept = output.index[output > 0]
    names = f"{', '.join(idle[:5])}{' …' if len(idle) > 5 else ''}"
    log = [f"left out, no output: {len(idle)} sectors ({names})"] if len(idle) else []
    return flows.loc[kept, kept], output[kept], log


def _extension(io: Any, wanted: Rows, sectors: pd.Index) -> tuple[pd.Series, str]:
    """Return the sum of some rows of an extension, and their unit."""
    name, rows = wanted[0], [wanted[1]] if isinstance(wanted[1], str) else [*wanted[1]]
    names = [*io.get_extensions()]
    if name not in names:
        raise unknown("extension", name, names)
    extension = getattr(io, name)
    block = extension.F
    labels = [_flat(label) for label in block.index]
    for row in rows:
        if row not in labels:
            raise unknown("row", row, labels, where=name)
    chosen = [labels.index(row) for row in rows]
    unit = one_of([*map(str, np.ravel(extension.unit.iloc[chosen].to_numpy()))], _shown(wanted))
    picked = _labelled(block.iloc[chosen], pd.Index(rows), sectors, name)
    return picked.sum(), unit


def _wages(io: Any, wanted: Rows, sectors: pd.Index, currency: str) -> pd.Series:
    """Return the wages of each sector, which must stand in the money of the table."""
    paid, unit = _extension(io, wanted, sectors)
    if unit != currency:
        raise DataError(
            f"{_shown(wanted)} is in {unit}, but the table in {currency}",
            where="compensation",
            mend="convert the extension, or leave compensation out",
        )
    return paid


def _category(final: pd.DataFrame, wanted: str) -> pd.Series:
    """Return the demand of all regions in one category."""
    labels = [label[-1] if isinstance(label, tuple) else label for label in final.columns]
    if wanted not in labels:
        known = dict.fromkeys(map(str, labels))
        raise DataError(
            f"there is no category of final demand ‘{wanted}’", mend=did_you_mean(wanted, known)
        )
    return final.loc[:, [label == wanted for label in labels]].sum(axis="columns")


def _flat(label: Any) -> str:
    return ": ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _shown(rows: Rows) -> str:
    return f"{rows[0]}, {rows[1] if isinstance(rows[1], str) else ' + '.join(rows[1])}"
