"""Every replication within its tolerances; what breaks a replication; the models in the folders."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sympy as sp

from capital import datasets
from capital.errors import DataError, UnknownNameError
from capital.publication import location, replication

FOLDER = location.papers() / "replications"


# --- the replications themselves ----------------------------------------------------------------


@pytest.mark.parametrize("name", replication.names())
def test_every_figure_is_within_its_tolerance(name: str) -> None:
    found = replication.run(name)
    bad = found.frame.loc[~found.frame["within"], ["published", "ours", "tolerance"]]
    assert found.within, bad.to_string()


def test_the_papers_asked_for_are_there() -> None:
    assert set(replication.names()) >= {
        "shaikh-2016", "shaikh-tonak-1994", "kliman-2012", "basu-manolakos-2013", "basu-2021",
        "basu-et-al-2022", "weisskopf-1979", "ochoa-1984", "bortkiewicz-1907", "samuelson-1966",
        "sraffa-1960", "steedman-1975", "okishio-1961", "goodwin-harvie-2000", "wright-2005",
    }  # fmt: skip


@pytest.mark.parametrize("name", replication.names())
def test_a_replication_has_one_page_and_stands_in_the_index(name: str) -> None:
    page = (FOLDER / name / "README.md").read_text()
    for heading in ("Question", "Data", "Method", "Result", "What is not replicated"):
        assert f"**{heading}.**" in page
    assert len(page.splitlines()) <= 50
    assert f"[{name}]({name}/README.md)" in (FOLDER / "README.md").read_text()
    assert f"capital paper {name}" in page


@pytest.mark.parametrize("name", replication.names())
def test_what_is_left_out_is_said(name: str) -> None:
    _, scope, limits, _ = replication._read(FOLDER / name)
    assert (scope == "full") == (limits == "")


@pytest.mark.parametrize("name", replication.names())
def test_signs_and_counts_have_no_tolerance(name: str) -> None:
    for key, figure in replication.expected(name).items():
        if figure.status == "qualitative":
            assert figure.tolerance == 0, key
            assert figure.published == int(figure.published), key


def test_no_replication_names_a_path_of_a_machine() -> None:
    for path in [*FOLDER.glob("*/*.py"), *FOLDER.glob("*/*.toml"), *FOLDER.rglob("*.md")]:
        text = path.read_text()
        assert not any(word in text for word in ("/work", "/home", "/tmp", "C:\\")), path


def test_the_method_alone_is_not_called_a_replication() -> None:
    assert "not a replication" in str(replication.run("basu-et-al-2022"))


# --- what is typed in expected.toml is what the tables of the package print -----------------------


def table(entity: str) -> pd.Series:
    rows = datasets.load("published_results")
    rows = rows[rows["entity"].astype(str) == entity].astype({"measure": str})
    return rows.set_index(["measure", "first_year"])["value"]


def published(name: str) -> dict[str, float]:
    return {key: figure.published for key, figure in replication.expected(name).items()}


def test_wright_is_typed_as_published() -> None:
    source = table("simulation: SA model").droplevel(1)
    names = {
        "firms": "firms_mean",
        "workers_share": "workers_share_mean",
        "capitalists_share": "capitalists_share_mean",
        "unemployed_share": "unemployed_share_mean",
        "firm_demises_a_month": "firm_demises_per_month_mean",
        "firm_demises_a_year": "firm_demises_per_year_mean",
        "wage_share": "wage_share_mean",
        "profit_share": "profit_share_mean",
        "firm_size_exponent": "firm_size_power_law_exponent",
        "workers_wealth_rate": "workers_wealth_exponential_rate",
        "capitalists_wealth_exponent": "capitalists_wealth_pareto_exponent",
        "income_exponent": "income_pareto_exponent",
        "recession_duration_rate": "recession_duration_exponential_rate_model",
    }
    for key, value in published("wright-2005").items():
        assert value == source[f"wright2005_{names.get(key, key)}"], key


def test_harvie_is_typed_as_published() -> None:
    given = published("goodwin-harvie-2000")
    for country in ("AUS", "CAN", "FRA", "GBR", "GRC", "ITA"):
        source = table(country).droplevel(1)
        assert given[f"{country}_employment"] == source["harvie2000_centre_employment_rate_printed"]
        assert given[f"{country}_wage_share"] == source["harvie2000_centre_wage_share_printed"]


def test_shaikh_and_tonak_are_typed_as_published() -> None:
    source, given = table("USA"), published("shaikh-tonak-1994")
    for first, last in ((1948, 1980), (1980, 1989)):
        change = source["shaikh_tonak_overall_change_marxian_profit_rate_adjusted", first]
        slope = source["shaikh_tonak_trend_marxian_profit_rate_adjusted", first]
        assert given[f"change_{first}_{last}"] == change
        assert given[f"trend_{first}_{last}"] == slope


def test_the_world_rates_are_typed_as_published() -> None:
    names = {"all": "all observations", "balanced": "balanced 25 countries"}
    names["industries"] = "WIOD industry panel"
    source = datasets.load("published_results").astype({"entity": str, "measure": str})
    source = source.set_index(["entity", "measure", "first_year", "last_year"])["value"]
    given = published("basu-et-al-2022")
    del given["gap_of_method_on_us"]
    for key, value in given.items():
        who, _, rest = key.partition("_")
        weights, first, last = rest.rsplit("_", 2)
        measure = f"trend_log_profit_rate_{weights}"
        assert value == source[f"World: {names[who]}", measure, int(first), int(last)]


def test_shaikh_is_typed_as_published() -> None:
    source = datasets.load("shaikh_2016_corporate")["rate_of_profit"]
    given = published("shaikh-2016")
    years = [key[-4:] for key in given if key.startswith("rate_of_profit_")]
    assert len(years) >= 6
    assert all(given[f"rate_of_profit_{year}"] == source[year] for year in years)


# --- the form of a replication --------------------------------------------------------------------

GOOD = """paper = "A paper"
scope = "full"
limits = ""

