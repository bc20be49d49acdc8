"""Odoo as set up here: its settings file, its addons, its databases."""

import ast
import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import environment, machine, postgres, source
from .machine import ROOT, WORK, Stop, run, say, step, write_private

MODULE = "product_traceability"
ADDONS = WORK / "addons"
CONFIG = WORK / "odoo.conf"
TEMPLATE = "traceability_template"
# The story's names and texts are data of a demo, told in English.
STORY = "product_traceability_demo"
# The addons as the wheel hands them out, in folders of their own names: what walks through an
# addon's folder must not walk through .odoo/, and the checkout may have any name.
EXPORT = WORK / "export/odoo/addons"
# The apps that tests and story use; the module itself depends on product_expiry alone.
APPS = (
    "product_expiry,mrp,mrp_subcontracting,sale_management,sale_stock,purchase_stock,repair,"
    "stock_account,point_of_sale,website"
)


class Odoo:
    """Runs the server's commands and makes databases; start it by :func:`prepare`."""

    def __init__(self):
        self.python = environment.python()
        self.tree = source.odoo()
        self.connection = postgres.connection()
        self.env = {
            "PYTHONPATH": str(self.tree.python_path),
            "PGPASSWORD": self.connection["db_password"],
            "ODOO_RC": str(CONFIG),
        }

    # -- commands -----------------------------------------------------------------------------
    def command(self, *arguments):
        """:return: the argument list that runs the server with our settings"""
        subcommand = [arg for arg in arguments[:1] if not arg.startswith("-")]
        rest = arguments[len(subcommand) :]
        return [self.python, self.tree.script, *subcommand, "-c", CONFIG, *rest]

    def run(self, what, *arguments):
        text = run(self.command(*arguments), what, env=self.env)
        bad = [line for line in text.splitlines() if " ERROR " in line or " CRITICAL " in line]
        if bad:
            raise Stop(f"{what} failed: {bad[0][:300]} (whole log: {WORK}/log)")
        return text

    def shell(self, database, script, what, *options, **kwargs):
        """Run a Python script in an Odoo shell; what it prints goes to the terminal.

        :return: str, what it printed, where ``stdout`` is ``subprocess.PIPE``
        """
        command = self.command("shell", "-d", database, "--log-level=error", *options)
        done = subprocess.run(
            [str(part) for part in command],
            input=script,
            text=True,
            env={**os.environ, **self.env},
            check=False,
            **kwargs,
        )
        if done.returncode:
            raise Stop(f"{what} failed; the lines above say why")
        return done.stdout

    def translations(self, database, what):
        """Feed dev/translations.py to a shell on the addons alone.

        :param str database: one where they are installed
        :param str what: the function to call, ``write`` or ``check``
        :return: str, what it prints
        """
        export()
        script = (ROOT / "dev/translations.py").read_text()
        folders = {name: f"{folder}/i18n" for name, folder in modules().items() if name != STORY}
        addons = ",".join(map(str, [*filter(Path.exists, self.tree.addons), EXPORT]))
        script += f"\n{what}(env, {folders})\n"
        path = f"--addons-path={addons}"
        return self.shell(database, script, "reading words", path, stdout=subprocess.PIPE).strip()

    def pytest(self, database, *arguments, names=None, **kwargs):
        """Run every tests folder of the addons; pytest's own lines are the output.

        :param names: of the addons; all that are chosen without it
        :return: the ended process
        """
        suites = [ADDONS / name / "tests" for name in names or chosen()]
        served = ("--odoo-http", "-p", "dev.pytest_bundles")
        # The folder of the links names the packages as Odoo does.
        return self.pytest_in(
            ADDONS, database, *served, *filter(Path.exists, suites), *arguments, **kwargs
        )

    def pytest_all(self, database, *arguments):
        """Run dev/tests and the whole suite on two processors: the tests of the addon itself
        beside the others, each on a database of its own.

        :param str database: a fresh one
        :return: the exit code of the first that failed, or 0
        """
        copy = f"{database}_beside"
        self.copy(database, copy)
        with ThreadPoolExecutor() as executor:
            beside = executor.submit(self._pytest_beside, copy, *arguments)
            failed = self.pytest(database, *arguments, names=[MODULE]).returncode
            return failed or beside.result()

    def _pytest_beside(self, database, *arguments):
        """Run dev/tests, then those of the further addons; print at once what pytest said."""
        setup_failed = self.pytest_setup()
        if setup_failed:
            say("dev/tests failed; see above")
        names = [name for name in chosen() if name != MODULE]
        done = self.pytest(database, *arguments, names=names, capture_output=True, text=True)
        print(done.stdout + done.stderr, flush=True)
        self.drop(database)
        return setup_failed or done.returncode

    def pytest_in(self, addons, database, *arguments, **kwargs):
        """Run tests of a folder of addons on a database. :return: the ended process"""
        return subprocess.run(
            [
                *(self.python, "-m", "pytest", "-c", ROOT / "pyproject.toml"),
                *(f"--odoo-config={CONFIG}", f"--odoo-database={database}"),
                *(f"--rootdir={addons}", f"--confcutdir={addons}", *arguments),
            ],
            cwd=ROOT,
            env={**os.environ, **self.env},
            check=False,
            **kwargs,
        )

    def pytest_setup(self):
        """Run dev/tests and print at once what pytest said. :return: its exit code"""
        tests = ROOT / "dev/tests"
        command = [self.python, "-m", "pytest", "-q", "-p", "no:odoo", tests]
        # Above that folder lies the addon, a package that only Odoo can import.
        command += [f"--confcutdir={tests}", f"--rootdir={tests}", "-c", ROOT / "pyproject.toml"]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        print(done.stdout + done.stderr, flush=True)
        return done.returncode

    # -- databases ----------------------------------------------------------------------------
    def sql(self, query, database="postgres", **link):
        """Run a statement by psql.

        :param link: settings of psql that differ, such as ``PGPORT``

        :return: the rows as text, a line each, values parted by |
        :raise Stop: with PostgreSQL's message
        """
        names = {"PGHOST": "db_host", "PGPORT": "db_port", "PGUSER": "db_user"}
        link = {name: self.connection[key] for name, key in names.items()} | link
        done = subprocess.run(
            [machine.psql(), "-XAtqc", query],
            capture_output=True,
            text=True,
            env={**os.environ, **self.env, **link, "PGDATABASE": database},
            check=False,
        )
        if done.returncode:
            raise Stop(f"PostgreSQL: {(done.stderr.strip() or 'no answer').splitlines()[0]}")
        return done.stdout.strip()

    def stamp(self, database):
        """:return: what the database was made from, as :meth:`put_stamp` noted it, or ''"""
        return self.sql(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '')"
            f" FROM pg_database WHERE datname = '{database}'"
        )

    def put_stamp(self, database, text):
        self.sql(f"COMMENT ON DATABASE \"{database}\" IS '{text}'")

    def drop(self, database):
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        shutil.rmtree(WORK / "data/filestore" / database, ignore_errors=True)

    def rename(self, origin, database):
        """Give a database that was made under another name its own, in place of what has it."""
        self.drop(database)
        self.sql(f'ALTER DATABASE "{origin}" RENAME TO "{database}"')
        files = WORK / "data/filestore"
        if (files / origin).exists():
            (files / origin).rename(files / database)

    def copy(self, origin, database):
        self.drop(database)
        self.sql(f'CREATE DATABASE "{database}" TEMPLATE "{origin}"')
        files = WORK / "data/filestore"
        if (files / origin).exists():
            shutil.copytree(files / origin, files / database)

    def fresh(self, database):
        """Make a database that holds our addons, but those left out, and nothing else."""
        with step("Installing the addons on a fresh database"):
            self.copy(TEMPLATE, database)
            # Those left out lie on the path all the same, and some install themselves.
            alone = ["--skip-auto-install"] if len(chosen()) < len(modules()) else []
            addons = ",".join(chosen())
            self.run("install", "-d", database, "-i", addons, *alone, "--stop-after-init")

    def template(self):
        """Make the database that tests and demo are copied from, once for each Odoo and app list.

        :return: its name
        """
        wanted = hashlib.sha1(f"{self._release()} {APPS}".encode()).hexdigest()[:12]
        if self.stamp(TEMPLATE) == wanted:
            return TEMPLATE
        making = f"{TEMPLATE}_making"
        with step("Making the template database (about a minute)"):
            self.drop(making)
            self.drop(TEMPLATE)
            self.run("template database", "-d", making, "-i", APPS, "--stop-after-init")
            self.rename(making, TEMPLATE)
            self.put_stamp(TEMPLATE, wanted)
        return TEMPLATE

    def _release(self):
        packages = self.tree.python_path / "odoo/release.py"
        return f"{self.tree.version} {packages} {packages.stat().st_mtime_ns}"


