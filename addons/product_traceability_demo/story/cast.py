"""Who and what the story is about: the maker's settings, partners, products and recipes."""

from odoo.fields import Command

MAKER = "Ladle & Mill Works"
SETTINGS = {
    "group_stock_production_lot": True,
    "group_stock_multi_locations": True,
    "group_lot_on_delivery_slip": True,
    "group_lot_on_invoice": True,
    "group_expiry_date_on_delivery_slip": True,
}
# (role, reference, name, street, postal code, city, country)
PARTNERS = (
    ("cooperative", "LM-V1", "Campo Alto Farm & Machine Cooperative")
    + ("Strada dei Poderi 14", "43044", "Collecchio", "base.it"),
    ("supplier", "LM-V2", "Brunnhof Supply House")
    + ("Am Brunnhof 3", "70327", "Stuttgart", "base.de"),
    ("grocer", "LM-C1", "Corner Pantry Grocers")
    + ("27 Mill Lane", "BS1 4DJ", "Bristol", "base.uk"),
    ("bistro", "LM-C2", "Bistro Linden") + ("Lindenallee 8", "10178", "Berlin", "base.de"),
    ("hotel", "LM-C3", "Harbour Hotel Group") + ("Havnegade 41", "1058", "Copenhagen", "base.dk"),
    ("shop", "LM-C4", "Kitchenware Direct") + ("Kanaalstraat 112", "3531", "Utrecht", "base.nl"),
)
# How to reach them; numbers and domains that nobody has.
CONTACTS = {
    "grocer": {"email": "orders@corner-pantry.example.com", "phone": "+44 117 496 0142"},
    "bistro": {"email": "kitchen@bistro-linden.example.com", "phone": "+49 30 23125 014"},
    "hotel": {"phone": "+44 20 7946 0958"},  # no e-mail: somebody has to call
}
# What each product adds to a plain stored product.
PRODUCTS = {
    "tomato": {
        "name": "Plum tomatoes, fresh",
        "default_code": "TOM-PLUM",
        "uom_id": "uom.product_uom_kgm",
        "tracking": "lot",
        "standard_price": 1.35,
        "list_price": 2.10,
        "use_expiration_date": True,
        "expiration_time": 21,
        "use_time": 3,
        "removal_time": 2,
        "alert_time": 10,
    },
    "jar": {
        "name": "Glass jar 500 ml with lid",
        "default_code": "JAR-500",
        "barcode": "9501101531031",
        "tracking": "lot",
        "standard_price": 0.32,
        "list_price": 0.60,
        "use_expiration_date": True,
        "expiration_time": 1095,
        "use_time": 90,
        "removal_time": 60,
        "alert_time": 180,
    },
    "sauce": {
        "name": "Tomato sauce, jar of 500 g",
        "default_code": "SAU-500",
        "barcode": "9501101531024",
        "tracking": "lot",
        "standard_price": 1.60,
        "list_price": 4.20,
        "use_expiration_date": True,
        "expiration_time": 270,
        "use_time": 60,
        "removal_time": 30,
        "alert_time": 120,
    },
    "motor": {
        "name": "Motor 600 W",
        "default_code": "MOT-600",
        "barcode": "9501101531017",
        "tracking": "serial",
        "standard_price": 18.50,
        "list_price": 29.0,
    },
    "screw": {
        "name": "Screw M4 x 12",
        "default_code": "SCR-M4",
        "barcode": "9501101531048",
        "tracking": "none",
        "standard_price": 0.02,
        "list_price": 0.05,
    },
    "blender": {
        "name": "Kitchen blender 600 W",
        "invoice_policy": "delivery",
        "default_code": "BLD-600",
        "barcode": "9501101531055",
        "tracking": "serial",
        "standard_price": 31.0,
        "list_price": 89.0,
        "warranty_months": 24,
    },
    "basil": {
        "name": "Basil, dried",
        "default_code": "BAS-DRY",
        "uom_id": "uom.product_uom_kgm",
        "tracking": "lot",
        "standard_price": 9.80,
        "list_price": 14.0,
        "use_expiration_date": True,
        "expiration_time": 540,
        "new_lots": "hold",
    },
}
# Quantities for one unit. A blender comes with a jar as its cup.
RECIPES = {
    "sauce": {"tomato": 0.6, "jar": 1},
    "blender": {"motor": 1, "screw": 6, "jar": 1},
}


def is_cast(env):
    """:return: whether this database has the story's products already, archived ones too"""
    codes = [values["default_code"] for values in PRODUCTS.values()]
    products = env["product.product"].with_context(active_test=False)
    return bool(products.search_count([("default_code", "in", codes)], limit=1))


class Cast:
    """Each role as an attribute: ``cast.tomato`` is a product, ``cast.bistro`` a partner."""

    def __init__(self, env):
        self.env = env
        env["res.config.settings"].create(SETTINGS).execute()
        # Customers have phones, and a story sends no text message of its deliveries.
        env.company.stock_text_confirmation = False
        self._name_maker()
        self.warehouse = self._warehouse()
        self.stock = self.warehouse.lot_stock_id
        self.cold_room = env["stock.location"].create(
            {
                "name": "Cold Room",
                "location_id": self.stock.id,
                "usage": "internal",
                "barcode": "COLD-ROOM",
            }
        )
        for role, *values in PARTNERS:
            setattr(self, role, self._partner(*values, **CONTACTS.get(role, {})))
        for role, values in PRODUCTS.items():
            setattr(self, role, self._product(values))
        for role, parts in RECIPES.items():
            self._recipe(getattr(self, role), parts)

    def _name_maker(self):
        """Documents look better with a name; a company that has one of its own keeps it."""
        company = self.env.company
        if company.name == "My Company":
            company.name = MAKER

    def _warehouse(self):
        """A warehouse that receives, makes and ships in one step each."""
        company = self.env.company
        plain = [
            ("company_id", "=", company.id),
            ("reception_steps", "=", "one_step"),
            ("delivery_steps", "=", "ship_only"),
            ("manufacture_steps", "=", "mrp_one_step"),
        ]
        warehouses = self.env["stock.warehouse"]
        warehouse = warehouses.search(plain, limit=1) or warehouses.create(
            {"name": MAKER, "code": "LM", "company_id": company.id}
        )
        # Two vendors deliver from one harvest: the second receipt names a lot that is there.
        warehouse.in_type_id.use_existing_lots = True
        return warehouse

    def _partner(self, reference, name, street, postal_code, city, country, **contacts):
        return self.env["res.partner"].create(
            {
                "name": name,
                "ref": reference,
                "is_company": True,
                "street": street,
                "zip": postal_code,
                "city": city,
                "country_id": self.env.ref(country).id,
                **contacts,
            }
        )

    def _product(self, values):
        unit = self.env.ref(values.get("uom_id", "uom.product_uom_unit"))
        return self.env["product.product"].create(
            {**values, "type": "consu", "is_storable": True, "uom_id": unit.id}
        )

    def _recipe(self, product, parts):
        """A bill of materials for a hundred units, so that no quantity is rounded."""
        lines = [
            Command.create({"product_id": getattr(self, role).id, "product_qty": 100 * quantity})
            for role, quantity in parts.items()
        ]
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 100,
                "bom_line_ids": lines,
            }
        )
