"""What the formulas of this room need to be computed in decimals or exactly.

Arrays hold floats or, where a function is asked for ``exact=True``, SymPy rationals (and square
roots where an eigenvalue is one). The same formulas then serve both: products, sums and
comparisons mean the same for either. Exact numbers are for the examples of the books, of a few
sectors.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from scipy import sparse
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

from capital.economy import exact as exactly
from capital.economy.matrices import by_factors
from capital.errors import DataError, ModelError


def read(
    value: Any, name: str, shape: tuple[int | None, ...], exact: bool, *, signed: bool = False
) -> Any:
    """Return a new array of floats or exact numbers, after checking every entry.

    Parameters
    ----------
    value
        Numbers; with `exact` also texts such as ``"1/3"``. A decimal is then read as written. A
        sparse table becomes dense.
    name
        What the array is called in an error.
    shape
        The length of each axis; ``None`` leaves it open.
    exact
        Which kind of numbers to return.
    signed
        Whether entries may be negative.

    Raises
    ------
    DataError
        If the shape is another, or an entry is negative, missing or no number.

    Examples
    --------
    >>> read([0.1, "1/3"], "l", (2,), True)
    array([1/10, 1/3], dtype=object)
    """
    value = value.toarray() if sparse.issparse(value) else value
    try:
        raw = np.asarray(value, dtype=object if exact else float)
    except (TypeError, ValueError):
        raise DataError(
            f"{name} has an entry that is no number, or rows of different lengths",
            where=name,
            mend="give decimals, or, with exact=True, also fractions such as '1/3'",
        ) from None
    fits = raw.ndim == len(shape) and all(
        want in (None, have) for have, want in zip(raw.shape, shape, strict=True)
    )
    if not fits or not raw.size:
        wanted = " × ".join("n" if length is None else str(length) for length in shape)
        raise DataError(f"{name} has the shape {raw.shape}", where=name, mend=f"give {wanted}")
    numbers = exactly.array(raw, name) if exact else raw.copy()
    wrong = (numbers != numbers) if signed else ~(numbers >= 0)
    if not exact:
        wrong |= np.isinf(numbers)
    if wrong.any():
        cell = tuple(int(place) for place in np.argwhere(wrong)[0])
        kind = "a finite number" if signed else "a number of zero or more"
        raise DataError(
            f"{name} is {numbers[cell]} at {list(cell)}, not {kind}", where=name, mend="correct it"
        )
    return numbers


def identity(size: int, exact: bool) -> Any:
    """Return the identity matrix of either kind."""
    return np.array(sp.eye(size).tolist(), dtype=object) if exact else np.eye(size)


def solve_row(matrix: Any, row: Any, exact: bool) -> Any:
    """Return p with p·matrix = row.

    Raises
    ------
    ModelError
        If the matrix is singular.

    Examples
    --------
    >>> solve_row(np.array([[2.0, 1.0], [0.0, 1.0]]), np.array([2.0, 3.0]), False)
    array([1., 2.])
    """
    if not exact:
        return by_factors(matrix.copy()).left(row)
    try:
        return exactly.solve_row(matrix, row)
    except DMNonInvertibleMatrixError:
        raise ModelError("the equations have no unique solution: a matrix is singular") from None


def null_row(matrix: Any) -> Any:
    """Return p with p·matrix = 0 of a singular exact matrix, its first entry above zero being 1.

    Raises
    ------
    ModelError
        If there is not exactly one, up to scale.
    """
    field = DomainMatrix.from_Matrix(sp.Matrix(matrix.T), extension=True).to_field()
    space = field.nullspace().to_Matrix()
    if space.rows != 1:
        raise ModelError(f"{space.rows} independent solutions belong to one rate", where="A")
    row = list(space)
    first = next(item for item in row if item != 0)
    return plain(np.array([item / first for item in row], dtype=object))


def exact_root(matrix: Any) -> sp.Expr:
    """Return the Perron root of an exact non-negative matrix.

    Raises
    ------
    ModelError
        If it is a root of higher than second order.

    Examples
    --------
    >>> exact_root(np.array([[sp.Rational(1, 2), 1], [sp.Rational(1, 8), 0]], dtype=object))
    1/4 + sqrt(3)/4
    """
    polynomial = sp.Matrix(matrix).charpoly()
    root = sp.real_roots(polynomial)[-1]
    if root.has(sp.CRootOf):
        raise ModelError(
            f"the rate is a root of order {root.poly.degree()}, without a simple form",
            mend="use exact=False",
        )
    return root


def plain(number: Any) -> Any:
    """Return an exact number or array without roots in denominators; floats as they are."""
    if isinstance(number, np.ndarray) and number.dtype == object:
        tidy = np.empty(number.shape, dtype=object)
        tidy[...] = np.frompyfunc(plain, 1, 1)(number)
        return tidy
    return sp.expand(sp.radsimp(number)) if isinstance(number, sp.Expr) else number


def recognised(values: Any, largest: int = 10**6) -> Any:
    """Return floats as the rationals with small denominators that they are within rounding of."""
    close = [Fraction(float(value)).limit_denominator(largest) for value in np.ravel(values)]
    numbers = [sp.Rational(item.numerator, item.denominator) for item in close]
    return np.array(numbers, dtype=object).reshape(np.shape(values))


def columns(exact: bool, *, length: int | None = None, **given: Any) -> list[Any]:
    """Return vectors of one length, named in errors as they are here.

    Raises
    ------
    DataError
        If a length is another, or an entry is negative or no number.
    """
    found = [read(value, name, (length,), exact) for name, value in given.items()]
    if len({len(column) for column in found}) != 1:
        counts = ", ".join(f"{n} {len(c)}" for n, c in zip(given, found, strict=True))
        raise DataError(f"lengths differ: {counts}", mend="give one entry for each sector")
    return found


def square(matrix: Any, name: str, exact: bool) -> Any:
    """Return a square non-negative matrix.

    Raises
    ------
    DataError
        If it is not square, or an entry is negative or no number.
    """
    found = read(matrix, name, (None, None), exact)
    if found.shape[0] != found.shape[1]:
        raise DataError(
            f"{name} has the shape {found.shape}", where=name, mend="give a square table"
        )
    return found
