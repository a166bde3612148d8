"""Rent of sites and chips."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from capital.ai import rent
from capital.errors import DataError
from capital.theory.rent import Plot, ground_rent

COSTS, ROOM = [20, 40, 60, 80], [100] * 4


@pytest.mark.parametrize(
    ("demand", "absolute", "price", "rents"),
    [
        (350, 0, 80, [6000, 4000, 2000, 0]),
        (290, 0, 60, [4000, 2000, 0, 0]),
        (300, 0, 60, [4000, 2000, 0, 0]),
        (350, 5, 85, [6500, 4500, 2500, 250]),
    ],
)
def test_T_H6_1_rent_of_sites(demand, absolute, price, rents):
    found = rent.site_rents(COSTS, ROOM, demand, absolute=absolute)
    assert found.price == price
    assert found.table["rent"].tolist() == rents
    assert found.table["used"].sum() == demand


def test_T_H6_2_rent_of_the_vendor(agrees):
    chip = {"P_h": 30000, "cost": 8000, "advance": 12000, "r": "3/20", "i": "1/20"}
    found = rent.vendors_rent().evaluate(chip)
    assert found["rent"] == 20200
    assert agrees(100 * found["share"], "67.33")
    assert found["title"] == 404_000
    assert rent.vendors_rent().sign("rent", "r") in ("-", "≤0")


def test_sites_pay_what_plots_of_land_pay():
    plots = [Plot(str(c), (sp.Integer(100 * c),), (sp.Integer(100),)) for c in COSTS]
    land = ground_rent(plots, 0)
    found = rent.site_rents(COSTS, ROOM, 400)
    assert [float(x) for x in land.table["rent"]] == found.table["rent"].tolist()


@given(st.integers(0, 5000))
def test_merit_order_is_the_cheapest_supply_and_its_price_the_shadow_price(seed):
    rng = np.random.default_rng(seed)
    costs, room = rng.uniform(10, 90, 6), rng.uniform(1, 20, 6)
    demand = rng.uniform(0.05, 0.99) * room.sum()
    found = rent.site_rents(pd.Series(costs, list("abcdef")), room, demand)
    best = linprog(costs, A_eq=np.ones((1, 6)), b_eq=[demand], bounds=[(0, q) for q in room])
    assert found.table["used"].to_numpy() == pytest.approx(best.x, abs=1e-7)
    assert found.price == pytest.approx(best.eqlin.marginals[0])
    assert (found.table["rent"] >= 0).all()
    assert found.table.loc[found.regulating, "differential"] == 0
    more = rent.site_rents(costs, room, min(1.2 * demand, room.sum()))
    assert (more.table["rent"].to_numpy() >= found.table["rent"].to_numpy() - 1e-9).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: rent.site_rents(COSTS, ROOM, 500), "cannot supply 500"),
        (lambda: rent.site_rents(COSTS, ROOM, 0), "cannot supply 0"),
        (lambda: rent.site_rents([-1, 2], [1, 1], 1), "negative"),
        (lambda: rent.site_rents([1, 2], [1], 1), "2 costs and 1"),
        (lambda: rent.site_rents([1, np.nan], [1, 1], 1), "missing"),
        (lambda: rent.site_rents([1, 2], [1, 1], 1, absolute=-1), "negative"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(DataError, match=words):
        call()
