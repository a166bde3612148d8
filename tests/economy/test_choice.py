"""Envelope, switch points and reswitching, against the books and against brute force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from capital.economy.choice import dated_labour_switches, envelope
from capital.economy.sraffa import wage_profit_curve
from capital.errors import DataError, ModelError, UnknownNameError

#: Samuelson's streams as chains of goods: the product is the last one.
ALPHA = ([[0, 1, 0], [0, 0, 1], [0, 0, 0]], [7, 0, 0])
BETA = ([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]], [2, 0, 6, 0])
LAST = [[0, 0, 1], [0, 0, 0, 1]]

CORN = [([["1/2"]], [1]), ([["3/5"]], ["1/4"])]


def techniques(seed: int, count: int, size: int = 3) -> list[tuple[Any, Any]]:
    rng = np.random.default_rng(seed)
    tables = [rng.random((size, size)) ** 2 for _ in range(count)]
    return [
        (table * rng.uniform(0.4, 0.8) / table.sum(axis=0).max(), rng.uniform(0.2, 1, size))
        for table in tables
    ]


def best_wage(group: list[tuple[Any, Any]], d: Any, rate: float, when: str) -> tuple[float, int]:
    """Return the highest wage and who pays it, one solve for each technique."""
    paid = []
    for A, l in group:
        inside = np.abs(np.linalg.eigvals(A)).max() * (1 + rate) < 1
        u = np.linalg.solve((np.eye(len(l)) - (1 + rate) * A).T, l) if inside else np.inf * l
        paid.append(1 / (u @ d) / (1 + rate if when == "ante" else 1))
    return max(paid), int(np.argmax(paid))


def test_T_F9_4_samuelson_by_streams() -> None:
    found = dated_labour_switches([0, 0, 7], [0, 6, 0, 2], exact=True)
    assert found.rates_of_profit == (sp.Rational(1, 2), 1)
    assert found.cheaper == (0, 1, 0)  # α, β between, α again


@pytest.mark.parametrize("exact", [False, True])
def test_P10_samuelson_as_techniques_reswitches(exact: bool) -> None:
    both = envelope([ALPHA, BETA], LAST, wages="post", exact=exact)
    first, second = both.switches
    assert [first.rate_of_profit, second.rate_of_profit] == pytest.approx([0.5, 1], rel=1e-12)
    assert [piece[2] for piece in both.intervals] == [0, 1, 0]
    assert both.reswitching == (0,)
    assert [both.ruling(rate) for rate in (0.2, 0.7, 3)] == [0, 1, 0]
    assert (first.reverse, second.reverse) == (False, True)
    assert second.capital_after > second.capital_before
    if exact:
        assert (first.rate_of_profit, second.rate_of_profit) == (sp.Rational(1, 2), 1)
        assert (first.wage, second.wage) == (sp.Rational(4, 63), sp.Rational(1, 28))


@pytest.mark.parametrize("wages", ["ante", "post"])
def test_T_F9_5_two_corn_techniques(wages: str) -> None:
    both = envelope(CORN, [1], wages=wages, exact=True)
    (switch,) = both.switches
    assert switch.rate_of_profit == sp.Rational(11, 19)
    assert (switch.before, switch.after, switch.reverse) == (1, 0, False)
    assert switch.wage == sp.Rational(4, 19) / (sp.Rational(30, 19) if wages == "ante" else 1)
    floats = envelope([([[0.5]], [1]), ([[0.6]], [0.25])], [1], wages=wages)
    assert floats.switches[0].rate_of_profit == pytest.approx(11 / 19, rel=1e-13)
    assert floats.maximum_rate_of_profit == pytest.approx(1)


def test_capital_of_a_corn_technique_by_hand() -> None:
    """An hour yields one unit from 1/2 of corn, or four units from 12/5."""
    (post,) = envelope(CORN, [1], wages="post", exact=True).switches
    assert (post.capital_after, post.capital_before) == (sp.Rational(1, 2), sp.Rational(12, 5))
    (ante,) = envelope(CORN, [1], wages="ante", exact=True).switches
    assert ante.capital_after == sp.Rational(1, 2) + ante.wage
    assert ante.capital_before == sp.Rational(12, 5) + ante.wage


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("wages", ["ante", "post"])
def test_envelope_is_the_highest_wage_everywhere(seed: int, wages: str) -> None:
    group, d = techniques(seed, 5), np.array([1.0, 0.5, 0.2])
    found = envelope(group, d, wages=wages)
    ends = [piece[0] for piece in found.intervals[1:]]
    for rate in np.linspace(0, found.maximum_rate_of_profit, 300)[:-1]:
        if min([abs(rate - end) for end in ends], default=1) > 1e-9:
            assert found.ruling(rate) == best_wage(group, d, rate, wages)[1]
    for switch in found.switches:
        for number in (switch.before, switch.after):
            curve = wage_profit_curve(*group[number], d, [switch.rate_of_profit], wages=wages)
            assert curve.wages[0] == pytest.approx(switch.wage, rel=1e-11)
        assert switch.reverse == (switch.capital_after > switch.capital_before)


def test_roots_of_polynomials_agree_with_the_grid() -> None:
    for seed in range(4):
        group = techniques(seed, 2, size=2)
        group = [(np.round(A, 3), np.round(l, 3)) for A, l in group]
        one = envelope(group, [1, 1], wages="post")
        other = envelope(group, [1, 1], wages="post", exact=True)
        assert [s.rate_of_profit for s in one.switches] == pytest.approx(
            [float(s.rate_of_profit) for s in other.switches], rel=1e-10
        )


def test_two_switches_inside_one_step_of_the_grid_are_found() -> None:
    """Streams whose difference is 2(σ − 1.5)(σ − 1.5001)σ."""
    first, second = [0, 0, 7, 0], [0, 4.5003, 0.9998, 2]
    streams = dated_labour_switches(first, second)
    assert streams.rates_of_profit == pytest.approx([0.5, 0.5001], rel=1e-12)
    chain = np.diag(np.ones(3), 1)
    found = envelope([(chain, first[::-1]), (chain, second[::-1])], [0, 0, 0, 1], wages="post")
    assert [s.rate_of_profit for s in found.switches] == pytest.approx([0.5, 0.5001], abs=1e-9)


def test_touching_curves_do_not_switch() -> None:
    cross = dated_labour_switches([1, 0, 1], [0, "5/2"], exact=True)  # (σ − 2)(σ − 1/2)
    assert (cross.rates_of_profit, cross.cheaper) == ((1,), (0, 1))
    touch = dated_labour_switches(["9/4", 0, 1], [0, 3, 0], exact=True)  # (σ − 3/2)²
    assert (touch.rates_of_profit, touch.cheaper) == ((), (1,))


def test_goods_that_the_numeraire_does_not_need_do_not_matter() -> None:
    """A third good with a maximum rate of its own leaves the frontier of corn as it is."""
    group = [(np.array([[0.5, 0.3], [0.0, 0.9]]), np.array([1.0, 1.0])), ([[0.6]], [0.25])]
    found = envelope(group, [[1, 0], [1]], wages="post")
    assert found.switches[0].rate_of_profit == pytest.approx(11 / 19, rel=1e-13)
    assert found.maximum_rate_of_profit == pytest.approx(1)


def test_the_same_technique_twice_never_switches() -> None:
    (A, l), *_ = techniques(1, 1)
    found = envelope([(A, l), (A, l)], [1, 1, 1], wages="post")
    assert envelope([CORN[0], CORN[0]], [1], wages="post", exact=True).switches == ()
    assert (found.switches, found.reswitching, len(found.intervals)) == ((), (), 1)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: envelope([], [1], wages="post"), DataError, "no technique"),
        (lambda: envelope(CORN, [1], wages="later", exact=True), UnknownNameError, "later"),
        (lambda: envelope(CORN, [[1]], wages="post", exact=True), DataError, "1 numéraires for 2"),
        (lambda: envelope([([[1.2]], [1])], [1], wages="post"), ModelError, "radius is 1.2"),
        (lambda: envelope([([[0.2]], [0])], [1], wages="post"), DataError, "l is zero"),
        (
            lambda: envelope([([[0.2, 0], [0, 0.2]], [1, 0])], [0, 1], wages="post"),
            DataError,
            "no labour enters",
        ),
        (
            lambda: envelope([([[0.5]], [1])], [1], wages="post").ruling(2),
            ModelError,
            "no technique pays",
        ),
        (lambda: dated_labour_switches([1, 2], [1, 2]), ModelError, "the same"),
        (lambda: dated_labour_switches([1, -2], [1]), DataError, "first is -2"),
    ],
)
def test_bad_input_is_refused(
    call: Callable[[], object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        call()
