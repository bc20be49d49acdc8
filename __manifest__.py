{
    "name": "Product Traceability",
    "summary": "Trace any lot or serial number both ways and to the end, and prove it",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "depends": ["product_expiry", "barcodes_gs1_nomenclature"],
    "data": [
        "security/product_traceability_groups.xml",
        "security/ir.model.access.csv",
        "reports/traceability_report.xml",
        "views/traceability_views.xml",
        "views/stock_lot_views.xml",
        "views/stock_picking_views.xml",
        "views/stock_picking_type_views.xml",
        "views/product_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/demo.xml"],
    "assets": {
        "web.assets_backend": ["product_traceability/static/src/**/*"],
        "web.assets_tests": ["product_traceability/static/tests/tours/**/*"],
        "web.assets_unit_tests": [
            "product_traceability/static/tests/*_test_helpers.js",
            "product_traceability/static/tests/**/*.test.js",
        ],
    },
}
