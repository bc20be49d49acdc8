from odoo import api, models

from odoo.addons.product_traceability.tools.listing import first_lines


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    @api.onchange("strict_traceability")
    def _onchange_strict_traceability(self):
        """Say what would be refused before the box is saved; it is the user's to decide."""
        if not self.strict_traceability or self.env.company.strict_traceability:
            return None
        rows = self.env["traceability.readiness"].find_rows()
        if not rows:
            return None
        return {
            "warning": {
                "title": self.env._("Strict Traceability"),
                "message": self.env._(
                    "From the moment you save, these are refused. Readiness shows what to do:\n"
                    "%(rows)s",
                    rows=first_lines(
                        self.env, [f"{row['label']} ({len(row['record_ids'])})" for row in rows]
                    ),
                ),
            }
        }

    def action_readiness(self):
        """:return: the action that shows what the rules would refuse now"""
        return self.env["traceability.readiness"].action_open()
