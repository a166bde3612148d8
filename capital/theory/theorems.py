"""Theorems and disputes of the field, decided by machine.

Each function states a theorem as it is told, with its source and premises, and one or more claims
in the language of `capital.proof`. Whether a claim holds is never typed here: z3 proves it or finds
exact numbers that refute it. `names` lists the page; ``capital prove okishio`` shows one.

Sectors are two where two suffice: 1 makes means of production, 2 wage goods. Good 2 is the
numéraire, ``a`` and ``A`` are the inputs of good 1 in sectors 1 and 2, ``l`` and ``L`` the labour,
``b`` the real wage; wages are advanced. The suffix ``_n`` marks what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capital.errors import unknown
from capital.expression import names_in, parse_claim
from capital.model import variables
from capital.proof import Counterexample, Verdict, decide


@dataclass(frozen=True)
class Claim:
    """One claim with its premises, as typed text.

    Attributes
    ----------
    name, text : str
    given : tuple of str
    real : tuple of str
        Names that may be negative; all others are positive.
    """

    name: str
    text: str
    given: tuple[str, ...]
    real: tuple[str, ...] = ()

    def decide(self, timeout: float = 10.0) -> Verdict:
        """Prove the claim or refute it with exact numbers."""
        words = [word for text in (self.text, *self.given) for word in names_in(text)]
        names = {
            word: variables(word, domain="real" if word in self.real else "positive")
            for word in words
        }
        premises = [parse_claim(text, names) for text in self.given]
        return decide(parse_claim(self.text, names), premises, timeout=timeout)


@dataclass(frozen=True)
class Theorem:
    """A statement of the literature and the claims that it comes to.

    Attributes
    ----------
    key, statement, source : str
    claims : tuple of Claim
    """

    key: str
    statement: str
    source: str
    claims: tuple[Claim, ...]

    def decide(self, timeout: float = 10.0) -> dict[str, Verdict]:
        """Return the verdict on each claim.

        Examples
        --------
        >>> [type(v).__name__ for v in race().decide().values()]
        ['Counterexample', 'Proof']
        """
        return {claim.name: claim.decide(timeout) for claim in self.claims}

    def report(self, timeout: float = 10.0) -> str:
        """Return statement, source, premises and verdicts as text."""
        lines = [f"{self.key}: {self.statement}", f"  source: {self.source}"]
        for claim in self.claims:
            verdict = claim.decide(timeout)
            word = type(verdict).__name__
            lines += [f"  {claim.name}", f"    claim: {claim.text}"]
            lines += [f"    given: {text}" for text in claim.given]
            lines.append(f"    verdict: {word} in {verdict.seconds:.2f} s")
            if isinstance(verdict, Counterexample):
                numbers = ", ".join(f"{k} = {v}" for k, v in verdict.values.items())
                lines.append(f"    numbers: {numbers}")
        return "\n".join(lines)


_PRICES = ("p = (1 + r)*(a*p + b*l)", "1 = (1 + r)*(A*p + b*L)")
_VALUES = ("x = x*a + l", "y = x*A + L")


def okishio() -> Theorem:
    """State Okishio's theorem, its converse, and its fate without the constant real wage."""
    new_1 = ("q = (1 + r_n)*(a_n*q + b*l_n)", "1 = (1 + r_n)*(A*q + b*L)")
    new_2 = ("q = (1 + r_n)*(a*q + b*l)", "1 = (1 + r_n)*(A_n*q + b*L_n)")
    held = (
        "a < 1",
        "a_n < 1",
        "(1 + r)*(a + b*l) = 1",
        "(1 + r_n)*(a_n + b_n*l_n) = 1",
        "b*l*(1 + e) = 1 - a",
        "b_n*l_n*(1 + e) = 1 - a_n",
    )
    return Theorem(
        "okishio",
        "a technique that is cheaper at ruling prices raises the general rate of profit, if the "
        "real wage is constant",
        "Okishio 1961; Bowles 1981; Roemer 1981",
        (
            Claim(
                "new technique for means of production, real wage constant",
                "r_n > r",
                (*_PRICES, *new_1, "a_n*p + b*l_n < a*p + b*l"),
            ),
            Claim(
                "new technique for wage goods, real wage constant",
                "r_n > r",
                (*_PRICES, *new_2, "A_n*p + b*L_n < A*p + b*L"),
            ),
            Claim(
                "converse: a dearer technique, generalised, lowers it",
                "r_n < r",
                (*_PRICES, *new_1, "a_n*p + b*l_n > a*p + b*l"),
            ),
            Claim(
                "one good, rate of exploitation constant instead of the real wage",
                "r_n > r",
                (*held, "a_n + b*l_n < a + b*l"),
            ),
        ),
    )


