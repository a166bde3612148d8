"""A model as a page with sliders: one file whose curve the browser computes from the formula.

The equations are printed as mathematics, and once more as functions of JavaScript; both come from
the model's own expressions, so that the curve is the formula and not a table of it. The page
needs no server and no network, works by keyboard, and says its numbers to a screen reader.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import sympy as sp
from sympy.printing.codeprinter import PrintMethodNotImplementedError
from sympy.printing.jscode import JavascriptCodePrinter
from sympy.printing.mathml import MathMLPresentationPrinter

from capital.errors import DataError, ModelError
from capital.model import Model
from capital.numeric import exact
from capital.report.figures import VEGA_LITE, extra
from capital.report.output import write_files
from capital.vocabulary import TERMS

STEPS = 200  # of a slider, and of the curve


def page(
    model: Model,
    *,
    y: str | Sequence[str],
    x: str,
    sliders: Mapping[str, Sequence[Any]],
    path: str | Path,
    fixed: Mapping[str, Any] | None = None,
    title: str = "",
) -> Path:
    """Write a page on which sliders move the curve of a model.

    Parameters
    ----------
    model : Model
    y
        One or more defined variables to draw.
    x
        The exogenous variable on the horizontal axis.
    sliders
        Exogenous variable → ``(lowest, highest)`` or ``(lowest, highest, start)``; the start is
        the middle by default. ``x`` is among them: its slider moves a mark along the curve.
    path
        Of the file, which is written whole or not at all.
    fixed
        Exogenous variables that stay as given.
    title
        By default the name of the model.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ModelError
        If a variable is unknown, an exogenous one is unset, or the browser has no such function.
    DataError
        If a range is none.
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> law = Model.from_text(["r = e/(1 + k)"], name="rate of profit")
    >>> ranges = {"k": (1, 10), "e": (0.5, 2, 1)}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page(law, y="r", x="k", sliders=ranges, path=f"{folder}/law.html").name
    'law.html'
    """
    target = Path(path)
    text = html(model, y=y, x=x, sliders=sliders, fixed=fixed, title=title)
    return write_files(target.parent, {target.name: text})[0]


def html(
    model: Model,
    *,
    y: str | Sequence[str],
    x: str,
    sliders: Mapping[str, Sequence[Any]],
    fixed: Mapping[str, Any] | None = None,
    title: str = "",
) -> str:
    """Return the page that `page` writes; the same model gives the same bytes."""
    drawn = [model[name] for name in ([y] if isinstance(y, str) else y)]
    across = model[x]
    ranges = {model[name]: _range(name, given) for name, given in sliders.items()}
    numbers = {model[name]: exact(value, name) for name, value in (fixed or {}).items()}
    forms = {symbol: model.reduce(symbol).subs(numbers) for symbol in drawn}
    _check_set(model, forms.values(), across, ranges)
    used = [s for s in ranges if any(s in form.free_symbols for form in forms.values())]
    title = title or model.name or "A model"
    script = _script(forms, used)
    data = {
        "x": used.index(across),
        "xTitle": _label(across),
        "y": [_label(symbol) for symbol in drawn],
        "sliders": [ranges[symbol] for symbol in used],
        "steps": STEPS,
    }
    body = [
        f"<header><h1>{escape(title)}</h1>",
        f'<p class="subtitle">{escape(model.source)}</p></header>',
        "<main><section>",
        f'<div class="equations">{mathematics(model, numbers)}</div>',
        _assumptions(model),
        "</section><section>",
        f'<form class="sliders">{"".join(slider(i, s, ranges[s]) for i, s in enumerate(used))}',
        '<button type="reset">Back to the start</button></form>',
        f'<figure class="wide"><div class="chart" id="curve" role="img" aria-label="{escape(_aria(drawn, across))}">'  # noqa: E501
        "</div></figure>",
        f'<p aria-live="polite">{"".join(_result(i, s) for i, s in enumerate(drawn))}</p>',
        "</section></main>",
    ]
    return "\n".join([*_head(title, script), "<body>", *body, *_tail(data, script)])


def javascript(form: sp.Expr, symbols: Sequence[sp.Symbol]) -> str:
    """Return an expression as JavaScript of an array ``v`` in the order of the symbols.

    Raises
    ------
    ModelError
        If JavaScript has no such function.

    Examples
    --------
    >>> e, k = sp.symbols("e k")
    >>> javascript(e / (1 + k), [e, k])
    'v[0]/(v[1] + 1)'
    """
    if form in (sp.true, sp.false):
        return str(form).lower()
    stand_ins = {symbol: sp.Symbol(f"v[{i}]") for i, symbol in enumerate(symbols)}
    try:
        printer = JavascriptCodePrinter({"user_functions": {"erf": "erf"}})
        text: str = printer.doprint(form.xreplace(stand_ins))
    except PrintMethodNotImplementedError as error:
        names = ", ".join(sorted({f.func.__name__ for f in form.atoms(sp.Function)}))
        raise ModelError(f"a browser has no function for {names}", where=str(form)) from error
    return text


def _range(name: str, given: Sequence[Any]) -> tuple[float, float, float]:
    if isinstance(given, str) or len(given) not in (2, 3):
        raise DataError(f"{given!r} is no range", where=name, mend="give (lowest, highest, start)")
    low, high, *start = (float(exact(value, name)) for value in given)
    first = start[0] if start else (low + high) / 2
    if not low < high or not low <= first <= high:
        raise DataError(
            f"{tuple(given)} is no range", where=name, mend="lowest < highest, start between"
        )
    return low, high, first


def _check_set(
    model: Model, forms: Iterable[sp.Expr], across: sp.Symbol, ranges: Mapping[sp.Symbol, Any]
) -> None:
    needed = {symbol for form in forms for symbol in form.free_symbols}
    unset = sorted(symbol.name for symbol in needed - set(ranges))
    if unset:
        raise ModelError(
            f"{', '.join(unset)} {'is' if len(unset) == 1 else 'are'} unset",
            where=model.name,
            mend="give each a range in sliders, or a number in fixed",
        )
    if across not in ranges or across not in needed:
        what = "has no range in sliders" if across in needed else "moves nothing that is drawn"
        raise ModelError(f"{across} {what}", where="x")


def _label(symbol: sp.Symbol) -> str:
    term = TERMS.get(symbol.name, "").replace("_", " ")
    return f"{symbol.name}, {term}" if term else symbol.name


def _aria(drawn: Sequence[sp.Symbol], across: sp.Symbol) -> str:
    return f"Curve of {', '.join(map(_label, drawn))} over {_label(across)}"


def mathematics(model: Model, numbers: Mapping[sp.Symbol, Any] | None = None) -> str:
    """Return the equations of a model, and the numbers that are fixed, as MathML."""
    printer = MathMLPresentationPrinter({"mul_symbol": ""})
    lines = [sp.Eq(a, b, evaluate=False) for a, b in model.equations.items()]
    lines += [sp.Eq(a, b, evaluate=False) for a, b in (numbers or {}).items()]
    return "".join(f'<math display="block">{printer._print(line).toxml()}</math>' for line in lines)


def _assumptions(model: Model) -> str:
    if not model.assumptions:
        return ""
    items = "".join(f"<li>{escape(text)}</li>" for text in model.assumptions)
    return f"<p>Assumptions</p><ul>{items}</ul>"


def slider(
    number: int,
    symbol: sp.Symbol,
    span: tuple[float, float, float],
    prefix: str = "",
    words: str = "",
) -> str:
    """Return a slider and its number field, with a label for both."""
    label = f"{symbol.name}, {words}" if words else _label(symbol)
    low, high, start = span
    step = 10.0 ** math.floor(math.log10((high - low) / STEPS))
    attributes = f'min="{low:g}" max="{high:g}" step="{step:g}" value="{start:g}"'
    return (
        f'<p><label for="{prefix}s{number}">{escape(label)}</label>'
        f'<input type="range" id="{prefix}s{number}" {attributes}>'
        f'<input type="number" id="{prefix}n{number}" aria-label="{escape(symbol.name)}, number" '
        f"{attributes}></p>"
    )


def _result(number: int, symbol: sp.Symbol) -> str:
    return f'<span>{escape(_label(symbol))} = <output id="y{number}"></output></span> '


def _script(forms: Mapping[sp.Symbol, sp.Expr], symbols: Sequence[sp.Symbol]) -> str:
    """Return the drawing library, the model's functions and what moves the curve."""
    functions = ",\n".join(f"(v) => {javascript(form, symbols)}" for form in forms.values())
    read = files("capital.report").joinpath
    start, special = (read(f"{n}.js").read_text(encoding="utf-8") for n in ("sliders", "special"))
    own = f"{special}\nconst functions = [\n{functions}\n];\n{start}"
    bundle: str = extra("vl_convert").javascript_bundle(own, vl_version=VEGA_LITE)
    return bundle.replace("\r\n", "\n").replace("</script", "<\\/script")


def _head(title: str, script: str) -> list[str]:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    read = files("capital.report").joinpath
    style = "\n".join(
        read(f"{name}.css").read_text(encoding="utf-8") for name in ("document", "sliders")
    )
    return [
        '<!doctype html>\n<html lang="en">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<title>{escape(title)}</title><link rel="icon" href="data:,">',
        f"<style>\n{style}</style></head>",
    ]


def _tail(data: Mapping[str, Any], script: str) -> list[str]:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return [
        f'<script type="application/json" id="page:model">{text}</script>',
        f"<script>{script}</script>",
        "</body>\n</html>\n",
    ]
