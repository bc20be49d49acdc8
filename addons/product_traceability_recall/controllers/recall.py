"""The page on which consignees answer without a login, and the proof that is downloaded."""

import io
import time
import zipfile
from collections import defaultdict, deque

from werkzeug.exceptions import NotFound, TooManyRequests

from odoo import fields, http
from odoo.exceptions import UserError, ValidationError
from odoo.http import content_disposition, request
from odoo.tools import consteq

from ..models.recall_answer import PARTS
from ..reports.recall_papers import quantity_of
from ..tools.quantity import read_quantity

# How often one address may ask in a minute; a person answers in two or three requests.
MOST_A_MINUTE = 30
LONGEST_TEXT = 1000
LONGEST_NAME = 200
LARGEST_ID = 2**31 - 1
_asked = defaultdict(deque)


class RecallController(http.Controller):
    @http.route(
        "/recall/answer/<int:consignee_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def answer(self, consignee_id, token, **post):
        """Show the form to a consignee, or take its answer."""
        self._slow_down()
        consignee = self._consignee(consignee_id, token)
        if not consignee:
            return self._page("unknown", {"recall": consignee.recall_id}, status=404)
        fields_ = consignee.env["traceability.recall.answer.line"]._fields
        values = {
            "consignee": consignee,
            "recall": consignee.recall_id,
            "errors": [],
            "post": post,
            "quantity": quantity_of,
            "parts": [(part, fields_[part]._description_string(consignee.env)) for part in PARTS],
        }
        if consignee.token_until < fields.Datetime.now() or consignee.recall_id.state == "closed":
            return self._page("expired", values)
        if request.httprequest.method == "POST" and consignee.state != "answered":
            values["errors"] = self._take(consignee, post)
        if consignee.state == "answered":
            return self._page("answered", values | {"answer": consignee.answer_ids[:1]})
        return self._page("form", values)

    def _page(self, name, values, **how):
        response = request.render(f"product_traceability_recall.answer_{name}", values, **how)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _slow_down(self):
        """Refuse an address that asks too often, as one that tries out links does."""
        now, asked = time.monotonic(), _asked[request.httprequest.remote_addr]
        while asked and asked[0] < now - 60:
            asked.popleft()
        if len(asked) >= MOST_A_MINUTE:
            raise TooManyRequests
        asked.append(now)
        if len(_asked) > 10_000:
            _asked.clear()

    def _consignee(self, consignee_id, token):
        """:return: ``traceability.recall.consignee`` of a link; none where it is not one"""
        # sudo: the secret of the link is the right to it, and to this one consignee alone.
        consignees = request.env["traceability.recall.consignee"].sudo()
        if consignee_id > LARGEST_ID or not token.isascii():
            return consignees
        consignee = consignees.browse(consignee_id)
        known = consignee.exists() and consignee.access_token
        if not known or not consteq(known, token):
            return consignees
        request.update_context(lang=consignee.get_lang())
        return consignee.with_context(
            lang=consignee.get_lang(), allowed_company_ids=consignee.company_id.ids
        )

    def _take(self, consignee, post):
        """Keep an answer. :return: list of what is wrong with it"""
        name = (post.get("name") or "").strip()[:LONGEST_NAME]
        if not name:
            return [consignee.env._("Enter your name.")]
        try:
            language = consignee.env["res.lang"]._get_data(code=consignee.get_lang())
            signs = (language.decimal_point or ".", language.thousands_sep or "")
            lines = [self._line(account, post, signs) for account in consignee.account_ids]
        except ValueError:
            return [consignee.env._("Enter quantities as numbers.")]
        try:
            with request.env.cr.savepoint():
                consignee.env["traceability.recall.answer"].create(
                    {
                        "consignee_id": consignee.id,
                        "source": "link",
                        "name": name,
                        "note": (post.get("note") or "").strip()[:LONGEST_TEXT],
                        "line_ids": [fields.Command.create(line) for line in lines],
                    }
                )
        except (UserError, ValidationError) as error:
            consignee.invalidate_recordset()
            return [str(error)]
        return []

    @staticmethod
    def _line(account, post, signs):
        product = account.product_id
        line = {"product_id": product.id}
        for part in PARTS:
            line[part] = read_quantity(post.get(f"{part}_{product.id}"), *signs)
        line["passed_to"] = (post.get(f"passed_to_{product.id}") or "").strip()[:LONGEST_NAME]
        return line

    @http.route(
        "/product_traceability_recall/proof/<int:consignee_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def proof(self, consignee_id):
        """Send the proof of one consignee's deliveries, as a ZIP."""
        consignee = request.env["traceability.recall.consignee"].browse(consignee_id)
        if consignee_id > LARGEST_ID or not consignee.exists():
            raise NotFound
        consignee.check_access("read")
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in consignee.get_proof().items():
                archive.writestr(name, content)
        return request.make_response(
            file.getvalue(),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition(f"proof-{consignee_id}.zip")),
            ],
        )
