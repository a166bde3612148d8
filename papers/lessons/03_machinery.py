"""Lesson 3: machinery, and who adopts it. A machine may save labour and still not be used."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="3 · Machinery and who adopts it")

with app.setup:
    import marimo as mo

    from capital.publication import classroom
    from capital.theory import machinery

    model = machinery.adoption()
    article = {"l_0": 8, "l_1": 2, "lam_m": 4, "omega": "1/2", "mu": 10}
    start = model.evaluate(article)
    # Capital I, ch. 15, s. 2: a machine at the price of the yearly wages that it displaces
    plough = {"P_m": 3000, "N": 150, "wage": 20, "e": 1}
    marx = machinery.machine_against_wages().evaluate(plough)


@app.cell
def _():
    mo.md(r"""
    # 3 · Machinery and who adopts it

    *Capital I, ch. 15, s. 2*

    A machine passes $\lambda_m$ hours of dead labour on to each article and makes
    $dl = l_0 - l_1$ hours of living labour superfluous. **Society** saves if $\lambda_m < dl$.

    **Capital** does not pay for labour but for labour-power. It compares the machine with the
    *wages* saved, and of each hour only the part $\omega$ is paid. Between the two limits lies a
    band of machines that would save labour and are not used: the wage is too low.
    """)
    return


@app.cell
def _():
    classroom.equations(model, "dl", "social_limit", "capital_limit", "saved", "gained", "omega_c")
    return


@app.cell
def _():
    symbols = classroom.sliders(
        l_0=("hours an article by hand", 4, 12, 0.5, article["l_0"]),
        l_1=("hours an article with it", 0, 3.5, 0.5, article["l_1"]),
        lam_m=("hours that it transfers", 0.5, 8, 0.25, article["lam_m"]),
        omega=("value of labour-power", 0.1, 0.9, 0.05, 0.5),
    )
    classroom.bench(symbols)
    return (symbols,)


@app.cell
def _(symbols):
    found = model.evaluate({**symbols.value, "mu": article["mu"]})
    _saves, _pays = found["saved"] > 0, found["gained"] > 0
    if _pays:
        _says = "It saves wages, and so it is used."
    elif _saves:
        _says = "It would save labour, but not wages: **it is not used**."
    else:
        _says = "It costs more labour than it saves."
    mo.vstack(
        [
            classroom.bars(
                {
                    "limits": {
                        "saves wages": found["capital_limit"],
                        "saves labour only": found["band"],
                    },
                    "the machine": {"labour in it": symbols.value["lam_m"]},
                },
                across="hours of labour an article",
                alt=f"The machine against both limits. {_says}",
            ),
            classroom.figures(
                {
                    "saved": (found["saved"], "by society, hours an article"),
                    "gained": (found["gained"], "by capital, dollars an article"),
                    "ω_c": (found["omega_c"], "above this it pays"),
                }
            ),
            mo.md(_says),
        ]
    )
    return (found,)


@app.cell
def _():
    mo.md(f"""
    Marx’s machine costs £{plough["P_m"]}, as much as the wages of {plough["N"]} workers in a year.
    Equal sums, unequal labours: the price is *all* the labour in the machine, the wages are only
    the paid part of theirs. It contains {classroom.number(marx["ratio"])} of the labour that it
    displaces.
    """)
    return


@app.cell
def _():
    _more = machinery.machine_against_wages().evaluate({**plough, "e": 2}, "ratio")
    exercises = (
        classroom.Exercise(
            "By hand an article takes 8 hours, with a machine 2. Half of each hour is paid. Up to "
            "how many hours may the machine transfer so that capital uses it?",
            start["capital_limit"],
            "The machine must cost less than the wages saved: $\\omega\\,dl$.",
            ((start["social_limit"], "Up to this it saves labour. Capital pays only half of it."),),
        ),
        classroom.Exercise(
            "It transfers 4 hours. Which value of labour-power $\\omega$ must be exceeded for it "
            "to pay?",
            start["omega_c"],
            "$\\omega_c = \\lambda_m/dl$: dearer labour-power brings the machine in.",
            ((start["capital_limit"] / start["social_limit"], "This is the present $\\omega$."),),
        ),
        classroom.Exercise(
            "Marx’s machine displaces wages equal to its price. Let $e = 2$ instead of 1. Which "
            "part of the labour displaced does it contain?",
            _more,
            "Wages are $1/(1 + e)$ of the labour they set in motion.",
            (
                (marx["ratio"], "This is so at $e = 1$."),
                (1, "Equal prices are not equal labours: wages are the paid part only."),
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
        "A machine that saves labour is used: what is good for society pays.",
        (
            classroom.Asked(model, "saved > 0 => gained > 0", ("omega < 1",)),
            classroom.Asked(model, "gained > 0 => saved > 0", ("omega < 1", "l_0 > l_1")),
        ),
        vote,
        model=model,
    )
    return


if __name__ == "__main__":
    app.run()
