from . import traceability_story
