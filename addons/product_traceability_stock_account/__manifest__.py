{
    "name": "Product Traceability: Valuation",
    "summary": "The value of what expires, on the expiry board",
    "version": "19.0.3.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability", "stock_account"],
    "data": ["views/expiry_board_views.xml"],
    "auto_install": True,
}
