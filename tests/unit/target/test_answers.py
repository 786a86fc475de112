"""Answers of the API, turned into values or the errors that they mean."""

import html
import json
from urllib.parse import quote

import pytest

from migrator.model.secret import Secret
from migrator.target import errors
from migrator.target.address import parse_address
from migrator.target.answers import parse_answer, scrub, understand_refusal
from migrator.target.transport import Answer

HERE = parse_address("https://acme.octopus.app")


def refusal(status, content=b"", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Answer(status, named, content)
    return understand_refusal(answer, "GET", "/api/x", HERE, ())


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry_After": "18"}, 18.0),
        ({"Retry_After": " 2.5 "}, 2.5),
        (
            {
                "Retry_After": "Wed, 21 Oct 2015 07:28:30 GMT",
                "Date": "Wed, 21 Oct 2015 07:28:00 GMT",
            },
            30.0,
        ),
        (
            {
                "Retry_After": "Wed, 21 Oct 2015 07:27:00 GMT",
                "Date": "Wed, 21 Oct 2015 07:28:00 GMT",
            },
            0.0,
        ),
        ({"Retry_After": "Wed, 21 Oct 2015 07:28:30 GMT"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "9" * 40}, None),
        ({}, None),
    ],
)
def test_the_wait_that_is_asked_for_is_read_from_seconds_or_a_date(headers, expected):
    assert refusal(429, **headers).retry_after_s == expected


def test_details_are_shown_where_no_errors_are_listed():
    content = b'{"ErrorMessage": "Bad.", "Errors": [], "Details": {"Name": "too long"}}'
    error = refusal(400, content)
    assert isinstance(error, errors.RejectedError)
    assert error.errors == ("Bad.", "Name: too long")


def test_a_servers_words_become_one_bounded_line():
    text = scrub("a\r\nb\x1b[31m\u202ec" + "d" * 5000, ())
    assert text.startswith("a b [31m c")
    assert len(text) < 700


def test_a_secret_that_holds_another_is_masked_whole():
    text = scrub("x hunter2hunter2 y", (Secret("hunter2"), Secret("hunter2hunter2")))
    assert text == "x *** y"


def test_a_secret_is_masked_though_the_server_trimmed_it():
    assert scrub("value [pass word]", (Secret(" pass word\n"),)) == "value [***]"


def test_a_secret_at_the_place_where_the_text_is_cut_is_not_shown_in_part():
    text = scrub("a" * 595 + "hunter2hunter2", (Secret("hunter2hunter2"),))
    assert "hunter" not in text


@pytest.mark.parametrize("content", [b"", b"  \n", b"null"])
def test_nothing_is_null(content):
    assert parse_answer(Answer(200, {}, content), "/api/x") is None


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b"\xff", b"9" * 10_000])
def test_nonsense_that_says_it_is_json_is_garbled(content):
    headers = {"Content-Type": "application/json"}
    with pytest.raises(errors.GarbledAnswerError):
        parse_answer(Answer(200, headers, content), "/api/x")


@pytest.mark.parametrize(
    "echo",
    [
        json.dumps({"Value": 'ä "quoted" <&> \\ tail'}),
        json.dumps({"Value": 'ä "quoted" <&> \\ tail'}, ensure_ascii=False),
        html.escape('ä "quoted" <&> \\ tail'),
        quote('ä "quoted" <&> \\ tail', safe=""),
    ],
)
def test_a_secret_is_masked_however_the_server_escapes_it(echo):
    shown = scrub(f"Cannot take {echo}.", [Secret('ä "quoted" <&> \\ tail')])
    assert "***" in shown
    assert "quoted" not in shown
    assert "tail" not in shown
