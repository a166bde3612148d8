"""The claims: calibrated from the tables, decided by the draws, changed by a scenario."""

from __future__ import annotations

import math

import pytest

from capital import cli, datasets, measure
from capital.ai.claims import decide, medians
from capital.errors import UnknownNameError
from capital.study import claims
from capital.study.calibrated import calibrations


@pytest.fixture(scope="module")
def known():
    return calibrations()


@pytest.fixture(scope="module")
def verdicts(known):
    return {c.key: decide(c, draws=2**15) for c in claims.claims(known)}


def test_every_parameter_has_a_unit_and_says_what_it_rests_on(known):
    for name, calibration in known.items():
        for symbol, item in calibration.items():
            assert item.unit, (name, symbol)
            assert item.source or item.evidence.value == "assumption", (name, symbol)
            low, high = item.ends
            assert math.isfinite(low)
            assert low <= high


def test_figures_are_those_of_the_tables(known):
    labs = datasets.load("ai_labs").reset_index(drop=True)
    year = labs[
        (labs["firm"] == "OpenAI") & (labs["period_end"].astype(str).str[:10] == "2025-12-31")
    ]
    value = year.groupby("measure")["value"].first().astype(float)
    low, high = known["subsidy"]["subs"].ends
    assert low == pytest.approx(value["revenue"] / value["total_costs_and_expenses"])
    assert high == pytest.approx(value["revenue"] / value["cost_of_revenue"])
    assert known["subsidy"]["subs"].evidence.value == "leak"
    assert known["lives"]["I"].value == pytest.approx(376.051)
    row = measure.us_corporate().frame.loc["2024"]
    assert known["displacement"]["omega_0"].number == pytest.approx(
        row["variable_capital"] / (row["variable_capital"] + row["surplus_value"])
    )


def test_every_calibration_closes_its_model(known):
    for claim in claims.claims(known):
        needed = {s.name for s in claim.model.reduce(claim.figure).free_symbols}
        assert needed <= set(claim.calibration)


def test_verdicts_follow_from_the_draws(verdicts):
    for key, verdict in verdicts.items():
        if verdict.share >= 0.95:
            assert verdict.verdict == "holds", key
        elif verdict.share <= 0.05:
            assert verdict.verdict == "fails", key
        else:
            assert verdict.verdict.startswith("holds only if"), key
        assert verdict.lower <= verdict.middle <= verdict.upper
        assert verdict.undefined == 0


def test_the_rate_does_not_go_to_zero_and_lives_hang_on_the_economic_life(verdicts):
    assert verdicts["zero"].verdict == "fails"
    assert verdicts["lives"].deciding == "T_e"
    assert 2 < verdicts["lives"].turns_at < 6
    assert verdicts["growth"].verdict == "fails"
    assert verdicts["burn"].deciding in ("upsilon", "theta")


def test_the_overstatement_at_the_medians_by_hand(known):
    m = medians(known["lives"])
    g, T_e, T_b = m["g"], m["T_e"], m["T_b"]

    def share(life):
        return (1 - math.exp(-g * life)) / (g * life)

    expected = m["sigma"] * m["I"] * (share(T_e) - share(T_b)) / m["Pi"]
    model = next(c for c in claims.claims(known) if c.key == "lives").model
    assert model.evaluate({k: v for k, v in m.items() if k != "D_b_all"}, "share") == pytest.approx(
        expected
    )


def test_the_share_reversed_is_that_of_the_adoption_model(known):
    from capital.ai.adoption import lognormal_tasks

    model = next(c for c in claims.claims(known) if c.key == "subsidy").model
    for subs in (0.3, 0.9, 1.5):
        ours = model.compile("reversed")(w=1.4, s_x=1.1, subs=subs)
        other = lognormal_tasks(median=1.0, spread=1.1, wage=1.4, omega=0.5, subsidy=subs)
        assert float(ours) == pytest.approx(other.reversed, abs=1e-12)


def test_proofs_are_proofs():
    rows = claims.proofs()
    assert [row["evidence"] for row in rows] == ["proof"] * len(rows)
    assert not any(row["verdict"] == "open" for row in rows)


def test_a_scenario_changes_the_verdict_and_a_wrong_one_is_an_error(tmp_path, known, capsys):
    file = tmp_path / "s.toml"
    file.write_text('[lives.T_e]\nlower = 2\nupper = 3\nunit = "year"\n')
    changed = claims.given(file)
    claim = next(c for c in claims.claims(changed) if c.key == "lives")
    assert decide(claim, draws=2**14).verdict == "holds"
    file.write_text('[lives.T_x]\nvalue = 2\nunit = "year"\n')
    with pytest.raises(UnknownNameError, match="did you mean ‘T_e’"):
        claims.given(file)
    assert cli.main(["study", "claims", "--scenario", str(file)]) == 2
    error = capsys.readouterr().err
    assert "did you mean ‘T_e’" in error
    assert "Traceback" not in error


def test_a_part_that_does_not_exist_is_an_error(capsys):
    assert cli.main(["study", "claim"]) == 2
    assert "did you mean ‘claims’" in capsys.readouterr().err
