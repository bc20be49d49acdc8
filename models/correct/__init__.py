from . import traceability_correction, traceability_correctable
