"""What must hold before an autoregressive distributed lag is fitted, and what to warn of after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from capital.econometrics import _ardl_tests as tests
from capital.econometrics._ardl_arrays import ardl_design, candidates, long_run_map
from capital.econometrics._design import accounting_reason, check_design
from capital.econometrics._frame import TERMS, whole_number
from capital.econometrics._series import span
from capital.econometrics.fit import COVARIANCES
from capital.econometrics.trend import newey_west_bandwidth
from capital.errors import DataError, check_choice, unknown

SPARE = 5
LEVEL = 0.05
CRITERIA = {"aic": lambda n, k: 2 * k, "bic": lambda n, k: k * np.log(n)}
USUAL_LAGS = {"Y": 2, "Q": 4, "M": 12}  # of autocorrelation, by frequency


def select(sample: pd.DataFrame, trend: str, ic: str, most: int) -> pd.DataFrame:
    """Return the criterion of every combination of lags, the least first."""
    check_room(sample, dict.fromkeys(sample.columns, most), trend)
    y, X = ardl_design(sample, dict.fromkeys(sample.columns, most), trend)
    check_fits(y, X)
    rows = {
        orders: n * np.log(squares / n) + CRITERIA[ic](n, k)
        for orders, squares, n, k in candidates(sample, trend, most)
    }
    index = pd.MultiIndex.from_tuples(list(rows), names=list(sample.columns))
    return pd.DataFrame({ic: list(rows.values())}, index=index).sort_values(ic, kind="stable")


def read_orders(lags: Any, sample: pd.DataFrame) -> dict[str, int]:
    """Return the longest lag of each column, from one number or a mapping."""
    names = list(map(str, sample.columns))
    if not isinstance(lags, Mapping):
        return dict.fromkeys(names, whole_number("lags", lags, 1))
    for name in lags:
        if name not in names:
            raise unknown("column", name, names, where="lags")
    missing = [name for name in names if name not in lags]
    if missing:
        raise DataError(f"no lags are given for {', '.join(missing)}", where="lags")
    return {
        name: whole_number(f"lags of {name}", lags[name], int(name == names[0])) for name in names
    }


def check_room(sample: pd.DataFrame, orders: Mapping[str, int], trend: str) -> None:
    """Refuse a sample too short for the lags."""
    number = sum(orders.values()) + len(orders) - 1 + len(trend.strip("n"))
    left = len(sample) - max(orders.values())
    if left < number + SPARE:
        raise DataError(
            f"the sample {span(sample.index)} leaves {max(left, 0)} observations for {number} "
            "coefficients",
            where="lags",
            mend=f"choose fewer lags, or a sample that leaves {number + SPARE}",
        )


def check_fits(y: pd.Series, X: pd.DataFrame) -> None:
    """Refuse regressors that cannot be told apart, and an identity."""
    check_design(y, X, spare=SPARE)
    identity = accounting_reason(y, X)
    if identity:
        raise DataError(
            f"the equation fits without any error: {identity}",
            mend="it is an identity: take a regressor out",
        )


def covariance(kind: str, maxlags: int | None, nobs: int) -> tuple[dict[str, Any] | None, str]:
    """Return the options of a covariance, and its name in words."""
    known = [name for name in COVARIANCES if name != "cluster"]
    check_choice("covariance", kind, known)
    if kind == "HAC":
        width = newey_west_bandwidth(nobs)
        if maxlags is not None:
            width = whole_number("maxlags", maxlags, 0, nobs - 1)
        return {"maxlags": width}, f"{COVARIANCES[kind]}, bandwidth {width}"
    if maxlags is not None:
        raise DataError(f"covariance {kind} has no bandwidth", "maxlags", "leave it out")
    return None, COVARIANCES[kind]


def words(orders: Mapping[str, int], trend: str, ic: str, selection: pd.DataFrame | None) -> str:
    """Say how the lags were found and what else the equation contains."""
    lags = f"The first {max(orders.values())} rows serve as lags only. "
    how = "Lags as asked for."
    if selection is not None:
        how = f"Lags by {ic.upper()}, least of {len(selection)} combinations on one sample."
    return f"{lags}{how} Deterministic terms: {TERMS[trend]}."


def usual_lags(sample: pd.DataFrame) -> int:
    """Return the lags up to which autocorrelation is looked for."""
    index: Any = sample.index
    return USUAL_LAGS.get(index.freqstr[0], 2)


def find_warnings(
    result: Any, X: pd.DataFrame, orders: Mapping[str, int], trend: str, lags: int
) -> tuple[str, ...]:
    """Return what the reader must know before believing the long run."""
    terms = long_run_map(X.columns, orders, trend)
    cov = result.cov_params().to_numpy()
    speed = tests.adjustment(result.params.to_numpy(), cov, terms)
    found = []
    if not -2 < speed.speed < 0:
        found.append(
            f"no error correction: the adjustment {speed.speed:.3f} lies outside (−2, 0), and "
            "the long run means nothing"
        )
    elif speed.largest_root >= 1:
        found.append(f"unstable: a root of modulus {speed.largest_root:.3f}; y does not return")
    memory = tests.breusch_godfrey(result.resid.to_numpy(), X.to_numpy(), lags, LEVEL)
    if memory.rejected:
        found.append(
            f"autocorrelation: Breusch–Godfrey up to lag {lags}, p = {memory.pvalue:.3f}; add lags"
        )
    if len(X) < 2 * X.shape[1] + 10:
        found.append(f"little room: {len(X)} observations for {X.shape[1]} coefficients")
    return tuple(found)
