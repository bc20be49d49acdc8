"""The steps in which lines are made and done: each is a room's, and their order stands here."""

from contextlib import contextmanager

from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Make lines. Those of what is done already, core does at once.

        1. ``guard``: refuse values that would rewrite history
        2. ``guard``: where they are done at once, leave out what a client sent along
        3. ``scan``: pick what gets a lot, if it is no reservation
        4. core, with nothing taken from stock without lots (``identify``)
        5. ``dates``: note which expiration dates were counted, not typed
        6. ``guard``: judge the lines that core has done
        """
        guard = self.env["traceability.guard"]
        guard.check_line_create(vals_list)
        making, vals_list = guard.on_context_of_history(self.without_absorption(), vals_list)
        vals_list = self.note_assigned(vals_list)
        with guard.making_lines():
            lines = super(StockMoveLine, making).create(vals_list).with_env(self.env)
        lines.note_counted_dates()
        # What values and context do not tell beforehand, core has worked out.
        guard.after_created_done(lines.filtered(lambda line: line.state == "done"))
        return lines

    def _action_done(self):
        """Do lines.

        1. ``dates``: find the lots that come in by them, which have no movement yet
        2. ``guard``: find or make the lots that are typed by name, and judge the lines
        3. core, with nothing taken from stock without lots (``identify``)
        4. ``dates``: count the dates of the lots of 1 from now; those of 2 are counted so already
        5. ``guard``: judge what the lines have left behind
        6. ``lots``: put new lots on hold, before the next step of their route is reserved
        """
        guard = self.env["traceability.guard"]
        arriving = self.find_arriving_lots()
        lines, stock = guard.before_done(self)
        doing = self.without_absorption()
        without_lot = doing & lines.filtered("lot_waived")
        if without_lot:
            with guard.lots_are_optional(without_lot):
                without_lot._trace_move_goods()
        result = (doing - without_lot)._trace_move_goods()
        self.count_dates_from_now(arriving)
        guard.after_done(lines, stock)
        guard.now_done().update(self.ids)
        lines.exists().hold_new_lots()
        return result

    def _trace_move_goods(self):
        """Let core move the goods of these lines. An addon extends this to do it faster."""
        # Core's own, not ours above, which asks for this as one of its steps.
        return super()._action_done()  # pylint: disable=super-method-mismatch

    @contextmanager
    def _trace_making_lines_of(self, document):
        """Within, core makes one line of this document after the other. An addon extends this to
        make them at once.

        :param document: the ``mrp.unbuild`` that makes them
        """
        yield
