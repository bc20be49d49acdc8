{
    "name": "Product Traceability: Repairs",
    "summary": "Repair orders in the trace and in corrections of lots and serial numbers",
    "version": "19.0.3.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability", "repair"],
    "data": [
        "security/ir.model.access.csv",
        "views/repair_order_views.xml",
        "views/traceability_correction_views.xml",
    ],
    "auto_install": True,
}
