"""The workbook of an audit."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.product_traceability.controllers.traceability import XLSX

from ..reports.audit_workbook import write_workbook

LARGEST_ID = 2**31 - 1


class AuditController(http.Controller):
    @http.route(
        "/product_traceability_audit/workbook/<int:audit_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def workbook(self, audit_id, **_options):
        """Send an audit as an Excel workbook, with every row that the user may see.

        :return: the file; 404 for an audit that is not there, 403 when the user may not read it
        """
        companies = request.env.user.company_ids.ids
        audit = request.env["traceability.audit"].with_context(allowed_company_ids=companies)
        audit = audit.browse(audit_id).exists() if audit_id <= LARGEST_ID else audit
        if not audit:
            raise NotFound
        audit.check_access("read")
        content = write_workbook(audit)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(f"audit-{audit.moment:%Y-%m-%d}.xlsx")),
            ],
        )
