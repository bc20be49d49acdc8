{
    "name": "Product Traceability: Audit of Manufacturing",
    "summary": "What the record of manufacturing orders lacks, in the traceability audit",
    "version": "19.0.1.2.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability_audit", "product_traceability_mrp"],
    "data": ["security/ir.model.access.csv", "views/mrp_production_views.xml"],
    "auto_install": True,
}
