"""Which observable calibrates which symbol: the parameters of the claims, from the tables.

Each calibration belongs to one model. A figure of a table keeps its status and source; where two
sources contradict each other both stand in a mixture; where there is no observable the range is an
assumption and says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from capital import datasets, measure
from capital.calibration import Calibration, Parameter
from capital.errors import DataError
from capital.study.firms import FOUR

YEAR = 2025
LEAKED = "OpenAI, leaked audited accounts 2025 (table ai_labs)"


def calibrations() -> dict[str, Calibration]:
    """Return every calibration by the name that a scenario uses."""
    return dict(_all())


@lru_cache(maxsize=1)
def _all() -> Mapping[str, Calibration]:
    return {
        "displacement": displacement(),
        "subsidy": subsidy(),
        "flat_fee": flat_fee(),
        "serving": serving(),
        "lives": lives(),
        "obsolescence": obsolescence(),
        "growth": growth(),
        "circle": circle(),
        "price": price(),
        "intensity": intensity(),
        "crash": crash(),
    }


def displacement() -> Calibration:
    """Return the state of US nonfinancial business and the range of what automation may do."""
    account = measure.us_corporate()
    row = account.frame.loc["2024"]
    source = f"{account.lines['capital_stock'].source}; {account.lines['variable_capital'].source}"
    exposed = _mean_exposure()
    return Calibration(
        L_0=Parameter(1, unit="hour/year", source="numéraire: the new value of a year"),
        K_0=Parameter(
            float(row["capital_stock"] / row["net_value_added"]), unit="hour", source=source,
            evidence="derived",
        ),
        omega_0=Parameter(
            float(row["variable_capital"] / (row["variable_capital"] + row["surplus_value"])),
            source=source, evidence="derived",
        ),
        n=Parameter(lower=1, upper=12, unit="1/year"),
        a=Parameter(
            lower=exposed["anthropic_observed"], upper=exposed["eloundou_gpt4_beta"],
            source="mean exposure of US employment (table us_occupations)", evidence="estimate",
        ),
        xi=Parameter(lower=0, upper=1),
        nu=Parameter(lower=0, upper=1),
        zeta=Parameter(lower=0, upper=0.5),
        chi=Parameter(lower=0, upper=0.5),
        tau=Parameter(lower=0, upper=0.1),
        Delta=Parameter(lower=0, upper=0.2),
    )  # fmt: skip


def subsidy() -> Calibration:
    """Return the ratio of price to cost of the largest lab, at the level of serving and in all."""
    revenue = _lab("revenue")
    return Calibration(
        subs=Parameter.mixture(
            Parameter(revenue / _lab("total_costs_and_expenses"), source=f"{LEAKED}, all costs",
                      evidence="leak"),
            Parameter(revenue / _lab("cost_of_revenue"), source=f"{LEAKED}, cost of revenue",
                      evidence="leak"),
        ),
        w=Parameter(lower=0.2, upper=5, shape="loguniform"),
        s_x=Parameter(lower=0.5, upper=2),
    )  # fmt: skip


def flat_fee() -> Calibration:
    """Return what a subscription allows at list prices and what that costs."""
    services = datasets.load("ai_services")

    def one(service: str, what: str) -> pd.Series:
        return services[(services["service"] == service) & (services["measure"] == what)].iloc[0]

    worth = {name: one(name, "max_token_value_at_list_price")
             for name in ("Claude Max 20x", "ChatGPT Pro")}  # fmt: skip
    cost = one("frontier models by API", "serving_cost_to_list_price")
    fee = 200.0
    return Calibration(
        P_sub=Parameter(fee, unit="dollar", source="price of both subscriptions a month, in the "
                        "note of table ai_services", evidence="reported"),
        burn=Parameter.mixture(
            *(
                Parameter(float(row["value"]) / fee, source=str(row["source"]),
                          evidence=str(row["status"]))
                for row in worth.values()
            )
        ),
        theta=Parameter(
            lower=float(cost["value"]) / 100, upper=1.0, source=str(cost["source"]),
            evidence=str(cost["status"]),
        ),
        upsilon=Parameter(lower=0.005, upper=0.5, shape="loguniform"),
    )  # fmt: skip


def serving() -> Calibration:
    """Return revenue and the cost of serving of the largest lab in 2025."""
    nine_months = _lab("azure_inference_spend", end="2025-09-30")
    return Calibration(
        R=Parameter(_lab("revenue"), unit="dollar/year", source=LEAKED, evidence="leak"),
        S=Parameter.mixture(
            Parameter(_lab("cost_of_revenue"), unit="dollar/year", source=LEAKED, evidence="leak"),
            Parameter(
                nine_months * 4 / 3, unit="dollar/year", evidence="leak",
                source="leaked inference spending of nine months of 2025, by the year (ai_labs)",
            ),
        ),
    )  # fmt: skip


def lives() -> Calibration:
    """Return investment, profit and lives of the four firms that build most."""
    spent = {year: _four("capex", year) for year in (2017, 2024, 2025)}
    shares = measure.short_lived_shares()["share"].astype(float)
    low, high = float(shares.min()), float(shares.max())
    booked = [measure.booked_life(name, "2025-12-31") for name in FOUR]
    source = "10-K and 10-Q of Microsoft, Alphabet, Amazon and Meta (firm_accounts_quarterly)"
    return Calibration(
        I=Parameter(spent[2025], unit="dollar/year", source=source, evidence="derived"),
        g=Parameter(
            lower=math.log(spent[2025] / spent[2017]) / 8,
            upper=math.log(spent[2025] / spent[2024]),
            unit="1/year", source=f"{source}, since 2017 and in 2025", evidence="derived",
        ),
        T_b=Parameter(lower=min(booked), upper=max(booked), unit="year",
                      source="accounting notes (service_lives)", evidence="estimate"),
        T_e=Parameter(lower=2, upper=6, unit="year"),
        sigma=Parameter(lower=low, upper=high, source="growth of gross property by class, 2024",
                        evidence="estimate"),
        Pi=Parameter(_four("surplus_value", 2025), unit="dollar/year", source=source,
                     evidence="derived"),
        D_b_all=Parameter(_four("constant_capital", 2025), unit="dollar/year", source=source,
                          evidence="derived"),
    )  # fmt: skip


def obsolescence() -> Calibration:
    """Return the rent of an H100, its fall by two kinds of quotes, and what running it costs."""
    rents = datasets.load("gpu_rents").reset_index(drop=True)
    h100 = rents[rents["chip"] == "NVIDIA H100 SXM5 80GB"]
    year = pd.to_datetime(h100["date"]).dt.year
    listed = h100[(h100["quote"] == "on_demand") & (year == 2025)]["value"].astype(float)
    index = h100[h100["quote"] == "index_one_year_contract"].sort_values("date")
    values, dates = index["value"].astype(float).to_numpy(), pd.to_datetime(index["date"])
    low = int(np.argmin(values))
    years = (dates.iloc[low] - dates.iloc[0]).days / 365.25
    falling = math.log(values[0] / values[low]) / years
    since = (dates.iloc[-1] - dates.iloc[0]).days / 365.25
    whole = math.log(values[0] / values[-1]) / since
    power = datasets.load("us_electricity")
    price = power[(power["sector"] == "commercial")].iloc[-1]
    return Calibration(
        p_0=Parameter(lower=float(values.min()), upper=float(listed.median()),
                      unit="dollar/chip_hour", source="rents of H100 (gpu_rents): contract index "
                      "and median of list prices", evidence="estimate"),
        gamma=Parameter.mixture(
            Parameter(falling, unit="1/year", evidence="estimate",
                      source="contract index from its start to its low (gpu_rents)"),
            Parameter(whole, unit="1/year", evidence="estimate",
                      source="contract index from its start to 2026, with the rise (gpu_rents)"),
        ),
        T_b=Parameter(lower=5, upper=6, unit="year", source="accounting notes (service_lives)",
                      evidence="estimate"),
        pw=Parameter(lower=0.7, upper=1.3, unit="kilowatt_hour/chip_hour",
                     source="board power of an H100 and its share of a server (ai_hardware)",
                     evidence="estimate"),
        PUE=Parameter(lower=1.1, upper=1.6, source="operators’ reports and a survey "
                      "(data_centres)", evidence="estimate"),
        p_e=Parameter(float(price["price"]) / 100, unit="dollar/kilowatt_hour",
                      source="EIA, commercial price (us_electricity)", evidence="reported"),
        v_h=Parameter(lower=0.1, upper=0.4, unit="dollar/chip_hour"),
    )  # fmt: skip


def growth() -> Calibration:
    """Return the growth of US output and of information investment, 2024 to 2025."""
    table = datasets.load("us_ai_investment")
    yearly = (
        table[["gdp", "information_investment"]]
        .astype(float)
        .groupby(pd.PeriodIndex(table.index, freq="Q").year)
    )
    mean, count = yearly.mean(), yearly.count()
    if (count.loc[[YEAR - 1, YEAR]] < 4).any().any():
        raise DataError(f"a quarter of {YEAR - 1} or {YEAR} is missing", where="us_ai_investment")
    change = mean.loc[YEAR] - mean.loc[YEAR - 1]
    source = "BEA, NIPA tables 1.1.5 and 5.3.5 (us_ai_investment)"
    return Calibration(
        dI=Parameter(float(change["information_investment"]), unit="dollar", source=source,
                     evidence="derived"),
        dY=Parameter(float(change["gdp"]), unit="dollar", source=source, evidence="derived"),
        Y_0=Parameter(float(mean.loc[YEAR - 1, "gdp"]), unit="dollar", source=source,
                      evidence="derived"),
        m_I=Parameter(lower=0.2, upper=0.8),
    )  # fmt: skip


def circle() -> Calibration:
    """Return how much of its revenue Nvidia puts into its customers, paid or only announced."""
    deals = datasets.load("ai_deals").reset_index(drop=True)
    stakes = deals[(deals["from_firm"] == "Nvidia") & (deals["kind"] == "equity")]
    labs = stakes[stakes["to_firm"].isin(["OpenAI", "Anthropic", "xAI", "CoreWeave"])]
    paid = float(labs["paid"].fillna(0).astype(float).sum())
    named = float(labs["amount"].fillna(0).astype(float).sum())
    revenue = float(measure.firm("Nvidia").frame.loc["2026", "revenue"]) / 1000
    source = "ai_deals over revenue of Nvidia, fiscal 2026 (firm_accounts_annual)"
    return Calibration(
        alpha=Parameter(
            lower=paid / revenue, upper=named / revenue, evidence="announced",
            source=f"{source}: stakes paid for, and all that were announced",
        ),
        beta=Parameter(lower=0.3, upper=0.9),
        X_1=Parameter(1, unit="dollar/year", source="numéraire"),
        X_2=Parameter(
            lower=0.02, upper=0.15, unit="dollar/year",
            source="revenue of the labs over that of the vendor (ai_labs)", evidence="estimate",
        ),
    )  # fmt: skip


def price() -> Calibration:
    """Return the price of a million output tokens of OpenAI's best model, at three dates."""
    tokens = datasets.load("ai_token_prices").reset_index()
    own = tokens[(tokens["vendor"] == "OpenAI") & (tokens["tier"] == "standard")]
    rows = {name: own[own["model"] == name].iloc[0] for name in ("gpt-4", "gpt-5", "gpt-5.5")}
    first = rows["gpt-4"]

    def fall(name: str) -> Parameter:
        row = rows[name]
        years = (pd.Timestamp(row["date"]) - pd.Timestamp(first["date"])).days / 365.25
        return Parameter(
            math.log(float(first["output"]) / float(row["output"])) / years, unit="1/year",
            source=f"price lists, gpt-4 to {name} (ai_token_prices)", evidence="reported",
        )  # fmt: skip

    return Calibration(
        gamma=Parameter.mixture(fall("gpt-5"), fall("gpt-5.5")),
        year=Parameter(1, unit="year", source="one year"),
    )


