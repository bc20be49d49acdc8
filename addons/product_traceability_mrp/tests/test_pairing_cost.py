"""What pairing costs when an order makes many units: as much for many as for few."""

from unittest.mock import patch

from .common import PairingCommon


class TestPairingCost(PairingCommon):
    def plan_many(self, prefix, units):
        """:return: an order of that many blenders, a motor and a lid each, paired"""
        lid = self.make_product(f"Lid {prefix}", "serial")
        parts = [
            (self.receive(product, f"{prefix}{number}"), 1)
            for product in (self.motor, lid)
            for number in range(units)
        ]
        names = [f"{prefix}-{number}" for number in range(units)]
        order = self.plan_blenders(*names, parts=parts)
        order.action_pair_in_sequence()
        return order

    def queries_of_links(self, order):
        """Mark an order done. :return: the queries that writing its links took"""
        lines, counts = type(self.env["stock.move.line"]), []
        write_links = lines._write_links

        def counting(made, links):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            result = write_links(made, links)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            return result

        with patch.object(lines, "_write_links", counting):
            order.button_mark_done()
        self.assertEqual(order.state, "done")
        [count] = counts
        return count

    def test_the_links_of_many_units_take_as_many_queries_as_those_of_few(self):
        few = self.queries_of_links(self.plan_many("few", 2))
        many = self.plan_many("many", 12)
        self.assertEqual(self.queries_of_links(many), few)
        for line in many.move_finished_ids.move_line_ids:
            self.assertEqual(len(line.consume_line_ids), 2)

    def test_pairing_in_sequence_asks_the_database_as_often_for_many_as_for_few(self):
        counts = []
        for prefix, units in (("warm", 2), ("few", 2), ("many", 12)):  # the first fills the caches
            order = self.plan_many(prefix, units)
            order.pairing_ids.unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_pair_in_sequence()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
