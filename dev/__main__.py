"""The commands of the Makefile: python3 -m dev COMMAND [ARGUMENTS]."""

import os
import shutil
import sys

from . import machine, odoo, postgres

DEMO = "traceability_demo"


def _ready():
    """Everything set up: system packages, Odoo, environment, PostgreSQL, template database."""
    machine.check_disk()
    machine.install_system_packages()
    ready = odoo.prepare()
    ready.template()
    (machine.WORK / "ready").touch()
    return ready


def clean():
    postgres.stop()
    shutil.rmtree(machine.WORK, ignore_errors=True)
    machine.say("Removed .odoo/")


def setup():
    with machine.alone():
        _ready()


def test(*arguments):
    """Run the suite on a fresh copy of the template, or of DB_NAME's own for parallel runs."""
    database = os.environ.get("DB_NAME", "traceability_test")
    with machine.alone():
        ready = _ready()
    with machine.step("Installing the addons on a fresh database"):
        ready.copy(odoo.TEMPLATE, database)
        ready.run("install", "-d", database, "-i", ",".join(odoo.modules()), "--stop-after-init")
    return ready.pytest(database, arguments)


COMMANDS = {"setup": setup, "test": test, "clean": clean}


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
        sys.exit(f"make: {reason.strerror}: {reason.filename or machine.ROOT}")
    except KeyboardInterrupt:
        sys.exit("make: stopped")
