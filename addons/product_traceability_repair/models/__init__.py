from . import correctable, traceability_graph, traceability_guard
