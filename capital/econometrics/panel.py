r"""Panels: many units over several periods, with effects of units and of periods.

.. math:: y_{it} = \alpha_i + \gamma_t + x_{it}'\beta + u_{it}

Effects are taken out by projection, estimates and errors are those of linearmodels. Disturbances
of one unit are related over time, so errors are clustered on units by default; where units move
together, Driscoll and Kraay's allow for it. Neither holds with a handful of clusters or periods.

References
----------
Driscoll and Kraay (1998), *Review of Economics and Statistics* 80. Cameron and Miller (2015),
*Journal of Human Resources* 50.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital.econometrics._design import CONSTANT, accounting_reason, check_design, design
from capital.econometrics._extras import need
from capital.econometrics._series import listed
from capital.econometrics.fit import FEW_CLUSTERS, Fit
from capital.econometrics.trend import newey_west_bandwidth
from capital.errors import DataError, check_choice, unknown

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
EFFECTS = {
    "none": "no effects",
    "entity": "effects of entity",
    "time": "effects of time",
    "both": "effects of entity and time",
    "random": "random effects of entity",
}
COVARIANCES = {
    "clustered": "clustered",
    "driscoll-kraay": "Driscoll and Kraay, Bartlett kernel",
    "kernel": "Driscoll and Kraay, Bartlett kernel",
    "robust": "heteroskedasticity-robust",
    "unadjusted": "one variance for all disturbances",
}
KERNEL = ("driscoll-kraay", "kernel")  # two names of one estimate
TOLERANCE = 1e-12
NO_ERROR = 1e-8  # share of the plain standard error below which a clustered one is none

REFERENCES = """\
@article{DriscollKraay1998,
  author  = {Driscoll, John C. and Kraay, Aart C.},
  title   = {Consistent Covariance Matrix Estimation with Spatially Dependent Panel Data},
  journal = {Review of Economics and Statistics},
  year    = {1998},
  volume  = {80}
}
"""


def panel(
    frame: pd.DataFrame,
    formula: str,
    *,
    entity: str,
    time: str,
    effects: str = "both",
    cov: str = "clustered",
    cluster: str | None = None,
    weights: str | None = None,
    bandwidth: int | None = None,
) -> Fit:
    """Fit a panel equation.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a unit and period.
    formula
        As in `least_squares`, without lags and differences: make those within the units.
    entity, time
        Columns that name the unit and the period (whole numbers or periods).
    effects
        ``"both"``, ``"entity"``, ``"time"``, ``"none"`` or ``"random"``.
    cov
        ``"clustered"`` (on `cluster`, by default the entity), ``"driscoll-kraay"`` (linearmodels
        calls it ``"kernel"`` also), ``"robust"`` or ``"unadjusted"``.
    weights
        Column of positive weights.
    bandwidth
        Of Driscoll and Kraay; ⌊4(T/100)^(2/9)⌋ by default.

    Returns
    -------
    Fit

    Raises
    ------
    DataError
        If a row stands twice, a number is missing, the effects absorb a regressor, there is one
        cluster, or so few that a clustered error vanishes.
    UnknownNameError, ExpressionError, MissingExtraError
        See the message.

    Notes
    -----
    Tests use Student's t with the degrees of freedom of the residuals, effects counted, as
    linearmodels has it; with few clusters that is too many, and a warning says so.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> years = list(range(2000, 2005)) * 40
    >>> frame = pd.DataFrame({"firm": np.repeat(range(40), 5), "year": years})
    >>> frame["x"] = rng.normal(size=200)
    >>> frame["y"] = 2 * frame["x"] + frame["firm"] / 10 + rng.normal(size=200)
    >>> fit = panel(frame, "y ~ x", entity="firm", time="year")
    >>> fit.errors
    'clustered on 40 of firm'
    """
    check_choice("effects", effects, EFFECTS)
    check_choice("covariance", cov, COVARIANCES)
    _check_keys(frame, entity, time)
    y, regressors, moved = _sides(frame, formula, (entity, time), effects, weights)
    options, errors, warnings = _covariance(frame, cov, cluster, (entity, time), bandwidth)
    result = _fit(frame, y, regressors, (entity, time), effects, weights, options)
    _check_errors(result, moved, errors)
    units, periods = frame[entity].nunique(), sorted(frame[time].unique())
    return Fit(
        result=result,
        name=str(y.name),
        method=f"panel, {EFFECTS[effects]}" + (f", weights {weights}" if weights else ""),
        errors=errors,
        sample=f"{units} of {entity}, {periods[0]}–{periods[-1]}",
        note="" if len(frame) == units * len(periods) else "The panel is unbalanced.",
        warnings=warnings,
        references=REFERENCES if cov in KERNEL else "",
    )


def within(
    values: Array, groups: Sequence[Array], weights: Array | None = None, *, rounds: int = 10_000
) -> Array:
    """Take the means of groups out of columns, again and again until none is left.

    Parameters
    ----------
    values : array, shape (n, k)
    groups : sequence of integer arrays, shape (n,)
        Codes from 0 of each kind of group.
    weights : array, shape (n,), optional
    rounds : int
        The most rounds; two kinds of groups in a balanced panel need one.

    Returns
    -------
    array, shape (n, k)
        The residuals of a (weighted) regression on dummies of all groups.

    Examples
    --------
    >>> within(np.array([[1.0], [3.0], [5.0], [9.0]]), [np.array([0, 0, 1, 1])]).ravel().tolist()
    [-1.0, 1.0, -2.0, 2.0]
    """
    found = np.array(values, dtype=float)
    w = np.ones(len(found)) if weights is None else np.asarray(weights, dtype=float)
    size = np.abs(found).max(axis=0)
    totals = [np.bincount(codes, w) for codes in groups]
    for _ in range(rounds):
        moved = np.zeros(found.shape[1])
        for codes, total in zip(groups, totals, strict=True):
            for k in range(found.shape[1]):
                mean = np.bincount(codes, w * found[:, k]) / total
                found[:, k] -= mean[codes]
                moved[k] = max(moved[k], np.abs(mean).max())
        if (moved <= TOLERANCE * np.maximum(size, 1e-300)).all():
            return found
    raise DataError("the effects do not settle", mend="leave out units that link to no other")


def codes_of(column: pd.Series) -> Array:
    """Return whole numbers from 0 for the names in a column."""
    if column.isna().any():
        raise DataError(f"a name is missing in {listed(column.index[column.isna()])}", column.name)
    return pd.factorize(column, sort=True)[0]


def _check_keys(frame: pd.DataFrame, entity: str, time: str) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise DataError("this is no table", mend="give a DataFrame")
    for name in (entity, time):
        if name not in frame.columns:
            raise unknown("column", name, map(str, frame.columns))
    twice = frame.duplicated([entity, time])
    if twice.any():
        first = frame.loc[twice, [entity, time]].iloc[0].tolist()
        raise DataError(f"{first[0]} stands twice in {first[1]}", mend="keep one row of each")
    if frame[entity].nunique() < 2:
        raise DataError("there is one unit only", where=entity)


def _sides(
    frame: pd.DataFrame, formula: str, keys: tuple[str, str], effects: str, weights: str | None
) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Return both sides of the equation, and what the effects leave of the right one, checked."""
    y, regressors = design(frame, formula)
    if len(y) < len(frame):
        raise DataError(
            "a lag or a difference would reach from one unit into the next",
            where=formula,
            mend=f"make it within units: frame.groupby('{keys[0]}')[…].shift() or .diff()",
        )
    y_in, X_in = y, regressors
    if effects in ("entity", "time", "both"):
        regressors = regressors.drop(columns=CONSTANT, errors="ignore")
        if not regressors.shape[1]:
            raise DataError("there is no regressor beside the effects", where=formula)
        y_in, X_in = _without_effects(frame, y, regressors, *keys, effects, weights)
        _check_absorbed(regressors, X_in)
    check_design(y_in, X_in)
    reason = accounting_reason(y_in, X_in)
    if reason:
        raise DataError(f"the equation fits without any error: {reason}", where=formula)
    return y, regressors, X_in


