"""Okishio's and Roemer's experiments: the numbers of the theory, and the theorems as properties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import sparse

from capital.economy.appraisal import appraise, critical_price_ratio, replace_process
from capital.economy.experiments import Experiment, experiment, state
from capital.economy.inputs import Technique
from capital.economy.prices import at_cost, maximum_rate
from capital.economy.system import build
from capital.errors import DataError, ModelError

Agrees = Callable[[object, str], bool]
CORN = Technique(A=np.array([[1 / 2]]), l=np.array([1.0]), b=np.array([1 / 4]))
TWO = Technique(
    A=np.array([[3 / 5, 3 / 10], [0, 0]]), l=np.array([2.0, 1.0]), b=np.array([0, 1 / 5])
)
TWO_AFTER = replace_process(TWO, 0, [33 / 50, 0], 33 / 40)
THREE = Technique(
    A=np.array([[3 / 5, 3 / 10, 1 / 10], [0, 0, 0], [0, 0, 0]]),
    l=np.array([2.0, 1.0, 1.0]),
    b=np.array([0, 1 / 5, 0]),
)
OCHOA = Technique(
    A=np.array([[0.265, 0.968, 0.00681], [0.0121, 0.391, 0.0169], [0.0408, 0.808, 0.165]]),
    l=np.array([0.193, 3.562, 0.616]),
    b=np.array([0.0109, 0.0275, 0.296]),
    Q=np.array([26530.0, 18168.0, 73840.0]),
)


def exactly(*numbers: str) -> object:
    found = [float(Fraction(number)) for number in numbers]
    return pytest.approx(found if len(found) > 1 else found[0], rel=1e-12)


def rates(found: Experiment) -> dict[str, float]:
    return {name: item.rate_of_profit for name, item in found.after.items()}


# --- T-E4 ----------------------------------------------------------------------------------------


def test_T_E4_1_one_good() -> None:
    found = experiment(CORN, replace_process(CORN, 0, [3 / 5], 1 / 4), wages="ante")
    (one,), old = found.appraisals, found.before
    assert [old.rate_of_profit, old.maximum_rate] == exactly("1/3", "1")
    assert [old.values[0], old.value_of_labour_power] == exactly("2", "1/2")
    assert [old.rate_of_exploitation, old.composition[0]] == exactly("1", "2")
    assert [one.cost_before / old.prices[0], one.cost_after / old.prices[0]] == exactly(
        "3/4", "53/80"
    )
    assert one.cheaper
    assert one.capital_using
    assert one.labour_saving
    new = found.after["real_wage"]
    assert [new.rate_of_profit, new.maximum_rate] == exactly("27/53", "2/3")
    assert [new.values[0], new.value_of_labour_power] == exactly("5/8", "5/32")
    assert [new.rate_of_exploitation, new.composition[0]] == exactly("27/5", "48/5")


def test_T_E4_1_K_07_at_constant_exploitation_and_at_a_constant_rate_of_profit() -> None:
    found = experiment(CORN, replace_process(CORN, 0, [3 / 5], 1 / 4), wages="ante")
    same_e, same_r = found.after["exploitation"], found.after["rate_of_profit"]
    assert [same_e.rate_of_profit, same_e.real_wage[0]] == exactly("1/4", "4/5")
    assert same_e.rate_of_exploitation == exactly("1")
    assert [same_r.rate_of_profit, same_r.real_wage[0]] == exactly("1/3", "3/5")
    assert found.impossible == {}


def test_T_E4_2_two_goods() -> None:
    found = experiment(TWO, TWO_AFTER, wages="ante")
    old, (one,) = found.before, found.appraisals
    assert old.rate_of_profit == exactly("1/4")
    assert old.prices / old.prices[1] == exactly("2", "1")
    assert old.values == exactly("5", "5/2")
    assert old.value_of_labour_power == exactly("1/2")
    assert [old.composition[0], old.maximum_rate] == exactly("3", "2/3")
    costs = np.array([one.cost_before, one.cost_after]) / old.prices[1]
    assert costs == exactly("8/5", "297/200")
    assert one.rate_after == exactly("103/297")
    assert found.basic == (True,)
    new = found.after["real_wage"]
    assert new.rate_of_profit == exactly("1/3")
    assert new.prices / new.prices[1] == exactly("11/6", "1")
    assert new.values == exactly("165/68", "235/136")
    assert [new.value_of_labour_power, new.rate_of_exploitation] == exactly("47/136", "89/47")
    assert [new.composition[0], new.maximum_rate] == exactly("264/47", "17/33")


def test_T_E4_2_threshold_wage_and_constant_exploitation(agrees: Agrees) -> None:
    found = experiment(TWO, TWO_AFTER, wages="ante")
    assert found.after["rate_of_profit"].real_wage[1] == exactly("224/775")
    assert found.after["rate_of_profit"].rate_of_profit == exactly("1/4")
    same_e = found.after["exploitation"]
    assert same_e.real_wage[1] == exactly("68/235")
    assert same_e.rate_of_profit == pytest.approx((1670 - 2340661**0.5) / 561, abs=1e-13)
    assert agrees(same_e.rate_of_profit, "0.249693595")
    assert same_e.rate_of_profit < found.before.rate_of_profit


def test_T_E4_3_a_luxury_leaves_the_rate_as_it_is() -> None:
    found = experiment(THREE, replace_process(THREE, 2, [1 / 10, 0, 0], 1 / 4), wages="ante")
    old, new = found.before, found.after["real_wage"]
    assert [old.rate_of_profit, new.rate_of_profit] == exactly("1/4", "1/4")
    assert old.prices / old.prices[2] == exactly("4", "2", "1")
    assert new.prices / new.prices[2] == exactly("32/5", "16/5", "1")
    assert found.basic == (False,)
    assert found.appraisals[0].cheaper
    assert found.wage_factor["rate_of_profit"] == exactly("1")


# --- P7: Ochoa's three sectors -------------------------------------------------------------------


def test_P7_okishio_on_ochoa(agrees: Agrees) -> None:
    new = replace_process(OCHOA, 1, OCHOA.A[:, 1] * 1.02, OCHOA.l[1] * 0.6)
    found = experiment(OCHOA, new, wages="ante")
    (one,) = found.appraisals
    assert agrees(one.cost_before, "12.9597914")
    assert agrees(one.cost_after, "11.7229473")
    assert agrees(found.before.rate_of_profit, "0.387784311")
    assert agrees(found.after["real_wage"].rate_of_profit, "0.473883710")
    assert agrees(found.wage_factor["exploitation"], "1.19764")
    assert agrees(found.after["exploitation"].value_of_labour_power, "0.4834230651")
    assert agrees(found.after["exploitation"].rate_of_profit, "0.391118601")
    assert agrees(found.before.maximum_rate, "1.024939191")
    assert agrees(found.after["real_wage"].maximum_rate, "0.996868773")
    assert agrees(found.before.rate_of_exploitation, "1.068581481")
    assert agrees(found.after["real_wage"].rate_of_exploitation, "1.477413436")


def test_P7_at_a_constant_wage_share_the_rate_falls() -> None:
    """The share recomputed from prices, outputs and wages; the same change of technique."""
    new = replace_process(OCHOA, 1, OCHOA.A[:, 1] * 1.02, OCHOA.l[1] * 0.6)
    found = experiment(OCHOA, new, wages="ante")
    shares = [
        (technique.l @ OCHOA.Q) / (item.prices @ (OCHOA.Q - technique.A @ OCHOA.Q))
        for technique, item in ((OCHOA, found.before), (new, found.after["wage_share"]))
    ]
    assert shares[0] == pytest.approx(shares[1], rel=1e-12)
    assert found.after["wage_share"].rate_of_profit < found.before.rate_of_profit
    assert found.after["real_wage"].rate_of_profit > found.before.rate_of_profit


# --- the wage share of the New Interpretation ----------------------------------------------------


def test_T_F7_2_the_wage_share_settles_the_rate(agrees: Agrees) -> None:
    """Half the net product goes to wages, before and after: 825r² − 5234r + 1241 = 0."""
    output = np.array([1.0, 1.0])
    system = build(TWO.A, TWO.l, wages="ante")
    labour, net = TWO.l @ output, output - TWO.A @ output
    half = at_cost(system, net, labour / 0.5, maximum_rate(system))
    before = replace(TWO, b=TWO.b / (half.prices @ TWO.b))
    found = experiment(before, replace(TWO_AFTER, b=before.b), wages="ante", output=output)
    new = found.after["wage_share"]
    assert new.rate_of_profit == pytest.approx((2617 - 4 * 364054**0.5) / 825, abs=1e-12)
    assert agrees(new.rate_of_profit, "0.246696361")
    hours, product = TWO_AFTER.l @ output, output - TWO_AFTER.A @ output
    assert hours == exactly("73/40")
    assert hours / (new.prices @ product) == pytest.approx(1 / 2, rel=1e-12)


@pytest.mark.parametrize("wages", ["ante", "post"])
@pytest.mark.parametrize("output", [[1.0, 0.0, 0.0], [5.0, 1.0, 2.0]])
def test_the_wage_share_is_constant_even_where_net_output_is_negative(
    wages: str, output: list[float]
) -> None:
    new = replace_process(OCHOA, 1, OCHOA.A[:, 1] * 1.02, OCHOA.l[1] * 0.6)
    found = experiment(OCHOA, new, wages=wages, output=output)
    shares = [
        technique.l @ output / (item.prices @ (output - technique.A @ output))
        for technique, item in ((OCHOA, found.before), (new, found.after["wage_share"]))
    ]
    assert shares[0] == pytest.approx(shares[1], rel=1e-10)


# --- theorems as properties ----------------------------------------------------------------------


@st.composite
def changes(draw: st.DrawFn) -> tuple[Technique, Technique]:
    """A random economy of three basic goods with profit, and another process for one of them."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    A = random.random((3, 3))
    A *= 0.6 / A.sum(axis=0)
    labour, b = random.random(3) + 0.1, random.random(3)
    b *= random.uniform(0.3, 0.9) / (labour @ np.linalg.solve(np.eye(3) - A, b))
    before = Technique(A=A, l=labour, b=b, Q=random.random(3) + 0.5)
    process = int(random.integers(3))
    inputs = A[:, process] * random.uniform(0.85, 1.15, 3)
    return before, replace_process(
        before, process, inputs, labour[process] * random.uniform(0.5, 1.5)
    )


