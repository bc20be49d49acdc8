"""The SQL that the queries are made of: rows as the user may see them, found by an index."""

import contextlib
from operator import itemgetter
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.sub_select import column_list, select_columns

# What core's relation of linked lines holds: what was made of what, and the parts taken out, which
# a repair names the other way round.
LINKS, TAKEN_OUT = "links", "taken_out"
# From so many lots of a product on, used or made, an order is looked at for what is the same.
MANY = 20
# The fields of linked lines.
LINKED = ("lot_id", "move_id", "product_id", "location_id", "location_dest_id", "date")


# Where the cursor keeps what the queries of a trace are made of.
SOURCES = "product_traceability.sources"


class Source(NamedTuple):
    """The rows of a model as the user may see them, in parts of a query."""

    table: str
    columns: SQL
    tables: SQL
    rules: SQL

    def column(self, name):
        return SQL.identifier(self.table, name)

    def where(self, *conditions):
        """Return SQL of a sub-select of the rows for which some conditions hold, too."""
        conditions = [*conditions, *filter(None, [self.rules])]
        return SQL(
            "(SELECT %s FROM %s%s OFFSET 0)",
            self.columns,
            self.tables,
            SQL(" WHERE %s", SQL(" AND ").join(conditions)) if conditions else SQL(),
        )


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

    @contextlib.contextmanager
    def _remembering(self):
        """Put what the queries of a trace are made of together once: what the user may see of each
        model stays the same while it is made. None of them is compiled.
        """
        # As it is delivered, PostgreSQL compiles what it takes for dear, as lists of ids that it
        # does not look into: for a typical lot that takes three times as long as all the rest.
        self.env.cr.execute("SET LOCAL jit TO off")
        cache = self.env.cr.cache
        before, cache[SOURCES] = cache.get(SOURCES), {}
        try:
            yield
        finally:
            cache[SOURCES] = before

    def _remembered(self, key, make):
        """Return what a function makes, made once in a trace.

        :param tuple key: what tells it from all else that is made with the same rights
        """
        known = self.env.cr.cache.get(SOURCES)
        if known is None:
            return make()
        key = (self.env, *key)
        if key not in known:
            known[key] = make()
        return known[key]

    @api.private
    def done_lines(self, domain, as_of):
        """Return a Query of the done move lines in a domain that the user may see."""
        return self.env["stock.move.line"]._search(self._done(domain, as_of), order="id")

    @staticmethod
    def _done(domain, as_of):
        """Return a Domain with what makes a line count as a movement."""
        # A count that confirms an empty location leaves a line of quantity 0: nothing moved.
        domain &= Domain("state", "=", "done") & Domain("quantity_product_uom", "!=", 0)
        if as_of:
            domain &= Domain("date", "<=", as_of)
        return domain

    @api.private
    def looked_up_lines(self, as_of, column, value, *names, domain=Domain.TRUE):
        """Return SQL like that of :meth:`looked_up`, of done lines.

        :param domain: Domain of what can be hashed: no lists
        """
        source = self._lines_source(as_of, domain, names)
        return SQL("LATERAL %s", source.where(SQL("%s = %s", source.column(column), value)))

    @api.private
    def looked_up(self, model, column, value, *names, where=None, once=None):
        """Find the rows of a model by a value of the row that stands before it, by an index.

        ``OFFSET 0`` keeps the planner from joining it as it thinks best: for a trace of tens of
        thousands of movements that is reading whole tables, and at which size of a table it does
        is anybody's guess. So the work depends on the trace alone, not on the database.

        :param str column: an indexed column
        :param SQL value: what it must equal
        :param SQL where: what else must hold, with the columns by the name of their table
        :param SQL once: a JSON value of the row before, NULL, where hardly any value comes twice:
            by what is JSON no cache can be kept of what was found, which costs a quarter of it
        :return: SQL to stand after JOIN, with id and the named fields
        """
        source = self._source(model, names)
        conditions = [SQL("%s = %s", source.column(column), value)]
        if where:
            conditions.append(where)
        if once:
            conditions.append(SQL("%s IS NULL", once))
        return SQL("LATERAL %s", source.where(*conditions))

    def _lines_by(self, as_of, column, ids, *names, domain=Domain.TRUE):
        """Return SQL of a sub-select of the done lines with one of these values in a column.

        The planner does not look into the list, so that it takes the index however long it is.
        """
        source = self._lines_source(as_of, domain, names)
        listed = SQL("(SELECT %s::int[])::int[]", id_array(ids))
        return source.where(SQL("%s = ANY (%s)", source.column(column), listed))

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

    def _read_together(self, *wanted):
        """Read rows of several models, that the user may see, archived ones too, in one query.

        :param wanted: (model, ids, None among them, names of fields) of each
        :return: list of {id: list of the fields as text, and more} of each
        """
        most = max(len(names) for _model, _ids, *names in wanted)
        found, parts = [{} for _each in wanted], []
        for number, (model, ids, *names) in enumerate(wanted):
            if ids := ids - {None}:
                columns = [SQL("%s::text", SQL.identifier("found", name)) for name in names]
                columns += [SQL("NULL")] * (most - len(names))
                parts.append(
                    SQL(
                        "SELECT %s, found.id, %s FROM unnest(%s::int[]) wanted (id)"
                        " CROSS JOIN %s found",
                        number,
                        SQL(", ").join(columns),
                        id_array(ids),
                        self.looked_up(model, "id", SQL("wanted.id"), *names),
                    )
                )
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else ()
        for number, record, *values in rows:
            found[number][record] = values
        return found

    def _visible(self, model, *names):
        """Return SQL of a sub-select of a model's rows under the user's record rules."""
        return self._source(model, names).where()

    def _source(self, model, names):
        """Return the Source of a model's rows, archived ones too."""

        def search():
            records = self.env[model].with_context(active_test=False)
            return records._search(Domain.TRUE)

        def make():
            return self._made_source(self._remembered((model,), search), model, names)

        return self._remembered((model, names), make)

    def _lines_source(self, as_of, domain, names):
        """Return the Source of the done move lines in a domain."""

        def search():
            return self.env["stock.move.line"]._search(self._done(domain, as_of))

        def make():
            query = self._remembered((as_of, domain), search)
            return self._made_source(query, "stock.move.line", names)

        return self._remembered((as_of, domain, names), make)

    def _made_source(self, query, model, names):
        """Return the Source of a Query's rows; what a field joins to the Query, all may have."""
        return Source(
            query.table,
            column_list(query, self.env[model], names),
            query.from_clause,
            query.where_clause,
        )

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
