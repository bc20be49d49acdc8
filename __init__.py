from . import controllers, models, reports, wizards
from .hooks import leave_history_as_it_is, restore_core
