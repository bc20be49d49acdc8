from odoo import api, models
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.final_but import final_but

TAKEN_OUT = ("remove", "recycle")
REPAIR = final_but(
    free="internal_notes tag_ids user_id repair_properties priority",
    once="sale_order_id sale_order_line_id",
)


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.model
    def _trace_final_modules(self):
        return super()._trace_final_modules() | {"repair"}

    @api.model
    def _trace_final_but(self):
        return super()._trace_final_but() | {"repair.order": REPAIR}

    def _trace_find_refusals(self, company):
        repairs = self.env["repair.order"].search(
            Domain("company_id", "=", company.id) & Domain("state", "not in", ("done", "cancel"))
        )
        drafts = repairs.filtered(lambda repair: repair.state == "draft")
        self.try_apart(drafts, lambda repairs: repairs._action_repair_confirm())
        refusals = self.judge_open(repairs, lambda repair: repair.move_ids.move_line_ids)
        return super()._trace_find_refusals(company) + refusals

    def _trace_is_linked(self, record):
        """A part without lot belongs to what was repaired with a lot."""
        move = record if record._name == "stock.move" else record.move_id
        moves = move.repair_id.move_ids | move.repair_id.move_id
        return super()._trace_is_linked(record) or bool(self.filter_guarded(moves))

    def _is_made_on_leaving(self, line):
        """What a customer brings to be repaired need not have been ours; parts added were."""
        move = line.move_id
        if move.repair_id and move.repair_line_type != "add":
            return move.picking_type_id.use_create_lots
        return super()._is_made_on_leaving(line)

    def _trace_has_order(self, move):
        return bool(move.repair_id) or super()._trace_has_order(move)

    @api.model
    def _trace_document_names(self, model):
        names = super()._trace_document_names(model)
        return names | {"repair_id"} if model == "stock.move" else names

    def _trace_is_of_production(self, move):
        return bool(move.repair_line_type) or super()._trace_is_of_production(move)

    def _trace_closing_documents(self, move):
        return [*super()._trace_closing_documents(move), *move.repair_id]

    def _trace_made_lots(self, move):
        lots = super()._trace_made_lots(move)
        return lots | move.repair_id.lot_id if move.repair_line_type else lots

    def _trace_taken_out(self):
        return super()._trace_taken_out() | Domain("repair_line_type", "in", TAKEN_OUT)

    def _trace_opened_lots(self, move):
        return super()._trace_opened_lots(move) | move.repair_id.lot_id