def _experiment(change: tuple[Technique, Technique], wages: str = "ante") -> Experiment:
    found = experiment(*change, wages=wages)
    assume("real_wage" in found.after)
    return found


@given(changes(), st.sampled_from(["ante", "post"]))
def test_okishio_the_rate_follows_cost_in_both_directions(
    change: tuple[Technique, Technique], wages: str
) -> None:
    found = _experiment(change, wages)
    (one,) = found.appraisals
    assume(abs(one.cost_after / one.cost_before - 1) > 1e-6)
    rises = found.after["real_wage"].rate_of_profit > found.before.rate_of_profit
    assert rises == one.cheaper == one.more_profitable


@given(changes())
def test_a_viable_innovator_earns_more_than_everyone_will(
    change: tuple[Technique, Technique],
) -> None:
    found = _experiment(change)
    (one,) = found.appraisals
    assert one.rate_before == pytest.approx(found.before.rate_of_profit, rel=1e-9)
    between = sorted([found.before.rate_of_profit, one.rate_after])
    new = found.after["real_wage"].rate_of_profit
    assert between[0] - 1e-12 <= new <= between[1] + 1e-12


@given(changes())
def test_what_stays_the_same_does(change: tuple[Technique, Technique]) -> None:
    found = _experiment(change)
    old, after = found.before, found.after
    assert after["exploitation"].rate_of_exploitation == pytest.approx(old.rate_of_exploitation)
    assert after["real_wage"].real_wage == pytest.approx(old.real_wage)
    for name in ("wage_share", "rate_of_profit"):
        assert name in after or name in found.impossible
    if "rate_of_profit" in after:
        assert after["rate_of_profit"].rate_of_profit == pytest.approx(old.rate_of_profit, rel=1e-9)
        higher = replace(change[1], b=after["rate_of_profit"].real_wage * 1.001)
        assert state(higher, wages="ante").rate_of_profit < old.rate_of_profit
    for name, item in after.items():
        assert item.real_wage == pytest.approx(found.wage_factor[name] * old.real_wage)
        assert item.lower <= item.rate_of_profit <= item.upper


