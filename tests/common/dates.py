"""What the tests of dates share: the setting, and a product whose lots expire."""

from .world import TraceabilityCommon


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
