from . import traceability_report
