"""Goods made from lots, told without the Manufacturing app."""

from .world import TraceabilityCommon


class MadeCommon(TraceabilityCommon):
    """Orders as the record keeps them, told without the Manufacturing app."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.paste = cls.make_product("Paste", "none")
        cls.meal = cls.make_product("Meal", "lot")

    @classmethod
    def make_goods(cls, product, name, used, quantity=1, date=None):
        """Use components and make goods of them, as the record of a company that was not strict
        has it: without an order. :return: the lot made, or None

        :param list used: (product, lot or None, quantity)
        """
        was_strict, cls.company.strict_traceability = cls.company.strict_traceability, False
        consumed = cls.move_goods(
            cls.warehouse.int_type_id, cls.stock_location, cls.production, used
        )
        made = cls.move_goods(
            cls.warehouse.in_type_id,
            cls.production,
            cls.stock_location,
            [(product, name and cls.make_lot(product, name), quantity)],
        )
        made.move_line_ids.consume_line_ids = consumed.move_line_ids
        if date:
            (consumed | made).move_line_ids.date = date
        cls.company.strict_traceability = was_strict
        return made.move_line_ids.lot_id

    def named(self, answer):
        """:return: {lot's name, or product's without lot: node}"""
        return {node["lot_name"] or node["product_name"]: node for node in answer["nodes"]}