def intensity() -> Calibration:
    """Return the rate of surplus value and output per hour since the end of 2022."""
    table = datasets.load("us_quarterly_labour")[["output_per_hour", "labour_share"]].astype(float)
    known = table.dropna()
    base, last = known.loc["2022Q4"], known.iloc[-1]
    source = f"BLS, nonfarm business, {known.index[-1]} (us_quarterly_labour)"
    share = last["labour_share"] / 100 if last["labour_share"] > 2 else last["labour_share"]
    share0 = base["labour_share"] / 100 if base["labour_share"] > 2 else base["labour_share"]
    return Calibration(
        e=Parameter(float((1 - share) / share), source=source, evidence="derived"),
        e_0=Parameter(float((1 - share0) / share0), source=source, evidence="derived"),
        q=Parameter(float(last["output_per_hour"] / base["output_per_hour"]), source=source,
                    evidence="derived"),
        sigma=Parameter(lower=0, upper=1),
    )  # fmt: skip


def crash() -> Calibration:
    """Return what a crash may take off the price of chips, and how adoption responds."""
    given = subsidy()
    return Calibration(
        subs=given["subs"],
        w=given["w"],
        s_x=given["s_x"],
        wear=Parameter(lower=0.4, upper=0.9),
        Delta=Parameter(lower=0.2, upper=0.8),
    )


