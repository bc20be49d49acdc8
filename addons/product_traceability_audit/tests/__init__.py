from . import test_audit
from . import test_readiness
from . import test_audit_tour
from . import test_causes
from . import test_common_cause
from . import test_origins
from . import test_random_scores
from . import test_score
