"""An app without the addon that brings it into the trace: said in the log and in Settings."""

from unittest.mock import patch

from odoo.modules.module import get_manifest, get_modules
from odoo.tests import tagged

from ..models import ir_module_module
from ..models.ir_module_module import GLUE, ROOT
from .common.world import TraceabilityCommon

LOGGER = "odoo.addons.product_traceability.models.ir_module_module"


@tagged("post_install", "-at_install")
class TestMissingGlue(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.modules = cls.env["ir.module.module"]
        # Whichever of the apps this database has, the tests are of all of them.
        cls.records = cls.modules.search([("name", "in", [*GLUE, *GLUE.values()])])
        cls.records.state = "installed"

    def without(self, *missing):
        """Let these addons not be on the addons path."""
        self.records.filtered(lambda module: module.name in missing).state = "uninstalled"
        found = ir_module_module.get_module_path
        return patch.object(
            ir_module_module,
            "get_module_path",
            lambda name, **options: None if name in missing else found(name, **options),
        )

    def test_the_table_names_every_addon_that_installs_itself_beside_an_app(self):
        found = {}
        for name in get_modules():
            manifest = get_manifest(name)
            depends = manifest.get("depends", ())
            apps = {app for app in depends if not app.startswith(ROOT)}
            if name.startswith(f"{ROOT}_") and manifest["auto_install"] and apps:
                found[name] = apps | {
                    below for app in apps for below in get_manifest(app)["depends"]
                }
        self.assertEqual(set(found), set(GLUE.values()))
        for app, glue in GLUE.items():
            self.assertIn(app, found[glue])

    def test_nothing_is_said_when_all_are_installed(self):
        self.assertEqual(self.modules.missing_glue(), "")
        self.assertFalse(self.env["res.config.settings"].create({}).missing_glue)

    def test_settings_name_each_app_its_addon_and_the_folder_to_add(self):
        with self.without(*GLUE.values()):
            told = self.env["res.config.settings"].create({}).missing_glue
            folder = self.modules._glue_folder()
        self.assertIn(f"{folder} to addons_path", told)
        self.assertTrue(str(folder).endswith("addons"), folder)
        for app, glue in GLUE.items():
            name = self.records.filtered(lambda module, app=app: module.name == app).shortdesc
            self.assertIn(f"- {name}: {glue}", told.splitlines())

    def test_an_app_that_is_not_installed_lacks_nothing(self):
        self.records.filtered(lambda module: module.name == "repair").state = "uninstalled"
        with self.without(GLUE["repair"]):
            self.assertEqual(self.modules.missing_glue(), "")

    def test_an_addon_that_was_installed_and_is_no_longer_on_the_path_is_named(self):
        with self.without(GLUE["mrp"]):
            self.records.state = "installed"
            self.assertIn(GLUE["mrp"], self.modules.missing_glue())

    def test_an_addon_on_the_path_is_to_be_installed(self):
        self.records.filtered(lambda module: module.name == GLUE["mrp"]).state = "uninstalled"
        told = self.modules.missing_glue()
        self.assertIn("Update the list of apps and install", told)
        self.assertIn(GLUE["mrp"], told)
        self.assertNotIn("addons_path", told)

    def test_the_log_warns_when_a_registry_is_loaded_once(self):
        with (
            self.without(GLUE["mrp"]),
            patch.dict(ir_module_module._logged, clear=True),
            self.assertLogs(LOGGER, "WARNING") as log,
        ):
            self.modules._register_hook()
            self.modules._register_hook()
        [line] = log.output
        self.assertIn(GLUE["mrp"], line)
