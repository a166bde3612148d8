r"""Reduced-rank regression: the arithmetic of cointegration.

.. math::

   \Delta y_t = \alpha\beta' y_{t-1} + \sum_{i=1}^{p} \Gamma_i\,\Delta y_{t-i} + \Psi d_t + u_t

Differences and lagged levels are cleaned of lagged differences and of the deterministic terms
d; the squared canonical correlations λ of what remains say how many relations there are.
Everything here takes and returns arrays.

References
----------
Johansen (1995), Likelihood-Based Inference in Cointegrated Vector Autoregressive Models, ch. 6–8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from capital.econometrics._frame import Array, lagged


@dataclass(frozen=True)
class Cleaned:
    """What is left of differences and lagged levels.

    Attributes
    ----------
    differences : array, shape (T, n)
    levels : array, shape (T, m)
        m = n, and one more where a deterministic term stands within the relation.
    """

    differences: Array
    levels: Array


def clean(y: Array, lags: int, outside: str, inside: str = "n") -> Cleaned:
    """Clean differences and lagged levels of lagged differences and deterministic terms.

    Parameters
    ----------
    y : array, shape (N, n)
        Levels.
    lags : int
        Lagged differences p.
    outside, inside : {"n", "c", "ct", "t"}
        Deterministic terms outside (unrestricted) and inside the relation.
    """
    steps = np.diff(y, axis=0)
    nobs = len(steps) - lags
    levels = y[lags : lags + nobs]
    time = np.arange(1.0, nobs + 1)
    terms = {"c": np.ones(nobs), "t": time}
    levels = np.column_stack([levels, *(terms[word] for word in inside.strip("n"))])
    short = [lagged(steps, i, lags) for i in range(1, lags + 1)]
    nuisance = [*(terms[word] for word in outside.strip("n")), *short]
    return Cleaned(*_residuals(nuisance, steps[lags:], levels))


def eigenvalues(cleaned: Cleaned) -> tuple[Array, Array]:
    """Return λ in falling order, shape (n,), and the vectors β, shape (m, n).

    λ are the squared singular values of the cross product of two orthonormal bases, so that
    they lie between 0 and 1 by construction.
    """
    left, _ = np.linalg.qr(cleaned.differences)
    right, factor = np.linalg.qr(cleaned.levels)
    _, singular, vectors = np.linalg.svd(left.T @ right, full_matrices=False)
    return singular**2, solve_triangular(factor, vectors.T)


def exogeneity_ratio(cleaned: Cleaned, column: int, rank: int) -> float:
    r"""Return the likelihood ratio of α = 0 in one equation, χ² with `rank` degrees of freedom.

    Under the null the equation of that variable is a regression by itself, and the others are
    estimated given its difference: the λ of the conditional system give the likelihood.
    """
    free, _ = eigenvalues(cleaned)
    given = cleaned.differences[:, [column]]
    others = np.delete(cleaned.differences, column, axis=1)
    bound, _ = eigenvalues(Cleaned(*_residuals([given], others, cleaned.levels)))
    loss = np.log1p(-bound[:rank]).sum() - np.log1p(-free[:rank]).sum()
    return float(len(given) * loss)


def _residuals(nuisance: list[Array], *targets: Array) -> list[Array]:
    if not nuisance:
        return list(targets)
    basis, _ = np.linalg.qr(np.column_stack(nuisance))
    return [target - basis @ (basis.T @ target) for target in targets]
