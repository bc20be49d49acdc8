"""Tells which apps are installed without the addon that brings them into the trace."""

import logging
from pathlib import Path

from odoo import api, models
from odoo.fields import Domain
from odoo.modules.module import get_module_path

_logger = logging.getLogger(__name__)

ROOT = "product_traceability"
# Each app and the addon that installs itself beside it.
GLUE = {
    "mrp": "product_traceability_mrp",
    "point_of_sale": "product_traceability_pos",
    "purchase_stock": "product_traceability_purchase",
    "repair": "product_traceability_repair",
    "sale_stock": "product_traceability_sale",
    "stock_account": "product_traceability_stock_account",
    "website": "product_traceability_website",
}
PRESENT = ("installed", "to install", "to upgrade")
# What was logged last, by database: a registry is loaded anew for many a reason.
_logged = {}


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _register_hook(self):
        result = super()._register_hook()
        text = self.with_context(lang="en_US").missing_glue()
        if text and _logged.get(self.env.cr.dbname) != text:
            _logger.warning(text)
        _logged[self.env.cr.dbname] = text
        return result

    @api.private
    @api.model
    def missing_glue(self):
        """:return: which installed apps lack their addon and what to do, in words; else ``""``"""
        # Superuser: what is installed is the same for everybody.
        modules = self.sudo().search(Domain("name", "in", [*GLUE, *GLUE.values()]))
        present = modules.filtered(lambda module: module.state in PRESENT)
        absent, waiting = [], []
        for module in present.filtered(lambda module: module.name in GLUE).sorted("name"):
            glue = GLUE[module.name]
            line = f"- {module.shortdesc}: {glue}"
            # Installed and not there: the addons path still names bridges, as it was called once.
            if not get_module_path(glue, display_warning=False):
                absent.append(line)
            elif glue not in present.mapped("name"):
                waiting.append(line)
        texts = []
        if absent:
            texts.append(
                self.env._(
                    "The trace leaves out some of the installed apps, because their addons are not"
                    " on the addons path. Add the folder %(folder)s to addons_path, restart Odoo,"
                    " update the list of apps and install:\n%(addons)s",
                    folder=self._glue_folder(),
                    addons="\n".join(absent),
                )
            )
        if waiting:
            texts.append(
                self.env._(
                    "The trace leaves out some of the installed apps, because their addons are not"
                    " installed. Update the list of apps and install:\n%(addons)s",
                    addons="\n".join(waiting),
                )
            )
        return "\n\n".join(texts)

    @api.model
    def _glue_folder(self):
        """:return: the folder ``addons`` of this addon's source, as the server sees it"""
        folder = Path(get_module_path(ROOT), "addons")
        return folder if folder.is_dir() else f"addons ({ROOT})"
