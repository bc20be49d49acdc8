"""What the pairs of an order become when it is done: links between movements, exact per unit."""

from collections import Counter, defaultdict

from odoo import api, models
from odoo.fields import Command

from odoo.addons.product_traceability.tools.listing import first_names
from odoo.addons.product_traceability.tools.trust import trusted

# Tells our own posting from any other write of links; no RPC call can pass it, for it sends JSON.
POSTING = object()
POSTING_KEY = "product_traceability_mrp_posting"


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _post_inventory(self, cancel_backorder=False):
        posting = self.with_context(**{POSTING_KEY: POSTING})
        result = super(MrpProduction, posting)._post_inventory(cancel_backorder=cancel_backorder)
        self.env["traceability.guard"].check_components_used(self)
        self._pass_on_dates()
        return result

    def _done_lines_made(self):
        return self.move_finished_ids.move_line_ids.filtered(
            lambda line: line.state == "done" and line.product_id == self.product_id
        )

    @api.private
    def find_gone_units(self):
        """:return: the serial numbers that this order made and that have left where it put them"""
        made = self._done_lines_made() if self.state == "done" else self.env["stock.move.line"]
        return made.find_moved_on().lot_id

    @api.private
    def link_done_units(self, text, pairs):
        """Tie what done orders made to what they used by the pairs that they have now, and log it.

        :param str text: what was done to some pairs
        :param dict pairs: {order: these pairs in words}
        :raise UserError: naming every pair that does not fit what was made and used
        """
        for order in self.filtered(lambda order: order.state == "done"):
            # Superuser: who may pair need not be allowed to write what an order moved.
            made = order.sudo()._done_lines_made()
            used = order.sudo().move_raw_ids.move_line_ids.filtered(
                lambda line: line.state == "done"
            )
            made._write_links(order._links_to_pairs(made, used))
            if order in pairs:
                note = order._message_log(body=f"{text} {first_names(order.env, pairs[order])}")
                if order.company_id.is_strict():
                    trusted(note, "is_final").write({"is_final": True})

    def _links_to_pairs(self, made, used):
        """Say which components went into each finished unit.

        What is not paired went, as core has it, into every unit; but not into one whose pairs
        make up its whole share of that component.

        :param made: the done lines of the order's finished product
        :param used: the lines of what it consumed
        :return: {line made: ids of the lines that went into it}
        :raise UserError: naming every pair that does not fit what was made and used
        """
        # Superuser: who may mark an order done need not be allowed to read its pairs.
        pairs = self.sudo().pairing_ids
        self._refuse_pairing(
            self._paired_twice() + self._pairs_elsewhere(pairs, made.lot_id, used.lot_id)
        )
        owners = {pair.component_lot_id: pair.lot_id for pair in pairs}
        common, paired, loose = [], defaultdict(list), defaultdict(list)
        for part in used:
            if part.lot_id in owners:
                paired[owners[part.lot_id]].append(part.id)
            elif part.product_id.tracking == "serial":
                loose[part.product_id].append(part.id)
            else:
                common.append(part.id)
        given = Counter((pair.lot_id, pair.product_id) for pair in pairs)
        shares = Counter(part.product_id for part in used if part.quantity_product_uom)
        links = {}
        for line in made:
            links[line] = common + paired[line.lot_id]
            for product, ids in loose.items():
                if given[line.lot_id, product] * len(made) < shares[product]:
                    links[line] += ids
        return links


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def write(self, vals):
        """Let the links of an order that is posted be those of its pairs, from the start.

        Core ties each unit made to every component: 500 units of three serial numbers each would
        be 750,000 links, most of them written to be removed.
        """
        if vals.keys() == {"consume_line_ids"} and self.env.context.get(POSTING_KEY) is POSTING:
            made, used = self._paired_lines(vals)
            if made:
                links = made.move_id.production_id._links_to_pairs(made, used)
                super(StockMoveLine, self - made).write(vals)
                # The common way to write comes first, for its checks.
                super(StockMoveLine, made).write({"consume_line_ids": [Command.clear()]})
                return made._write_links(links)
        return super().write(vals)

    def _paired_lines(self, vals):
        """:return: the lines made of an order with pairs, and the lines of what it consumed"""
        # Superuser: who may mark an order done need not be allowed to read its pairs or company.
        order = self.move_id.production_id.sudo()
        strict = len(order) == 1 and order.company_id.strict_traceability
        if not (strict and order.pairing_ids):
            return self.browse(), self.browse()
        made = self.filtered(
            lambda line: line.state == "done" and line.product_id == order.product_id
        )
        guard = self.env["traceability.guard"]
        return made, self.browse(guard.get_linked_ids(vals["consume_line_ids"]))

    def _write_links(self, links):
        """Write each line's own links, all in one statement.

        :param dict links: {line: ids of the lines that went into it}
        :return: True
        """
        field = self._fields["consume_line_ids"]
        field.write_batch([(line, [Command.set(ids)]) for line, ids in links.items()])
        self.modified(["consume_line_ids"])
        return True