[figures.r]
published = "1/4"
tolerance = 1e-12
unit = "1"
where = "p. 1"
obtained = "read"
status = "published"
"""
OURS = "def replicate():\n    return {'r': 0.25}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Write a replication of one's own and return the folder of papers."""

    def write(toml: str = GOOD, ours: str | None = OURS) -> Path:
        place = tmp_path / "replications" / "paper-2000"
        place.mkdir(parents=True)
        (place / "expected.toml").write_text(toml)
        if ours is not None:
            (place / "replicate.py").write_text(ours)
        return tmp_path

    return write


def test_a_fraction_is_read_exactly(folder: Callable[..., Path]) -> None:
    root = folder()
    assert replication.names(root=root) == ["paper-2000"]
    found = replication.run("paper-2000", root=root)
    assert found.within
    assert found.frame.loc["r", "published"] == 0.25
    assert "1 of 1 figures within tolerance" in str(found)


def test_a_figure_outside_its_tolerance_is_shown(folder: Callable[..., Path]) -> None:
    root = folder(ours="def replicate():\n    return {'r': 0.26}\n")
    found = replication.run("paper-2000", root=root)
    assert not found.within
    assert "NO" in str(found)
    assert found.frame.loc["r", "difference"] == pytest.approx(0.01)
    assert replication.summary(root=root).loc["paper-2000", "agree"] == 0


def test_the_edge_of_the_tolerance_is_inside(folder: Callable[..., Path]) -> None:
    toml = GOOD.replace('"1/4"', "0.3").replace("1e-12", "0.05")
    assert replication.run("paper-2000", root=folder(toml)).within


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("tolerance = 1e-12\n", "", "there is no tolerance"),
        ("unit = ", "units = ", "there is no unit"),
        ('where = "p. 1"\n', "", "there is no where"),
        ("obtained", "obtaind", "there is no obtained"),
        ('status = "published"\n', 'status = "published"\ncolour = "red"\n', "‘colour’ is no key"),
        ("1e-12", "nan", "tolerance = nan is no finite number"),
        ("1e-12", "-1.0", "the tolerance -1 is negative"),
        ('"1/4"', "nan", "published = nan is no finite number"),
        ('"1/4"', "inf", "published = inf is no finite number"),
        ('"1/4"', "true", "published = True is no finite number"),
        ('"1/4"', '"1/0"', "is no finite number"),
        ('"1/4"', '"a quarter"', "is no finite number"),
        ('where = "p. 1"', "where = 1", "where must be text"),
        ('where = "p. 1"', 'where = " "', "where must be text"),
        ('scope = "full"\n', "", "there is no scope"),
        ("[figures.r]", "[figure.r]", "there is no figures"),
        ("[figures.r]", "[figures.r", "this is no TOML"),
        ('paper = "A paper"', "paper = 5", "paper must be text"),
    ],
)
def test_a_broken_expected_toml_is_named(
    folder: Callable[..., Path], old: str, new: str, what: str
) -> None:
    assert old in GOOD
    with pytest.raises(DataError) as error:
        replication.run("paper-2000", root=folder(GOOD.replace(old, new, 1)))
    assert what in str(error.value)
    assert "paper-2000/expected.toml" in error.value.where
    assert error.value.mend


