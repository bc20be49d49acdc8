"""Does the same in core's way and in the faster one, and compares what they leave."""

from unittest.mock import patch

from odoo.addons.product_traceability.tests.common.same_as_core import SameAsCoreCommon

from ..tools import known_overrides


def in_cores_way():
    """Let nothing be known, so that all goes the ordinary way."""
    return patch.object(known_overrides, "only_known", return_value=False)


class BulkCommon(SameAsCoreCommon):
    def in_request_of(self, user, act):
        """:return: function that does something and stores it in a user's name, as a request"""

        def request():
            act()
            self.env(user=user.id).flush_all()

        return request

    def assert_same_as_core(self, act, refused=None):
        """Do something in core's way, undo it, do it in ours, and compare all that is stored.

        :param act: function that does it
        :param str refused: words of the error that both must raise; '' where both may raise one
        """
        for strict in (True, False):
            with self.subTest(strict=strict):
                self.company.strict_traceability = strict
                self.env.flush_all()
                known = self.known_ids()
                with in_cores_way():
                    core = self.outcome(act, known)
                ours = self.outcome(act, known)
                if refused is None:
                    self.assertNotIn("error", core)
                elif refused:
                    self.assertRegex(ours.get("error", "done"), refused)
                self.assert_same(core, ours)
