"""Draws: right distributions, the same numbers however they are computed, nothing dropped."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from capital import Calibration, Model, Parameter
from capital.errors import DataError, UnknownNameError
from capital.sketch import Sketch
from capital.uncertainty import UNIT, draw, propagate, sensitivity

PROFIT = Model.from_text(["k = c/v", "r = e/(1 + k)"])
ASSUMED = Calibration(
    c=Parameter(lower=2, upper=6), v=1, e=Parameter(1, lower="1/2", upper="3/2", source="a survey")
)


@pytest.mark.parametrize(
    ("parameter", "law"),
    [
        (Parameter(lower=2, upper=6), stats.uniform(2, 4)),
        (Parameter(lower=2, upper=8, shape="loguniform"), stats.loguniform(2, 8)),
        (Parameter(3, lower=2, upper=6), stats.triang(0.25, 2, 4)),
        (Parameter(3, se=0.5), stats.norm(3, 0.5)),
        (Parameter(lower=1, upper=4, shape="normal"), stats.norm(2.5, 1.5 / stats.norm.ppf(0.975))),
        (
            Parameter(lower=1, upper=4, shape="lognormal"),
            stats.lognorm(np.log(2) / stats.norm.ppf(0.975), scale=2),
        ),
    ],
)
def test_a_parameter_is_drawn_from_its_law(parameter, law):
    shares = np.linspace(0.001, 0.999, 999)
    np.testing.assert_allclose(draw(parameter, shares), law.ppf(shares), rtol=1e-10)


def test_a_mixture_keeps_every_figure_with_its_weight():
    both = Parameter.mixture(Parameter(13), Parameter(lower=100, upper=200), weights=(1, 3))
    drawn = draw(both, (np.arange(1000) + 0.5) / 1000)
    assert (drawn == 13).mean() == 0.25
    assert drawn[drawn > 13].mean() == pytest.approx(150)
    assert (both.lower, both.upper) == (13, 200)


def test_numbers_agree_with_those_of_numpy_on_the_same_draws():
    found = propagate(PROFIT, ASSUMED, draws=UNIT, claims=["r < 1/5"], rng=7)
    seed = np.random.SeedSequence(7, spawn_key=(0,))
    uniforms = np.random.Generator(np.random.PCG64(seed)).random((UNIT, 3))
    order = sorted(["c", "e", "v"])
    c = 2 + 4 * uniforms[:, order.index("c")]
    e = stats.triang(0.5, 0.5, 1).ppf(uniforms[:, order.index("e")])
    r = e / (1 + c)
    row = found.table.loc["r"]
    assert row["mean"] == pytest.approx(r.mean(), rel=1e-12)
    assert row["sd"] == pytest.approx(r.std(ddof=1), rel=1e-9)
    for share in (0.025, 0.5, 0.95):
        assert row[f"{100 * share:g} %"] == pytest.approx(np.quantile(r, share), rel=1e-3)
    assert (row["minimum"], row["maximum"]) == pytest.approx((r.min(), r.max()), rel=1e-12)
    assert found.claims["r < 1/5"] == (r < 0.2).mean()
    assert found.evidence.value == "assumption"
    assert found.interval("r", 0.9) == (row["5 %"], row["95 %"])


def test_the_quantiles_meet_the_closed_form():
    ratio = Model.from_text(["y = a/b"])
    assumed = Calibration(
        a=Parameter(lower=1, upper=4, shape="lognormal"),
        b=Parameter(lower=1, upper=9, shape="lognormal"),
    )
    found = propagate(ratio, assumed, draws=2**18, sampler="sobol")
    spread = np.hypot(np.log(2), np.log(3)) / stats.norm.ppf(0.975)
    law = stats.lognorm(spread, scale=2 / 3)
    for share in (0.05, 0.5, 0.95):
        got = found.table.loc["y", f"{100 * share:g} %"]
        assert got == pytest.approx(law.ppf(share), rel=1e-3)


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_blocks_and_workers_change_no_number(sampler):
    def run(**how):
        return propagate(
            PROFIT, ASSUMED, draws=5 * UNIT + 100, claims=["r < 1/5"], sampler=sampler, rng=3, **how
        )

    whole = run(block=100)
    with ThreadPoolExecutor(2) as threads:
        others = [run(block=1), run(block=2), run(block=2, executor=threads)]
    for other in others:
        assert whole.table.equals(other.table)
        assert whole.claims.equals(other.claims)


def test_a_pool_of_processes_changes_no_number():
    alone = propagate(PROFIT, ASSUMED, draws=3 * UNIT, claims=["k > 3"])
    indices = sensitivity(PROFIT, ASSUMED, "r", points=256, replicates=3)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        pooled = propagate(
            PROFIT, ASSUMED, draws=3 * UNIT, claims=["k > 3"], block=1, executor=pool
        )
        assert sensitivity(PROFIT, ASSUMED, "r", points=256, replicates=3, executor=pool).equals(
            indices
        )
    assert alone.table.equals(pooled.table)
    assert alone.claims.equals(pooled.claims)


def test_memory_does_not_grow_with_the_draws():
    peaks = []
    for units in (8, 64):
        tracemalloc.start()
        propagate(PROFIT, ASSUMED, ["r"], draws=units * UNIT, block=4)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


def test_what_leaves_the_domain_is_counted_and_kept():
    share = Model.from_text(["omega = 1 - s/y"])
    assumed = Calibration(s=Parameter(1, se=1), y=Parameter(lower=1, upper=2))
    found = propagate(share, assumed, draws=UNIT)
    below = found.inputs_outside["s"] / UNIT
    assert below == pytest.approx(stats.norm(1, 1).cdf(0), abs=0.01)
    row = found.table.loc["omega"]
    assert row["minimum"] < 0 < 1 < row["maximum"]
    assert row["undefined"] == 0


def test_a_draw_without_a_value_is_counted():
    root = Model.from_text(["z = sqrt(x)"])
    found = propagate(root, Calibration(x=Parameter(lower=-1, upper=1)), draws=UNIT)
    assert found.table.loc["z", "undefined"] == pytest.approx(UNIT / 2, rel=0.05)
    assert found.table.loc["z", "maximum"] <= 1


def _ishigami(a, b, c):
    return {"y": np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)}


def test_sobol_indices_of_ishigami_and_homma():
    pi = Parameter(lower=-np.pi, upper=np.pi)
    table = sensitivity(_ishigami, Calibration(a=pi, b=pi, c=pi), "y", points=2048)
    # Closed form: Ishigami and Homma (1990), with a = 7 and b = 0.1.
    total = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18 + 0.5
    inter = 8 * 0.01 * np.pi**8 / 225
    alone = {"a": 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, "b": 49 / 8, "c": 0.0}
    for name, variance in alone.items():
        row = table.loc[name]
        assert row["first"] == pytest.approx(variance / total, abs=0.01)
        both = variance + (inter if name in "ac" else 0)
        assert row["total"] == pytest.approx(both / total, abs=0.01)
        assert row["total_lower"] <= both / total <= row["total_upper"]


def test_sobol_indices_agree_with_those_of_scipy():
    law = [stats.uniform(2, 4), stats.uniform(0.5, 1)]
    theirs = stats.sobol_indices(
        func=lambda x: x[1] / (1 + x[0]), n=2**13, dists=law, rng=np.random.default_rng(0)
    )
    assumed = Calibration(c=Parameter(lower=2, upper=6), v=1, e=Parameter(lower="1/2", upper="3/2"))
    ours = sensitivity(PROFIT, assumed, "r").loc[["c", "e"]]
    np.testing.assert_allclose(ours["first"], theirs.first_order, atol=0.01)
    np.testing.assert_allclose(ours["total"], theirs.total_order, atol=0.01)


def test_which_assumption_decides_a_claim():
    table = sensitivity(PROFIT, ASSUMED, "k > 4")
    assert table["total"].to_dict() == pytest.approx({"c": 1}, abs=0.02)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=200),
    st.integers(0, 200),
)
def test_a_sketch_in_two_parts_is_the_whole(numbers, cut):
    values = np.array(numbers)
    whole, left, right = Sketch(), Sketch(), Sketch()
    whole.take(values, 0)
    left.take(values[:cut], 0)
    right.take(values[cut:], 0)
    right.add(left)
    names = [f"{100 * q:g} %" for q in (0.1, 0.5, 0.9)]
    for name in (*names, "minimum", "maximum"):
        assert whole.row([0.1, 0.5, 0.9])[name] == right.row([0.1, 0.5, 0.9])[name]
    middle = whole.row([0.5])["50 %"]
    nearest = np.sort(values)[(len(values) - 1) // 2]
    assert middle == pytest.approx(nearest, rel=1.3e-4, abs=1e-300)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: propagate(PROFIT, Calibration(c=1, v=1)), DataError, "e has no value"),
        (lambda: propagate(PROFIT, ASSUMED, ["q"]), Exception, "‘q’"),
        (lambda: propagate(PROFIT, ASSUMED, draws=0), DataError, "draws"),
        (lambda: propagate(PROFIT, ASSUMED, draws=10, quantiles=[1.5]), DataError, "no quantile"),
        (lambda: propagate(PROFIT, ASSUMED, rng="x"), DataError, "no seed"),
        (lambda: propagate(PROFIT, ASSUMED, sampler="halton"), UnknownNameError, "no sampler"),
        (lambda: propagate(_ishigami, ASSUMED), DataError, "plain function"),
        (
            lambda: sensitivity(PROFIT, Calibration(c=1, v=1, e=1), "r"),
            DataError,
            "nothing that r depends on",
        ),
        (lambda: sensitivity(PROFIT, ASSUMED, "r", points=100), DataError, "no power of two"),
        (lambda: sensitivity(PROFIT, ASSUMED, "k > 1", points=64), DataError, "does not vary"),
        (lambda: Parameter(lower=0, upper=1, shape="loguniform"), DataError, "is positive"),
        (lambda: Parameter(1, shape="uniform"), DataError, "needs an interval"),
        (lambda: Parameter(1, shape="gamma"), UnknownNameError, "no shape"),
        (lambda: Parameter.mixture(Parameter(1)), DataError, "two or more"),
        (
            lambda: Parameter.mixture(Parameter(1, unit="hour"), Parameter(1)),
            DataError,
            "different units",
        ),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_interval_that_was_not_asked_for_is_an_error():
    found = propagate(PROFIT, ASSUMED, draws=100)
    with pytest.raises(UnknownNameError, match="no quantile ‘10 %’"):
        found.interval("r", 0.8)
