from . import recall_papers
