"""Lesson 6: from values to prices. Marx's step, and the same step again and again."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="6 · From values to prices")

with app.setup:
    import marimo as mo
    import numpy as np

    from capital.economy import departments, examples, transformation
    from capital.publication import classroom
    from capital.theory import theorems

    three = examples.about("bortkiewicz").accounts
    five = examples.about("marx-average-profit").accounts  # Capital III, ch. 9
    marx = transformation.marx_procedure(*(five[x] for x in "cvs"), used=five["used"], exact=True)
    solved = departments.bortkiewicz(*(three[x] for x in "cvs"), exact=True)


@app.cell
def _():
    mo.md(r"""
    # 6 · From values to prices

    *Capital III, ch. 9; Bortkiewicz 1907*

    Capitals of different composition make different surplus-value, but competition pays equal
    profit on equal capital. Marx adds up all surplus-value, divides it by all capital and puts
    this **general rate of profit** on each cost price: $p = (c + v)(1 + \bar r)$.

    Total profit is then total surplus-value, and total price total value. But the cost prices still
    stand at values. If inputs are bought at prices too, the step must be repeated. Repeat it, and
    prices come to rest. Only *one* of the two equalities then survives.
    """)
    return


@app.cell
def _():
    symbols = classroom.sliders(
        steps=("steps from values", 0, 10, 1, 1),
        wage=("real wage, a multiple of the old", 0.3, 1.6, 0.1, 1),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    _c, _v, _s = (three[x].to_numpy(dtype=float) for x in "cvs")
    _wages = _v * symbols.value["wage"]
    _W = _c + _v + _s
    _end = departments.winternitz(_c, _wages, _W - _c - _wages)
    _inputs = np.array([_c / _W, _wages / _W, 0 * _W])
    path = transformation.iterate_transformation(_inputs, np.ones(3), _W, steps=10)
    _now = path.prices[int(symbols.value["steps"])]
    found = {
        "ratios": _now,
        "rate": path.rates_of_profit[int(symbols.value["steps"])],
        "end": _end.rate_of_profit,
        "profit": float(_now @ (_W - _inputs @ _W)),
        "surplus": float(_end.total_surplus_value),
    }
    _figure, _axes = classroom.canvas("steps", "price over value")
    for _j, _name in enumerate(three.index):
        _colour = classroom.COLOURS[_j]
        _axes.plot(path.prices[:, _j], "o-", color=_colour, label=_name.replace("_", " "))
        _axes.axhline(_end.ratios[_j], color=_colour, linestyle=":")
    _axes.axvline(symbols.value["steps"], color=classroom.GREY)
    _figure.legend(frameon=False, loc="outside upper left", ncols=3)
    mo.vstack(
        [
            classroom.picture(_figure, "Price/value ratios step by step, tending to a solution."),
            classroom.figures(
                {
                    "r": (found["rate"], "average rate at this step"),
                    "r at rest": (found["end"], "dotted: Winternitz"),
                    "profit": (found["profit"], "total profit at this step"),
                    "surplus-value": (found["surplus"], "total, in value"),
                }
            ),
        ]
    )
    return found, path


@app.cell
def _():
    mo.vstack(
        [
            mo.md("Marx’s five capitals of 100; a part of $c$ is used up and enters the price:"),
            classroom.table(five.rename_axis("capital")),
        ]
    )
    return


@app.cell
def _():
    exercises = (
        classroom.Exercise(
            "What is the general rate of profit of Marx’s five capitals?",
            marx.rate_of_profit,
            "All surplus-value over all capital advanced, used up or not.",
            (
                (
                    five["s"].sum() / (five["used"] + five["v"]).sum(),
                    "Profit is reckoned on all capital, not only on what is used up.",
                ),
                (five["s"].sum() / five["v"].sum(), "This is the rate of surplus-value."),
            ),
        ),
        classroom.Exercise(
            "What is the price of the product of capital III?",
            marx.prices[2],
            "Cost price (what is used up, and $v$) and the average profit on 100.",
            (
                (marx.values[2], "This is its value. It gives up a part of its surplus-value."),
                (marx.cost_prices[2], "This is the cost price, without a profit."),
            ),
        ),
        classroom.Exercise(
            "In Bortkiewicz’s three departments (the picture, at the old wage), which rate of "
            "profit belongs to the prices at rest?",
            solved.rate_of_profit,
            "Read it off above. Department III, luxuries, has no influence on it.",
            (
                (
                    solved.total_surplus_value / (three["c"] + three["v"]).sum(),
                    "This is Marx’s first step, with cost prices at values.",
                ),
            ),
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
    _page = theorems.equalities()
    classroom.court(
        f"In an economy of two goods with values $x, y$ and prices $p, q$, {_page.statement}.",
        _page.claims,
        vote,
    )
    return


if __name__ == "__main__":
    app.run()