@pytest.mark.parametrize(("old", "new"), [('published"\n', 'printed"\n'), ("full", "ful")])
def test_an_unknown_status_or_scope_is_named(
    folder: Callable[..., Path], old: str, new: str
) -> None:
    with pytest.raises(UnknownNameError, match=r"expected\.toml"):
        replication.run("paper-2000", root=folder(GOOD.replace(old, new)))


def test_no_figures_at_all_is_an_error(folder: Callable[..., Path]) -> None:
    root = folder(GOOD.split("[figures")[0] + "figures = {}\n")
    with pytest.raises(DataError, match="no figures"):
        replication.run("paper-2000", root=root)


@pytest.mark.parametrize(
    ("ours", "what"),
    [
        ("{'r': 0.25, 'e': 1.0}", "expected.toml lacks the figure ‘e’"),
        ("{}", r"replicate\(\) lacks the figure ‘r’"),
        ("{'rr': 0.25}", "expected.toml lacks the figure ‘rr’"),
        ("{'r': float('nan')}", "no finite number"),
        ("{'r': float('inf')}", "no finite number"),
        ("{'r': 'much'}", "no finite number"),
        ("{'r': None}", "no finite number"),
        ("[0.25]", "no mapping"),
    ],
)
def test_what_replicate_may_not_return(folder: Callable[..., Path], ours: str, what: str) -> None:
    root = folder(ours=f"def replicate():\n    return {ours}\n")
    with pytest.raises(DataError, match=what):
        replication.run("paper-2000", root=root)


def test_a_folder_without_code_or_function_is_named(folder: Callable[..., Path]) -> None:
    root = folder(ours=None)
    with pytest.raises(DataError, match="the file is missing"):
        replication.run("paper-2000", root=root)
    (root / "replications" / "paper-2000" / "replicate.py").write_text("x = 1\n")
    with pytest.raises(DataError, match="no function"):
        replication.module("paper-2000", root=root)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘kliman-2012’"):
        replication.run("kliman-2011")
    with pytest.raises(UnknownNameError, match="there is"):
        replication.expected("zebra")


def test_the_papers_of_a_wheel_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "capital"
    package.mkdir()
    monkeypatch.setattr(location, "_PACKAGE", package)
    with pytest.raises(DataError, match="no folder of papers"):
        location.papers()
    (tmp_path / "papers").mkdir()
    assert location.papers() == tmp_path / "papers"
    (package / "papers_files").mkdir()
    assert location.papers() == package / "papers_files"
    with pytest.raises(DataError, match="no folder of papers"):
        location.papers(tmp_path / "nowhere")


# --- the models in the folders --------------------------------------------------------------------


def test_wright_conserves_money_and_classes() -> None:
    model = replication.module("wright-2005")
    society = model.Society(200, 20_003, (10, 90), seed=1)
    for _ in range(60):
        society.month()
        assert sum(society.money) + society.market == 20_003
        assert min(society.money) >= 0
        assert all(type(coins) is int for coins in society.money)
        hired = [worker for staff in society.staff for worker in staff]
        assert len(hired) == len(set(hired))
        assert sorted(hired) == [a for a, boss in enumerate(society.boss) if boss >= 0]
        assert all(society.boss[w] == a for a, staff in enumerate(society.staff) for w in staff)
        assert not any(society.staff[worker] for worker in hired)  # no employee is an employer
        assert sorted(society.free) == [a for a, boss in enumerate(society.boss) if boss < 0]
        assert all(society.free[society.place[a]] == a for a in society.free)


def test_wright_does_not_depend_on_its_size() -> None:
    months, years, pooled = replication.module("wright-2005").simulate(
        500, 50_000, settling=5, years=25, seed=7
    )
    employed, employers = months["workers"].mean() / 500, months["firms"].mean() / 500
    assert 0.60 < employed < 0.80
    assert 0.08 < employers < 0.16
    assert 0.10 < 1 - employed - employers < 0.25
    money = np.sort(np.concatenate([pooled["workers_wealth"], pooled["owners_wealth"]]))
    rank = np.arange(1, len(money) + 1)
    gini = 2 * (rank @ money) / (len(money) * money.sum()) - 1 - 1 / len(money)
    assert 0.60 < gini < 0.80
    assert 0.45 < (years["wages"] / years["income"]).mean() < 0.65


def test_wright_repeats_itself_by_its_seed() -> None:
    simulate = replication.module("wright-2005").simulate
    runs = [simulate(100, 10_000, settling=1, years=2, seed=seed)[0] for seed in (3, 3, 4)]
    pd.testing.assert_frame_equal(runs[0], runs[1])
    assert not runs[0].equals(runs[2])


