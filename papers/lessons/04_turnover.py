"""Lesson 4: turnover. Why capital must be advanced before it comes back, and what time costs."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="4 · Turnover")

with app.setup:
    import marimo as mo

    from capital.publication import classroom
    from capital.theory import turnover

    model, release = turnover.advance(), turnover.release()
    weeks = {"a_w": 100, "T_prod": 6, "T_circ": 3}  # Capital II, ch. 15
    year = {"Y_w": 50, "r_flow": 0.1}
    marx = model.evaluate(weeks, "C_prod", "C_circ", "C")


@app.cell
def _():
    mo.md(r"""
    # 4 · Turnover

    *Capital II, ch. 12–15; III, ch. 4*

    A product takes $T_{\mathrm{prod}}$ weeks to make and $T_{\mathrm{circ}}$ weeks to sell. Until
    the money is back, each week’s outlay $a_w$ must come out of something else. If production is
    not to stop, a second capital has to stand ready **only because selling takes time**.

    It makes no difference to the product. It makes a difference to the rate of profit: the same
    yearly surplus is divided by a larger capital.
    """)
    return


@app.cell
def _():
    classroom.equations(model)
    return


@app.cell
def _():
    symbols = classroom.sliders(
        a_w=("outlay a week, £", 50, 200, 10, weeks["a_w"]),
        T_prod=("weeks to make", 1, 12, 1, weeks["T_prod"]),
        T_circ=("weeks to sell", 0, 12, 1, weeks["T_circ"]),
        r_flow=("profit on each turnover", 0.02, 0.5, 0.01, year["r_flow"]),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    found = model.evaluate({**symbols.value, "Y_w": year["Y_w"]})
    _time = {name: int(symbols.value[name]) for name in ("T_prod", "T_circ")}
    _path = turnover.schedule(
        symbols.value["a_w"], _time["T_prod"], _time["T_circ"], weeks=year["Y_w"]
    ).astype(float)
    _figure, _axes = classroom.canvas("week", "pounds")
    _axes.stackplot(
        _path.index,
        _path["in_production"],
        _path["in_circulation"],
        _path["money_end"],
        labels=["in production", "unsold", "money"],
        colors=[classroom.BLUE, classroom.RED, classroom.GREEN],
        step="post",
    )
    _figure.legend(frameon=False, loc="outside upper left", ncols=3)
    mo.vstack(
        [
            classroom.picture(
                _figure, "How the capital is spread over money, production and unsold wares."
            ),
            classroom.figures(
                {
                    "C": (found["C"], "capital advanced, £"),
                    "C_circ": (found["C_circ"], "of it because selling takes time"),
                    "n": (found["n"], "turnovers a year of 50 weeks"),
                    "r": (found["r"], "annual rate of profit"),
                    "Marx’s C": (marx["C"], "six weeks and three"),
                }
            ),
        ]
    )
    return (found,)


@app.cell
def _():
    _old = {"a_0": weeks["a_w"], "a_1": weeks["a_w"], "T_prod": weeks["T_prod"], "T_0": 3}
    _quick = release.evaluate({**_old, "T_1": 1})
    exercises = (
        classroom.Exercise(
            "£100 are laid out every week; making takes 6 weeks and selling 3. How many pounds "
            "must be advanced?",
            marx["C"],
            "$C = a_w(T_{\\mathrm{prod}} + T_{\\mathrm{circ}})$: no money comes before the sale.",
            (
                (marx["C_prod"], "After six weeks the product is made, but not yet sold."),
                (marx["C_circ"], "This is only the additional capital."),
            ),
        ),
        classroom.Exercise(
            "Selling now takes one week instead of three. How many pounds are set free?",
            _quick["released"],
            "Two weeks’ outlay is no longer needed between making and being paid.",
            ((_quick["C_1"], "This is the capital that is still needed."),),
        ),
        classroom.Exercise(
            "By which factor does the annual rate of profit change?",
            _quick["ratio"],
            "The profit of a year is the same; capital shrinks as the time of turnover does.",
            ((_quick["ratio"] - 1, "This is by how much it grows; the factor is one more."),),
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
    classroom.court(
        "Capital was set free. So turnover has become quicker, and the rate of profit higher.",
        (
            classroom.Asked(release, "released > 0 => ratio > 1"),
            classroom.Asked(release, "released > 0 => ratio > 1", ("a_1 = a_0",)),
        ),
        vote,
        model=release,
    )
    return


if __name__ == "__main__":
    app.run()
