from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _trace_inside(self):
        """Add the kit that goods are a part of, and which one that is in: the customer ordered
        that, not its parts.
        """
        # Superuser: the bill gives its product's name, whoever prints the paper.
        move = self.move_id.sudo()
        bill = move.planned_bom_id or move.bom_line_id.bom_id
        if bill.type != "phantom":
            return super()._trace_inside()
        kit = bill.product_id or bill.product_tmpl_id
        names = filter(None, (self._ordered_kit(kit), kit.display_name))
        return [" > ".join(names), *super()._trace_inside()]

    def _ordered_kit(self, kit):
        """Return the name of the kit of kits that goods were ordered as, or an empty text.

        Core takes it apart at once, into lines of the kits inside, and keeps what was ordered in
        the description of each part alone.
        """
        if "phantom" not in kit.bom_line_ids.bom_id.mapped("type"):
            return ""
        ordered, *_others = (self.move_id.description_picking_manual or "").split("\n")
        # It is in the language of whoever ordered.
        languages = self.env["res.lang"].get_installed()
        names = {kit.with_context(lang=code).display_name for code, _name in languages}
        return "" if ordered in names else ordered
