"""The wage bill: factors recomputed from the file, bounds, and what is not known."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from capital import datasets
from capital.errors import UnknownNameError
from capital.measure import FIRMS, pay_ratios, wage_bill

PAY = Path(__file__).parents[2] / "data" / "firm_pay.csv"
FIRMS_PAID = [name for name in FIRMS if name != "CoreWeave"]
WHOLE, PART = "all employees", "Google Services and Google Cloud"
#: Last month and day of the fiscal year; at Nvidia the last Sunday of January.
YEAR_ENDS = {"Microsoft": (6, 30), "Oracle": (5, 31), "Nvidia": (1, 31)}


def rows(firm: str, measure: str, scope: str = WHOLE) -> dict[date, Fraction]:
    """Read the figures of a firm by the last day of their period."""
    with PAY.open(encoding="utf-8", newline="") as file:
        return {
            date.fromisoformat(row["period_end"]): Fraction(row["value"])
            for row in csv.DictReader(file)
            if (row["firm"], row["measure"], row["scope"]) == (firm, measure, scope)
        }


def headcounts(firm: str) -> dict[int, Fraction]:
    """Return the headcount at the end of each fiscal year."""
    found = {}
    for day, persons in rows(firm, "employees").items():
        month, last = YEAR_ENDS.get(firm, (12, 31))
        if abs((date(day.year, month, last) - day).days) <= 10:
            found[day.year] = persons
    return found


def paid(firm: str) -> dict[int, Fraction]:
    """Return employees times median pay, in millions, by fiscal year."""
    ends, found = headcounts(firm), {}
    for day, median in rows(firm, "median_employee_compensation").items():
        if day.year in ends:
            closing = ends[day.year]
            found[day.year] = (closing + ends.get(day.year - 1, closing)) / 2 * median / 10**6
    return found


def factors(firm: str, scope: str) -> dict[int, Fraction]:
    bill = {day.year: x for day, x in rows(firm, "personnel_expense", scope).items()}
    return {year: bill[year] / paid(firm)[year] for year in bill}


META, ALPHABET = factors("Meta", WHOLE), factors("Alphabet", PART)
SEEN = [*META.values(), *ALPHABET.values()]


def fiscal(firm: str) -> str:
    return f"Y-{FIRMS[firm].year_end}"


def test_the_factors_are_those_of_a_recomputation_in_fractions() -> None:
    found = pay_ratios()
    for firm, expected in (("Meta", META), ("Alphabet", ALPHABET)):
        own = found[found["firm"] == firm]["ratio"]
        assert {str(year) for year in expected} == set(own.index.astype(str))
        for year, factor in expected.items():
            assert own[str(year)] == pytest.approx(float(factor), rel=1e-14)
    assert len(found) == len(SEEN) == 7


def test_the_factors_lie_where_the_disclosures_put_them() -> None:
    assert sorted(META) == [2022, 2023, 2024, 2025]
    assert sorted(ALPHABET) == [2023, 2024, 2025]
    assert (round(float(min(META.values())), 1), round(float(max(META.values())), 1)) == (1.3, 1.7)
    assert round(float(min(ALPHABET.values())), 2) == 1.07
    assert round(float(max(ALPHABET.values())), 2) == 1.16
    scopes = pay_ratios().groupby("firm")["scope"].unique()
    assert {firm: [*scope] for firm, scope in scopes.items()} == {
        "Meta": [WHOLE],
        "Alphabet": [PART],
    }


def test_the_disclosed_part_of_alphabet_is_the_sum_of_its_segments() -> None:
    one, two = (
        rows("Alphabet", "personnel_expense", s) for s in ("Google Services", "Google Cloud")
    )
    assert rows("Alphabet", "personnel_expense", PART) == {day: one[day] + two[day] for day in one}


@pytest.mark.parametrize("firm", FIRMS_PAID)
def test_the_bounds_are_employees_times_median_pay_times_the_range_of_factors(firm: str) -> None:
    bill = wage_bill(firm, fiscal(firm))
    guessed = paid(firm)
    bounds = {year: (x * min(SEEN), x * max(SEEN)) for year, x in guessed.items()}
    for year, known in {"Meta": META, "Alphabet": ALPHABET}.get(firm, {}).items():
        amount = known * guessed[year]
        bounds[year] = (amount, amount if firm == "Meta" else bounds[year][1])
    assert bill.index.year.tolist() == sorted(bounds)
    assert bill.index.freqstr == fiscal(firm)
    for year, (lower, upper) in bounds.items():
        row = bill.loc[str(year)]
        assert row["lower"] == pytest.approx(float(lower), rel=1e-13)
        assert row["upper"] == pytest.approx(float(upper), rel=1e-13)
        assert row["lower"] <= row["upper"]
        disclosed = firm == "Meta" and year in META
        assert (row["basis"] == "disclosed") == disclosed
        assert row["evidence"] == ("reported" if disclosed else "estimate")


def test_a_headcount_at_year_end_alone_is_named_as_such() -> None:
    """The mean of opening and closing is not known where the year before is not on record."""
    for firm in FIRMS_PAID:
        bill, ends = wage_bill(firm, fiscal(firm)), headcounts(firm)
        guessed = bill[bill["basis"].str.startswith("employees")]
        for period, basis in guessed["basis"].items():
            alone = period.year - 1 not in ends
            assert basis.startswith("employees at year end ×" if alone else "employees ×")
    assert wage_bill("Nvidia", "Y-JAN").loc["2024", "basis"].startswith("employees at year end")


def test_a_headcount_in_mid_year_does_not_count() -> None:
    counted = datasets.load("firm_pay")
    mid_year = counted[(counted["firm"] == "Meta") & (counted["period_end"] == "2025-06-30")]
    assert mid_year["value"].tolist() == [75945.0]
    row = pay_ratios().query("firm == 'Meta'").loc["2025"]
    assert row["employees"] == (74067 + 78865) / 2


def test_alphabets_bound_is_that_of_the_part_only_where_it_is_disclosed() -> None:
    basis = wage_bill("Alphabet", "Y-DEC")["basis"]
    said = basis.str.startswith("at least that of Google Services and Google Cloud")
    assert said.index[said].year.tolist() == [2023, 2024, 2025]


def test_a_firm_without_figures_has_no_wage_bill_and_an_unknown_firm_is_an_error() -> None:
    assert wage_bill("CoreWeave", "Y-DEC").empty
    with pytest.raises(UnknownNameError, match="did you mean ‘Microsoft’"):
        wage_bill("Microsofd", "Y-JUN")
