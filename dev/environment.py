"""The virtual environments: one for Odoo and its tests, one for the linters."""

import shutil
import sys

from .machine import ROOT, WORK, run, step


def python(name="venv", requirements="requirements.txt", alone="requirements-alone.txt"):
    """Return the interpreter of an environment that holds exactly the pinned packages.

    :param str name: the environment's folder in .odoo
    :param str requirements: the file in dev/ that pins the packages
    :param str alone: the one that pins those to install without what they ask for, if any
    """
    folder, lists = WORK / name, [ROOT / "dev" / file for file in (requirements, alone) if file]
    pins = "".join(file.read_text() for file in lists)
    # Its scripts name the folder: one that was moved, or is of another Python, is made anew.
    wanted = f"{folder} {sys.version}\n{pins}"
    stamp = folder / "complete"
    interpreter = folder / "bin" / "python"
    if interpreter.exists() and stamp.exists() and stamp.read_text() == wanted:
        return interpreter
    with step(f"Installing Python packages ({requirements})"):
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", folder], f"{name} creation")
        pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pip += ["--no-input", "--retries=2"]
        for file in lists:
            options = ["--no-deps"] if file.name == alone else []
            run([*pip, *options, "-r", file], f"pip install for {name}")
        stamp.write_text(wanted)
    return interpreter


def addons(requirements):
    """Return a folder that holds the addons of others that a file pins, and nothing of ours.

    :param pathlib.Path requirements: the file
    """
    target = WORK / requirements.stem
    stamp, wanted = target / "complete", requirements.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        with step(f"Fetching addons ({requirements.name})"):
            shutil.rmtree(target, ignore_errors=True)
            pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            # What they ask for is Odoo, which is had in other ways.
            pip += ["--no-input", "--retries=2", "--no-deps", f"--target={target}"]
            run([*pip, "-r", requirements], "pip install of addons")
            stamp.write_text(wanted)
    return target / "odoo/addons"