def fundamental_marxian_theorem() -> Theorem:
    """State that there is profit if and only if there is exploitation."""
    system = (*_VALUES, "p = (1 + r)*(a*p + w*l)", "q = (1 + r)*(A*p + w*L)", "w = b*q", "r > -1")
    return Theorem(
        "fundamental-marxian-theorem",
        "the rate of profit is positive if and only if the rate of exploitation is",
        "Okishio 1963; Morishima 1973, ch. 5",
        (
            Claim("exploitation gives profit", "1 - b*y > 0 => r > 0", system, ("r",)),
            Claim("profit gives exploitation", "r > 0 => 1 - b*y > 0", system, ("r",)),
        ),
    )


def race() -> Theorem:
    """State what is told of the race between c/v and s/v, and the exact condition."""
    states = ("r = e/(1 + k)", "r_n = e_n/(1 + k_n)", "e_n >= e")
    return Theorem(
        "race",
        "the rate of profit falls if the composition c/v grows faster than the rate of "
        "surplus-value s/v",
        "common in the literature; the exact condition compares s/v with 1 + c/v",
        (
            Claim("as it is told", "r_n < r", (*states, "k_n/k > e_n/e")),
            Claim("corrected", "r_n < r", (*states, "(1 + k_n)/(1 + k) > e_n/e")),
        ),
    )


def bound() -> Theorem:
    """State that the rate of profit is below living labour over dead labour."""
    return Theorem(
        "bound",
        "the rate of profit is smaller than the ratio of living to dead labour, whatever the "
        "rate of surplus-value",
        "Rosdolsky 1956; Okishio 1972; Shaikh 1978",
        (Claim("r < L/K", "r < L/K", ("r = s/(K + V)", "V = v/n", "L = v + s")),),
    )


def mispricing() -> Theorem:
    """State what techniques chosen at false prices do to the rate of profit."""
    before = ("1 = (1 + r)*(a + b*l)", "p = (1 + r)*(A + b*L)")
    after = ("1 = (1 + r_n)*(a_n + b*l_n + z*q)", "q = (1 + r_n)*(A + b*L)")
    return Theorem(
        "mispricing",
        "a technique that is cheap only at a subsidised price lowers the general rate of profit, "
        "once it is general and priced at cost, at the same real wage",
        "converse of Okishio's theorem; good 1 is corn, good 2 a service at price p of which z "
        "units are used, sold at the fraction u of p",
        (
            Claim(
                "dearer at true prices, cheaper at the subsidised one",
                "r_n < r",
                (
                    *before,
                    *after,
                    "u < 1",
                    "a_n + b*l_n + z*u*p < a + b*l",
                    "a_n + b*l_n + z*p > a + b*l",
                ),
            ),
            Claim(
                "that it is cheaper as reckoned is enough for the rate to rise",
                "r_n >= r",
                (*before, *after, "u < 1", "a_n + b*l_n + z*u*p < a + b*l"),
            ),
        ),
    )


def equalities() -> Theorem:
    """State when both of Marx's equalities of price and value hold."""
    system = (
        *_VALUES,
        "p = (1 + r)*(a*p + b*q*l)",
        "q = (1 + r)*(A*p + b*q*L)",
        "p*X + q*Z = x*X + y*Z",
        "b*y < 1",
    )
    profit = "r/(1 + r)*(p*X + q*Z) = (1 - b*y)*(l*X + L*Z)"
    return Theorem(
        "two-equalities",
        "with total price equal to total value, total profit equals total surplus-value",
        "Marx, Capital III, ch. 9; Bortkiewicz 1907; Morishima 1973 (outputs X and Z, values x "
        "and y, prices p and q)",
        (
            Claim("in any proportions", profit, system),
            Claim("with equal compositions", profit, (*system, "a/l = A/L")),
        ),
    )


def automation() -> Theorem:
    """State what the end of living labour does to the rate of profit, by valuation."""
    good = ("(1 + r)*(a + b*l) = 1", "(1 + r_n)*(a + b*l_n) = 1", "l_n < l")
    return Theorem(
        "automation",
        "as living labour goes to zero, so does the rate of profit",
        "Marx, Grundrisse; theory of full automation under different valuations",
        (
            Claim(
                "dead labour K given (historical valuation): below any bound u",
                "r < u",
                ("r = (1 - omega)*L/(K + omega*L)", "omega < 1", "L < u*K"),
            ),
            Claim("dead labour revalued (replacement), real wage constant", "r_n < r", good),
            Claim("it rises instead", "r_n > r", good),
        ),
    )


PAGE: Mapping[str, Callable[[], Theorem]] = {
    "okishio": okishio,
    "fundamental-marxian-theorem": fundamental_marxian_theorem,
    "race": race,
    "bound": bound,
    "mispricing": mispricing,
    "two-equalities": equalities,
    "automation": automation,
}


def theorem(key: str) -> Theorem:
    """Return a theorem of the page by its key.

    Raises
    ------
    UnknownNameError
        If there is none of that key.
    """
    if key not in PAGE:
        raise unknown("theorem", key, PAGE)
    return PAGE[key]()
