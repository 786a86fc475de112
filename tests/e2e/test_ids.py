"""No id of the source reaches the target, free text and secrets excepted."""

from tests.fakes.source_ids import any_of, hits, source_ids


def test_no_id_of_the_source_is_sent_but_in_text_that_is_reported(moved):
    instance = moved.served.instance
    ids = source_ids(instance.documents)
    assert len(ids) > 400
    assert len([request for request in moved.requests if request.method != "GET"]) > 200
    found = list(hits(moved.requests, any_of(ids), {s.plain for s in instance.secrets}))
    assert found, "The sample has ids in its texts, so the search must find some."
    reported = {
        (finding["pointer"], finding["message"])
        for finding in moved.run.result["report"]["findings"]
        if finding["code"] == "id-in-text"
    }
    for route, pointer, identifier in found:
        assert any(pointer == told and identifier in message for told, message in reported), (
            *(route, pointer, identifier),
        )
