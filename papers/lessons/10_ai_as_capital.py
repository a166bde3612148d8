"""Lesson 10: AI as capital. What becomes of the rate of profit as labour is automated."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="10 · AI as capital")

with app.setup:
    import marimo as mo
    import numpy as np

    from capital.ai import adoption, displacement
    from capital.publication import classroom
    from capital.theory import theorems

    model = displacement.path_of_r()
    before = {"K_0": 2, "L_0": 1, "omega_0": "1/2", "n": 1, "Delta": 0, "tau": 0}
    bare = {"nu": 0, "zeta": 0, "chi": 0, "xi": "1/2"}
    base = model.evaluate({**before, **bare, "a": 0})


@app.cell
def _():
    mo.md(r"""
    # 10 · AI as capital

    *Capital III, ch. 13–15; Grundrisse, “Fragment on machines”*

    Automate a share $a$ of living labour. Surplus-value has only living labour to come from, and
    capital has deepened: with nothing else, the rate of profit goes to zero.

    There *is* something else. A part $\nu$ of those displaced finds work in new branches; machines
    get cheaper ($\zeta$); labour-power gets cheaper ($\chi$). Whether $r$ falls is a question of
    sizes. One thing is not: $r$ stays below $L/K$, living over dead labour, whatever exploitation
    does. The numbers are an illustration; the study has the measured ones.
    """)
    return


@app.cell
def _():
    classroom.equations(model)
    return


@app.cell
def _():
    symbols = classroom.sliders(
        a=("automated share of labour", 0, 0.95, 0.05, 0.5),
        xi=("deepening of capital", 0, 2, 0.1, 0.5),
        nu=("taken up by new branches", 0, 1, 0.05, 0),
        zeta=("cheapening of capital", 0, 2, 0.1, 0),
        chi=("cheapening of labour-power", 0, 2, 0.1, 0),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    _now = {**before, "omega_0": 0.5, **symbols.value}
    found = model.evaluate(_now)
    _a = np.linspace(0, 0.95, 191)
    _r, _ell = (model.evaluate({**_now, "a": _a}, name) for name in ("r", "ell"))
    mo.vstack(
        [
            classroom.curves(
                _a,
                {"rate of profit": _r, "living over dead labour L/K": _ell},
                across="automated share a",
                up="a year",
                point=(symbols.value["a"], found["r"]),
                percent=True,
            ),
            classroom.figures(
                {
                    "r before": (base["r"], "at a = 0"),
                    "r": (found["r"], "at the point"),
                    "L/K": (found["ell"], "its bound"),
                    "ω": (found["omega"], "value of labour-power"),
                }
            ),
        ]
    )
    return (found,)


@app.cell
def _():
    _half = model.evaluate({**before, **bare, "a": "1/2"}, "r")
    _state = {name: value for name, value in {**before, **bare}.items() if name != "tau"}
    _needed = displacement.compensation().evaluate(
        {**_state, "a": "1/2", "r_0": base["r"]}, "Delta_star", "nu_star"
    )
    _task = {"kappa": 5, "tau": 18, "eta": "1/10", "subs": 1, "mu": 80, "omega": "1/2"}
    _hour = adoption.replacing_an_hour().evaluate(_task)
    exercises = (
        classroom.Exercise(
            "With no counter-tendency ($\\nu = \\zeta = \\chi = 0$, $\\xi = 0.5$), half of labour "
            "is automated. What is the rate of profit?",
            _half,
            "$L$ is halved, $K$ has grown by a quarter, $\\omega$ is one half: $(1 - \\omega)L$ "
            "over $K + \\omega L$.",
            (
                (base["r"], "This is the rate before."),
                (base["r"] / 2, "Labour is halved, but capital has deepened too."),
            ),
        ),
        classroom.Exercise(
            "Which share of capital would have to be destroyed to bring the old rate back?",
            _needed["Delta_star"],
            "Solve $r = r_0$ for $K$: so little may be left of it. By new branches alone it would "
            f"take $\\nu = {classroom.number(_needed['nu_star'])}$: more than all the displaced.",
            ((1 - _needed["Delta_star"], "This is the share that would be left."),),
        ),
        classroom.Exercise(
            "To replace an hour by a service costs 100 dollars. The hour makes a value of 80, of "
            "which half is paid. At which part of its cost must the service be sold so that firms "
            "just begin to adopt it?",
            _hour["subs_c"],
            "Firms compare the price with the *wage*.",
            (
                (
                    _task["mu"] / _hour["kappa_r"],
                    "At this price it costs as much as the labour. Firms pay only the wage.",
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
    _page = theorems.mispricing()
    classroom.court(
        f"{_page.statement.capitalize()} ({_page.source.split('; ')[1]}).",
        _page.claims,
        vote,
    )
    return


if __name__ == "__main__":
    app.run()
