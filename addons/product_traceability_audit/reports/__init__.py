from . import audit_papers
