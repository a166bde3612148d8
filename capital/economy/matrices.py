r"""Matrices as numbers: products, sums of several, who needs whom, and solving without an inverse.

Columns are processes, prices and values are rows. ``A[i, j]`` is the input of good i for a unit of
good j, so the direct costs of all goods at prices p are ``p @ A``. A matrix is a dense array, a
SciPy sparse array, or a vector that stands for a diagonal.

Nothing here forms an inverse. A row x with :math:`x(I-F)=z` comes from one LU factorisation, or,
for sparse and very large F, from products with F alone: BiCGSTAB with refinement, and after that
the sum :math:`z + zF + zF^2 + \dots`, which converges for every productive F.

Who needs whom is a graph: good i → good j if i is used in making j. With a wage basket there is
one more node, labour-power: the goods of the basket → labour → every process that employs it.
Goods that all need each other form a group. *Basic* goods (Sraffa) are the group that enters,
directly or indirectly, every good.

References
----------
Sraffa (1960), *Production of Commodities by Means of Commodities*, §6. Tarjan (1972), *SIAM
Journal on Computing* 1. Van der Vorst (1992), *SIAM Journal on Scientific Computing* 13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from scipy import sparse
from scipy.linalg import LinAlgWarning, lu_factor, lu_solve
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, bicgstab

from capital.errors import ModelError

#: A dense matrix, a sparse one, or a vector that stands for a diagonal.
Matrix = Any
Vector = Any
Product = Callable[[Vector], Vector]

#: Above this many sectors a dense matrix is not factorised; products with it are enough.
LARGE = 3_000
#: The residual that an iterative solution must reach, as a share of its largest entry.
SETTLED = 1e-11


def row_times(p: Vector, X: Matrix) -> Vector:
    """Return p·X: costs of all processes at prices p."""
    return p * X if X.ndim == 1 else p @ X


def times_column(X: Matrix, q: Vector) -> Vector:
    """Return X·q: what the activity levels q require."""
    return X * q if X.ndim == 1 else X @ q


def select(X: Matrix, goods: Vector) -> Matrix:
    """Return the rows and columns of some goods; all of them are not copied, ``None`` stays."""
    if X is None or np.array_equal(goods, np.arange(X.shape[0])):
        return X
    if X.ndim == 1:
        return X[goods]
    return X[goods][:, goods] if sparse.issparse(X) else X[np.ix_(goods, goods)]


@dataclass(frozen=True)
class Inverse:
    """What solving with I − F gives, for one F.

    Attributes
    ----------
    left : callable
        Row z of length n → row x with x(I − F) = z.
    right : callable
        Column z of length n → column x with (I − F)x = z.
    """

    left: Product
    right: Product


def by_factors(matrix: Vector) -> Inverse:
    """Return the solver of a dense matrix, given as I − F, which is overwritten by its LU.

    Parameters
    ----------
    matrix
        Dense array, shape (n, n), in either memory order; it holds the factors afterwards.

    Raises
    ------
    ModelError
        If the matrix is singular.
    """
    transposed = not matrix.flags.f_contiguous
    with catch_warnings():
        simplefilter("ignore", LinAlgWarning)  # a zero pivot is an error of ours, below
        laid_out = matrix.T if transposed else matrix
        factors = lu_factor(laid_out, overwrite_a=True, check_finite=False)
    if not np.diagonal(factors[0]).all():
        raise ModelError(
            "the equations have no unique solution: I − F is singular",
            mend="the system just reproduces itself, or a rate of profit is its maximum",
        )

    def solve(z: Vector, of_transpose: bool) -> Vector:
        return lu_solve(factors, z, trans=int(of_transpose != transposed), check_finite=False)

    return Inverse(left=lambda z: solve(z, True), right=lambda z: solve(z, False))


def by_products(left: Product, right: Product) -> Inverse:
    """Return the solver that uses nothing but products x → xF and x → Fx."""
    return Inverse(
        left=lambda z: solve_by_products(left, z), right=lambda z: solve_by_products(right, z)
    )


def solve_by_products(product: Product, z: Vector) -> Vector:
    r"""Return x = product(x) + z, without a matrix.

    Parameters
    ----------
    product
        A linear map of vectors of length n, with a spectral radius below one.
    z
        Shape (n,).

    Raises
    ------
    ModelError
        If the residual stays above `SETTLED` times the largest entry.

    Notes
    -----
    Each entry is solved in units of its size after a few steps of the sum
    :math:`z+\mathrm{product}(z)+\dots`, so that the user's units do not matter.

    Examples
    --------
    >>> solve_by_products(lambda x: x / 2, np.array([1.0, 3.0]))
    array([2., 6.])
    """
    units = np.abs(z)
    for _ in range(3):
        units = np.abs(product(units)) + np.abs(z)
    units[units == 0] = 1.0

    def gap(x: Vector) -> Vector:
        return x - product(x * units) / units

    x, target = np.zeros_like(units), z / units
    operator = LinearOperator((z.size, z.size), matvec=gap, dtype=float)
    residual, error, last = target, 1.0, np.inf
    while error > 1e-15 and error < last / 2:
        with np.errstate(all="ignore"):  # a breakdown shows in the residual
            step, _ = bicgstab(operator, residual, rtol=1e-9, atol=0.0, maxiter=500)
        if not np.isfinite(step).all():
            break
        trial = target - gap(x + step)
        last, error = error, float(np.abs(trial).max() / max(np.abs(x + step).max(), 1e-300))
        if error < last:
            x, residual = x + step, trial
    if min(error, last) > SETTLED:
        x = _sum_of_rounds(gap, x, target)
    return x * units


def _sum_of_rounds(gap: Product, x: Vector, target: Vector) -> Vector:
    """Return x − product(x) = target by adding up rounds of production, however slowly."""
    for _ in range(20_000):
        residual = target - gap(x)
        x = x + residual
        size = np.abs(x).max()
        if not np.isfinite(size):
            break
        if np.abs(residual).max() <= SETTLED / 100 * size:
            return x
    raise ModelError(
        "the sum over rounds of production does not settle",
        mend="the spectral radius of the inputs is one or more, or extremely close to it",
    )


@dataclass(frozen=True)
class Components:
    """Groups of goods that need each other.

    Attributes
    ----------
    group : numpy.ndarray of int, shape (n,)
        The number of each good's group.
    basics : numpy.ndarray of int
        Positions of the goods that enter every good; empty if there are none.
    sources : tuple of numpy.ndarray
        Groups that use no good from outside the group: one if there are basics.
    """

    group: Vector
    basics: Vector
    sources: tuple[Vector, ...]

    @property
    def irreducible(self) -> bool:
        """Whether all goods need each other."""
        return len(self.basics) == len(self.group)

    def blocks(self) -> list[Vector]:
        """Return the positions of the goods of each group."""
        order = np.argsort(self.group, kind="stable")
        ends = np.flatnonzero(np.diff(self.group[order])) + 1
        return np.split(order, ends)


def components(
    matrices: Sequence[Matrix], basket: Vector | None = None, labour: Vector | None = None
) -> Components:
    """Return the groups of goods that need each other, and the basics.

    Parameters
    ----------
    matrices
        Square, non-negative; good i is needed for good j if any of them says so.
    basket, labour
        Goods of the wage and labour of each process, shape (n,): with both, what workers consume
        counts as needed by what they make.

    Examples
    --------
    >>> A = np.array([[0.4, 0.2, 0.1], [0.3, 0.1, 0.1], [0.0, 0.0, 0.5]])
    >>> components([A]).basics
    array([0, 1])
    """
    n = matrices[0].shape[0]
    wages = basket is not None and labour is not None and bool(basket.any())
    if not wages and _all_linked(matrices):
        return Components(np.zeros(n, dtype=int), np.arange(n), (np.arange(n),))
    if wages and _all_linked(matrices, basket, labour):
        return Components(np.zeros(n, dtype=int), np.arange(n), (np.arange(n),))
    graph = _graph(matrices, basket if wages else None, labour)
    count, group = connected_components(graph, directed=True, connection="strong")
    user, good = group[graph.col], group[graph.row]
    fed_from_outside = np.zeros(count, dtype=bool)
    fed_from_outside[user[user != good]] = True
    fed_from_inside = np.zeros(count, dtype=bool)
    fed_from_inside[user[user == good]] = True
    group = group[:n]
    sources = [np.flatnonzero(group == k) for k in np.flatnonzero(~fed_from_outside)]
    alone = len(sources) == 1 and fed_from_inside[group[sources[0][0]]]
    return Components(group, sources[0] if alone else np.arange(0), tuple(sources))


def _graph(matrices: Sequence[Matrix], basket: Vector | None, labour: Vector | None) -> Any:
    """Return the edges good → user; the last node is labour-power if there is a basket."""
    n = matrices[0].shape[0]
    parts = [sparse.diags_array(X) if X.ndim == 1 else X for X in matrices]
    edges = [sparse.coo_array(part) for part in parts]
    kept = [edge.data != 0 for edge in edges]
    goods = [edge.row[keep] for edge, keep in zip(edges, kept, strict=True)]
    users = [edge.col[keep] for edge, keep in zip(edges, kept, strict=True)]
    if basket is not None and labour is not None:
        eaten, employers = np.flatnonzero(basket), np.flatnonzero(labour)
        goods += [eaten, np.full(employers.size, n)]
        users += [np.full(eaten.size, n), employers]
    size = n + (basket is not None and labour is not None)
    row, col = np.concatenate(goods), np.concatenate(users)
    return sparse.coo_array((np.ones(row.size), (row, col)), shape=(size, size))


def _all_linked(
    matrices: Sequence[Matrix], basket: Vector | None = None, labour: Vector | None = None
) -> bool:
    """Say quickly whether all goods need each other; a sparse matrix is left to the graph."""
    dense = [X for X in matrices if not sparse.issparse(X) and X.ndim == 2]
    if not dense or len(dense[0]) == 1:
        return False
    flipped = [X.T for X in dense]
    there, back = _reached(dense, basket, labour), _reached(flipped, labour, basket)
    return bool(there.all() and back.all())


def one_source(
    matrices: Sequence[Matrix], basket: Vector | None = None, labour: Vector | None = None
) -> bool:
    """Say whether some good is needed, directly or indirectly, for every other good.

    The arguments are those of `components`; a dense matrix is read row by row, never copied.
    """
    dense = [X for X in matrices if not sparse.issparse(X) and X.ndim == 2]
    if not dense:
        return len(components(matrices, basket, labour).sources) == 1
    seen, first = np.zeros(len(dense[0]), dtype=bool), 0
    while not seen.all():
        first = int(np.argmin(seen))  # of all goods, the last to be a start may reach everything
        seen |= _reached(dense, basket, labour, first, seen)
    return bool(_reached(dense, basket, labour, first).all())


def _reached(
    matrices: Sequence[Vector],
    into: Vector | None,
    out: Vector | None,
    first: int = 0,
    known: Vector | None = None,
) -> Vector:
    """Return which goods a good is needed for; ``into`` and ``out`` pass through labour-power.

    Goods that are `known` to be reached are not followed again.
    """
    size = len(matrices[0])
    reached = np.zeros(size, dtype=bool) if known is None else known.copy()
    frontier = np.array([first])
    reached[first] = True
    employed = into is None or out is None
    while frontier.size and not reached.all():
        fresh = np.zeros(size, dtype=bool)
        for start in range(0, len(frontier), 64):  # few rows at a time: a row is often enough
            for X in matrices:
                fresh |= (X[frontier[start : start + 64]] != 0).any(axis=0)
            if fresh.all():
                break
        if not employed and into is not None and out is not None and into[frontier].any():
            employed = True
            fresh |= out != 0
        frontier = np.flatnonzero(fresh & ~reached)
        reached |= fresh
    return reached
