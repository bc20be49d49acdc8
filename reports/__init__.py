from . import lot_paper
from . import plain_renderer
from . import traceability_report
from . import transfer_papers
from . import certificate
