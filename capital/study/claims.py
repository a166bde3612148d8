"""The claims of the debate, decided one by one.

For each claim: the model that decides it, the condition in its symbols, the calibrated figure with
its interval, the verdict, the assumption on which it hangs, the weakest evidence that it rests on,
and what observation would change it. Where the theory decides whatever the figures are, the proof
is the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd
import sympy as sp

from capital.ai import circular_finance, displacement, service, valuation
from capital.ai.claims import Claim, Verdict, decide, medians, read_scenario
from capital.calibration import Calibration
from capital.evidence import Evidence, weakest
from capital.model import Model, variables
from capital.report.content import Chart, Explorer, Section, Table
from capital.results import Finding
from capital.study.calibrated import calibrations
from capital.study.chapter import Chapter, key
from capital.theory import chips

DRAWS = 2**20
MOVED = 3  # sliders of a claim
WORDS = {
    "a": "share of labour automated",
    "tau": "gain of hours or intensity",
    "nu": "share of the displaced in new branches",
    "chi": "cheapening of labour-power",
    "zeta": "cheapening of capital",
    "xi": "deepening of capital",
    "Delta": "share of capital, or of its price, destroyed",
    "n": "turnovers a year",
    "w": "wage over the median cost of an hour replaced",
    "s_x": "spread of costs over tasks",
    "subs": "price over cost",
    "upsilon": "mean use over maximum",
    "theta": "cost over list price",
    "burn": "list value of full use over the fee",
    "S": "cost of serving",
    "R": "revenue",
    "T_e": "economic life, years",
    "T_b": "booked life, years",
    "sigma": "share that is short-lived, or intensity",
    "g": "growth of investment",
    "gamma": "yearly fall of rent or price",
    "p_0": "rent today",
    "v_h": "staff and space, dollars an hour",
    "m_I": "import content of investment",
    "alpha": "share of revenue put into customers",
    "beta": "share that customers spend at the vendor",
    "X_2": "customers’ sales outside",
    "wear": "share of chips in cost",
}
#: The size that each counter-tendency must reach, and the most that is possible: all capital, all
#: of the displaced, a day of 24 hours instead of 8; nothing bounds the fall of a price.
SIZES = {
    "destruction": ("Delta_star", 1.0),
    "cheapening": ("zeta_star", float("inf")),
    "new branches": ("nu_star", 1.0),
    "longer hours": ("tau_star", 2.0),
}
PERCENT = "percent"


def chapter(scenario: str | Path | None = None) -> Chapter:
    """Return the chapter of claims, with some parameters replaced by a scenario file."""
    verdicts = decided(scenario)
    theory = proofs()
    findings = tuple(_finding(verdict) for verdict in verdicts)
    findings += tuple(f for verdict in verdicts for f in _index_findings(verdict))
    table = Table(
        key="claims",
        title="The claims of the debate and how they stand",
        frame=pd.DataFrame([*(row(verdict) for verdict in verdicts), *theory]),
        evidence=weakest(str(verdict.evidence) for verdict in verdicts),
        source="calibrations of the tables below; models of capital.ai and capital.theory",
        digits=3,
        note=f"{DRAWS:,} draws a claim. A claim holds if its condition is true in 95 % of them and "
        "fails if in 5 %.",
    )
    paragraphs = (
        "Each claim is a condition on a model. Its parameters are what the tables say, with the "
        "status of the source; what nobody observes is an interval and is called an assumption. "
        "The verdict follows from the draws, and hangs on the assumption named beside it.",
    )
    sections = (
        Section(
            "claims-decided", "The claims, decided", paragraphs, (table, _deciding_chart(verdicts))
        ),
        _explorer_section(verdicts),
        _fan_section(scenario),
        _parameter_section(scenario),
    )
    open_claims = [v for v in verdicts if v.verdict not in ("holds", "fails")]
    counts = {word: sum(v.verdict == word for v in verdicts) for word in ("holds", "fails")}
    summary = (
        f"Of {len(verdicts)} claims that figures can decide {counts['holds']} hold, "
        f"{counts['fails']} fail and {len(open_claims)} hang on an assumption.",
    )
    return Chapter(sections, findings, summary)


@lru_cache(maxsize=4)
def decided(scenario: str | Path | None = None) -> tuple[Verdict, ...]:
    """Return the verdicts on all claims that figures decide."""
    return tuple(decide(claim, draws=DRAWS) for claim in claims(given(scenario)))


def given(scenario: str | Path | None) -> Mapping[str, Calibration]:
    """Return the calibrations, with those of a scenario file in their place."""
    known = calibrations()
    return known if scenario is None else read_scenario(scenario, known)


def claims(known: Mapping[str, Calibration]) -> list[Claim]:
    """Return the claims with their models, conditions and calibrations."""
    return [
        Claim(
            "zero", "As AI replaces labour the rate of profit goes to zero",
            _path(), known["displacement"], "ratio < 1/10", "ratio", PERCENT,
            "new branches that take up none of the displaced, while capital does not cheapen",
            "figure: the rate of profit after automation, in percent of the rate before",
        ),
        Claim(
            "falls", "Displacement of labour lowers the rate of profit",
            _path(), known["displacement"], "ratio < 1", "ratio", PERCENT,
            "the share of the displaced that finds work, and the fall of the price of capital",
            "figure: the rate of profit after automation, in percent of the rate before",
        ),
        Claim(
            "subsidy", "AI is used only because its price is subsidised",
            _reversal(), known["subsidy"], "reversed > 1/2", "reversed", PERCENT,
            "costs of replacing an hour by task, and a price that returns to cost",
            "figure: share of adopted tasks that would be given up at cost",
        ),
        Claim(
            "burn", "A subscription burns far more than its price",
            service.flat_fee(), known["flat_fee"], "upsilon > upsilon_max", "cost_mean",
            "dollars a month",
            "the distribution of use over subscribers",
            "The published multiples are maxima at list price; the mean use is not known.",
        ),
        Claim(
            "use", "The more it is used the more it loses",
            _serving(), known["serving"], "S > R", "margin", PERCENT,
            "the cost of serving by product, free and paid apart",
            "figure: margin of revenue over the cost of serving, OpenAI 2025",
        ),
        Claim(
            "lives", "Booked lives of chips overstate profit by more than a tenth",
            _overstatement(), known["lives"], "share > 1/10", "share", PERCENT,
            "the ages at which servers are retired",
            "figure: overstatement of operating income of four firms, 2025",
        ),
        Claim(
            "rate", "Booked lives overstate the rate of profit too",
            _overstatement(), known["lives"], "r_book > r_econ", "r_book", PERCENT,
            "investment above gross profit: then the booked rate is the higher one",
            "figure: booked gross return of four firms on the capital that investment implies",
        ),
        Claim(
            "obsolete", "Chips are obsolete before they are written off",
            _obsolescence(), known["obsolescence"], "p_end < u_0", "cover", "times",
            "rents of the same chip by age, seller by seller",
            "figure: rent at the end of the booked life over the cost of running the chip",
        ),
        Claim(
            "growth", "Capital expenditure on AI carries growth",
            valuation.share_in_growth(), known["growth"], "net > 1/2", "net", PERCENT,
            "the import content of investment",
            "figure: share in nominal growth of all information investment, net of imports, "
            "2025: accounting, not a cause",
        ),
        Claim(
            "circle", "Circular deals inflate revenue by more than a tenth",
            _circle(), known["circle"], "inflated > 1/10", "inflated", PERCENT,
            "what vendors pay their customers, and what these spend at the vendor",
            "figure: revenue of the vendor over what it would be without its finance",
        ),
        Claim(
            "price", "The first to adopt gains; then the price falls",
            _price(), known["price"], "fall > 1/10", "fall", PERCENT,
            "prices of one quality of answer over time",
            "figure: yearly fall of the price of a token of the best model since 2023; from 2025 "
            "to 2026 it rose",
        ),
        Claim(
            "intensity", "AI lengthens and intensifies work, and that raises exploitation",
            _intensity(), known["intensity"], "rise > 0", "rests", "percentage points",
            "an index of the intensity of labour, and a longer period",
            "The condition is that the rate of surplus value has risen since the end of 2022. "
            "figure: how much of it would rest on intensity, if a share σ of the growth of output "
            "per hour is intensity; nobody measures σ",
        ),
        Claim(
            "crash", "A crash would make compute cheap and adoption real",
            _crash(), known["crash"], "after > now", "gain", "percentage points",
            "how far the price of chips fell in a crash, and tasks by cost",
            "figure: tasks adopted at cost after a crash less those adopted now",
        ),
    ]  # fmt: skip


def _path() -> Model:
    """Return the path under displacement, and the rate relative to that before."""
    base = displacement.path_of_r()
    K_0, L_0, omega_0, n, r = (base[name] for name in ("K_0", "L_0", "omega_0", "n", "r"))
    r_0 = variables("r_0", unit="1/year")
    ratio = variables("ratio", domain="real")
    before = (1 - omega_0) * L_0 / (K_0 + omega_0 * L_0 / n)
    return Model({**base.equations, r_0: before, ratio: r / r_0}, name=base.name,
                 source=base.source, assumptions=base.assumptions)  # fmt: skip


def _reversal() -> Model:
    """Return the share of adopted tasks that is given up when the price returns to cost."""
    w, s_x, subs = variables("w s_x subs")
    adopted, at_cost, lost = variables("adopted at_cost reversed", domain="real")

    def below(x: sp.Expr) -> sp.Expr:
        return (1 + sp.erf(sp.log(x) / (s_x * sp.sqrt(2)))) / 2

    return Model(
        {
            adopted: below(w / subs),
            at_cost: below(w / sp.Max(subs, 1)),
            lost: 1 - at_cost / adopted,
        },
        name="adoption that the subsidy carries",
        source="Marx, Capital I, ch. 15 s. 2; Roemer 1981",
        assumptions=("costs of replacing an hour are lognormal over tasks, median 1",),
    )


def _serving() -> Model:
    R, S = variables("R S", unit="dollar/year")
    margin = variables("margin", domain="real")
    return Model({margin: 1 - S / R}, name="margin of serving", source="Marx, Capital III, ch. 1")


def _overstatement() -> Model:
    """Return what booked lives do to profit and to its rate, as a share of operating income."""
    base = chips.steady_growth()
    sigma = variables("sigma", domain="positive share")
    Pi, D_b_all = variables("Pi D_b_all", unit="dollar/year")
    share = variables("share", domain="real")
    known = {base["G"]: Pi + D_b_all}
    equations = {a: b.xreplace(known) for a, b in base.equations.items()}
    return Model({**equations, share: sigma * base["O"] / Pi}, name=base.name, source=base.source)


def _obsolescence() -> Model:
    """Return the rent at the end of the booked life against the cost of running a chip."""
    p_0, p_end, u_0, v_h = variables("p_0 p_end u_0 v_h", unit="dollar/chip_hour")
    gamma = variables("gamma", unit="1/year", domain="real")
    T_b = variables("T_b", unit="year")
    pw = variables("pw", unit="kilowatt_hour/chip_hour")
    PUE = variables("PUE")
    p_e = variables("p_e", unit="dollar/kilowatt_hour")
    cover = variables("cover")
    return Model(
        {p_end: p_0 * sp.exp(-gamma * T_b), u_0: pw * PUE * p_e + v_h, cover: p_end / u_0},
        name="rent at the end of the booked life",
        source="Marx, Capital III, ch. 15; Salter 1960",
    )


def _circle() -> Model:
    base = circular_finance.two_firms()
    X_1, X_2, R_1, beta = (base[name] for name in ("X_1", "X_2", "R_1", "beta"))
    inflated = variables("inflated", domain="real")
    return Model({**base.equations, inflated: R_1 / (X_1 + beta * X_2) - 1}, name=base.name,
                 source=base.source)  # fmt: skip


def _price() -> Model:
    gamma = variables("gamma", unit="1/year", domain="real")
    year = variables("year", unit="year")
    fall = variables("fall", domain="real")
    return Model({fall: 1 - sp.exp(-gamma * year)}, name="extra surplus-value and its end",
                 source="Marx, Capital I, ch. 12")  # fmt: skip


def _intensity() -> Model:
    e, e_0, q, iota = variables("e e_0 q iota")
    sigma = variables("sigma", domain="share")
    without, rise, rests = variables("e_without rise rests", domain="real")
    return Model(
        {
            iota: q**sigma,
            without: (1 + e) / iota - 1,
            rise: 100 * (e - e_0),
            rests: 100 * (e - without),
        },
        name="intensity and exploitation",
        source="Marx, Capital I, ch. 17",
    )


def _crash() -> Model:
    """Return adoption at today's price and, after a crash, at a cost with cheaper chips."""
    w, s_x, subs = variables("w s_x subs")
    wear, Delta = variables("wear Delta", domain="share")
    now, after, gain = variables("now after gain", domain="real")

    def below(x: sp.Expr) -> sp.Expr:
        return (1 + sp.erf(sp.log(x) / (s_x * sp.sqrt(2)))) / 2

    return Model(
        {now: below(w / subs), after: below(w / (1 - wear * Delta)), gain: 100 * (after - now)},
        name="adoption after a crash",
        source="Marx, Capital III, ch. 15; Roemer 1981",
        assumptions=("costs of replacing an hour are lognormal over tasks, median 1",),
    )


