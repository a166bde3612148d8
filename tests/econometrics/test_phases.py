"""Turning points against brute force over all sequences; growth by phase against its identity."""

from __future__ import annotations

from itertools import chain, combinations, pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.econometrics.phases import phase_table, spells, turning_points
from capital.errors import DataError, UnknownNameError


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def dated(values: object, freq: str = "Y", name: str = "r") -> pd.Series:
    numbers = np.asarray(values, dtype=float)
    return pd.Series(
        numbers, index=pd.period_range("1948", periods=len(numbers), freq=freq), name=name
    )


def walk(nobs: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=nobs).cumsum()


def movement(y: np.ndarray, turns: tuple[tuple[int, int], ...]) -> float:
    """Sum of rises and falls along a sequence, signed by what each phase is said to be."""
    if not turns:
        return abs(y[-1] - y[0])
    edges = [0, *(t for t, _ in turns), len(y) - 1]
    signs = [turns[0][1] * (-1) ** i for i in range(len(edges) - 1)]
    return sum(s * (y[b] - y[a]) for s, (a, b) in zip(signs, pairwise(edges), strict=True))


def every_sequence(y: np.ndarray, phase: int, cycle: int):
    """Yield all alternating sequences of local extremes that respect the rules."""
    extremes = []
    for t in range(phase, len(y) - phase):
        window = y[t - phase : t + phase + 1]
        if y[t] == window.max():
            extremes.append((t, 1))
        elif y[t] == window.min():
            extremes.append((t, -1))
    subsets = chain.from_iterable(combinations(extremes, n) for n in range(len(extremes) + 1))
    for turns in subsets:
        alternate = all(a[1] != b[1] for a, b in pairwise(turns))
        apart = all(b[0] - a[0] >= phase for a, b in pairwise(turns))
        long = all(b[0] - a[0] >= cycle for a, b in zip(turns, turns[2:], strict=False))
        if alternate and apart and long:
            yield turns


@pytest.mark.parametrize(("phase", "cycle"), [(1, 2), (1, 4), (2, 5), (3, 6)])
@pytest.mark.parametrize("seed", range(8))
def test_the_dates_are_the_best_of_all_sequences(seed, phase, cycle):
    y = walk(18, seed)
    best = max(every_sequence(y, phase, cycle), key=lambda turns: movement(y, turns))
    points = turning_points(dated(y), minimum_phase=phase, minimum_cycle=cycle).points
    assert [period.year - 1948 for period in points.index] == [t for t, _ in best]
    kinds = ["peak" if sign > 0 else "trough" for _, sign in best]
    assert list(points["kind"]) == kinds
    np.testing.assert_array_equal(points["value"], [y[t] for t, _ in best])


def test_a_wave_turns_where_its_sine_does():
    t = np.arange(120)
    wave = dated(np.sin(2 * np.pi * t / 24), freq="M")  # peaks at 6, 30, …; troughs at 18, 42, …
    points = turning_points(wave).points
    assert [wave.index.get_loc(p) for p in points.index] == list(range(6, 115, 12))
    assert list(points["kind"][:2]) == ["peak", "trough"]


@pytest.mark.parametrize(
    ("freq", "words"), [("Y", "phase 1 .* cycle 2"), ("Q", "2 .* 5"), ("M", "5 .* 15")]
)
def test_the_shortest_phase_follows_the_frequency(freq, words):
    import re

    assert re.search(words, turning_points(dated(walk(80, 1), freq=freq)).note)


@given(seed=st.integers(0, 10**6), scale=st.floats(0.01, 100), shift=st.floats(-100, 100))
def test_unit_and_level_do_not_matter_and_a_mirror_swaps_peaks(seed, scale, shift):
    y = walk(40, seed)
    plain = turning_points(dated(y), minimum_phase=2, minimum_cycle=5)
    moved = turning_points(dated(scale * y + shift), minimum_phase=2, minimum_cycle=5)
    mirror = turning_points(dated(-y), minimum_phase=2, minimum_cycle=5)
    assert list(plain.points.index) == list(moved.points.index) == list(mirror.points.index)
    assert list(plain.points["kind"] == "peak") == list(mirror.points["kind"] == "trough")


def test_phases_follow_one_another_and_their_changes_add_up():
    y = dated(walk(60, 3))
    found = turning_points(y, minimum_phase=2, minimum_cycle=5)
    phases = found.phases
    assert phases["start"].iloc[0] == y.index[0]
    assert phases["end"].iloc[-1] == y.index[-1]
    assert (
        list(phases["start"].iloc[1:]) == list(phases["end"].iloc[:-1]) == list(found.points.index)
    )
    assert phases["change"].sum() == pytest.approx(y.iloc[-1] - y.iloc[0])
    assert phases["periods"].sum() == 59
    rises = phases["kind"] == "expansion"
    assert (phases.loc[phases["complete"] & rises, "change"] > 0).all()
    assert (phases.loc[phases["complete"] & ~rises, "change"] < 0).all()
    assert list(phases["complete"]) == [False, *[True] * (len(phases) - 2), False]
    axes = found.plot()
    assert len(axes.patches) == (~rises).sum()
    assert found.references.count("@") == 2
    pd.testing.assert_frame_equal(found.to_frame(), phases)


def test_a_line_has_no_turn_and_one_phase():
    up = turning_points(dated(np.arange(10.0)))
    assert len(up.points) == 0
    assert list(up.phases["kind"]) == ["expansion"]
    assert list(turning_points(dated(-np.arange(10.0))).phases["kind"]) == ["contraction"]


