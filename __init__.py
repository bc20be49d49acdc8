from . import controllers, models, reports, wizards
from .hooks import restore_core
