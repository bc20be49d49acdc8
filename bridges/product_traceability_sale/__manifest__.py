{
    "name": "Product Traceability: Sales",
    "summary": "The numbers of a sales order's deliveries, chosen from the order",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "depends": ["product_traceability", "sale_stock_product_expiry"],
    "data": ["views/sale_order_views.xml"],
    "assets": {
        "web.assets_tests": ["product_traceability_sale/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
