r"""The equations of prices of production, in one form for all models.

.. math:: p = pF + w\,u + r\,(pS + w\,h),\qquad F = A + D + T,\qquad S = K + A\hat t

with F what a unit of product uses up (inputs, wear, taxes), S the capital advanced for it (fixed
capital, and inputs for the time t that they are tied up), u its wages at an average wage of one,
and h the wages that are advanced: :math:`u\hat t` where wages are paid in advance, zero where they
are paid out of the product. Circulating capital alone that turns over once is F = S = A.

If the average wage w buys a basket b, that is w = p·b, prices are a Perron vector:

.. math:: \tfrac1{1+r}\,p = p\,(A + b u)\;\text{(circulating, ante)},\qquad
          \tfrac1r\,p = p\,(S + b h)(I - F - b u)^{-1}\;\text{(in general)} .

The wage part has rank one, so I − F is factorised once, whatever the basket, with
:math:`\lambda_u = u(I-F)^{-1}`:

.. math:: z\,(I-F-bu)^{-1} = z(I-F)^{-1} + \frac{z(I-F)^{-1}b}{1-\lambda_u b}\,\lambda_u .

References
----------
Sraffa (1960), ch. 2–4. Leontief (1953), *Studies in the Structure of the American Economy*.
Brody (1970), *Proportions, Prices and Planning*, on stocks and turnover. Sherman and Morrison
(1950), *Annals of Mathematical Statistics* 21.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from capital.economy.matrices import (
    LARGE,
    Components,
    Inverse,
    Matrix,
    Vector,
    by_factors,
    by_products,
    components,
    one_source,
    row_times,
    select,
    times_column,
)
from capital.economy.perron import spectral_radius
from capital.errors import ModelError


@dataclass(frozen=True)
class System:
    """What goes into prices, as bare arrays; see the module for F, S, u and h.

    Attributes
    ----------
    A : dense or sparse, shape (n, n)
        Inputs per unit of product.
    u : numpy.ndarray, shape (n,)
        Hours per unit of product, each counted by its wage over the average wage.
    h : numpy.ndarray, shape (n,)
        The part of u that is advanced, times its turnover time; zero with wages paid ex post.
    D, K, tax : like A, or shape (n,) for a diagonal, or None
        Wear, fixed capital and taxes per unit of product.
    t : numpy.ndarray, shape (n,), or None
        Turnover time of circulating capital in periods; ``None`` is one.
    names : sequence
        What the goods are called in an error; their positions if left out.
    """

    A: Matrix
    u: Vector
    h: Vector
    D: Matrix | None = None
    K: Matrix | None = None
    tax: Matrix | None = None
    t: Vector | None = None
    names: Sequence[object] = ()

    @property
    def circulating(self) -> bool:
        """Whether the inputs are all the capital, turned over once."""
        return all(part is None for part in (self.D, self.K, self.tax, self.t))

    @property
    def used_up(self) -> list[Matrix]:
        """The parts of F."""
        return [X for X in (self.A, self.D, self.tax) if X is not None]

    def flow(self, p: Vector) -> Vector:
        """Return pF: inputs, wear and taxes of a unit of each product."""
        return sum(row_times(p, X) for X in self.used_up)

    def stock(self, p: Vector) -> Vector:
        """Return pS: capital advanced for a unit of each product, without wages."""
        tied = p @ self.A if self.t is None else (p @ self.A) * self.t
        return tied if self.K is None else tied + row_times(p, self.K)

    def flow_columns(self, q: Vector) -> Vector:
        """Return Fq: what the activity levels q use up."""
        return sum(times_column(X, q) for X in self.used_up)

    def stock_columns(self, q: Vector) -> Vector:
        """Return Sq: the capital goods that the activity levels q tie up."""
        tied = self.A @ (q if self.t is None else q * self.t)
        return tied if self.K is None else tied + times_column(self.K, q)

    def matrix(self, r: Any = 0) -> Vector:
        """Return I − F − rS as a new dense array: the only matrix that is ever formed."""
        factor = 1 + r if self.t is None else 1 + r * self.t
        found = np.multiply(self.A, -factor)
        corner = np.arange(found.shape[0])
        found[corner, corner] += 1
        for X, weight in ((self.D, -1), (self.tax, -1), (self.K, -r)):
            if X is not None and X.ndim == 2:
                found += X * weight
            elif X is not None:
                found[corner, corner] += X * weight
        return found

    def inverse(self, r: float = 0.0) -> Inverse:
        """Return the solver of I − F − rS."""
        if not sparse.issparse(self.A) and self.A.shape[0] <= LARGE:
            return by_factors(self.matrix(r))
        if not r:
            return by_products(self.flow, self.flow_columns)
        return by_products(
            lambda p: self.flow(p) + r * self.stock(p),
            lambda q: self.flow_columns(q) + r * self.stock_columns(q),
        )

    @cached_property
    def productive_inverse(self) -> Inverse:
        """The solver of I − F, after the proof that the sectors yield a net product.

        Raises
        ------
        ModelError
            If they do not.

        Notes
        -----
        They do if the spectral radius of F is below one. With subsidies F has negative entries;
        then a row x > 0 with x(I − F) > 0 proves it (Hawkins and Simon 1949; Berman and Plemmons
        1979, ch. 6).
        """
        subsidised = self.tax is not None and self.tax.min() < 0
        if not subsidised:
            root = spectral_radius(*self.used_up)
            if root.upper >= 1:
                raise not_productive(root.radius)
        found = self.inverse()
        if subsidised and not (found.left(np.ones(self.A.shape[0])) > 0).all():
            raise not_productive(None)
        return found

    def restrict(self, goods: Vector) -> System:
        """Return the system of some of the goods."""
        return System(
            select(self.A, goods),
            self.u[goods],
            self.h[goods],
            D=select(self.D, goods),
            K=select(self.K, goods),
            tax=select(self.tax, goods),
            t=select(self.t, goods),
            names=[self.names[i] for i in goods] if len(self.names) else goods,
        )

    def called(self, goods: Vector, most: int = 8) -> str:
        """Return the names of some goods, for an error."""
        names = [str(self.names[i]) if len(self.names) else str(i) for i in goods[:most]]
        more = f" and {len(goods) - most} more" if len(goods) > most else ""
        return ", ".join(names) + more

    def groups(self, basket: Vector | None = None) -> Components:
        """Return who needs whom, with the basket that workers consume or without."""
        return components(self._parts, basket, None if basket is None else self.u)

    def linked(self, basket: Vector | None = None) -> bool:
        """Say whether some good enters, directly or indirectly, every other good."""
        return one_source(self._parts, basket, None if basket is None else self.u)

    @property
    def _parts(self) -> list[Matrix]:
        return [X for X in (self.A, self.D, self.K, self.tax) if X is not None]


def build(
    A: Matrix,
    labour: Vector,
    *,
    wages: str,
    relative_wages: Vector | None = None,
    names: Sequence[object] = (),
    **stocks: Matrix | None,
) -> System:
    """Return the price system of a technique.

    Parameters
    ----------
    A, labour
        Inputs, shape (n, n), and hours, shape (n,), per unit of product.
    wages
        ``"ante"`` or ``"post"``.
    relative_wages
        Wage of each sector over the average, shape (n,); all equal if left out.
    names
        What the goods are called in an error.
    **stocks
        ``D``, ``K``, ``tax`` and ``t`` of `System`.
    """
    u = labour if relative_wages is None else labour * relative_wages
    t = stocks.get("t")
    advanced = u if t is None else u * t
    return System(A, u, advanced if wages == "ante" else u * 0, names=names, **stocks)


def not_productive(radius: float | None) -> ModelError:
    """Return the error of sectors that use up all that they produce."""
    number = "" if radius is None else f": the spectral radius of the inputs is {radius:.10g}"
    return ModelError(
        f"not productive{number}; inputs, wear and taxes use up the whole product",
        where="A",
        mend="lower them, or check that flows and output are in one unit or currency",
    )
