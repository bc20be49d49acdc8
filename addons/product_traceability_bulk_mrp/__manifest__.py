{
    "name": "Product Traceability: Large Manufacturing Orders",
    "summary": "Orders with thousands of serial numbers as components, checked faster",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability_bulk", "product_traceability_mrp"],
    "auto_install": True,
}
