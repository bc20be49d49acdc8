"""How code of the addon writes history that the guard refuses to everybody else."""

# Code that writes history with good reason passes this very object; no RPC call can, for what it
# sends is JSON. Compared by identity.
TRUSTED = object()
TRUST_KEY = "traceability_writer"


def trusted(records):
    """:return: the same records, for a write that the guard lets through"""
    return records.with_context(**{TRUST_KEY: TRUSTED})


def is_trusted(env):
    """:return: whether this code was let through by :func:`trusted`"""
    return env.context.get(TRUST_KEY) is TRUSTED