def test_wright_dismisses_whom_it_cannot_pay() -> None:
    society = replication.module("wright-2005").Society(5, 0, (10, 90), seed=1)
    for worker in (1, 2, 3):
        society.boss[worker] = 0
        society.staff[0].append(worker)
        society.free.remove(worker)
    society.place[4] = society.free.index(4)
    society.money[0] = 120  # the mean wage of 50 for two and a part: one must go
    society.dismiss(0)
    assert len(society.staff[0]) == 2
    assert society.demises == 0
    society.money[0] = 0
    society.dismiss(0)
    assert society.staff[0] == []
    assert society.demises == 1


def test_the_fits_of_wright_find_what_was_put_in() -> None:
    model, rng = replication.module("wright-2005"), np.random.default_rng(1)
    pareto = rng.pareto(1.3, 200_000) + 1
    assert model.tail(pareto, 0.05) == pytest.approx(1.3, abs=0.05)
    assert model.power_law(pareto[pareto < 500]) == pytest.approx(1.3, abs=0.1)
    counts = np.round(1e6 * np.exp(-0.2 * np.arange(20)))
    assert model.decline(counts) == pytest.approx(0.2, abs=1e-3)
    assert model.weighted_median(np.array([3.0, 1.0, 2.0]), np.array([1, 1, 5])) == 2.0
    assert model.recessions(np.array([5, 4, 3, 6, 5, 7])).tolist() == [2, 1]


@pytest.mark.parametrize("case", ["slow", "quick"])
def test_the_period_of_goodwin_is_that_of_the_orbit(case: str) -> None:
    model = replication.module("goodwin-harvie-2000")
    numbers = map(sp.Rational, model.CASES[case])
    known = dict(zip(model.COEFFICIENTS, numbers, strict=True))
    share, employment, period = (float(f.subs(known)) for f in model.centre_and_period())
    motion = sp.lambdify(
        (model.WAGE_SHARE, model.EMPLOYMENT), [m.subs(known) for m in model.MOTION]
    )
    assert orbit(motion, share, employment * 0.999, period) == pytest.approx(period, rel=1e-4)


def orbit(motion: Any, share: float, employment: float, period: float) -> float:
    """Return the time until the wage share comes back to its centre from the same side (RK4)."""
    state, step, crossings, time = np.array([share, employment]), period / 4000, [], 0.0
    field = lambda z: np.array(motion(*z))  # noqa: E731
    while len(crossings) < 2:
        k1 = field(state)
        k2 = field(state + step / 2 * k1)
        k3 = field(state + step / 2 * k2)
        k4 = field(state + step * k3)
        new = state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        if time > 0 and state[0] >= share > new[0]:
            crossings.append(time + step * (state[0] - share) / (state[0] - new[0]))
        if time == 0 and new[0] < share:
            crossings.append(0.0)
        state, time = new, time + step
    return crossings[1] - crossings[0]


def test_a_hundredfold_phillips_curve_keeps_the_centre_and_shortens_the_period() -> None:
    model = replication.module("goodwin-harvie-2000")
    printed = model.coefficients("FRA")
    scaled = {
        **printed,
        model.GAMMA: printed[model.GAMMA] / 100,
        model.RHO: printed[model.RHO] / 100,
    }
    share, employment, period = model.centre_and_period()
    assert float(share.subs(printed)) == float(share.subs(scaled))
    assert float(employment.subs(scaled)) == pytest.approx(
        float(employment.subs(printed)), abs=0.06
    )
    assert 9 < float(period.subs(scaled)) / float(period.subs(printed)) < 10


def test_okishio_has_no_exception_with_other_numbers() -> None:
    found: Mapping[str, float] = replication.module("okishio-1961").exceptions(200, seed=99)
    assert found == {"cheaper_and_not_higher": 0.0, "dearer_and_not_lower": 0.0}


def test_weisskopf_finds_the_late_expansions_by_its_rule() -> None:
    parts = replication.module("weisskopf-1979").late_expansions()
    assert [*parts.phases] == ["1951–1953", "1955–1957", "1966–1969"]


def test_the_stock_of_shaikh_by_a_plain_loop() -> None:
    source = datasets.load("shaikh_2016_corporate")
    model = replication.module("shaikh-2016")
    K = source["gross_stock_1993_rates"].iloc[0]
    price = source["price_of_net_stock"].to_numpy()
    rows = zip(source["investment"].iloc[1:], source["retirement_rate_1993"].iloc[1:], strict=True)
    for t, (investment, rate) in enumerate(rows, start=1):
        K = investment + (1 - rate) * price[t] / price[t - 1] * K
    ours = model.stock(source, "retirement_rate_1993", "gross_stock_1993_rates")
    assert math.isclose(K, ours, rel_tol=1e-12)
