"""The engine: the genealogy of lots as one set-based walk over done move lines.

This file takes the question and puts the answer together; each part of the answer has a file
beside it. Within this room every method stands in one file, so that the order of files is free.
"""

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.garbage import kept
from ...tools.labels import all_labels
from .trace_state import Walk, node_key

DIRECTIONS = {"upstream": ("upstream",), "downstream": ("downstream",)}
DIRECTIONS["both"] = DIRECTIONS["upstream"] + DIRECTIONS["downstream"]
# How many characters of an argument that makes no sense a message repeats.
QUOTED = 80


class TraceabilityGraph(models.AbstractModel):
    _name = "traceability.graph"
    _description = "Traceability Graph"

    @api.private
    def trace(
        self,
        lots,
        direction="both",
        max_depth=None,
        as_of=None,
        lotless=None,
        limit=None,
        moments=None,
    ):
        """Trace lots to the end and return the one answer that screens and documents share.

        What the user may not see (record rules, companies) is not in the answer. A trace too
        large to wait for is cut: ``truncated`` says so and ``beyond`` counts what is left out.

        :param lots: ``stock.lot`` records, any number, of any products
        :param str direction: ``upstream`` (where it came from), ``downstream`` (where it went)
            or ``both``
        :param int max_depth: how many generations to follow; None follows to the end
        :param as_of: the record as it stood then: a datetime in UTC, or a day (its end in the
            user's time zone); a string in Odoo's format will do
        :param lotless: what to report as gaps, such as a transfer's own: ``stock.move.line``
            records without lot, and ``stock.move`` records that moved nothing
        :param limit: how many nodes at most, for a first look; None gives all there is to show.
            The lots asked about are told beyond it, up to twice as many
        :param dict moments: {lot id: (first, last)}, text in UTC: when the movements of the lot
            were that are asked about. What came in after the last, or left before the first, has no
            part in them; without it the whole history of the lot is told
        :return: dict with ``roots``, ``nodes``, ``links``, ``bundles``, ``events``, ``gaps``,
            ``truncated``, ``beyond``, ``hidden``, ``unproven`` and ``statement``, as the addon's
            documentation describes; only JSON types, datetimes as strings in UTC, quantities in
            the product's own unit
        :raise UserError: when direction, depth or date make no sense
        """
        as_of = self._checked_date(as_of)
        if not isinstance(direction, str) or direction not in DIRECTIONS:
            raise UserError(
                self.env._(
                    "Unknown direction %(direction)s. Use one of these: %(directions)s.",
                    directions=", ".join(DIRECTIONS),
                    direction=self._quoted(direction),
                )
            )
        if not self._is_number(max_depth, 0):
            raise UserError(self.env._("The depth of a trace must be a whole number, 0 or more."))
        if not self._is_number(limit, 1):
            raise UserError(self.env._("The limit of a trace must be a whole number, 1 or more."))
        walk = Walk(max_depth, as_of, limit)
        walk.directions = DIRECTIONS[direction]
        with kept(), self._remembering():
            return self._answer(walk, lots, lotless or (None, None), moments or {})

    def _answer(self, walk, lots, lotless, moments):
        """Walk from some lots and put the answer together, as :meth:`trace` returns it."""
        self._walk_all(walk, lots.ids, walk.directions, moments)
        lines, moves = lotless
        movements = self._movements(walk, lines.ids if lines else ())
        self._set_reported_documents(movements)
        self._trace_name_makers(movements)
        nodes = self._nodes(walk, movements)
        links, bundles = self._links(walk, movements)
        self._set_certainty(walk, nodes, movements)
        self._set_balances(walk, nodes, movements)
        self._set_shares(walk, nodes, movements)
        answer = {
            "roots": walk.roots,
            "nodes": list(nodes.values()),
            "links": links,
            "bundles": bundles,
            "events": movements.events,
            "documents": self._documents(nodes),
            "gaps": self._gaps(walk, nodes, movements, moves.ids if moves else []),
            "truncated": walk.truncated,
            "beyond": walk.beyond,
            "hidden": self._hidden(walk, nodes, movements),
        }
        late = {node_key(node) for node in movements.late}
        answer["unproven"] = self._unproven(answer, movements.elsewhere, late)
        return {**answer, "statement": self.say_statement(answer)}

    @staticmethod
    def _is_number(value, least):
        """Tell whether an argument is a whole number from ``least`` on, or not given."""
        # Python takes True for the number 1.
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return value is None or (is_whole and value >= least)

    @staticmethod
    def _quoted(value):
        """Return an argument as a message can repeat it, whatever it is."""
        text = "".join(character for character in str(value) if character.isprintable())
        return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"

    def _checked_date(self, as_of):
        """Read a date as a person means it: a day ends at its last second, where the user is."""
        if not as_of:
            return None
        try:
            moment = fields.Datetime.to_datetime(as_of)
            is_day = len(as_of) == 10 if isinstance(as_of, str) else not hasattr(as_of, "hour")
            if not is_day:
                return moment
            end = self.env.tz.localize(moment.replace(hour=23, minute=59, second=59))
            return end.astimezone(pytz.utc).replace(tzinfo=None)
        except (TypeError, ValueError, OverflowError):
            message = self.env._("%(value)s is not a date.", value=self._quoted(as_of))
            raise UserError(message) from None

    @api.private
    def labels(self):
        """Give the words for the keys of an answer, in the user's language.

        :return: {"event_kinds": {key: words}, ...}, as :func:`tools.labels.all_labels` gives it
        """
        return self._trace_labels()

    # -- hooks --------------------------------------------------------------------------------
    def _trace_reference(self):
        """Hook: the documents that a move may belong to, the most telling first.

        :return: list of (model, name of the many2one on ``stock.move``)
        """
        return [("stock.scrap", "scrap_id"), ("stock.picking", "picking_id")]

    def _trace_extra_links(self, lot_ids, direction, as_of):
        """Hook: links that core's relation does not hold; they count as certain.

        :param lot_ids: the lots at the near end
        :param str direction: ``upstream`` or ``downstream``
        :param as_of: datetime or None, to hand to :meth:`done_lines`
        :return: list of (input line id, its lot id, output line id, its lot id); the lot of the
            far end is None when the line of a tracked product names none
        """
        return []

    def _trace_made_domain(self):
        """Hook: which of the lines that come out of production without lot were made there.

        :return: Domain on ``stock.move.line``
        """
        return fields.Domain.TRUE

    def _trace_name_makers(self, movements):
        """Hook: name in the events who made goods, where that was not the company itself.

        :param Movements movements: ``events`` has all of them
        """

    def _trace_gaps(self, nodes, movements):
        """Hook: what the documents of a trace leave open, beside what its movements do.

        :param dict nodes: {node: its dict in the answer}
        :param Movements movements: ``by_node`` has the events of each node
        :return: list of gaps as the answer has them, with ``product_id`` in place of the product's
            name and unit
        """
        return []

    def _trace_labels(self):
        """Hook: the words for the keys of an answer; who adds a kind of movement names it here.

        :return: dict of dicts, see :meth:`labels`
        """
        return all_labels(self.env)

    def _trace_event_kind(self, row):
        """Hook: say what a movement was, judged by its places.

        :param dict row: ``from_usage``, ``to_usage`` (usages of ``stock.location``, and
            ``intercompany`` for the transit between companies), ``is_inventory``
        :return: the event's ``kind``
        """
        source, target = row["from_usage"], row["to_usage"]
        by_target = {
            "production": "consumption",
            "customer": "delivery",
            "intercompany": "delivery",
            "supplier": "return",
            "inventory": "adjustment" if row["is_inventory"] else "scrap",
        }
        by_source = {
            "production": "production",
            "customer": "return",
            "intercompany": "receipt",
            "supplier": "receipt",
            "inventory": "adjustment",
        }
        if source == target:
            return "internal"
        return by_target.get(target) or by_source.get(source) or "internal"
