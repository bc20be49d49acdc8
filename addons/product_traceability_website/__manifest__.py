{
    "name": "Product Traceability: Website",
    "summary": "The website that a lot/serial number belongs to",
    "version": "19.0.3.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability", "website"],
    "data": ["security/stock_lot_rules.xml", "views/stock_lot_views.xml"],
    "auto_install": True,
}
