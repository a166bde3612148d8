"""Lesson 5: reproduction. The proportions in which a growing economy must stand."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="5 · Reproduction")

with app.setup:
    import marimo as mo

    from capital.publication import classroom
    from capital.theory import departments, reproduction

    model = departments.expanded()
    begin = reproduction.ILLUSTRATIONS["first"]  # Capital II, ch. 21
    scheme = reproduction.expanded_scheme("first")
    marx = scheme.table(years=6)


@app.cell
def _():
    mo.md(r"""
    # 5 · Reproduction

    *Capital II, ch. 20–21*

    Department I makes means of production, Department II means of consumption. What one sells the
    other must buy: wages and consumed surplus of I are paid to II, and II renews its $c$ out of
    what I made.

    In Marx’s rule Department I accumulates the share $\theta_I$ of its surplus-value, and II adapts
    to what is left over. After one year both grow at one rate. **Proportions, not demand as such,
    decide whether this works**: push $\theta_I$ too far and II would have to shrink.
    """)
    return


@app.cell
def _():
    classroom.equations(model, "s_I", "dc_I", "dv_I", "D_I", "D_II")
    return


@app.cell
def _():
    symbols = classroom.sliders(
        theta_I=("share that I accumulates", 0, 1, 0.125, 0.5),
        e=("rate of surplus-value", 0.5, 2, 0.25, 1),
        k_I=("composition added in I", 1, 8, 1, begin["k_I"]),
        k_II=("composition added in II", 1, 8, 1, begin["k_II"]),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    chosen = reproduction.expanded_scheme("first", **symbols.value)
    found = {"growth": chosen.ray().growth, "feasible": chosen.feasible_shares()}

    def _draw():
        table = chosen.table(years=8).astype(float)
        figure, axes = classroom.canvas("year", "value of the product")
        axes.bar(table.index, table["W_I"], color=classroom.BLUE, label="I")
        axes.bar(table.index, table["W_II"], bottom=table["W_I"], color=classroom.RED, label="II")
        figure.legend(frameon=False, loc="outside upper left", ncols=2)
        return classroom.picture(figure, "Products of both departments, year by year.")

    mo.vstack(
        [
            classroom.shown(_draw),
            classroom.figures(
                {
                    "g": (found["growth"], "growth of both from year 2 on"),
                    "Marx’s g": (scheme.ray().growth, "his first illustration"),
                }
            ),
        ]
    )
    return chosen, found


@app.cell
def _():
    mo.vstack(
        [
            mo.md("Marx’s first illustration, computed by his rule:"),
            classroom.table(marx[["c_I", "v_I", "s_I", "c_II", "v_II", "s_II", "W", "theta_II"]]),
        ]
    )
    return


@app.cell
def _():
    _first, _last = marx.loc[1], marx.loc[6]
    _growth, _most = scheme.ray().growth, scheme.feasible_shares()[1]
    exercises = (
        classroom.Exercise(
            "Continue the table by a year. What is $c_{II}$ in year 7?",
            scheme.table(years=7).loc[7, "c_II"],
            "From year 2 on both departments grow at one rate, a tenth a year.",
            (
                (_last["c_II"], "This is the one of year 6."),
                (
                    _first["c_II"] * (1 + _growth) ** 6,
                    "In the first year II does not yet grow at the rate of I: start from year 2.",
                ),
            ),
        ),
        classroom.Exercise(
            "At which rate do both departments grow from the second year on?",
            _growth,
            "$g = \\theta_I e/(1 + k_I)$.",
            (
                (
                    _first["s_I"] / (_first["c_I"] + _first["v_I"]),
                    "This is the rate of profit of I. Only half of the profit is accumulated.",
                ),
                (scheme.share, "This is the share that I accumulates."),
            ),
        ),
        classroom.Exercise(
            "What is the greatest share $\\theta_I$ that year 1 allows?",
            _most,
            "$\\Delta c_{II} = v_I(1 + e) - c_{II} - \\Delta c_I$ must not be negative.",
            (
                (1, "Then II could not even renew its own means of production."),
                (scheme.share, "This is the share that Marx takes; more is possible."),
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
    classroom.court(
        "Let each department accumulate the same share of its surplus-value: then no product of "
        "Department I is left over ($D_I$ is its excess supply).",
        (
            classroom.Asked(model, "D_I = 0", ("theta_I = theta_II",)),
            classroom.Asked(model, "D_I + D_II = 0"),
        ),
        vote,
        model=model,
    )
    return


if __name__ == "__main__":
    app.run()