@given(changes(), st.integers(0, 2), st.floats(1.001, 1.2), st.floats(0.1, 0.999))
def test_roemer_capital_using_viable_change_lowers_all_values(
    change: tuple[Technique, Technique], process: int, more: float, less: float
) -> None:
    """Not conversely: such a change can lower values and be too dear to be viable."""
    before, _ = change
    after = replace_process(before, process, before.A[:, process] * more, before.l[process] * less)
    assume(np.linalg.eigvals(after.A).real.max() < 1)
    found = experiment(before, after, wages="ante")
    (one,) = found.appraisals
    assert one.capital_using
    assert one.labour_saving
    assert found.progressive or not one.cheaper


def test_roemer_the_converse_fails() -> None:
    """A tenth of corn, 0.4 wages to buy but 0.2 hours to make, replaces 0.35 hours."""
    dear = replace_process(CORN, 0, [0.6], 0.65)
    found = experiment(CORN, dear, wages="ante")
    (one,) = found.appraisals
    assert not one.cheaper
    assert found.progressive
    assert found.after["real_wage"].rate_of_profit < found.before.rate_of_profit


@given(changes(), st.floats(0.1, 3.0), st.floats(0.1, 3.0))
def test_a_luxury_leaves_the_rate_as_it_is(
    change: tuple[Technique, Technique], inputs: float, labour: float
) -> None:
    basics, _ = change
    assume((inputs, labour) != (1.0, 1.0))
    A = np.zeros((4, 4))
    A[:3, :3], A[:3, 3] = basics.A, 0.1
    before = Technique(A=A, l=np.append(basics.l, 1.0), b=np.append(basics.b, 0.0))
    found = experiment(before, replace_process(before, 3, A[:, 3] * inputs, labour), wages="ante")
    assert found.basic == (False,)
    new = found.after["real_wage"]
    assert new.rate_of_profit == pytest.approx(found.before.rate_of_profit, rel=1e-12)
    assert new.prices[:3] == pytest.approx(found.before.prices[:3], rel=1e-9)


