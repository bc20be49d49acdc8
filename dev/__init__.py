"""What the Makefile calls. Standard library only: it runs before anything is installed."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 that is what it tells
    sys.exit("make: Odoo 19 needs Python 3.10 or newer; name one: make PYTHON=python3.11 ...")
