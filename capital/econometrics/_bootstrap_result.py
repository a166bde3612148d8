"""Draws of estimates, and the intervals that follow from them.

References
----------
Efron and Tibshirani (1993), *An Introduction to the Bootstrap*, chapters 12–14.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from capital.econometrics._resampling import Array
from capital.errors import DataError, check_choice
from capital.results import latex_table

INTERVALS = ("percentile", "basic", "studentised", "bca")

REFERENCES = """\
@book{EfronTibshirani1993,
  author    = {Efron, Bradley and Tibshirani, Robert J.},
  title     = {An Introduction to the Bootstrap},
  publisher = {Chapman and Hall},
  year      = {1993}
}
@article{PolitisRomano1994,
  author  = {Politis, Dimitris N. and Romano, Joseph P.},
  title   = {The Stationary Bootstrap},
  journal = {Journal of the American Statistical Association},
  year    = {1994},
  volume  = {89}
}
@article{PolitisWhite2004,
  author  = {Politis, Dimitris N. and White, Halbert},
  title   = {Automatic Block-Length Selection for the Dependent Bootstrap},
  journal = {Econometric Reviews},
  year    = {2004},
  volume  = {23}
}
"""


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Draws of estimates.

    Attributes
    ----------
    estimate : pandas.Series, shape (k,)
        Of the sample itself.
    draws : pandas.DataFrame, shape (B, k)
    method : str
        What was drawn, in words.
    nobs : int
    error : pandas.Series or None
        Standard errors of the estimates by a formula, for ``"studentised"``.
    errors : pandas.DataFrame or None, shape (B, k)
        The same of each draw.
    leave_one_out : callable or None
        Returns the estimates without one observation each, for ``"bca"``.
    references : str
        BibTeX.
    """

    estimate: pd.Series
    draws: pd.DataFrame = field(repr=False)
    method: str
    nobs: int
    error: pd.Series | None = field(default=None, repr=False)
    errors: pd.DataFrame | None = field(default=None, repr=False)
    leave_one_out: Callable[[], pd.DataFrame] | None = field(default=None, repr=False)
    references: str = field(default=REFERENCES, repr=False)

    @property
    def bse(self) -> pd.Series:
        """Standard errors: the standard deviation of the draws."""
        return self.draws.std(ddof=1)

    @property
    def bias(self) -> pd.Series:
        """Mean of the draws less the estimate."""
        return self.draws.mean() - self.estimate

    @cached_property
    def jackknife(self) -> pd.DataFrame:
        """Estimates without one observation each, shape (n, k), computed when first asked for."""
        if self.leave_one_out is None:
            raise DataError("bca needs rows that were drawn", where="kind", mend="use percentile")
        return self.leave_one_out()

    def conf_int(self, alpha: float = 0.05, *, kind: str = "percentile") -> pd.DataFrame:
        r"""Return the bounds of 1 − alpha intervals in columns 0 and 1.

        Parameters
        ----------
        alpha : float
        kind
            ``"percentile"``, ``"basic"`` (reflected at the estimate), ``"studentised"`` (by the
            quantiles of the draws' t-values; only where they have errors) or ``"bca"`` (corrected
            for bias and skewness; only where rows were drawn).
        """
        check_choice("interval", kind, INTERVALS)
        if not 0 < alpha < 1:
            raise DataError(f"{alpha} is no share", where="alpha", mend="choose 0.05, say")
        centre = self.estimate.to_numpy()[:, None]
        shares = np.full((len(self.estimate), 2), [alpha / 2, 1 - alpha / 2])
        if kind == "bca":
            shares = self._corrected(shares)
        drawn = (self._studentised() if kind == "studentised" else self.draws).to_numpy()
        ends = np.array([np.quantile(drawn[:, k], share) for k, share in enumerate(shares)])
        if kind == "studentised" and self.error is not None:
            ends = centre - self.error.to_numpy()[:, None] * ends[:, ::-1]
        elif kind == "basic":
            ends = 2 * centre - ends[:, ::-1]
        return pd.DataFrame(ends, index=self.estimate.index)

    def to_frame(self, alpha: float = 0.05, *, kind: str = "percentile") -> pd.DataFrame:
        """Return one row per estimate: estimate, bse, bias, lower, upper."""
        bounds = self.conf_int(alpha, kind=kind).set_axis(["lower", "upper"], axis=1)
        columns = {"estimate": self.estimate, "bse": self.bse, "bias": self.bias}
        return pd.DataFrame(columns).join(bounds)

    def to_latex(self, alpha: float = 0.05, *, kind: str = "percentile") -> str:
        """Return the table in LaTeX (booktabs); the caption says what was drawn."""
        caption = (
            f"Bootstrap of {self.method}, {len(self.draws)} draws of {self.nobs} observations; "
            f"{kind} intervals at {100 * (1 - alpha):g} %."
        )
        frame = self.to_frame(alpha, kind=kind).rename_axis("term").reset_index()
        return latex_table(frame, caption=caption)

    def plot(self, ax: Any = None, term: str | None = None) -> Any:
        """Draw the distribution of one estimate (the last by default); return the axes."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        name = self.draws.columns[-1] if term is None else term
        check_choice("estimate", name, self.draws.columns)
        ax.hist(self.draws[name].to_numpy(), bins=60)
        ax.axvline(self.estimate[name], color="black")
        ax.set_xlabel(str(name))
        return ax

    def _studentised(self) -> pd.DataFrame:
        if self.errors is None:
            raise DataError(
                "studentised intervals need a standard error of each draw", where="kind",
                mend="give error=, or use percentile",
            )  # fmt: skip
        if not (self.errors > 0).all(axis=None):
            raise DataError("a draw has no standard error", where="kind", mend="use percentile")
        return (self.draws - self.estimate) / self.errors

    def _corrected(self, shares: Array) -> Array:
        """Return the shares that BCa puts in place of alpha/2 and 1 − alpha/2."""
        centred = self.jackknife.mean().to_numpy() - self.jackknife.to_numpy()
        below = (self.draws < self.estimate).mean() + (self.draws == self.estimate).mean() / 2
        if ((below == 0) | (below == 1)).any():
            raise DataError("the draws lie on one side of the estimate", mend="use percentile")
        if not (centred**2).sum(axis=0).all():
            raise DataError("no single row moves the estimate", mend="use percentile")
        z = ndtri(below.to_numpy())[:, None]
        skewness = (centred**3).sum(axis=0) / (6 * (centred**2).sum(axis=0) ** 1.5)
        moved = z + ndtri(shares)
        return np.asarray(ndtr(z + moved / (1 - skewness[:, None] * moved)))