def test_several_cheaper_processes_together() -> None:
    step = replace_process(OCHOA, 1, OCHOA.A[:, 1] * 1.02, OCHOA.l[1] * 0.6)
    both = replace_process(step, 2, OCHOA.A[:, 2], OCHOA.l[2] * 0.9)
    found = experiment(OCHOA, both, wages="ante")
    assert [one.process for one in found.appraisals] == [1, 2]
    single = experiment(OCHOA, step, wages="ante").after["real_wage"]
    assert found.after["real_wage"].rate_of_profit > single.rate_of_profit


# --- false prices --------------------------------------------------------------------------------

# Corn, and a service of corn and labour that the old process for corn does not use.
SERVICE = Technique(
    A=np.array([[1 / 2, 2 / 5], [0, 0]]), l=np.array([1, 2 / 25]), b=np.array([1 / 4, 0])
)
WITH_SERVICE = replace_process(SERVICE, 0, [1 / 2, 3 / 4], 1 / 5)


def test_T_H2_4_K_08_a_subsidised_technique_lowers_the_rate() -> None:
    prices = state(SERVICE, wages="ante").prices
    in_corn = prices / prices[0]
    assert in_corn == exactly("1", "14/25")
    subsidised = prices * np.array([1, 1 / 5])
    found = experiment(SERVICE, WITH_SERVICE, wages="ante", market_prices=subsidised)
    assert found.before.rate_of_profit == exactly("1/3")
    (true,), (perceived,) = found.appraisals, found.perceived
    assert [true.cost_before / prices[0], true.cost_after / prices[0]] == exactly("3/4", "97/100")
    assert perceived.cost_after / prices[0] == exactly("317/500")
    assert perceived.rate_after == exactly("183/317")
    assert perceived.cheaper
    assert not true.cheaper
    assert found.after["real_wage"].rate_of_profit == exactly("1/9")


def test_T_H2_4_the_subsidy_at_which_it_is_taken_up() -> None:
    prices = state(SERVICE, wages="ante").prices
    ratio = critical_price_ratio(SERVICE, WITH_SERVICE, 0, 1, prices, wages="ante")
    assert ratio == exactly("10/21")
    for share, cheaper in ((ratio * 0.999, True), (ratio * 1.001, False)):
        market = prices * np.array([1, share])
        assert appraise(SERVICE, WITH_SERVICE, 0, market, wages="ante").cheaper == cheaper


