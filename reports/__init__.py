from . import trace, papers
