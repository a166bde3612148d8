"""The tables of the package: list, describe, load, verify.

The tables are a Data Package: one ``datapackage.json`` that says what every column means, and CSV
files beside it. A table is checked whenever it is loaded, against its own description: columns,
types, constraints, keys, gaps in time. What is wrong is an error that names the file, the row (the
header is row 1), the column and the mend; nothing is repaired. A folder of one's own with a
``datapackage.json`` is read in the same way (`root`).

Three keys go beyond the Table Schema: a field has a ``unit``, a ``status`` on the ladder of
`capital.evidence` and a ``source``; a table has ``status``, ``retrieved`` and ``period``, which
says which column is time, at what frequency, and whether it runs without gaps.

References
----------
Frictionless Data, *Data Package*, *Tabular Data Resource* and *Table Schema*, version 1.
"""

from __future__ import annotations

import builtins
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from capital.datasets.cells import shown
from capital.datasets.description import (
    DESCRIPTOR,
    Dataset,
    Field,
    Period,
    Source,
    open_package,
)
from capital.datasets.table import read_bytes, read_table
from capital.errors import DataError, UnknownNameError, unknown

__all__ = ["Dataset", "Field", "Period", "Source", "describe", "list", "load", "verify"]

_FEW = 30  # more values than this are not listed in a message


def _folder(root: str | Path | None) -> Path:
    """Return the user's folder or ours: inside an installed package, beside it in a checkout."""
    if root is not None:
        return Path(root)
    package = Path(__file__).resolve().parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def list(*, root: str | Path | None = None) -> builtins.list[str]:
    """Return the names of the tables.

    Parameters
    ----------
    root : path, optional
        A folder that holds a ``datapackage.json``; the tables of the toolkit otherwise.

    Returns
    -------
    list of str

    Raises
    ------
    DataError
        If the package is missing or broken.

    Examples
    --------
    >>> "us_corporate_accounts" in list()
    True
    """
    return [*open_package(_folder(root))]


def describe(name: str, *, root: str | Path | None = None) -> Dataset:
    """Return what the package says about a table; printing it is readable.

    Parameters
    ----------
    name : str
    root : path, optional
        A folder that holds a ``datapackage.json``; the tables of the toolkit otherwise.

    Returns
    -------
    Dataset

    Raises
    ------
    UnknownNameError
        If no table bears the name.
    DataError
        If the package is missing or broken.

    Examples
    --------
    >>> describe("us_fixed_assets")["net_stock_current_cost"].unit
    'USD million'
    """
    package = open_package(_folder(root))
    if name not in package:
        raise unknown("data set", name, package)
    return package[name]


def load(name: str, /, *, root: str | Path | None = None, **filters: object) -> pd.DataFrame:
    """Load a table, checked against its description.

    Parameters
    ----------
    name : str
    root : path, optional
        A folder that holds a ``datapackage.json``; the tables of the toolkit otherwise.
    **filters
        Column and value: only these rows, and the column is dropped. Columns of measurements
        (type number) cannot select.

    Returns
    -------
    DataFrame
        Columns typed as the schema says (number float64; integer int64, or Int64 where values may
        be missing; text str, or category where the schema lists the values; date datetime64;
        boolean). Rows keep the order of the file. A table with a period has a PeriodIndex named
        ``period``, which replaces a column of years; a column of dates, which says more, stays.
        ``attrs`` holds ``name``, ``units``, ``evidence`` and ``sources``, the last three by column.

    Raises
    ------
    DataError
        If the package or the table breaks its own description.
    UnknownNameError
        If there is no such table, column to select by, or value in it.

    Examples
    --------
    >>> accounts = load("us_corporate_accounts", sector="nonfinancial")
    >>> int(accounts.loc["1929", "gross_value_added"])
    50825
    >>> accounts.attrs["units"]["net_operating_surplus"]
    'USD million'
    """
    dataset = describe(name, root=root)
    frame = _select(read_table(dataset), dataset, filters)
    if dataset.period and dataset[dataset.period.field].type != "date":
        frame = frame.drop(columns=dataset.period.field, errors="ignore")
    kept = [field for field in dataset.fields if field.name in frame.columns]
    frame.attrs = {
        "name": dataset.name,
        "units": {field.name: field.unit for field in kept},
        "evidence": {field.name: field.status.value for field in kept},
        "sources": {field.name: field.source for field in kept},
    }
    return frame


def verify(name: str | None = None, *, root: str | Path | None = None) -> pd.DataFrame:
    """Check every table, and that its file is the one that the package describes.

    Parameters
    ----------
    name : str, optional
        One table only.
    root : path, optional
        A folder that holds a ``datapackage.json``; the tables of the toolkit otherwise.

    Returns
    -------
    DataFrame
        One row per table: ``rows`` (missing where the table cannot be loaded) and ``problem``,
        which is empty where the table is sound.

    Raises
    ------
    UnknownNameError
        If no table bears the name.
    DataError
        If the package itself is missing or broken.

    Examples
    --------
    >>> verify("us_fixed_assets").loc["us_fixed_assets", "problem"]
    ''
    """
    package = open_package(_folder(root))
    chosen = [*package.values()] if name is None else [describe(name, root=root)]
    found = [_audit(dataset) for dataset in chosen]
    index = pd.Index([dataset.name for dataset in chosen], name="table", dtype="str")
    return pd.DataFrame(
        {
            "rows": pd.array([rows for rows, _ in found], dtype="Int64"),
            "problem": pd.array([problem for _, problem in found], dtype="str"),
        },
        index=index,
    )


def _audit(dataset: Dataset) -> tuple[int | None, str]:
    """Return the number of rows, if the table loads, and what is wrong with it."""
    try:
        rows = len(read_table(dataset))
    except DataError as error:
        return None, str(error)
    raw = read_bytes(dataset)
    digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    if dataset.size not in (None, len(raw)) or dataset.hash not in ("", digest):
        return rows, (
            f"the file is not the one that the package describes: it has {len(raw)} bytes and "
            f"{digest} (in {dataset.path.name}); take it anew, or write both into {DESCRIPTOR}"
        )
    return rows, ""


# Selecting rows


def _select(frame: pd.DataFrame, dataset: Dataset, filters: Mapping[str, object]) -> pd.DataFrame:
    """Keep the rows that every filter names, and drop its column."""
    by = [field.name for field in dataset.fields if field.type != "number"]
    chosen = dataset.name
    for column, wanted in filters.items():
        if column not in by:
            raise unknown("column to select by", column, by, where=dataset.name)
        texts = frame[column].map(shown, na_action="ignore").astype("object")
        keep = (texts == shown(wanted)).to_numpy()
        if not keep.any():
            raise _unknown_value(column, wanted, [*texts.dropna().unique()], chosen)
        frame = frame[keep].drop(columns=column)
        chosen += f", {column} {shown(wanted)}"
    return frame


def _unknown_value(
    column: str, wanted: object, known: Sequence[str], where: str
) -> UnknownNameError:
    error = unknown(column, shown(wanted), known, where=where)
    if len(known) > _FEW and error.mend.startswith("there is"):
        mend = f"the column holds {len(known)} values: load the table to see them"
        return UnknownNameError(error.what, where=where, mend=mend)
    return error
