"""How many random cases a test tries."""

import os

from hypothesis import HealthCheck, Phase, settings

# ``CASES=50`` tries fifty times as many, other ones at each run.
TIMES = int(os.environ.get("CASES", "1"))


def cases(number):
    """:return: the settings of a test that tries so many cases, the same ones at each run"""
    return settings(
        max_examples=number * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        database=None,
        # What fails is small enough as it is: each try writes to the database.
        phases=[Phase.explicit, Phase.generate],
        # Where much else runs, all that is drawn comes slowly.
        suppress_health_check=[HealthCheck.too_slow],
    )
