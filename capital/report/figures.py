"""A chart as a Vega-Lite specification, for the page, and as SVG, for papers.

Numbers and dates run across; names run down, where they can be read. Lines break at missing
values and a point between two gaps is drawn as a point. The colours are those of Okabe and Ito,
less the yellow that vanishes on white and with grey in the place of black, so that they serve on
a dark page too.

References
----------
Okabe, M. and Ito, K. (2008), Color Universal Design: How to make figures and presentations that
are friendly to colorblind people.
"""

from __future__ import annotations

import math
import re
import textwrap
from html import escape
from importlib import import_module
from typing import Any

import pandas as pd

from capital.errors import MissingExtraError
from capital.report.content import Chart

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#888888")
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"  # vl-convert carries the first
WIDTH, HEIGHT = 720, 400
VEGA_LITE = "6.1"  # 6.4 shows names as «undefined» in tooltips of the nearest point
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_ZOOM = "wheel![event.ctrlKey]"  # a plain wheel scrolls the page; a pinch sends ctrl + wheel


def vega_lite(chart: Chart, *, ink: str = "currentColor") -> dict[str, Any]:
    """Return the chart as an interactive Vega-Lite specification as wide as its container.

    A tooltip gives the number under the pointer, the legend singles out a series, and lines can
    be dragged, pinched and reset by a double click.

    Parameters
    ----------
    chart
    ink
        Colour of text and axes; by default that of the surrounding text.

    Returns
    -------
    dict
        The same for the same chart, to the last key.

    Raises
    ------
    MissingExtraError
        If altair is not installed.
    """
    alt = extra("altair")
    layers = [_zero_line(alt, chart, ink)] if _changes_sign(chart) else []
    layers += _lines(alt, chart) if _shape(chart) == "across" else _steps(alt, chart, ink)
    figure = alt.layer(*layers, data=alt.Data(values=_rows(chart))).properties(
        width="container",
        height=_height(chart),
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        title=textwrap.wrap(chart.y_title, 48),  # level, above the axis, whole on a phone
        description=describe(chart),
    )
    with alt.theme.enable("none"):  # whatever theme the user has enabled: a report is a report
        spec: dict[str, Any] = figure.to_dict()
    return spec | {"config": _config(ink), "$schema": _SCHEMA}


def svg(chart: Chart) -> str:
    """Return the chart as SVG with its title, source and evidence; the plot is 720 × 400.

    Names that run down the page take the height that they need.

    Parameters
    ----------
    chart

    Returns
    -------
    str
        The same bytes for the same chart.

    Raises
    ------
    MissingExtraError
        If altair or vl-convert is not installed.
    """
    height = _height(chart) if _shape(chart) == "down" else HEIGHT
    spec = vega_lite(chart, ink="#222222") | {"width": WIDTH, "height": height}
    for layer in spec["layer"]:
        if layer.get("name") == "dots":  # on paper nothing points at them
            layer["transform"] = [{"filter": "false"}]
    plot = _own_ids(extra("vl_convert").vegalite_to_svg(spec, vl_version=VEGA_LITE), chart.key)
    words = [chart.note, f"Source: {chart.source.rstrip('.')}. Evidence: {chart.evidence.value}."]
    title, caption = textwrap.wrap(chart.title, 80), _wrap(words, 112)
    top = 18 + 22 * len(title)
    total = top + height + 14 + 17 * len(caption)
    lines = [_text(line, 22 * (i + 1), 17, "bold") for i, line in enumerate(title)]
    lines += [_text(line, top + height + 17 * (i + 1), 12) for i, line in enumerate(caption)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{total}"'
            f' viewBox="0 0 {WIDTH} {total}" font-family="{FONT}" fill="#222222" role="img">',
            f"<title>{escape(chart.title)}</title>",
            f"<desc>{escape(describe(chart))}</desc>",
            f'<rect width="{WIDTH}" height="{total}" fill="white"/>',
            *lines,
            plot.replace("<svg ", f'<svg y="{top}" ', 1),
            "</svg>\n",
        ]
    )


