from . import recall_add
from . import recall_hold
