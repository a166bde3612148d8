"""What a user hands over, read once and checked: labels, shapes, and every cell.

Tables come from pandas, NumPy, SciPy's sparse arrays or plain lists; numbers may also be fractions
or text such as ``"3/5"``, which stay exact where exact answers are asked for. Nothing is filled,
clipped, sorted or dropped: a table that breaks a rule is refused, with the cell that breaks it.
Arrays are copied, so that later changes to them do not reach the economy; a dense table of more
than `COPIED` numbers is held as it is, because a second one might not fit into memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from capital.economy.matrices import Matrix, Vector
from capital.economy.sectors import check_joint, labels_of, plain_array, productive_ones, same
from capital.errors import DataError

#: Dense matrices with more entries are not copied.
COPIED = 16_000_000
#: The arguments that are square, with the letters of the equations.
SQUARE = {"A": "A", "depreciation": "D", "capital": "K", "joint": "B"}
#: The arguments with one number a good, which are as many as the processes but for joint products.
GOODS = ("wage_basket", "market_prices")
#: The arguments with one number a sector.
VECTORS = {
    "labour": "l",
    "wage_basket": "b",
    "output": "Q",
    "turnover": "t",
    "market_prices": "m",
}


@dataclass(frozen=True)
class Technique:
    """The data of an economy as bare arrays of n sectors, floats or exact numbers.

    Attributes
    ----------
    A : shape (n, n)
        ``A[i, j]``: input of good i per unit of good j; dense or sparse. With joint products
        (n, m): of process j.
    l : shape (n,)
        Hours of labour per unit; zero throughout where wages are counted among the inputs.
    b, Q, t, m : shape (n,), or None
        Goods an hour's wage buys, gross output, turnover times of circulating capital in periods,
        market prices.
    D, K, B : like A, or None
        Depreciation and fixed capital per unit of product; products per unit of activity.
    tax : like A, or shape (n,) for a share of each price, or None
    productive : bool, shape (n,), or None
        Whose labour creates value; ``None`` is everyone's.
    """

    A: Matrix
    l: Vector
    b: Vector | None = None
    Q: Vector | None = None
    D: Matrix | None = None
    K: Matrix | None = None
    t: Vector | None = None
    tax: Matrix | None = None
    B: Matrix | None = None
    m: Vector | None = None
    productive: Vector | None = None


def read(
    given: Mapping[str, Any], labels: Any = None
) -> tuple[pd.Index, pd.Index, Technique, Technique]:
    """Return goods, processes, the technique in floats, and the technique as it was given.

    Parameters
    ----------
    given
        The arguments of `capital.Economy` by name; ``None`` for what is not known.
    labels
        Names of the sectors, if the tables do not carry them.

    Raises
    ------
    DataError
        If a table does not fit the others, or a cell is missing, infinite or negative.
    """
    names, columns = labels_of(given, labels)
    check_joint(given)
    parts: dict[str, Any] = {}
    original: dict[str, Any] = {}
    for argument, letter in {**SQUARE, **VECTORS}.items():
        table = given.get(argument)
        if argument == "labour" and table is None:
            table = np.zeros(len(columns))
        if table is not None and argument in SQUARE:
            bare = _square(argument, table, names, columns)
            original[letter], parts[letter] = bare, checked(argument, bare, names, columns)
        elif table is not None:
            side = names if argument in GOODS else columns
            bare = vector(argument, table, side)
            original[letter], parts[letter] = bare, checked(argument, bare, side)
    if given.get("taxes") is not None:
        original["tax"], parts["tax"] = _taxes(given["taxes"], names)
    parts = _alike(parts)
    mask = productive_ones(given.get("productive"), names)
    technique = Technique(**parts, productive=mask)
    _check_sectors(technique, names, columns)
    return names, columns, technique, replace(Technique(**original), productive=mask)


def _square(argument: str, table: Any, names: pd.Index, columns: pd.Index) -> Matrix:
    """Return a table of goods × processes as a bare array, sparse if it was."""
    n, m = len(names), len(columns)
    if isinstance(table, pd.DataFrame):
        if table.shape == (n, m):
            same(table.index, names, argument, "rows")
            same(table.columns, columns, argument, "columns")
        kinds = table.dtypes
        if all(isinstance(kind, pd.SparseDtype) for kind in kinds):
            table = table.sparse.to_coo()
    if sparse.issparse(table):
        if table.dtype.kind not in "iuf":
            raise DataError(f"{argument} holds {table.dtype}, no numbers", where=argument)
        bare = sparse.csc_array(table, dtype=float, copy=True)
        bare.sum_duplicates()
    else:
        bare = _bare(argument, table)
    if bare.shape != (n, m):
        size = f"{n} sectors" if n == m else f"{n} goods and {m} processes"
        raise DataError(
            f"{argument} has the shape {bare.shape}, but A has {size}",
            where=argument,
            mend="give one row and one column a sector",
        )
    return bare


def vector(argument: str, table: Any, names: pd.Index) -> Vector:
    """Return one number a sector as a bare array; a single number stands for every sector."""
    if isinstance(table, Mapping):
        table = pd.Series(dict(table), dtype=object)
    if isinstance(table, pd.DataFrame) and 1 in table.shape:
        table = table.squeeze(axis=1 if table.shape[1] == 1 else 0)
    if isinstance(table, pd.Series):
        same(table.index, names, argument, "labels")
    bare = _bare(argument, table)
    if argument == "turnover" and bare.ndim == 2 and bare.shape == (len(names),) * 2:
        off = bare - np.diag(np.diagonal(bare))
        bare = bare if off.any() else np.diagonal(bare).copy()
    if bare.ndim == 0 and argument == "turnover":
        bare = np.full(len(names), bare.item())
    if bare.ndim == 2 and 1 in bare.shape:
        bare = bare.ravel()
    if bare.shape != (len(names),):
        raise DataError(
            f"{argument} has the shape {bare.shape} for {len(names)} sectors",
            where=argument,
            mend="give one number a sector",
        )
    return bare


def _bare(argument: str, table: Any) -> Vector:
    """Return numbers as an array of floats, or of objects where they are not floats."""
    found = plain_array(argument, table)
    if found.dtype.kind == "f" and found.dtype.itemsize == 8:
        return found.copy(order="K") if found.size <= COPIED else found
    return found.astype(float) if found.dtype.kind in "iuf" else np.array(found, dtype=object)


def checked(
    argument: str,
    bare: Matrix,
    names: pd.Index,
    columns: pd.Index | None = None,
    *,
    signed: bool = False,
) -> Matrix:
    """Return the numbers as floats; raise for the first cell that is missing or negative."""
    sides = (names, names if columns is None else columns)
    if bare.dtype == object:
        bare = _floats(argument, bare, sides)
    cells = bare.data if sparse.issparse(bare) else bare
    if cells.size and not (np.isfinite(cells.min()) and np.isfinite(cells.max())):
        place, value = _cell(bare, sides, lambda x: ~np.isfinite(x))
        raise DataError(
            f"{argument}{place} is {'missing' if np.isnan(value) else 'infinite'}",
            where=argument,
            mend="missing values are never filled in: give a number",
        )
    if cells.size and not signed and cells.min() < 0:
        place, value = _cell(bare, sides, lambda x: x < 0)
        raise DataError(
            f"{argument}{place} is negative: {value:g}",
            where=argument,
            mend="a coefficient is zero or more: correct the table, or say how it was balanced",
        )
    if sparse.issparse(bare) or bare.size <= COPIED:
        cells.flags.writeable = False  # our own copy
    return bare


def _floats(argument: str, bare: Vector, sides: tuple[pd.Index, pd.Index]) -> Vector:
    """Return objects (fractions, text, whole numbers) as floats."""
    from capital.economy.exact import rational

    found = np.empty(bare.shape)
    for cell in np.ndindex(bare.shape):
        place = ", ".join(str(names[i]) for names, i in zip(sides, cell, strict=False))
        value = bare[cell]
        missing = value is None or value is pd.NA or value is pd.NaT or value != value
        found[cell] = np.nan if missing else float(rational(value, f"{argument}[{place}]"))
    return found


def _cell(bare: Matrix, sides: tuple[pd.Index, pd.Index], bad: Any) -> tuple[str, float]:
    """Return the first cell that is bad, as ‘[row, column]’, and what it holds."""
    if sparse.issparse(bare):
        coo = bare.tocoo()
        at = int(np.flatnonzero(bad(coo.data))[0])
        return f"[{sides[0][coo.row[at]]}, {sides[1][coo.col[at]]}]", float(coo.data[at])
    position = np.argwhere(bad(bare))[0]
    place = ", ".join(str(names[i]) for names, i in zip(sides, position, strict=False))
    return f"[{place}]", float(bare[tuple(position)])


def _taxes(table: Any, names: pd.Index) -> tuple[Matrix, Matrix]:
    """Return taxes: a square table, or a share of each price; a subsidy is a negative share."""
    shape = getattr(table, "shape", None) or np.shape(table)
    if len(shape) == 1 or (1 in shape and len(names) > 1):
        bare = vector("taxes", table, names)
        return bare, checked("taxes", bare, names, signed=True)
    bare = _square("taxes", table, names, names)
    found = checked("taxes", bare, names, signed=True)
    away = found - (
        sparse.diags_array(found.diagonal())
        if sparse.issparse(found)
        else np.diag(np.diagonal(found))
    )
    checked("taxes", away, names)
    return bare, found


def _alike(parts: dict[str, Any]) -> dict[str, Any]:
    """Return all matrices sparse if A is, and dense if it is not."""
    thin = sparse.issparse(parts["A"])
    for letter, part in parts.items():
        if part.ndim == 2 and sparse.issparse(part) != thin:
            parts[letter] = sparse.csc_array(part) if thin else part.toarray()
    return parts


def _check_sectors(given: Technique, names: pd.Index, columns: pd.Index) -> None:
    """Raise for sectors without inputs and labour, without output, or without a price."""
    used = np.asarray(given.A.sum(axis=0)).ravel() + given.l
    idle = np.flatnonzero(used == 0)
    if len(idle):
        raise DataError(
            f"the sector ‘{columns[idle[0]]}’ uses neither inputs nor labour",
            where="A",
            mend="leave it out of every table",
        )
    for letter, what in (("Q", "output"), ("m", "market price")):
        found = getattr(given, letter)
        idle_process = letter == "Q" and given.B is not None
        if found is not None and not found.all() and not idle_process:
            label = (columns if letter == "Q" else names)[np.flatnonzero(found == 0)[0]]
            raise DataError(
                f"the sector ‘{label}’ has no {what}",
                where="output" if letter == "Q" else "market_prices",
                mend="leave it out of every table",
            )
    if given.B is not None and not np.asarray(given.B.sum(axis=0)).all():
        barren = columns[np.flatnonzero(np.asarray(given.B.sum(axis=0)).ravel() == 0)[0]]
        raise DataError(f"the process ‘{barren}’ yields nothing", "joint", "give its products")
    if given.b is not None and not given.b.any():
        raise DataError(
            "the wage basket is empty", where="wage_basket", mend="leave it out, or fill it"
        )
