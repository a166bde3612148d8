"""Lesson 8: Okishio and his critics. What is held constant decides what follows."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="8 · Okishio and his critics")

with app.setup:
    import marimo as mo
    import numpy as np

    from capital.publication import classroom
    from capital.theory import okishio, theorems

    model = okishio.one_good()
    old = {"A": "1/2", "l": 1, "b": "1/4"}
    new = {"A_n": "3/5", "l_n": "1/4"}
    wage_held = model.evaluate({**old, **new, "b_n": old["b"]})
    raised = model.solve("b_n", {**old, **new, "e_n": wage_held["e"]})[0]
    e_held = model.evaluate({**old, **new, "b_n": raised})


@app.cell
def _():
    mo.md(r"""
    # 8 · Okishio and his critics

    *Capital III, ch. 13 and 15; Okishio 1961*

    A capitalist takes up a new technique if it lowers his cost at ruling prices. Okishio: when it
    has become general and the **real wage is what it was**, the general rate of profit is higher.
    How then can it fall?

    The theorem is right, and its premise is the point. If wages rise with productivity, so that
    the **rate of exploitation** is what it was, the very same technique can lower the rate of
    profit. Other critics ask for fixed capital that is scrapped early, or for firms that choose
    by cost and not by rate.
    """)
    return


@app.cell
def _():
    classroom.equations(model, "cost", "cost_n", "lam", "omega", "e", "r", "r_n")
    return


@app.cell
def _():
    symbols = classroom.sliders(
        A_n=("corn for a unit of corn, new", 0.3, 0.9, 0.02, 0.6),
        l_n=("labour for a unit, new", 0.05, 1, 0.05, 0.25),
        b=("real wage, corn an hour", 0.05, 0.45, 0.05, 0.25),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    _now = symbols.value
    _base = {"A": 0.5, "l": 1, "b": _now["b"], "l_n": _now["l_n"]}

    def _rates(A_n):
        """Return the state at the old real wage, and r at the old exploitation."""
        same_wage = model.evaluate({**_base, "A_n": A_n, "b_n": _now["b"]})
        same_e = _now["b"] * same_wage["lam"] / same_wage["lam_n"]
        return same_wage, model.evaluate({**_base, "A_n": A_n, "b_n": same_e}, "r_n")

    _state, _other = _rates(_now["A_n"])
    _grid = np.linspace(0.3, 0.9, 121)
    _wage, _exploitation = _rates(_grid)
    found = {"r": _state["r"], "wage": _state["r_n"], "exploitation": _other}
    _viable = _state["cost_n"] < _state["cost"]
    mo.vstack(
        [
            classroom.curves(
                _grid,
                {
                    "after, real wage held": _wage["r_n"],
                    "after, exploitation held": _exploitation,
                    "before": np.full(len(_grid), _state["r"]),
                },
                across="A_n, corn for a unit of corn",
                up="rate of profit",
                point=(_now["A_n"], _state["r_n"]),
                percent=True,
            ),
            classroom.figures(
                {
                    "cost": (_state["cost"], "of a unit, old technique"),
                    "new cost": (_state["cost_n"], "at old prices and wage"),
                    "r": (_state["r"], "before"),
                    "r, same wage": (found["wage"], "after"),
                    "r, same e": (found["exploitation"], "after"),
                }
            ),
            mo.md("It is cheaper, and **is adopted**." if _viable else "It is **not adopted**."),
        ]
    )
    return (found,)


@app.cell
def _():
    _shaikh = {"uc": 80, "kappa_K": 100, "uc_n": 75, "kappa_Kn": 150}
    _switch = okishio.cost_and_rate().evaluate(_shaikh, "p_switch")
    exercises = (
        classroom.Exercise(
            "Corn is made of $A = \\frac12$ corn and $l = 1$ hour at a wage of $b = \\frac14$. The "
            "new technique takes $\\frac35$ and $\\frac14$ hour. What is the rate of profit when "
            "it is general and the real wage is held?",
            wage_held["r_n"],
            "$1 + r = 1/(A_n + b\\,l_n)$.",
            (
                (wage_held["r"], "This is the old one."),
                (e_held["r_n"], "This is with exploitation held, not the wage."),
                (wage_held["cost_n"], "This is the new cost of a unit."),
            ),
        ),
        classroom.Exercise(
            "And when the wage has risen until the rate of exploitation is what it was, $e = 1$?",
            e_held["r_n"],
            f"The wage rises to {classroom.number(raised)}, since an hour’s "
            "wage must still have half an hour’s value.",
            (
                (wage_held["r_n"], "This is with the real wage held."),
                (wage_held["r"], "This is the rate before the change."),
            ),
        ),
        classroom.Exercise(
            "Shaikh: the old technique costs 80 a unit and ties up 100 of capital, the new one "
            "75 and 150. Above which price is the *rate of profit* of the cheaper one lower?",
            _switch,
            "Set $(p - 80)/100 = (p - 75)/150$.",
            ((_shaikh["uc"], "At this price the old one makes no profit, the new one some."),),
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
    _page = theorems.okishio()
    classroom.court(
        f"{_page.statement.capitalize()}. (Good 2 is corn, in which $p$ is the price of a "
        "machine; $n$ marks what is new.)",
        _page.claims,
        vote,
    )
    return


if __name__ == "__main__":
    app.run()