def proofs() -> list[dict[str, object]]:
    """Return the claims that theory decides whatever the figures are."""
    sphere = service.subsidised_sphere()
    moved = sphere.prove("r_rest > S/C_rest", given=["Pi_A < 0"])
    labour = displacement.whose_labour()
    unproductive = labour.prove("r_net > r_before", given=["kappa_w < 1", "a_u > 0"])
    bound = Model.from_text(["r = (1 - omega)*L/(K + omega*L/n)"])
    limit = bound.prove("r < L/K", given=["omega < 1"])
    rows = [
        ("A subsidised price destroys profit", sphere.name, "Pi_A < 0 ⇒ r_rest > S/C_rest",
         "fails: it moves profit to the users" if moved else "open", "buyers that are no capitals"),
        ("Displacing any labour lowers the rate of profit", labour.name,
         "κ_w < 1 ⇒ r_net > r_before",
         "fails for unproductive labour: the net rate rises" if unproductive else "open",
         "which labour is displaced"),
        ("Exploitation can rise without limit and save the rate", "rate under displacement",
         "r < L/K", "fails: r stays below living over dead labour" if limit else "open",
         "the ratio of dead to living labour at its present value"),
        ("A technique that pays cannot lower the general rate", "mispricing theorem",
         "p M′ ≥ p/(1 + r) ⇒ r′ < r",
         "holds only at prices of production, true lives and a given real wage",
         "prices of the service at cost with average profit"),
    ]  # fmt: skip
    return [
        {
            "claim": claim, "model": model, "condition": condition, "figure": "",
            "verdict": verdict, "hangs on": "", "evidence": "proof", "would change it": change,
        }
        for claim, model, condition, verdict, change in rows
    ]  # fmt: skip


