"""The tables of firms, chips and claims: arithmetic that must hold, marks that must be true."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from capital.evidence import Evidence

DATA = Path(__file__).parents[1] / "data"
KEYS = {
    "firm_accounts_annual": ["firm", "measure", "period_end"],
    "firm_accounts_quarterly": ["firm", "measure", "period_end"],
    "firm_pay": ["firm", "measure", "scope", "period_end"],
    "service_lives": ["firm", "asset", "kind", "effective_date"],
    "service_life_effects": ["firm", "asset", "measure", "period_end"],
    "gpu_rents": ["chip", "quote", "date", "vendor", "region", "offer"],
    "article_figures": ["article", "quantity", "unit", "period"],
    "article_contradictions": ["topic"],
}
FIRMS = {"Microsoft", "Alphabet", "Amazon", "Meta", "Oracle", "Nvidia", "CoreWeave"}
BREAK = "vintage break: the four quarters sum to "
BREAKS = 9
TOLERANCE = 0.005
ROUNDING = 2  # millions: five figures, each rounded to a million
each_table = pytest.mark.parametrize("name", KEYS)
accounts = pytest.mark.parametrize("name", ["firm_accounts_annual", "firm_accounts_quarterly"])


def table(name: str) -> pd.DataFrame:
    """Read a table, blanks as empty strings, days as dates."""
    frame = pd.read_csv(DATA / f"{name}.csv", keep_default_na=False)
    days = [day for day in frame.columns if day.endswith("date") or day.startswith("period_")]
    return frame.assign(**{day: pd.to_datetime(frame[day]) for day in days})


def flows(name: str) -> pd.DataFrame:
    frame = table(name)
    return frame[frame["period_start"] < frame["period_end"]]


def wide(name: str) -> pd.DataFrame:
    return table(name).pivot(index=["firm", "period_end"], columns="measure", values="value")


def series(firm: str, measure: str, name: str = "firm_accounts_annual") -> pd.Series:
    return wide(name).loc[firm, measure].dropna()


# Form


@each_table
def test_keys_are_unique_and_rows_stand_in_their_order(name: str) -> None:
    frame = table(name)
    assert not frame.duplicated(KEYS[name]).any()
    keys = list(frame[KEYS[name]].itertuples(index=False, name=None))
    assert keys == sorted(keys)


@each_table
def test_every_status_is_on_the_ladder(name: str) -> None:
    assert set(table(name)["status"]) <= {rung.value for rung in Evidence}


@each_table
def test_a_figure_names_its_source_and_no_place_where_a_copy_lay(name: str) -> None:
    frame = table(name)
    if "source" in frame.columns:
        assert frame["source"].str.strip().ne("").all()
    text = (DATA / f"{name}.csv").read_text("utf-8").lower()
    assert not re.search(r"alphavantage|github:|\.txt|\.json|\.csv", text)


@accounts
def test_the_accounts_are_those_of_seven_firms_in_millions(name: str) -> None:
    frame = table(name)
    assert set(frame["firm"]) == FIRMS
    assert set(frame["unit"]) == {"USD million"}


# Fiscal periods


def weeks(frame: pd.DataFrame) -> pd.Series:
    return ((frame["period_end"] - frame["period_start"]).dt.days + 1) / 7


def test_a_fiscal_year_has_52_or_53_weeks_or_twelve_months() -> None:
    years = flows("firm_accounts_annual")
    nvidia = years["firm"] == "Nvidia"
    assert set(weeks(years[nvidia])) == {52.0, 53.0}
    rest = years[~nvidia]
    first = rest["period_end"] + pd.Timedelta(days=1) - pd.DateOffset(years=1)
    assert (first == rest["period_start"]).all()


def test_a_fiscal_quarter_has_13_or_14_weeks_or_three_months() -> None:
    quarters = flows("firm_accounts_quarterly")
    nvidia = quarters["firm"] == "Nvidia"
    assert set(weeks(quarters[nvidia])) == {13.0, 14.0}
    rest = quarters[~nvidia]
    after = rest["period_end"] + pd.Timedelta(days=1)
    assert ((after - pd.DateOffset(months=3)) == rest["period_start"]).all()


def test_quarters_of_a_firm_follow_one_another_and_fill_its_years() -> None:
    days = ["firm", "fiscal_label", "period_start", "period_end"]
    quarters = flows("firm_accounts_quarterly")[days].drop_duplicates().sort_values(days[::3])
    years = flows("firm_accounts_annual")[days].drop_duplicates()
    assert not quarters.duplicated(["firm", "fiscal_label"]).any()
    for _, group in quarters.groupby("firm"):
        gap = group["period_start"] - group["period_end"].shift(1)
        assert set(gap.dropna().dt.days) == {1}
    spans = quarters.assign(year=quarters["fiscal_label"].str[:6]).groupby(["firm", "year"])
    spans = spans.agg(n=("firm", "size"), a=("period_start", "min"), z=("period_end", "max"))
    joined = years.join(spans[spans["n"] == 4], on=["firm", "fiscal_label"], how="inner")
    assert len(joined) > 80
    assert (joined["period_start"] == joined["a"]).all()
    assert (joined["period_end"] == joined["z"]).all()


# Years and quarters


def year_and_quarters() -> pd.DataFrame:
    """Return the years whose four quarters are all there, with the sum of the quarters."""
    quarters = flows("firm_accounts_quarterly")
    quarters = quarters.assign(fiscal_label=quarters["fiscal_label"].str[:6])
    key = ["firm", "measure", "fiscal_label"]
    sums = quarters.groupby(key)["value"].agg(["sum", "size"])
    years = flows("firm_accounts_annual").join(sums[sums["size"] == 4], on=key, how="inner")
    gap = (years["sum"] - years["value"]).abs()
    return years.assign(
        breaks=gap > TOLERANCE * years["value"].abs(), marked=years["note"].str.startswith(BREAK)
    )


def test_four_quarters_make_a_year_except_where_the_note_says_otherwise() -> None:
    years = year_and_quarters()
    assert len(years) > 650
    assert years.loc[years["breaks"] & ~years["marked"], KEYS["firm_accounts_annual"]].empty


def test_most_years_are_the_sum_of_their_quarters_to_the_rounding() -> None:
    years = year_and_quarters()
    gap = (years["sum"] - years["value"]).abs()
    beyond = years[gap > ROUNDING]
    tens = beyond["note"].str.contains("rounded to ten million")
    assert (gap[beyond.index][tens] <= 10).all()
    assert beyond.loc[~tens, ["firm", "measure", "fiscal_label"]].to_numpy().tolist() == [
        ["Alphabet", "capex_cash", "FY2015"]
    ]
    assert beyond.loc[~tens, "note"].str.contains("the four quarters sum to 9927").all()


def test_a_marked_break_is_a_break_and_states_the_sum() -> None:
    marked = table("firm_accounts_annual")["note"].str.startswith("vintage break")
    years = year_and_quarters()
    years = years[years["marked"]]
    assert marked.sum() == len(years) == BREAKS
    assert years["breaks"].all()
    stated = years["note"].str.extract(re.escape(BREAK) + r"([0-9.]+) ")[0].astype(float)
    assert (stated == years["sum"]).all()


def test_a_quarter_taken_from_its_year_shows_its_sum() -> None:
    notes = table("firm_accounts_quarterly")
    pattern = r"less the three other quarters \((.*?)\)"
    parts = notes["note"].str.extract(pattern)[0].dropna().str.split(" less ")
    assert len(parts) > 30
    for row, (year, *others) in parts.items():
        expected = float(year) - sum(map(float, others))
        assert notes.loc[row, "value"] == pytest.approx(expected, abs=1e-6)
        assert notes.loc[row, "status"] == "derived"


@each_table
def test_a_derived_figure_says_how(name: str) -> None:
    frame = table(name)
    if name.startswith(("firm", "service", "gpu")):
        assert frame.loc[frame["status"] == "derived", "note"].str.contains("derived: ").all()


def test_a_balance_is_the_same_in_both_tables() -> None:
    year, quarter = table("firm_accounts_annual"), table("firm_accounts_quarterly")
    key = KEYS["firm_accounts_annual"]
    stocks = year[year["period_start"] == year["period_end"]]
    both = stocks.merge(quarter, on=key, suffixes=("", "_quarter"))
    assert len(both) > 300
    assert (both["value"] == both["value_quarter"]).all()


# Known figures and identities


def test_capital_expenditure_of_four_firms_by_calendar_year() -> None:
    quarters = table("firm_accounts_quarterly")
    four = quarters["firm"].isin(["Microsoft", "Amazon", "Alphabet", "Meta"])
    cash = quarters[four & (quarters["measure"] == "capex_cash")]
    year = cash["period_end"].dt.year
    billions = (cash.groupby(year)["value"].sum() / 1000).round(1)
    assert (cash.groupby(year).size().loc[2017:2025] == 16).all()
    expected = [40.6, 66.7, 69.1, 95.2, 127.6, 151.1, 147.2, 228.3, 376.1]
    assert billions.loc[2017:2025].tolist() == expected


@accounts
def test_net_property_is_at_most_gross_and_at_most_all_assets(name: str) -> None:
    frame = wide(name)
    for whole in ("ppe_gross", "total_assets"):
        both = frame[["ppe_net", whole]].dropna()
        assert len(both) > 30
        assert (both["ppe_net"] <= both[whole]).all()


def test_gross_property_less_accumulated_depreciation_is_net() -> None:
    names = ["ppe_gross", "ppe_accumulated_depreciation", "ppe_net"]
    parts = wide("firm_accounts_annual")
    gross, accumulated, net = (parts[name] for name in names)
    gap = (net - gross + accumulated).dropna()
    assert len(gap) == 8
    outside = parts["ppe_not_yet_in_service"].reindex(gap.index).fillna(0)  # break of Alphabet
    assert (gap == outside).all()
    assert set(gap[gap != 0].index.get_level_values("firm")) == {"Alphabet"}


@accounts
def test_parts_are_smaller_than_their_wholes(name: str) -> None:
    frame = wide(name)
    for part, whole in [
        ("operating_income", "revenue"),
        ("cost_of_revenue", "revenue"),
        ("rnd_expense", "revenue"),
        ("depreciation", "depreciation_amortization"),
    ]:
        both = frame[[part, whole]].dropna()
        assert len(both) > 20
        assert (both[part] <= both[whole] * (1 + TOLERANCE)).all(), part


def test_meta_counts_finance_lease_principal_as_capital_expenditure() -> None:
    meta = wide("firm_accounts_quarterly").loc["Meta"]
    names = ["capex_incl_finance_lease_principal", "capex_cash", "finance_lease_principal"]
    parts = meta[names].dropna()
    assert len(parts) == 4
    assert (parts[names[0]] == parts[names[1]] + parts[names[2]]).all()


def test_amounts_that_cannot_be_negative_are_not() -> None:
    signed = ["net_income", "operating_income", "cash_from_operations"]
    for name in ("firm_accounts_annual", "firm_accounts_quarterly"):
        frame = table(name)
        assert (frame.loc[~frame["measure"].isin(signed), "value"] >= 0).all()


# Pay


def pay(firm: str, measure: str, scope: str = "all employees") -> pd.Series:
    frame = table("firm_pay")
    chosen = (frame["firm"] == firm) & (frame["measure"] == measure) & (frame["scope"] == scope)
    return frame[chosen].set_index("period_end")["value"]


def test_the_two_segments_of_alphabet_make_their_sum() -> None:
    parts = [
        pay("Alphabet", "personnel_expense", f"Google {name}") for name in ("Services", "Cloud")
    ]
    total = pay("Alphabet", "personnel_expense", "Google Services and Google Cloud")
    assert len(total) == 3
    assert (sum(parts) == total).all()


def test_a_partial_wage_bill_is_called_a_lower_bound() -> None:
    frame = table("firm_pay")
    bills = frame[frame["measure"] == "personnel_expense"]
    assert ((bills["scope"] != "all employees") == bills["note"].str.contains("lower bound")).all()


def test_median_pay_is_positive_and_has_the_right_order() -> None:
    frame = table("firm_pay")
    median = frame[frame["measure"] == "median_employee_compensation"]
    assert set(median["unit"]) == {"USD per year"}
    assert median["value"].between(25_000, 450_000).all()
    assert (frame["value"] > 0).all()


def test_the_wage_bill_of_meta_is_1_3_to_1_7_times_median_pay_of_all() -> None:
    names = ("median_employee_compensation", "employees")
    median, heads = (pay("Meta", name) for name in names)
    ratio = (1e6 * pay("Meta", "personnel_expense") / (median * heads)).dropna()
    assert ratio.round(2).tolist() == [1.41, 1.48, 1.34, 1.66]


# Service lives


def lives() -> pd.DataFrame:
    frame = table("service_lives")
    changed = frame[frame["kind"] == "change"]
    return changed.astype({"life_before": float, "life_after": float})


def test_a_change_starts_from_the_life_that_the_last_change_left() -> None:
    changed = lives().sort_values("effective_date")
    assert (changed["life_before"] != changed["life_after"]).all()
    before = changed.groupby(["firm", "asset"])["life_after"].shift(1).dropna()
    assert len(before) >= 5
    assert (changed.loc[before.index, "life_before"] == before).all()


def test_a_row_that_is_no_change_has_no_life_before() -> None:
    frame = table("service_lives")
    assert ((frame["kind"] == "change") == frame["life_before"].ne("")).all()
    assert frame["life_after"].gt(0).all()


def test_longer_lives_lower_depreciation_and_raise_income() -> None:
    effects = table("service_life_effects")
    joined = effects.merge(
        lives(),
        left_on=["firm", "asset", "period_start"],
        right_on=[*KEYS["service_lives"][:2], "effective_date"],
    )
    longer = joined["life_after"] > joined["life_before"]
    raises = (
        joined["value"].where(joined["measure"] != "effect_on_depreciation", -joined["value"]) > 0
    )
    assert len(joined) >= 8
    assert longer.nunique() == 2
    assert (longer == raises).all()


# Rents


def test_offers_are_numbered_from_the_cheapest() -> None:
    rents = table("gpu_rents")
    for _, group in rents.groupby(KEYS["gpu_rents"][:-1]):
        assert group["offer"].tolist() == [*range(1, len(group) + 1)]
        assert group["value"].is_monotonic_increasing
    assert rents["value"].between(0.02, 15).all()


def test_a_commitment_is_cheaper_and_a_longer_one_cheaper_still() -> None:
    rents = table("gpu_rents")
    key = ["chip", "date", "vendor", "region", "offer"]
    prices = rents.pivot(index=key, columns="quote", values="value")
    for dear, cheap in [
        ("on_demand", "one_year_commitment"),
        ("one_year_commitment", "three_year_commitment"),
    ]:
        both = prices[[dear, cheap]].dropna()
        assert len(both) > 50
        assert (both[dear] > both[cheap]).all()


def test_the_index_and_the_market_medians_are_two_series() -> None:
    rents = table("gpu_rents").set_index("quote")
    index, medians = rents.loc["index_neocloud"], rents.loc["vast_median_verified_offers"]
    assert (len(index), len(medians)) == (3, 47)
    assert index["date"].max() < medians["date"].min()
    assert set(index["vendor"]).isdisjoint(medians["vendor"])


# Articles


def test_figures_derived_inside_an_article_can_be_recomputed() -> None:
    figures = table("article_figures").set_index(["article", "quantity"])["value"].astype(float)
    price = figures["a1", "subscription price, top tier of Claude or ChatGPT"]
    for name in ("Claude", "ChatGPT"):
        tokens = figures[
            "a1", f"token value usable in a month of subscription, {name}, upper bound"
        ]
        factor = figures["a1", f"implied maximal list-price subsidy factor, {name}"]
        assert factor == tokens / price
    day, clip = figures["a4", "Sora 2 running cost"], figures["a4", "Sora 2 cost per clip"]
    assert figures["a4", "Sora 2 running cost, 365 days"] == pytest.approx(day * 365 / 1000)
    assert figures["a4", "implied clips per day"] == pytest.approx(day / clip, abs=0.005)
    chips = figures["a5", "GPUs in the GPT-4 training cluster"]
    for end in ("lower", "upper"):
        days = figures["a5", f"duration of GPT-4 training, {end}"]
        assert figures["a5", f"implied GPU-hours, {end}"] == chips * days * 24 / 1e6


def test_an_unsourced_figure_never_counts_as_derived() -> None:
    figures = table("article_figures")
    assert set(figures["article"]) == {"a1", "a2", "a3", "a4", "a5"}
    assert not figures["status"].eq("derived").any()
    settled = figures[(figures["marked_as"] == "fact without source") & (figures["note"] == "")]
    assert len(settled) > 5
    assert set(settled["status"]) == {"assumption"}


def test_the_record_quoted_against_the_articles_is_the_record_of_the_tables() -> None:
    said = table("article_contradictions").set_index("topic")["evidence"]
    alphabet = series("Alphabet", "capex_cash").loc["2024":"2025"] / 1000
    microsoft = series("Microsoft", "capex_cash").loc["2024":"2026"] / 1000
    leases = series("Meta", "capex_cash") + series("Meta", "finance_lease_principal")
    for topic, figures in {
        "AI spending of Alphabet": alphabet,
        "AI spending of Microsoft": microsoft,
        "AI spending of Meta": leases.loc["2024":"2025"] / 1000,
    }.items():
        for figure in figures:
            assert f"{figure:.1f}" in said[topic]


def test_contradictions_name_articles_that_exist() -> None:
    claims = table("article_contradictions")["claims"]
    named = claims.str.findall(r"\ba[0-9]\b")
    assert named.str.len().gt(0).all()
    assert set(named.explode()) <= set(table("article_figures")["article"])
