"""Short-lived shares and booked lives, against their rows."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from capital.errors import DataError, UnknownNameError
from capital.measure import booked_life, short_lived_shares
from capital.measure.assets import CLASSES, SERVERS

DATA = Path(__file__).parents[2] / "data"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


LIVES = [row for row in read("service_lives") if row["asset"] in SERVERS]
CHANGES = [row for row in LIVES if row["kind"] == "change"]
each_change = pytest.mark.parametrize(
    "row", CHANGES, ids=[f"{row['firm']}-{row['effective_date']}" for row in CHANGES]
)


def gross(firm: str) -> dict[int, dict[str, Fraction]]:
    """Return year → class → property at cost, for the years that have every class."""
    found: dict[int, dict[str, Fraction]] = {}
    for row in read("firm_accounts_annual"):
        if row["firm"] == firm and row["measure"] in CLASSES[firm]:
            year = int(row["period_end"][:4])
            found.setdefault(year, {})[row["measure"]] = Fraction(row["value"])
    return {year: row for year, row in found.items() if len(row) == len(CLASSES[firm])}


@pytest.mark.parametrize("firm", CLASSES)
def test_the_share_is_that_of_the_first_class_in_the_growth_of_all(firm: str) -> None:
    stocks = gross(firm)
    expected = {}
    for year in stocks:
        if year - 1 in stocks:
            growth = [stocks[year][c] - stocks[year - 1][c] for c in CLASSES[firm]]
            expected[year] = growth[0] / sum(growth)
    found = short_lived_shares().query("firm == @firm")["share"]
    assert found.index.year.tolist() == sorted(expected)
    assert expected
    for year, share in expected.items():
        assert found[str(year)] == pytest.approx(float(share), rel=1e-14)
        assert 0 < share < 1


@pytest.mark.parametrize("firm", CLASSES)
def test_the_classes_are_parts_of_gross_property(firm: str) -> None:
    """What is left is under construction, or held under finance leases."""
    totals = {
        int(row["period_end"][:4]): Fraction(row["value"])
        for row in read("firm_accounts_annual")
        if row["firm"] == firm and row["measure"] == "ppe_gross"
    }
    compared = gross(firm).keys() & totals.keys()
    assert compared
    for year in compared:
        assert totals[year] / 2 < sum(gross(firm)[year].values()) <= totals[year]


@each_change
def test_a_change_holds_from_its_day_on(row: dict[str, str]) -> None:
    day = date.fromisoformat(row["effective_date"])
    assert booked_life(row["firm"], str(day)) == float(row["life_after"])


@each_change
def test_the_day_before_the_life_was_the_old_one_or_is_not_on_record(row: dict[str, str]) -> None:
    eve = str(date.fromisoformat(row["effective_date"]) - timedelta(days=1))
    before = [r for r in LIVES if r["firm"] == row["firm"] and r["effective_date"] <= eve]
    last = max(before, key=lambda r: r["effective_date"])["life_after"] if before else None
    if last is not None and float(last) == float(row["life_before"]):
        assert booked_life(row["firm"], eve) == float(row["life_before"])
    else:
        with pytest.raises(DataError, match=row["firm"]):
            booked_life(row["firm"], eve)


def test_metas_life_between_two_statements_that_disagree_is_not_made_up() -> None:
    assert booked_life("Meta", "2020-12-31") == 3
    with pytest.raises(DataError, match="3 years before, 4 after"):
        booked_life("Meta", "2021-06-30")


def test_a_part_of_the_servers_does_not_change_the_life_of_all() -> None:
    assert booked_life("Amazon", "2025-12-31") == 6
    parts = [row for row in read("service_lives") if row["asset"] == "servers_and_network_subset"]
    assert [row["firm"] for row in parts] == ["Amazon"]


@pytest.mark.parametrize("at", ["soon", "2025-13-01", "", "31.12.2025"])
def test_what_is_no_date_is_refused(at: str) -> None:
    with pytest.raises(DataError, match="is no date"):
        booked_life("Meta", at)


def test_an_unknown_firm_and_a_date_before_the_record_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘Alphabet’"):
        booked_life("Alfabet", "2025-01-01")
    with pytest.raises(UnknownNameError, match="there is"):
        booked_life("Nvidia", "2025-01-01")  # its range of two to seven years is no life
    with pytest.raises(DataError, match="no booked life of Oracle"):
        booked_life("Oracle", "2010-01-01")
