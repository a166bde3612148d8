"""Firms: every figure against its row in the files, periods by date, intervals that stay ones."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from capital import datasets
from capital.errors import DataError, UnknownNameError
from capital.evidence import Evidence, weakest
from capital.expression import parse_expression
from capital.measure import FIRMS, firm, pay_ratios
from capital.measure.accounts import COLUMNS, STOCKS
from capital.measure.firms import FREQUENCIES, MEASURES, PERIODS
from capital.model import variables

DATA = Path(__file__).parents[2] / "data"
FOUR = ("Microsoft", "Alphabet", "Amazon", "Meta")
INTERVALS = (
    "variable_capital",
    "value_composition",
    "rate_of_surplus_value",
    "rate_of_profit",
    "rate_of_profit_on_cost_price",
)
#: Cash capital expenditure of the four, calendar years, billions, as published with the tables.
CAPEX = {
    "2017": "40.6",
    "2018": "66.7",
    "2019": "69.1",
    "2020": "95.2",
    "2021": "127.6",
    "2022": "151.1",
    "2023": "147.2",
    "2024": "228.3",
    "2025": "376.1",
}
#: In which month the fiscal year ends, from the first pages of the 10-K.
YEAR_ENDS = {
    "Microsoft": ("JUN", 6),
    "Alphabet": ("DEC", 12),
    "Amazon": ("DEC", 12),
    "Meta": ("DEC", 12),
    "Oracle": ("MAY", 5),
    "Nvidia": ("JAN", 1),
    "CoreWeave": ("DEC", 12),
}
each_firm = pytest.mark.parametrize("name", FIRMS)
each_account = pytest.mark.parametrize(
    ("name", "frequency", "periods"), [*product(FIRMS, FREQUENCIES, PERIODS)]
)
#: Each account is drawn up once; the last test draws it up anew.
ask = cache(firm)
Rows = Mapping[str, Mapping[str, tuple[date, date, float]]]


def rows_of(name: str, table: str) -> Rows:
    """Read measure → fiscal label → (start, end, value) anew from the file."""
    found: dict[str, dict[str, tuple[date, date, float]]] = defaultdict(dict)
    with (DATA / f"firm_accounts_{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["firm"] == name:
                start, end = (date.fromisoformat(row[f"period_{x}"]) for x in ("start", "end"))
                found[row["measure"]][row["fiscal_label"]] = (start, end, float(row["value"]))
    return found


def measures(name: str) -> dict[str, str]:
    """Return column → measure, without the stock."""
    flows = {column: m for column, m in MEASURES.items() if column != "capital_stock"}
    return {"constant_capital": FIRMS[name].depreciation, **flows}


def calendar_quarter(start: date, end: date) -> str:
    """Return the calendar quarter that holds the middle day of a quarter."""
    middle = start + (end - start) / 2
    return f"{middle.year}Q{(middle.month + 2) // 3}"


def quarter_of_a_balance(name: str, label: str, rows: Rows) -> str:
    """Return the calendar quarter of the flows of the same fiscal quarter."""
    for by_label in rows.values():
        if label in by_label and by_label[label][0] < by_label[label][1]:
            return calendar_quarter(*by_label[label][:2])
    raise AssertionError(f"{name} has no flow in {label}")


def known(series: pd.Series) -> dict[str, float]:
    kept = series.dropna()
    return dict(zip(kept.index.astype(str), kept, strict=True))


# Every figure is the one of the file


@each_account
def test_every_account_loads_under_every_timing(name: str, frequency: str, periods: str) -> None:
    frames = {
        stock: ask(name, frequency=frequency, periods=periods, stock=stock).frame
        for stock in STOCKS
    }
    for frame in frames.values():
        assert frame.index.is_unique
        assert (frame.index[1:] == frame.index[:-1] + 1).all()  # no period is left out
        flows = frame.columns.difference(["capital_stock"])
        pd.testing.assert_index_equal(frame.index, frames["opening"].index)
        own = [column for column in flows if not column.startswith("rate_of_profit")]
        pd.testing.assert_frame_equal(frame[own], frames["opening"][own])
    opening, closing, average = (frames[s]["capital_stock"] for s in STOCKS)
    pd.testing.assert_series_equal(opening.iloc[1:], closing.shift().iloc[1:])
    both = (opening + closing) / 2
    pd.testing.assert_series_equal(average, both, check_names=False)


@pytest.mark.parametrize(("name", "frequency"), [*product(FIRMS, FREQUENCIES)])
def test_fiscal_figures_are_those_of_their_rows(name: str, frequency: str) -> None:
    rows = rows_of(name, frequency)
    account = ask(name, frequency=frequency, stock="closing")
    for column, measure in {**measures(name), "capital_stock": "ppe_net"}.items():
        on_file = {label.removeprefix("FY"): row[2] for label, row in rows[measure].items()}
        assert known(account.point(column)) == on_file, column


@pytest.mark.parametrize(("name", "frequency"), [*product(FIRMS, FREQUENCIES)])
def test_a_fiscal_period_ends_when_its_rows_end(name: str, frequency: str) -> None:
    month, number = YEAR_ENDS[name]
    account = ask(name, frequency=frequency)
    assert account.frame.index.freqstr == f"{'Y' if frequency == 'annual' else 'Q'}-{month}"
    ends = {str(p): p.end_time.date() for p in account.frame.index}
    assert {end.month % 3 for end in ends.values()} == {number % 3}
    for by_label in rows_of(name, frequency).values():
        for label, (_, end, _) in by_label.items():
            assert abs((ends[label.removeprefix("FY")] - end).days) <= 7, label


@each_firm
def test_calendar_quarters_are_those_of_the_middle_days(name: str) -> None:
    rows = rows_of(name, "quarterly")
    account = ask(name, frequency="quarterly", periods="calendar", stock="closing")
    assert account.frame.index.freqstr == "Q-DEC"
    for column, measure in measures(name).items():
        by_date = {calendar_quarter(a, b): x for a, b, x in rows[measure].values()}
        assert known(account.point(column)) == by_date, column
    balances = {
        quarter_of_a_balance(name, label, rows): x for label, (_, _, x) in rows["ppe_net"].items()
    }
    assert known(account.point("capital_stock")) == balances


@each_firm
def test_a_calendar_year_is_four_quarters_or_missing(name: str) -> None:
    quarters = ask(name, frequency="quarterly", periods="calendar", stock="closing")
    years = ask(name, periods="calendar", stock="closing")
    assert years.frame.index.freqstr == "Y-DEC"
    for column in measures(name):
        parts: dict[str, list[float]] = defaultdict(list)
        for quarter, value in known(quarters.point(column)).items():
            parts[quarter[:4]].append(value)
        sums = {year: math.fsum(four) for year, four in parts.items() if len(four) == 4}
        assert known(years.point(column)) == pytest.approx(sums, rel=1e-12), column
    last = {q[:4]: x for q, x in known(quarters.K).items() if q.endswith("Q4")}
    assert known(years.K) == last


def test_microsofts_calendar_year_is_two_halves_of_its_fiscal_years() -> None:
    fiscal = ask("Microsoft", frequency="quarterly").frame["capex"]
    year = ask("Microsoft", periods="calendar").frame["capex"]["2024"]
    assert year == fiscal[["2024Q3", "2024Q4", "2025Q1", "2025Q2"]].sum()
    assert year not in ask("Microsoft").frame["capex"].to_list()


@pytest.mark.parametrize("name", [n for n, (month, _) in YEAR_ENDS.items() if month == "DEC"])
def test_where_the_two_years_are_one_the_sum_of_quarters_is_the_year(name: str) -> None:
    """Up to breaks of vintage, which the table of quarters names."""
    years, sums = (ask(name, periods=periods) for periods in PERIODS)
    with (DATA / "firm_accounts_annual.csv").open(encoding="utf-8", newline="") as file:
        broken = {
            (row["measure"], row["fiscal_label"].removeprefix("FY"))
            for row in csv.DictReader(file)
            if row["firm"] == name and "vintage break" in row["note"]
        }
    compared = 0
    for column, measure in measures(name).items():
        for year, total in known(sums.point(column)).items():
            booked = known(years.point(column)).get(year)
            if booked is not None and (measure, year) not in broken:
                assert total == pytest.approx(booked, rel=0.005), (column, year)
                compared += 1
    assert compared > (0 if name == "CoreWeave" else 40)


def test_capex_of_the_four_by_calendar_year_is_as_published() -> None:
    parts = [ask(name, periods="calendar").frame["capex"] for name in FOUR]
    total = pd.concat(parts, axis=1).sum(axis=1, min_count=4).dropna() / 1000
    assert {str(year): f"{x:.1f}" for year, x in total.loc["2017":].items()} == CAPEX


@each_firm
def test_surplus_value_is_operating_and_not_net_income(name: str) -> None:
    account = ask(name, frequency="quarterly")
    assert account.lines["surplus_value"].formula == "s = operating income"
    both = account.frame[["surplus_value", "net_income"]].dropna()
    assert (both["surplus_value"] != both["net_income"]).all()


# The wage bill and what follows from it


def test_metas_wage_bill_is_a_point_where_it_is_disclosed() -> None:
    ends = ask("Meta").interval("v")
    disclosed = {"2022": 36311.0, "2023": 37820.0, "2024": 41327.0, "2025": 50702.0}
    assert known(ends.loc["2022":"2025", "lower"]) == disclosed
    assert known(ends.loc["2022":"2025", "upper"]) == disclosed
    before = ends.loc[:"2021"].dropna()
    assert len(before) > 0
    assert (before["lower"] < before["upper"]).all()


def test_alphabets_wage_bill_is_at_least_that_of_its_two_segments() -> None:
    ends = ask("Alphabet").interval("v")
    segments = {"2023": 46224.0 + 19054.0, "2024": 44560.0 + 20519.0, "2025": 45124.0 + 22078.0}
    assert known(ends.loc["2023":"2025", "lower"]) == segments
    assert (ends["lower"] < ends["upper"])[["2023", "2024", "2025"]].all()


@each_firm
def test_elsewhere_the_interval_is_as_wide_as_the_factors_seen(name: str) -> None:
    factors = pay_ratios()["ratio"]
    ends = ask(name).interval("v").dropna()
    disclosed = {"Meta": ("2022", "2025"), "Alphabet": ("2023", "2025")}.get(name)
    if disclosed:
        ends = ends.drop(ends.loc[disclosed[0] : disclosed[1]].index)
    np.testing.assert_allclose(
        ends["upper"] / ends["lower"], factors.max() / factors.min(), rtol=1e-12
    )
    assert len(ends) > 0 or name == "CoreWeave"


@each_firm
def test_a_quarter_has_a_fourth_of_the_wage_bill_of_its_fiscal_year(name: str) -> None:
    year, quarter = ask(name).interval("v"), ask(name, frequency="quarterly").interval("v")
    for period, ends in quarter.dropna().iterrows():
        fiscal = period.asfreq(year.index.freq)
        assert ends.to_list() == (year.loc[fiscal] / 4).to_list()
    covered = quarter.index.asfreq(year.index.freq)
    assert quarter.notna().all(axis=1).tolist() == [
        bool(year.reindex([fiscal]).notna().all(axis=None)) for fiscal in covered
    ]


@each_firm
def test_an_interval_is_never_handed_out_as_a_point(name: str) -> None:
    account = ask(name)
    for column in INTERVALS:
        assert account.is_interval(column)
        if account.interval(column).notna().any(axis=None):
            with pytest.raises(DataError, match=f"{column} is an interval"):
                account.point(column)
    paid = ask(name, wages="post")
    pd.testing.assert_series_equal(paid.r, paid.rate_of_profit_on_fixed_capital, check_names=False)


def recomputed(account: Any, end: str, turnovers: float) -> dict[str, pd.Series]:
    """Return the ratios at one end of v."""
    c, s, K = account.c, account.s, account.K
    v = account.interval("v")[end]
    return {
        "value_composition": c / v,
        "rate_of_surplus_value": s / v,
        "rate_of_profit": s / (K + v / turnovers),
        "rate_of_profit_on_cost_price": s / (c + v),
    }


@each_account
def test_the_ends_of_a_ratio_are_those_of_the_ends_of_v(
    name: str, frequency: str, periods: str
) -> None:
    account = ask(name, frequency=frequency, periods=periods, turnovers=6)
    a_period = 6 / (4 if frequency == "quarterly" else 1)
    ends = [recomputed(account, end, a_period) for end in ("lower", "upper")]
    for column in INTERVALS[1:]:
        both = pd.concat([end[column] for end in ends], axis=1)
        found = account.interval(column)
        expected = pd.DataFrame(
            {"lower": both.min(axis=1, skipna=False), "upper": both.max(axis=1, skipna=False)}
        )
        pd.testing.assert_frame_equal(found, expected, rtol=1e-12)
        assert not (found["lower"] > found["upper"]).any()


@pytest.fixture
def losses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Turn every operating income into a loss of the same size."""
    load = datasets.load

    def turned(name: str, /, **filters: object) -> pd.DataFrame:
        frame = load(name, **filters)
        if not name.startswith("firm_accounts"):
            return frame
        sign = np.where(frame["measure"] == "operating_income", -1.0, 1.0)
        return frame.assign(value=frame["value"] * sign)

    with monkeypatch.context() as patch:
        patch.setattr(datasets, "load", turned)
        yield


