"""Equations that cannot fail.

A regression of the growth of the rate of profit on those of its own components fits perfectly
and tests nothing: the coefficients are definitions. Such an equation is found here before it is
given stars, be it exact as it stands (R² = 1), exact in logarithms, or a consequence of a
definition that holds in every row of the table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import sympy as sp

from capital.econometrics._design import (
    Factor,
    accounting_reason,
    check_design,
    design,
    parse_formula,
)
from capital.errors import unknown
from capital.expression import names_in, parse_equation

EXACT = 1e-9

__all__ = ["accounting_reason", "identity_reason", "is_identity"]


def identity_reason(frame: pd.DataFrame, formula: str, *, definitions: Sequence[str] = ()) -> str:
    """Say why an equation is an identity, or return «».

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n, m)
    formula : str
        As for `least_squares`.
    definitions : sequence of str
        Such as ``"r = e/(1 + k)"``. Where one holds in every row and all its names stand in the
        formula, whatever the functions around them, the equation restates it.

    Returns
    -------
    str
        Words for ``least_squares(accounting=…)``.

    Raises
    ------
    DataError, ExpressionError, UnknownNameError
        If the formula cannot be built from the table, or has too many regressors for it.

    Notes
    -----
    Three findings: the left side is an exact linear combination of the regressors; its logarithm
    is one of the logarithms of the columns; a definition holds. The second and the third look at
    the columns themselves, so that a level regression of r on its own factors is found although
    its R² is below one.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame(rng.uniform(1, 2, size=(40, 2)), columns=["share", "output_capital"])
    >>> frame["r"] = frame["share"] * frame["output_capital"]
    >>> identity_reason(frame, "r ~ share + output_capital")
    'ln r = 1·ln share + 1·ln output_capital in every observation'
    """
    y, regressors = design(frame, formula)
    check_design(y, regressors)
    names = _columns(formula)
    return (
        accounting_reason(y, regressors)
        or _logarithmic(frame, names)
        or next(filter(None, (_defined(frame, names, text) for text in definitions)), "")
    )


def is_identity(frame: pd.DataFrame, formula: str, *, definitions: Sequence[str] = ()) -> bool:
    """Return whether a regression would test nothing.

    Parameters
    ----------
    frame, formula, definitions
        As in `identity_reason`, which also says why.

    Returns
    -------
    bool

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame(rng.uniform(1, 2, size=(40, 2)), columns=["e", "k"])
    >>> frame["r"] = frame["e"] / (1 + frame["k"])
    >>> is_identity(frame, "r ~ e + k")
    False
    >>> is_identity(frame, "r ~ e + k", definitions=["r = e/(1 + k)"])
    True
    """
    return bool(identity_reason(frame, formula, definitions=definitions))


def _columns(formula: str) -> list[str]:
    """Return the columns of a formula, the left one first; none where one is lagged or a group.

    A lag breaks a contemporaneous identity; so do groups.
    """
    parsed = parse_formula(formula)
    factors = [parsed.left, *(factor for term in parsed.terms for factor in term)]
    names = []
    for factor in factors:
        inner: Factor = factor
        while inner.inner is not None:
            if inner.name == "C":
                break
            if inner.name == "lag":
                return []
            inner = inner.inner
        if inner.inner is None:
            names.append(inner.name)
    return list(dict.fromkeys(names))


def _logarithmic(frame: pd.DataFrame, names: list[str]) -> str:
    """Say that the logarithm of the first column is a combination of those of the others."""
    if len(names) < 2:
        return ""
    columns = frame[names].astype(float)
    if len(columns) < len(names) + 2 or not (columns > 0).all(axis=None):
        return ""
    logs = np.log(columns)
    y, x = logs.iloc[:, 0].to_numpy(), logs.iloc[:, 1:].to_numpy()
    x = np.column_stack([np.ones(len(x)), x])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return ""
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    if np.abs(y - x @ weights).max() > EXACT * max(1.0, float(np.abs(y).max())):
        return ""
    parts = [f"{w:.4g}·ln {n}" for w, n in zip(weights[1:], names[1:], strict=True)]
    constant = [] if abs(weights[0]) < EXACT else [f"{weights[0]:.4g}"]
    words = " + ".join(constant + parts).replace("-", "−").replace("+ −", "− ")
    return f"ln {names[0]} = {words} in every observation"


def _defined(frame: pd.DataFrame, names: list[str], text: str) -> str:
    """Say that a definition holds whose every name stands in the formula."""
    used = names_in(text)
    for name in used:
        if name not in frame.columns:
            raise unknown("column", name, map(str, frame.columns), where=f"«{text}»")
    if not used or not set(used) <= set(names) or names[0] not in used:
        return ""
    symbols = {name: sp.Symbol(name, real=True) for name in used}
    left, right = parse_equation(text, symbols)
    both = sp.lambdify(list(symbols.values()), [left, right], "numpy")
    columns = [frame[name].to_numpy(dtype=float) for name in used]
    one, other = (np.broadcast_to(np.asarray(side, float), len(frame)) for side in both(*columns))
    gap = np.abs(one - other)
    holds = bool(np.isfinite(gap).all()) and gap.max() <= EXACT * max(np.abs(one).max(), 1e-300)
    return f"{text} by definition, in every observation" if holds else ""
