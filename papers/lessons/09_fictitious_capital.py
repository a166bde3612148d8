"""Lesson 9: fictitious capital. A claim to income has a price, and no value."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="9 · Fictitious capital")

with app.setup:
    import marimo as mo
    import numpy as np

    from capital.publication import classroom
    from capital.theory import interest

    claim, model = interest.fictitious_capital(), interest.promoters_profit()
    bond = {"Y": 100, "i": "1/20"}  # Capital III, ch. 29
    company = {"C": 1000000, "r": "15/100", "i": "5/100", "rho": "2/100", "X": 20000}
    hilferding = model.evaluate(company)


@app.cell
def _():
    mo.md(r"""
    # 9 · Fictitious capital

    *Capital III, ch. 25 and 29; Hilferding 1910, ch. 7*

    Once money draws interest, any regular income looks like the interest of some capital. An
    income $Y$ is bought and sold at $Y/i$, whether or not there is a capital behind it. This
    capital is **fictitious**: when the rate of interest falls, it grows, although nothing has
    changed in production.

    A factory of 1,000,000 draws the rate of *profit*; its shares are priced by the rate of
    *interest*. Whoever founds the company and sells the shares pockets the difference at once:
    **promoter’s profit**.
    """)
    return


@app.cell
def _():
    classroom.equations(model)
    return


@app.cell
def _():
    symbols = classroom.sliders(
        r=("rate of profit", 0.06, 0.3, 0.01, 0.15),
        i=("rate of interest", 0.01, 0.15, 0.005, 0.05),
        rho=("premium for risk", 0, 0.05, 0.005, 0.02),
        X=("yearly expenses", 0, 50000, 5000, company["X"]),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    _numbers = {**symbols.value, "C": company["C"]}
    found = model.evaluate(_numbers)
    _i = np.linspace(0.01, 0.15, 141)
    _price = model.evaluate({**_numbers, "i": _i}, "P_f")
    mo.vstack(
        [
            classroom.curves(
                _i,
                {
                    "price of all shares": _price / 1e6,
                    "capital in the factory": np.full(len(_i), company["C"] / 1e6),
                },
                across="rate of interest",
                up="millions",
                point=(symbols.value["i"], found["P_f"] / 1e6),
            ),
            classroom.figures(
                {
                    "Y": (found["Y"], "dividends a year"),
                    "P_f": (found["P_f"], "price of all shares"),
                    "G": (found["G"], "promoter’s profit"),
                    "Hilferding’s G": (hilferding["G"], "at the numbers of the start"),
                }
            ),
        ]
    )
    return (found,)


@app.cell
def _():
    _half = claim.evaluate({**bond, "i": "1/40"}, "P_f")
    _price = claim.evaluate(bond, "P_f")
    exercises = (
        classroom.Exercise(
            "A paper brings £100 a year, and the rate of interest is 5 %. What is its price?",
            _price,
            "$Y/i$: so much money, lent out, would bring the same.",
            (
                (bond["Y"] * 0.05, "This is the interest *on* the income. Divide by $i$."),
                (bond["Y"] * 1.05, "The income comes every year, not once."),
            ),
        ),
        classroom.Exercise(
            "The rate of interest falls to 2.5 %. By how many pounds has its owner become richer?",
            _half - _price,
            "The price moves against $i$: half the rate, twice the price. Nothing was produced.",
            (
                (_half, "This is the new price; what was it before?"),
                (_price - _half, "The price of a claim rises when interest falls."),
            ),
        ),
        classroom.Exercise(
            "A company of 1,000,000 draws 15 % and spends 20,000 a year; interest is 5 %, the "
            "premium 2 %. What is the promoter’s profit?",
            hilferding["G"],
            "Dividends are capitalised at $i + \\varrho$; the capital itself has to be paid for.",
            (
                (hilferding["P_f"], "So much the shares fetch. The factory had to be bought."),
                (
                    model.evaluate({**company, "X": 0}, "G"),
                    "The yearly expenses are not paid out as dividends.",
                ),
                (
                    model.evaluate({**company, "rho": 0}, "G"),
                    "Shares carry risk: capitalise at interest and premium.",
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
    classroom.court(
        "Whenever profit is higher than interest, founding a company pays its promoter.",
        (
            classroom.Asked(model, "r > i => G > 0"),
            classroom.Asked(model, "r > i => G > 0", ("rho = 0", "X = 0")),
        ),
        vote,
        model=model,
    )
    return


if __name__ == "__main__":
    app.run()
