"""What a piece of work costs: time on the clock, time of the processors, queries, memory."""

import contextlib
import gc
import os
import time
from collections import namedtuple

TICKS = os.sysconf("SC_CLK_TCK")

# Seconds on the clock, seconds of processor (Odoo's and PostgreSQL's), queries, megabytes above
# what was held before, what the work gave.
Cost = namedtuple("Cost", "clock processor queries megabytes result")

# The bars that this process found missed.
_missed = []


def judge(text, holds):
    """Say whether a bar holds, and remember it when not.

    :param str text: the bar, and what was measured
    :param bool holds: whether it holds
    """
    print(f"  {'holds ' if holds else 'MISSED'} {text}", flush=True)
    if not holds:
        _missed.append(text)


def end():
    """End a part of the bench. :raise SystemExit: when a bar was missed"""
    if _missed:
        raise SystemExit(1)


def measure(env, work):
    """Do a piece of work on an empty cache. :return: Cost"""
    env.invalidate_all()
    gc.collect()
    before = _memory(reset=True)
    queries, clock, processor = env.cr.sql_log_count, time.perf_counter(), _processor(env)
    result = work()
    clock = time.perf_counter() - clock
    processor = _processor(env) - processor
    queries = env.cr.sql_log_count - queries
    return Cost(clock, processor, queries, _memory() - before, result)


def best(env, work, rounds=5):
    """:return: the Cost of the round that took the processors least"""
    work()  # Odoo's own caches, and what PostgreSQL reads from the disk
    costs = (measure(env, work) for _round in range(rounds))
    return min(costs, key=lambda cost: (cost.processor, cost.clock))


def _processor(env):
    """:return: seconds that this process and its PostgreSQL backend used the processors"""
    own, backend = time.process_time(), env.cr._cnx.info.backend_pid
    # A PostgreSQL on another machine tells no time of its own.
    with contextlib.suppress(OSError):
        try:
            with open(f"/proc/{backend}/schedstat") as schedstat:
                return own + int(schedstat.read().split()[0]) / 1e9
        except FileNotFoundError:
            with open(f"/proc/{backend}/stat") as stat:
                user, system = stat.read().rpartition(")")[2].split()[11:13]
            return own + (int(user) + int(system)) / TICKS
    return own


def _memory(reset=False):
    """:return: megabytes that this process holds, or held at the highest since the reset"""
    if reset:
        with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")
    name = "VmRSS" if reset else "VmHWM"
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(name))
    return int(line.split()[1]) / 1024