def modules():
    """:return: folder of each addon here by its name: the root's and those of addons/"""
    further = {path.parent.name: path.parent for path in ROOT.glob("addons/*/__manifest__.py")}
    return {MODULE: ROOT, **further}


def chosen():
    """:return: names of the addons to install and test: all but those that WITHOUT names, and those
    that need one of these"""
    without = set(os.environ.get("WITHOUT", "").split(",")) - {""}
    if unknown := without - modules().keys():
        raise Stop(f"WITHOUT names what is not here: {', '.join(sorted(unknown))}")
    needs = {
        name: ast.literal_eval((folder / "__manifest__.py").read_text())["depends"]
        for name, folder in modules().items()
    }
    while more := {name for name in needs if without & {*needs[name]}} - without:
        without |= more
    return [name for name in needs if name not in without]


def export(folder=EXPORT):
    """Put what the wheel holds into a folder, which ends in odoo/addons."""
    target = folder.parent.parent
    shutil.rmtree(target, ignore_errors=True)
    pip(environment.python(), "install", f"--target={target}", "--no-compile", ROOT)


def pip(python, *arguments):
    """Run pip on a wheel of ours: it needs nothing from the network, and installs nothing else."""
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    command = [python, "-m", "pip", *arguments, *quiet]
    run([*command, "--no-build-isolation"], "building the wheel")


def _link_addons():
    """Odoo takes a module's name from its folder; the checkout's own folder may have any name."""
    ADDONS.mkdir(exist_ok=True)
    wanted = {name: os.path.relpath(folder, ADDONS) for name, folder in modules().items()}
    for link in ADDONS.iterdir():
        if wanted.get(link.name) != os.readlink(link):
            link.unlink()
    for name, target in wanted.items():
        if not (ADDONS / name).is_symlink():
            (ADDONS / name).symlink_to(target)


def prepare():
    """Link the addons, write the settings file and return a ready :class:`Odoo`."""
    odoo = Odoo()
    _link_addons()
    settings = {
        "addons_path": ",".join(map(str, [*filter(Path.exists, odoo.tree.addons), ADDONS])),
        "data_dir": WORK / "data",
        **odoo.connection,
        "admin_passwd": odoo.connection["db_password"] or "admin",
        "http_interface": "127.0.0.1",
        "list_db": True,
        "with_demo": False,
    }
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    write_private(CONFIG, f"[options]\n{lines}")
    say(f"Odoo {odoo.tree.version} from {odoo.tree.python_path}")
    return odoo
