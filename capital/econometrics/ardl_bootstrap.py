r"""How far a long-run coefficient may be off: the bootstrap, all draws at once.

A long-run coefficient is a ratio whose denominator can come near to zero, so that its delta-method
error is a rough guide in samples of sixty or a hundred years. The bootstrap rebuilds y from
resampled residuals, period by period, and refits each of the rebuilt samples. Both are done for
thousands of draws at a time: one step of the recursion is one product of small matrices, and all
refits share the regressors other than the lags of y, which are projected out once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from capital.econometrics._ardl_arrays import LongRunMap, streams
from capital.econometrics._frame import Array, whole_number
from capital.errors import DataError, check_choice
from capital.results import latex_table
from capital.uncertainty import Seed

if TYPE_CHECKING:
    from capital.econometrics.ardl import ArdlResults

METHODS = {
    "residual": "recursive, residuals drawn with replacement",
    "wild": "recursive, residuals with random signs (heteroskedastic disturbances)",
}
INTERVALS = {"percentile": "quantiles of the draws", "basic": "quantiles reflected at the estimate"}
BLOCK = 1_000
MUCH_OUTSIDE = 0.01

REFERENCES = """\
@book{DavidsonMacKinnon2004,
  author    = {Davidson, Russell and MacKinnon, James G.},
  title     = {Econometric Theory and Methods},
  publisher = {Oxford University Press},
  year      = {2004}
}
"""


@dataclass(frozen=True, eq=False)
class LongRunBootstrap:
    """The distribution of long-run coefficients over rebuilt samples.

    Attributes
    ----------
    estimates : pandas.Series, shape (m,)
        From the sample itself.
    draws : pandas.DataFrame, shape (B, m)
    adjustment : pandas.Series, shape (B,)
        The speed of adjustment of each draw.
    method, sample, note : str
    warnings : tuple of str
    references : str
        BibTeX.
    """

    estimates: pd.Series
    draws: pd.DataFrame = field(repr=False)
    adjustment: pd.Series = field(repr=False)
    method: str
    sample: str
    note: str
    warnings: tuple[str, ...] = ()
    references: str = field(default=REFERENCES, repr=False)

    @property
    def bse(self) -> pd.Series:
        """Standard deviation of the draws: a ratio may have none, so prefer the interval."""
        return self.draws.std()

    def conf_int(self, alpha: float = 0.05, kind: str = "percentile") -> pd.DataFrame:
        """Return the bounds of the 1 − alpha intervals in columns 0 and 1.

        Parameters
        ----------
        alpha : float
        kind : {"percentile", "basic"}
            Quantiles of the draws, or these reflected at the estimate.
        """
        check_choice("interval", kind, INTERVALS)
        if not 0 < alpha < 1:
            raise DataError(f"{alpha} is no share", where="alpha", mend="choose 0.05, say")
        quantiles = self.draws.quantile([alpha / 2, 1 - alpha / 2]).T.set_axis([0, 1], axis=1)
        if kind == "percentile":
            return quantiles
        return pd.DataFrame(
            {0: 2 * self.estimates - quantiles[1], 1: 2 * self.estimates - quantiles[0]}
        )

    def to_frame(self, alpha: float = 0.05, kind: str = "percentile") -> pd.DataFrame:
        """Return one row per term: params, median, bse, lower, upper."""
        bounds = self.conf_int(alpha, kind).rename(columns={0: "lower", 1: "upper"})
        columns = {"params": self.estimates, "median": self.draws.median(), "bse": self.bse}
        return pd.DataFrame(columns).join(bounds).rename_axis("term")

    def to_latex(self) -> str:
        """Return the table in LaTeX (booktabs)."""
        return latex_table(self.to_frame().reset_index(), caption=f"{self.sample}. {self.note}")

    def plot(self, ax: Any = None, term: str | None = None) -> Any:
        """Draw the distribution of one term (the last by default) without showing it."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        name = self.draws.columns[-1] if term is None else term
        inner = self.draws[name].quantile([0.005, 0.995])  # a ratio has far outliers
        ax.hist(self.draws[name].to_numpy(), bins=60, range=tuple(inner))
        ax.axvline(self.estimates[name], color="black")
        ax.set_xlabel(f"long-run coefficient of {name}")
        return ax

    def __str__(self) -> str:
        lines = [f"Sample {self.sample}. {self.note}", self.to_frame().to_string()]
        return "\n".join([*lines, *(f"! {warning}" for warning in self.warnings)])


