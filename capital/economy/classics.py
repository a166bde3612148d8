"""The examples of the literature, typed with their sources and their published answers.

References
----------
Basu (2021), *The Logic of Capital*. Bortkiewicz (1907), in Sweezy (1942), *The Theory of Capitalist
Development*. Marx, *Capital* II, III. Miller and Blair (2009), *Input–Output Analysis*. Okishio
(1961), *Kobe University Economic Review* 7. Samuelson (1966), *Quarterly Journal of Economics* 80.
Sraffa (1960), *Production of Commodities by Means of Commodities*. Steedman (1975), *Economic
Journal* 85.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from capital.economy.textbook import Example, Published, departments, processes, row


def _one(quantity: str, value: str, where: str, **options: Any) -> Published:
    return Published(quantity, Fraction(value), where, options=options)


def _many(quantity: str, text: str, where: str, **options: Any) -> Published:
    return Published(quantity, tuple(map(Fraction, text.split())), where, options=options)


# Basu


def _basu() -> Example:
    goods, where = "corn iron gold", "ch. 7"
    new = {"interpretation": "new", "value_of_labour_power": "1/3", "wage": 1}
    prices = (0.648424447111860, 5.776314476543384, 2.109453317328838)
    return Example(
        "basu-corn-iron-gold",
        "Corn, iron and gold",
        "Basu (2021), The Logic of Capital, ch. 7",
        processes(goods, "186 54 30 / 12 6 3 / 9 6 15", "450 21 60", "18 12 30", "2 0 1/6"),
        (
            _many("values", "2/11 20/11 10/11", where),
            _one("value_of_labour_power", "17/33", where),
            _one("rate_of_surplus_value", "16/17", where),
            Published("rate_of_profit", 0.185374124799559801, where),
            Published("maximum_rate_of_profit", 0.482537151649842745, where),
            Published("relative_prices", (0.25977727, 2.41232554, 1), where, 5e-8),
            Published("rate_of_profit", 0.285945217626840144, where, options=new),
            Published("prices", prices, where, options=new),
        ),
        "the published figures are carried to more digits",
    )


# Marx and Bortkiewicz


def _average_profit() -> Example:
    where, spheres = "Capital III, ch. 9", "I II III IV V"
    columns = {
        "c": "80 70 60 85 95",
        "v": "20 30 40 15 5",
        "s": "20 30 40 15 5",
        "used": "50 51 51 40 10",
    }
    return Example(
        "marx-average-profit",
        "Five capitals of 100 and the general rate of profit",
        "Marx, Capital III, ch. 9",
        {},
        (
            _one("account_rate_of_profit", "22/100", where),
            _many("account_cost_prices", "70 81 91 55 15", where),
            _many("account_values", "90 111 131 70 20", where),
            _many("account_prices", "92 103 113 77 37", where),
            _many("account_deviations", "2 -8 -18 7 17", where),
        ),
        "Marx states no inputs by commodity: there are accounts, but no economy",
        pd.DataFrame({name: row(spheres, figures) for name, figures in columns.items()}),
    )


def _bortkiewicz() -> Example:
    names, where = "means_of_production wage_goods luxuries", "Sweezy 1942"
    arguments, accounts = departments(names, "225 100 50", "90 120 90", "60 80 60")
    return Example(
        "bortkiewicz",
        "Simple reproduction in three departments",
        "Bortkiewicz (1907), in Sweezy (1942)",
        arguments,
        (
            _one("rate_of_profit", "1/4", where),
            _many("relative_prices", "32/25 16/15 1", where),
            _one("rate_of_surplus_value", "2/3", where),
            _one("value_rate_of_profit", "8/27", where),
        ),
        "units are an hour's worth of each product, so that prices are price/value ratios; the "
        "luxury is gold, the money commodity",
        accounts,
    )


def _simple_reproduction() -> Example:
    source = "Marx, Capital II, ch. 20"
    arguments, accounts = departments("I II", "4000 2000", "1000 500", "1000 500")
    published = (
        _one("rate_of_surplus_value", "1", source),
        _one("value_rate_of_profit", "1/5", source),
        _one("rate_of_profit", "1/5", source),  # equal compositions: prices are values
        _many("relative_prices", "1 1", source),
    )
    title = "Simple reproduction in two departments"
    return Example("marx-simple-reproduction", title, source, arguments, published, "", accounts)


def _expanded_reproduction() -> Example:
    source = "Marx, Capital II, ch. 21"
    arguments, accounts = departments("I II", "4000 1500", "1000 750", "1000 750")
    published = (
        _one("rate_of_surplus_value", "1", source),
        _one("value_rate_of_profit", "7/29", source),
    )
    title = "The first year of expanded reproduction"
    return Example("marx-expanded-reproduction", title, source, arguments, published, "", accounts)


# Sraffa


def _sraffa(
    name: str, title: str, section: str, arguments: dict[str, Any], *published: Published
) -> Callable[[], Example]:
    source = f"Sraffa (1960), {section}"
    no_labour = "wages are counted among the inputs: there is no labour, and there are no values"
    note = no_labour if arguments["labour"] is None else ""
    return lambda: Example(f"sraffa-{name}", title, source, arguments, published, note)


_SUBSISTENCE = _sraffa(
    "subsistence",
    "Production for subsistence",
    "§1",
    processes("wheat iron", "280 120 / 12 8", "400 20"),
    _one("rate_of_profit", "0", "§1"),
    _many("relative_prices", "1 10", "§1"),
)
_THREE_GOODS = _sraffa(
    "three-goods",
    "Production for subsistence of three goods",
    "§2",
    processes("wheat iron pigs", "240 90 120 / 12 6 3 / 18 12 30", "450 21 60"),
    _one("rate_of_profit", "0", "§2"),
    _many("relative_prices", "1 10 5", "§2"),
)
_SURPLUS = _sraffa(
    "surplus",
    "Production with a surplus",
    "§5",
    processes("wheat iron", "280 120 / 12 8", "575 20"),
    _one("rate_of_profit", "1/4", "§5"),
    _many("relative_prices", "1 15", "§5"),
)
_UNIT = {"iron": 40, "coal": 60, "wheat": 80}  # the standard net product of one hour
_STANDARD_ANSWERS = (
    _one("maximum_rate_of_profit", "1/5", "§25", rate_of_profit=0),
    _many("values", "49/4640 51/11600 91/23200", "follows from §25"),
    _many(
        "prices",
        "24911/2218720 4857/1109360 7993/2218720",
        "follows from §§25–32",
        numeraire=_UNIT,
        wages="post",
        rate_of_profit="1/10",
    ),
)
_STANDARD = _sraffa(
    "standard",
    "An actual system with labour",
    "§25",
    processes(
        "iron coal wheat",
        "90 50 40 / 120 125 40 / 60 150 200",
        "180 450 480",
        "3/16 5/16 8/16",
    ),
    *_STANDARD_ANSWERS,
)
_STANDARD_SYSTEM = _sraffa(
    "standard-system",
    "Its standard system, with the multipliers 1, 3/5 and 3/4",
    "§§25–28",
    processes(
        "iron coal wheat", "90 30 30 / 120 75 30 / 60 90 150", "180 270 360", "3/16 3/16 3/8"
    ),
    *_STANDARD_ANSWERS,
)

# Leontief


def _miller_blair() -> Example:
    return Example(
        "miller-blair",
        "Two sectors in money, the example of input–output textbooks",
        "Miller and Blair (2009), Input–Output Analysis, ch. 2",
        processes("1 2", "150 500 / 200 100", "1000 2000"),
        (Published("rate_of_profit", 20 / (2 + math.sqrt(21)) - 1, "follows from ch. 2"),),
        "wages are part of the final demand of 350 and 1,700: without labour there are no values, "
        "and the rate of profit is the maximum one",
    )


# Okishio: cases of this project, before and after a change of technique


def _okishio(
    name: str, title: str, arguments: dict[str, Any], **answers: str
) -> Callable[[], Example]:
    where = "computed exactly from the data"
    published = tuple(_many(quantity, text, where) if " " in text else _one(quantity, text, where)
                      for quantity, text in answers.items())  # fmt: skip
    source = "a case after Okishio (1961), Kobe University Economic Review 7"
    return lambda: Example(f"okishio-{name}", title, source, arguments, published)


def _one_good(a: str, labour: str) -> dict[str, Any]:
    return processes("good", a, "1", labour, "1/4")


def _two_goods(a: str, labour: str) -> dict[str, Any]:
    inputs, labour = f"{a} 3/10 / 0 0", f"{labour} 1"
    return processes("capital_good wage_good", inputs, "1 1", labour, "0 1/5")


def _luxury(labour: str) -> dict[str, Any]:
    goods, inputs = "capital_good wage_good luxury", "3/5 3/10 1/10 / 0 0 0 / 0 0 0"
    return processes(goods, inputs, "1 1 1", f"2 1 {labour}", "0 1/5 0")


_OKISHIO = (
    _okishio(
        "one-good",
        "One good, before",
        _one_good("1/2", "1"),
        rate_of_profit="1/3",
        maximum_rate_of_profit="1",
        value_of_labour_power="1/2",
        rate_of_surplus_value="1",
    ),
    _okishio(
        "one-good-after",
        "One good: more of it, a quarter of the labour",
        _one_good("3/5", "1/4"),
        rate_of_profit="27/53",
        maximum_rate_of_profit="2/3",
        value_of_labour_power="5/32",
        rate_of_surplus_value="27/5",
    ),
    _okishio(
        "two-goods",
        "A capital good and a wage good, before",
        _two_goods("3/5", "2"),
        rate_of_profit="1/4",
        maximum_rate_of_profit="2/3",
        relative_prices="2 1",
        values="5 5/2",
        value_of_labour_power="1/2",
    ),
    _okishio(
        "two-goods-after",
        "A capital good and a wage good: more of the first saves labour in making it",
        _two_goods("33/50", "33/40"),
        rate_of_profit="1/3",
        maximum_rate_of_profit="17/33",
        relative_prices="11/6 1",
        values="165/68 235/136",
        value_of_labour_power="47/136",
    ),
    _okishio(
        "luxury",
        "A luxury beside them, before",
        _luxury("1"),
        rate_of_profit="1/4",
        relative_prices="4 2 1",
    ),
    _okishio(
        "luxury-after",
        "A luxury beside them, made with a quarter of the labour: the same rate of profit",
        _luxury("1/4"),
        rate_of_profit="1/4",
        relative_prices="32/5 16/5 1",
    ),
)

# Steedman and Samuelson


def _steedman() -> Example:
    where = "Steedman 1975"
    return Example(
        "steedman",
        "A positive rate of profit with negative surplus-value",
        "Steedman (1975), Economic Journal 85",
        processes("1 2", "5 0 / 0 10", "1 1", "1 1", "3/6 5/6", joint="6 3 / 1 12"),
        (
            _many("joint_values", "-1 2", where),
            _one("joint_rate_of_profit", "1/5", where, wages="post"),
            _many("joint_prices", "1/3 1", where, wages="post"),
        ),
        "wages are paid ex post; activities of 5 and 1 employ six hours, which receive the goods "
        "(3, 5) of the additive value 7, so that surplus-value is −1",
    )


def _samuelson(
    name: str, title: str, goods: str, inputs: str, labour: str
) -> Callable[[], Example]:
    ones = " ".join("1" for _ in goods.split())
    terms = (("1/2", "63/4"), ("1", "28"))  # at which both techniques cost the same
    published = tuple(
        _one(
            "price_of_first",
            cost,
            "Samuelson 1966",
            rate_of_profit=rate,
            numeraire="labour_commanded",
        )
        for rate, cost in terms
    )  # fmt: skip
    return lambda: Example(
        f"samuelson-{name}",
        title,
        "Samuelson (1966), Quarterly Journal of Economics 80",
        processes(goods, inputs, ones, labour),
        published,
        "wages are advanced, so that labour two stages back is charged with profit twice; prices "
        "are labour commanded; no good enters its own production, so that R is infinite",
    )


_SAMUELSON = (
    _samuelson(
        "alpha", "Champagne: seven hours two periods back", "champagne brandy", "0 0 / 1 0", "0 7"
    ),
    _samuelson(
        "beta",
        "Champagne: two hours three periods back and six one back",
        "champagne wine juice",
        "0 0 0 / 1 0 0 / 0 1 0",
        "6 0 2",
    ),
)

_ALL = (
    _basu, _average_profit, _bortkiewicz, _simple_reproduction, _expanded_reproduction,
    _SUBSISTENCE, _THREE_GOODS, _SURPLUS, _STANDARD, _STANDARD_SYSTEM, _miller_blair,
    *_OKISHIO, _steedman, *_SAMUELSON,
)  # fmt: skip

#: The examples by name.
CLASSICS: Mapping[str, Example] = {example.name: example for example in (make() for make in _ALL)}
