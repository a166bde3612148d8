r"""What every lesson shares: equations, pictures, exercises and a court for claims.

A lesson is a marimo notebook that reads like a page of a textbook. Its numbers come from the
models; this module only shows them. Nothing here knows a result: an `Exercise` is given its answer
by the model that the lesson is about, and `mark` compares.

An answer may be typed as a decimal, a fraction or a percentage. It counts as right within half a
per cent of the exact one, which three significant figures always are. A wrong one is told why: by
the slip that leads to just this number, where the lesson names it, and otherwise by its sign, its
size or its inverse.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import marimo as mo
import numpy as np
import pandas as pd
import sympy as sp
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from capital.errors import CapitalError, DataError
from capital.model import Model
from capital.proof import Counterexample, Proof, Verdict

#: Colours of Okabe and Ito, which colour-blind readers can tell apart.
BLUE, RED, GREEN, PINK, AMBER, SKY, GREY = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#888888",
)  # fmt: skip
COLOURS = (BLUE, RED, GREEN, AMBER, PINK, SKY, GREY)
#: What a sign says, in words.
MOVES = {"+": "it rises", "-": "it falls", "0": "it stays the same"}
#: An answer is right within this share of the exact one.
TOLERANCE = Fraction(1, 200)
HOLDS, FAILS = "it follows", "it does not follow"

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?|[+-]?\.\d+)(?:/(\d+(?:\.\d+)?))?(%?)")
_GREEK = {"lam": r"\lambda", "subs": r"\varsigma", "ell": r"\ell"}
_LETTER = re.compile(r"(?:alpha|beta|gamma|delta|zeta|eta|theta|iota|kappa|mu|nu|xi|pi|rho|sigma|"
                     r"tau|upsilon|chi|psi|omega|Delta)")  # fmt: skip


# --- equations, tables and pictures ------------------------------------------------------------


def tex(name: str) -> str:
    r"""Return the name of a variable in LaTeX.

    Examples
    --------
    >>> tex("lam_m"), tex("capital_limit"), tex("rhat"), tex("omega_0")
    ('\\lambda_{m}', '\\mathrm{capital}_{\\mathrm{limit}}', '\\hat{r}', '\\omega_{0}')
    """
    head, _, tail = name.partition("_")
    letter = _word(head.removesuffix("hat"))
    letter = rf"\hat{{{letter}}}" if head.endswith("hat") else letter
    return letter + (f"_{{{_word(tail)}}}" if tail else "")


def _word(text: str) -> str:
    if text in _GREEK:
        return _GREEK[text]
    if _LETTER.fullmatch(text):
        return f"\\{text}"
    return text if len(text) == 1 or text.isdigit() else rf"\mathrm{{{text}}}"


def _is_letter(name: str) -> bool:
    """Return whether a name is a symbol of the books, with or without an index."""
    head, _, tail = name.partition("_")
    return len(head) == 1 or head in _GREEK or bool(_LETTER.fullmatch(head) or tail)


def equations(model: Model, *names: str) -> Any:
    """Return the equations of a model, or some of them, set in LaTeX."""
    letters = {symbol: tex(symbol.name) for symbol in (*model.defined, *model.exogenous)}
    chosen = [model[name] for name in names] or list(model.defined)
    rows = [
        rf"{letters[symbol]} &= {sp.latex(model.equations[symbol], symbol_names=letters)}"
        for symbol in chosen
    ]
    body = " \\\\[0.5em]\n".join(rows)
    return mo.md(f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$")


def number(value: Any) -> str:
    """Return a number as text: whole numbers and short fractions exactly, others to some digits.

    Examples
    --------
    >>> number(sp.Rational(8, 43)), number(0.186046), number(1500), number(-0.5)
    ('8/43', '0.186', '1500', '−0.5')
    >>> number(sp.Rational(161051, 100)), number(13000000 / 7), number(0.00001)
    ('1610.51', '1,857,143', '1.0e-05')
    """
    if isinstance(value, str):
        return value
    exact = isinstance(value, sp.Rational | Fraction | int | np.integer)
    if exact and len(str(value)) <= 6:
        return str(value).replace("-", "−")
    size = abs(float(value))
    form = ",.0f" if size >= 1e6 else ".6g" if size >= 1000 else ".4g"
    return f"{float(value):{'.1e' if 0 < size < 1e-4 else form}}".replace("-", "−", size >= 1e-4)


def table(frame: pd.DataFrame) -> Any:
    """Return a small table, its index as the first column; letters of the models as formulas."""
    shown = frame.reset_index()
    names = [str(name) for name in shown.columns]
    heads = [f"${tex(name)}$" if _is_letter(name) else name for name in names]
    rule = [":---" if i == 0 else "---:" for i in range(len(names))]
    body = [[number(cell) for cell in row] for row in shown.itertuples(index=False)]
    return mo.md("\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *body)))


def figures(values: Mapping[str, tuple[Any, str]]) -> Any:
    """Return a row of numbers in large type: name → value and what it is.

    A share or rate is given as it is; the caller says in words what it counts.
    """
    cards = [
        mo.stat(number(_float(value)), label=name, caption=words)
        for name, (value, words) in values.items()
    ]
    return mo.hstack(cards, justify="start", wrap=True, gap=1)


def _float(value: Any) -> Any:
    return value if isinstance(value, str) else float(value)


def canvas(x: str = "", y: str = "", *, height: float = 3.4) -> tuple[Figure, Any]:
    """Return a figure with one plain pair of axes, without any global state."""
    figure = Figure(figsize=(8, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure, axes


def curves(
    x: Any,
    lines: Mapping[str, Any],
    *,
    across: str,
    up: str,
    point: tuple[Any, Any] | None = None,
    percent: bool = False,
) -> Any:
    """Return a picture of named curves over x, the point that the sliders choose marked."""
    figure, axes = canvas(across, up)
    for (name, y), colour in zip(lines.items(), COLOURS, strict=False):
        axes.plot(x, y, color=colour, label=name, linewidth=2)
    if point is not None:
        axes.plot(float(point[0]), float(point[1]), "o", color="black", markersize=8)
    if percent:
        axes.yaxis.set_major_formatter(PercentFormatter(1))
    if len(lines) > 1:
        axes.legend(frameon=False)
    where = f"; the point is at {number(float(point[0]))}" if point else ""
    return picture(figure, f"Curves of {', '.join(lines)}, {up}, over {across}{where}.")


def bars(rows: Mapping[str, Mapping[str, Any]], *, across: str, alt: str) -> Any:
    """Return horizontal bars, each divided into named parts, with the numbers in them."""
    figure, axes = canvas(across, height=1.2 + 0.62 * len(rows))
    names = list(dict.fromkeys(part for row in rows.values() for part in row))
    left = np.zeros(len(rows))
    for name, colour in zip(names, COLOURS, strict=False):
        sizes = np.array([float(row.get(name, 0)) for row in rows.values()])
        drawn = axes.barh(list(rows), sizes, left=left, color=colour, label=name, height=0.62)
        labels = [number(size) if size > 0.05 * sizes.max() else "" for size in sizes]
        axes.bar_label(drawn, labels, label_type="center", color="white", fontweight="bold")
        left = left + sizes
    axes.invert_yaxis()
    figure.legend(frameon=False, loc="outside upper left", ncols=len(names))
    return picture(figure, alt)


def picture(figure: Figure, alt: str) -> Any:
    """Return a figure as an image that needs no network, described for who cannot see it."""
    buffer = io.BytesIO()
    with rc_context({"svg.hashsalt": "lesson"}):  # the same picture is the same text
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    code = base64.b64encode(buffer.getvalue()).decode("ascii")
    words = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    style = "width:100%;max-width:46rem;background:white;border-radius:0.5rem"
    return mo.Html(f'<img alt="{words}" style="{style}" src="data:image/svg+xml;base64,{code}">')


def shown(draw: Callable[[], Any]) -> Any:
    """Return what a function draws; where nothing follows from the sliders, the reason why."""
    try:
        return draw()
    except CapitalError as error:
        return mo.callout(mo.md(f"**Not with these numbers.** {error}."), kind="warn")


def sliders(**ranges: tuple[Any, ...]) -> Any:
    """Return one slider for each symbol, labelled with its letter and what it is.

    Parameters
    ----------
    **ranges
        Symbol = (what it is, least, greatest, step, value at the start), or
        (what it is, choices), of which the first is chosen at the start.
    """
    return mo.ui.dictionary({name: _control(name, *given) for name, given in ranges.items()})


def _control(name: str, words: str, *given: Any) -> Any:
    if len(given) == 1:
        return mo.ui.radio(given[0], value=given[0][0], label=words, inline=True)
    low, high, step, value = given
    label = f"${tex(name)}$ {words}" if _is_letter(name) else words
    worth_showing = low < 1000  # a year would be printed as 1,948; its lesson says it in words
    return mo.ui.slider(
        low, high, step, value=value, show_value=worth_showing, label=label, full_width=True
    )


def bench(symbols: Any) -> Any:
    """Return the sliders, in as many columns as the page has room for."""
    grid = "display:grid;grid-template-columns:repeat(auto-fit,minmax(24rem,1fr));gap:0.4rem 2rem"
    boxes = "".join(f"<div>{box}</div>" for box in symbols.elements.values())
    return mo.Html(f'<div style="{grid}">{boxes}</div>')


# --- exercises ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exercise:
    """A question whose answer the library computes.

    Attributes
    ----------
    question : str
        In Markdown.
    answer : number or str
        Computed. A text is the right one of several choices.
    how : str
        How it is found; shown only after a try.
    slips : pairs
        Wrong answers that one is tempted to give, computed too, each with the reason why it is
        wrong. Where the answer is a text they are the other choices.
    """

    question: str
    answer: Any
    how: str
    slips: tuple[tuple[Any, str], ...] = ()

    @property
    def choices(self) -> list[str]:
        """The choices, in an order that gives nothing away; none where a number is asked."""
        wrong = [slip for slip, _ in self.slips]
        return sorted([self.answer, *wrong]) if isinstance(self.answer, str) else []


@dataclass(frozen=True)
class Mark:
    """Whether an answer is right, and what there is to say about it."""

    right: bool
    says: str


def typed_number(text: str) -> Fraction:
    """Return a typed decimal, fraction or percentage.

    Raises
    ------
    DataError
        If it is none.

    Examples
    --------
    >>> typed_number("8/43"), typed_number("18.6 %"), typed_number("−.5"), typed_number("1 500")
    (Fraction(8, 43), Fraction(93, 500), Fraction(-1, 2), Fraction(1500, 1))
    """
    plain = re.sub(r"\s", "", text).replace("−", "-")
    found = _NUMBER.fullmatch(plain)
    if not found or (found[2] and not Fraction(found[2])):
        raise DataError(f"‘{text}’ is not a number", mend="write it as 0.25, 1/4 or 25 %")
    value = Fraction(found[1]) / Fraction(found[2] or 1)
    return value / 100 if found[3] else value


def mark(exercise: Exercise, given: str) -> Mark:
    """Return whether an answer is right, and otherwise why it is wrong.

    Examples
    --------
    >>> rate = Exercise("s/(c + v)?", sp.Rational(8, 43), "80/430.", ((20 / 13, "s/v!"),))
    >>> mark(rate, "18.6 %").right, mark(rate, "1.54").says, mark(rate, "18.6").says
    (True, 's/v!', 'This is a hundred times too large: write a share as 0.25 or 25 %.')
    """
    if exercise.choices:
        right = given == exercise.answer
        return Mark(right, exercise.how if right else dict(exercise.slips)[given])
    try:
        value = typed_number(given)
    except DataError as error:
        return Mark(False, f"{error}.")
    if close(value, exercise.answer):
        return Mark(True, f"The answer is {_both(exercise.answer)}. {exercise.how}")
    for slip, reason in exercise.slips:
        if close(value, slip):
            return Mark(False, reason)
    return Mark(False, _size(value, float(exercise.answer)))


def close(value: Any, exact: Any) -> bool:
    """Return whether a number is right within the tolerance."""
    size = abs(float(exact))
    return abs(float(value) - float(exact)) <= float(TOLERANCE) * (size or 1.0) * (1 + 1e-9)


def _both(answer: Any) -> str:
    """Return an answer exactly and as a decimal, where these differ."""
    exact, decimal = number(answer), number(float(answer))
    same = typed_number(decimal.replace(",", "")) == Fraction(str(sp.nsimplify(answer)))
    return exact if exact == decimal else f"{exact} {'=' if same else '≈'} {decimal}"


def _size(value: Fraction, answer: float) -> str:
    """Say what is wrong with the size of a number."""
    told = (
        (-answer, "The size is right, the sign is not."),
        (100 * answer, "This is a hundred times too large: write a share as 0.25 or 25 %."),
        (answer / 100, "This is a hundred times too small: check the per cent."),
        (1 / answer if answer else 0.0, "This is the inverse: numerator and denominator changed."),
    )
    for wrong, reason in told:
        if answer and close(value, wrong):
            return reason
    return "Too large: try again." if value > answer else "Too small: try again."


def answer_sheet(exercises: Sequence[Exercise]) -> Any:
    """Return one field for each exercise: choices where it has them, else a line to type in."""
    return mo.ui.array(
        [
            mo.ui.radio(item.choices, label=f"Answer {i}")
            if item.choices
            else mo.ui.text(placeholder="0.25, 1/4 or 25 %", label=f"Answer {i}")
            for i, item in enumerate(exercises, 1)
        ]
    )


def desk(exercises: Sequence[Exercise], sheet: Any) -> Any:
    """Return the questions, each with its field."""
    parts = [mo.md("## Three exercises")]
    for i, item in enumerate(exercises):
        parts += [mo.md(f"**{i + 1}.** {item.question}"), sheet.elements[i]]
    return mo.vstack(parts)


def marks(exercises: Sequence[Exercise], sheet: Any) -> Any:
    """Return the marks of what was tried, and how it is found; what was not stays hidden."""
    tried = enumerate(zip(exercises, sheet.value, strict=True), 1)
    return mo.vstack(
        [part for i, (item, given) in tried if given for part in _told(i, item, given)]
    )


def _told(i: int, item: Exercise, given: str) -> list[Any]:
    found = mark(item, given)
    if found.right:
        return [mo.callout(mo.md(f"**{i}. Right.** {found.says}"), kind="success")]
    answer = item.answer if item.choices else _both(item.answer)
    return [
        mo.callout(mo.md(f"**{i}. Not yet.** {found.says}"), kind="warn"),
        mo.accordion({f"How {i} is found": mo.md(f"The answer: {answer}. {item.how}")}),
    ]


# --- a claim to prove or refute ----------------------------------------------------------------


class Claim(Protocol):
    """A claim as typed, its premises, and what decides it."""

    @property
    def text(self) -> str: ...  # noqa: D102

    @property
    def given(self) -> tuple[str, ...]: ...  # noqa: D102

    def decide(self) -> Verdict: ...  # noqa: D102


@dataclass(frozen=True)
class Asked:
    """A claim about a model, with its premises."""

    model: Model
    text: str
    given: tuple[str, ...] = ()

    def decide(self) -> Verdict:
        """Prove the claim or refute it with exact numbers."""
        return self.model.prove(self.text, self.given)


def ballot() -> Any:
    """Return the fields of the court: one's own judgement, and a claim of one's own."""
    return mo.ui.dictionary(
        {
            "guess": mo.ui.radio([HOLDS, FAILS], label="Your judgement"),
            "own": mo.ui.text(
                placeholder="in these symbols, such as a < 1/b",
                label="A claim of your own",
                full_width=True,
            ),
        }
    )


def court(words: str, claims: Iterable[Claim], vote: Any, *, model: Model | None = None) -> Any:
    """Return a claim to judge; once judged, the verdict of the machine on it and what follows.

    Parameters
    ----------
    words
        The claim as it is told; the first of `claims` says it in symbols.
    claims
        The others are shown with their verdicts once the first is judged.
    vote
        What `ballot` made.
    model
        Where given, the reader may claim something about it.
    """
    first, *others = claims
    fields = getattr(vote, "elements", {})
    parts = [mo.md(f"## Prove or refute\n\n{words}\n\n{_typed(first)}"), fields.get("guess", "")]
    if vote.value["guess"]:
        verdict = first.decide()
        truth = {Proof: HOLDS, Counterexample: FAILS}.get(type(verdict))
        agreed = "You judged rightly" if vote.value["guess"] == truth else "Not as you judged"
        parts += [mo.md(f"**{agreed}.**" if truth else ""), _verdict(verdict)]
        for other in others:
            parts += [mo.md(_typed(other)), _verdict(other.decide())]
    if model is not None:
        parts.append(fields.get("own", ""))
        if vote.value["own"]:
            own = Asked(model, vote.value["own"])
            parts.append(shown(lambda: _verdict(own.decide())))
    return mo.vstack([part for part in parts if part != ""])


def _typed(claim: Claim) -> str:
    """Return a claim as text; each premise on its own line."""
    premises = [f"{'given' if i == 0 else '':10}{text}" for i, text in enumerate(claim.given)]
    return "\n".join(["```text", f"{'claim':10}{claim.text}", *premises, "```"])


def _verdict(verdict: Verdict) -> Any:
    """Show a proof, or the exact numbers that refute."""
    if isinstance(verdict, Proof):
        return mo.callout(mo.md("**Proved**: no real numbers refute it."), kind="success")
    if isinstance(verdict, Counterexample):
        exact = ",  ".join(f"${tex(k)} = {sp.latex(v)}$" for k, v in verdict.values.items())
        return mo.callout(mo.md(f"**Refuted** by exact numbers: {exact}."), kind="danger")
    return mo.callout(mo.md(f"**Undecided**: {verdict.reason}."), kind="neutral")
