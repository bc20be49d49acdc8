from lxml import etree

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.listing import first_names
from .traceability_print import AT_ONCE


class TraceabilityMixin(models.AbstractModel):
    """What can be traced: a lot, or a document that moved lots."""

    _name = "traceability.mixin"
    _description = "Traceable Record"
    # The report that prints the trace of these records; each inheriting model names its own.
    _trace_report = None

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Leave out of a view the lists of records that an auditor may not read.

        Apps that know no auditor add lists that only who works on the document needs, such as the
        carriers that it can be sent by. One of them would keep the whole view from being read.
        """
        view = super().get_view(view_id, view_type, **options)
        if self.env.user.has_group("product_traceability.group_auditor"):
            view["arch"] = self._without_unreadable_lists(view["arch"])
        return view

    def _without_unreadable_lists(self, arch):
        tree = etree.fromstring(arch)
        for node in tree.xpath("//field[@name][not(ancestor::field)]"):
            field = self._fields.get(node.get("name"))
            is_list = field and field.type in ("one2many", "many2many")
            if is_list and not self.env[field.comodel_name].has_access("read"):
                node.getparent().remove(node)
        return etree.tostring(tree, encoding="unicode")

    @api.readonly
    def get_traceability(
        self, direction="both", max_depth=None, as_of=None, limit=None, labels=False
    ):
        """Trace the lots of these records as one; a document's lines without lot are gaps.

        :param str direction: ``upstream`` (where it came from), ``downstream`` (where it went) or
            ``both``
        :param int max_depth: how many generations to follow; to the end without it
        :param str as_of: when to look at the record: the end of a day, such as ``2026-03-01``, in
            the user's time zone, or a moment in UTC, such as ``2026-03-01 10:00:00``
        :param int limit: the most nodes wanted, for a first look; of the lots asked about up to
            twice as many are told
        :param bool labels: whether the answer brings the words for its keys too, as screens need
        :return: dict with the lists ``roots``, ``nodes``, ``links``, ``bundles``, ``events``,
            ``gaps`` and ``statement``, with ``truncated``, ``beyond`` and ``hidden``, as the
            addon's documentation describes; ``labels`` is {"event_kinds": {key: words}, ...} in the
            user's language, and ``title`` says what was traced
        :raise AccessError: when the user may not read one of the records
        :raise UserError: when an argument makes no sense
        """
        self.check_access("read")
        graph = self.env["traceability.graph"]
        as_of = graph._checked_date(as_of)
        lots, lotless, moments = self._traced_lots(as_of)
        answer = graph.trace(
            *(lots, direction, max_depth, as_of), lotless=lotless, limit=limit, moments=moments
        )
        if labels:
            answer |= {"title": self.trace_title(), "labels": graph.labels()}
        return answer

    @api.private
    def trace_title(self):
        """Say what is traced, as screens and papers head it."""
        names = first_names(self.env, self.mapped("display_name"))
        return self.env._("Trace of %(names)s", names=names)

    def _traced_lots(self, as_of=None):
        """Return the lots to trace, the done move lines without lot and the moves of nothing to
        tell of, and when the movements of each lot were: as :meth:`traceability.graph.trace` wants
        them
        """
        lines = self.env["stock.move.line"]
        done = self._traced_domain() & Domain("state", "=", "done")
        if as_of:
            done &= Domain("date", "<=", as_of)
        rows = lines._read_group(
            done & Domain("lot_id", "!=", False), ["lot_id"], ["date:min", "date:max"]
        )
        moments = {
            lot.id: (fields.Datetime.to_string(first), fields.Datetime.to_string(last))
            for lot, first, last in rows
        }
        lots = self.env["stock.lot"].browse(sorted(moments))
        lotless = lines.search(done & Domain("lot_id", "=", False))
        return lots, (lotless, self._moves_of_nothing()), moments

    def _moves_of_nothing(self):
        """Return the done moves of these documents that had a demand and moved nothing."""
        return self.env["stock.move"]

    def _traced_domain(self):
        """Return the domain of the move lines of these documents."""
        return Domain("picking_id", "in", self.ids)

    def action_trace(self):
        """Return the client action that opens the trace page on these records.

        :raise AccessError: when the user may not read one of the records
        """
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("product_traceability.action_trace")
        return action | {"params": {"model": self._name, "ids": self.ids}}

    @api.readonly
    def get_trace_tables(self):
        """Tabulate who got the lots of these records and what became of them, and what is left.

        :return: dict of JSON types, as :meth:`traceability.graph.tables` describes
        :raise AccessError: when the user may not read one of the records
        """
        return self.env["traceability.graph"].tables(self.get_traceability())

    def action_hold_trace(self):
        """Ask before the lots of this trace are put on hold.

        :return: the action of the dialog
        :raise AccessError: when the user may not read one of the records, or hold lots
        :raise UserError: when there is nothing to hold
        """
        return self.env["stock.lot.hold"].preview(self.get_traceability())

    def action_message_customers(self):
        """Ask before the customers of this trace are written to.

        :return: the action of the dialog
        :raise AccessError: when the user may not read one of the records, or message customers
        :raise UserError: when the trace leads to no customer
        """
        return self.env["traceability.message"].preview(self.get_traceability())

    def action_print_trace(self):
        """Print the whole trace of these records as one, in the background when it is long.

        :return: the report action, or the notice that the PDF will come by message
        :raise AccessError: when the user may not read one of the records
        """
        answer = self.get_traceability(limit=AT_ONCE)
        if (
            answer["truncated"]
            or sum(len(answer[part]) for part in ("nodes", "links", "bundles", "events")) > AT_ONCE
        ):
            return self.env["traceability.print"].request(self)
        return self.env.ref(self._trace_report).report_action(self)
