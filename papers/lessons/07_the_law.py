"""Lesson 7: the law of the falling rate of profit, what works against it, and its bound."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="7 · The law and its counter-tendencies")

with app.setup:
    import marimo as mo
    import numpy as np

    from capital.publication import classroom
    from capital.theory import falling_rate, tendency, theorems

    model = falling_rate.race()
    marx = tendency.law_as_such()  # Capital III, ch. 13
    start = {"e_0": 0.25, "m_0": 2, "h": 0.03, "g": 0.02, "n": 1}


@app.cell
def _():
    mo.md(r"""
    # 7 · The law and its counter-tendencies

    *Capital III, ch. 13–15*

    More and more dead labour is set in motion by each hour of living labour: $m = K/L$ grows. But
    what makes labour productive also raises exploitation $e$, and this works the other way. So
    there is a **race**, and nothing forbids $e$ to lead for a long time.

    But $e$ has a handicap. Unpaid labour is a part of all labour, so that however high $e$ climbs,
    $r < L/K = 1/m$. If $m$ grows without limit, $r$ must fall in the end. *If*: that premise is
    the whole dispute.
    """)
    return


@app.cell
def _():
    classroom.equations(model)
    return


@app.cell
def _():
    symbols = classroom.sliders(
        e_0=("exploitation at first", 0.1, 2, 0.05, start["e_0"]),
        m_0=("dead per living labour, years", 0.5, 5, 0.25, start["m_0"]),
        h=("growth of e a year", 0.005, 0.06, 0.005, start["h"]),
        g=("growth of m a year", 0.005, 0.06, 0.005, start["g"]),
        n=("turnovers a year", 0.5, 6, 0.5, start["n"]),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    found = falling_rate.peak(**symbols.value)
    _t = np.linspace(0, 150, 301)
    _r, _bound = (model.evaluate({**symbols.value, "t": _t}, name) for name in ("r", "r_max"))
    _on = (found.time, found.rate_of_profit) if 0 <= found.time <= 150 else None
    mo.vstack(
        [
            classroom.curves(
                _t,
                {"rate of profit": _r, "its bound L/K": _bound},
                across="years",
                up="a year",
                point=_on,
                percent=True,
            ),
            classroom.figures(
                {
                    "peak": (found.time, "year of the highest rate; before 0: it only falls"),
                    "r": (found.rate_of_profit, "rate of profit there"),
                    "e": (found.rate_of_surplus_value, "exploitation there"),
                }
            ),
        ]
    )
    return (found,)


@app.cell
def _():
    mo.vstack(
        [
            mo.md("Marx’s series: $v = 100$ and $e = 1$ throughout, and ever more $c$."),
            classroom.table(marx.set_index("c")),
        ]
    )
    return


@app.cell
def _():
    _next = tendency.law_as_such((600,))
    _bound = falling_rate.bound().evaluate({"v": 1, "s": 1, "K": 4, "n": 1}, "r_max", "r")
    _years = {"e_0": 1, "k_0": 4, "e_1": "41/40", "k_1": "103/25"}
    _change = falling_rate.two_years().evaluate(_years, "rhat")
    _sign = "+" if _change > 0 else "-"
    exercises = (
        classroom.Exercise(
            "Continue Marx’s series to $c = 600$. What is the rate of profit there?",
            _next["r"].iloc[-1],
            "$r = ev/(c + v)$.",
            ((100 / _next["c"].iloc[-1], "$v$ was advanced too: divide by $c + v$."),),
        ),
        classroom.Exercise(
            "For each hour of labour a year, two hours of dead labour stand in the factory. Which "
            "rate of profit a year can no exploitation exceed?",
            _bound["r_max"],
            "$r < L/K$: not even labour that is wholly unpaid yields more.",
            ((_bound["r"], "So high it is at $e = 1$ and $n = 1$; $e$ may be higher."),),
        ),
        classroom.Exercise(
            "$e = 1$ and $k = c/v = 4$. In a year $k$ grows by 3 % and $e$ by only 2.5 %. What "
            "happens to the rate of profit $e/(1 + k)$?",
            classroom.MOVES[_sign],
            f"$e$ races against $1 + k$, not against $k$: $\\hat r = {classroom.number(_change)}$.",
            tuple(
                (word, "Compute both rates: $1 + k$ grows more slowly than $k$ does.")
                for sign, word in classroom.MOVES.items()
                if sign != _sign
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
    _page = theorems.race()
    classroom.court(f"“{_page.statement.capitalize()}.”", _page.claims, vote)
    return


if __name__ == "__main__":
    app.run()
