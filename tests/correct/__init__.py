from . import test_correction_choices
from . import test_correction_log
from . import test_correction_tour
from . import test_correction_wizard
from . import test_corrections
from . import test_corrections_of_lots
from . import test_corrections_swap_and_typo
from . import test_random_corrections
