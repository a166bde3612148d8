"""Parameters with value, spread, unit, evidence and source, and their fit to targets.

A figure without a source is an assumption and says so. A contradictory or uncertain figure is an
interval; it is never silently replaced by a point.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from capital.errors import DataError, check_choice, unknown
from capital.evidence import Evidence, derived_from, weakest
from capital.model import Model
from capital.numeric import compiled, exact
from capital.units import parse_unit

SHAPES = ("point", "uniform", "loguniform", "triangular", "normal", "lognormal")
NORMAL_95 = 1.959963984540054  # the 97.5 % point of the standard normal distribution


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
    shape
        How it is drawn (`capital.uncertainty`): ``"uniform"``, ``"loguniform"``,
        ``"triangular"`` (with the value as mode), or ``"normal"`` and ``"lognormal"``, whose
        interval holds 95 %. By default normal where there is a standard error, triangular where
        there is a value in an interval, uniform where there is an interval only.
    alternatives, weights
        Contradictory figures for the same thing, and how much each counts; see `mixture`.
    unit, source
        A unit (``"1"`` for a pure number) and where the figure is from.
    evidence
        A rung of the ladder. Without a source it is an assumption, whatever is claimed.

    Raises
    ------
    DataError
        If there is neither point nor interval, or the point lies outside the interval.
    ModelError, ExpressionError
        If the point, a bound or the error is no finite number.

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
    shape: str = ""
    alternatives: tuple[Parameter, ...] = ()
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        parse_unit(self.unit)
        claimed = Evidence.parse(str(self.evidence))
        rung = claimed if self.source.strip() else Evidence.ASSUMPTION
        object.__setattr__(self, "evidence", rung)
        value, lower, upper, se = (
            None if getattr(self, name) is None else exact(getattr(self, name), name)
            for name in ("value", "lower", "upper", "se")
        )
        if (lower is None) != (upper is None):
            raise DataError(f"an interval has two ends, not {(self.lower, self.upper)}")
        if value is None and lower is None:
            raise DataError("a parameter needs a value or an interval")
        if se is not None and se < 0:
            raise DataError(f"a standard error of {self.se} is negative")
        if lower is not None and lower > upper:
            raise DataError(f"the interval from {self.lower} to {self.upper} is upside down")
        if value is not None and lower is not None and not lower <= value <= upper:
            raise DataError(
                f"{self.value} lies outside the interval from {self.lower} to {self.upper}"
            )
        object.__setattr__(self, "shape", self._shape(lower, se))

    def _shape(self, lower: Any, se: Any) -> str:
        """Return how the parameter is drawn, after checking that it can be."""
        spread = lower is not None
        usual = "normal" if se else "triangular" if self.value is not None else "uniform"
        shape = self.shape or (usual if spread or se else "point")
        check_choice("shape", shape, SHAPES)
        log = shape.startswith("log")
        if (log or shape in ("uniform", "triangular")) and not spread:
            raise DataError(f"a {shape} parameter needs an interval", mend="give lower and upper")
        if log and not lower > 0:
            raise DataError(f"a {shape} parameter is positive, but lower is {self.lower}")
        if shape in ("triangular", "point") and self.value is None:
            raise DataError(f"a {shape} parameter needs a value")
        return shape

    @classmethod
    def mixture(
        cls, *alternatives: Parameter, weights: tuple[float, ...] | None = None
    ) -> Parameter:
        """Return one parameter for figures that contradict each other: none is picked silently.

        Parameters
        ----------
        *alternatives
            Two or more, in one unit.
        weights
            How much each counts; equally by default.

        Raises
        ------
        DataError
            If there is one only, the units differ, or a weight is not positive.

        Examples
        --------
        >>> two = Parameter.mixture(Parameter(13, unit="dollar", source="press"),
        ...                         Parameter(135, unit="dollar", source="filing"))
        >>> two.lower, two.upper, two.evidence.value
        (13.0, 135.0, 'assumption')
        """
        share = weights or (1.0,) * len(alternatives)
        if len(alternatives) < 2 or len(share) != len(alternatives) or min(share) <= 0:
            raise DataError("a mixture has two or more figures, each with a positive weight")
        if len({item.unit for item in alternatives}) > 1:
            units = ", ".join(item.unit for item in alternatives)
            raise DataError(f"the figures have different units: {units}", mend="convert them")
        ends = [end for item in alternatives for end in item.ends]
        return cls(
            lower=min(ends),
            upper=max(ends),
            unit=alternatives[0].unit,
            source="; ".join(item.source for item in alternatives if item.source),
            evidence=weakest(str(item.evidence) for item in alternatives),
            alternatives=alternatives,
            weights=tuple(w / sum(share) for w in share),
        )

    @property
    def ends(self) -> tuple[float, float]:
        """The interval; a value with a standard error has ± 1.96 of them; a point is both ends."""
        if self.lower is not None:
            return float(exact(self.lower)), float(exact(self.upper))
        spread = NORMAL_95 * float(exact(self.se or 0))
        return self.number - spread, self.number + spread

    @property
    def number(self) -> float:
        """The point as a float.

        Raises
        ------
        DataError
            If only an interval is known.
        """
        if self.value is None:
            raise DataError(
                "only an interval is known", mend="give a value, or carry the interval through"
            )
        return float(exact(self.value))


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
        columns = ["value", "lower", "upper", "se", "shape", "unit", "evidence", "source"]
        rows = {name: [getattr(item, column) for column in columns] for name, item in self.items()}
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return frame.rename_axis("parameter")


@dataclass(frozen=True)
class Fit:
    """Parameters fitted to targets.

    Attributes
    ----------
    params, bse : pandas.Series
        Estimates and delta-method standard errors (missing where the targets have none, or the
        estimate lies on a bound of its interval).
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
    estimates is (J′Σ⁻¹J)⁻¹. Without target errors all targets weigh the same, in their own units.
    A fitted parameter's evidence is at best derived, and no better than that of the targets and
    of the parameters that were kept.

    Raises
    ------
    DataError
        If nothing is free, there are fewer targets than free parameters or they do not
        determine them, or a parameter that the model needs has no value.

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
    goals = np.array([item.number for item in targets.values()])
    errors, weighted = _target_errors(targets)
    fitted = _fitted(model, calibration, free, list(targets))
    lower, upper = np.array([calibration[name].ends for name in free]).T
    if (lower == upper).any() or not np.isfinite(fitted((lower + upper) / 2)).all():
        raise DataError("an interval is empty, or the model has no value in the middle of it")
    found = least_squares(
        lambda x: (fitted(x) - goals) / errors,
        x0=(lower + upper) / 2,
        bounds=(lower, upper),
        xtol=1e-12,
        ftol=1e-12,
        gtol=None,  # it depends on the unit of the targets
    )
    spread = _standard_errors(found, free, lower, upper)
    if not weighted:
        spread = np.full(len(free), np.nan)
    return _fit_result(calibration, targets, free, found.x, spread, fitted(found.x))


