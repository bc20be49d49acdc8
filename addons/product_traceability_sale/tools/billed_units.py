"""Which units an invoice bills and which ones a refund credits: plain code, no database.

Goods and papers are told in order of time, and each waits for the other: an invoice before its
delivery bills what is delivered next, a refund before the return credits what comes back next.
"""

from collections import defaultdict
from typing import NamedTuple

PRECISION = 1e-6  # of quantities, which units of measure round long before


class Told(NamedTuple):
    """What a line of an invoice or a refund is about, each {lot: quantity} or a quantity."""

    lots: dict  # billed, and the customer has them; or credited
    returned: dict  # billed, and back by now
    missing: float = 0  # billed and not delivered
    unsure: float = 0  # credited, or billed again, and nothing tells which of several lots


class Piece:
    """A quantity of one lot that was delivered and shares one fate since."""

    def __init__(self, lot, quantity):
        self.lot = lot
        self.quantity = quantity
        self.bill = None
        self.credit = None
        self.returned = 0  # the how manieth return, or 0 while the customer has it
        self.is_stray = False  # it came back, and nothing says that it was delivered
        self.turns = ()  # (bill, credit) that are over: credited without coming back
        self.since = 0  # papers before this one do not bill it

    def split(self, quantity):
        """Keep a quantity. :return: the rest, a piece of its own"""
        rest = Piece(self.lot, 0)
        rest.__dict__.update(self.__dict__, quantity=self.quantity - quantity)
        self.quantity = quantity
        return rest

    @property
    def is_free(self):
        return not (self.bill or self.returned)

    @property
    def is_billed(self):
        return bool(self.bill and not (self.returned or self.credit))

    @property
    def is_to_credit(self):
        return bool(self.returned and (self.bill or self.is_stray) and not self.credit)


class Paper:
    """An invoice line or a refund line, and the quantity that it still waits for."""

    def __init__(self, key, order, quantity, reverses=()):
        self.key = key
        self.order = order
        self.wanted = quantity
        self.unsure = 0  # of an invoice: what bills again what was credited, whichever it was
        self.reverses = reverses


