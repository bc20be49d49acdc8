"""The virtual environments: one for Odoo and its tests, one for the linters."""

import shutil
import sys

from .machine import ROOT, WORK, run, step


def python(name="venv", requirements="requirements.txt"):
    """Return the interpreter of an environment that holds exactly the pinned packages.

    :param str name: the environment's folder in .odoo
    :param str requirements: the file in dev/ that pins the packages
    """
    folder = WORK / name
    # Its scripts name the folder: one that was moved, or is of another Python, is made anew.
    wanted = f"{folder} {sys.version}\n{(ROOT / 'dev' / requirements).read_text()}"
    stamp = folder / "complete"
    interpreter = folder / "bin" / "python"
    if interpreter.exists() and stamp.exists() and stamp.read_text() == wanted:
        return interpreter
    with step(f"Installing Python packages ({requirements})"):
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", folder], f"{name} creation")
        pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pip += ["--no-input", "--retries=2"]
        run([*pip, "-r", ROOT / "dev" / requirements], f"pip install for {name}")
        stamp.write_text(wanted)
    return interpreter