def _lab(what: str, end: str = "2025-12-31") -> float:
    """Return a figure of OpenAI's accounts for the period that ends then, from January."""
    labs = datasets.load("ai_labs").reset_index(drop=True)
    chosen = (
        (labs["firm"] == "OpenAI") & (labs["measure"] == what)
        & (labs["period_end"].astype(str).str.slice(0, 10) == end)
        & (labs["period_start"].astype(str).str.slice(0, 10) == "2025-01-01")
    )  # fmt: skip
    return float(labs.loc[chosen, "value"].iloc[0])


def _four(what: str, year: int) -> float:
    """Return a flow of the four firms in a calendar year, billions of dollars."""
    return sum(float(_calendar(name).loc[str(year), what]) for name in FOUR) / 1000


@lru_cache(maxsize=8)
def _calendar(name: str) -> pd.DataFrame:
    return measure.firm(name, periods="calendar").frame


def _mean_exposure() -> dict[str, float]:
    jobs = datasets.load("us_occupations")
    found = {}
    for score in ("anthropic_observed", "eloundou_gpt4_beta"):
        known = jobs.dropna(subset=[score, "employment_2025"])
        weights = known["employment_2025"].astype(float)
        found[score] = float((known[score].astype(float) * weights).sum() / weights.sum())
    return found
