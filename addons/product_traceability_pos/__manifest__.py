{
    "name": "Product Traceability: Point of Sale",
    "summary": "What a till sells is recorded, and what it should not have sold is told",
    "version": "19.0.3.1.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability", "point_of_sale"],
    "auto_install": True,
}