@pytest.mark.parametrize("name", FOUR)
def test_at_a_loss_the_ends_change_places(name: str, losses: None) -> None:
    lost = firm(name)
    v, loss = lost.interval("v"), -lost.s
    assert (loss[v["lower"] < v["upper"]] > 0).any()
    for column, base in {
        "rate_of_profit": lambda end: lost.K + v[end],
        "rate_of_surplus_value": lambda end: v[end],
        "rate_of_profit_on_cost_price": lambda end: lost.c + v[end],
    }.items():
        found = lost.interval(column)
        np.testing.assert_allclose(found["lower"], -(loss / base("lower")), rtol=1e-12)
        np.testing.assert_allclose(found["upper"], -(loss / base("upper")), rtol=1e-12)
        assert not (found["lower"] > found["upper"]).any()


# What an account says of itself


@each_account
def test_every_column_has_a_formula_a_source_evidence_and_a_unit(
    name: str, frequency: str, periods: str
) -> None:
    account = ask(name, frequency=frequency, periods=periods)
    full = {
        column.removesuffix("_lower").removesuffix("_upper") for column in account.frame.columns
    }
    assert set(account.lines) == full
    period = "year" if frequency == "annual" else "quarter"
    for column, line in account.lines.items():
        assert line.formula.strip(), column
        assert line.source.strip(), column
        assert line.unit in ("USD million", f"USD million a {period}", "1", f"1/{period}"), column
    by_quarter = frequency == "quarterly" or periods == "calendar"
    rows = datasets.load(f"firm_accounts_{'quarterly' if by_quarter else 'annual'}", firm=name)
    for column, measure in measures(name).items():
        statuses = rows.loc[rows["measure"] == measure, "status"]
        line = account.lines[column]
        assert line.source.startswith("no figure in") == statuses.empty
        if len(statuses):
            assert line.evidence.rank >= weakest(statuses).rank, column
            is_sum = periods == "calendar" and frequency == "annual"
            assert not is_sum or line.evidence.rank >= Evidence.DERIVED.rank


