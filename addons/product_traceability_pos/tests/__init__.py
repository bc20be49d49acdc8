from . import test_auditor
from . import test_point_of_sale
