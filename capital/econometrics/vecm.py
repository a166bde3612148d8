r"""Who adjusts: the error-correction model of several series.

.. math::

   \Delta y_t = \alpha\,(\beta' y_{t-1} - \text{mean})
                + \sum_{i=1}^{p} \Gamma_i\,\Delta y_{t-i} + u_t

β holds the long-run relations, α says which series moves when they are not met. A series whose α
is zero leads and does not follow (it is *weakly exogenous*): whether wages follow productivity,
or productivity wages, is a statement on α.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm
from statsmodels.tsa.vector_ar.vecm import VECM

from capital.econometrics._frame import (
    Array,
    check_length,
    check_relation,
    take_frame,
    whole_number,
)
from capital.econometrics._reduced_rank import clean, exogeneity_ratio
from capital.econometrics._responses import response_table
from capital.econometrics._series import Bound, span
from capital.econometrics._verdicts import decide
from capital.errors import DataError, check_choice
from capital.results import HypothesisTest, TestTable, latex_table

MINIMUM = 25
# outside the relation, inside it, and in words
DETERMINISTIC = {
    "n": ("n", "n", "no deterministic term"),
    "ci": ("n", "c", "a constant inside the relation"),
    "co": ("c", "n", "a constant outside the relation"),
    "coli": ("c", "t", "a constant outside and a linear trend inside the relation"),
    "colo": ("ct", "n", "a constant and a linear trend outside the relation"),
}
INSIDE = {"c": "const", "t": "trend"}
LEVEL = 0.05

REFERENCES = """\
@book{Johansen1995,
  author    = {Johansen, S{\\o}ren},
  title     = {Likelihood-Based Inference in Cointegrated Vector Autoregressive Models},
  publisher = {Oxford University Press},
  year      = {1995}
}
@book{Lutkepohl2005,
  author    = {L{\\"u}tkepohl, Helmut},
  title     = {New Introduction to Multiple Time Series Analysis},
  publisher = {Springer},
  year      = {2005}
}
"""


@dataclass(frozen=True, eq=False)
class VecmResults:
    """A vector error-correction model.

    Attributes
    ----------
    result : statsmodels VECMResults
    long_run : pandas.DataFrame
        One row per relation (named by the series that is one in it) and term: the coefficient
        of the relation solved for that series, bse, tvalues, pvalues, lower, upper.
    loadings : pandas.DataFrame
        One row per relation and series: α with its errors, and in ``effect`` whether the series
        closes the gap, widens it, or does not tell.
    exogeneity : TestTable
        One row per series: the likelihood ratio that it does not adjust to any relation.
    gaps : pandas.DataFrame, shape (T, rank)
        How far each relation was missed before the period; positive above it.
    resid : pandas.DataFrame, shape (T, n)
    sample, note : str
    warnings : tuple of str
        Each begins with its name: ``"no adjustment: …"``.
    errors : str
        Type of the errors.
    null : str
        What a p-value refers to.
    references : str
        BibTeX.
    """

    result: Any = field(repr=False)
    long_run: pd.DataFrame
    loadings: pd.DataFrame
    exogeneity: TestTable
    gaps: pd.DataFrame = field(repr=False)
    resid: pd.DataFrame = field(repr=False)
    sample: str
    note: str
    warnings: tuple[str, ...] = ()
    errors: str = "asymptotic, one covariance of the disturbances; normal in large samples"
    null: str = "the coefficient is zero"
    references: str = field(default=REFERENCES, repr=False)

    @property
    def nobs(self) -> int:
        """Number of observations."""
        return len(self.resid)

    def responses(
        self, horizons: int = 12, *, orthogonal: bool = True, alpha: float = 0.05
    ) -> pd.DataFrame:
        """Return how each series answers a shock to each: see `VarResults.responses`.

        Some of the answers do not die out, because the levels have unit roots.
        """
        names = list(self.resid.columns)
        return response_table(self.result, names, horizons, orthogonal=orthogonal, alpha=alpha)

    def to_frame(self) -> pd.DataFrame:
        """Return the coefficients of the long-run relations."""
        return self.long_run

    def to_latex(self) -> str:
        """Return the long-run relations in LaTeX (booktabs); the caption says what they rest on."""
        return latex_table(self.long_run.reset_index(), caption=self._words())

    def plot(self, ax: Any = None) -> Any:
        """Draw the gap of each relation; return the axes without showing them."""
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        index: Any = self.gaps.index
        for name, gap in self.gaps.items():
            ax.plot(index.to_timestamp(), gap.to_numpy(), label=f"gap of {name}")
        ax.axhline(0, linewidth=0.8)
        ax.legend()
        return ax

    def __str__(self) -> str:
        tables = [
            self.long_run.to_string(),
            "",
            self.loadings.to_string(),
            "",
            str(self.exogeneity),
        ]
        return "\n".join([self._words(), *tables, *(f"! {warning}" for warning in self.warnings)])

    def _words(self) -> str:
        return (
            f"Vector error correction, sample {self.sample}, T = {self.nobs}. {self.note} "
            f"Null of each p-value: {self.null}; errors: {self.errors}."
        )


def vecm(
    frame: pd.DataFrame,
    *,
    rank: int = 1,
    lags: int = 1,
    deterministic: str = "co",
    start: Bound = None,
    end: Bound = None,
    level: float = LEVEL,
) -> VecmResults:
    r"""Estimate long-run relations and who adjusts to them.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (T, n)
        Series over a `PeriodIndex`. The first `rank` of them are those for which the relations
        are solved, so their order matters to the reading, though not to the fit.
    rank : int
        Number of relations, from 1 to n − 1: see `johansen`.
    lags : int
        Lagged differences p.
    deterministic : {"n", "ci", "co", "coli", "colo"}
        None; a constant inside the relation, or outside of it; a constant outside with a linear
        trend inside; both outside.
    start, end
        Sample, both included.
    level : float
        Level of significance of ``exogeneity`` and of ``effect``.

    Returns
    -------
    VecmResults

    Raises
    ------
    DataError, UnknownNameError
        See the message.

    Notes
    -----
    Maximum likelihood by reduced-rank regression (statsmodels). With β normalised to one for the
    first series, the relation is :math:`y = -\beta_2 x_2 - \dots`: the table `long_run` shows
    −β. A series i closes the gap of relation j where :math:`\alpha_{ij}\beta_{ij} < 0`. Weak
    exogeneity is tested by the likelihood ratio, χ² with `rank` degrees of freedom.

    References
    ----------
    Johansen (1995), ch. 8; Lütkepohl (2005), ch. 7.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"y": rng.normal(size=100)},
    ...                      index=pd.period_range("1900", periods=100, freq="Y"))
    >>> frame["x"] = rng.normal(size=100).cumsum()
    >>> frame["y"] += 0.8 * frame["x"].shift(1, fill_value=0)
    >>> model = vecm(frame)
    >>> round(float(model.long_run.loc[("y", "x"), "params"]), 1)
    0.8
    >>> list(model.loadings["effect"])
    ['closes the gap', 'no effect that differs from none']
    """
    check_choice("deterministic", deterministic, DETERMINISTIC)
    if not 0 < level < 1:
        raise DataError(f"{level} is no level of significance", "level", "choose 0.05, say")
    sample = take_frame(frame, start, end, minimum=MINIMUM)
    check_relation(sample)
    names = list(sample.columns)
    rank = whole_number("rank", rank, 1, len(names) - 1)
    lags = whole_number("lags", lags, 0)
    outside, inside, words = DETERMINISTIC[deterministic]
    nobs = len(sample) - 1 - lags
    terms = rank + len(names) * lags + len(outside.strip("n"))
    check_length(nobs, terms, sample, "lags")
    y = sample.to_numpy()
    result = VECM(y, k_ar_diff=lags, coint_rank=rank, deterministic=deterministic).fit()
    used: Any = sample.index[lags + 1 :]
    beta, loadings = _long_run(result, names, inside), _loadings(result, names, level)
    cleaned = clean(y, lags, outside, inside)
    tests = [_exogeneity(cleaned, i, name, rank, level) for i, name in enumerate(names)]
    return VecmResults(
        result=result,
        long_run=beta,
        loadings=loadings,
        exogeneity=TestTable(tuple(tests), nobs, span(used), REFERENCES),
        gaps=pd.DataFrame(_gaps(result, y, inside), used, names[:rank]),
        resid=pd.DataFrame(result.resid, used, names),
        sample=span(used),
        note=f"Rank {rank}, {lags} lagged differences, {words}.",
        warnings=_warnings(result, loadings, rank, lags),
    )


def _long_run(result: Any, names: list[str], inside: str) -> pd.DataFrame:
    """Return the relations solved for the first `rank` series: coefficients change their sign."""
    rank = result.coint_rank
    terms = [*names[rank:], *(INSIDE[word] for word in inside.strip("n"))]
    params = -np.vstack([result.beta, result.det_coef_coint])[rank:]
    bse = result.stderr_coint[rank:]
    index = pd.MultiIndex.from_product([names[:rank], terms], names=["relation", "term"])
    return _estimates(params.T.ravel(), bse.T.ravel(), index)


def _loadings(result: Any, names: list[str], level: float) -> pd.DataFrame:
    rank = result.coint_rank
    index = pd.MultiIndex.from_product([names[:rank], names], names=["relation", "series"])
    table = _estimates(result.alpha.T.ravel(), result.stderr_alpha.T.ravel(), index)
    closes = table["params"] * result.beta.T.ravel()
    effect = np.where(closes < 0, "closes the gap", "widens the gap").astype(object)
    effect[closes == 0] = "not in this relation"
    effect[(table["pvalues"] >= level).to_numpy()] = "no effect that differs from none"
    table["effect"] = effect
    return table


def _estimates(params: Array, bse: Array, index: pd.MultiIndex) -> pd.DataFrame:
    ratio, reach = params / bse, norm.ppf(0.975) * bse
    columns = {
        "params": params,
        "bse": bse,
        "tvalues": ratio,
        "pvalues": 2 * norm.sf(np.abs(ratio)),
        "lower": params - reach,
        "upper": params + reach,
    }
    return pd.DataFrame(columns, index=index)


def _exogeneity(cleaned: Any, column: int, name: str, rank: int, level: float) -> HypothesisTest:
    ratio = exogeneity_ratio(cleaned, column, rank)
    pvalue = float(chi2.sf(ratio, rank))
    relation = "the long-run relation" if rank == 1 else "any long-run relation"
    null = f"{name} does not adjust to {relation} (weak exogeneity)"
    return decide(name, null, ratio, pvalue, level, {"degrees of freedom": rank})


def _gaps(result: Any, y: Array, inside: str) -> Array:
    """Return β′y of the period before, with what stands inside the relation."""
    before = y[result.k_ar - 1 : -1]
    gaps = before @ result.beta
    time = np.arange(float(len(before))) + result.k_ar  # as statsmodels counts it
    terms = {"c": np.ones(len(before)), "t": time}
    for word, coefficient in zip(inside.strip("n"), result.det_coef_coint, strict=True):
        gaps = gaps + np.outer(terms[word], coefficient)
    return gaps


def _warnings(result: Any, loadings: pd.DataFrame, rank: int, lags: int) -> tuple[str, ...]:
    found = []
    for relation, rows in loadings.groupby(level="relation", sort=False):
        if "closes the gap" not in set(rows["effect"]):
            found.append(f"no adjustment: no series closes the gap of {relation}")
    largest = np.abs(_roots(result)).max()
    if largest > 1 + 1e-6:
        found.append(f"explosive: a root of modulus {largest:.3f}")
    whiteness = result.test_whiteness(nlags=lags + 5, adjusted=True)
    if whiteness.pvalue < LEVEL:
        found.append(
            f"autocorrelation: portmanteau test of {lags + 5} lags, p = {whiteness.pvalue:.3f}; "
            "add lags"
        )
    return tuple(found)


def _roots(result: Any) -> Array:
    """Return the roots of the companion matrix; n − rank of them are one."""
    blocks = np.hstack(list(result.var_rep))
    size, width = blocks.shape
    below = np.eye(width - size, width)
    return np.linalg.eigvals(np.vstack([blocks, below]))