@each_account
def test_what_is_computed_rests_on_the_weakest_of_what_it_is_computed_from(
    name: str, frequency: str, periods: str
) -> None:
    account = ask(name, frequency=frequency, periods=periods)
    for column, letters in {
        "value_composition": "cv",
        "rate_of_surplus_value": "sv",
        "rate_of_profit": "sKv",
        "rate_of_profit_on_fixed_capital": "sK",
        "rate_of_profit_on_cost_price": "scv",
    }.items():
        inputs = [account.lines[COLUMNS[letter]].evidence for letter in letters]
        assert account.lines[column].evidence is weakest([Evidence.DERIVED, *inputs])
    average = ask(name, frequency=frequency, periods=periods, stock="average")
    assert average.lines["capital_stock"].evidence.rank >= Evidence.DERIVED.rank


@pytest.mark.parametrize(
    ("frequency", "wages", "turnovers"),
    [*product(FREQUENCIES, ("ante",), (1, 4, 10, 0.5, 2)), *product(FREQUENCIES, ("post",), (1,))],
)
def test_the_formulas_say_what_was_computed(frequency: str, wages: str, turnovers: float) -> None:
    """Read each formula with the safe parser and put the account's own figures in."""
    account = ask("Meta", frequency=frequency, wages=wages, turnovers=turnovers)
    period = account.frame.index.asfreq("Y-DEC") == pd.Period("2024", "Y-DEC")
    row = account.frame[period].iloc[-1]
    letters = {letter: variables(letter) for letter in "cvsK"}
    figures = {
        symbol: account.interval(letter)[period]["lower"].iloc[-1]
        for letter, symbol in letters.items()
    }
    for column in (*INTERVALS[1:], "rate_of_profit_on_fixed_capital"):
        text = account.lines[column].formula.rpartition("=")[2]
        said = float(parse_expression(text, letters).subs(figures))
        booked = row.get(column, row.get(f"{column}_lower"))
        assert booked == pytest.approx(said, rel=1e-5), (column, text)


