from . import recall
