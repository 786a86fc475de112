"""Each error has its own code and a next step."""

import inspect

from migrator.target import errors


def concrete():
    return [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.WireError) and kind is not errors.WireError
    ]


def make(kind):
    values = {
        "status": 418,
        "timeout_s": 3.0,
        "limit_bytes": 1,
        "permissions": (),
        "errors": (),
        "hint": "Do.",
    }
    names = list(inspect.signature(kind).parameters)
    return kind(**{name: values.get(name, f"<{name}>") for name in names})


def test_no_code_is_given_twice():
    codes = [kind.code for kind in concrete()]
    assert len(codes) == len(set(codes))
    assert all(code.startswith("OCM-51") for code in codes)


def test_each_has_a_sentence_and_a_hint_that_are_whole():
    for kind in concrete():
        error = make(kind)
        assert str(error).strip(), kind
        assert error.hint.endswith("."), kind
        assert error.reason, kind


def test_only_what_may_have_had_an_effect_is_in_doubt():
    doubtful = {kind.__name__ for kind in concrete() if make(kind).is_in_doubt}
    assert doubtful == {
        "AnswerTimeoutError",
        "ConnectionLostError",
        "GarbledAnswerError",
        "ServerFaultError",
        "UnavailableError",
    }