def _target_errors(targets: Mapping[str, Parameter]) -> tuple[Any, bool]:
    """Return the errors by which targets are weighted, and whether they have any."""
    known = [bool(item.se) for item in targets.values()]
    if any(known) and not all(known):
        raise DataError(
            "some targets have a standard error and some have none",
            mend="give one to each, or to none for equal weights",
        )
    return np.array([float(item.se or 1.0) for item in targets.values()]), all(known)


def _fitted(
    model: Model, calibration: Calibration, free: list[str], targets: list[str]
) -> Callable[[Any], Any]:
    """Return the function from free parameters to the model's values of the targets."""
    known = {model[n].name: item.number for n, item in calibration.items() if n not in free}
    moved = [model[name].name for name in free]
    forms = [model.reduce(name) for name in targets]
    functions = [(compiled(form), [s.name for s in form.free_symbols]) for form in forms]
    missing = {x for _, needs in functions for x in needs} - known.keys() - set(moved)
    if missing:
        raise DataError(
            f"{', '.join(sorted(missing))} has no value", where="calibration", mend="add it"
        )

    def fitted(x: Any) -> Any:
        values = {**known, **dict(zip(moved, x, strict=True))}
        return np.array([f(**{name: values[name] for name in needs}) for f, needs in functions])

    return fitted


def _standard_errors(found: Any, free: list[str], lower: Any, upper: Any) -> Any:
    """Return delta-method errors; missing for an estimate on a bound, where none is defined."""
    width = upper - lower
    slopes = found.jac * width
    lengths = np.linalg.norm(slopes, axis=0)
    scaled = slopes / np.where(lengths > 0, lengths, 1.0)
    if not found.success or np.linalg.matrix_rank(scaled, tol=1e-6) < len(free):
        raise DataError(
            f"the targets do not determine {', '.join(free)}",
            mend="add a target that depends on them in another way, or fix one of them",
        )
    spread = width / lengths * np.sqrt(np.diag(np.linalg.pinv(scaled.T @ scaled)))
    on_bound = np.minimum(found.x - lower, upper - found.x) <= 1e-6 * width
    return np.where(on_bound, np.nan, spread)


def _fit_result(
    calibration: Calibration,
    targets: Mapping[str, Parameter],
    free: list[str],
    values: Any,
    spread: Any,
    fitted: Any,
) -> Fit:
    kept = [item for name, item in calibration.items() if name not in free]
    chosen = {
        name: Parameter(
            float(value),
            se=None if math.isnan(error) else float(error),
            unit=calibration[name].unit,
            source=f"fitted to {', '.join(targets)}",
            evidence=derived_from(str(item.evidence) for item in (*targets.values(), *kept)),
        )
        for name, value, error in zip(free, values, spread, strict=True)
    }
    table = pd.DataFrame(
        {"target": [item.number for item in targets.values()], "fitted": fitted},
        index=pd.Index(list(targets), name="variable"),
    ).assign(difference=lambda frame: frame["fitted"] - frame["target"])
    return Fit(
        pd.Series(values, index=free, name="params"),
        pd.Series(spread, index=free, name="bse"),
        table,
        calibration.replace(**chosen),
    )
