r"""What theory claims about coefficients, as tests that can fail.

The claims of theory are restrictions: «the trend is negative», «the coefficient of the rate of
surplus value is one». `restriction_tests` tests them, one-sided where the claim is, and says
what a rejection means; an identity is refused, since it tests nothing. `THEORY` lists the
equations, restrictions and cautions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import sympy as sp
from scipy import stats

from capital.econometrics._series import listed
from capital.econometrics._verdicts import decide
from capital.errors import DataError, ExpressionError, ModelError, unknown
from capital.expression import names_in, parse_expression
from capital.results import HypothesisTest, TestTable

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
_RELATION = re.compile(r"<=|>=|≤|≥|<|>|==|=")
_SPELLING = {"≤": "<=", "≥": ">=", "==": "="}
_CONTRARY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")


@dataclass(frozen=True)
class TheoryRestriction:
    """An estimating equation of theory.

    Attributes
    ----------
    question : str
    equation : str
        In the field's symbols.
    restrictions : tuple of str
        Claims on coefficients, as `restriction_tests` reads them, with the names of `equation`;
        empty where theory claims none.
    claim : str
        The same in words.
    caution : str
    accounting : str
        Why the equation is an identity, to be given to ``least_squares(accounting=…)``; ``""``
        where it is none.
    """

    question: str
    equation: str
    restrictions: tuple[str, ...]
    claim: str
    caution: str
    accounting: str = ""


_ROWS = (
    TheoryRestriction(
        "trend of r",
        "ln r_t = a_0 + trend·t + Σ_j a_j z_jt + u_t",
        ("trend < 0",),
        "the trend is negative once counter-tendencies z are held fixed",
        "test for unit roots and breaks first; report both valuations of capital",
    ),
    TheoryRestriction(
        "decomposition",
        "ln r = Σ_i ln x_i",
        (),
        "the parts sum to the total",
        "free of the order in logarithms only",
        "r is the product of its factors by definition",
    ),
    TheoryRestriction(
        "growth of r",
        "r̂_t = e·ê_t + k·k̂_t",
        ("e = 1", "k = -K/(1 + K)"),
        "the coefficients are 1 and −k/(1 + k), k = K being the composition",
        "a regression tests nothing",
        "r = e/(1 + k) by definition, so that r̂ = ê − k/(1 + k)·k̂",
    ),
    TheoryRestriction(
        "value–price",
        "p_j = const + value·λ_j + u_j, p and λ per unit of the good",
        (),
        "none on the slope; deviations are measured free of scale",
        "unit prices on unit values, never totals on totals: size makes those fit",
    ),
    TheoryRestriction(
        "Phillips",
        "ŵ_t = const + employment·ε_t + u_t",
        ("employment > 0",),
        "wages grow faster where employment is higher",
        "fractions, not percentages; wages and employment are simultaneous",
    ),
    TheoryRestriction(
        "viability",
        "π_t against α/(α − χ)",
        (),
        "the profit share lies below α/(α − χ) where χ < 0 < α",
        "smooth α and χ first",
    ),
    TheoryRestriction(
        "chip obsolescence",
        "ln u_τ = const + age·τ + v_τ",
        ("age < 0",),
        "use falls with age; a chip is scrapped where its price meets its operating cost",
        "chips still at work are right-censored",
    ),
    TheoryRestriction(
        "experience",
        "ln κ_t = const + output·ln Q_t + u_t",
        ("output < 0",),
        "cost falls with cumulated output",
        "a price is not a cost",
    ),
    TheoryRestriction(
        "adoption",
        "logit(adopted) = const + cost·ln(ς κ_r/w)",
        ("cost < 0", "const = 0"),
        "adoption falls with relative cost, and its threshold is at equal cost",
        "prices are endogenous",
    ),
    TheoryRestriction(
        "displacement",
        "Ê_o = const + exposure·(x_o × adoption) + leads + u_o",
        ("exposure < 0",),
        "employment falls where exposure meets adoption",
        "spill-overs between occupations break the comparison; leads must be zero",
    ),
    TheoryRestriction(
        "capex and profit",
        "P_t = const + capex·I_t + u_t",
        ("capex > 0",),
        "gross profit rises with investment (Kalecki)",
        "an identity again",
        "profit = investment + capitalists' consumption + deficits − workers' saving",
    ),
    TheoryRestriction(
        "network",
        "loss_i = const + exposure·o_i + liabilities·L̄_i + u_i",
        ("exposure > 0", "liabilities > 0"),
        "losses rise with outside exposure and with liabilities",
        "links that are not disclosed are missing",
    ),
)
#: The equations of theory by the question that each asks.
THEORY: Mapping[str, TheoryRestriction] = {row.question: row for row in _ROWS}


def theory_restriction(question: str) -> TheoryRestriction:
    """Return the equation, restriction and caution that theory has for a question.

    Parameters
    ----------
    question
        A key of `THEORY`.

    Returns
    -------
    TheoryRestriction

    Raises
    ------
    UnknownNameError
        If theory has none of that name.

    Examples
    --------
    >>> theory_restriction("trend of r").restrictions
    ('trend < 0',)
    """
    if question not in THEORY:
        raise unknown("question", question, THEORY)
    return THEORY[question]


def restriction_tests(
    fit: Any,
    restrictions: str | Sequence[str],
    *,
    values: Mapping[str, float] | None = None,
    level: float = 0.05,
) -> TestTable:
    r"""Test what theory says about coefficients.

    Parameters
    ----------
    fit : Fit, TrendResults, or a result of statsmodels or linearmodels
        With ``params`` by name and a covariance.
    restrictions : str or sequence of str
        Such as ``"trend < 0"``, ``"e = 1"``, ``"e + k = 0"``, ``"k = -K/(1 + K)"`` or
        ``"e/k = -2"``. A coefficient stands by its name, in backquotes where that is no plain
        word (`` `log(z)` < 0 ``); the name may carry the prefix ``b_``.
    values : mapping of str to float
        Numbers that restrictions name, such as ``{"K": 3.2}``.
    level : float

    Returns
    -------
    TestTable
        A row per restriction. An equality is itself the null, two-sided. An inequality is
        the claim: its null is the contrary, so that a rejection speaks *for* theory. Two or
        more equalities are also tested together (Wald's F).

    Raises
    ------
    ModelError
        If the fit is an identity: nothing is tested.
    ExpressionError, UnknownNameError, DataError
        If a restriction cannot be read, or names nothing of the fit.

    Notes
    -----
    With :math:`g(\beta)` the left side less the right one,
    :math:`t = g(\hat\beta)/\sqrt{\nabla g' V \nabla g}`; exact where g is linear, by the delta
    method where it is not. Student's t where the fit uses it, else the normal.

    References
    ----------
    Basu and Manolakos (2013), Review of Radical Political Economics, for the first row of
    `THEORY`.

    Examples
    --------
    >>> from capital.econometrics.trend import trend
    >>> years = pd.period_range("1948", "2007", freq="Y")
    >>> noise = np.random.default_rng(1).normal(scale=0.05, size=60)
    >>> r = pd.Series(0.2 * np.exp(-0.01 * np.arange(60) + noise), index=years, name="r")
    >>> restriction_tests(trend(r), "trend < 0")["trend < 0"].verdict
    'trend >= 0 is rejected at 5 %: the data speak for trend < 0'
    """
    _refuse_accounting(fit)
    if not 0 < level < 1:
        raise DataError(f"{level} is no level of significance", where="level")
    estimates = _estimates(fit)
    asked = [restrictions] if isinstance(restrictions, str) else restrictions
    if not isinstance(asked, Sequence) or not asked:
        raise ExpressionError(
            "there is no restriction", where="restrictions", mend="write ['trend < 0']"
        )
    read = [_read(text, estimates.params, dict(values or {})) for text in asked]
    tests = [_single(one, estimates, level) for one in read]
    equalities = [one for one in read if one.relation == "="]
    if len(equalities) > 1:
        tests.append(_jointly(equalities, estimates, level))
    return TestTable(
        tuple(tests), estimates.nobs, estimates.sample, str(getattr(fit, "references", ""))
    )


@dataclass(frozen=True, eq=False)
class _Estimates:
    params: pd.Series
    covariance: Array
    freedom: float  # of Student's t; infinite for the normal
    nobs: int
    sample: str
    errors: str


@dataclass(frozen=True, eq=False)
class _Restriction:
    text: str
    left: str
    relation: str
    right: str
    gap: float
    gradient: Array


def _refuse_accounting(fit: Any) -> None:
    reason = str(getattr(fit, "accounting", ""))
    if reason:
        raise ModelError(
            f"an identity cannot be tested: {reason}",
            where=str(getattr(fit, "name", "")),
            mend="its coefficients are definitions; test an equation that can fail",
        )


def _estimates(fit: Any) -> _Estimates:
    result = getattr(fit, "result", fit)
    params = getattr(result, "params", None)
    if not isinstance(params, pd.Series):
        raise DataError(
            f"a {type(fit).__name__} has no coefficients by name",
            where="fit",
            mend="give a fit of this package, or one of statsmodels made from pandas objects",
        )
    own = getattr(result, "cov_params", None)
    matrix = own() if callable(own) else result.cov
    student = bool(getattr(result, "use_t", getattr(result, "debiased", False)))
    freedom: Any = getattr(result, "df_resid_inference", None)  # with clusters, G − 1
    freedom = getattr(result, "df_resid", math.inf) if freedom is None else freedom
    return _Estimates(
        params=params,
        covariance=np.asarray(matrix, dtype=float),
        freedom=float(freedom) if student else math.inf,
        nobs=int(result.nobs),
        sample=str(getattr(fit, "sample", "")),
        errors=str(getattr(fit, "errors", getattr(result, "cov_type", ""))),
    )


def _read(text: str, params: pd.Series, values: dict[str, float]) -> _Restriction:
    """Read a restriction: symbols stand for coefficients, numbers for the values named."""
    found = _RELATION.findall(text) if isinstance(text, str) else []
    if len(found) != 1:
        raise ExpressionError(
            "a restriction has one of =, <, >, ≤ and ≥",
            where=f"«{text}»",
            mend="write it as in trend < 0",
        )
    left, right = (side.strip() for side in _RELATION.split(text))
    names: dict[str, sp.Expr] = {}
    symbols = {str(name): sp.Symbol(f"b{i}", real=True) for i, name in enumerate(params.index)}
    sides = [_plain(side, symbols, values, names, text) for side in (left, right)]
    gap = parse_expression(sides[0], names) - parse_expression(sides[1], names)
    used = [symbol for symbol in symbols.values() if symbol in gap.free_symbols]
    if not used:
        raise ExpressionError("the restriction names no coefficient", where=f"«{text}»")
    point = {symbol: float(value) for symbol, value in zip(symbols.values(), params, strict=True)}
    slope = [float(sp.diff(gap, symbol).subs(point)) for symbol in symbols.values()]
    number = float(gap.subs(point))
    if not np.isfinite([number, *slope]).all():
        raise DataError("the restriction is not defined at the estimates", where=f"«{text}»")
    relation = _SPELLING.get(found[0], found[0])
    return _Restriction(text.strip(), left, relation, right, number, np.array(slope))


def _plain(
    side: str,
    symbols: Mapping[str, sp.Symbol],
    values: Mapping[str, float],
    names: dict[str, sp.Expr],
    text: str,
) -> str:
    """Replace quoted names by plain words and enter what each word means into `names`."""

    def word(name: str) -> str:
        name = name if name in symbols else name.removeprefix("b_")
        if name in symbols:
            names[str(symbols[name])] = symbols[name]
            return str(symbols[name])
        if name not in values:
            raise unknown("coefficient", name, [*symbols, *values], where=f"«{text}»")
        value = values[name]
        if not np.isfinite(value):
            raise DataError(f"the value of {name} is {value}", where="values")
        names[f"v_{name}"] = sp.Float(float(value))
        return f"v_{name}"

    if side in symbols:
        return word(side)
    pieces = side.split("`")
    if len(pieces) % 2 == 0:
        raise ExpressionError("a backquote is not closed", where=f"«{text}»")
    plain = []
    for i, piece in enumerate(pieces):
        if i % 2:
            plain.append(word(piece))
            continue
        known = set(names_in(piece))
        plain.append(_WORD.sub(lambda m, k=known: word(m[0]) if m[0] in k else m[0], piece))  # type: ignore[misc]
    return "".join(plain)


def _single(one: _Restriction, estimates: _Estimates, level: float) -> HypothesisTest:
    variance = float(one.gradient @ estimates.covariance @ one.gradient)
    if not variance > 0:
        raise DataError("the restriction has no standard error", where=f"«{one.text}»")
    error = math.sqrt(variance)
    statistic = one.gap / error
    detail = {"estimate less claim": f"{one.gap:.4g}", "standard error": f"{error:.4g}"}
    detail |= {"errors": estimates.errors} if estimates.errors else {}
    law = stats.t(estimates.freedom) if np.isfinite(estimates.freedom) else stats.norm()
    if one.relation == "=":
        pvalue = float(2 * law.sf(abs(statistic)))
        return decide(one.text, one.text, statistic, pvalue, level, detail)
    below = one.relation in ("<", "<=")
    null = f"{one.left} {_CONTRARY[one.relation]} {one.right}"
    pvalue = float(law.cdf(statistic) if below else law.sf(statistic))
    test = decide(one.text, null, statistic, pvalue, level, {**detail, "side": "one"})
    speaks = "the data speak for" if test.rejected else "the data do not show"
    return replace(test, verdict=f"{test.verdict}: {speaks} {one.text}")


def _jointly(many: Sequence[_Restriction], estimates: _Estimates, level: float) -> HypothesisTest:
    contrast = np.array([one.gradient for one in many])
    matrix = contrast @ estimates.covariance @ contrast.T
    if np.linalg.matrix_rank(matrix) < len(many):
        raise ExpressionError(
            "the equalities are not independent of each other",
            where=listed(one.text for one in many),
            mend="leave one of them out",
        )
    gaps = np.array([one.gap for one in many])
    wald = float(gaps @ np.linalg.solve(matrix, gaps))
    null = " and ".join(one.text for one in many)
    if np.isfinite(estimates.freedom):
        statistic = wald / len(many)
        pvalue = float(stats.f.sf(statistic, len(many), estimates.freedom))
        law = f"F({len(many)}, {estimates.freedom:g})"
    else:
        statistic, pvalue = wald, float(stats.chi2.sf(wald, len(many)))
        law = f"chi-squared({len(many)})"
    return decide("jointly", null, statistic, pvalue, level, {"law": law})
