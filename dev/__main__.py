"""The commands of the Makefile: python3 -m dev COMMAND [ARGUMENTS]."""

import os
import shutil
import sys

from . import demo, large, lint, machine, odoo, others_tests, postgres, replica, rooms, source

BENCH = "traceability_bench"
WORDS = "traceability_words"
# Each in a process of its own; the trace comes late, as its million movements stay for recall and
# audit.
PARTS = (
    ("guard", "run"),
    ("assign", "run"),
    ("assign", "run_size"),
    ("assign_page", "run"),
    ("assign_page", "run_receipt"),
    ("bulk", "run"),
    ("lots", "run"),
    ("trace", "run"),
    ("recall", "run"),
    ("audit", "run"),
)


def _ready():
    """Everything set up: system packages, Odoo, environment, PostgreSQL, template database."""
    machine.check_disk()
    machine.install_system_packages()
    ready = odoo.prepare()
    ready.template()
    (machine.WORK / "ready").touch()
    return ready


def clean():
    with machine.alone():
        postgres.stop()
        shutil.rmtree(machine.WORK)
    machine.say("Removed .odoo/")


def setup():
    with machine.alone():
        _ready()


def test(*arguments):
    """Run the suite on a fresh copy of the template, or of DB_NAME's own for parallel runs."""
    database = os.environ.get("DB_NAME", "traceability_test")
    with machine.alone():
        ready = _ready()
    with machine.alone(f"testing on {database}"):
        ready.fresh(database)
        if arguments:
            return ready.pytest(database, *arguments).returncode
        return ready.pytest_all(database)


def test_others(others, *arguments):
    """Run the suites of others without the addon, with it, and with it strict; print what differs.

    :param others_tests.Others others: whose
    :param arguments: names of suites and of ways
    """
    with machine.alone():
        ready = _ready()
    with machine.alone(f"testing addons of {others.name}"):
        return others_tests.run_suites(ready, others, arguments)


def bench(*names):
    """Measure ours against core; nothing else should run on the machine meanwhile.

    :param names: the parts to run, all where none is named
    """
    parts = [part for part in PARTS if not names or part[0] in names]
    if unknown := set(names) - {name for name, _run in PARTS}:
        raise machine.Stop(f"no part of the bench: {', '.join(sorted(unknown))}")
    with machine.alone():
        ready = _ready()
    with machine.alone(f"measuring on {BENCH}"):
        ready.fresh(BENCH)
        # What core takes alone, on the same machine.
        ready.copy(ready.template(), f"{BENCH}_core")
        missed = [f"{part}.{run}" for part, run in parts if not _bench_part(ready, part, run)]
        ready.drop(f"{BENCH}_core")
        if not names:
            replica.measure(ready, BENCH)
    if missed:
        raise machine.Stop(f"a bar was missed, or a part broke off, in {', '.join(missed)}")


def bench_large():
    """Measure among 10,000,000 movements, which are made once and kept."""
    with machine.alone():
        _ready()
    with machine.alone(f"measuring on {large.LARGE}"):
        return large.measure(odoo.prepare)


def _bench_part(ready, part, run):
    """:return: whether it ran to its end and every bar holds"""
    script = f"from odoo.addons.product_traceability.bench import measure, {part} as part"
    try:
        ready.shell(BENCH, f"{script}\npart.{run}(env)\nmeasure.end()\n", "bench")
    except machine.Stop:
        return False
    return True


def translations():
    """Bring the files of i18n/ up to date with the addons' words."""
    with machine.alone():
        ready = _ready()
    with machine.alone(f"exporting the words of {WORDS}"):
        ready.fresh(WORDS)
        print(ready.translations(WORDS, "write"))
        ready.drop(WORDS)


def run_lint():
    with machine.alone():
        tools, ready = lint.Tools(), _ready()
    with machine.alone("linting"):
        return lint.lint(tools, ready)


def run_rooms():
    clean, text = rooms.check(source.odoo())
    print(text)
    return int(not clean)


def run_format():
    with machine.alone():
        tools = lint.Tools()
    # Once to write, once to tell what is left.
    tools.hooks()
    clean, text = tools.hooks()
    print(text)
    return int(not clean)


def hooks():
    """Let git run the quick part of lint at each commit."""
    with machine.alone():
        lint.Tools().install_hooks()


COMMANDS = {
    "setup": setup,
    "demo": lambda: demo.demo(_ready),
    "test": test,
    "test-core": lambda *arguments: test_others(others_tests.CORE, *arguments),
    "test-oca": lambda *arguments: test_others(others_tests.OCA, *arguments),
    "bench": bench,
    "bench-large": bench_large,
    "lint": run_lint,
    "hooks": hooks,
    "rooms": run_rooms,
    "format": run_format,
    "translations": translations,
    "run": lambda: demo.run(_ready),
    "shell": lambda: demo.shell(_ready),
    "clean": clean,
}


def main(arguments):
    command = COMMANDS.get(arguments[0] if arguments else "")
    if not command:
        raise machine.Stop(f"usage: python3 -m dev {'|'.join(COMMANDS)}")
    return command(*arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except machine.Stop as reason:
        sys.exit(f"make: {reason}")
    except OSError as reason:
        # A full disk or a folder that cannot be written shows here, wherever it is met.
        sys.exit(f"make: {reason.strerror or reason}: {reason.filename or machine.ROOT}")
    except KeyboardInterrupt:
        sys.exit("make: stopped")