class BilledUnits:
    """The units of one product that were delivered for one order line."""

    def __init__(self):
        self.bills, self.credits = [], []
        self._pieces = []  # the first delivered first
        self._of_lot = defaultdict(list)
        self._returns = 0

    # -- what happened ------------------------------------------------------------------------
    def deliver(self, lot, quantity):
        """Tell that goods went to the customer."""
        piece = self._new_piece(lot, quantity)
        for bill in self.bills:
            if bill.wanted > PRECISION and piece:
                piece = self._give_to_bill(piece, bill)

    def come_back(self, lot, quantity):
        """Tell that goods came back: such as nothing billed, and else the last billed."""
        self._returns += 1
        out = [piece for piece in reversed(self._of_lot[lot]) if not piece.returned]
        for piece in sorted(out, key=lambda one: not one.is_free):
            if quantity > PRECISION:
                self._cut(piece, quantity)
                quantity -= piece.quantity
                piece.returned = self._returns
                if piece.bill:
                    piece.bill.wanted += piece.quantity
        if quantity > PRECISION:
            stray = self._new_piece(lot, quantity)
            stray.returned, stray.is_stray = self._returns, True
        self._fill_credits()
        self._fill_bills()

    def bill(self, key, quantity, reverses=()):
        """Tell that an invoice line bills a quantity.

        :param key: what :meth:`told` calls the line by
        :param reverses: keys of the refund lines that it takes back
        """
        bill = Paper(key, self._next_order(), quantity, reverses)
        self.bills.append(bill)
        self._bill_what_was_credited(bill)
        self._fill_bills()

    def credit(self, key, quantity, reverses=()):
        """Tell that a refund line credits a quantity.

        :param key: what :meth:`told` calls the line by
        :param reverses: keys of the invoice lines that it is known to be about
        """
        credit = Paper(key, self._next_order(), quantity, reverses)
        self.credits.append(credit)
        self._fill_credits()
        self._credit_without_return(credit)
        self._fill_bills()

    def settle(self):
        """Match what still waits, once all is told."""
        for credit in self.credits:
            self._credit_what_was_never_delivered(credit)
            self._credit_without_return(credit)
        self._fill_bills()
        for credit in self.credits:
            self._bill_again(credit)
        for bill in self.bills:
            self._bill_what_was_credited(bill)
        self._bill_what_came_back_before()
        self._fill_credits()

    # -- what it comes to ---------------------------------------------------------------------
    def told(self, key):
        """Give what is known of a line.

        :param key: what :meth:`bill` or :meth:`credit` called it
        :return: :class:`Told`
        """
        lots, returned = defaultdict(float), defaultdict(float)
        missing = sum(bill.wanted for bill in self.bills if bill.key == key)
        back = [
            piece
            for piece in self._pieces
            if piece.is_to_credit and piece.bill and piece.bill.key == key
        ]
        replaced = {}
        for piece in sorted(back, key=lambda one: -one.returned):
            # What other goods replaced is no longer what the invoice is about.
            replaced[piece] = max(piece.quantity - max(missing, 0), 0)
            missing -= piece.quantity - replaced[piece]
        for piece in self._pieces:
            for bill, credit in (*piece.turns, (piece.bill, piece.credit)):
                if credit and credit.key == key:
                    lots[piece.lot] += piece.quantity
                if bill and bill.key == key:
                    told = returned if piece.returned else lots
                    told[piece.lot] += piece.quantity - replaced.get(piece, 0)
        unsure = sum(bill.unsure for bill in self.bills if bill.key == key)
        unsure += sum(credit.wanted for credit in self.credits if credit.key == key)
        return Told(
            dict(lots),
            {lot: quantity for lot, quantity in returned.items() if quantity > PRECISION},
            *(quantity if quantity > PRECISION else 0 for quantity in (missing, unsure)),
        )

    # -- how ----------------------------------------------------------------------------------
    def _next_order(self):
        return len(self.bills) + len(self.credits) + 1

    def _new_piece(self, lot, quantity):
        piece = Piece(lot, quantity)
        self._pieces.append(piece)
        self._of_lot[lot].append(piece)
        return piece

    def _cut(self, piece, quantity):
        """Make a piece no larger than a quantity. :return: the rest, or None"""
        if piece.quantity - quantity < PRECISION:
            return None
        rest = piece.split(quantity)
        for pieces in (self._pieces, self._of_lot[piece.lot]):
            pieces.insert(pieces.index(piece) + 1, rest)
        return rest

    def _give_to_bill(self, piece, bill):
        rest = self._cut(piece, bill.wanted)
        piece.bill = bill
        bill.wanted -= piece.quantity
        return rest

    def _fill_bills(self):
        """Give what is delivered and not billed to the invoices that wait, in order of time."""
        for bill in self.bills:
            if bill.wanted > PRECISION:
                for piece in [one for one in self._pieces if one.is_free]:
                    if bill.wanted > PRECISION and piece.since < bill.order:
                        self._give_to_bill(piece, bill)

    def _fill_credits(self):
        """Give what came back to the refunds that wait, first what they are known to be about."""
        for credit in self.credits:
            if credit.wanted > PRECISION:
                back = [piece for piece in self._pieces if piece.is_to_credit]
                back.sort(key=lambda one: (not self._is_about(credit, one.bill), one.returned))
                for piece in back:
                    if credit.wanted > PRECISION:
                        self._credit(piece, credit)

    def _credit(self, piece, credit):
        self._cut(piece, credit.wanted)
        piece.credit = credit
        credit.wanted -= piece.quantity
        if piece.bill:
            piece.bill.wanted -= piece.quantity
            self._release_surplus(piece.bill)

    def _release_surplus(self, bill):
        """Take from an invoice what replaced goods that are credited by now: the last ones."""
        surplus = -bill.wanted
        if surplus > PRECISION:
            for piece in reversed([one for one in self._pieces if one.bill is bill]):
                if surplus > PRECISION and piece.is_billed:
                    self._cut(piece, surplus)
                    piece.bill = None
                    surplus -= piece.quantity
                    bill.wanted += piece.quantity

    def _credit_without_return(self, credit):
        """Credit goods that did not come back, where there is no doubt which ones."""
        if credit.wanted < PRECISION:
            return
        bills = self._bills_of(credit)
        pieces = [one for one in self._pieces if one.is_billed and one.bill in bills]
        billed = sum(piece.quantity for piece in pieces)
        if sum(bill.wanted for bill in bills) > PRECISION:
            return  # what is not delivered yet may be meant
        if len({piece.lot for piece in pieces}) > 1 and billed - credit.wanted > PRECISION:
            return
        for piece in pieces:
            if credit.wanted > PRECISION:
                self._cut(piece, credit.wanted)
                credit.wanted -= piece.quantity
                piece.turns += ((piece.bill, credit),)
                piece.bill, piece.since = None, credit.order

    def _credit_what_was_never_delivered(self, credit):
        for bill in self._bills_of(credit):
            quantity = min(credit.wanted, bill.wanted)
            if quantity > PRECISION:
                credit.wanted -= quantity
                bill.wanted -= quantity

    def _bill_again(self, credit):
        """Let invoices after a refund that is about no known lot bill what it credited."""
        wanted = credit.wanted
        for bill in self.bills:
            quantity = min(wanted, bill.wanted)
            if bill.order > credit.order and quantity > PRECISION:
                wanted -= quantity
                bill.wanted -= quantity
                bill.unsure += quantity

    def _bill_what_was_credited(self, bill):
        """Give the goods of refunds that an invoice takes back to it, if they are here or not."""
        wanted = bill.wanted
        for piece in [one for one in self._pieces if self._is_about(bill, one.credit)]:
            if wanted > PRECISION:
                self._cut(piece, wanted)
                wanted -= piece.quantity
                piece.turns += ((piece.bill, piece.credit),)
                piece.bill, piece.credit = bill, None

    def _bill_what_came_back_before(self):
        """Give what came back before it was billed to the invoices that want it all the same."""
        for bill in self.bills:
            wanted = bill.wanted - sum(
                piece.quantity
                for piece in self._pieces
                if piece.is_to_credit and piece.bill is bill
            )
            for piece in [one for one in self._pieces if one.returned and not one.is_stray]:
                if wanted > PRECISION and not piece.bill and piece.since < bill.order:
                    self._cut(piece, wanted)
                    wanted -= piece.quantity
                    piece.bill = bill

    def _bills_of(self, credit):
        """Give the invoices that a refund may be about."""
        known = [bill for bill in self.bills if self._is_about(credit, bill)]
        return known or [bill for bill in self.bills if bill.order < credit.order]

    @staticmethod
    def _is_about(paper, other):
        return bool(other and other.key in paper.reverses)
