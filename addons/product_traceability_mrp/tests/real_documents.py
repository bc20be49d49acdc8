"""Histories told by real documents of every kind."""

from .documents_of_packages import DocumentsOfPackages
from .documents_of_production import DocumentsOfProduction


class RealDocuments(DocumentsOfPackages, DocumentsOfProduction):
    """A factory where anything may happen next, each step a document of Odoo."""
