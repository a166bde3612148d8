"""MELT and value of labour-power: printed cases, biases and the temporal recursion."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import ModelError
from capital.proof import Counterexample, Proof
from capital.theory import melt

Q = sp.Rational
ECONOMY = {"Y": 27000, "L": 300, "w": 36}
TEMPORAL = {"P": 50000, "C_M": 20000, "L": 300}
POSITIVE = st.fractions(min_value="1/20", max_value=50, max_denominator=20)


def test_T_A3_1_melt_wage_share_and_rate_of_surplus_value() -> None:
    assert melt.melt().evaluate(ECONOMY) == {"mu": 90, "omega": Q(2, 5), "e": Q(3, 2)}


def test_rate_of_surplus_value_is_profit_over_wages_of_the_net_product() -> None:
    model = melt.melt()
    assert isinstance(model.prove("e = (Y - w*L)/(w*L)"), Proof)
    assert isinstance(model.prove("omega = 1/(1 + e)"), Proof)
    assert {name: model.sign("e", name) for name in ("Y", "L", "w")} == {
        "Y": "+",
        "L": "-",
        "w": "-",
    }


def test_a_wage_above_the_melt_leaves_no_surplus() -> None:
    model = melt.melt()
    assert model.check(ECONOMY) == {"the wage leaves a surplus": True}
    assert model.check({**ECONOMY, "w": 100}) == {"the wage leaves a surplus": False}
    assert model.evaluate({**ECONOMY, "w": 100}, "e") == Q(-1, 10)


def test_K_27_gross_product_and_all_hours_bias_the_melt() -> None:
    model = melt.gross_and_all_hours()
    economy = {"Y": 27000, "L": 300, "D": 5000, "Y_u": 4000, "L_u": 200}
    assert model.evaluate(economy) == {"mu": 90, "mu_all": 72, "bias": Q(4, 5)}
    naive = melt.melt().evaluate({"Y": 36000, "L": 500, "w": 36})
    assert (naive["omega"], naive["e"]) == (Q(1, 2), 1), "against 2/5 and 3/2"


def test_K_27_the_bias_may_have_either_sign() -> None:
    model = melt.gross_and_all_hours()
    assert isinstance(model.prove("mu_all > mu", given=["D/Y + Y_u/Y > L_u/L"]), Proof)
    assert isinstance(model.prove("mu_all < mu", given=["D/Y + Y_u/Y < L_u/L"]), Proof)
    assert isinstance(model.prove("mu_all > mu"), Counterexample)
    assert isinstance(model.prove("bias = (1 + (D + Y_u)/Y)/(1 + L_u/L)"), Proof)


def test_T_A3_3_daily_value_of_labour_power() -> None:
    assert melt.labour_power().evaluate({"A_d": 2, "A_w": 7, "A_q": "73/2"}, "v_d") == Q(248, 73)


def test_labour_power_from_other_intervals() -> None:
    model = melt.labour_power({"bread": 365, "coat": 1}, money="pound")
    assert model.evaluate({"bread": "1/10", "coat": 73}, "v_d") == Q(3, 10)
    with pytest.raises(ModelError, match="a basket bought 0 times"):
        melt.labour_power({"bread": 0})


def test_T_A3_2_temporal_melt_against_the_net_product_melt(
    agrees: Callable[[object, str], bool],
) -> None:
    path = melt.temporal_melt().path(1, {**TEMPORAL, "mu": 90})
    assert path["mu"].tolist() == [Q(4500, 47)]
    assert agrees(path["mu"].iloc[0], "95.744681")
    assert path["mu_net"].tolist() == [100]


def test_temporal_melt_of_other_numbers_by_hand() -> None:
    data = {"P": [120, 150], "C_M": [60, 66], "L": [10, 12], "mu": 5}
    path = melt.temporal_melt().path(2, data)["mu"].tolist()
    first = Fraction(120) / (Fraction(60, 5) + 10)
    second = Fraction(150) / (66 / first + 12)
    assert path == [Q(first), Q(second)]


def test_temporal_melt_converges_to_the_net_product_melt() -> None:
    model = melt.temporal_melt()
    (steady,) = model.steady_state(TEMPORAL)
    assert steady["mu"] == steady["mu_net"] == 100
    gaps = [100 - mu for mu in model.path(12, {**TEMPORAL, "mu": 90})["mu"]]
    assert all(0 < later < earlier for earlier, later in pairwise(gaps))
    assert float(gaps[-1] / gaps[-2]) == pytest.approx(20000 / 50000, abs=1e-4)


@given(P=POSITIVE, share=st.fractions("1/20", "19/20", max_denominator=20), L=POSITIVE, mu=POSITIVE)
def test_temporal_melt_lies_between_the_old_and_the_net_product_melt(
    P: Fraction, share: Fraction, L: Fraction, mu: Fraction
) -> None:
    row = melt.temporal_melt().path(1, {"P": P, "C_M": share * P, "L": L, "mu": mu}).iloc[0]
    assert min(Q(mu), row["mu_net"]) <= row["mu"] <= max(Q(mu), row["mu_net"])
