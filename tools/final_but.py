"""What may still be written of records that are final."""

from typing import NamedTuple


class FinalBut(NamedTuple):
    """The fields of a model that are not final, each in one of three columns."""

    free: frozenset = frozenset()
    once: frozenset = frozenset()  # while they are empty
    at_once: frozenset = frozenset()  # in the transaction that did the record

    def extended(self, **columns):
        """:return: the same with more fields in these columns, given as names parted by blanks"""
        return self._replace(
            **{name: getattr(self, name) | set(more.split()) for name, more in columns.items()}
        )


def final_but(**columns):
    """:return: :class:`FinalBut` of the columns, given as names parted by blanks"""
    return FinalBut().extended(**columns)
