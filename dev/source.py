"""Odoo 19 Community's source: a tree of the user's, Debian's package, or a git clone."""

import os
import shutil
import subprocess
from pathlib import Path

from .machine import WORK, Stop, run, step

GIT_URL = "https://github.com/odoo/odoo.git"
# odoo-19 is in sid only; its web assets are links into the other packages.
FROM_SID = (
    "odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-montserrat "
    "fonts-roboto-unhinted fonts-inconsolata fonts-ocr-b"
).split()
# sid's 7.x lacks the 4.7 layout that Odoo links to.
FROM_OWN_SUITE = ["fonts-font-awesome"]
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


class Odoo:
    """A runnable Odoo tree: the server's script, its import path and its addons."""

    def __init__(self, script, python_path, addons):
        self.script, self.python_path, self.addons = script, python_path, addons

    @property
    def version(self):
        text = (self.python_path / "odoo" / "release.py").read_text()
        scope = {}
        exec(compile(text, "release.py", "exec"), scope)  # noqa: S102 Odoo's own release file
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
        if shutil.which("apt-get") and shutil.which("dpkg"):
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
    run(["git", "clone", "--depth=1", "--branch=19.0", url, part], "git clone")
    part.rename(target)


def _unpack_debian(prefix):
    apt = WORK / "apt"
    options = _private_apt(apt)
    run(["apt-get", *options, "update"], "apt-get update for Odoo")
    own = _own_suite()
    names = [f"{name}/sid" for name in FROM_SID] + [f"{name}/{own}" for name in FROM_OWN_SUITE]
    run(["apt-get", *options, "download", *names], "download of Odoo", cwd=apt)
    part = prefix.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    for package in sorted(apt.glob("*.deb")):
        run(["dpkg", "-x", package, part], "unpacking Odoo")
    part.rename(prefix)
    shutil.rmtree(apt)


def _private_apt(folder):
    """Make an APT state of our own: the machine's sources and lists stay as they are."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    mirror = _mirror()
    (folder / "sources.list").write_text(
        "".join(f"deb {signed}{mirror} {suite} main\n" for suite in ("sid", _own_suite()))
    )
    settings = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferencesparts": "-",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "",
        "APT::Get::List-Cleanup": "0",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Acquire::http::Timeout": "30",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def _own_suite():
    lines = Path("/etc/os-release").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["VERSION_CODENAME"]


def _mirror():
    """The Debian mirror that this machine already uses."""
    form = "$(ORIGIN)|$(CODENAME)|$(REPO_URI)"
    rows = subprocess.run(
        ["apt-get", "indextargets", "--format", form, "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    for row in rows:
        origin, suite, uri = row.split("|")
        if origin == "Debian" and suite == _own_suite():
            return uri
    raise Stop("APT knows no Debian mirror here; name an Odoo 19 tree: ODOO_SOURCE=path")
