from . import ir_attachment
from . import mail_message

# The case first: each file after it adds one concern to it.
from . import traceability_recall
from . import recall_rows
from . import recall_scope
from . import recall_keep
from . import recall_consignee
from . import recall_answer
from . import recall_notice
from . import recall_act
from . import recall_returns
from . import recall_check
from . import recall_figures
from . import recall_drill
from . import recall_evidence
from . import recall_seals
from . import recall_proof
from . import recall_consumer
from . import res_company
from . import stock_lot
from . import traceability_mixin
