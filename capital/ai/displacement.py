r"""Displacement of living labour and the path of the rate of profit.

A share ``a`` of living labour is automated; a share ν of it finds work in new branches; capital
deepens by ξ and cheapens by ζ per automated share, labour-power cheapens by χ, a share Δ of capital
is destroyed, hours lengthen by τ. At historical valuation and a daily wage,

.. math:: L = L_0[1-a(1-\nu)](1+\tau),\quad K = K_0(1+\xi a)e^{-\zeta a}(1-\Delta),\quad
          \omega = \frac{\omega_0 e^{-\chi a}}{1+\tau},\qquad
          r = \frac{(1-\omega)L}{K+\omega L/n}.

Whether ``r`` falls is a question of sizes. Two things are not. With ν = 0 the rate cannot exceed
``L/K``, so that it goes to zero with living labour however far exploitation rises; and each
counter-tendency has a size that exactly restores the old rate, which may be impossible: more than
all of the displaced labour, more than 24 hours a day.

Whose labour is displaced matters as much. *Unproductive* labour is paid out of surplus-value: to
automate it leaves surplus-value whole and raises the net rate, if the machine is cheaper.

References
----------
Marx, *Capital* III, ch. 13–15; *Grundrisse*, «Fragment on machines». On unproductive labour,
Moseley (1991), *The Falling Rate of Profit in the Postwar United States Economy*.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import sympy as sp

from capital.errors import ModelError, check_choice
from capital.model import Model, lag, variables
from capital.numeric import exact

SOURCE = "Marx, Capital III, ch. 13–15"
#: Each counter-tendency: its parameter in `path_of_r`, what it means, and its value without it.
COUNTER_TENDENCIES = {
    "destruction": ("Delta", "share of capital destroyed", 0),
    "cheapening": ("zeta", "fall of the price of capital per automated share", 0),
    "new branches": ("nu", "share of displaced labour taken up by new branches", 0),
    "longer hours": ("tau", "gain of hours or intensity", 0),
    "cheaper labour-power": ("chi", "fall of the value of labour-power per automated share", 0),
}


def path_of_r() -> Model:
    """Return the rate of profit at an automated share, with every counter-tendency.

    Returns
    -------
    Model
        Of the automated share a, labour L_0 and capital K_0 before it (hours a year; hours), the
        value of labour-power omega_0 of an hour, turnovers n (a year), and nu, xi, zeta, chi,
        Delta, tau as above: ``L``, ``K``, ``omega``, the ratio ``ell`` = L/K of living to dead
        labour, ``s``, the advance ``C`` and ``r``.

    Examples
    --------
    >>> start = {"K_0": 2, "L_0": 1, "omega_0": "1/2", "n": 1, "xi": "1/2", "nu": 0, "zeta": 0,
    ...          "chi": 0, "Delta": 0, "tau": 0}
    >>> [path_of_r().evaluate({**start, "a": a}, "r") for a in (0, "1/2", "9/10")]
    [1/5, 1/11, 1/59]
    """
    a, Delta = variables("a Delta", domain="share")
    nu, tau = variables("nu tau", domain="nonnegative")
    xi, zeta, chi = variables("xi zeta chi", domain="real")
    omega_0, omega = variables("omega_0 omega")
    L_0, L = variables("L_0 L", unit="hour/year")
    K_0, K, C = variables("K_0 K C", unit="hour")
    n, ell = variables("n ell", unit="1/year")
    s = variables("s", unit="hour/year", domain="real")
    r = variables("r", unit="1/year", domain="real")
    return Model(
        {
            L: L_0 * (1 - a * (1 - nu)) * (1 + tau),
            K: K_0 * (1 + xi * a) * sp.exp(-zeta * a) * (1 - Delta),
            omega: omega_0 * sp.exp(-chi * a) / (1 + tau),
            ell: L / K,
            s: (1 - omega) * L,
            C: K + omega * L / n,
            r: s / C,
        },
        name="rate of profit under displacement",
        source=SOURCE,
        conditions={"labour-power is worth less than it works": sp.Lt(omega, 1)},
        assumptions=("historical valuation", "a daily wage that does not grow with hours"),
    )


def threshold() -> Model:
    r"""Return what cheaper labour-power must outweigh for r to rise at the start of automation.

    Returns
    -------
    Model
        Of omega_0, the living over dead labour ell_0 and turnovers n (a year), nu, xi, zeta and
        chi: the ``gain`` and the ``loss`` at a = 0, and ``chi_c``, the chi at which they balance.

    Notes
    -----
    .. math:: \frac{\chi\omega_0(1+\ell_0/n)}{1-\omega_0} > (1-\nu) + \xi - \zeta

    Relative surplus-value stands on the left, displacement and deepening less cheapening on the
    right.

    Examples
    --------
    >>> threshold().evaluate({"omega_0": "1/2", "ell_0": "1/2", "n": 1, "nu": 0, "xi": "1/2",
    ...                       "zeta": 0}, "chi_c")
    1
    """
    omega_0 = variables("omega_0", domain="positive share")
    ell_0, n = variables("ell_0 n", unit="1/year")
    nu = variables("nu", domain="nonnegative")
    xi, zeta, chi, gain, loss, chi_c = variables("xi zeta chi gain loss chi_c", domain="real")
    weight = omega_0 * (1 + ell_0 / n) / (1 - omega_0)
    return Model(
        {loss: 1 - nu + xi - zeta, gain: chi * weight, chi_c: loss / weight},
        name="threshold of a rising rate",
        source=SOURCE,
        conditions={"r rises at first": sp.Gt(gain, loss)},
    )


def compensation() -> Model:
    """Return the size at which each counter-tendency, alone, restores a rate of profit.

    Returns
    -------
    Model
        Of the state after automation, in which the counter-tendencies that are already at work
        are given (the parameters of `path_of_r` with tau = 0), and the rate r_0 to be restored (a
        year): ``K_req``, ``L_req`` and the sizes ``Delta_star``, ``zeta_star``, ``nu_star`` and
        ``tau_star``. Each takes the others as they are.

    Notes
    -----
    A nu_star above 1 asks for more labour than there was before automation; tau_star is bounded
    by 24/h − 1 for a day of h hours.

    Examples
    --------
    >>> state = {"K_0": 2, "L_0": 1, "omega_0": "1/2", "n": 1, "xi": "1/2", "nu": 0, "zeta": 0,
    ...          "chi": 0, "Delta": 0, "a": "1/2", "r_0": "1/5"}
    >>> found = compensation().evaluate(state)
    >>> found["Delta_star"], found["L_req"], found["nu_star"], found["tau_star"]
    (3/5, 5/4, 3/2, 3/5)
    """
    a, Delta = variables("a Delta", domain="share")
    nu = variables("nu", domain="nonnegative")
    xi, zeta, chi = variables("xi zeta chi", domain="real")
    omega_0, omega = variables("omega_0 omega")
    L_0, L, L_req = variables("L_0 L L_req", unit="hour/year")
    K_0, K, K_req = variables("K_0 K K_req", unit="hour")
    n, r_0 = variables("n r_0", unit="1/year")
    sizes = variables("Delta_star zeta_star nu_star tau_star", domain="real")
    Delta_star, zeta_star, nu_star, tau_star = sizes
    return Model(
        {
            L: L_0 * (1 - a * (1 - nu)),
            K: K_0 * (1 + xi * a) * sp.exp(-zeta * a) * (1 - Delta),
            omega: omega_0 * sp.exp(-chi * a),
            K_req: ((1 - omega) / r_0 - omega / n) * L,
            Delta_star: 1 - (1 - Delta) * K_req / K,
            zeta_star: zeta - sp.log(K_req / K) / a,
            L_req: r_0 * K / (1 - omega - r_0 * omega / n),
            nu_star: 1 - (1 - L_req / L_0) / a,
            tau_star: omega - 1 + r_0 * (K + omega * L / n) / L,
        },
        name="size of the counter-tendencies",
        source=SOURCE,
        conditions={
            "destruction suffices": sp.Le(Delta_star, 1),
            "new branches suffice": sp.Le(nu_star, 1),
        },
    )


def longest_automation(day: Any, **state: Any) -> sp.Rational:
    """Return the automated share up to which longer hours can restore the rate of profit.

    Parameters
    ----------
    day
        Hours of the present working day, in (0, 24].
    **state
        Numbers of `compensation` but for ``a`` (exact), with zeta = chi = 0.

    Returns
    -------
    sympy.Rational
        The share a at which τ* = 24/day − 1.

    Raises
    ------
    ModelError
        If the day has no hours, or hours can restore the rate at every share below one.

    Examples
    --------
    >>> longest_automation(8, K_0=2, L_0=1, omega_0="1/2", n=1, xi="1/2", nu=0, r_0="1/5")
    10/13
    """
    hours = sp.Rational(str(day))
    if not 0 < hours <= 24:
        raise ModelError(f"a day of {day} hours", where="day", mend="give 0 < day ≤ 24")
    model = compensation()
    numbers = {model[name]: sp.Rational(str(value)) for name, value in state.items()}
    form = model.reduce("tau_star").subs({**numbers, model["zeta"]: 0, model["chi"]: 0})
    left = form.subs(model["Delta"], 0) - (24 / hours - 1)
    share = sp.Dummy("a", real=True)
    roots = [x for x in sp.roots(sp.numer(sp.together(left.subs(model["a"], share))), share)
             if x.is_real and 0 < x < 1]  # fmt: skip
    if not roots:
        raise ModelError("longer hours restore the rate at every share below one")
    return min(roots)


def dynamic(*, valuation: str) -> Model:
    r"""Return automation year by year: its spread, accumulation and the rate of profit.

    Parameters
    ----------
    valuation
        ``"historical"``: capital stands at what was paid. ``"replacement"``: it loses a share ζ a
        year as it cheapens; ``loss`` shows it, and ``r_after_loss`` charges it to profit.

    Returns
    -------
    Model
        With lags (`Model.path`): the automated share a (logistic, speed psi), labour L of L_0,
        omega, s, capital K at the start of the year and the rates of profit r, of theta (share of
        s accumulated), delta_u (lost without being replaced; ordinary wear is replaced out of c
        and does not appear), zeta, chi, nu, n.

    Notes
    -----
    .. math:: K_{t+1} = (1-\delta_u)(1-\zeta)K_t + \theta s_t,\qquad
              a_{t+1} = a_t + \psi a_t(1-a_t),\qquad
              \omega_{t+1} = \omega_t(1-\chi(a_{t+1}-a_t))

    Examples
    --------
    >>> start = {"K": 2, "s": 0, "a": "1/10", "omega": "1/2", "L_0": 1, "n": 1, "theta": "1/2",
    ...          "psi": 0, "nu": 0, "delta_u": 0, "chi": 0}
    >>> dynamic(valuation="historical").path(1, start)["r"].tolist()
    [9/49]
    """
    check_choice("valuation", valuation, ("historical", "replacement"))
    a, psi, theta, delta_u, nu = variables("a psi theta delta_u nu", domain="nonnegative")
    omega = variables("omega")
    chi, zeta = variables("chi zeta", domain="real")
    L_0, L, s, n = variables("L_0 L s n", domain="nonnegative")
    K = variables("K", domain="nonnegative")
    r, loss, r_after = variables("r loss r_after_loss", domain="real")
    kept = 1 - zeta if valuation == "replacement" else 1
    equations = {
        a: lag(a) + psi * lag(a) * (1 - lag(a)),
        omega: lag(omega) * (1 - chi * (a - lag(a))),
        L: L_0 * (1 - a * (1 - nu)),
        K: (1 - delta_u) * kept * lag(K) + theta * lag(s),
        s: (1 - omega) * L,
        r: s / (K + omega * L / n),
    }
    if valuation == "replacement":
        equations |= {loss: zeta * K, r_after: (s - loss) / (K + omega * L / n)}
    return Model(equations, name=f"dynamic displacement, {valuation}", source=SOURCE)


def yearly(valuation: str, years: int, start: Any) -> pd.DataFrame:
    """Return the path of `dynamic` from a given first year on, that year included.

    Parameters
    ----------
    valuation
        As in `dynamic`.
    years : int
        Years after the first.
    start : mapping
        K, a and omega of the first year, and the parameters; exact numbers stay exact.

    Returns
    -------
    pandas.DataFrame
        A row a year, from 0.

    Examples
    --------
    >>> start = {"K": 2, "a": "1/10", "omega": "1/2", "L_0": 1, "n": 1, "theta": "1/2",
    ...          "psi": "1/2", "nu": 0, "delta_u": 0, "chi": 0}
    >>> yearly("historical", 2, start)["r"].tolist()
    [9/49, 171/1061, 63441/453641]
    """
    model = dynamic(valuation=valuation)
    names = {symbol.name for symbol in model.defined} & {"L", "s", "r", "loss", "r_after_loss"}
    given = {name: start[name] for name in ("a", "omega", "K", "L_0", "n", "nu")}
    if valuation == "replacement":
        given["zeta"] = start["zeta"]
    first = model.evaluate(given, *sorted(names))
    rest = model.path(years, {**start, "s": first["s"]})
    state = {name: exact(start[name], name) for name in ("a", "omega", "K")}
    whole = pd.concat([pd.DataFrame([{**state, **first}], index=[0]), rest])
    return whole[rest.columns].rename_axis("year")


def whose_labour() -> Model:
    """Return the net rate of profit when a part of unproductive labour is automated.

    Returns
    -------
    Model
        Of surplus-value S and unproductive costs U_f (dollars a year), constant, variable and
        unproductive capital K, V and U_s (dollars), the automated share a_u of U_f and the cost
        ``kappa_w`` of replacing labour, over its wage: the costs ``U_new`` that remain, and the
        net rates ``r_before`` and ``r_net``.

    Examples
    --------
    >>> year = {"S": 150, "U_f": 60, "K": 400, "V": 100, "U_s": 50, "a_u": "1/2"}
    >>> whose_labour().evaluate({**year, "kappa_w": "2/5"}, "U_new", "r_before", "r_net")
    {'U_new': 42, 'r_before': 9/55, 'r_net': 54/275}
    """
    S, U_f, U_new = variables("S U_f U_new", unit="dollar/year")
    K, V = variables("K V", unit="dollar")
    U_s = variables("U_s", unit="dollar", domain="nonnegative")
    a_u = variables("a_u", domain="share")
    kappa_w = variables("kappa_w", domain="nonnegative")
    r_before, r_net = variables("r_before r_net", unit="1/year", domain="real")
    return Model(
        {
            U_new: U_f * (1 - a_u * (1 - kappa_w)),
            r_before: (S - U_f) / (K + V + U_s),
            r_net: (S - U_new) / (K + V + U_s),
        },
        name="automation of unproductive labour",
        source="Marx, Capital II, ch. 6; III, ch. 17",
        conditions={"the net rate rises": sp.Lt(kappa_w, 1)},
    )
