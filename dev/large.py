"""The bench at 10,000,000 movements: made once by SQL, kept in .odoo/, measured by turns."""

import json
import os
import subprocess

from . import odoo, postgres
from .machine import say, step

MILLION, LARGE = "traceability_million", "traceability_large"
MADE = "movements"  # the stamp of what is whole
ROUNDS = 3
WARM, COLD = 1.5, 10
SCRIPT = "from odoo.addons.product_traceability.bench import large\nlarge.{work}\n"


def measure(prepare):
    """Trace a typical lot among 1,000,000 movements and among 10,000,000, and print both.

    :param prepare: function that returns a ready :class:`odoo.Odoo`
    :return: 0 when every bar holds, else 1
    """
    ready = prepare()
    _make(ready)
    costs = {MILLION: [], LARGE: []}
    for _round in range(ROUNDS):
        for database, found in costs.items():
            found.append(_trace(ready, database))
    few, many = (min(found, key=_processor) for found in costs.values())
    failed = _judge("warm, the large to the small", many, few, WARM)
    if os.environ.get("DB_HOST"):
        say("A cold start is measured with the private PostgreSQL only; DB_HOST names another")
        return failed
    postgres.stop()
    cold = _trace(prepare(), LARGE, "env, is_cold=True")
    return _judge("just started, the cold to the warm", cold, many, COLD) or failed


def _make(ready):
    """Make what is not there yet, what broke off anew, and bring up to date what was kept."""
    for database, work in ((MILLION, "grow(env)"), (LARGE, "grow_on(env)")):
        if ready.stamp(database) == MADE:
            with step(f"Updating {database}"):
                ready.run("update", "-d", database, "-u", odoo.MODULE, "--stop-after-init")
            continue
        with step(f"Making {database}"):
            if database == MILLION:
                ready.fresh(database)
            else:
                ready.copy(MILLION, database)
            ready.shell(database, SCRIPT.format(work=work), database)
            ready.put_stamp(database, MADE)


def _trace(ready, database, arguments="env"):
    script = SCRIPT.format(work=f"trace({arguments})")
    return json.loads(ready.shell(database, script, "trace", stdout=subprocess.PIPE))


def _judge(what, cost, other, most):
    """Print the ratio of two costs. :return: 1 when it is more than it may be, else 0"""
    ratio = _processor(cost) / _processor(other)
    times = " and ".join(f"{_processor(one) * 1000:,.1f} ms" for one in (cost, other))
    mark = "holds " if ratio <= most else "MISSED"
    print(f"  {mark} at most {most} times, {what}: {ratio:.2f} ({times}, {cost['nodes']} nodes)")
    return int(ratio > most)


def _processor(cost):
    return cost["processor"]
