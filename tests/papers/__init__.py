from . import test_certificate
from . import test_delivery_slip
from . import test_transfer_papers
