"""A tree of hashes, by which one entry of a list is proved without the others.

As RFC 9162, 2.1: leaves and inner nodes are hashed with prefixes of their own, and the tree of n
entries splits at the greatest power of 2 below n.
"""

import hashlib

LEAF, NODE = b"\0", b"\1"


def leaf_hash(entry):
    """:param bytes entry: what is proved. :return: bytes, its hash"""
    return hashlib.sha256(LEAF + entry).digest()


def _node_hash(left, right):
    return hashlib.sha256(NODE + left + right).digest()


def build(leaves):
    """Build the whole tree at once, so that many proofs cost no more than one.

    :param list leaves: hashes of the entries, in their order
    :return: list of levels, each a list of hashes; the last is [root]. A node without a neighbour
        goes up as it is, which gives the tree of RFC 9162.
    """
    levels = [list(leaves) or [hashlib.sha256(b"").digest()]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [_node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    return levels


def path(levels, position):
    """:return: list of ("left" or "right", hash), the neighbours from an entry up to the root"""
    steps = []
    for level in levels[:-1]:
        neighbour = position ^ 1
        if neighbour < len(level):
            steps.append(("left" if neighbour < position else "right", level[neighbour]))
        position //= 2
    return steps


def root_of(leaf, steps):
    """:return: bytes, the root that an entry's hash and its path lead to"""
    for side, neighbour in steps:
        leaf = _node_hash(neighbour, leaf) if side == "left" else _node_hash(leaf, neighbour)
    return leaf