@given(changes(), st.floats(0.05, 0.95))
def test_H2_3_what_only_a_subsidy_makes_viable_lowers_the_rate(
    change: tuple[Technique, Technique], subsidy: float
) -> None:
    before, after = change
    market = state(before, wages="ante").prices * np.array([subsidy, 1, 1])
    found = experiment(before, after, wages="ante", market_prices=market)
    assume("real_wage" in found.after)
    (true,), (perceived,) = found.appraisals, found.perceived
    if perceived.cheaper and true.cost_after > true.cost_before * (1 + 1e-6):
        assert found.after["real_wage"].rate_of_profit < found.before.rate_of_profit


# --- fixed capital, and time ---------------------------------------------------------------------


def test_T_E5_1_the_cheaper_process_with_the_lower_rate() -> None:
    """A product made from another good alone: cost 80, capital 100; then cost 75, capital 150."""
    old = Technique(
        A=np.array([[0.0, 0.0], [80, 0.5]]), l=np.array([0.0, 1.0]), b=np.array([0.0, 0.1]),
        K=np.array([[0.0, 0.0], [100, 1.0]]), t=np.zeros(2),
    )  # fmt: skip
    new = replace_process(old, 0, [0, 75], 0.0, capital=[0, 150])
    at_100 = appraise(old, new, 0, [100, 1], wages="ante")
    assert [at_100.rate_before, at_100.rate_after] == exactly("1/5", "1/6")
    assert at_100.cheaper
    assert not at_100.more_profitable
    margins = [100 / at_100.cost_before - 1, 100 / at_100.cost_after - 1]
    assert margins == exactly("1/4", "1/3")
    at_78 = appraise(old, new, 0, [78, 1], wages="ante")
    assert [at_78.rate_before, at_78.rate_after] == exactly("-1/50", "1/50")


def test_E5_a_cheaper_process_forced_on_all_lowers_the_general_rate() -> None:
    """One good and the same numbers: r = (1 − cost)/capital at the given real wage."""
    old = Technique(
        A=np.array([[0.5]]), D=np.array([[0.1]]), K=np.array([[1.0]]), t=np.zeros(1),
        l=np.array([1.0]), b=np.array([0.2]),
    )  # fmt: skip
    new = replace_process(old, 0, [0.45], 0.75, wear=[0.15], capital=[1.5])
    found = experiment(old, new, wages="ante")
    (one,) = found.appraisals
    assert one.cheaper
    assert not one.more_profitable
    assert found.before.rate_of_profit == exactly("1/5")
    assert one.rate_after == exactly("1/6")
    assert found.after["real_wage"].rate_of_profit == exactly("1/6")
    assert found.before.maximum_rate == exactly("2/5")


@given(changes())
def test_with_stocks_the_rate_follows_the_rate_and_not_the_cost(
    change: tuple[Technique, Technique],
) -> None:
    before, after = change
    stock = 3 * before.A
    before = replace(before, K=stock)
    after = replace(after, K=np.where(after.A != before.A, 4 * after.A, stock))
    found = _experiment((before, after))
    (one,) = found.appraisals
    assume(abs(one.rate_after - one.rate_before) > 1e-7)
    rises = found.after["real_wage"].rate_of_profit > found.before.rate_of_profit
    assert rises == one.more_profitable


