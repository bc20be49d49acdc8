"""A pytest plugin for the suites of others: skips tours, which take hours; TOURS=1 runs them."""

import functools
import inspect

import pytest

from odoo.tests.common import HttpCase

# What a test calls that opens a browser.
OPENS = ("start_tour(", "start_pos_tour(", "browser_js(")
REASON = "a tour; TOURS=1 runs it"
PATIENCE = 120  # seconds that a page may take, on a machine that does much else


def _skip(*_arguments, **_options):
    pytest.skip(REASON)


def pytest_configure():
    HttpCase.browser_js = _skip
    HttpCase.url_open = functools.partialmethod(HttpCase.url_open, timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """Skip what is seen to be a tour before its world is built, which takes longest."""
    for item in items:
        if any(call in inspect.getsource(item.function) for call in OPENS):
            item.add_marker(pytest.mark.skip(reason=REASON))
