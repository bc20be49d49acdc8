from . import test_answer_page
from . import test_bad_tomatoes
from . import test_evidence
from . import test_quantities
from . import test_recall
from . import test_recall_roles
from . import test_recall_tour
from . import test_time_stamp
