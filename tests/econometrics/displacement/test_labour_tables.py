"""The tables on labour: printed sums, identities between columns, holes that stay holes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capital import datasets
from capital.econometrics.displacement.surplus_value import labour_share


def cuts(series: str, first: str, last: str) -> int:
    """Return the printed sum of a span of months."""
    table = datasets.load("us_job_cuts", series=series)
    start, end = pd.Timestamp(f"{first}-01"), pd.Period(last, "M").end_time.normalize()
    return int(table.loc[(table.first_day == start) & (table.last_day == end), "jobs"].item())


def months(series: str, first: str, last: str) -> int:
    return sum(cuts(series, str(m), str(m)) for m in pd.period_range(first, last, freq="M"))


@pytest.mark.parametrize("last", ["2026-03", "2026-05", "2026-06", "2026-08", "2026-09"])
def test_months_that_cite_ai_add_to_each_printed_sum_of_2026(last: str) -> None:
    assert months("ai_cited", "2026-01", last) == cuts("ai_cited", "2026-01", last)


@pytest.mark.parametrize("last", ["2025-09", "2025-10", "2025-12"])
def test_so_do_those_of_2025_with_the_sum_of_its_first_half(last: str) -> None:
    half = cuts("ai_cited", "2025-01", "2025-06")
    assert half + months("ai_cited", "2025-07", last) == cuts("ai_cited", "2025-01", last)


def test_the_years_add_to_the_printed_sum_since_2023() -> None:
    years = [
        cuts("ai_cited", "2023-05", "2023-12"),
        cuts("ai_cited", "2024-01", "2024-12"),
        cuts("ai_cited", "2025-01", "2025-12"),
    ]
    assert sum(years) == cuts("ai_cited", "2023-05", "2025-12") == 71_825


def test_the_labour_share_follows_from_two_indices_and_one_print() -> None:
    table = datasets.load("us_quarterly_labour")
    share = labour_share(
        table["unit_labour_cost"],
        table["unit_nonlabour_payments"],
        level=0.546,
        period="2025Q2",
    )
    assert (100 * share - table["labour_share"]).abs().max() < 0.01


def test_the_mean_share_of_the_decade_is_near_the_printed_one() -> None:
    table = datasets.load("us_quarterly_labour")
    printed = datasets.load("displacement_literature").set_index("key").loc["labour_share_2020s"]
    assert table.loc["2020":, "labour_share"].mean() == pytest.approx(printed["value"], abs=0.5)


def test_hourly_compensation_is_unit_cost_times_output_per_hour() -> None:
    table = datasets.load("us_quarterly_labour")
    product = table["unit_labour_cost"] * table["output_per_hour"] / 100
    assert (product - table["hourly_compensation"]).abs().max() < 1e-4
    prices = table["hourly_compensation"] / table["real_hourly_compensation"]
    inflation = 100 * np.log(prices).diff(4).dropna()
    assert inflation.idxmax() == pd.Period("1974Q4")
    assert inflation.max() == pytest.approx(11.4, abs=0.1)


def test_the_long_term_unemployed_are_part_of_the_unemployed() -> None:
    table = datasets.load("us_quarterly_labour")
    assert (table["long_term_unemployment_rate"] < table["unemployment_rate"]).all()


def test_the_month_without_a_survey_is_a_hole() -> None:
    table = datasets.load("us_monthly_sectors")
    missing = table["unemployment_rate"].index[table["unemployment_rate"].isna()]
    assert list(map(str, missing)) == ["2025-10", "2026-08"]


def test_computing_infrastructure_is_a_part_of_information() -> None:
    table = datasets.load("us_monthly_sectors")
    assert (table["computing_infrastructure"] < table["information"]).all()


def test_no_survey_has_both_wordings_and_the_gap_between_them_stays() -> None:
    table = datasets.load("us_ai_adoption")
    old, new = table["goods_or_services_question"], table["any_function_question"]
    assert (old.isna() ^ new.isna()).all()
    assert table.loc[old.notna(), "last_day"].max() == pd.Timestamp("2025-09-21")
    assert table.loc[new.notna(), "first_day"].min() == pd.Timestamp("2025-11-03")


def test_states_count_at_most_the_46_cycles_of_the_survey() -> None:
    table = datasets.load("us_state_ai_use")
    cycles = table.groupby("state")[["ai_use_cycles", "ai_use_expected_cycles"]].sum()
    assert cycles.max().max() == 46
    assert not {"XX", "PR"} & set(table["state"])
    assert table["ai_use"].isna().equals(table["ai_use_cycles"] == 0)


def test_postings_have_every_state_in_every_whole_month() -> None:
    table = datasets.load("us_state_postings")
    assert table.groupby("state").size().unique().tolist() == [78]
    assert table["state"].nunique() == 51


def test_published_results_stay_estimates_and_are_read_at_their_source() -> None:
    table = datasets.load("displacement_literature")
    studies = table[table["publication"] != "agency"]
    assert set(studies["status"]) == {"estimate"}
    assert not table["note"].str.contains("recalled|secondary|second-hand|site summary").any()
