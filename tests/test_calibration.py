"""Parameters, calibrations, and fits against closed forms and a small Monte Carlo."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.calibration import Calibration, Parameter, fit
from capital.errors import CapitalError, DataError, UnitError, UnknownNameError
from capital.evidence import Evidence
from capital.model import Model

PROFIT = Model.from_text(["r = e/(1 + k)"])


# --- parameters ---------------------------------------------------------------------------------


def test_a_figure_without_a_source_is_an_assumption_whatever_is_claimed() -> None:
    assert Parameter(1, evidence="reported").evidence is Evidence.ASSUMPTION
    assert Parameter(1, source="  ", evidence="reported").evidence is Evidence.ASSUMPTION
    assert Parameter(1, source="10-K", evidence="reported").evidence is Evidence.REPORTED
    assert Parameter(1, source="10-K").evidence is Evidence.ASSUMPTION


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "a value or an interval"),
        ({"lower": 1}, "an interval has two ends"),
        ({"value": 1, "upper": 2}, "an interval has two ends"),
        ({"lower": 2, "upper": 1}, "upside down"),
        ({"value": 3, "lower": 1, "upper": 2}, "3 lies outside the interval from 1 to 2"),
        ({"value": "5/2", "lower": 1, "upper": 2}, "5/2 lies outside"),
        ({"value": 1, "se": -0.1}, "a standard error of -0.1 is negative"),
        ({"value": math.nan}, "value = nan is no finite number"),
        ({"value": math.inf}, "no finite number"),
        ({"value": 1, "se": math.nan}, "se = nan is no finite number"),
        ({"lower": -math.inf, "upper": 1}, "lower = -inf is no finite number"),
        ({"value": True}, "value = True is no number"),
        ({"value": 1j}, "value = 1j is no number"),
        ({"value": [1, 2]}, "is no number"),
        ({"value": "a third"}, "this is no formula"),
        ({"value": "1/0"}, "divides by zero"),
        ({"value": 1, "evidence": "rumour"}, "no status of evidence ‘rumour’"),
        ({"value": 1, "source": "x", "evidence": "reportd"}, "did you mean ‘reported’"),
        ({"value": 1, "unit": "huor"}, "did you mean ‘hour’"),
    ],
)
def test_what_is_no_parameter(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(CapitalError) as caught:
        Parameter(**parts)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("value", "number"),
    [("3/2", 1.5), (Fraction(3, 2), 1.5), (sp.Rational(3, 2), 1.5), (np.float64(1.5), 1.5), (2, 2)],
)
def test_a_point_may_be_exact_and_lie_on_a_bound(value: Any, number: float) -> None:
    parameter = Parameter(value, lower=number, upper=number + 1, se=0)
    assert (parameter.value, parameter.number) == (value, number)


def test_an_interval_is_not_replaced_by_a_point() -> None:
    interval = Parameter(lower=1, upper=3)
    assert interval.value is None
    with pytest.raises(DataError, match="only an interval is known"):
        _ = interval.number
    with pytest.raises(CapitalError, match="e = None is no number"):
        PROFIT.evaluate(Calibration(e=interval, k=1))


# --- calibrations -------------------------------------------------------------------------------


def test_calibration_is_an_ordered_mapping_that_never_changes() -> None:
    us = Calibration(k=Parameter(4, source="BEA", evidence="reported"), e="3/2")
    other = us.replace(k=5)
    assert list(us) == list(other) == ["k", "e"]
    assert (us["k"].value, other["k"].value, len(us)) == (4, 5, 2)
    assert PROFIT.evaluate(us, "r") == sp.Rational(3, 10)
    assert (us.get("x"), "x" in us) == (None, False)
    for wrong in (lambda: us["K"], lambda: us.replace(K=1)):
        with pytest.raises(UnknownNameError, match=r"no parameter ‘K’.*did you mean ‘k’"):
            wrong()


def test_calibration_is_as_good_as_its_weakest_parameter() -> None:
    reported = Parameter(4, source="BEA", evidence="reported")
    leak = Parameter(4, source="press", evidence="leak")
    assert Calibration(a=reported, b=leak).evidence is Evidence.LEAK
    assert Calibration(a=reported, b=1).evidence is Evidence.ASSUMPTION
    assert Calibration().evidence is Evidence.ASSUMPTION


def test_calibration_as_a_frame() -> None:
    frame = Calibration(k=Parameter(4, se=0.5, unit="year", source="BEA"), e=1).to_frame()
    assert frame.index.tolist() == ["k", "e"]
    assert frame.index.name == "parameter"
    assert frame.columns.tolist() == [
        *("value", "lower", "upper", "se", "shape", "unit", "evidence", "source")
    ]
    assert frame.loc["k", ["value", "se", "unit", "source"]].tolist() == [4, 0.5, "year", "BEA"]


# --- fits ---------------------------------------------------------------------------------------


@given(k=st.floats(0.2, 19), e=st.floats(0.1, 5))
def test_fit_recovers_a_known_parameter_and_its_error(k: float, e: float) -> None:
    target, error = e / (1 + k), 0.01
    start = Calibration(e=Parameter(e), k=Parameter(lower=0.1, upper=20))
    found = fit(PROFIT, start, {"r": Parameter(target, se=error)})
    assert found.params["k"] == pytest.approx(k, rel=1e-8)
    assert found.bse["k"] == pytest.approx(error * (1 + k) ** 2 / e, rel=1e-6)
    assert abs(found.targets.loc["r", "difference"]) < 1e-9
    assert found.calibration["k"].number == found.params["k"]
    assert PROFIT.evaluate(found.calibration, "r") == pytest.approx(target, abs=1e-9)
    assert start["k"].value is None


def test_two_parameters_and_three_targets_have_the_errors_of_generalised_least_squares() -> None:
    model = Model.from_text(["x = a + b", "y = a - b", "z = a + 2*b"], real=["y"])
    goals, errors = np.array([3.1, 0.9, 4.2]), np.array([0.1, 0.2, 0.4])
    start = Calibration(a=Parameter(lower=0, upper=9), b=Parameter(lower=0, upper=9))
    targets = {
        name: Parameter(goal, se=error)
        for name, goal, error in zip("xyz", goals, errors, strict=True)
    }
    found = fit(model, start, targets)
    design = np.array([[1, 1], [1, -1], [1, 2]]) / errors[:, None]
    covariance = np.linalg.inv(design.T @ design)
    assert found.params.to_numpy() == pytest.approx(covariance @ design.T @ (goals / errors))
    assert found.bse.to_numpy() == pytest.approx(np.sqrt(np.diag(covariance)))


def test_delta_method_error_agrees_with_a_monte_carlo() -> None:
    rng = np.random.default_rng(7)
    start = Calibration(e=Parameter(1.0), k=Parameter(lower=0.1, upper=50))
    found = fit(PROFIT, start, {"r": Parameter(0.2, se=0.002)})
    draws = 1.0 / rng.normal(0.2, 0.002, 20_000) - 1
    assert found.bse["k"] == pytest.approx(draws.std(), rel=0.02)


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 1.0, 1e9])
def test_fit_does_not_depend_on_the_unit(scale: float) -> None:
    small = fit(
        PROFIT,
        Calibration(e=Parameter(scale), k=Parameter(lower=0.1, upper=20)),
        {"r": Parameter(0.2 * scale, se=0.01 * scale)},
    )
    assert (small.params["k"], small.bse["k"]) == pytest.approx((4, 0.25), rel=1e-7)
    unweighted = fit(
        PROFIT,
        Calibration(e=Parameter(scale), k=Parameter(lower=0.1, upper=20)),
        {"r": Parameter(0.2 * scale)},
    )
    assert unweighted.params["k"] == pytest.approx(4, rel=1e-7)
    moved = fit(
        Model.from_text(["q = e*k"]),
        Calibration(e=Parameter(1 / scale), k=Parameter(lower=scale / 10, upper=9 * scale)),
        {"q": Parameter(2.0)},
    )
    assert moved.params["k"] == pytest.approx(2 * scale, rel=1e-9)


def test_terms_of_the_vocabulary_name_parameters_and_targets() -> None:
    start = Calibration(
        rate_of_surplus_value=Parameter("3/2"), value_composition=Parameter(lower=0.1, upper=20)
    )
    found = fit(PROFIT, start, {"rate_of_profit": Parameter("1/5", se=0.01)})
    assert found.params.to_dict() == pytest.approx({"value_composition": 6.5})


def test_errors_are_missing_where_there_are_none() -> None:
    start = Calibration(e=1, k=Parameter(lower=0.1, upper=20))
    unweighted = fit(PROFIT, start, {"r": Parameter(0.2)})
    assert math.isnan(unweighted.bse["k"])
    assert unweighted.calibration["k"].se is None
    bound = fit(PROFIT, start.replace(k=Parameter(lower=0.1, upper=2)), {"r": Parameter(0.2, se=1)})
    assert bound.params["k"] == pytest.approx(2)
    assert math.isnan(bound.bse["k"])
    assert bound.targets.loc["r", "difference"] == pytest.approx(1 / 3 - 0.2)


@pytest.mark.parametrize(
    ("target", "kept", "expected"),
    [
        ("reported", "reported", Evidence.DERIVED),
        ("leak", "reported", Evidence.LEAK),
        ("reported", "projection", Evidence.PROJECTION),
        ("reported", "assumption", Evidence.ASSUMPTION),
    ],
)
def test_a_fitted_parameter_rests_on_targets_and_on_what_was_kept(
    target: str, kept: str, expected: Evidence
) -> None:
    start = Calibration(
        e=Parameter(1, source="x", evidence=kept), k=Parameter(lower=0.1, upper=20, unit="1")
    )
    found = fit(PROFIT, start, {"r": Parameter(0.2, source="y", evidence=target)})
    assert found.calibration["k"].evidence is expected
    assert found.calibration["k"].source == "fitted to r"


INTERVAL = Parameter(lower=0.1, upper=20)
WEIGHTED = {"r": Parameter(0.2, se=0.1)}
TWICE = Model.from_text(["r = e/(1 + k)", "q = 2*e/(1 + k)"])
BOTH_FREE = Calibration(e=INTERVAL, k=INTERVAL)


@pytest.mark.parametrize(
    ("model", "calibration", "targets", "message"),
    [
        (PROFIT, Calibration(e=1, k=4), WEIGHTED, "1 targets cannot fix 0 free parameters"),
        (PROFIT, BOTH_FREE, WEIGHTED, "1 targets cannot fix 2 free parameters"),
        (PROFIT, Calibration(k=INTERVAL), WEIGHTED, "e has no value (in calibration)"),
        (PROFIT, Calibration(e=1, k=INTERVAL), {"r": INTERVAL}, "only an interval is known"),
        (PROFIT, Calibration(e=1, k=Parameter(lower=2, upper=2)), WEIGHTED, "interval is empty"),
        (PROFIT, Calibration(e=1, x=2, k=INTERVAL), WEIGHTED, "no variable ‘x’"),
        (PROFIT, Calibration(e=1, k=INTERVAL), {"R": Parameter(1)}, "did you mean ‘r’"),
        (
            TWICE,
            BOTH_FREE,
            {"r": Parameter(0.2, se=1), "q": Parameter(0.4, se=1)},
            "do not determine e, k",
        ),
        (
            TWICE,
            Calibration(e=1, k=INTERVAL),
            {"r": Parameter(0.2, se=1), "q": Parameter(0.4)},
            "some targets have a standard error",
        ),
    ],
)
def test_what_cannot_be_fitted(
    model: Model, calibration: Calibration, targets: dict[str, Parameter], message: str
) -> None:
    with pytest.raises(CapitalError) as caught:
        fit(model, calibration, targets)
    assert message in str(caught.value)


def test_fit_shows_target_fitted_and_difference() -> None:
    found = fit(PROFIT, Calibration(e=1, k=INTERVAL), WEIGHTED)
    expected = pd.DataFrame(
        {"target": [0.2], "fitted": [0.2], "difference": [0.0]},
        index=pd.Index(["r"], name="variable"),
    )
    pd.testing.assert_frame_equal(found.targets, expected)


def test_a_unit_that_is_none_is_refused() -> None:
    with pytest.raises(UnitError):
        Parameter(1, unit="hour + year")


def test_parameters_of_very_different_size_are_fitted_together() -> None:
    model = Model.from_text(["x = sqrt(a*b)", "y = sqrt(a)/(sqrt(b)*10^9) + b*10^9"])
    start = Calibration(a=Parameter(lower=1e8, upper=9e9), b=Parameter(lower=1e-10, upper=9e-9))
    a, b = 2e9, 3e-9
    goals = {
        "x": Parameter(math.sqrt(a * b)),
        "y": Parameter(math.sqrt(a / b) / 1e9 + b * 1e9),
    }
    assert fit(model, start, goals).params.to_list() == pytest.approx([a, b], rel=1e-6)
