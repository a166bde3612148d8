"""The frontier of a book of blueprints, against listing every combination."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from capital.economy.blueprints import book_of_blueprints
from capital.economy.choice import envelope
from capital.errors import DataError, ModelError, UnknownNameError


def book(seed: int, n: int = 3, each: int = 3) -> tuple[Any, Any, Any]:
    """Return processes of which those with more inputs use less labour."""
    rng = np.random.default_rng(seed)
    A = rng.random((n, n * each)) ** 3
    A = A / A.sum(axis=0) * rng.uniform(0.3, 0.75, n * each)
    return A, rng.uniform(0.2, 1, n * each) * (0.9 - A.sum(axis=0)), np.repeat(range(n), each)


def best_combination(A: Any, l: Any, makes: Any, d: Any, rate: float, when: str) -> tuple[int, ...]:
    """Return the processes that pay the highest wage, after trying all."""
    best: tuple[float, tuple[int, ...]] = (0.0, ())
    for choice in product(*[np.flatnonzero(makes == good).tolist() for good in range(len(d))]):
        table, hours = A[:, list(choice)], l[list(choice)]
        if np.abs(np.linalg.eigvals(table)).max() * (1 + rate) < 1:
            u = np.linalg.solve((np.eye(len(d)) - (1 + rate) * table).T, hours)
            best = max(best, (1 / (u @ d) / (1 + rate if when == "ante" else 1), choice))
    return best[1]


@pytest.mark.parametrize("wages", ["ante", "post"])
@pytest.mark.parametrize("seed", range(5))
def test_frontier_is_the_best_of_all_combinations(seed: int, wages: str) -> None:
    A, l, makes = book(seed)
    d = np.array([1.0, 0.5, 0.2])
    found = book_of_blueprints(A, l, makes, d, wages=wages)
    for rate in np.linspace(0, found.envelope.maximum_rate_of_profit * 0.999, 40):
        ruling = found.techniques[found.envelope.ruling(rate)]
        assert ruling == best_combination(A, l, makes, d, rate, wages)


def test_it_is_the_envelope_of_what_rules() -> None:
    A, l, makes = book(4)
    d = np.array([1.0, 1.0, 1.0])
    found = book_of_blueprints(A, l, makes, d, wages="post")
    group = [(A[:, list(t)], l[list(t)]) for t in found.techniques]
    same = envelope(group, d, wages="post")
    assert [s.rate_of_profit for s in found.envelope.switches] == pytest.approx(
        [s.rate_of_profit for s in same.switches], rel=1e-10
    )
    assert found.envelope.reswitching == same.reswitching == (1,)


def test_the_choice_does_not_depend_on_the_numeraire() -> None:
    A, l, makes = book(3)
    one, other = (
        book_of_blueprints(A, l, makes, d, wages="ante") for d in ([1, 0, 0], [0.1, 3, 2])
    )
    assert one.techniques == other.techniques
    assert [s.rate_of_profit for s in one.envelope.switches] == pytest.approx(
        [s.rate_of_profit for s in other.envelope.switches], rel=1e-9
    )


def test_ten_processes_for_each_of_twenty_goods() -> None:
    """10²⁰ techniques: neighbours on the frontier differ in one process, and none pays more."""
    A, l, makes = book(1, 20, 10)
    found = book_of_blueprints(A, l, makes, np.ones(20), wages="post")
    order = [piece[2] for piece in found.envelope.intervals]
    for before, after in pairwise(order):
        pair = zip(found.techniques[before], found.techniques[after], strict=True)
        assert sum(a != b for a, b in pair) == 1
    for start, end, number in found.envelope.intervals:
        sigma, chosen = 1 + (start + end) / 2, list(found.techniques[number])
        p = np.linalg.solve((np.eye(20) - sigma * A[:, chosen]).T, l[chosen])
        assert (sigma * p @ A + l >= p[makes] * (1 - 1e-12)).all()


def test_a_tie_without_profit_is_decided_by_the_first_profit() -> None:
    """Both processes embody two hours; the one with less corn is cheaper at any profit."""
    for order in ([0, 1], [1, 0]):
        A, l = np.array([[0.5, 0.6]])[:, order], np.array([1, 0.8])[order]
        found = book_of_blueprints(A, l, [0, 0], [1], wages="post")
        assert found.techniques[found.envelope.ruling(0.3)] == (order.index(0),)
    twice = book_of_blueprints([[0.5, 0.5]], [1, 1], [0, 0], [1], wages="post")
    assert len(twice.envelope.intervals) == 1


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: book_of_blueprints([[1.5]], [1], [0], [1], wages="post"),
            ModelError,
            "net product",
        ),
        (lambda: book_of_blueprints([[0.5]], [1], [1], [1], wages="post"), DataError, "goods made"),
        (lambda: book_of_blueprints([[0.5]], [0], [0], [1], wages="post"), DataError, "no labour"),
        (lambda: book_of_blueprints([[0.5]], [1], [0], [0], wages="post"), DataError, "empty"),
        (lambda: book_of_blueprints([[0.5]], [1], [0], [1], wages="x"), UnknownNameError, "‘x’"),
    ],
)
def test_bad_input_is_refused(
    call: Callable[[], object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        call()
