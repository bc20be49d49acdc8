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
    core = _results(ready, "core", suites)
    off = _results(ready, "off", suites)
    strict = _results(ready, "strict", suites)
    changed = _print_difference("with the addon, Strict traceability off", core, off)
    refused = _print_difference("with the addon, Strict traceability on", core, strict)
    notes = NOTES.read_text()
    unknown = [name for name in refused if name.rpartition("::")[2] not in notes]
    for name in unknown:
        say(f"not in {NOTES.name}: {name}")
    return int(bool(changed or unknown))


def _results(ready, way, suites):
    """:return: {test: "passed", "failed" or "skipped"}"""
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
    return {
        f"{case.get('classname').replace('odoo.addons.', '')}::{case.get('name')}": _outcome(case)
        for case in ElementTree.parse(report).iter("testcase")
    }


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
