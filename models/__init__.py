# The rooms in the order in which they extend one another.
from . import (
    trace,
    guard,
    assign,
    scan,
    identify,
    correct,
    dates,
    lots,
    bulk,
    ir_model_fields,
    ir_module_module,
    res_company,
    res_config_settings,
)
