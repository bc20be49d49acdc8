"""Odoo 19 Community's source: a tree of the user's, Debian's package, or a git clone."""

import os
import shutil
import subprocess
from pathlib import Path

from .machine import WORK, Stop, run, step

NAME_A_TREE = "name an Odoo 19 tree: ODOO_SOURCE=path"
GIT_URL = "https://github.com/odoo/odoo.git"
# odoo-19 is in sid only; its web assets are links into the other packages.
FROM_SID = (
    "odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-montserrat "
    "fonts-roboto-unhinted fonts-inconsolata fonts-ocr-b"
).split()
# sid's 7.x lacks the 4.7 layout that Odoo links to.
FROM_OWN_SUITE = ["fonts-font-awesome"]
OS_RELEASE = Path("/etc/os-release")
# What the package leaves out though a manifest names it: the browser would log an error.
LEFT_OUT = ["mail/static/lib/selfie_segmentation/selfie_segmentation.js"]
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


class Odoo:
    """A runnable Odoo tree: the server's script, its import path and its addons."""

    def __init__(self, script, python_path, addons):
        self.script, self.python_path, self.addons = script, python_path, addons

    @property
    def version(self):
        text = (self.python_path / "odoo" / "release.py").read_text()
        scope = {}
        exec(compile(text, "release.py", "exec"), scope)
        return scope["version"]


def odoo():
    """Return the Odoo 19 tree, fetching it first when none is there.

    :raise Stop: when ODOO_SOURCE is no Odoo 19, or nothing can be fetched
    """
    given = os.environ.get("ODOO_SOURCE")
    if given:
        return _checked(_checkout(Path(given).expanduser().resolve()))
    prefix, clone = WORK / "root", WORK / "odoo"
    if not prefix.exists() and not clone.exists():
        if _is_debian() and not os.environ.get("ODOO_GIT_URL"):
            with step("Getting Odoo 19 from Debian"):
                _unpack_debian(prefix)
        else:
            with step("Getting Odoo 19 by git"):
                _clone(clone)
    if clone.exists():
        return _checked(_checkout(clone))
    packages = prefix / "usr/lib/python3/dist-packages"
    return _checked(Odoo(prefix / "usr/bin/odoo", packages, [packages / "odoo/addons"]))


def _checkout(folder):
    return Odoo(folder / "odoo-bin", folder, [folder / "addons", folder / "odoo/addons"])


def _checked(tree):
    if not tree.script.exists() or not (tree.python_path / "odoo/release.py").exists():
        raise Stop(f"there is no Odoo in {tree.python_path}")
    if not tree.version.startswith("19.0"):
        raise Stop(f"{tree.python_path} is Odoo {tree.version}; 19.0 is needed")
    return tree


def _clone(target):
    url = os.environ.get("ODOO_GIT_URL", GIT_URL)
    part = target.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    if not shutil.which("git"):
        raise Stop(f"git is missing, which gets Odoo 19; install it, or {NAME_A_TREE}")
    try:
        run(["git", "clone", "--depth=1", "--branch=19.0", url, part], "git clone")
    except Stop as reason:
        raise Stop(f"{reason}; or {NAME_A_TREE}") from None
    part.rename(target)


def _is_debian():
    return bool(shutil.which("apt-get") and shutil.which("dpkg")) and _release()["ID"] == "debian"


def _unpack_debian(prefix):
    apt, own = WORK / "apt", _own_suite()
    options = _private_apt(apt, _mirror(apt, own), own)
    run(["apt-get", *options, "update"], "apt-get update for Odoo")
    names = [f"{name}/sid" for name in FROM_SID] + [f"{name}/{own}" for name in FROM_OWN_SUITE]
    run(["apt-get", *options, "download", *names], "download of Odoo", cwd=apt)
    part = prefix.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    for package in sorted(apt.glob("*.deb")):
        run(["dpkg", "-x", package, part], "unpacking Odoo")
    for name in LEFT_OUT:
        stand_in = part / "usr/lib/python3/dist-packages/odoo/addons" / name
        if not stand_in.exists():
            stand_in.parent.mkdir(parents=True, exist_ok=True)
            stand_in.write_text("// Not in the Debian package.\n")
    part.rename(prefix)
    shutil.rmtree(apt)


def _private_apt(folder, mirror, own):
    """Make an APT state of our own: the machine's sources and lists stay as they are.

    :param Path folder: where it lies; it starts empty
    :param str mirror: the address of a Debian mirror
    :param str own: the machine's suite
    :return: the options that make apt-get use it
    """
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    (folder / "sources.list").write_text(
        "".join(f"deb {signed}{mirror} {suite} main\n" for suite in ("sid", own))
    )
    settings = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferencesparts": "-",
        **_own_lists(folder),
        "APT::Get::List-Cleanup": "0",
        # A mirror may be frozen at some day; its signature is checked all the same.
        "Acquire::Check-Valid-Until": "false",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Acquire::http::Timeout": "30",
    }
    return _options(settings)


def _own_lists(folder):
    return {
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "",
        # Without it an update that reached no server counts as done.
        "APT::Update::Error-Mode": "any",
    }


def _release():
    """:return: what the machine says of its system, as `ID`, `VERSION_CODENAME` ..."""
    try:
        lines = OS_RELEASE.read_text().splitlines()
    except OSError:
        lines = []
    told = dict(line.split("=", 1) for line in lines if "=" in line)
    return {"ID": "", **{name: value.strip("\"'") for name, value in told.items()}}


def _own_suite():
    return _release().get("VERSION_CODENAME", "sid")


def _mirror(folder, own):
    """The Debian mirror that this machine already uses.

    :param Path folder: a place for lists, when the machine has none
    :param str own: the machine's suite
    """
    found = _debian_mirror(_index_targets(), own)
    if not found:
        # A bare machine, whose lists were never fetched.
        for name in ("lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        options = _options(_own_lists(folder))
        run(["apt-get", *options, "update"], "apt-get update of the own sources")
        found = _debian_mirror(_index_targets(*options), own)
    if not found:
        raise Stop(f"APT knows no Debian mirror of {own} here; {NAME_A_TREE}")
    return found


def _index_targets(*options):
    form = "$(ORIGIN)|$(CODENAME)|$(REPO_URI)"
    return subprocess.run(
        ["apt-get", *options, "indextargets", "--format", form, "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def _debian_mirror(targets, own):
    rows = (row.split("|", 2) for row in targets.splitlines() if row.count("|") >= 2)
    return next((uri for origin, suite, uri in rows if (origin, suite) == ("Debian", own)), None)


def _options(settings):
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
