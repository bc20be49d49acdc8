from . import correctable, traceability_graph