def _check_errors(result: Any, regressors: pd.DataFrame, errors: str) -> None:
    """Refuse errors that vanish because the scores of so few clusters cancel."""
    X = regressors.to_numpy()
    plain = np.sqrt(result.s2 * np.diag(np.linalg.inv(X.T @ X)))  # its order is what counts
    vanished = result.params.index[result.std_errors.to_numpy() < NO_ERROR * plain]
    if len(vanished):
        raise DataError(
            f"the standard error of {listed(vanished)} vanishes",
            where=errors,
            mend="there are too few clusters or periods for such errors; choose others",
        )


def _without_effects(
    frame: pd.DataFrame, y: pd.Series, regressors: pd.DataFrame, entity: str, time: str,
    effects: str, weights: str | None,
) -> tuple[pd.Series, pd.DataFrame]:  # fmt: skip
    kinds = {"entity": [entity], "time": [time], "both": [entity, time]}[effects]
    w = None if weights is None else _weights(frame, weights)
    table = np.column_stack([y, regressors])
    clean = within(table, [codes_of(frame[kind]) for kind in kinds], w)
    columns = pd.DataFrame(clean[:, 1:], index=y.index, columns=regressors.columns)
    return pd.Series(clean[:, 0], index=y.index, name=y.name), columns


def _weights(frame: pd.DataFrame, name: str) -> Array:
    if name not in frame.columns:
        raise unknown("column", name, map(str, frame.columns), where="weights")
    weights = frame[name].to_numpy(dtype=float)
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise DataError("a weight is not positive", where=name, mend="leave these rows out")
    return weights


