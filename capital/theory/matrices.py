r"""Non-negative matrices, in decimals or exactly: how they are read, and their Perron root.

A non-negative matrix falls into groups of goods that all need each other, directly or
indirectly; its spectral radius is the largest of theirs. Within a group the root is simple and
lies, for every positive x, between the least and the greatest :math:`(Mx)_i/x_i`.

References
----------
Collatz (1942), *Mathematische Zeitschrift* 48. Wielandt (1950), *Mathematische Zeitschrift* 52.
Noda (1971), *Numerische Mathematik* 17. Seneta (1981), *Non-negative Matrices and Markov Chains*.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sympy as sp
from scipy.sparse.csgraph import connected_components
from sympy.polys.matrices import DomainMatrix

from capital.errors import DataError, ModelError
from capital.theory.exact import rational

#: Relative width to which the bounds on a spectral radius must close.
PRECISION = 1e-12
#: Radii that differ by less are, in decimals, equal.
TIE = 1e-9


def number(value: Any, name: str, exact: bool) -> Any:
    """Return a non-negative number, exact or not."""
    try:
        found = rational(value, name) if exact else float(value)
    except (TypeError, ValueError):
        raise DataError(
            f"{name} has an entry {value!r} that is no number",
            mend="give decimals, or, with exact=True, also fractions such as '1/3'",
        ) from None
    if not 0 <= found < np.inf:
        raise DataError(f"{name} has an entry {value}", mend="give numbers of zero or more")
    return found


def square(value: Any, exact: bool) -> pd.DataFrame:
    """Return a square non-negative matrix with the same labels for rows and columns."""
    table = value if isinstance(value, pd.DataFrame) else pd.DataFrame(value)
    if table.shape[0] != table.shape[1] or table.empty:
        raise DataError(f"the matrix has the shape {table.shape}", mend="give a square one")
    if isinstance(value, pd.DataFrame) and not table.index.equals(table.columns):
        raise DataError("rows and columns have different labels", mend="put them in one order")
    labels = table.index if isinstance(value, pd.DataFrame) else range(1, len(table) + 1)
    numbers = [[number(item, "the matrix", exact) for item in row] for row in table.to_numpy()]
    return pd.DataFrame(numbers, labels, labels, dtype=object if exact else float)


def vector(value: Any, index: pd.Index, name: str, exact: bool) -> Any:
    """Return non-negative numbers, one for each good."""
    if isinstance(value, pd.Series) and not value.index.equals(index):
        raise DataError(f"{name} has other labels than the matrix", mend="put them in one order")
    numbers = [number(item, name, exact) for item in value]
    if len(numbers) != len(index):
        raise DataError(f"{name} has {len(numbers)} entries for {len(index)} goods")
    return np.array(numbers, dtype=object if exact else float)


def identity(size: int, exact: bool) -> Any:
    """Return the identity matrix as an array."""
    return np.array(sp.eye(size).tolist(), dtype=object) if exact else np.eye(size)


def slowest_group(inputs: pd.DataFrame, exact: bool) -> tuple[Any, Any]:
    """Return the group of goods that need each other and grow slowest, and its radius."""
    matrix = inputs.to_numpy()
    count, label = connected_components(matrix != 0, directed=True, connection="strong")
    groups = [np.flatnonzero(label == i) for i in range(count)]
    radii = [(_exact_radius if exact else _radius)(matrix[np.ix_(g, g)]) for g in groups]
    largest = max(radii)
    if largest == 0:
        raise ModelError(
            "no good is needed to make itself, directly or indirectly: nothing limits growth",
            where="maximum_growth",
            mend="add the inputs, or the workers' consumption, that are missing",
        )
    edge = largest if exact else largest * (1 - TIE)
    slowest = [group for group, radius in zip(groups, radii, strict=True) if radius >= edge]
    if len(slowest) > 1:
        names = " and ".join(", ".join(map(str, inputs.index[group])) for group in slowest)
        raise ModelError(
            f"separate groups of goods grow equally slowly ({names}): no proportion is determined",
            where="maximum_growth",
            mend="treat them one by one",
        )
    return slowest[0], largest


def _radius(block: Any) -> float:
    """Return the spectral radius of an irreducible matrix, between bounds that have met."""
    return _noda(block)[0]


def _noda(block: Any) -> tuple[float, Any]:
    """Return Perron root and vector by Noda's (1971) inverse iteration, which is quadratic.

    For every positive x the root lies between min and max of (Bx)ᵢ/xᵢ (Collatz–Wielandt). These
    are row sums of B in the units x, in which it is solved, so that the user's units do not matter.
    """
    x = np.ones(len(block))
    for _ in range(1_000):  # far fewer, unless units differ by many orders of magnitude
        in_units = block * x / x[:, None]
        ratios = in_units.sum(axis=1)
        if ratios.max() - ratios.min() <= PRECISION * ratios.max():
            return float(ratios.max()), x / x.sum()
        x = x * np.linalg.solve(ratios.max() * np.eye(len(x)) - in_units, np.ones(len(x)))
        x = x / x.max()
    raise ModelError(
        "the bounds on the rate do not meet", where="maximum_growth", mend="try exact=True"
    )


def _exact_radius(block: Any) -> sp.Expr:
    """Return the largest real root of the characteristic polynomial: the Perron root."""
    root = sp.real_roots(sp.Matrix(block).charpoly())[-1]
    if root.has(sp.CRootOf):
        raise ModelError(
            f"the rate is a root of order {root.poly.degree()}, without a simple form",
            where="maximum_growth",
            mend="use exact=False",
        )
    return root


def eigenvector(matrix: Any, group: Any, radius: Any, exact: bool) -> Any:
    """Return the non-negative x with Mx = ρx and sum 1: positive in the group, solved outside."""
    if exact:
        singular = _field(sp.Matrix(matrix) - radius * sp.eye(len(matrix)))
        x = np.array(list(singular.nullspace().to_Matrix()), dtype=object)
        return scaled(x, sum(x), exact)
    rest = np.setdiff1d(np.arange(len(matrix)), group)
    x = np.zeros(len(matrix))
    x[group] = _noda(matrix[np.ix_(group, group)])[1]
    if len(rest):
        around = radius * np.eye(len(rest)) - matrix[np.ix_(rest, rest)]
        x[rest] = np.linalg.solve(around, matrix[np.ix_(rest, group)] @ x[group])
    return x / x.sum()


def solve(matrix: Any, right: Any, exact: bool) -> Any:
    """Return x with Mx = right."""
    if not exact:
        return np.linalg.solve(matrix, right)
    left, column = _field(sp.Matrix(matrix)).unify(_field(sp.Matrix(right)))
    return np.array(list(left.lu_solve(column).to_Matrix()), dtype=object)


def _field(matrix: sp.Matrix) -> Any:
    """Return a matrix over the rationals and the square roots that it contains."""
    return DomainMatrix.from_Matrix(matrix, extension=True).to_field()


def scaled(column: Any, total: Any, exact: bool) -> Any:
    """Return a vector divided by a number, without roots in denominators."""
    if not exact:
        return column / total
    return np.array([sp.expand(sp.radsimp(item / total)) for item in column], dtype=object)
