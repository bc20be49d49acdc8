"""The test suites of others on a database with the addon: `make test-core ARGS="stock mrp"`.

Each runs three times: without the addon, with it and *Strict traceability* off, with it on. The
first two must agree to the letter; what differs in the third is what the rules forbid, and stands
with its rule in core_tests.md or oca_tests.md. `ARGS="off mrp"` leaves out the third.

A report is kept, and read again while what it was made from is the same: Odoo, the template
database, the other's addon, and (but for the first run) this repository's. So a run that was
stopped goes on where it was, and files may be edited meanwhile, as it works on a copy of them.
"""

import hashlib
import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from . import environment, odoo
from .machine import LOGS, ROOT, WORK, Stop, say, step

WAYS = ("off", "strict")
TOURS = os.environ.get("TOURS")
# What stands in the reason of a failure, mostly what an error of the guard begins with, and its
# rule.
RULES = {
    "Every unit of a tracked product needs a lot": "1, no lot, no done",
    "Only lots and serial numbers that have been in stock": "2, Create New is off",
    "Only new lots and serial numbers": "2, Use Existing is off",
    "A serial number i": "3, one unit in one location",
    "it cannot be a part of itself": "3, one unit in one location",
    "More cannot be taken out than was put in": "3, one unit in one location",
    "Only what an order made can be taken apart": "3, one unit in one location",
    "cannot come back": "3, one unit in one location",
    "Only what was sent can be returned": "3, one unit in one location",
    "Completed operations cannot be": "4, history is final",
    "Movements are completed by validating": "4, history is final",
    "A lot or serial number that has moved": "4, history is final",
    "Stock changes only by movements": "4, quants change through moves",
    "nothing can be added to this document": "4, what is done takes no more",
    "is done, and takes no more": "4, what is done takes no more",
    "Identify the stock without lots first": "5, stock without lots is identified first",
    "Tracking cannot be switched off": "5, lots in stock must fit the tracking",
    "Tracking cannot be By Unique Serial Number": "5, lots in stock must fit the tracking",
    "Production records everything": "6, production records everything",
    "These lot or serial numbers cannot be used": "7, names are clean",
    "These lots are expired, or expire too soon": "8, Expired Lots is blocked",
    "would be before the receipt": "8, dates make sense",
    ".00Units": "invoices print quantity and unit apart",
}
# Tests that fail by what they assert, not by our error: seen by hand.
BY_HAND = {
    "test_reports_with_special_characters": "labels start with the sign that makes them GS1",
    "test_00_stock_production_lot": "one activity lists the lots of a responsible",
    # The till's sale of a lot that was never received is kept undone, and told by an activity.
    "test_order_unexisting_lots": "2, Create New is off",
}
# Companies that tests create take the default; those that are there take the update.
STRICT_OFF = """
env["ir.default"].set("res.company", "strict_traceability", False)
env["res.company"].search([]).strict_traceability = False
env.cr.commit()
"""
# Their suites press the buttons that give way to *Assign Serial Numbers*.
CORE_BUTTONS = """
env["res.config.settings"].create({"group_core_assignment": True}).execute()
env.cr.commit()
"""
# Of our addons: what a run depends on.
SOURCES = {".py", ".xml", ".csv", ".js"}


class Others(NamedTuple):
    """Addons of others whose suites are run."""

    name: str
    suites: tuple
    introduction: str
    # What pins those to be had from the package index; all of them are installed together.
    requirements: Path | None = None
    # Tests of ours that need them, run with *Strict traceability* on.
    own: tuple = ()

    @property
    def notes(self):
        return ROOT / f"dev/{self.name}_tests.md"


