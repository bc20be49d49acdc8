{
    "name": "Product Traceability - Demonstration",
    "summary": "Half a year of a maker of sauces and kitchen machines, to trace",
    "version": "19.0.3.0.0",
    "category": "Hidden",
    "author": "Product Traceability Contributors",
    "license": "LGPL-3",
    "maintainers": ["Product Traceability Contributors"],
    "development_status": "Beta",
    "depends": [
        "product_traceability_audit",
        "product_traceability_recall",
        "mrp",
        "sale_stock",
        "purchase_stock",
    ],
    "external_dependencies": {"python": ["freezegun"]},
    "demo": ["demo/story.xml"],
}