def _check_absorbed(before: pd.DataFrame, after: pd.DataFrame) -> None:
    for name in before.columns:
        if np.abs(after[name]).max() <= 1e-9 * np.abs(before[name]).max():
            raise DataError(
                f"the effects absorb {name}",
                where=str(name),
                mend="it does not vary within units and periods: leave it or the effects out",
            )


def _covariance(
    frame: pd.DataFrame, cov: str, cluster: str | None, keys: tuple[str, str],
    bandwidth: int | None,
) -> tuple[dict[str, Any], str, tuple[str, ...]]:  # fmt: skip
    """Return the options for linearmodels, the errors in words, and warnings."""
    if bandwidth is not None and cov not in KERNEL:
        raise DataError(f"covariance {cov} has no bandwidth", where="bandwidth")
    if cluster is not None and cov != "clustered":
        raise DataError(
            f"covariance {cov} and cluster={cluster!r} do not go together",
            where="cluster",
            mend="choose cov='clustered', or leave the cluster out",
        )
    if cov in KERNEL:
        return _kernel(frame[keys[1]], cov, bandwidth)
    if cov != "clustered":
        return {"cov_type": cov}, COVARIANCES[cov], ()
    cluster = cluster or keys[0]
    if cluster not in frame.columns:
        raise unknown("column", cluster, map(str, frame.columns), where="cluster")
    count = frame[cluster].nunique()
    if count < 2:
        raise DataError("there is one cluster only", where=cluster, mend="choose cov='robust'")
    few = f"few clusters: {count} of {cluster}; prefer wild_cluster_bootstrap"
    groups = codes_of(frame[cluster])
    return (
        {"cov_type": "clustered", "clusters": groups},
        f"clustered on {count} of {cluster}",
        (few,) * (count < FEW_CLUSTERS),
    )


def _kernel(
    time: pd.Series, cov: str, bandwidth: int | None
) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    periods = pd.Series(sorted(time.unique()))
    lags = newey_west_bandwidth(len(periods)) if bandwidth is None else bandwidth
    if not 0 <= lags < len(periods):
        raise DataError(f"{lags} is no bandwidth for {len(periods)} periods", where="bandwidth")
    numbers = periods.map(lambda p: p.ordinal) if isinstance(periods[0], pd.Period) else periods
    holes: tuple[str, ...] = ()
    if pd.api.types.is_any_real_numeric_dtype(numbers.dtype) and numbers.diff().nunique() > 1:
        holes = ("uneven periods: Driscoll and Kraay take each for the next one's neighbour",)
    options = {"cov_type": "kernel", "kernel": "bartlett", "bandwidth": lags}
    return options, f"{COVARIANCES[cov]}, bandwidth {lags}", holes


def _fit(
    frame: pd.DataFrame, y: pd.Series, regressors: pd.DataFrame, keys: tuple[str, str],
    effects: str, weights: str | None, options: dict[str, Any],
) -> Any:  # fmt: skip
    models = need("linearmodels.panel")
    index = pd.MultiIndex.from_arrays([codes_of(frame[keys[0]]), codes_of(frame[keys[1]])])
    data = {
        "dependent": pd.Series(y.to_numpy(), index=index, name=y.name),
        "exog": regressors.set_axis(index, axis=0),
        "weights": None
        if weights is None
        else pd.Series(_weights(frame, weights), index=index, name=weights),
    }
    if effects == "random":
        model = models.RandomEffects(**data)
    else:
        model = models.PanelOLS(
            **data,
            entity_effects=effects in ("entity", "both"),
            time_effects=effects in ("time", "both"),
        )
    options = dict(options)
    if "clusters" in options:
        options["clusters"] = pd.Series(options["clusters"], index=index, name="cluster")
    return model.fit(**options)