def _scaled(verdict: Verdict) -> tuple[float, float, float, str]:
    factor = 100 if verdict.claim.unit == PERCENT else 1
    unit = "%" if verdict.claim.unit == PERCENT else verdict.claim.unit
    return factor * verdict.middle, factor * verdict.lower, factor * verdict.upper, unit


def row(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as a row of the table of claims, in words."""
    middle, low, high, unit = _scaled(verdict)
    shown = [f"{float(f'{x:.3g}'):,g}".replace("-", "−") for x in (middle, low, high)]
    figure = f"{shown[0]} ({shown[1]} to {shown[2]}) {unit}"
    return {
        "claim": verdict.claim.says,
        "model": verdict.claim.model.name,
        "condition": verdict.claim.condition,
        "figure": figure,
        "verdict": f"{verdict.verdict} ({100 * verdict.share:.0f} % of draws)",
        "hangs on": verdict.deciding,
        "evidence": verdict.evidence.value,
        "would change it": verdict.claim.would_change,
    }


def _finding(verdict: Verdict) -> Finding:
    claim = verdict.claim
    middle, low, high, unit = _scaled(verdict)
    model = claim.model
    return Finding(
        key=key("claims", claim.key),
        label=claim.says,
        value=middle,
        lower=low,
        upper=high,
        unit="percent" if unit == "%" else unit,
        formula=f"{claim.figure} = {model.reduce(claim.figure)}; the claim: {claim.condition}",
        inputs={
            name: f"{item.ends[0]:.4g} to {item.ends[1]:.4g} {item.unit}, {item.evidence}"
            for name, item in claim.calibration.items()
        },
        evidence=verdict.evidence,
        source=_sources(claim),
        note=f"{verdict.verdict}; true in {100 * verdict.share:.1f} % of {verdict.draws:,} draws"
        + (f", {verdict.outside} of them outside a domain" if verdict.outside else "")
        + f". {claim.note}",
    )


def _index_findings(verdict: Verdict) -> list[Finding]:
    return [
        Finding(
            key=key("claims", verdict.claim.key, "decides", str(name)),
            label=f"{verdict.claim.says}: total index of {name}",
            value=float(row["total"]),
            lower=float(row["total_lower"]),
            upper=float(row["total_upper"]),
            unit="share of variance",
            formula="T = 1 − V E(y | x₋ᵢ)/V(y), Sobol",
            inputs={"of": verdict.claim.condition if verdict.turns_at else verdict.claim.figure},
            evidence=verdict.evidence,
            source="draws of the calibration",
            note="95 % interval over independent scramblings",
        )
        for name, row in verdict.indices.iterrows()
    ]


def _deciding_chart(verdicts: tuple[Verdict, ...]) -> Chart:
    rows = [
        {"claim": f"{v.claim.key}: {name}", "total": float(row["total"]),
         "lower": float(row["total_lower"]), "upper": float(row["total_upper"])}
        for v in verdicts
        for name, row in v.indices.head(3).iterrows()
    ]  # fmt: skip
    return Chart(
        key="claims-deciding",
        title="Which assumption decides each claim",
        data=pd.DataFrame(rows),
        x="claim",
        y="total",
        lower="lower",
        upper="upper",
        x_title="claim and assumption",
        y_title="total Sobol index, with its 95 % interval",
        kind="interval",
        evidence=Evidence.ASSUMPTION,
        source="draws of the calibrations",
        note="The three largest of each claim, of its condition where that is open, else of its "
        "figure.",
    )


def _explorer_section(verdicts: tuple[Verdict, ...]) -> Section:
    paragraphs = (
        "Each formula below is computed by the page itself. The sliders are the assumptions that "
        "decide most; all other parameters stand at their medians.",
    )
    items = tuple(_explorer(verdict) for verdict in verdicts if len(verdict.indices))
    return Section("claims-explorers", "Move the assumptions", paragraphs, items)


def _explorer(verdict: Verdict) -> Explorer:
    claim, middle = verdict.claim, medians(verdict.claim.calibration)
    moved = [str(name) for name in verdict.indices.index[:MOVED]]
    scaled = claim.unit == PERCENT
    return Explorer(
        key=key("explore", claim.key),
        title=claim.says,
        model=claim.model,
        figure=claim.figure,
        condition=claim.condition,
        sliders={name: (*claim.calibration[name].ends, middle[name]) for name in moved},
        fixed={name: value for name, value in middle.items() if name not in moved},
        evidence=verdict.evidence,
        source=_sources(claim),
        factor=100.0 if scaled else 1.0,
        unit="%" if scaled else claim.unit,
        note=claim.note,
        words=WORDS,
    )


def _sources(claim: Claim) -> str:
    named = (item.source for item in claim.calibration.values() if item.source)
    return "; ".join(dict.fromkeys(named)) or "assumptions"


def _fan_section(scenario: str | Path | None) -> Section:
    """Return the rate of profit under displacement, with one counter-tendency at a time."""
    numbers = medians(given(scenario)["displacement"])
    rate = _path().compile("ratio")
    none = dict.fromkeys(("nu", "zeta", "chi", "tau", "Delta"), 0.0)
    words = {
        "": "none",
        "nu": "new branches",
        "zeta": "cheaper capital",
        "chi": "cheaper labour-power",
        "tau": "longer hours",
        "Delta": "destroyed capital",
    }
    shares = [i / 50 for i in range(48)]
    rows = []
    for name, label in words.items():
        on = {**numbers, **none, **({name: numbers[name]} if name else {})}
        for a in shares:
            rows.append({"a": a, "with": label, "ratio": float(rate(**{**on, "a": a}))})
    chart = Chart(
        key="claims-fan",
        title="The rate of profit under displacement, one counter-tendency at a time",
        data=pd.DataFrame(rows),
        x="a",
        y="ratio",
        series="with",
        x_title="share of labour automated",
        y_title="rate of profit, in per cent of the rate before",
        percent=True,
        evidence=Evidence.ASSUMPTION,
        source="capital.ai.displacement; US nonfinancial corporations 2024; medians of assumptions",
        note="Historical valuation. Each line has one counter-tendency at its median, no other.",
    )
    state = {k: v for k, v in numbers.items() if k != "tau"}
    state["r_0"] = _path().evaluate({**numbers, **none, "a": 0.0}, "r_0")
    sizes = displacement.compensation().evaluate({**state, "nu": 0.0, "zeta": 0.0, "chi": 0.0,
                                                  "Delta": 0.0})  # fmt: skip
    table = Table(
        key="claims-sizes",
        title="The size at which each counter-tendency alone restores the rate",
        frame=pd.DataFrame(
            [
                {
                    "counter-tendency": displacement.COUNTER_TENDENCIES[name][1],
                    "required": float(sizes[star]),
                    "at most": str(most) if most < float("inf") else "no bound",
                    "suffices": "yes" if float(sizes[star]) <= most else "no",
                }
                for name, (star, most) in SIZES.items()
            ]
        ),
        evidence=Evidence.ASSUMPTION,
        source="capital.ai.displacement.compensation",
        digits=3,
        note=f"At a share of {numbers['a']:.2f} automated and a deepening of {numbers['xi']:.2f}.",
    )  # fmt: skip
    paragraphs = (
        "What displacement does to the rate of profit is a race. Every counter-tendency has a size "
        "at which it exactly makes up for displacement.",
    )
    return Section("claims-fan-section", "The race of tendencies", paragraphs, (chart, table))


def _parameter_section(scenario: str | Path | None) -> Section:
    frames = []
    for name, calibration in given(scenario).items():
        frame = calibration.to_frame().reset_index()
        frame.insert(0, "calibration", name)
        frame["lower"], frame["upper"] = zip(*(i.ends for i in calibration.values()), strict=True)
        frames.append(frame.drop(columns=["value", "se"]))
    table = Table(
        key="claims-parameters",
        title="Parameters of the claims",
        frame=pd.concat(frames, ignore_index=True).astype({"evidence": str}),
        evidence=Evidence.ASSUMPTION,
        source="as each row says; a row without a source is an assumption",
        digits=4,
        note="A mixture draws from each of two contradictory figures; the interval shows its ends.",
    )
    return Section("claims-parameters-section", "What was assumed", (), (table,))
