"""Lesson 11: doing the econometrics. A trend is an answer to a question that one has chosen."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="11 · Doing the econometrics")

with app.setup:
    import marimo as mo
    import numpy as np

    from capital import Model, econometrics, measure
    from capital.publication import classroom

    accounts = {name: measure.us_corporate(valuation=name) for name in ("current", "historical")}
    rates = {name: account.rate_of_profit for name, account in accounts.items()}


@app.cell
def _():
    mo.md(r"""
    # 11 · Doing the econometrics

    *The rate of profit of US nonfinancial corporations, 1929–2025*

    We fit $\ln r_t = a + b\,t + u_t$, so that $b$ is the growth of the rate of profit a year. The
    interval allows for shocks that last (Newey and West). Now move the sample, and change what
    capital is valued at. The sign of $b$ depends on both.

    So: say which sample and which valuation, and why *before* looking. Then ask whether $r$ returns
    to such a line at all, or drifts: a series that drifts shows trends that are none.
    """)
    return


@app.cell
def _():
    symbols = classroom.sliders(
        start=("first year", 1929, 1990, 1, 1948),
        end=("last year", 1965, 2025, 1, 2025),
        valuation=("capital valued at", list(accounts)),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    series = rates[symbols.value["valuation"]]
    _bounds = {name: int(symbols.value[name]) for name in ("start", "end")}
    found = {}

    def _draw():
        fit = econometrics.trend(series, **_bounds)
        low, high = fit.conf_int().loc["trend"]
        found.update(trend=fit.params["trend"], low=low, high=high)
        line = fit.predict()
        figure, axes = classroom.canvas("year", "rate of profit a year")
        axes.plot(series.index.year, series, ".-", color=classroom.GREY)
        axes.plot(line.index.year, np.exp(line), color=classroom.RED, linewidth=3)
        axes.yaxis.set_major_formatter("{x:.1%}")
        return mo.vstack(
            [
                classroom.picture(figure, f"The rate of profit and its trend, {fit.sample}."),
                classroom.figures(
                    {
                        "b": (100 * fit.params["trend"], "per cent a year"),
                        "from": (100 * low, "95 % interval"),
                        "to": (100 * high, "95 % interval"),
                        "T": (fit.nobs, f"years, {fit.sample}"),
                    }
                ),
            ]
        )

    classroom.shown(_draw)
    return found, series


@app.cell
def _(symbols):
    _lines = accounts[symbols.value["valuation"]].lines
    mo.md(
        "\n".join(
            f"- {_lines[name].formula}. *{_lines[name].source}*"
            for name in ("surplus_value", "capital_stock")
        )
    )
    return


@app.cell
def _():
    _early = econometrics.trend(rates["current"], start=1948, end=1982)
    _late = {
        name: econometrics.trend(series, start=1982, end=2007).params["trend"]
        for name, series in rates.items()
    }
    _turns = _late["current"] * _late["historical"] < 0
    _test = econometrics.unit_roots(np.log(rates["current"]), start=1948)["ADF"]
    _words = {True: "yes", False: "no"}
    _roots = {True: "it is rejected", False: "it is not rejected"}
    exercises = (
        classroom.Exercise(
            "At current cost, what is the trend of 1948–1982? (Write it with %.)",
            _early.params["trend"],
            "Set the sliders to this sample and read $b$.",
            (
                (
                    econometrics.trend(rates["historical"], start=1948, end=1982).params["trend"],
                    "This is at historical cost.",
                ),
            ),
        ),
        classroom.Exercise(
            "Take 1982–2007, which the literature disputes. Does the *sign* of the trend turn on "
            "the valuation?",
            _words[_turns],
            f"It is {classroom.number(100 * _late['current'])} % a year at current and "
            f"{classroom.number(100 * _late['historical'])} % at historical cost.",
            ((_words[not _turns], "Set the sample, and look at $b$ under both valuations."),),
        ),
        classroom.Exercise(
            "1948–2025, current cost: the ADF test takes a unit root in $\\ln r$ for granted. Its "
            f"p-value is {classroom.number(_test.pvalue)}. What becomes of the unit root at 5 %?",
            _roots[_test.rejected],
            f"The verdict: {_test.verdict}.",
            ((_roots[not _test.rejected], "A null is rejected when its p-value is below 5 %."),),
        ),
    )
    return (exercises,)


@app.cell
def _(exercises):
    sheet = classroom.answer_sheet(exercises)
    classroom.desk(exercises, sheet)
    return (sheet,)


@app.cell
def _(exercises, sheet):
    classroom.marks(exercises, sheet)
    return


@app.cell
def _():
    vote = classroom.ballot()
    return (vote,)


@app.cell
def _(vote):
    _parts = Model.from_text(["r = m*R", "r_n = m_n*R_n"])
    classroom.court(
        "The rate of profit $r$ is the profit share $m$ times output per capital $R$, before and "
        "after ($n$). The profit share fell: *so* the rate of profit fell.",
        (
            classroom.Asked(_parts, "r_n < r", ("m_n < m", "m < 1")),
            classroom.Asked(_parts, "r_n < r", ("m_n < m", "m < 1", "R_n <= R")),
        ),
        vote,
        model=_parts,
    )
    return


if __name__ == "__main__":
    app.run()
