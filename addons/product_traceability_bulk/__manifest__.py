{
    "name": "Product Traceability: Large Transfers",
    "summary": "Transfers with thousands of lots and serial numbers, recorded and validated faster",
    "version": "19.0.3.4.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability"],
    "auto_install": True,
}
