"""What a client can call answers nobody who may not read what it is about."""

import inspect

from odoo import models
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from ..common.guard import HistoryCommon

OURS = "product_traceability"
# Reading may be for everybody; what they do is not.
WITHOUT_RECORDS = {
    ("traceability.graph", "find_traceable"): ["T1"],
    ("traceability.scan", "find_documents"): [""],
}


@tagged("post_install", "-at_install")
class TestPublicMethods(HistoryCommon):
    def test_a_plain_employee_is_refused_by_every_public_method_of_ours(self):
        self.env["stock.package"].create({"name": "BOX"})
        called = 0
        for model, method in self.list_methods():
            record = self.env[model].sudo().search([], limit=1)
            if not record or record.with_user(self.employee).has_access("read"):
                continue
            called += 1
            arguments = [0] * self.count_needed(record, method)
            with self.subTest(model=model, method=method), self.assertRaises(AccessError):
                self.rpc(self.employee, model, method, record.ids, *arguments)
        self.assertGreater(called, 30)

    def test_nor_does_he_search_or_scan(self):
        for (model, method), arguments in WITHOUT_RECORDS.items():
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.employee, model, method, *arguments)
        with self.assertRaises(AccessError):
            self.rpc(self.employee, "traceability.scan", "parse", "T1")

    def list_methods(self):
        """:return: (model, method) of all that our addons let a client call on records"""
        for name, model in self.env.items():
            if model._abstract or model._transient:
                continue
            for method in dir(type(model)):
                if method.startswith("_") or hasattr(models.BaseModel, method):
                    continue
                definers = [cls for cls in type(model).mro() if method in vars(cls)]
                function = getattr(type(model), method)
                if (
                    callable(function)
                    and all(OURS in cls.__module__ for cls in definers)
                    and self.is_public(model, method)
                ):
                    yield name, method

    @staticmethod
    def is_public(model, method):
        try:
            get_public_method(model, method)
        except (AccessError, AttributeError):
            return False
        return True

    @staticmethod
    def count_needed(record, method):
        parameters = list(inspect.signature(getattr(record, method)).parameters.values())
        return sum(
            parameter.default is parameter.empty and parameter.kind < parameter.VAR_POSITIONAL
            for parameter in parameters
        )