CORE = Others(
    "core",
    (
        *("stock", "product_expiry", "mrp", "mrp_subcontracting", "repair", "sale_stock"),
        *("purchase_stock", "stock_account", "point_of_sale"),
    ),
    """\
# Core's own tests with *Strict traceability* on

Written by `make test-core`. With it off, not one result differs from core alone. Most of those
that differ build their stock by writing quants, or ship lots that were never received.
""",
)
OCA = Others(
    "oca",
    (
        *("stock_inventory", "stock_restrict_lot", "sale_order_lot_selection"),
        *("stock_quant_manual_assign", "stock_picking_auto_create_lot", "stock_owner_restriction"),
        *("stock_location_lockdown", "rma", "product_multi_barcode"),
    ),
    """\
# OCA's own tests with *Strict traceability* on

Written by `make test-oca`: addons of the Odoo Community Association for Odoo 19.0, installed beside
ours in the versions that requirements-oca.txt pins. With *Strict traceability* off, not one result
differs from theirs alone.
""",
    ROOT / "dev/requirements-oca.txt",
    ("product_traceability/tests/guard/test_counts_of_others.py",),
)


def run_suites(ready, others, arguments):
    """Run suites in the three ways and print where they differ, suite by suite.

    :param ready: a ready :class:`odoo.Odoo`
    :param Others others: whose
    :param arguments: names of suites and of ways, all when none is given
    :return: 0 when the addon with strict off changes nothing and every other difference is noted
    """
    if unknown := set(arguments) - {*others.suites, *WAYS}:
        raise Stop(f"no suite of {others.name}: {', '.join(sorted(unknown))}")
    suites = [name for name in others.suites if name in arguments] or others.suites
    ways = [way for way in WAYS if way in arguments] or WAYS
    runs = Runs(ready, others)
    failed = [suite for suite in suites if not _compare(runs, suite, ways)]
    if "strict" in ways and others.own and not runs.own_pass():
        failed.append("our own tests")
    return int(bool(failed))


def _compare(runs, suite, ways):
    """Run a suite alone and in the ways; :return: whether nothing differs that should not"""
    alone, _why = runs.results("alone", suite)
    good = True
    if "off" in ways:
        off, _why = runs.results("off", suite)
        good = not _print_difference(f"{suite}, Strict traceability off", alone, off)
    if "strict" in ways:
        strict, reasons = runs.results("strict", suite)
        refused = _print_difference(f"{suite}, Strict traceability on", alone, strict)
        rules = {name: _rule(name, reasons.get(name, "")) for name in refused}
        _write_notes(runs.others, suite, len(strict), rules)
        unknown = [name for name, rule in rules.items() if not rule]
        for name in unknown:
            say(f"no rule explains {name}")
        good = good and not unknown
    return good


def _rule(name, reason):
    """:return: the rule whose error made a test fail, or None"""
    rules = (rule for words, rule in RULES.items() if words in reason)
    return next(rules, None) or BY_HAND.get(name.rpartition("::")[2])


def _write_notes(others, suite, number, rules):
    """Write a suite's part of the notes, and leave those of the others."""
    old = others.notes.read_text() if others.notes.exists() else ""
    parts = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", old, re.DOTALL | re.MULTILINE))
    table = ["| test | rule |", "| --- | --- |"] if rules else []
    table += [f"| `{name}` | {rule or 'not explained'} |" for name, rule in rules.items()]
    whose = "core" if others is CORE else "theirs"
    count = f"{number} tests, {len(rules)} of them differ from {whose} alone."
    parts[suite] = "\n".join(["", count, "", *table, ""] if table else ["", count, ""])
    text = "".join(
        f"\n## {name}\n{parts[name].rstrip()}\n" for name in others.suites if name in parts
    )
    others.notes.write_text(others.introduction + text)


