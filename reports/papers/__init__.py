from . import lot_paper
from . import plain_renderer
from . import weasy_renderer
from . import transfer_papers
from . import certificate
