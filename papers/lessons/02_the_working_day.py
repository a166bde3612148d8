"""Lesson 2: the working day. Two ways to lengthen the part of it that is unpaid."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="2 · The working day")

with app.setup:
    import marimo as mo

    from capital.publication import classroom
    from capital.theory import working_day

    model = working_day.working_day()
    day = {"h": 12, "iota": 1, "q": 1, "b_d": 10}  # Capital I, ch. 12: ten of twelve hours
    marx = model.evaluate(day)


@app.cell
def _():
    mo.md(r"""
    # 2 · The working day

    *Capital I, ch. 10–12, 15 and 17*

    The worker sells labour-power for a day. In the first hours he makes the value of what he
    lives on: **necessary labour** $h_n$. The rest of the day is **surplus labour** $h_s$.

    There are two ways to more of it. The day may be lengthened, or filled with more labour
    (*absolute* surplus-value and intensity). Or the things that workers live on may be made in
    less time, so that the same wage is earned sooner (*relative* surplus-value).
    """)
    return


@app.cell
def _():
    classroom.equations(model)
    return


@app.cell
def _():
    symbols = classroom.sliders(
        h=("hours of the day", 6, 18, 0.5, day["h"]),
        iota=("intensity of labour", 0.5, 2, 0.05, day["iota"]),
        q=("wage goods made in an hour", 0.5, 4, 0.1, day["q"]),
        b_d=("wage goods a day", 4, 16, 0.5, day["b_d"]),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    found = model.evaluate(symbols.value)

    def _parts(hours):
        return {"necessary": hours["h_n"], "surplus": max(hours["h_s"], 0)}

    _note = "" if found["h_s"] > 0 else "**This day does not earn its wage: nobody would buy it.**"
    mo.vstack(
        [
            classroom.bars(
                {"this day": _parts(found), "Marx’s day": _parts(marx)},
                across="hours of average labour",
                alt="A working day, divided into necessary and surplus labour, above Marx’s day.",
            ),
            classroom.figures(
                {
                    "h_n": (found["h_n"], "necessary labour, hours"),
                    "h_s": (found["h_s"], "surplus labour, hours"),
                    "e = h_s/h_n": (found["e"], "rate of surplus-value"),
                    "Marx’s e": (marx["e"], "ten hours of twelve"),
                }
            ),
            mo.md(_note),
        ]
    )
    return (found,)


@app.cell
def _():
    mo.vstack(
        [
            mo.md("Marx’s cases of chapter 17 (shillings a day), each computed from its causes:"),
            classroom.table(working_day.four_cases()),
        ]
    )
    return


@app.cell
def _():
    _longer = model.evaluate({**day, "h": 14})
    _doubled = model.evaluate({**day, "q": 2})
    _moves = working_day.laws().loc["q", "y_d"]
    exercises = (
        classroom.Exercise(
            "The wage costs 10 hours. The day grows from 12 hours to 14. What is $e$ now?",
            _longer["e"],
            "Necessary labour stays what it was; every hour more is surplus labour.",
            (
                (marx["e"], "This is the old one, of the day of 12 hours."),
                (_longer["h_s"] / 14, "This is surplus labour as a part of the day."),
            ),
        ),
        classroom.Exercise(
            "The day stays at 12 hours, and wage goods are made in half the time. What is $e$?",
            _doubled["e"],
            f"The same wage now costs {_doubled['h_n']} hours, and {_doubled['h_s']} are left.",
            (
                (2 * marx["e"], "Twice as productive is not twice as exploited: find $h_n$ first."),
                (_doubled["h_s"] / 12, "This is surplus labour as a part of the day."),
            ),
        ),
        classroom.Exercise(
            "Wage goods get cheaper. What happens to the new value that a day of 12 hours makes?",
            classroom.MOVES[_moves],
            "Twelve hours are twelve hours: only their division between wage and surplus changes.",
            tuple(
                (word, "A day of given length and intensity makes one and the same new value.")
                for sign, word in classroom.MOVES.items()
                if sign != _moves
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
    _gain = working_day.relative_surplus_value()
    mo.vstack(
        [
            classroom.court(
                "However productive labour becomes (by the factor $x$), what this wins of the day "
                "is less than the part $m_n$ that was still necessary labour.",
                (
                    classroom.Asked(_gain, "gain < m_n"),
                    classroom.Asked(_gain, "gain > m_n/2", ("x >= 2",)),
                ),
                vote,
                model=_gain,
            ),
            classroom.equations(_gain),
        ]
    )
    return


if __name__ == "__main__":
    app.run()
