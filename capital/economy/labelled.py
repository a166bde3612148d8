"""Labels on what the pure functions return, and the tables of an economy as they take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from scipy import sparse

from capital.economy import solver
from capital.economy.inputs import Technique
from capital.economy.matrices import Matrix, Vector
from capital.errors import ModelError

#: What there may be beside circulating capital.
BESIDE = {"D": "depreciation", "K": "capital", "t": "turnover", "tax": "taxes"}

if TYPE_CHECKING:
    from capital.economy.economy import Economy


def series(numbers: Vector, labels: pd.Index, name: str) -> pd.Series:
    """Return one number a sector with labels."""
    return pd.Series(numbers, labels, name=name)


def frame(numbers: Matrix, index: pd.Index, columns: pd.Index) -> pd.DataFrame:
    """Return a table with labels."""
    return pd.DataFrame(numbers, index, columns)


def labelled(part: Any, labels: pd.Index, name: str) -> pd.DataFrame | pd.Series:
    """Return a square table or one number a sector with labels."""
    return frame(part, labels, labels) if part.ndim == 2 else series(part, labels, name)


def dense(matrix: Matrix) -> Matrix:
    """Return a table as a dense array."""
    return matrix.toarray() if sparse.issparse(matrix) else matrix


def ordinary(economy: Economy, exact: bool = False) -> Technique:
    """Return the tables of an economy in which every process makes one good.

    Raises
    ------
    ModelError
        If processes have several products.
    """
    if economy.technique.B is not None:
        raise ModelError(
            "this is for processes with one product each",
            where="joint",
            mend="joint products have values(), value_account(), fundamental_theorem() and"
            " prices_of_production()",
        )
    return economy.arrays(exact=exact)


def whole(
    economy: Economy, question: str, capital: str | None = None, *, exact: bool = False
) -> Technique:
    """Return tables of circulating capital in which all labour creates value.

    Raises
    ------
    ModelError
        If there is more than that (stocks, wear, turnover, taxes) and it is not left aside, or if
        there are unproductive sectors.
    """
    given = solver.stripped(ordinary(economy, exact), capital)
    for letter, argument in BESIDE.items():
        if getattr(given, letter) is not None:
            raise ModelError(
                f"{question} is for circulating capital that turns over once: there is {argument}",
                where=argument,
                mend="pass capital='circulating' to leave stocks, wear, turnover and taxes aside",
            )
    if given.productive is not None:
        raise ModelError(
            f"{question} takes all labour as productive",
            where="productive",
            mend="take an economy without productive=",
        )
    return given


def need(found: Any, argument: str) -> Any:
    """Return a table that a question cannot do without."""
    if found is None:
        raise ModelError(
            f"this needs the economy’s {argument}",
            where=argument,
            mend=f"construct it with {argument}=",
        )
    return found
