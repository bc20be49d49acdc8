"""What the rules would refuse."""

from typing import NamedTuple


class Refusal(NamedTuple):
    """A document that the rules would refuse as it is now."""

    model: str
    res_id: int
    heading: str  # which rule, in the words of the error
    problem: str  # the lines of the error below