def test_capital_advanced_of_a_quarter_holds_a_years_wages_at_one_turnover_a_year() -> None:
    quarter = ask("Meta", frequency="quarterly").frame
    for period in pd.period_range("2023Q1", "2025Q4", freq="Q-DEC"):
        row = quarter.loc[period]
        year = ask("Meta").interval("v").loc[str(period.year), "lower"]
        rate = row["surplus_value"] / (row["capital_stock"] + year)
        assert row["rate_of_profit_lower"] == pytest.approx(rate, rel=1e-12)


def periods_in(text: str, frequency: str) -> set[pd.Period]:
    """Return the periods of runs such as 2010–2012, 2015."""
    found: set[pd.Period] = set()
    for run in text.split(", "):
        first, _, last = run.partition("–")
        found.update(pd.period_range(first, last or first, freq=frequency))
    return found


@each_account
def test_every_missing_period_is_named_in_the_notes(
    name: str, frequency: str, periods: str
) -> None:
    account = ask(name, frequency=frequency, periods=periods)
    named = {
        column: periods_in(rest, account.frame.index.freqstr)
        for note in account.notes
        for column, found, rest in [note.partition(" is missing in ")]
        if found
    }
    for column in (*measures(name), "capital_stock", "variable_capital"):
        values = account.interval(column)["lower"]
        assert named.pop(column, set()) == set(values.index[values.isna()]), column
    assert not named


