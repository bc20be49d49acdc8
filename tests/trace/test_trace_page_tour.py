"""The page of a trace in a real browser: find, filter, the picture, by keys and for everybody."""

from unittest.mock import patch

from odoo.tests import ChromeBrowser, tagged

from ..common.trace_page import TracePageCommon

# What a screen reader must have a name for.
NAMED = {
    *("button", "link", "textbox", "searchbox", "combobox", "checkbox", "image", "img", "group"),
    *("treegrid", "spinbutton", "listbox", "graphics-document"),
}


@tagged("-at_install", "post_install")
class TestTracePageTour(TracePageCommon):
    def test_type_or_scan_a_lot_a_transfer_a_package_a_partner_or_choose_lots(self):
        self.walk("trace_find")

    def test_narrow_a_trace_by_words_kind_product_company_and_date(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        self.stock_user.company_ids += other
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        warehouse.in_type_id.use_existing_lots = True
        self.move_goods(
            warehouse.in_type_id,
            self.supplier_location,
            warehouse.lot_stock_id,
            [(self.tomato, self.lot, 5)],
            self.other_vendor,
        )
        cids = "-".join(map(str, (self.company | other).ids))
        self.walk("trace_filters", self.address(), cookies={"cids": cids})

    def test_unfold_zoom_and_save_the_picture_and_open_what_it_shows(self):
        self.walk("trace_picture", self.address())

    def test_find_filter_tree_and_picture_by_keyboard_alone(self):
        self.walk("trace_by_keyboard")


@tagged("-at_install", "post_install")
class TestTraceForEverybody(TracePageCommon):
    shown = ("treegrid", "group")  # the trees and the picture beside them

    def test_texts_are_readable_and_everything_has_a_name_for_screen_readers(self):
        told = []
        wait = ChromeBrowser._wait_code_ok

        def ask(browser, *args, **options):
            wait(browser, *args, **options)
            told.append(self.accessible(browser))

        with patch.object(ChromeBrowser, "_wait_code_ok", ask):
            self.walk("trace_for_everybody")
        [nodes] = told
        roles = {node["role"]["value"] for node in nodes}
        self.assertLessEqual({"button", "link", "searchbox", *self.shown}, roles)
        nameless = [
            (node["role"]["value"], node.get("properties"))
            for node in nodes
            if node["role"]["value"] in NAMED and not node.get("name", {}).get("value", "").strip()
        ]
        self.assertFalse(nameless)

    @staticmethod
    def accessible(browser):
        """:return: nodes of Chromium's accessibility tree within the page, below Odoo's own bar"""
        asked = browser._websocket_request
        page = asked(
            "Runtime.evaluate", params={"expression": "document.querySelector('.o_trace_page')"}
        )
        described = asked("DOM.describeNode", params={"objectId": page["result"]["objectId"]})
        nodes = asked("Accessibility.getFullAXTree")["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        top = described["node"]["backendNodeId"]
        waiting = [node for node in nodes if node.get("backendDOMNodeId") == top]
        found = []
        while waiting:
            node = waiting.pop()
            waiting += [by_id[child] for child in node.get("childIds", ()) if child in by_id]
            if not node.get("ignored"):
                found.append(node)
        return found


class TestTraceOnAPhone(TestTraceForEverybody):
    shown = ("group",)
    browser_size = "375x667"
    touch_enabled = True
