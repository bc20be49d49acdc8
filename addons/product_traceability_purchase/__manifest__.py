{
    "name": "Product Traceability: Purchase",
    "summary": "The numbers of a purchase order's receipts, assigned from the order",
    "version": "19.0.3.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability", "purchase_stock"],
    "data": [
        "security/ir.model.access.csv",
        "views/purchase_order_views.xml",
        "views/stock_lot_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["product_traceability_purchase/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
