"""The page of theorems: what is proved, what is refuted, and that the numbers refute."""

from __future__ import annotations

from fractions import Fraction

import pytest

from capital.errors import UnknownNameError
from capital.expression import names_in, parse_claim
from capital.model import variables
from capital.proof import Counterexample, Proof
from capital.theory import theorems

PROVED = {
    "okishio": [0, 1, 2],
    "fundamental-marxian-theorem": [0, 1],
    "race": [1],
    "bound": [0],
    "mispricing": [0],
    "two-equalities": [1],
    "automation": [0, 2],
}


@pytest.mark.parametrize("key", theorems.PAGE)
def test_each_claim_is_decided_within_two_seconds(key):
    theorem = theorems.theorem(key)
    for place, claim in enumerate(theorem.claims):
        verdict = claim.decide()
        expected = Proof if place in PROVED[key] else Counterexample
        assert isinstance(verdict, expected), claim.name
        assert verdict.seconds < 2


@pytest.mark.parametrize("key", [key for key in theorems.PAGE if len(PROVED[key]) < 4])
def test_the_numbers_of_a_refutation_satisfy_the_premises_and_not_the_claim(key):
    for claim in theorems.theorem(key).claims:
        verdict = claim.decide()
        if not isinstance(verdict, Counterexample):
            continue
        words = {w for text in (claim.text, *claim.given) for w in names_in(text)}
        names = {w: variables(w, domain="real" if w in claim.real else "positive") for w in words}
        numbers = {names[w]: value for w, value in verdict.values.items()}
        assert all(value.is_Rational and value > 0 for value in numbers.values())
        assert all(parse_claim(text, names).subs(numbers) == True for text in claim.given)  # noqa: E712
        assert parse_claim(claim.text, names).subs(numbers) == False  # noqa: E712


def test_T_E1_1_the_race_between_c_over_v_and_s_over_v_by_hand():
    """k from 4 to 4.12, e from 1 to 1.025: k grows faster, yet r rises by 1/1024."""
    before, after = Fraction(1, 5), Fraction(1025, 1000) / (1 + Fraction(412, 100))
    assert after / before - 1 == Fraction(1, 1024)


def test_a_premise_that_is_dropped_changes_the_verdict():
    """Okishio's theorem needs the constant real wage: with a free new wage it is refuted."""
    claim = theorems.okishio().claims[0]
    free = tuple(text.replace("b*", "b_n*") if "r_n" in text else text for text in claim.given)
    assert isinstance(theorems.Claim("free wage", claim.text, free).decide(), Counterexample)


def test_the_report_shows_statement_source_premises_and_numbers():
    text = theorems.race().report()
    for part in ("source:", "claim: r_n < r", "given: e_n >= e", "Counterexample", "numbers: e ="):
        assert part in text


def test_an_unknown_theorem_says_what_was_meant():
    with pytest.raises(UnknownNameError, match="did you mean ‘okishio’"):
        theorems.theorem("okisho")
