"""Tests of one autoregressive distributed lag: its disturbances, its speed, its level relation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.stattools import jarque_bera

from capital.econometrics import _bounds
from capital.econometrics._ardl_arrays import LongRunMap
from capital.econometrics._frame import Array
from capital.econometrics._verdicts import decide
from capital.errors import DataError, check_choice
from capital.results import HypothesisTest
from capital.uncertainty import Seed


@dataclass(frozen=True)
class Adjustment:
    """How fast y returns to its long run.

    Attributes
    ----------
    speed, bse : float
        φ = Σa − 1 and its error. Its t-value has not Student's distribution where y has a unit
        root: see the bounds test.
    half_life : float
        Periods until half of a gap is closed, ln ½/ln|1 + φ|, which is exact with one lag of y;
        NaN where φ lies outside (−2, 0).
    largest_root : float
        Modulus of the largest root of the autoregression; it must be less than one.
    """

    speed: float
    bse: float
    half_life: float
    largest_root: float

    def __str__(self) -> str:
        if math.isnan(self.half_life):
            return f"φ = {self.speed:.3f}: no return to a long run"
        way = "oscillates and " if self.speed < -1 else ""
        return (
            f"φ = {self.speed:.3f} ({self.bse:.3f}): y {way}closes half of a gap in "
            f"{self.half_life:.1f} periods"
        )


def adjustment(params: Array, cov: Array, terms: LongRunMap) -> Adjustment:
    """Return the speed of adjustment, its error, half-life and largest root."""
    speed = float(terms.memory @ params - 1)
    bse = math.sqrt(terms.memory @ cov @ terms.memory)
    own = params[terms.memory.astype(bool)]
    companion = np.vstack([own, np.eye(len(own) - 1, len(own))])
    root = float(np.abs(np.linalg.eigvals(companion)).max())
    left = abs(1 + speed)
    half_life = math.nan
    if -2 < speed < 0:
        half_life = math.log(0.5) / math.log(left) if left else 0.0
    return Adjustment(speed, bse, half_life, root)


def breusch_godfrey(resid: Array, X: Array, lags: int, level: float) -> HypothesisTest:
    """Test the disturbances for autocorrelation up to `lags`, by T·R² of the residuals."""
    past = [np.concatenate([np.zeros(lag), resid[:-lag]]) for lag in range(1, lags + 1)]
    basis, _ = np.linalg.qr(np.column_stack([X, *past]))
    fitted = basis.T @ resid
    statistic = len(resid) * float(fitted @ fitted) / float(resid @ resid)
    null = f"no autocorrelation of the disturbances up to lag {lags}"
    pvalue = float(chi2.sf(statistic, lags))
    return decide("Breusch–Godfrey", null, statistic, pvalue, level, {"lags": lags})


def diagnostics(resid: Array, X: Array, lags: int, level: float) -> tuple[HypothesisTest, ...]:
    """Return tests for autocorrelation, changing variance and normality of the disturbances."""
    with_constant = np.column_stack([np.ones(len(X)), X[:, np.ptp(X, axis=0) > 0]])
    spread, p_spread, *_ = het_breuschpagan(resid, with_constant)
    shape, p_shape, *_ = jarque_bera(resid)
    variance = "the variance of the disturbances does not depend on the regressors"
    return (
        breusch_godfrey(resid, X, lags, level),
        decide("Breusch–Pagan", variance, spread, p_spread, level, {"form": "Koenker's"}),
        decide("Jarque–Bera", "the disturbances are normal", shape, p_shape, level, {}),
    )


def restrictions(columns: pd.Index, orders: Mapping[str, int], case: int) -> tuple[Array, Array]:
    """Return R and q of the null R·p = q that no level enters.

    The coefficients of each series sum to nothing (those of y to one), and in the cases 2 and 4
    the deterministic term within the relation is nothing as well.
    """
    stem = [str(name).rsplit(".L", 1)[0] for name in columns]
    names = [*orders, *{2: ["const"], 4: ["trend"]}.get(case, [])]
    rows = np.array([[float(part == name) for part in stem] for name in names])
    target = np.zeros(len(names))
    target[0] = 1
    return rows, target


def level_relation(
    y: pd.Series,
    X: pd.DataFrame,
    orders: Mapping[str, int],
    case: int,
    level: float,
    draws: int,
    rng: Seed,
) -> tuple[HypothesisTest, ...]:
    """Return the F test of Pesaran, Shin and Smith, and with simulation their t test."""
    check_choice("level", level, _bounds.PERCENTILES)  # type: ignore[arg-type]
    number = len(orders) - 1
    if not draws and number > _bounds.MOST_REGRESSORS:
        raise DataError(
            f"the tables end at {_bounds.MOST_REGRESSORS} regressors, and these are {number}",
            mend="simulate the bounds: bounds_test(draws=20_000)",
        )
    f, t = level_statistics(y.to_numpy(), X, orders, case)
    detail = {"case": f"{case}, {_bounds.CASES[case]}", "regressors": number}
    null = f"no relation in levels of {next(iter(orders))} with {', '.join([*orders][1:])}"
    if not draws:
        bounds = _bounds.asymptotic(f, number, case, level)
        return (between("PSS F", null, f, bounds, level, detail | {"bounds": "asymptotic"}),)
    by_f, by_t = _bounds.simulated((f, t), number, case, len(y), level, draws, rng)
    detail |= {"bounds": f"{draws:,} simulated samples of {len(y)}"}
    tests = [between("PSS F", null, f, by_f, level, detail)]
    if case in (1, 3, 5):
        tests.append(between("PSS t", f"{null}: φ is zero", t, by_t, level, detail))
    return tuple(tests)


def level_statistics(
    y: Array, X: pd.DataFrame, orders: Mapping[str, int], case: int
) -> tuple[float, float]:
    """Return F of the null that no level enters, and the t-value of φ, by the usual errors."""
    matrix = X.to_numpy()
    basis, triangle = np.linalg.qr(matrix)
    params = np.linalg.solve(triangle, basis.T @ y)
    resid = y - matrix @ params
    variance = resid @ resid / (len(y) - len(params))
    R, target = restrictions(X.columns, orders, case)
    half = np.linalg.solve(triangle.T, R.T)  # half'half = R (X'X)⁻¹ R'
    gap, middle = R @ params - target, half.T @ half
    f = gap @ np.linalg.solve(middle, gap) / len(gap) / variance
    return float(f), float(gap[0] / math.sqrt(variance * middle[0, 0]))


def between(
    name: str,
    null: str,
    statistic: float,
    bounds: _bounds.Bounds,
    level: float,
    detail: Mapping[str, object],
) -> HypothesisTest:
    """Return the test of a statistic between two bounds; its p-value is the upper bound's."""
    (near, far), (low, high) = bounds.critical, bounds.pvalues
    beyond = statistic < far if far < 0 else statistic > far
    short = statistic > near if far < 0 else statistic < near
    reach = f"bounds {near:.2f} and {far:.2f}"
    if beyond:
        verdict = f"{null} is rejected at {100 * level:g} %, whatever the regressors ({reach})"
    elif short:
        verdict = f"{null} is not rejected at {100 * level:g} % ({reach})"
    else:
        verdict = (
            f"inconclusive at {100 * level:g} % ({reach}): {null} is rejected if the regressors "
            "are I(0), not if they are I(1)"
        )
    more = {
        "I(0) bound": round(near, 3),
        "I(1) bound": round(far, 3),
        "p of I(0)": round(low, 4),
        "p of I(1)": round(high, 4),
    }
    return HypothesisTest(
        name, null, statistic, high, bool(beyond), level, verdict, {**detail, **more}
    )
