from . import traceability
