"""Before tests that open pages: make the bundles of scripts and styles that every page asks for.

Core's own runner does so, pytest-odoo does not. Each test would make them anew in its transaction,
which is rolled back, and other requests wait for it: where that took longer than they may wait,
the browser got an error page where it expected JSON.
"""

import pytest

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tests import HttpCase
from odoo.tests.common import BaseCase, get_db_name

BUNDLES = (
    *("web.assets_web", "web.assets_web_print", "web.__assets_tests_call__"),
    "web.report_assets_common",
)
PATIENCE = 120  # seconds, on a machine that does much else


@pytest.fixture(scope="session", autouse=True)
def bundles(request, load_registry):
    BaseCase.test_cursor_lock_timeout = PATIENCE
    classes = (getattr(item, "cls", None) or object for item in request.session.items)
    if not any(issubclass(cls, HttpCase) for cls in classes):
        return
    with Registry(get_db_name()).cursor() as cursor:
        qweb = Environment(cursor, SUPERUSER_ID, {})["ir.qweb"]
        for name in BUNDLES:
            qweb._get_asset_bundle(name, css=True, js=False).css()
            qweb._get_asset_bundle(name, css=False, js=True).js()
