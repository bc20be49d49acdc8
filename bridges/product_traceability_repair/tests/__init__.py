from . import test_correct_repairs
