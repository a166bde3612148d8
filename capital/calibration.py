"""Parameters with value, spread, unit, evidence and source, and their fit to targets.

A figure without a source is an assumption and says so. A contradictory or uncertain figure is an
interval; it is never silently replaced by a point.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from capital.errors import DataError, unknown
from capital.evidence import Evidence, weakest
from capital.model import Model
from capital.units import parse_unit


@dataclass(frozen=True)
class Parameter:
    """One calibrated number.

    Parameters
    ----------
    value
        A point; exact if given as an integer, fraction or text. ``None`` where only an interval
        is known.
    lower, upper
        Bounds of the interval, both or none.
    se
        Standard error, for an estimate.
    unit, source
        A unit (``"1"`` for a pure number) and where the figure is from.
    evidence
        A rung of the ladder. Without a source it is an assumption, whatever is claimed.

    Raises
    ------
    DataError
        If there is neither point nor interval, or the point lies outside the interval.

    Examples
    --------
    >>> Parameter(0.3, lower=0.2, upper=0.4).evidence.value
    'assumption'
    >>> Parameter(6, unit="year", source="10-K, note 1", evidence="reported").evidence.value
    'reported'
    """

    value: Any = None
    lower: float | None = None
    upper: float | None = None
    se: float | None = None
    unit: str = "1"
    source: str = ""
    evidence: Evidence | str = Evidence.ASSUMPTION

    def __post_init__(self) -> None:
        parse_unit(self.unit)
        rung = Evidence.parse(str(self.evidence)) if self.source else Evidence.ASSUMPTION
        object.__setattr__(self, "evidence", rung)
        interval = (self.lower, self.upper)
        if (self.lower is None) != (self.upper is None):
            raise DataError(f"an interval has two ends, not {interval}")
        if self.value is None and self.lower is None:
            raise DataError("a parameter needs a value or an interval")
        numbers = (*interval, self.se, self.value)
        points = [float(x) for x in numbers if x is not None and not isinstance(x, str)]
        if not all(math.isfinite(x) for x in points) or (self.se is not None and self.se < 0):
            raise DataError("a parameter must be finite and its standard error not negative")
        if self.lower is not None and self.upper is not None:
            middle = self.lower if self.value is None else float(self.value)
            if not self.lower <= middle <= self.upper:
                raise DataError(f"{self.value} lies outside the interval {interval}")


class Calibration(Mapping[str, Parameter]):
    """Named parameters, in order.

    Examples
    --------
    >>> us = Calibration(e=Parameter("3/2"), k=Parameter(4))
    >>> Model.from_text(["r = e/(1 + k)"]).evaluate(us, "r")
    3/10
    >>> us.replace(k=Parameter(5))["k"].value
    5
    """

    def __init__(self, **parameters: Parameter | float | int | str) -> None:
        self._parameters = {
            name: item if isinstance(item, Parameter) else Parameter(item)
            for name, item in parameters.items()
        }

    def __getitem__(self, name: str) -> Parameter:
        if name not in self._parameters:
            raise unknown("parameter", name, self._parameters)
        return self._parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    @property
    def evidence(self) -> Evidence:
        """The weakest evidence among the parameters."""
        return weakest(str(item.evidence) for item in self.values())

    def replace(self, **parameters: Parameter | float | int | str) -> Calibration:
        """Return a calibration in which some parameters are others.

        Raises
        ------
        UnknownNameError
            If a name is not in the calibration.
        """
        for name in parameters:
            self[name]
        return Calibration(**{**self._parameters, **parameters})

    def to_frame(self) -> pd.DataFrame:
        """Return one row per parameter."""
        columns = ["value", "lower", "upper", "se", "unit", "evidence", "source"]
        rows = {name: [getattr(item, column) for column in columns] for name, item in self.items()}
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return frame.rename_axis("parameter")


@dataclass(frozen=True)
class Fit:
    """Parameters fitted to targets.

    Attributes
    ----------
    params, bse : pandas.Series
        Estimates and delta-method standard errors (missing where the targets have none).
    targets : pandas.DataFrame
        Target, fitted value and difference.
    calibration : Calibration
        The given calibration with the fitted parameters in it.
    """

    params: pd.Series
    bse: pd.Series
    targets: pd.DataFrame
    calibration: Calibration


def fit(model: Model, calibration: Calibration, targets: Mapping[str, Parameter]) -> Fit:
    """Choose the parameters that have only an interval so that the model meets its targets.

    Parameters
    ----------
    model
        Whose exogenous variables the calibration gives.
    calibration
        Parameters with a value are kept; those with only an interval are fitted inside it.
    targets
        Defined variable → the value to be met, with a standard error if it has one.

    Notes
    -----
    Nonlinear least squares (scipy). With target errors Σ and Jacobian J the covariance of the
    estimates is (J′Σ⁻¹J)⁻¹.

    Raises
    ------
    DataError
        If nothing is free, or there are fewer targets than free parameters.

    Examples
    --------
    >>> profit = Model.from_text(["r = e/(1 + k)"])
    >>> start = Calibration(e=Parameter(1.0), k=Parameter(lower=0.1, upper=20.0))
    >>> result = fit(profit, start, {"r": Parameter(0.2, se=0.01)})
    >>> result.params.round(6).to_dict(), result.bse.round(6).to_dict()
    ({'k': 4.0}, {'k': 0.25})
    """
    free = [name for name, item in calibration.items() if item.value is None]
    if not free or len(targets) < len(free):
        raise DataError(
            f"{len(targets)} targets cannot fix {len(free)} free parameters",
            mend="give an interval only to what is to be fitted, and a target for each",
        )
    known = {n: float(item.value) for n, item in calibration.items() if item.value is not None}
    functions = {name: model.compile(name) for name in targets}
    needs = {name: {s.name for s in model.reduce(name).free_symbols} for name in targets}
    errors = np.array([item.se or 1.0 for item in targets.values()])
    wanted = np.array([float(item.value) for item in targets.values()])

    def fitted(x: Any) -> Any:
        values = {**known, **dict(zip(free, x, strict=True))}
        return np.array([functions[n](**{k: values[k] for k in needs[n]}).item() for n in targets])

    lower = np.array([calibration[name].lower for name in free], dtype=float)
    upper = np.array([calibration[name].upper for name in free], dtype=float)
    found = least_squares(
        lambda x: (fitted(x) - wanted) / errors,
        x0=(lower + upper) / 2,
        bounds=(lower, upper),
        xtol=1e-12,
        ftol=1e-12,
    )
    spread = np.full(len(free), np.nan)
    if all(item.se for item in targets.values()):
        spread = np.sqrt(np.diag(np.linalg.pinv(found.jac.T @ found.jac)))
    return _fit_result(calibration, targets, free, found.x, spread, fitted(found.x))


def _fit_result(
    calibration: Calibration,
    targets: Mapping[str, Parameter],
    free: list[str],
    values: Any,
    spread: Any,
    fitted: Any,
) -> Fit:
    weakest_target = weakest(str(item.evidence) for item in targets.values())
    chosen = {
        name: Parameter(
            float(value),
            se=None if math.isnan(error) else float(error),
            unit=calibration[name].unit,
            source=f"fitted to {', '.join(targets)}",
            evidence=weakest([Evidence.DERIVED, weakest_target]),
        )
        for name, value, error in zip(free, values, spread, strict=True)
    }
    table = pd.DataFrame(
        {"target": [float(item.value) for item in targets.values()], "fitted": fitted},
        index=pd.Index(list(targets), name="variable"),
    ).assign(difference=lambda frame: frame["fitted"] - frame["target"])
    return Fit(
        pd.Series(values, index=free, name="params"),
        pd.Series(spread, index=free, name="bse"),
        table,
        calibration.replace(**chosen),
    )
