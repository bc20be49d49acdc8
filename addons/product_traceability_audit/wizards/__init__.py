from . import traceability_readiness
from . import res_config_settings
