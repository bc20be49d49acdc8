{
    "name": "Product Traceability: Manufacturing",
    "summary": "Manufacturing and unbuild orders in the trace of lots and serial numbers",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "depends": ["product_traceability", "mrp_product_expiry"],
    "data": [
        "security/ir.model.access.csv",
        "security/mrp_production_pairing_rules.xml",
        "reports/traceability_report.xml",
        "views/stock_lot_views.xml",
        "views/mrp_production_assign_views.xml",
        "views/mrp_production_pairing_views.xml",
        "wizards/mrp_production_pair_views.xml",
        "views/traceability_correction_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["product_traceability_mrp/static/src/**/*"],
        "web.assets_tests": ["product_traceability_mrp/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
