"""Odoo's own lint tests (its addon test_lint) on our addons alone; `make lint` feeds this to an
Odoo shell on a database where they are installed.

As they are, those tests walk through every addon on the path; here the addons they see are ours.
What they read from the registry is whole: core's part of it passes.
"""

import importlib
import logging
import os
import sys
import types
import unittest
from unittest.mock import patch

from odoo.modules import Manifest

PACKAGE = "odoo.addons.test_lint.tests"
OURS = os.environ["LINT_MODULES"].split(",")
# Left out: test_pylint and test_eslint, whose rules `make lint` runs by itself, test_checkers,
# which tests the checkers, test_markers and test_l10n, which have nothing of ours to look at.
TESTS = (
    "docstring dunderinit i18n index jstranslate manifests naming onchange_domains"
    " orm_import override_signatures pofile routes test_holes"
).split()
# Keys of manifests that the OCA's tools read, and Odoo's own test does not know.
OCA_KEYS = {"maintainers", "development_status"}


class Warnings(logging.Handler):
    """Some of the tests only log what they find."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.found = []

    def emit(self, record):
        self.found.append(record.getMessage())


def run():
    # The package's own __init__ imports tests that need pylint beside Odoo.
    sys.modules[PACKAGE] = package = types.ModuleType(PACKAGE)
    package.__path__ = [f"{Manifest.for_addon('test_lint').path}/tests"]
    modules = [importlib.import_module(f"{PACKAGE}.test_{name}") for name in TESTS]
    manifests = [Manifest.for_addon(name) for name in OURS]
    warnings = Warnings()
    logger = logging.getLogger("odoo.addons.test_lint")
    logger.addHandler(warnings)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    suite = unittest.TestSuite(map(unittest.defaultTestLoader.loadTestsFromModule, modules))
    result = unittest.TestResult()
    with (
        patch.object(Manifest, "all_addon_manifests", staticmethod(lambda: manifests)),
        patch(f"{PACKAGE}.test_pofile.get_modules", lambda: OURS),
        patch(f"{PACKAGE}.test_manifests.MANIFEST_KEYS", _manifest_keys()),
    ):
        suite.run(result)
    found = [f"{test}\n{text}" for test, text in result.failures + result.errors]
    return result.testsRun, found + warnings.found


def _manifest_keys():
    return sys.modules[f"{PACKAGE}.test_manifests"].MANIFEST_KEYS | OCA_KEYS


ran, complaints = run()
print(*complaints, sep="\n\n", end="\n" if complaints else "")
sys.exit(1 if complaints or not ran else 0)
