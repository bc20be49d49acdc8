{
    "name": "Product Traceability: Sales",
    "summary": "Assign lot/serial numbers from sales orders and print them on invoices",
    "version": "19.0.3.1.0",
    "category": "Supply Chain/Inventory",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": ["product_traceability", "sale_stock_product_expiry"],
    "data": [
        "security/product_traceability_sale_groups.xml",
        "security/ir.model.access.csv",
        "reports/invoice.xml",
        "views/res_config_settings_views.xml",
        "views/sale_order_views.xml",
        "views/stock_picking_views.xml",
        "views/stock_lot_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["product_traceability_sale/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
