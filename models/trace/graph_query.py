"""The SQL that the queries are made of: rows as the user may see them, found by an index."""

from operator import itemgetter

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.sub_select import select_columns, select_rows

# What core's relation of linked lines holds: what was made of what, and the parts taken out, which
# a repair names the other way round.
LINKS, TAKEN_OUT = "links", "taken_out"
# From so many lots of a product on, used or made, an order is looked at for what is the same.
MANY = 20
# The fields of linked lines.
LINKED = ("lot_id", "move_id", "product_id", "location_id", "location_dest_id", "date")


class Rows:
    """The rows of a query, read as dictionaries, one at a time: of tens of thousands that are small
    as tuples, no second list is held.
    """

    def __init__(self, names, rows):
        self.names, self._rows = names, rows

    def __len__(self):
        return len(self._rows)

    def __iter__(self):
        return (dict(zip(self.names, row, strict=True)) for row in self._rows)

    def column(self, name):
        """Return iterator of the values of one column."""
        return map(itemgetter(self.names.index(name)), self._rows)

    def cut(self, most):
        """Forget the rows after so many."""
        del self._rows[most:]


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    @api.private
    def done_lines(self, domain, as_of):
        """Return a Query of the done move lines in a domain that the user may see."""
        # A count that confirms an empty location leaves a line of quantity 0: nothing moved.
        domain &= Domain("state", "=", "done") & Domain("quantity_product_uom", "!=", 0)
        if as_of:
            domain &= Domain("date", "<=", as_of)
        return self.env["stock.move.line"]._search(domain, order="id")

    @api.private
    def looked_up_lines(self, as_of, column, value, *names, domain=Domain.TRUE):
        """Return SQL like that of :meth:`looked_up`, of done lines."""
        lines = self.done_lines(domain, as_of)
        return self.looked_up("stock.move.line", column, value, *names, query=lines)

    @api.private
    def looked_up(self, model, column, value, *names, query=None, once=None):
        """Find the rows of a model by a value of the row that stands before it, by an index.

        ``OFFSET 0`` keeps the planner from joining it as it thinks best: for a trace of tens of
        thousands of movements that is reading whole tables, and at which size of a table it does
        is anybody's guess. So the work depends on the trace alone, not on the database.

        :param str column: an indexed column
        :param SQL value: what it must equal
        :param query: a Query of the model's rows; all that the user may see without it
        :param SQL once: a JSON value of the row before, NULL, where hardly any value comes twice:
            by what is JSON no cache can be kept of what was found, which costs a quarter of it
        :return: SQL to stand after JOIN, with id and the named fields
        """
        if query is None:  # a Query in a condition would be run
            query = self._all(model)
        query.add_where(SQL("%s = %s", SQL.identifier(query.table, column), value))
        if once:
            query.add_where(SQL("%s IS NULL", once))
        found = self._columns(query, *names, model=model)
        return SQL("LATERAL (SELECT found.* FROM %s found OFFSET 0)", found)

    def _read_all(self, model, ids, *names):
        """Read the rows of these ids, None among them, that the user may see, archived ones too.

        :return: list of tuples of id and the named fields
        """
        wanted = [*{*ids} - {None}]
        if not wanted:
            return []
        found = self.looked_up(model, "id", SQL("wanted.id"), *names)
        each = SQL("unnest(%s::int[]) wanted (id) CROSS JOIN %s found", id_array(wanted), found)
        return self.env.execute_query(SQL("SELECT found.* FROM %s", each))

    def _visible(self, model, *names):
        """Return SQL of a sub-select of a model's rows under the user's record rules."""
        return select_rows(self.env[model], names)

    def _all(self, model):
        """Return a Query of a model's rows under the user's record rules, archived ones too."""
        return self.env[model].with_context(active_test=False)._search(Domain.TRUE, order="id")

    def _columns(self, query, *names, model="stock.move.line"):
        """Return SQL of a sub-select with id and the named fields, flushed before it is run."""
        return select_columns(query, self.env[model], names)

    def _location_ids(self, domain):
        """Return tuple of the ids of locations, archived ones too; never empty, for SQL's IN."""
        locations = self.env["stock.location"].with_context(active_test=False)
        return tuple(locations._search(domain)) or (0,)

    def _rows(self, query):
        """Run a query. :return: Rows"""
        rows = self.env.execute_query(query)
        return Rows([column.name for column in self.env.cr.description], rows)
