"""Apps that extend core's traceability report by its hooks are heard in the trace too.

Core's own hooks and those of ``mrp`` and ``repair`` say nothing that the engine and its addons do
not know; so they are called, line by line, only where another app has added something to them.
"""

from odoo import models
from odoo.fields import Domain

from ...tools.known_overrides import unread_modules

# Whose parts of the hooks were read.
READ = {"stock", "mrp", "repair"}


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _set_reported_documents(self, movements):
        """Name the documents that another app names in core's report."""
        report = self.env["stock.traceability.report"]
        if not unread_modules(report, "_get_reference", READ):
            return
        lines = self.env["stock.move.line"].browse(movements.lines)
        told = {line.id: report._get_reference(line) for line in lines}
        for event in movements.events:
            model, res_id, reference = told[event["move_line_id"]]
            if reference:
                event.update(model=model, res_id=res_id, reference=reference)

    def _reported_links(self, lot_ids, direction, as_of):
        """Return the links that another app names in core's report, as
        :meth:`_trace_extra_links` has them
        """
        links, report = [], self.env["stock.traceability.report"]
        if not unread_modules(report, "_get_linked_move_lines", READ):
            return links
        near = self.env["stock.move.line"].browse(
            self.done_lines(Domain("lot_id", "in", list(lot_ids)), as_of)
        )
        for line in near:
            made_of, used_in = report._get_linked_move_lines(line)
            far = made_of if direction == "upstream" else used_in
            for other in self._told_lines(far, as_of):
                ends = (other, line) if direction == "upstream" else (line, other)
                links.append(
                    tuple(value for end in ends for value in (end.id, end.lot_id.id or None))
                )
        return links

    def _told_lines(self, lines, as_of):
        """Return those of the lines a hook gave that are done and that the user may see."""
        if not lines:
            return self.env["stock.move.line"]
        return self.env["stock.move.line"].browse(
            self.done_lines(Domain("id", "in", lines.ids), as_of)
        )
