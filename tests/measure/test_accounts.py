"""An account by hand: names, intervals, evidence, decomposition, stocks by timing."""

from __future__ import annotations

import copy
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from capital.errors import CapitalError, DataError, UnknownNameError
from capital.evidence import Evidence
from capital.measure import Accounts, Line, firm, us_corporate
from capital.measure.accounts import STOCKS, capital_advanced, check_turnovers, timed_stock

YEARS = pd.period_range("2001", periods=3, freq="Y")


def line(evidence: Evidence = Evidence.REPORTED) -> Line:
    return Line("as it stands", "made up", evidence, "1")


@pytest.fixture
def account() -> Accounts:
    """s known, v an interval, r an interval without width, net income not known at all."""
    frame = pd.DataFrame(
        {
            "surplus_value": [10.0, 12.0, 14.0],
            "variable_capital_lower": [4.0, 5.0, 6.0],
            "variable_capital_upper": [4.0, 5.0, 7.0],
            "rate_of_profit_lower": [0.1, 0.2, 0.3],
            "rate_of_profit_upper": [0.1, 0.2, 0.3],
            "capital_stock": [100.0, 60.0, 40.0],
            "net_income": [math.nan] * 3,
        },
        index=YEARS,
    )
    lines = {
        "surplus_value": line(),
        "variable_capital": line(Evidence.ESTIMATE),
        "rate_of_profit": line(Evidence.DERIVED),
        "capital_stock": line(),
        "net_income": line(Evidence.ASSUMPTION),
    }
    return Accounts("A mill", frame, lines, {"stock": "opening"}, ("one note",))


# Names


@pytest.mark.parametrize(
    ("letter", "term"), [("s", "surplus_value"), ("r", "rate_of_profit"), ("K", "capital_stock")]
)
def test_a_letter_and_its_term_are_one_column(account: Accounts, letter: str, term: str) -> None:
    assert account.column(letter) == account.column(term) == term
    by_letter, by_term = getattr(account, letter), getattr(account, term)
    pd.testing.assert_series_equal(by_letter, by_term)
    assert by_letter.name == term


def test_an_account_of_a_country_has_all_the_letters_of_its_formulas() -> None:
    account = us_corporate()
    for letter, term in {
        "c": "constant_capital",
        "v": "variable_capital",
        "s": "surplus_value",
        "Y": "net_value_added",
        "K": "capital_stock",
        "k": "value_composition",
        "e": "rate_of_surplus_value",
        "r": "rate_of_profit",
        "r_flow": "rate_of_profit_on_cost_price",
    }.items():
        pd.testing.assert_series_equal(getattr(account, letter), account.frame[term])


def test_a_slip_of_the_pen_is_met_with_the_name_that_was_meant(account: Accounts) -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘surplus_value’") as error:
        account.point("surplus_valeu")
    assert error.value.where == "A mill"
    with pytest.raises(AttributeError, match="did you mean ‘rate_of_profit’"):
        _ = account.rate_of_profits
    assert not hasattr(account, "profits")


def test_an_account_can_be_copied(account: Accounts) -> None:
    twin = copy.deepcopy(account)
    pd.testing.assert_frame_equal(twin.frame, account.frame)
    assert (twin.lines, twin.options, twin.notes) == (account.lines, account.options, account.notes)


# Intervals


def test_an_interval_is_no_point(account: Accounts) -> None:
    assert account.is_interval("v")
    assert not account.is_interval("s")
    with pytest.raises(DataError, match=r"variable_capital is an interval") as error:
        account.point("v")
    assert error.value.mend == "use accounts.interval('variable_capital')"
    with pytest.raises(DataError, match="interval"):
        _ = account.v
    assert account.interval("v").loc["2003"].to_dict() == {"lower": 6.0, "upper": 7.0}


def test_ends_that_coincide_throughout_are_a_point(account: Accounts) -> None:
    assert account.is_interval("r")
    assert account.r.tolist() == [0.1, 0.2, 0.3]
    assert account.point("r").name == "rate_of_profit"


def test_a_point_has_two_equal_ends(account: Accounts) -> None:
    ends = account.interval("s")
    assert ends["lower"].equals(ends["upper"])
    assert ends["lower"].tolist() == [10.0, 12.0, 14.0]


# Evidence and form


def test_the_evidence_is_that_of_the_weakest_figure(account: Accounts) -> None:
    assert account.evidence is Evidence.ESTIMATE  # net income, an assumption, has no figure
    weaker = replace(account, lines={**account.lines, "capital_stock": line(Evidence.LEAK)})
    assert weaker.evidence is Evidence.LEAK
    known = replace(account, frame=account.frame.assign(net_income=[math.nan, 1.0, math.nan]))
    assert known.evidence is Evidence.ASSUMPTION


def test_formulas_and_sources_are_those_of_the_lines(account: Accounts) -> None:
    assert account.formulas == dict.fromkeys(account.lines, "as it stands")
    assert account.sources == dict.fromkeys(account.lines, "made up")


