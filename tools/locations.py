"""Which locations hold what, judged by their usage, and what tells their stock apart."""

from typing import Any, NamedTuple

# Goods there are in the company's own stock, or on the way between its own locations.
OURS = ("internal", "transit")
# Where one unit is, ours or with a customer: for a serial number these exclude each other.
HELD = (*OURS, "customer")
# What enters must be fit for it: goods are used there, or have left the warehouse.
USED = ("customer", "production", "transit")


class QuantKey(NamedTuple):
    """What core keeps stock apart by: records, of which package, owner and lot may be empty.

    Product and lot are left out (None) where all stock in question is of the same.
    """

    location: Any
    package: Any
    owner: Any
    product: Any = None
    lot: Any = None

    # As records compare, by their ids: each of five would make sets of them first.
    def __hash__(self):
        return hash(self._get_ids())

    def __eq__(self, other):
        return isinstance(other, QuantKey) and self._get_ids() == other._get_ids()

    def __ne__(self, other):
        return not self == other

    def _get_ids(self):
        return tuple(record if record is None else record._ids for record in self)

    @classmethod
    def source_of(cls, line, **more):
        """Give the stock that a ``stock.move.line`` takes from."""
        return cls(line.location_id, line.package_id, line.owner_id, **more)

    @classmethod
    def target_of(cls, line, **more):
        """Give the stock that a ``stock.move.line`` adds to."""
        return cls(line.location_dest_id, line.result_package_id, line.owner_id, **more)

    @classmethod
    def of_quant(cls, quant):
        """Tell what a ``stock.quant`` is, its product and lot included."""
        return cls(
            quant.location_id, quant.package_id, quant.owner_id, quant.product_id, quant.lot_id
        )

    def as_counted(self):
        """Merge what core does not keep apart.

        Core never looks for stock where reservation is bypassed (with customers, and between
        companies): goods come back from there without their package and owner, and leave a quant
        below zero beside the one they were in. Such a location counts as a whole.
        """
        if not self.location.should_bypass_reservation():
            return self
        return self._replace(package=self.package.browse(), owner=self.owner.browse())

    @property
    def label(self):
        """Location, package and owner in words."""
        where = (self.location, self.package, self.owner)
        return " · ".join(record.display_name for record in where if record)
