r"""The Perron root of a non-negative matrix, between bounds, with its positive vector.

For a non-negative M and *every* positive row p (Collatz–Wielandt),

.. math:: \min_j \frac{(pM)_j}{p_j} \;\le\; \rho(M) \;\le\; \max_j \frac{(pM)_j}{p_j},

so the two ends prove how far the root is known, whatever found p. Power iteration
:math:`p \leftarrow pM` makes them meet at the rate :math:`|\lambda_2/\lambda_1|`, which on real
input–output tables takes about thirty products. When that is slow, or the matrix is cyclic, the
root comes from Noda's inverse iteration (small n) or from ARPACK, and the same bounds judge it.
Only products with M are needed: M may be a matrix or a function. Where the bounds do not meet,
no positive vector belongs to the root: some group of goods alone determines it.

The right vector (activity levels) is the left one of the transpose.

References
----------
Collatz (1942), *Mathematische Zeitschrift* 48. Wielandt (1950), *Mathematische Zeitschrift* 52.
Noda (1971), *Numerische Mathematik* 17. Lehoucq, Sorensen and Yang (1998), *ARPACK Users' Guide*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.linalg import ArpackError, LinearOperator, eigs

from capital.economy.matrices import Matrix, Product, Vector, components, row_times, select
from capital.errors import ModelError

#: Relative width at which the bounds have met, and below which they may stop shrinking.
MET = 3e-15
#: The widest pair of bounds that still counts as an answer.
TIGHT = 1e-9
#: Up to this size a slow case is factorised at once; above it ARPACK comes first.
SMALL = 400
#: Above this size a matrix is not factorised for its root.
MOST = 2_500


@dataclass(frozen=True)
class Root:
    """A Perron root with its proof.

    Attributes
    ----------
    radius : float
        The root, the middle of its bounds.
    lower, upper : float
        Collatz–Wielandt bounds.
    vector : numpy.ndarray, shape (n,)
        Row p with pM = ρp, positive if the bounds have met; the largest entry is one.
    products : int
        Products with M that were needed.
    """

    radius: float
    lower: float
    upper: float
    vector: Vector
    products: int

    @property
    def tight(self) -> bool:
        """Whether the bounds have met, so that root and vector are proved."""
        return self.upper - self.lower <= TIGHT * self.upper


def perron(apply: Product, start: Vector) -> Root:
    """Return the Perron root and the left vector of a non-negative linear map.

    Parameters
    ----------
    apply
        Row p of length n → pM.
    start
        Positive row, shape (n,), from which to start.

    Returns
    -------
    Root
        Ask ``tight``: where it is false there is no positive vector, or it was not found.

    Examples
    --------
    >>> M = np.array([[0.5, 0.25], [0.25, 0.5]])
    >>> perron(lambda p: p @ M, np.array([1.0, 2.0])).radius
    0.75
    """
    found = _power(apply, start / start.max())
    if found.tight or not found.lower:  # a zero column: no positive vector belongs to the root
        return found
    if start.size > SMALL:
        found = _arpack(apply, found)
    return found if found.tight or start.size > MOST else _noda(apply, found)


def _bounds(image: Vector, p: Vector) -> tuple[float, float]:
    """Return the least and the greatest ratio of image to p; not proved where p is not positive."""
    if not (p > 0).all():
        return 0.0, np.inf
    ratios = image / p
    return float(ratios.min()), float(ratios.max())


def _power(apply: Product, p: Vector, limit: int = 600) -> Root:
    """Return what power iteration finds until its bounds meet, stop shrinking, or shrink slowly."""
    widths: list[float] = []
    best = Root(np.inf, 0.0, np.inf, p, 0)
    for count in range(1, limit + 1):
        image = apply(p)
        low, high = _bounds(image, p)
        if high - low < best.upper - best.lower:
            best = Root((low + high) / 2, low, high, p, count)
        width = (high - low) / high if high else 0.0
        widths.append(width)
        settled = width <= 1e-12 and count > 3 and width >= widths[-3] / 1.5
        if width <= MET or settled or not low or not np.isfinite(high):
            break
        if count % 50 == 0 and width > TIGHT and width > widths[count - 40] / 30:
            break  # less than thirtyfold in forty products: slow, or not at all
        p = image / image.max()
    return best


def _noda(apply: Product, found: Root) -> Root:
    """Return the root by inverse iteration shifted to the upper bound, which is quadratic."""
    n = found.vector.size
    matrix = np.array([apply(row) for row in np.eye(n)])
    p, best, products = np.maximum(found.vector, 1e-12), found, found.products + n
    for _ in range(100):
        in_units = matrix * p[:, None] / p
        ratios = in_units.sum(axis=0)
        low, high = float(ratios.min()), float(ratios.max())
        if high - low < best.upper - best.lower:
            best = Root((low + high) / 2, low, high, p / p.max(), products)
        if high - low <= MET * high:
            break
        try:
            step = np.linalg.solve((high * np.eye(n) - in_units).T, np.ones(n))
        except np.linalg.LinAlgError:
            break
        if not (np.isfinite(step).all() and (step > 0).all()):
            break
        p = p * step
        p = np.maximum(p / p.max(), 1e-290)
    return best


def _arpack(apply: Product, found: Root) -> Root:
    """Return the root that ARPACK finds, after a few products that clean the vector."""
    n = found.vector.size
    products = found.products

    def counted(p: Vector) -> Vector:
        nonlocal products
        products += 1
        return apply(p.ravel())

    operator = LinearOperator((n, n), matvec=counted, dtype=float)
    try:
        _, vectors = eigs(operator, k=1, which="LR", v0=found.vector, tol=0, maxiter=2_000)
    except ArpackError:
        return found
    p, best = np.abs(vectors[:, 0].real), found
    for _ in range(20):
        p = p / p.max()
        image = counted(p)
        low, high = _bounds(image, p)
        if high - low < best.upper - best.lower:
            best = Root((low + high) / 2, low, high, p, products)
        p = p + image / max(image.max(), 1e-300)  # the shift quiets a cyclic matrix
    return best


def spectral_radius(*matrices: Matrix) -> Root:
    """Return the spectral radius of a sum of non-negative matrices, between bounds.

    Parameters
    ----------
    *matrices
        Dense or sparse, shape (n, n), or diagonals of shape (n,); their sum is not formed.

    Returns
    -------
    Root
        The vector is the left Perron vector where a positive one exists; otherwise that of the
        group of goods that has the largest root, and zero outside it.

    Examples
    --------
    >>> spectral_radius(np.array([[0.5, 0.3], [0.0, 0.0]])).radius
    0.5
    """
    n = matrices[0].shape[0]
    whole = perron(_product(matrices), np.ones(n))
    if whole.tight:
        return whole
    best = Root(0.0, 0.0, 0.0, np.zeros(n), whole.products)
    for goods in components(matrices).blocks():
        parts = [select(X, goods) for X in matrices]
        if sum(abs(X).sum() for X in parts) == 0:
            continue
        best = larger(best, block_root(_product(parts), len(goods)), goods)
    return best


def _product(matrices: Sequence[Matrix]) -> Product:
    """Return p → pX for the sum X of some matrices."""
    return lambda p: sum(row_times(p, X) for X in matrices)


def block_root(apply: Product, size: int) -> Root:
    """Return the root of a group of goods that need each other.

    Raises
    ------
    ModelError
        If its bounds do not meet.
    """
    found = perron(apply, np.ones(size))
    if not found.tight and found.upper > 0:
        raise ModelError(
            f"the bounds on a Perron root do not meet: {found.lower:.6g} to {found.upper:.6g}",
            mend="the coefficients differ by too many orders of magnitude: change the units",
        )
    return found


def larger(best: Root, found: Root, goods: Vector) -> Root:
    """Return the larger of two roots; the second belongs to some of the goods only."""
    products = best.products + found.products
    if found.radius <= best.radius:
        return Root(best.radius, best.lower, best.upper, best.vector, products)
    vector = np.zeros_like(best.vector)
    vector[goods] = found.vector
    return Root(found.radius, found.lower, found.upper, vector, products)