def test_T_E6_simultaneous_rates_and_revalued_inputs(agrees: Agrees) -> None:
    """Labour falls by a fifth a period: 1 + r^T = (1 + r^S)·p_{t+1}/p_t, A = 1/2."""
    cases = {  # b: initial rate, rates at given technique, temporal rates
        "1/20": ("9/11", ["23/27", "117/133", "593/657"], ["2/3", "104/171", "29536/50589"]),
        "1/4": ("1/3", [], ["2/7", "8/27"]),
    }
    for b, (start, simultaneous, temporal) in cases.items():
        now = replace(CORN, b=np.array([float(Fraction(b))]))
        assert state(now, wages="ante").rate_of_profit == exactly(start)
        price, r_s, r_t, free = 2.0, [], [], []
        for _ in range(5):
            following = replace_process(now, 0, [1 / 2], now.l[0] * 0.8)
            found = experiment(now, following, wages="ante")
            assert found.appraisals[0].cheaper
            next_price = price / 2 + following.l[0]
            r_s.append(found.after["real_wage"].rate_of_profit)
            r_t.append((1 + r_s[-1]) * next_price / price - 1)
            free.append((1 + found.after["real_wage"].maximum_rate) * next_price / price - 1)
            now, price = following, next_price
        assert r_s[: len(simultaneous)] == pytest.approx([float(Fraction(x)) for x in simultaneous])
        assert r_t[: len(temporal)] == pytest.approx([float(Fraction(x)) for x in temporal])
        assert (np.diff(r_s) > 0).all()  # Okishio, period by period
        assert free[:4] == exactly("4/5", "32/45", "256/385", "2048/3205")  # T-E6.1: no wage
        if b == "1/20":
            assert agrees(min(r_t), "0.572276")
            assert r_t.index(min(r_t)) == 4


def test_sparse_tables_give_the_same() -> None:
    new = replace_process(OCHOA, 1, OCHOA.A[:, 1] * 1.02, OCHOA.l[1] * 0.6)
    dense = experiment(OCHOA, new, wages="ante")
    thin = [replace(item, A=sparse.csc_array(item.A)) for item in (OCHOA, new)]
    found = experiment(*thin, wages="ante")
    assert rates(found) == pytest.approx(rates(dense), rel=1e-10)
    assert found.appraisals[0].cost_after == pytest.approx(dense.appraisals[0].cost_after)
    assert found.appraisals[0].capital_using


# --- what is refused, and what cannot be ---------------------------------------------------------


def test_what_cannot_stay_the_same_is_said() -> None:
    """A process so dear that the old real wage exceeds it, and R falls below the old rate."""
    found = experiment(CORN, replace_process(CORN, 0, [0.9], 1.0), wages="ante", output=[1.0])
    assert set(found.impossible) == {"real_wage", "rate_of_profit"}
    assert "the real wage exceeds" in found.impossible["real_wage"]
    assert "maximum" in found.impossible["rate_of_profit"]
    assert set(found.after) == {"exploitation", "wage_share"} == set(found.wage_factor)
    assert found.after["exploitation"].rate_of_exploitation == exactly("1")


def test_what_is_refused() -> None:
    with pytest.raises(DataError, match="the same"):
        experiment(CORN, replace_process(CORN, 0, [1 / 2], 1.0), wages="ante")
    with pytest.raises(DataError, match="one and the same wage basket"):
        experiment(CORN, replace(CORN, b=np.array([0.3])), wages="ante")
    with pytest.raises(DataError, match="one and the same wage basket"):
        experiment(CORN, TWO, wages="ante")
    with pytest.raises(DataError, match="K has another shape"):
        experiment(TWO, replace(TWO_AFTER, K=np.eye(2)), wages="ante")
    with pytest.raises(DataError, match="output is no set"):
        experiment(TWO, TWO_AFTER, wages="ante", output=[1.0])
    with pytest.raises(ModelError, match="product"):
        experiment(CORN, replace_process(CORN, 0, [1.1], 1.0), wages="ante")
    with pytest.raises(ModelError, match="without a wage basket"):
        state(Technique(A=CORN.A, l=CORN.l), wages="ante")
    with pytest.raises(DataError, match="there is no process 1"):
        replace_process(CORN, 1, [0.5], 1.0)
    with pytest.raises(DataError, match="has A of the shape"):
        replace_process(CORN, 0, [0.5, 0.5], 1.0)
    with pytest.raises(DataError, match="labour"):
        replace_process(CORN, 0, [0.5], -1.0)
    with pytest.raises(DataError, match="no dense table K"):
        replace_process(CORN, 0, [0.5], 1.0, capital=[1.0])
    with pytest.raises(ModelError, match="no price of good 1"):
        critical_price_ratio(TWO, TWO_AFTER, 0, 1, [1.0, 1.0], wages="ante")


def test_input_is_left_as_it_was() -> None:
    table = OCHOA.A.copy()
    replace_process(OCHOA, 1, [0, 0, 0.5], 1.0)
    assert np.array_equal(OCHOA.A, table)
