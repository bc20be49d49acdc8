import re

from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..reports.trace.traceability_csv import LISTS, write_csv, write_csv_list
from ..reports.trace.traceability_workbook import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
LARGEST_ID = 2**31 - 1


class TraceabilityController(http.Controller):
    @http.route(
        "/product_traceability/workbook", type="http", auth="user", methods=["GET"], readonly=True
    )
    def workbook(self, model="", ids="", **_options):
        """Send the trace of some records as an Excel workbook, as far as the user may see it.

        :param str model: name of a model that can be traced, such as ``stock.lot``
        :param str ids: ids of its records, separated by commas
        :return: the file; 404 for another model or a record that is gone, 400 for ids that are
            none, 403 when the user may not read the records
        """
        return self._file(model, ids, write_workbook, XLSX, "xlsx")

    @http.route(
        "/product_traceability/csv", type="http", auth="user", methods=["GET"], readonly=True
    )
    def csv(self, model="", ids="", part="", **_options):
        """Send the trace of some records as a CSV file; see :meth:`workbook`.

        :param str part: ``customers`` or ``stock`` for that list alone; 404 for another one
        """
        if part and part not in LISTS:
            raise NotFound(request.env._("A trace has no list of this name."))

        def write(env, answer, title):
            return write_csv_list(env, answer, part) if part else write_csv(env, answer, title)

        return self._file(model, ids, write, CSV, f"{part}.csv" if part else "csv")

    def _file(self, model, ids, write, mime_type, extension):
        records = self._records(model, ids)
        content = write(request.env, records.get_traceability(), records.trace_title())
        name = self._file_name(records, extension)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", mime_type),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    def _records(self, model, ids):
        registry = request.env.registry
        if model not in registry or registry[model]._abstract:
            raise NotFound(request.env._("Records of this kind cannot be traced."))
        records = request.env[model].with_context(**self._companies())
        if not isinstance(records, registry["traceability.mixin"]):
            raise NotFound(request.env._("Records of this kind cannot be traced."))
        records = records.browse(dict.fromkeys(self._ids(ids)))
        records.check_access("read")
        if len(records.exists()) < len(records):
            raise NotFound(request.env._("The record to trace does not exist anymore."))
        return records

    @staticmethod
    def _companies():
        """Return context with the companies that are chosen in the web client, if any."""
        chosen = set(request.cookies.get("cids", "").split("-"))
        ids = [id_ for id_ in request.env.user.company_ids.ids if str(id_) in chosen]
        return {"allowed_company_ids": ids} if ids else {}

    @staticmethod
    def _ids(text):
        parts = [part.strip() for part in text.split(",")]
        if not all(
            part.isdecimal() and len(part) <= 10 and 0 < int(part) <= LARGEST_ID for part in parts
        ):
            raise BadRequest(
                request.env._(
                    "The ids of the records to trace must be whole numbers, separated by commas."
                )
            )
        return [int(part) for part in parts]

    @staticmethod
    def _file_name(records, extension):
        name = re.sub(r"[^\w.-]+", "_", records[0].display_name).strip("._")[:80]
        more = f"_and_{len(records) - 1}_more" if len(records) > 1 else ""
        return f"traceability-{name}{more}.{extension}"

    @http.route(
        "/product_traceability/assignment_template",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def assignment_template(self, **_options):
        """Return the workbook to fill in for *Assign Serial Numbers*."""
        self._check_user()
        content = request.env["traceability.assignment"].write_workbook()
        return self._template(content, "serial-numbers.xlsx")

    @http.route(
        "/product_traceability/count_template",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def count_template(self, **_options):
        """Return the workbook to fill in for an import of counted quantities."""
        self._check_user()
        content = request.env["traceability.count"].write_template()
        return self._template(content, "inventory-count.xlsx")

    @staticmethod
    def _check_user():
        if not request.env.user.has_group("stock.group_stock_user"):
            raise Forbidden

    @staticmethod
    def _template(content, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