def test_the_text_of_an_account_holds_its_options_lines_and_notes(account: Accounts) -> None:
    text = str(account)
    assert text.startswith("A mill, 2001–2003 (stock=opening); evidence: estimate")
    for name in account.lines:
        assert f"  {name} = as it stands [1; " in text
    assert text.endswith("note: one note")
    assert repr(account) == "<Accounts A mill, 3 periods>"


def test_latex_has_a_row_for_each_period_and_a_dash_for_what_is_missing(account: Accounts) -> None:
    rows = [row for row in account.to_latex().splitlines() if row.startswith("200")]
    assert [row[:4] for row in rows] == ["2001", "2002", "2003"]
    assert all(row.endswith(r"-- \\") for row in rows)


def test_the_table_that_is_handed_out_is_a_copy(account: Accounts) -> None:
    frame = account.to_frame()
    frame.loc["2001", "surplus_value"] = -1.0
    column = account.s
    column.iloc[0] = -1.0
    assert account.frame.loc["2001", "surplus_value"] == 10.0


def test_a_point_is_drawn_as_a_line_and_an_interval_as_a_band(account: Accounts) -> None:
    drawn = account.plot("s")
    assert drawn.lines[0].get_ydata().tolist() == [10.0, 12.0, 14.0]
    assert drawn.get_ylabel() == "surplus value (1)"
    own = Figure().add_subplot()
    assert account.plot("v", ax=own) is own
    assert not own.lines
    (band,) = own.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (4.0, 7.0)


# Decomposition


def test_logarithms_of_the_parts_add_up_exactly() -> None:
    account = us_corporate()
    logs = account.decompose()
    assert logs.columns.tolist() == ["rate_of_profit", "profit_share", "output_capital_ratio"]
    assert logs.index.equals(account.frame.index)
    gap = logs["rate_of_profit"] - logs["profit_share"] - logs["output_capital_ratio"]
    assert gap.abs().max() < 1e-14


def test_what_is_not_positive_has_no_logarithm() -> None:
    account = us_corporate()
    for column, value in (("rate_of_profit", -0.01), ("profit_share", 0.0)):
        frame = account.to_frame()
        frame.loc["1933", column] = value
        with pytest.raises(DataError, match=rf"{column} is {value:.4f} in 1933") as error:
            replace(account, frame=frame).decompose()
        assert "positive" in error.value.mend


def test_a_missing_year_stays_in_its_place() -> None:
    account = us_corporate()
    frame = account.to_frame()
    frame.loc["1950", "profit_share"] = math.nan
    logs = replace(account, frame=frame).decompose()
    assert logs["profit_share"].isna().sum() == 1
    assert len(logs) == len(frame)


def test_an_account_without_net_value_added_cannot_be_decomposed(account: Accounts) -> None:
    for without in (account, firm("Meta")):
        with pytest.raises(DataError, match="profit_share") as error:
            without.decompose()
        assert isinstance(error.value, CapitalError)


# Stocks and turnovers


@st.composite
def closings(draw: st.DrawFn) -> pd.Series:
    """Stocks at year ends, some of them not on record."""
    values = draw(st.lists(st.floats(0, 1e9), min_size=2, max_size=12))
    kept = draw(st.sets(st.integers(0, len(values) - 1), min_size=1))
    years = pd.period_range("1990", periods=len(values), freq=draw(st.sampled_from(["Y", "Q-JUN"])))
    return pd.Series(values, years).iloc[sorted(kept)]


@given(closings())
def test_a_stock_is_taken_from_the_period_that_its_timing_names(closing: pd.Series) -> None:
    before = closing.copy()
    opening, average = (timed_stock(closing, timing) for timing in ("opening", "average"))
    pd.testing.assert_series_equal(timed_stock(closing, "closing"), closing, check_freq=False)
    assert {period - 1: value for period, value in opening.items()} == closing.to_dict()
    both = {p: (closing[p] + closing[p - 1]) / 2 for p in closing.index if p - 1 in closing.index}
    assert average.to_dict() == both  # none where one of the two ends is not known
    pd.testing.assert_series_equal(closing, before)


def test_each_timing_that_is_offered_exists() -> None:
    closing = pd.Series([1.0, 3.0], YEARS[:2])
    assert {timing: timed_stock(closing, timing).to_list() for timing in STOCKS} == {
        "opening": [1.0, 3.0],
        "closing": [1.0, 3.0],
        "average": [2.0],
    }


@pytest.mark.parametrize("turnovers", [0, -1, math.nan, math.inf])
def test_turnovers_without_meaning_are_refused(turnovers: float) -> None:
    with pytest.raises(DataError, match="turnovers"):
        check_turnovers(turnovers)


@given(st.floats(0.01, 100), st.floats(0, 1e6), st.floats(0, 1e6))
def test_the_formula_of_capital_advanced_says_what_is_computed(
    turnovers: float, K: float, v: float
) -> None:
    check_turnovers(turnovers)
    text = capital_advanced("ante", turnovers).strip("()").removeprefix("K + ")
    factor, _, divisor = text.partition("v")
    said = v * float(factor.rstrip("·") or 1) / float(divisor.lstrip("/") or 1)
    assert K + said == pytest.approx(K + v / turnovers, rel=1e-5)
    assert capital_advanced("post", turnovers) == "K"
    assert np.isfinite(said)
