"""Lesson 1: the spinner's week. What is transferred, what is added, and who keeps it."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="1 · Value and surplus-value")

with app.setup:
    import marimo as mo

    from capital.publication import classroom
    from capital.theory import value

    model = value.account(unit="pound")
    mill = {"c": 378, "v": 52, "s": 80}  # Capital I, ch. 9, s. 1: one week of a spinning mill
    marx = model.evaluate(mill)


@app.cell
def _():
    mo.md(r"""
    # 1 · Value and surplus-value

    *Capital I, ch. 8–9*

    Cotton, coal and worn spindles pass their value on to the yarn: it was there before. The
    spinner's labour adds new value. Part of it replaces the wage; the rest is **surplus-value**,
    and costs the owner nothing.

    So the product is worth $W = c + v + s$. How much of the spinner's day is unpaid is told by
    $s$ over $v$. The owner reckons otherwise: he compares $s$ with all that he laid out, and the
    same surplus looks smaller.
    """)
    return


@app.cell
def _():
    classroom.equations(model, "W", "e", "k", "r")
    return


@app.cell
def _():
    symbols = classroom.sliders(
        c=("constant capital, £", 0, 600, 1, mill["c"]),
        v=("variable capital, £", 10, 150, 1, mill["v"]),
        s=("surplus-value, £", 1, 150, 1, mill["s"]),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    found = model.evaluate(symbols.value)
    mo.vstack(
        [
            classroom.bars(
                {"product": symbols.value, "Marx’s mill": mill},
                across="pounds a week",
                alt="The value of the product, divided into c, v and s, above Marx’s mill.",
            ),
            classroom.figures(
                {
                    "e = s/v": (found["e"], "rate of surplus-value"),
                    "k = c/v": (found["k"], "value composition"),
                    "r = s/(c + v)": (found["r"], "rate of profit"),
                    "Marx’s e": (marx["e"], "his mill"),
                    "Marx’s r": (marx["r"], "his mill"),
                }
            ),
        ]
    )
    return (found,)


@app.cell
def _():
    exercises = (
        classroom.Exercise(
            "In Marx’s mill $c = 378$, $v = 52$ and $s = 80$. What is the rate of surplus-value?",
            marx["e"],
            "$e = s/v$: for each hour that is paid, more than another is not.",
            (
                (marx["r"], "This compares $s$ with all capital; only $v$ buys labour-power."),
                (mill["s"] / marx["W"], "This is the surplus as a part of the product."),
            ),
        ),
        classroom.Exercise(
            "And the rate of profit?",
            marx["r"],
            "$r = s/(c + v)$.",
            (
                (marx["e"], "This is $e$. The owner laid out $c$ as well."),
                (mill["s"] / marx["W"], "The product contains $s$, which was not advanced."),
            ),
        ),
        classroom.Exercise(
            "With the same spinners and the same wage, which $c$ would halve the rate of profit?",
            model.solve("c", {"r": marx["r"] / 2, "v": mill["v"], "s": mill["s"]})[0],
            "$r$ halves when $c + v$ doubles.",
            ((2 * mill["c"], "You doubled $c$ alone; $c + v$ has to double."),),
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
        "The rate of profit is *always* smaller than the rate of surplus-value.",
        (
            classroom.Asked(model, "r < e"),
            classroom.Asked(model, "r < e", ("c > 0",)),
        ),
        vote,
        model=model,
    )
    return


if __name__ == "__main__":
    app.run()
