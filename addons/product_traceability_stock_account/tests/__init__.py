from . import test_value_at_risk