def bootstrap_long_run(
    fit: ArdlResults, *, draws: int = 10_000, rng: Seed = 0, method: str = "residual"
) -> LongRunBootstrap:
    r"""Bootstrap the long-run coefficients of an ARDL.

    Parameters
    ----------
    fit : ArdlResults
    draws : int
        Number of rebuilt samples.
    rng : int, SeedSequence or Generator
        The same seed gives the same draws, and more draws continue fewer.
    method : {"residual", "wild"}
        Draw the centred residuals with replacement, or give each a random sign.

    Returns
    -------
    LongRunBootstrap

    Raises
    ------
    DataError, UnknownNameError
        See the message.

    Notes
    -----
    :math:`y^*_t = \hat c + \sum\hat a_i\,y^*_{t-i} + \sum\hat b_{ji}\,x_{j,t-i} + u^*_t` from the
    observed first values of y, with x as observed. u* are the residuals, centred, times
    :math:`\sqrt{n/(n-K)}`; or, wild, the residuals times that factor and ±1.

    References
    ----------
    Davidson and MacKinnon (2004), Econometric Theory and Methods, ch. 4 and 10.

    Examples
    --------
    >>> from capital.econometrics.ardl import ardl
    >>> noise = np.random.default_rng(1).normal(size=(80, 2))
    >>> frame = pd.DataFrame({"y": noise[:, 0], "x": noise[:, 1].cumsum()},
    ...                      index=pd.period_range("1948", periods=80, freq="Y"))
    >>> frame["y"] += 0.5 * frame["x"]
    >>> fit = ardl(frame, dependent="y", lags=1)
    >>> bootstrap_long_run(fit, draws=500, rng=1).draws.shape
    (500, 2)
    """
    check_choice("method", method, METHODS)
    draws = whole_number("draws", draws, 1)
    y, X = fit.design
    order = fit.orders[fit.dependent]
    first = fit.data[fit.dependent].to_numpy()[fit.hold_back - order : fit.hold_back]
    problem = _Problem.of(y.to_numpy(), X.to_numpy(), first, fit.long_run_map)
    sizes = [min(BLOCK, draws - done) for done in range(0, draws, BLOCK)]
    parts = [
        problem.refit(problem.rebuild(_shocks(problem.resid, method, stream)[:, :size]))
        for size, stream in zip(sizes, streams(rng, len(sizes)), strict=True)
    ]
    theta, speed = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    outside = float(np.mean((speed <= -2) | (speed >= 0)))
    return LongRunBootstrap(
        estimates=fit.long_run["params"],
        draws=pd.DataFrame(theta, columns=list(fit.long_run_map.terms)),
        adjustment=pd.Series(speed, name="adjustment"),
        method=method,
        sample=fit.sample,
        note=f"{draws:,} draws, {METHODS[method]}; {fit.fit.method} of {fit.dependent}.",
        warnings=(
            f"draws without error correction: {100 * outside:.1f} % of them adjust by a "
            "coefficient outside (−2, 0), and their long run means nothing",
        )
        * (outside > MUCH_OUTSIDE),
    )


@dataclass(frozen=True)
class _Problem:
    """What every draw shares.

    Attributes
    ----------
    given : array, shape (n,)
        The part of y that is not its own past.
    memory : array, shape (p,)
    first : array, shape (p,)
        The values of y before the sample, the earliest first.
    basis, triangle : array, shapes (n, m) and (m, m)
        Of the regressors that no draw changes.
    resid : array, shape (n,)
        Residuals, scaled for degrees of freedom.
    map : array, shape (terms, m)
        Sums of the coefficients of these regressors.
    """

    given: Array
    memory: Array
    first: Array
    basis: Array
    triangle: Array
    resid: Array
    map: Array

    @classmethod
    def of(cls, y: Array, X: Array, first: Array, terms: LongRunMap) -> _Problem:
        params = np.linalg.lstsq(X, y, rcond=None)[0]
        own = terms.memory.astype(bool)
        fixed = X[:, ~own]
        basis, triangle = np.linalg.qr(fixed)
        n, k = X.shape
        return cls(
            given=fixed @ params[~own],
            memory=params[own],
            first=first,
            basis=basis,
            triangle=triangle,
            resid=(y - X @ params) * np.sqrt(n / (n - k)),
            map=terms.numerators[:, ~own],
        )

    def rebuild(self, shocks: Array) -> Array:
        """Return y with its first values, shape (p + n, B), from shocks of shape (n, B)."""
        p, (n, size) = len(self.first), shocks.shape
        y = np.empty((p + n, size))
        y[:p] = self.first[:, None]
        backwards = self.memory[::-1]  # rows of y run from the earliest to the latest
        pushed = self.given[:, None] + shocks
        for t in range(n):
            y[p + t] = pushed[t] + backwards @ y[t : t + p]
        return y

    def refit(self, y: Array) -> tuple[Array, Array]:
        """Return θ, shape (B, terms), and the speed of adjustment, shape (B,)."""
        p = len(self.first)
        n = len(y) - p
        columns = np.stack([y[p - lag : p - lag + n] for lag in range(p + 1)])  # y, then its lags
        shadow = self.basis.T @ columns
        cleaned = columns - self.basis @ shadow
        gram = np.einsum("itb,jtb->bij", cleaned[1:], cleaned)
        memory = np.linalg.solve(gram[:, :, 1:], gram[:, :, :1])[:, :, 0]
        rest = shadow[0] - np.einsum("bi,imb->mb", memory, shadow[1:])
        sums = self.map @ np.linalg.solve(self.triangle, rest)
        speed = memory.sum(axis=1) - 1
        return (sums / -speed).T, speed


def _shocks(resid: Array, method: str, rng: np.random.Generator) -> Array:
    n = len(resid)
    if method == "wild":
        return resid[:, None] * (2.0 * rng.integers(0, 2, (n, BLOCK)) - 1)
    return (resid - resid.mean())[rng.integers(0, n, (n, BLOCK))]