@each_firm
def test_the_notes_say_by_how_much_calendar_and_fiscal_quarters_differ(name: str) -> None:
    notes = ask(name, frequency="quarterly", periods="calendar").notes
    said = [note for note in notes if "calendar quarters" in note]
    gaps = set()
    for start, end, _ in rows_of(name, "quarterly")["capex_cash"].values():
        last = pd.Period(calendar_quarter(start, end), "Q").end_time.date()
        gaps.add(round((end - last).days / 30))
    words = {
        0: "fiscal quarters are calendar quarters",
        -1: "quarters end one month before the calendar quarters they stand for",
        1: "quarters end one month after the calendar quarters they stand for",
    }
    assert said == [words[gap] for gap in gaps]
    assert not [note for note in ask(name).notes if "calendar" in note]


@pytest.mark.parametrize("name", ["Microsoft", "Amazon", "Nvidia"])
def test_a_caveat_stands_in_the_notes_and_at_its_column(name: str) -> None:
    account = ask(name)
    assert FIRMS[name].caveat.startswith("depreciation")
    assert FIRMS[name].caveat in account.notes
    assert account.lines["constant_capital"].note == FIRMS[name].caveat


def test_a_firm_whose_wage_bill_is_not_known_says_so() -> None:
    account = ask("CoreWeave")
    assert account.lines["variable_capital"].formula.endswith("not known")
    assert account.frame.filter(like="variable_capital").isna().all(axis=None)
    assert account.frame.filter(like="rate_of_profit_lower").isna().all(axis=None)
    assert account.evidence is not Evidence.ASSUMPTION  # what is not there is not assumed


# Refusals, and what stays as it was


@pytest.mark.parametrize(
    ("name", "options", "meant"),
    [
        ("Microsft", {}, "Microsoft"),
        ("meta", {}, "Meta"),
        ("Meta", {"frequency": "anual"}, "annual"),
        ("Meta", {"periods": "calender"}, "calendar"),
        ("Meta", {"stock": "closed"}, "closing"),
        ("Meta", {"wages": "post-"}, "post"),
    ],
)
def test_an_unknown_option_is_met_with_the_one_that_was_meant(
    name: str, options: dict[str, str], meant: str
) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean ‘{meant}’"):
        firm(name, **options)


@pytest.mark.parametrize("turnovers", [0, -1, math.inf, math.nan])
def test_turnovers_without_meaning_are_refused(turnovers: float) -> None:
    with pytest.raises(DataError, match="turnovers"):
        firm("Meta", turnovers=turnovers)


@each_account
def test_the_same_question_has_the_same_answer(name: str, frequency: str, periods: str) -> None:
    one, two = (draw(name, frequency=frequency, periods=periods) for draw in (ask, firm))
    pd.testing.assert_frame_equal(one.frame, two.frame)
    assert (one.lines, one.notes, one.options) == (two.lines, two.notes, two.options)