@pytest.mark.parametrize(
    ("series", "options", "message"),
    [
        (dated(np.ones(20)), {}, "the same in all periods"),
        (dated([1.0, 2, 1]), {}, "at least 5"),
        (dated(walk(10, 1)), {"minimum_phase": 5}, "no turn with phases of 5.*at least 11"),
        (dated(walk(10, 1)), {"minimum_phase": 0}, "0 is no number of periods"),
        (dated(walk(10, 1)), {"minimum_cycle": 2.5}, "2.5 is no number of periods"),
        (dated(walk(10, 1), freq="W"), {}, "no usual shortest phase.*minimum_cycle"),
        (dated(walk(10, 1), freq="2Y"), {"minimum_phase": 1}, "no usual shortest phase"),
        (dated(walk(10, 1)).drop(pd.Period("1950")), {}, "1949 to 1951"),
    ],
)
def test_series_without_turns_are_refused(series, options, message):
    with pytest.raises(DataError, match=message):
        turning_points(series, **options)


# ---------------------------------------------------------------- growth by phase


def product(nobs: int = 60, seed: int = 1) -> pd.DataFrame:
    share, output = (np.exp(0.05 * walk(nobs, seed + i)) for i in range(2))
    frame = pd.DataFrame({"share": share, "output_capital": output})
    frame["r"] = frame["share"] * frame["output_capital"]
    return frame.set_axis(pd.period_range("1948", periods=nobs, freq="Y"))


@given(seed=st.integers(0, 10**6), cuts=st.sets(st.integers(1949, 2006), max_size=5))
def test_growth_adds_up_over_phases_and_over_factors(seed, cuts):
    frame = product(seed=seed)
    table = phase_table(frame, [1948, *sorted(cuts), 2007], total="r")
    whole = table.iloc[-1]
    np.testing.assert_allclose(table.iloc[:-1].sum(), whole, atol=1e-10)
    np.testing.assert_allclose(table["share"] + table["output_capital"], table["r"], atol=1e-9)
    expected = 100 * np.log(frame["r"].iloc[-1] / frame["r"].iloc[0])
    assert whole["r"] == pytest.approx(expected, abs=1e-9)
    assert table.index[-1] == "1948–2007"


def test_phases_come_from_dates_from_turns_or_from_a_table():
    frame = product()
    turns = turning_points(frame["r"], minimum_phase=4, minimum_cycle=9)
    dates = [frame.index[0], *turns.points.index, frame.index[-1]]
    by_turns = phase_table(frame, turns)
    pd.testing.assert_frame_equal(by_turns, phase_table(frame, dates))
    pd.testing.assert_frame_equal(by_turns, phase_table(frame, turns.phases))
    assert by_turns.attrs["note"].startswith("Growth in log points; accounting")


def test_rates_are_growth_over_periods():
    frame = product()
    total, rate = (phase_table(frame, [1948, 1966, 1982], per_period=p) for p in (False, True))
    np.testing.assert_allclose(rate["r"] * rate["periods"], total["r"])
    assert list(rate["periods"]) == [18, 16, 34]
    assert rate.attrs["note"].startswith("Growth in log points a period")


def test_a_series_keeps_its_name_and_gaps_outside_do_not_matter():
    r = product()["r"]
    r.iloc[0], r.iloc[-1] = np.nan, -1.0
    table = phase_table(r, ["1949", 1990, 2006])
    assert list(table.columns) == ["periods", "r"]
    quarters = dated(np.exp(walk(40, 2)), freq="Q")
    assert list(phase_table(quarters, [1949, 1951]).index) == ["1949Q4–1951Q4"] * 2


def test_spells_follow_one_another():
    labels = pd.Series(list("aabbbac"), index=pd.period_range("2000", periods=7, freq="Y"))
    table = spells(labels)
    assert list(table["kind"]) == ["a", "b", "a", "c"]
    assert [str(p) for p in table["end"]] == ["2001", "2004", "2005", "2006"]
    assert list(table["start"].iloc[1:]) == list(table["end"].iloc[:-1])
    values = pd.Series(np.exp(walk(7, 1)), index=labels.index)
    assert len(phase_table(values, table)) == 5


@pytest.mark.parametrize(
    ("phases", "options", "message"),
    [
        ([1948], {}, "no list of dates"),
        (1948, {}, "no list of dates"),
        ([1948, 1900], {}, r"1900 lies outside the series \(in phases\)"),
        ([1982, 1966], {}, "1982, 1966 are not in order"),
        ([1948, 2007], {"total": "share"}, "miss the total by .* in .*every factor"),
        (
            pd.DataFrame({"start": [pd.Period("1948"), pd.Period("1960")],
                          "end": [pd.Period("1955"), pd.Period("1970")]}),
            {},
            "do not follow one another: 1955 to 1960",
        ),
    ],
)  # fmt: skip
def test_bad_phases_are_refused(phases, options, message):
    with pytest.raises(DataError, match=message):
        phase_table(product(), phases, **options)


def test_bad_tables_are_refused():
    frame = product()
    with pytest.raises(UnknownNameError, match="did you mean ‘share’"):
        phase_table(frame, [1948, 2007], total="shares")
    with pytest.raises(UnknownNameError, match="no column ‘end’"):
        phase_table(frame, pd.DataFrame({"start": [pd.Period("1948")]}))
    frame.loc["1950", "share"] = -2.0
    with pytest.raises(DataError, match="share is −2 in 1950; growth needs positive"):
        phase_table(frame, [1948, 2007])
    frame.loc["1950", "share"] = np.nan
    with pytest.raises(DataError, match="share is missing in 1950"):
        phase_table(frame, [1948, 2007])
    with pytest.raises(DataError, match="no table"):
        phase_table([1.0, 2.0], [1948, 2007])
