"""Odoo's own test suites on a database with the addon: `make test-core ARGS="stock mrp"`.

They run three times: without the addon, with it and *Strict traceability* off, with it on. The
first two must agree to the letter; what differs in the third is what the rules forbid, and stands
with its rule in core_tests.md.
"""

import os
import subprocess
from xml.etree import ElementTree

from . import odoo
from .machine import LOGS, ROOT, say, step

SUITES = ("stock", "product_expiry", "mrp", "sale_stock", "purchase_stock")
NOTES = ROOT / "dev/core_tests.md"
# What an error of the guard begins with, and its rule.
RULES = {
    "Every unit of a tracked product needs a lot": "1, no lot, no done",
    "Only lots and serial numbers that were in stock": "2, Create New is off",
    "Only new lots and serial numbers": "2, Use Existing is off",
    "A serial number is one unit": "3, one unit in one place",
    "What is done stays done": "4, history is final",
    "Goods are done by validating": "4, history is final",
    "A number that has moved": "4, history is final",
    "Stock changes by movements only": "4, quants change through moves",
    "These lot or serial numbers cannot be used": "7, names are clean",
}
# Tests that fail by what they assert, not by our error: seen by hand.
BY_HAND = {}
# Companies that tests create take the default; those that are there take the update.
STRICT_OFF = """
env["ir.default"].set("res.company", "strict_traceability", False)
env["res.company"].search([]).strict_traceability = False
env.cr.commit()
"""


def run(ready, suites):
    """Run the suites in the three ways and print where they differ.

    :param ready: a ready :class:`odoo.Odoo`
    :param suites: names of core modules, all of SUITES when none is given
    :return: 0 when the addon with strict off changes nothing and every other difference is noted
    """
    suites = suites or SUITES
    core, _why = _results(ready, "core", suites)
    off, _why = _results(ready, "off", suites)
    strict, reasons = _results(ready, "strict", suites)
    changed = _print_difference("with the addon, Strict traceability off", core, off)
    refused = _print_difference("with the addon, Strict traceability on", core, strict)
    rules = {name: _rule(name, reasons.get(name, "")) for name in refused}
    _write_notes(suites, len(strict), rules)
    unknown = [name for name, rule in rules.items() if not rule]
    for name in unknown:
        say(f"no rule explains {name}")
    return int(bool(changed or unknown))


def _rule(name, reason):
    """:return: the rule whose error made a test fail, or None"""
    rules = (rule for words, rule in RULES.items() if words in reason)
    return next(rules, None) or BY_HAND.get(name.rpartition("::")[2])


def _write_notes(suites, number, rules):
    lines = [
        "# Core's own tests with *Strict traceability* on",
        "",
        f"Written by `make test-core`. Suites: {', '.join(suites)}; {number} tests, {len(rules)} of"
        " them differ from core alone.",
        "With it off, none differs. Most build their stock by writing quants, or ship lots that"
        " were never received.",
        "",
        "| test | rule |",
        "| --- | --- |",
        *(f"| `{name}` | {rule or 'not explained'} |" for name, rule in rules.items()),
    ]
    NOTES.write_text("\n".join(lines) + "\n")


def _results(ready, way, suites):
    """:return: {test: "passed", "failed" or "skipped"}, {test: why it failed}"""
    database = f"traceability_core_{way}"
    if way == "core":
        ready.copy(odoo.TEMPLATE, database)
    else:
        ready.fresh(database)
    if way == "off":
        ready.shell(database, STRICT_OFF, "switching Strict traceability off")
    report = LOGS / f"core-tests-{way}.xml"
    report.unlink(missing_ok=True)
    with step(f"Core's tests ({way}): {', '.join(suites)}"):
        _pytest(ready, database, suites, report)
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


def _pytest(ready, database, suites, report):
    addons = next(path for path in ready.tree.addons if (path / "stock").exists())
    with (LOGS / report.with_suffix(".log").name).open("wb") as log:
        subprocess.run(
            [
                *(ready.python, "-m", "pytest", "-q", "--tb=short", f"--junitxml={report}"),
                *(f"--odoo-config={odoo.CONFIG}", f"--odoo-database={database}"),
                *("-c", ROOT / "pyproject.toml", f"--rootdir={addons}", f"--confcutdir={addons}"),
                # Tours need a browser and say nothing of the rules.
                *("-k", "not Tour and not HttpCase"),
                *(addons / suite / "tests" for suite in suites),
            ],
            cwd=ROOT,
            env={**os.environ, **ready.env},
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )


def _print_difference(title, before, after):
    """:return: the tests whose result differs"""
    changed = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    say(f"{title}: {len(after)} tests, {len(changed)} differ from core alone")
    for name in changed:
        print(f"  {name}: {before.get(name, 'not run')} -> {after.get(name, 'not run')}")
    return changed