def describe(chart: Chart) -> str:
    """Return in a sentence what the chart shows, for those who do not see it."""
    first, last = chart.data[chart.x].iloc[0], chart.data[chart.x].iloc[-1]
    names = f" Series: {', '.join(chart.series_names)}." if chart.series else ""
    return (
        f"{chart.kind.capitalize()} chart. {chart.title}. {chart.y_title}, {chart.x_title}, "
        f"from {first} to {last}.{names}"
    )


def extra(module: str) -> Any:
    """Return an optional module, or say how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"figures and pages need {module.replace('_', '-')}, which is not installed",
            mend="pip install 'capital-toolkit[study]'",
        ) from error


def _shape(chart: Chart) -> str:
    """Return how the chart is laid out: across a scale, in columns, or down the page."""
    x = chart.data[chart.x]
    names = not (
        pd.api.types.is_numeric_dtype(x.dtype)
        or pd.api.types.is_datetime64_any_dtype(x.dtype)
        or isinstance(x.dtype, pd.PeriodDtype)
    )
    if chart.kind == "line":
        return "across"
    if names:
        return "down"
    return "columns" if chart.kind == "bar" else "across"


def _positions(chart: Chart) -> tuple[list[Any], str]:
    """Return the places of the rows on the x axis, as JSON has them, and their Vega-Lite type."""
    x = chart.data[chart.x]
    if _shape(chart) == "down":
        return ["\n".join(textwrap.wrap(str(value), 24)) for value in x], "nominal"
    if isinstance(x.dtype, pd.PeriodDtype):
        yearly = isinstance(x.dtype.freq, pd.offsets.YearEnd)
        x = x.dt.year if yearly else x.dt.to_timestamp()
    if _shape(chart) == "columns":
        return [str(value) for value in chart.data[chart.x]], "ordinal"
    if pd.api.types.is_numeric_dtype(x.dtype):
        return [value.item() for value in x.to_numpy()], "quantitative"
    if pd.api.types.is_datetime64_any_dtype(x.dtype):
        return [value.strftime("%Y-%m-%dT%H:%M:%S") for value in x], "temporal"
    return [str(value) for value in x], "ordinal"


def _rows(chart: Chart) -> list[dict[str, Any]]:
    """Return the data under fixed names: no column name is ever read as an expression."""
    columns: dict[str, list[Any]] = {"x": _positions(chart)[0]}
    columns["label"] = [str(value) for value in chart.data[chart.x]]
    if chart.series is not None:
        columns["series"] = [str(value) for value in chart.data[chart.series]]
    for name, column in (("y", chart.y), ("lower", chart.lower), ("upper", chart.upper)):
        if column is not None:
            values = chart.data[column].astype(float)
            columns[name] = [None if math.isnan(value) else value for value in values]
    columns["alone"] = _alone(chart)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _alone(chart: Chart) -> list[bool]:
    """Return which points have no neighbour in their line, which would not show there."""
    missing = chart.data[chart.y].isna()
    groups = missing.groupby(chart.data[chart.series]) if chart.series else missing
    before = groups.shift(1, fill_value=True)
    after = groups.shift(-1, fill_value=True)
    return (~missing & before & after).tolist()


def _bare(chart: Chart) -> bool:
    """Say whether the chart holds intervals of which no point is known."""
    return bool(chart.data[chart.y].isna().all())


def _changes_sign(chart: Chart) -> bool:
    columns = [name for name in (chart.y, chart.lower, chart.upper) if name is not None]
    values = chart.data[columns].to_numpy(dtype=float, na_value=float("nan"))
    return bool((values < 0).any() and (values > 0).any())


def _height(chart: Chart) -> int:
    if _shape(chart) != "down":
        return 360
    labels = dict.fromkeys(_positions(chart)[0])
    bars = max(1, len(chart.series_names))
    rows = [max(16 * bars + 12, 14 * (label.count("\n") + 1) + 10) for label in labels]
    return max(rows) * len(rows) + 60


def _x(alt: Any, chart: Chart) -> Any:
    """Return where the rows stand: along the x axis, or down the page for names."""
    kind = _positions(chart)[1]
    axis: dict[str, Any] = {"grid": False}
    if kind == "nominal":
        axis |= {"labelExpr": "split(datum.label, '\\n')", "ticks": False, "domain": False}
        scale = alt.Scale(paddingInner=0.25, paddingOuter=0.15)
        return alt.Y("x:N", title=None, sort=None, axis=alt.Axis(**axis), scale=scale)
    if kind == "ordinal":
        axis |= {"labelAngle": 0, "labelOverlap": True}
        return alt.X("x:O", title=chart.x_title, sort=None, axis=alt.Axis(**axis))
    axis |= {"tickCount": 8, "labelFlush": True}
    if kind == "temporal":
        return alt.X("x:T", title=chart.x_title, axis=alt.Axis(**axis))
    if not pd.api.types.is_float_dtype(chart.data[chart.x].dtype):  # years
        axis |= {"format": "d", "tickMinStep": 1}
    scale = alt.Scale(zero=False, nice=False)
    return alt.X("x:Q", title=chart.x_title, axis=alt.Axis(**axis), scale=scale)


def _value(alt: Any, chart: Chart, column: str) -> Any:
    """Return the channel of a column of values, over a quiet grid."""
    form = "~%" if chart.percent else ",~r"
    axis = alt.Axis(format=form, domain=False, ticks=False, tickCount=6)
    if _shape(chart) == "down":
        scale = alt.Scale(zero=chart.kind == "bar", padding=12)
        return alt.X(f"{column}:Q", title=None, scale=scale, axis=axis)
    return alt.Y(f"{column}:Q", title=None, scale=alt.Scale(zero=chart.kind == "bar"), axis=axis)


def _colour(alt: Any, chart: Chart) -> Any:
    names = chart.series_names
    if not names:
        return alt.value(PALETTE[0])
    too_wide = sum(len(name) + 6 for name in names) > 48  # for a phone
    symbol = "stroke" if _shape(chart) == "across" and not _bare(chart) else "square"
    legend = alt.Legend(title=None, columns=1 if too_wide else 0, symbolType=symbol)
    scale = alt.Scale(domain=names, range=list(PALETTE[: len(names)]))
    return alt.Color("series:N", scale=scale, legend=legend)


def _tooltip(alt: Any, chart: Chart) -> list[Any]:
    form = ".4~p" if chart.percent else ",.4~r"
    fields = [alt.Tooltip("label:N", title=chart.x_title)]
    if chart.series is not None:
        fields.append(alt.Tooltip("series:N", title="series"))
    if not _bare(chart):
        fields.append(alt.Tooltip("y:Q", title=chart.y_title, format=form))
    if chart.lower is not None:
        fields += [alt.Tooltip(f"{end}:Q", title=end, format=form) for end in ("lower", "upper")]
    return fields


def _opacity(alt: Any, chart: Chart, full: float) -> tuple[Any, list[Any]]:
    """Return the opacity that the legend governs, and the parameters that one layer needs."""
    if chart.series is None:
        return alt.value(full), []
    chosen = alt.selection_point(name="chosen", fields=["series"], bind="legend")
    return alt.when(chosen).then(alt.value(full)).otherwise(alt.value(0.12)), [chosen]


def _lines(alt: Any, chart: Chart) -> list[Any]:
    """Return the layers over numbers or dates: band, line, and points under the pointer."""
    y = _value(alt, chart, "y")
    base = alt.Chart().encode(x=_x(alt, chart), color=_colour(alt, chart))
    opacity, params = _opacity(alt, chart, 1.0)
    if _positions(chart)[1] != "ordinal":
        axes = {"bind": "scales", "encodings": ["x"], "zoom": _ZOOM}
        params = [*params, alt.selection_interval(name="zoom", **axes)]
    line = base.mark_line(strokeWidth=2.2, clip=True).encode(y=y, opacity=opacity)
    near = alt.selection_point(name="near", nearest=True, on="pointerover", empty=False)
    points = base.mark_point(filled=True, size=60, clip=True).encode(y=y)
    shown = alt.when(near).then(alt.value(1)).otherwise(alt.value(0))
    dots = points.encode(opacity=shown, tooltip=_tooltip(alt, chart))
    layers = [line.properties(name="lines").add_params(*params)]
    if any(_alone(chart)):
        layers.append(points.encode(opacity=opacity).transform_filter("datum.alone"))
    layers.append(dots.properties(name="dots").add_params(near))
    if chart.lower is None:
        return layers
    bare = _bare(chart)
    faint, _ = _opacity(alt, chart, 0.55 if bare else 0.2)
    band = base.mark_area(clip=True).encode(
        y=_value(alt, chart, "lower"), y2="upper:Q", opacity=faint
    )
    if bare:
        return [band.encode(tooltip=_tooltip(alt, chart)).add_params(*params)]
    return [band, *layers]


def _steps(alt: Any, chart: Chart, ink: str) -> list[Any]:
    """Return the layers of bars, or of ranged rules and points, one step for each name."""
    row, column = ("y", "x") if _shape(chart) == "down" else ("x", "y")
    encoding = {row: _x(alt, chart), "tooltip": _tooltip(alt, chart)}
    encoding["opacity"], params = _opacity(alt, chart, 1.0)
    if chart.series is not None:
        offset = alt.YOffset if row == "y" else alt.XOffset
        encoding[f"{row}Offset"] = offset("series:N", sort=chart.series_names)
    base, colour = alt.Chart().encode(**encoding), _colour(alt, chart)
    mark = base.mark_bar() if chart.kind == "bar" else base.mark_point(filled=True, size=90)
    mark = mark.encode(color=colour, **{column: _value(alt, chart, "y")})
    mark = mark.properties(name="marks").add_params(*params)
    if chart.lower is None:
        return [mark]
    ends = {column: _value(alt, chart, "lower"), f"{column}2": "upper:Q"}
    if chart.kind == "bar":
        return [mark, base.mark_rule(color=ink, strokeWidth=1.5).encode(**ends)]
    rule = base.mark_rule(strokeWidth=3).encode(color=colour, **ends)
    if _bare(chart):
        return [rule.add_params(*params)]
    return [rule, mark]


def _zero_line(alt: Any, chart: Chart, ink: str) -> Any:
    line = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=ink, strokeWidth=1.2)
    return line.encode(**{"x" if _shape(chart) == "down" else "y": _value(alt, chart, "zero")})


def _config(ink: str) -> dict[str, Any]:
    text = {"labelColor": ink, "titleColor": ink, "labelFontSize": 12, "titleFontSize": 12}
    axis = {"gridColor": ink, "gridOpacity": 0.13, "domainColor": ink, "tickColor": ink}
    return {
        "font": FONT,
        "background": "transparent",
        "padding": {"left": 0, "top": 5, "right": 5, "bottom": 5},
        "view": {"stroke": None},
        "title": {"color": ink, "fontSize": 13, "fontWeight": "normal", "offset": 10}
        | {"anchor": "start", "frame": "bounds"},
        "axis": text | axis | {"titleFontWeight": "normal", "titlePadding": 10, "labelLimit": 0},
        "legend": text | {"orient": "top", "labelLimit": 0, "symbolStrokeWidth": 3, "offset": 12},
    }


def _own_ids(plot: str, key: str) -> str:
    """Return the plot with clip paths numbered by the chart, not by what was drawn before it."""
    names: dict[str, str] = {}

    def own(match: re.Match[str]) -> str:
        name = names.setdefault(match[2], f"{key}-clip-{len(names) + 1}")
        return f"{match[1]}{name}{match[3]}"

    return re.sub(r'(clip-path="url\(#|<clipPath id=")(clip\d+)(\)?")', own, plot)


def _wrap(paragraphs: list[str], width: int) -> list[str]:
    return [line for text in paragraphs for line in textwrap.wrap(text, width)]


def _text(line: str, y: int, size: int, weight: str = "normal") -> str:
    words = escape(line)
    return f'<text x="0" y="{y}" font-size="{size}" font-weight="{weight}">{words}</text>'
