"""Biased and random technical change: viability, the fossil exponent, drift against drawings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from scipy import integrate, stats

from capital.errors import ModelError
from capital.proof import Counterexample, Proof
from capital.theory import technical_change

Agrees = Callable[[object, str], bool]
STEP = {"q": 50, "rho": "1/2", "pi": "7/20", "alpha": "1/50", "chi": "-1/100"}
BIASED = ["chi > -1", "chi < 0"]


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def test_T_E7_1_a_viable_step_that_lowers_the_general_rate() -> None:
    found = technical_change.biased().evaluate(STEP)
    expected = {
        **{"w": "65/2", "r": "7/40", "r_innovator": "1221/6800", "r_later": "693/4000"},
        **{"pi_star": "33/50", "pi_fossil": "2/3"},
    }
    assert found == {name: q(number) for name, number in expected.items()}
    edge = technical_change.biased().evaluate({**STEP, "pi": "33/50"}, "r", "r_innovator")
    assert edge == {"r": q("33/100"), "r_innovator": q("33/100")}


@pytest.mark.parametrize("relation", ["<", ">", "="])
def test_a_step_is_viable_exactly_up_to_the_threshold(relation: str) -> None:
    model = technical_change.biased()
    opposite = {"<": ">", ">": "<", "=": "="}[relation]
    claim = f"pi {relation} pi_star => r_innovator {opposite} r"
    assert isinstance(model.prove(claim, given=BIASED), Proof)


def test_the_general_rate_falls_by_chi_once_wages_have_risen() -> None:
    model = technical_change.biased()
    for claim in ["r_later < r", "r_later = (1 + chi)*r", "pi_star < pi_fossil"]:
        assert isinstance(model.prove(claim, given=BIASED), Proof), claim
    refuted = model.prove("r_innovator < r", given=BIASED)
    assert isinstance(refuted, Counterexample)


def test_threshold_tends_to_the_capital_exponent_for_small_steps() -> None:
    model = technical_change.biased()
    size, t = sp.symbols("size t", positive=True)
    alpha, chi = model["alpha"], model["chi"]
    small = model.reduce("pi_star").subs({alpha: size * alpha, chi: size * chi}, simultaneous=True)
    assert sp.cancel(sp.limit(small, size, 0) - model.reduce("pi_fossil")) == 0
    # Productivity q and capital per hour q/ρ along the path: the elasticity is the exponent.
    output, capital = sp.exp(alpha * t), sp.exp(alpha * t) / sp.exp(chi * t)
    elasticity = sp.log(output).diff(t) / sp.log(capital).diff(t)
    assert sp.cancel(sp.expand(elasticity) - model.reduce("pi_fossil")) == 0


def test_conditions_tell_a_step_that_no_one_takes() -> None:
    found = technical_change.biased().check({**STEP, "pi": "7/10"})
    assert found == {
        "profit is a part of output": True,
        "uses capital": True,
        "viable": False,
    }


def test_T_E8_1_easy_innovation(agrees: Agrees) -> None:
    found = technical_change.random_change().evaluate({"pi": 0.35, "R_d": 0.05, "m_d": 0.0})
    assert found["P"] == pytest.approx(0.5, rel=1e-12)
    assert agrees(found["g_rho"], "0.005030355")
    assert agrees(found["g_q"], "0.009342089")
    assert found["omega"] == pytest.approx(0.65)


def test_T_E8_2_hard_innovation(agrees: Agrees) -> None:
    found = technical_change.random_change().evaluate({"pi": 0.35, "R_d": 0.05, "m_d": 0.01})
    assert agrees(found["P"], "0.329664")
    assert agrees(found["g_rho"], "0.001190202")
    assert agrees(found["g_q"], "0.005036068")


@pytest.mark.parametrize(("pi", "radius", "hard"), [(0.35, 0.05, 0.01), (0.2, 0.03, 0.012)])
def test_closed_form_is_the_integral_over_the_disc(pi: float, radius: float, hard: float) -> None:
    # In polar coordinates round the centre; per direction, the adopted part is a radial interval.
    def moments(angle: float) -> np.ndarray:
        along = pi * np.cos(angle) + (1 - pi) * np.sin(angle)
        from_ = hard / along if along > 0 else np.inf  # π·g_ρ + ω·g_q = along·s − m_d·(π + ω)
        if from_ >= radius:
            return np.zeros(3)
        area = (radius**2 - from_**2) / 2
        radial = (radius**3 - from_**3) / 3
        sides = [np.cos(angle) * radial - hard * area, np.sin(angle) * radial - hard * area]
        return np.array([area, *sides]) / (np.pi * radius**2)

    numeric, _ = integrate.quad_vec(moments, -np.pi, np.pi, epsrel=1e-10, limit=2000)
    found = technical_change.random_change().evaluate({"pi": pi, "R_d": radius, "m_d": hard})
    assert [found["P"], found["g_rho"], found["g_q"]] == pytest.approx(list(numeric), rel=1e-6)


@pytest.mark.parametrize("difficulty", [0.0, 0.01, 0.02])
def test_drawings_agree_with_the_closed_form(difficulty: float) -> None:
    options = {"profit_share": 0.35, "radius": 0.05, "difficulty": difficulty}
    seeds = np.random.SeedSequence(20).spawn(40)
    drawn = pd.concat([technical_change.trajectory(5_000, **options, rng=seed) for seed in seeds])
    found = technical_change.random_change().evaluate({"pi": 0.35, "R_d": 0.05, "m_d": difficulty})
    for column, name in [("adopted", "P"), ("g_rho", "g_rho"), ("g_q", "g_q")]:
        sample = drawn[column].astype(float)
        error = sample.std() / np.sqrt(len(sample))
        assert abs(sample.mean() - found[name]) < stats.norm.ppf(1 - 1e-4) * error, name


def test_hard_innovation_saves_labour_and_wastes_capital() -> None:
    model = technical_change.random_change()
    found = model.evaluate({"pi": 0.2, "R_d": 0.05, "m_d": 0.02})
    pull = 2 * 0.05 / (3 * np.pi) * (1 - found["delta"] ** 2) ** 1.5
    assert 0.02 * found["P"] > pull * 0.2 / np.hypot(0.2, 0.8)
    assert found["g_rho"] < 0 < found["g_q"]
    history = technical_change.trajectory(
        20_000, profit_share=0.2, radius=0.05, difficulty=0.02, rng=3
    )
    assert history["output_capital_ratio"].iloc[-1] < 1 < history["productivity"].iloc[-1]


def test_trajectory_is_reproducible_and_only_takes_what_pays() -> None:
    options = {"profit_share": 0.35, "radius": 0.05, "difficulty": 0.01}
    first = technical_change.trajectory(500, **options, rng=7)
    again = technical_change.trajectory(500, **options, rng=np.random.default_rng(7))
    assert first.equals(again)
    gain = 0.35 * first["g_rho"] + 0.65 * first["g_q"]
    assert (gain[first["adopted"]] > 0).all()
    assert (first.loc[~first["adopted"], ["g_rho", "g_q"]] == 0).all(axis=None)
    assert first["productivity"].iloc[-1] == pytest.approx(np.exp(np.log1p(first["g_q"]).sum()))


def test_levels_beyond_the_largest_number_are_an_error() -> None:
    with pytest.raises(ModelError, match="fewer periods"):
        technical_change.trajectory(100_000, profit_share=0.35, radius=0.05, difficulty=0.0, rng=1)


def test_nothing_is_adopted_where_innovation_is_too_hard() -> None:
    numbers = {"pi": 0.35, "R_d": 0.05, "m_d": 0.05}
    drawn = technical_change.trajectory(
        2_000, profit_share=0.35, radius=0.05, difficulty=0.05, rng=1
    )
    assert not drawn["adopted"].any()
    with pytest.raises(ModelError, match="no value"):
        technical_change.random_change().evaluate(numbers, "P")


@pytest.mark.parametrize(
    "wrong", [{"periods": 0}, {"profit_share": 1.0}, {"radius": 0.0}, {"radius": 1.0}]
)
def test_impossible_trajectories_are_refused(wrong: dict[str, float]) -> None:
    options = {"periods": 5, "profit_share": 0.35, "radius": 0.05, "difficulty": 0.01, **wrong}
    with pytest.raises(ModelError, match="a trajectory needs"):
        technical_change.trajectory(**options, rng=1)
