import importlib.util
import re
from pathlib import Path

import pytest

from migrator.model.errors import ExitCode

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("errors_table", HERE / "errors_table.py")
errors_table = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(errors_table)

ERRORS = errors_table.concrete_errors()
# The first digit of a code tells the part that it belongs to.
PARTS = "123459"


def test_there_are_errors_of_every_part():
    assert {error.code[4] for error in ERRORS} == set(PARTS)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_has_a_code_an_exit_code_and_a_sentence(error):
    assert re.fullmatch(rf"OCM-[{PARTS}]\d{{3}}", error.code)
    assert "code" in vars(error), "a code is never inherited"
    assert isinstance(error.exit_code, ExitCode)
    assert error.__doc__.strip()


def test_no_code_is_used_twice():
    codes = [error.code for error in ERRORS]
    assert sorted(codes) == sorted(set(codes))


def test_the_readme_lists_every_error():
    readme = (HERE.parents[1] / "README.md").read_text("utf-8")
    between = readme.partition("<!-- errors -->")[2].partition("<!-- /errors -->")[0]
    assert between.strip() == errors_table.render_table(), "run tests/architecture/errors_table.py"


def test_exit_codes_are_what_scripts_rely_on():
    assert {code.name: int(code) for code in ExitCode} == {
        "OK": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "SOURCE": 3,
        "TARGET": 4,
        "PACKAGE": 5,
        "BLOCKED": 6,
        "STALE": 7,
        "BUG": 70,
        "CANCELLED": 130,
    }
