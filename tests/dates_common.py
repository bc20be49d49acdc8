"""What the tests of dates share: the setting, and a product whose lots expire."""

from odoo.tests import Form

from .common import TraceabilityCommon


class DatesCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tomato.write(
            {
                "use_expiration_date": True,
                "expiration_time": 30,
                "use_time": 10,
                "removal_time": 5,
                "alert_time": 12,
            }
        )
        cls.company.partner_id.tz = "UTC"
        cls.warehouse.partner_id.tz = "UTC"

    def settings(self, **values):
        """Open the settings, change boxes one after the other, save them."""
        form = Form(self.env["res.config.settings"])
        for name, value in values.items():
            setattr(form, name, value)
        form.save().execute()
        self.env.invalidate_all()
