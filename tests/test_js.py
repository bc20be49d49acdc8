import re
from unittest.mock import patch
from urllib.parse import urlencode

from odoo.tests import ChromeBrowser, HttpCase, tagged

SUITE = "@product_traceability"
SUCCESS = "[HOOT] Test suite succeeded"


class ComponentSuite(HttpCase):
    """Runs the component tests of this module, through Odoo's own suite filtered by name."""

    def run_suite(self, **options):
        """Run the tests; fail when one fails, or when none ran.

        :param options: of Odoo's test page, such as ``preset`` and ``tag``
        """
        lines = []
        handle = ChromeBrowser._handle_console

        def keep(browser, type, args=None, **kwargs):
            lines.append(" ".join(str(arg.get("value", "")) for arg in args or ()))
            return handle(browser, type, args=args, **kwargs)

        query = {"headless": "", "loglevel": 2, "timeout": 15000, "id": suite_id(SUITE), **options}
        try:
            with patch.object(ChromeBrowser, "_handle_console", keep):
                self.browser_js(
                    f"/web/tests?{urlencode(query)}",
                    "",
                    "",
                    login="admin",
                    timeout=180,
                    success_signal=SUCCESS,
                    # A failed test lets the others run.
                    error_checker=lambda message: "[HOOT]" not in message,
                )
        except AssertionError as error:
            told = "\n".join(line for line in lines if "failed" in line.lower())
            raise AssertionError(f"{error}\n{told}") from error
        # Without a match the page drops the filter and runs every other test: only ours count.
        ended = re.compile(rf'"{SUITE}" ended.*\bpassed: [1-9]')
        self.assertTrue(any(map(ended.search, lines)), "no component test ran: check the filter")


def suite_id(name):
    """:return: the number by which Odoo's test page knows a suite, made of its name"""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestComponentsDesktop(ComponentSuite):
    def test_components(self):
        self.run_suite(preset="desktop")


@tagged("post_install", "-at_install")
class TestComponentsMobile(ComponentSuite):
    browser_size = "375,667"
    touch_enabled = True

    def test_components(self):
        self.run_suite(preset="mobile", tag="-headless")
