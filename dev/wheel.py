"""What a wheel holds: `pip wheel .` asks hatchling, which asks this.

One wheel brings the root and every further addon side by side, as Odoo finds them: `odoo.addons` is
a namespace that every folder of the import path may add to.
"""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "product_traceability"
ADDONS = "odoo/addons"
# What is the repository's and no part of the addon.
NOT_ADDON = {"addons", "bench", "dev", "build", "dist", "Makefile", "pyproject.toml"}


class AddonsBuildHook(BuildHookInterface):
    """Puts each addon into the folder of its name, without naming one: the next comes by itself."""

    def initialize(self, version, build_data):
        root = Path(self.root)
        parts = {path: f"{MODULE}/{path.name}" for path in root.iterdir() if _is_of_addon(path)}
        for manifest in root.glob("addons/*/__manifest__.py"):
            parts[manifest.parent] = manifest.parent.name
        build_data["force_include"].update(
            {str(path): f"{ADDONS}/{place}" for path, place in parts.items()}
        )


def _is_of_addon(path):
    hidden = path.name.startswith((".", "__pycache__"))
    # `pip wheel .` leaves its wheel here.
    return not hidden and path.name not in NOT_ADDON and path.suffix != ".whl"
