"""The figures of the textbook tables as they are printed, to be set beside the exact ones.

A block a table: the first line names what is printed, each further line a row. Fractions are
written out (45 5/11 % is ``5/11``), decimals and percentages with the digits that are printed. A
dot stands where no printed figure is at hand, which says nothing about the book.

The tables of III, ch. 9 and the capitals of III, ch. 4 were compared with a published commentary.
The others are stated as the literature gives them, without the text at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy as sp

#: The tables that were compared with a published commentary.
COMPARED = frozenset({"III-4-turnover", "III-9-spheres"})


@dataclass(frozen=True)
class Printed:
    """A table as it is printed.

    Attributes
    ----------
    title, source : str
        What it shows; volume and chapter.
    row : str
        What its rows are.
    figures : str
        The first line names the items, each further line is a row.
    note : str
    """

    title: str
    source: str
    row: str
    figures: str
    note: str = ""


PRINTED: Mapping[str, Printed] = {
    "I-9-mill": Printed(
        "a week of a spinning mill",
        "Marx, Capital I, ch. 9",
        "period",
        """
            W e h_n h_s
            week: 510 20/13 130/33 200/33
        """,
    ),
    "I-12-innovator": Printed(
        "twelve hours, productiveness doubled",
        "Marx, Capital I, ch. 12",
        "day",
        """
            lam_i proceeds means product s_d e h_n
            before: 12 144 72 72 12 1/5 10
            innovator: 9 240 144 96 36 3/5 15/2
            general: 9 216 144 72 12 1/5 .
        """,
    ),
    "I-15-machine": Printed(
        "a machine against wages",
        "Marx, Capital I, ch. 15",
        "case",
        """
            wages labour ratio
            machine: 3000 6000 1/2
        """,
    ),
    "I-17-cases": Printed(
        "day, intensity and productiveness in change",
        "Marx, Capital I, ch. 17",
        "case",
        """
            y_d s_d e
            base: 6 3 1
            I, q falls: 6 2 1/2
            I, q rises: 6 4 2
            II, ι rises: 8 5 5/3
            II, ι and the wage rise: 8 4 1
            III, shorter day: 5 2 2/3
            III, longer day: 7 4 4/3
            IV, dearer wage goods, same mass: 7 3 3/4
            IV, dearer wage goods, same rate: 8 4 1
            IV, q and ι rise, shorter day: 6 4 2
        """,
    ),
    "I-25-composition": Printed(
        "variable part of capital",
        "Marx, Capital I, ch. 25",
        "composition",
        """
            share
            1: 1/2
            2: 1/3
            3: 1/4
            4: 1/5
            5: 1/6
            6: 1/7
            7: 1/8
        """,
    ),
    "II-15-advance": Printed(
        "capital for six weeks of work",
        "Marx, Capital II, ch. 15",
        "circulation",
        """
            C_prod C_circ C
            three weeks: 600 300 900
            none: 600 0 600
        """,
    ),
    "II-16-annual-rate": Printed(
        "annual rate of surplus-value",
        "Marx, Capital II, ch. 16",
        "capital",
        """
            e_ann
            V = 500: 10
            V = 5000: 1
        """,
    ),
    "II-20-simple": Printed(
        "simple reproduction",
        "Marx, Capital II, ch. 20",
        "department",
        """
            c v s W
            I: 4000 1000 1000 6000
            II: 2000 500 500 3000
            IIa: 1600 400 400 2400
            IIb: 400 100 100 600
        """,
    ),
    "II-21-first": Printed(
        "expanded reproduction, first illustration",
        "Marx, Capital II, ch. 21",
        "year",
        """
            c_I v_I s_I W_I c_II v_II s_II W_II W
            1: 4000 1000 1000 6000 1500 750 750 3000 9000
            2: 4400 1100 1100 6600 1600 800 800 3200 9800
            3: 4840 1210 1210 7260 1760 880 880 3520 10780
            4: 5324 1331 1331 7986 1936 968 968 3872 11858
            5: . . . . . . . . 13043
            6: . . . . . . . . 14348
        """,
    ),
    "II-21-second": Printed(
        "expanded reproduction, second illustration",
        "Marx, Capital II, ch. 21",
        "year",
        """
            c_I v_I s_I W_I c_II v_II s_II W_II W
            1: 5000 1000 1000 7000 1430 285 285 2000 9000
            2: 5417 1083 . 7583 1583 316 . 2215 .
            3: 5869 1173 . 8215 1715 342 . 2399 .
            4: 6358 1271 . 8900 1858 371 . 2600 .
        """,
        note="In year 3 c_I + v_I is rounded as a whole, and c_I takes what is left over; year 4 "
        "goes on from there.",
    ),
    "III-4-turnover": Printed(
        "turnover and the rate of profit",
        "Marx, Capital III, ch. 4 (by Engels)",
        "capital",
        """
            e_ann r
            I: . 5/11
            II: . 5/11
            III: . 5/11
            IV: . 5/11
            I, slower: . 5/22
            mill: . 33.28%
            mill by turnover: 170/13 33.27%
        """,
        note="The mill by turnover is reckoned from a variable capital rounded to 318.",
    ),
    "III-8-compositions": Printed(
        "different compositions",
        "Marx, Capital III, ch. 8",
        "capital",
        """
            r
            80c + 20v: 1/5
            84c + 16v: 4/25
            16c + 84v: 21/100
        """,
    ),
    "III-9-spheres": Printed(
        "five spheres of production",
        "Marx, Capital III, ch. 9",
        "sphere",
        """
            rate_of_profit cost_price value price_of_production deviation
            I: 1/5 70 90 92 2
            II: 3/10 81 111 103 -8
            III: 2/5 91 131 113 -18
            IV: 3/20 55 70 77 7
            V: 1/20 15 20 37 17
        """,
    ),
    "III-9-weights": Printed(
        "rates weighted by capitals",
        "Marx, Capital III, ch. 8–10",
        "mean",
        """
            r
            weighted: 36/275
        """,
    ),
    "III-11-wage-rise": Printed(
        "wages rise by a quarter",
        "Marx, Capital III, ch. 11",
        "capital",
        """
            r_2 P_2
            80c + 20v: 1/7 120
            50c + 50v: 1/7 900/7
            92c + 8v: 1/7 816/7
        """,
    ),
    "III-13-law": Printed(
        "the law as such",
        "Marx, Capital III, ch. 13",
        "c",
        """
            r
            50: 2/3
            100: 1/2
            200: 1/3
            300: 1/4
            400: 1/5
        """,
    ),
    "III-17-merchant": Printed(
        "merchant's capital",
        "Marx, Capital III, ch. 17",
        "turn",
        """
            r P_buy P_sell profit_com
            year: 9/50 1062 1080 18
        """,
    ),
    "III-39-rent": Printed(
        "differential rent I",
        "Marx, Capital III, ch. 39",
        "soil",
        """
            output rent in_kind
            A: 1 0 0
            B: 2 60 1
            C: 3 120 2
            D: 4 180 3
        """,
    ),
    "III-41-I": Printed(
        "one dose of capital",
        "Marx, Capital III, ch. 41, table I",
        "soil",
        """
            output rent in_kind
            A: 1 0 0
            B: 2 3 1
            C: 3 6 2
            D: 4 9 3
            total: 10 18 6
        """,
    ),
    "III-41-II": Printed(
        "a second dose of equal yield",
        "Marx, Capital III, ch. 41, table II",
        "soil",
        """
            output rent in_kind
            A: 1 0 0
            B: 4 6 2
            C: 6 12 4
            D: 8 18 6
            total: 19 36 12
        """,
    ),
    "III-41-III": Printed(
        "a second dose of less yield",
        "Marx, Capital III, ch. 41, table III",
        "soil",
        """
            output rent in_kind
            A: 1 0 0
            B: 7/2 9/2 3/2
            C: 5 9 3
            D: 15/2 33/2 11/2
            total: 17 30 10
        """,
    ),
    "III-42-IV": Printed(
        "the worst soil drops out",
        "Marx, Capital III, ch. 42, table IV",
        "soil",
        """
            output rent in_kind
            B: 4 0 0
            C: 6 3 2
            D: 8 6 4
            total: 18 9 6
        """,
    ),
    "III-43-one-dose": Printed(
        "five soils, one dose",
        "Marx, Capital III, ch. 43 (by Engels)",
        "soil",
        """
            output rent
            A: 10 0
            B: 12 12
            C: 14 24
            D: 16 36
            E: 18 48
            total: . 120
        """,
    ),
    "III-43-equal-dose": Printed(
        "five soils, a second dose of equal yield",
        "Marx, Capital III, ch. 43 (by Engels)",
        "soil",
        """
            output rent
            A: . 0
            B: . 24
            C: . 48
            D: . 72
            E: . 96
            total: . 240
        """,
    ),
    "III-43-lesser-dose": Printed(
        "five soils, a second dose of three quarters' yield",
        "Marx, Capital III, ch. 43 (by Engels)",
        "soil",
        """
            output rent
            A: 35/2 0
            B: 21 24
            C: 49/2 48
            D: 28 72
            E: 63/2 96
            total: . 240
        """,
        note="The worst soil regulates by the average of its two doses.",
    ),
    "III-45-absolute-rent": Printed(
        "absolute rent",
        "Marx, Capital III, ch. 45",
        "branch",
        """
            W P AR_max r_all P_all
            agriculture: 125 115 10 1/5 120
        """,
    ),
    "bortkiewicz-1907": Printed(
        "the scheme at prices of production",
        "Bortkiewicz 1907, in Sweezy's numbers",
        "department",
        """
            c v profit price
            I: 288 96 96 480
            II: 128 128 64 320
            III: 64 96 40 200
            total: 480 320 200 1000
        """,
    ),
    "hilferding-1910": Printed(
        "promoter's profit",
        "Hilferding 1910, ch. 7",
        "amount",
        """
            millions
            shares: 1.9
            promoter's profit: .
        """,
    ),
    "luxemburg-1913": Printed(
        "expanded reproduction with a rising composition",
        "Luxemburg 1913, ch. 25",
        "year",
        """
            c_I c_II shortfall of_her_capitals
            2: 38000/7 11114/7 16 16
            3: 5903 1726 45 45
            4: 6424 1879 88 88
        """,
        note="of_her_capitals: c_I + c_II that she prints, less the W_I that Marx prints.",
    ),
    "bauer-grossmann-1929": Printed(
        "Bauer's scheme to its breakdown",
        "Bauer 1913; Grossmann 1929, ch. 2",
        "year",
        """
            c v s k_cap
            1: 200000 100000 100000 .
            20: . . . .
            21: . . . .
            34: . . . .
            35: . . . .
        """,
        note="Grossmann's table rounds; of his figures only the premises are at hand.",
    ),
}


def number(text: str) -> tuple[sp.Rational, sp.Rational]:
    """Return a printed figure as an exact number, and the unit of its last digit.

    Parameters
    ----------
    text
        ``"7583"``, ``"20/13"``, ``"1.9"`` or ``"33.27%"``.

    Returns
    -------
    tuple of sympy.Rational
        The figure, and the unit that it is rounded to, if it is: 0 for a fraction, which is not.

    Examples
    --------
    >>> number("33.27%")
    (3327/10000, 1/10000)
    """
    digits = text.removesuffix("%")
    scale = sp.Rational(1, 100) if digits != text else sp.Integer(1)
    unit = sp.Integer(0) if "/" in digits else scale / 10 ** len(digits.partition(".")[2])
    return sp.Rational(digits) * scale, unit


def cells(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield row, item and text of every place of a table, ``.`` where no figure is at hand.

    Parameters
    ----------
    name
        A table in `PRINTED`.

    Returns
    -------
    iterator of tuple of str

    Examples
    --------
    >>> next(cells("I-9-mill"))
    ('week', 'W', '510')
    """
    head, *lines = PRINTED[name].figures.strip().splitlines()
    for line in lines:
        row, _, figures = line.strip().rpartition(": ")
        for item, text in zip(head.split(), figures.split(), strict=True):
            yield row, item, text
