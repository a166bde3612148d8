"""The textbook tables: every printed figure against the exact one, and where they part."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital import theory
from capital.errors import UnknownNameError
from capital.theory import printed, tables
from capital.theory.tables import MISSING, names, table

R = sp.Rational
REMARKS = {"exact", "rounded", "rounded down", "rounded up", "slip", MISSING}

#: Where the printed figures are not the exact ones; everywhere else they are, or are not at hand.
DEPARTURES = {
    "II-21-first": {"rounded down": 1, "rounded": 1},
    "II-21-second": {"rounded": 15, "rounded down": 1, "rounded up": 2},
    "III-4-turnover": {"rounded": 1},
    "hilferding-1910": {"rounded": 1},
    "luxemburg-1913": {"rounded": 8, "slip": 1},
}


@pytest.mark.parametrize("name", names())
def test_a_table_has_both_figures_their_difference_and_its_source(name: str) -> None:
    found = table(name)
    assert list(found.columns) == ["printed", "exact", "difference", "remark"]
    assert set(found["remark"]) <= REMARKS
    assert found.index.is_unique
    assert all(isinstance(figure, sp.Rational) for figure in found["exact"])
    at_hand = found[found["remark"] != MISSING]
    assert (at_hand["exact"] - at_hand["printed"] == at_hand["difference"]).all()
    assert found[found["remark"] == MISSING]["printed"].isna().all()
    assert found.attrs["source"]
    assert found.attrs["title"]


@pytest.mark.parametrize("name", names())
def test_printed_and_exact_part_only_where_this_test_says_so(name: str) -> None:
    remarks = Counter(table(name)["remark"])
    parted = {word: remarks[word] for word in remarks if word not in ("exact", MISSING)}
    assert parted == DEPARTURES.get(name, {})


def test_every_printed_table_is_reckoned_and_no_other() -> None:
    assert names() == tuple(printed.PRINTED) == tuple(tables.EXACT)
    assert set(names()) >= printed.COMPARED
    assert theory.tables is tables


def test_a_slip_in_a_name_is_mended() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘II-21-first"):
        table("II-21-frist")


def test_T_A1_1_and_T_A1_2_the_mill() -> None:
    exact = table("I-9-mill")["exact"]["week"]
    assert exact["e"] == R(80, 52)
    assert exact["h_n"] + exact["h_s"] == 10
    assert exact["h_n"] == R(52, 132) * 10


def test_T_D2_1_five_spheres_by_hand() -> None:
    exact = table("III-9-spheres")["exact"].unstack()
    c, v, used = (80, 70, 60, 85, 95), (20, 30, 40, 15, 5), (50, 51, 51, 40, 10)
    rate = Fraction(sum(v), sum(c) + sum(v))
    for row, constant, wages, worn in zip(exact.index, c, v, used, strict=True):
        price = worn + wages + rate * (constant + wages)
        assert exact.loc[row, "price_of_production"] == R(price.numerator, price.denominator)
    assert sum(exact["price_of_production"]) == sum(exact["value"]) == 422
    assert sum(exact["deviation"]) == 0


def test_T_A2_4_the_rate_of_the_mill_is_rounded_by_engels(agrees) -> None:
    row = table("III-4-turnover").loc[("mill by turnover", "r")]
    assert row["exact"] == R(2703, 8125)
    assert agrees(100 * row["exact"], "33.27")
    assert table("III-4-turnover").loc[("mill", "r"), "exact"] == R(208, 625)


def test_K_24_marx_rounds_a_whole_capital_and_goes_on_from_there() -> None:
    second = table("II-21-second")
    year3, year4 = (
        second["printed"].loc[(year, "c_I")] + second["printed"].loc[(year, "v_I")]
        for year in (3, 4)
    )
    exact3 = second["exact"].loc[(3, "c_I")] + second["exact"].loc[(3, "v_I")]
    assert abs(year3 - exact3) <= R(1, 2)
    added = second["printed"].loc[(3, "v_I")] / 2  # half of s_I = v_I is accumulated
    assert abs(year4 - (year3 + added)) <= R(1, 2)


def test_rounding_agrees_with_the_table_of_the_scheme() -> None:
    for illustration in ("first", "second"):
        apart = table(f"II-21-{illustration}")
        apart = apart[apart["difference"].map(lambda gap: bool(gap))]
        known = theory.reproduction.rounded(illustration)
        assert apart["printed"].to_dict() == known["marx"].to_dict()


def test_T_C3_3_luxemburg_slips_once_on_her_own_capitals() -> None:
    found = table("luxemburg-1913")
    slip = found[found["remark"] == "slip"]
    assert slip.index.to_list() == [(3, "of_her_capitals")]
    assert 5903 + 1726 - 7583 == slip["exact"].iloc[0] == 46
    assert slip["printed"].iloc[0] == 45
    assert found.loc[(3, "shortfall"), "remark"] == "rounded"


def test_T_F3_1_bortkiewicz_by_his_own_quadratic() -> None:
    exact = table("bortkiewicz-1907")["exact"].unstack()
    c, v, W = (225, 100), (90, 120), (375, 300)
    f, g = (tuple(R(a, b) for a, b in zip(x, c, strict=True)) for x in (v, W))
    sigma = sp.Symbol("sigma")
    square = (f[0] - f[1]) * sigma**2 + (f[1] * g[0] + g[1]) * sigma - g[0] * g[1]
    rates = sp.solve(square, sigma)
    assert min(rates) == R(5, 4)
    rows = exact.loc[["I", "II", "III"]]
    assert all((rows["c"] + rows["v"]) * min(rates) == rows["price"])
    assert (rows.loc["I", "price"], rows.loc["II", "price"]) == (sum(rows["c"]), sum(rows["v"]))
    assert exact.loc["total", "price"] == sum(rows["price"])


def test_T_C6_1_the_breakdown_of_bauers_scheme(agrees) -> None:
    left = table("bauer-grossmann-1929")["exact"].xs("k_cap", level="item")
    printed_by_rule = {1: "75000", 20: "117742.0877", 21: "117513.2830", 34: "10799.8231"}
    assert all(agrees(left[year], text) for year, text in printed_by_rule.items())
    assert left[35] < 0 < left[34]


def test_T_D10_2_rents_are_sums_over_soils() -> None:
    for name in ("III-41-I", "III-41-II", "III-41-III", "III-42-IV", "III-43-lesser-dose"):
        exact = table(name)["exact"].unstack()
        assert (exact.drop(index="total").sum() == exact.loc["total"]).all()


@given(st.fractions(-100, 100, max_denominator=50), st.integers(0, 3))
def test_a_figure_rounded_to_its_nearest_is_called_rounded(value: Fraction, digits: int) -> None:
    exact = R(value.numerator, value.denominator)
    scaled = sp.floor(exact * 10**digits + R(1, 2))
    text = f"{'-' if scaled < 0 else ''}{abs(int(scaled)):0{digits + 1}d}"
    text = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    said = tables._beside(text, exact)
    assert said["remark"] == ("exact" if said["difference"] == 0 else "rounded")
    far = tables._beside(text, exact + 2)
    assert far["remark"] == "slip"


def test_the_words_for_what_is_neither_exact_nor_nearest() -> None:
    assert tables._beside("13043", R(65219, 5))["remark"] == "rounded down"
    assert tables._beside("5869", R(105625, 18))["remark"] == "rounded up"
    assert tables._beside("1/5", R(21, 100))["remark"] == "slip"  # a fraction is not rounded
