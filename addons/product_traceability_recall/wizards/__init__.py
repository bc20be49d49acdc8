from . import recall_add