class Runs:
    """The databases and reports of one command.

    :param ready: a ready :class:`odoo.Odoo`
    :param Others others: whose suites are run
    """

    def __init__(self, ready, others):
        self.ready, self.others = ready, others
        # The wheel: what it holds is what runs, whatever is edited meanwhile.
        self.ours = WORK / f"{others.name}_tests/odoo/addons"
        odoo.export(self.ours)
        self.code = _digest(self.ours)
        self.theirs = others.requirements and environment.addons(others.requirements)
        self.folders = [*filter(Path.exists, ready.tree.addons)]
        self.folders += [folder for folder in (self.theirs, self.ours) if folder]

    def results(self, way, suite):
        """:return: {test: "passed", "failed" or "skipped"}, {test: why it failed}"""
        name = f"{self.others.name}-tests-{way}-{suite}"
        report = LOGS / f"{name}-{self._made_from(way)}{'-tours' * bool(TOURS)}.xml"
        if not report.exists():
            for old in LOGS.glob(f"{name}-*"):
                old.unlink()
            self._pytest(self._database(way), [f"{suite}/tests"], report)
        return _read(report)

    def own_pass(self):
        """Run the tests of ours that need the others; :return: whether all pass"""
        report = LOGS / f"{self.others.name}-tests-own.xml"
        self._pytest(self._database("strict"), self.others.own, report)
        outcomes, _why = _read(report)
        for name, outcome in outcomes.items():
            print(f"  {name}: {outcome}")
        return set(outcomes.values()) == {"passed"}

    def _made_from(self, way):
        """:return: a text that changes with all that a way's results depend on"""
        parts = [self.ready.stamp(odoo.TEMPLATE), self.theirs and _digest(self.theirs)]
        parts += [self.code] if way != "alone" else []
        return hashlib.sha1(" ".join(map(str, parts)).encode()).hexdigest()[:12]

    def _database(self, way):
        """:return: name of a database of that way, made when there is none of today's code"""
        database = f"traceability_{self.others.name}_{way}"
        wanted = self._made_from(way)
        if self.ready.stamp(database) == wanted:
            return database
        if way == "off":
            self.ready.copy(self._database("strict"), database)
            self.ready.shell(database, STRICT_OFF, "switching Strict off", self._path())
        else:
            self.ready.copy(odoo.TEMPLATE, database)
            addons = [*(self.others.suites if self.theirs else ())]
            addons += odoo.modules() if way == "strict" else ()
            if addons:
                with step(f"Installing addons on {database}"):
                    self._install(database, ",".join(addons))
            if way == "strict":
                self.ready.shell(database, CORE_BUTTONS, "switching on buttons", self._path())
        self.ready.put_stamp(database, wanted)
        return database

    def _install(self, database, names):
        options = ("-d", database, self._path(), "--stop-after-init")
        self.ready.run("install", *options, "-i", names)

    def _path(self):
        return f"--addons-path={','.join(map(str, self.folders))}"

    def _pytest(self, database, tests, report):
        """Run tests; their report is there when they ran to their end, and only then.

        :param tests: paths below one folder of addons
        """
        addons = next(folder for folder in self.folders if (folder / tests[0]).exists())
        part = report.with_suffix(".part")
        with step(f"{tests[0]} on {database}"), report.with_suffix(".log").open("wb") as log:
            self.ready.pytest_in(
                *(addons, database, "-q", "--tb=short", "--odoo-http", f"--junitxml={part}"),
                *(self._path().replace("--", "--odoo-"), *(addons / path for path in tests)),
                *("-p", "dev.pytest_bundles", *(() if TOURS else ("-p", "dev.no_browser"))),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        if not part.exists():
            raise Stop(f"{tests[0]} broke off (whole log: {report.with_suffix('.log')})")
        part.rename(report)


def _digest(folder):
    """:return: a short text that changes with the sources in a folder"""
    files = sorted(path for path in folder.rglob("*") if path.suffix in SOURCES)
    files = [path for path in files if "tests" not in path.relative_to(folder).parts[:-1]]
    digest = hashlib.sha1()
    for path in files:
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


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


def _print_difference(title, before, after):
    """:return: the tests whose result differs"""
    changed = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    say(f"{title}: {len(after)} tests, {len(changed)} differ from the same alone")
    for name in changed:
        print(f"  {name}: {before.get(name, 'not run')} -> {after.get(name, 'not run')}")
    return changed
