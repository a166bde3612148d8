"""Three parts of the rate of profit, real and price parts, historical and current cost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from capital.errors import ModelError, UnknownNameError
from capital.proof import Proof
from capital.theory import decomposition

Agrees = Callable[[object, str], bool]
BEFORE = {"profit_share": 0.30, "capacity_use": 0.80, "capacity_per_capital": 0.50}
AFTER = {"profit_share": 0.28, "capacity_use": 0.82, "capacity_per_capital": 0.48}
RATIO = st.floats(0.01, 3)
PART = st.fixed_dictionaries(dict.fromkeys(decomposition.PARTS, RATIO))


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def test_T_E9_1_three_parts() -> None:
    found = decomposition.three_parts().evaluate({"Pi": 300, "Y": 1000, "Z": 1250, "K": 2500})
    assert found == {"sigma_Pi": q("3/10"), "phi": q("4/5"), "zeta": q("1/2"), "r": q("3/25")}


def test_the_parts_multiply_to_profit_over_capital_and_their_growth_adds_up() -> None:
    model = decomposition.three_parts()
    assert model.reduce("r") == model["Pi"] / model["K"]
    names = ("sigma_Pi", "phi", "zeta")
    assert set(model.elasticities("r", to=names).values()) == {sp.Integer(1)}


def test_T_E9_2_contributions_in_logarithms(agrees: Agrees) -> None:
    found = decomposition.contributions(BEFORE, AFTER)["log_change"]
    printed = ["-0.068993", "0.024693", "-0.040822", "-0.085122"]
    assert all(agrees(value, text) for value, text in zip(found, printed, strict=True))
    assert list(found.index) == [*decomposition.PARTS, "rate_of_profit"]


@given(before=PART, after=PART)
def test_contributions_add_up_to_the_change_of_the_rate(
    before: dict[str, float], after: dict[str, float]
) -> None:
    table = decomposition.contributions(before, after)
    total = table.loc["rate_of_profit"]
    assert total["log_change"] == pytest.approx(table["log_change"].iloc[:3].sum(), abs=1e-12)
    assert total["after"] / total["before"] == pytest.approx(np.exp(total["log_change"]))
    back = decomposition.contributions(after, before)
    np.testing.assert_allclose(back["log_change"], -table["log_change"], atol=1e-12)


@pytest.mark.parametrize("loss", [0.0, -0.1, float("nan"), float("inf")])
def test_a_loss_has_no_logarithm(loss: float) -> None:
    with pytest.raises(ModelError, match=r"profit_share is .* \(in after\)"):
        decomposition.contributions(BEFORE, {**AFTER, "profit_share": loss})


def test_parts_are_named_exactly() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘profit_share’"):
        decomposition.contributions({**BEFORE, "profit_shares": 1}, AFTER)
    with pytest.raises(ModelError, match="capacity_use is missing"):
        decomposition.contributions({k: v for k, v in BEFORE.items() if k != "capacity_use"}, AFTER)


def test_real_and_price_parts() -> None:
    model = decomposition.real_and_price_parts()
    real = {"w_r": 7, "q": 12, "phi": "4/5", "Z_r": 1250, "K_r": 2000}
    prices = {"p_w": "6/5", "p_y": 1, "p_z": 1, "p_k": "5/4"}
    found = model.evaluate({**real, **prices})
    assert (found["sigma_Pi"], found["zeta"], found["r"]) == (q("3/10"), q("1/2"), q("3/25"))
    assert (found["wage_share_real"], found["price_of_wages"]) == (q("7/12"), q("6/5"))
    assert (found["zeta_real"], found["price_of_capacity"]) == (q("5/8"), q("4/5"))


def test_at_equal_prices_real_and_nominal_parts_coincide() -> None:
    model = decomposition.real_and_price_parts()
    same = ["p_w = p_y", "p_z = p_k"]
    for claim in ["sigma_Pi = 1 - wage_share_real", "zeta = zeta_real"]:
        assert isinstance(model.prove(claim, given=same), Proof), claim
    squeezed = model.prove("sigma_Pi < 1 - wage_share_real", given=["p_w > p_y"])
    assert isinstance(squeezed, Proof)  # dearer wage goods squeeze profit at a given real wage
    assert model.sign("r", "p_k", given=["sigma_Pi > 0"]) == "-"


@pytest.mark.parametrize(
    ("g", "delta", "inflation", "ratio"),
    [("3/100", "1/20", "1/50", "5/4"), ("3/5", "1/5", "-3/10", "5/8")],
)
def test_T_E9_3_current_over_historical_cost(
    g: str, delta: str, inflation: str, ratio: str
) -> None:
    found = decomposition.valuation().evaluate(
        {"g": g, "delta": delta, "phat_k": inflation}, "ratio"
    )
    assert found == q(ratio)


@pytest.mark.parametrize(("g", "delta", "inflation"), [(0.03, 0.05, 0.02), (0.6, 0.2, -0.3)])
def test_stocks_are_the_integrals_of_past_investment(
    g: float, delta: float, inflation: float
) -> None:
    # Age s: real investment e^(−gs), its price when bought e^(−p̂s), what is left of it e^(−δs).
    def stock(growth: float) -> float:
        return integrate.quad(lambda s: np.exp(-(growth + delta) * s), 0, np.inf)[0]

    found = decomposition.valuation().evaluate(
        {"I": 7.0, "g": g, "delta": delta, "phat_k": inflation}
    )
    assert found["K_cur"] == pytest.approx(7 * stock(g), rel=1e-9)
    assert found["K_hist"] == pytest.approx(7 * stock(g + inflation), rel=1e-9)
    assert found["ratio"] == pytest.approx(found["K_cur"] / found["K_hist"], rel=1e-12)


def test_cheapening_makes_historical_cost_overstate_capital() -> None:
    model = decomposition.valuation()
    steady = ["g + delta > 0", "g + delta + phat_k > 0"]
    assert isinstance(model.prove("phat_k < 0 => K_hist > K_cur", given=steady), Proof)
    assert isinstance(model.prove("phat_k > 0 => K_hist < K_cur", given=steady), Proof)
    assert isinstance(model.prove("ratio = K_cur/K_hist", given=steady), Proof)
    no_state = model.check({"I": 1, "g": "1/10", "delta": "1/10", "phat_k": "-3/10"})
    assert not no_state["nominal investment does too"]
