"""Quantile regressions: whether the bottom moves like the top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from statsmodels.regression.quantile_regression import QuantReg

from capital.econometrics._design import check_design, design
from capital.errors import DataError

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def quantile(
    frame: pd.DataFrame, formula: str, *, quantiles: Sequence[float] = QUANTILES
) -> pd.DataFrame:
    """Fit an equation at several quantiles of its left-hand side.

    Parameters
    ----------
    frame, formula
        As in `least_squares`.
    quantiles
        In (0, 1), in order, each once.

    Returns
    -------
    pandas.DataFrame
        Indexed by quantile and term: params, bse, pvalues, lower, upper. ``attrs`` has ``null``,
        ``errors`` and ``sample``.

    Raises
    ------
    DataError, UnknownNameError, ExpressionError
        As in `least_squares`, or if a quantile is none.

    Notes
    -----
    Errors by the kernel estimate of the density at the quantile (statsmodels' default), robust to
    heteroskedasticity.

    References
    ----------
    Koenker and Bassett (1978), *Econometrica* 46.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"x": rng.uniform(1, 2, 400)})
    >>> frame["y"] = frame["x"] * (1 + rng.normal(size=400))
    >>> table = quantile(frame, "y ~ x", quantiles=(0.1, 0.9))
    >>> bool(table.loc[(0.9, "x"), "params"] > table.loc[(0.1, "x"), "params"])
    True
    """
    shares = [float(share) for share in quantiles]
    if not shares or not all(0 < q < 1 for q in shares) or sorted(set(shares)) != shares:
        raise DataError(
            f"{tuple(shares)} are no quantiles",
            where="quantiles",
            mend="give numbers in (0, 1), in order, each once",
        )
    y, regressors = design(frame, formula)
    check_design(y, regressors)
    parts = {}
    for share in shares:
        fit = QuantReg(y, regressors).fit(q=share, max_iter=5000)
        bounds = fit.conf_int().set_axis(["lower", "upper"], axis=1)
        table = pd.DataFrame({"params": fit.params, "bse": fit.bse, "pvalues": fit.pvalues})
        parts[share] = table.join(bounds)
    found = pd.concat(parts, names=["quantile", "term"])
    found.attrs = {
        "null": "the coefficient is zero at this quantile",
        "errors": "kernel estimate of the density, robust",
        "sample": f"{len(y)} observations",
    }
    if not np.isfinite(found.to_numpy()).all():
        raise DataError("a quantile has no standard error", mend="choose quantiles nearer to 0.5")
    return found
