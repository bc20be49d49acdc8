"""The wheel: what it holds, and that an Odoo beside it finds and installs every addon of it."""

import os
import subprocess
import sys
import zipfile
from pathlib import PurePath

import pytest

from dev import machine, odoo

DATABASE = f"traceability_wheel_{os.getpid()}"
NOT_ADDON = {"addons", "bench", "dev", "Makefile", "pyproject.toml"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    odoo.pip(sys.executable, "wheel", f"--wheel-dir={folder}", machine.ROOT)
    [path] = folder.glob("*.whl")
    return path


def place(path):
    """:return: where the wheel has a file of the repository, or None"""
    first, *rest = PurePath(path).parts
    if first == "addons" and len(rest) > 1:
        return "/".join(["odoo/addons", *rest])
    if first in NOT_ADDON or first.startswith("."):
        return None
    return f"odoo/addons/{odoo.MODULE}/{path}"


def test_it_holds_every_file_of_every_addon_and_nothing_else(wheel):
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=machine.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no checkout of git")
    there = filter(lambda path: (machine.ROOT / path).exists(), done.stdout.splitlines())
    with zipfile.ZipFile(wheel) as content:
        held = [name for name in content.namelist() if ".dist-info/" not in name]
    assert sorted(held) == sorted(filter(None, map(place, there)))
    # A package file of these names would hide Odoo's own folders.
    assert not {"odoo/__init__.py", "odoo/addons/__init__.py"} & set(held)


def test_it_asks_for_no_other_package(wheel):
    with zipfile.ZipFile(wheel) as content:
        [metadata] = [name for name in content.namelist() if name.endswith("/METADATA")]
        lines = content.read(metadata).decode().split("\n\n", maxsplit=1)[0].splitlines()
    asked = [line for line in lines if line.startswith("Requires-Dist:")]
    assert all("extra ==" in line for line in asked), asked
    assert f"Version: {wheel.name.split('-')[1]}" in lines


@pytest.fixture
def environment(wheel, tmp_path):
    """The interpreter of an environment that has Odoo's packages, and our wheel installed."""
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    [own] = folder.glob("lib/python*/site-packages")
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    (own / "packages.pth").write_text(f"{packages}\n")
    odoo.pip(sys.executable, "install", f"--target={own}", wheel)
    return folder / "bin/python"


def test_odoo_lists_and_installs_all_of_it(environment):
    ready = odoo.prepare()
    ready.copy(ready.template(), DATABASE)
    ready.python = environment
    try:
        # The story is the only one that does not come by itself.
        wanted = ("-i", f"{odoo.MODULE},{odoo.STORY}", "--stop-after-init")
        core = f"--addons-path={','.join(map(str, filter(os.path.exists, ready.tree.addons)))}"
        text = ready.run("installing the wheel", "-d", DATABASE, core, *wanted)
        listed = "SELECT name, state FROM ir_module_module WHERE name LIKE 'product_traceability%'"
        states = dict(row.split("|") for row in ready.sql(listed, DATABASE).splitlines())
    finally:
        ready.python = sys.executable
        ready.drop(DATABASE)
    assert states == dict.fromkeys(odoo.modules(), "installed")
    assert not [line for line in text.splitlines() if " WARNING " in line]
