"""Sensitivities, experiments and decompositions of an `Economy`."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from capital.economy import Economy
from capital.errors import DataError, ModelError, UnknownNameError


@pytest.mark.parametrize("wages", ["ante", "post"])
def test_labelled_derivatives_are_finite_differences(ochoa_stocks, wages: str) -> None:
    economy = Economy(**ochoa_stocks, labels=["farm", "mine", "works"])
    found = economy.sensitivities(wages=wages)
    step = 1e-6
    for good, process in (("farm", "works"), ("mine", "mine")):
        rates = []
        for sign in (1, -1):
            A = economy.inputs
            A.loc[good, process] += sign * step
            rates.append(economy.replace(A=A).prices_of_production(wages).rate_of_profit)
        slope = (rates[0] - rates[1]) / (2 * step)
        assert found.derivative["A"].loc[good, process] == pytest.approx(slope, rel=1e-5)
    assert found.elasticity("l").index.tolist() == ["farm", "mine", "works"]
    assert set(found.derivative) == {"A", "l", "b", "D", "K", "t"}
    flows = economy.sensitivities(wages=wages, capital="circulating")
    assert set(flows.derivative) == {"A", "l", "b"}


def test_a_process_is_replaced_and_nothing_else() -> None:
    economy = Economy.example("okishio-two-goods")
    new = economy.with_process("capital_good", {"capital_good": Fraction(33, 50)}, "33/40")
    after = Economy.example("okishio-two-goods-after")
    assert new.inputs.equals(after.inputs)
    assert new.prices_of_production(exact=True).rate_of_profit == Fraction(1, 3)
    assert economy.prices_of_production(exact=True).rate_of_profit == Fraction(1, 4)


def test_stocks_of_a_process_change_too(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks)
    new = economy.with_process(
        2, economy.inputs[2], 0.5, wear=[0, 0.002, 0.002], capital=[0, 0.2, 0.1]
    )
    assert new.technique.K[:, 2].tolist() == [0, 0.2, 0.1]
    assert new.technique.D[:, 2].tolist() == [0, 0.002, 0.002]
    assert new.technique.t.tolist() == economy.technique.t.tolist()
    with pytest.raises(DataError, match="has no capital to change"):
        Economy([[0.5]], [1.0]).with_process(0, [0.4], 1, capital=[1])


def test_an_experiment_names_processes_and_goods() -> None:
    old, new = (Economy.example(f"okishio-two-goods{end}") for end in ("", "-after"))
    found = old.experiment(new)
    (one,) = found.appraisals
    assert one.process == "capital_good"
    assert one.rate_after == pytest.approx(103 / 297)
    assert found.before.prices["capital_good"] / found.before.prices["wage_good"] == 2
    table = found.to_frame()
    assert table.loc["real_wage", "rate_of_profit"] == pytest.approx(1 / 3)
    assert table.loc["exploitation", "rate_of_profit"] == pytest.approx(0.249693595)
    assert table.loc["rate_of_profit", "wage_factor"] == pytest.approx(224 / 775 * 5)


def test_viability_is_judged_at_market_prices_too(ochoa) -> None:
    """A good that the market gives away makes a process pay that wastes it."""
    economy = Economy(**ochoa, market_prices=[0.01, 60.0, 7.0])
    new = economy.with_process(2, [0.9, *economy.inputs[2].iloc[1:]], 0.55)
    found = economy.experiment(new)
    assert not found.appraisals[0].cheaper
    assert found.perceived[0].cheaper
    assert found.after["real_wage"].rate_of_profit < found.before.rate_of_profit


def test_a_decomposition_adds_up(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks)
    new = economy.with_process(1, economy.inputs[1] * 1.1, 2.0).replace(
        wage_basket=economy.wage_basket * 1.2
    )
    change = (
        new.prices_of_production().rate_of_profit - economy.prices_of_production().rate_of_profit
    )
    parts = economy.decompose(new)
    assert sum(parts.contribution.values()) == pytest.approx(change)
    cells = economy.decompose(new, by="coefficient")
    total = sum(float(np.sum(part.to_numpy())) for part in cells.contribution.values())
    assert total == pytest.approx(change)
    assert cells.contribution["A"].columns.tolist() == economy.labels.tolist()
    assert (cells.contribution["A"][[0, 2]] == 0).all().all()


def test_what_is_refused(ochoa) -> None:
    economy = Economy(**ochoa, labels=["farm", "mine", "works"])
    with pytest.raises(UnknownNameError, match="did you mean ‘farm’"):
        economy.with_process("fram", [0, 0, 0], 1)
    with pytest.raises(UnknownNameError, match="good ‘gold’"):
        economy.with_process("farm", {"gold": 1}, 1)
    with pytest.raises(DataError, match="negative"):
        economy.with_process("farm", [0.1, -0.1, 0], 1)
    with pytest.raises(DataError, match="other goods"):
        economy.experiment(Economy(**ochoa))
    with pytest.raises(DataError, match="same"):
        economy.experiment(economy)
    with pytest.raises(UnknownNameError, match="coefficient"):
        economy.decompose(economy, by="cell")
    with pytest.raises(ModelError, match="wage basket"):
        economy.replace(wage_basket=None).sensitivities()
