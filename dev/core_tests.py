"""Odoo's own test suites on a database with the addon: `make test-core ARGS="stock mrp"`.

Each runs three times: without the addon, with it and *Strict traceability* off, with it on. The
first two must agree to the letter; what differs in the third is what the rules forbid, and stands
with its rule in core_tests.md. The first does not depend on this repository: its report is kept,
and read again while Odoo and the template database are the same.
"""

import re
import subprocess
from xml.etree import ElementTree

from . import odoo
from .machine import LOGS, ROOT, Stop, say, step

SUITES = ("stock", "product_expiry", "mrp", "sale_stock", "purchase_stock")
NOTES = ROOT / "dev/core_tests.md"
# What an error of the guard begins with, and its rule.
RULES = {
    "Every unit of a tracked product needs a lot": "1, no lot, no done",
    "Only lots and serial numbers that have been in stock": "2, Create New is off",
    "Only new lots and serial numbers": "2, Use Existing is off",
    "A serial number i": "3, one unit in one location",
    "Completed operations cannot be": "4, history is final",
    "Movements are completed by validating": "4, history is final",
    "A lot or serial number that has moved": "4, history is final",
    "Stock changes only by movements": "4, quants change through moves",
    "Identify the stock without lots first": "5, stock without lots is identified first",
    "Tracking cannot be switched off": "5, lots in stock must fit the tracking",
    "Tracking cannot be By Unique Serial Number": "5, lots in stock must fit the tracking",
    "These lot or serial numbers cannot be used": "7, names are clean",
    "These lots are expired, or expire too soon": "8, Expired Lots is blocked",
    "would be before the receipt": "8, dates make sense",
}
# Tests that fail by what they assert, not by our error: seen by hand.
BY_HAND = {
    "test_reports_with_special_characters": "labels start with the sign that makes them GS1",
    "test_00_stock_production_lot": "one activity lists the lots of a responsible",
}
# Companies that tests create take the default; those that are there take the update.
STRICT_OFF = """
env["ir.default"].set("res.company", "strict_traceability", False)
env["res.company"].search([]).strict_traceability = False
env.cr.commit()
"""
INTRODUCTION = """\
# Core's own tests with *Strict traceability* on

Written by `make test-core`. With it off, not one result differs from core alone. Most of those
that differ build their stock by writing quants, or ship lots that were never received.
"""


def run(ready, suites):
    """Run the suites in the three ways and print where they differ, suite by suite.

    :param ready: a ready :class:`odoo.Odoo`
    :param suites: names of core modules, all of SUITES when none is given
    :return: 0 when the addon with strict off changes nothing and every other difference is noted
    """
    with step("The databases with the addon, not strict and strict"):
        for way in ("off", "strict"):
            ready.fresh(_database(way))
        ready.shell(_database("off"), STRICT_OFF, "switching Strict traceability off")
    failed = [suite for suite in suites or SUITES if not _compare(ready, suite)]
    return int(bool(failed))


def _compare(ready, suite):
    """Run a suite in the three ways; :return: whether nothing differs that should not"""
    core, _why = _baseline(ready, suite)
    off, _why = _results(ready, "off", suite)
    strict, reasons = _results(ready, "strict", suite)
    changed = _print_difference(f"{suite}, Strict traceability off", core, off)
    refused = _print_difference(f"{suite}, Strict traceability on", core, strict)
    rules = {name: _rule(name, reasons.get(name, "")) for name in refused}
    _write_notes(suite, len(strict), rules)
    unknown = [name for name, rule in rules.items() if not rule]
    for name in unknown:
        say(f"no rule explains {name}")
    return not (changed or unknown)


def _rule(name, reason):
    """:return: the rule whose error made a test fail, or None"""
    rules = (rule for words, rule in RULES.items() if words in reason)
    return next(rules, None) or BY_HAND.get(name.rpartition("::")[2])


def _write_notes(suite, number, rules):
    """Write a suite's part of the notes, and leave those of the others."""
    old = NOTES.read_text() if NOTES.exists() else ""
    parts = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", old, re.DOTALL | re.MULTILINE))
    table = ["| test | rule |", "| --- | --- |"] if rules else []
    table += [f"| `{name}` | {rule or 'not explained'} |" for name, rule in rules.items()]
    count = f"{number} tests, {len(rules)} of them differ from core alone."
    parts[suite] = "\n".join(["", count, "", *table, ""] if table else ["", count, ""])
    text = "".join(f"\n## {name}\n{parts[name].rstrip()}\n" for name in SUITES if name in parts)
    NOTES.write_text(INTRODUCTION + text)


def _database(way):
    return f"traceability_core_{way}"


def _baseline(ready, suite):
    """:return: what :func:`_results` says of core alone, of an earlier run if its report is kept"""
    report = LOGS / f"core-tests-core-{suite}-{ready.stamp(odoo.TEMPLATE)}.xml"
    if not report.exists():
        ready.copy(odoo.TEMPLATE, _database("core"))
        _pytest(ready, _database("core"), suite, report)
    return _read(report)


def _results(ready, way, suite):
    """:return: {test: "passed", "failed" or "skipped"}, {test: why it failed}"""
    report = LOGS / f"core-tests-{way}-{suite}.xml"
    _pytest(ready, _database(way), suite, report)
    return _read(report)


def _read(report):
    outcomes, reasons = {}, {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname').replace('odoo.addons.', '')}::{case.get('name')}"
        outcomes[name] = _outcome(case)
        reasons[name] = "".join(case.itertext())
    return outcomes, reasons


def _outcome(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def _pytest(ready, database, suite, report):
    """Run a suite; its report is there when it ran to its end, and only then."""
    addons = next(path for path in ready.tree.addons if (path / suite).exists())
    report.unlink(missing_ok=True)
    with step(f"{suite} on {database}"), report.with_suffix(".log").open("wb") as log:
        ready.pytest_in(
            *(addons, database, "-q", "--tb=short", f"--junitxml={report}"),
            # Tours need a browser and say nothing of the rules.
            *("-k", "not Tour and not HttpCase", addons / suite / "tests"),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    if not report.exists():
        raise Stop(f"core's tests of {suite} broke off (whole log: {report.with_suffix('.log')})")


def _print_difference(title, before, after):
    """:return: the tests whose result differs"""
    changed = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    say(f"{title}: {len(after)} tests, {len(changed)} differ from core alone")
    for name in changed:
        print(f"  {name}: {before.get(name, 'not run')} -> {after.get(name, 'not run')}")
    return changed
