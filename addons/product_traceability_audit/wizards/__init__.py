from . import traceability_readiness
from . import res_config_settings
from . import common_cause
