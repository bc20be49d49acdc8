{
    "name": "Product Traceability: Audit",
    "summary": "How complete the record of lots is, how to complete it, and what bad lots share",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability"],
    "data": [
        "security/ir.model.access.csv",
        "security/traceability_audit_rules.xml",
        "views/traceability_audit_views.xml",
        "wizards/traceability_readiness_views.xml",
        "wizards/common_cause_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["product_traceability_audit/static/src/**/*"],
        "web.assets_tests": ["product_traceability_audit/static/tests/tours/**/*"],
    },
    "application": True,
}
