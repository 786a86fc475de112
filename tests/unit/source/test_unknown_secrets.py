from migrator.model.documents import Kind, Ref
from migrator.rules.naming import Directory
from migrator.source.documents import convert

SEALED = "tHdE5KI9QVdsFSq6F6HeSA==|7oD+XzuTFF1uCQLXm8A3eg=="
PROXY = Ref(Kind.PROXY, ("Default", "edge"))


def test_an_unknown_member_with_a_sealed_value_stays_behind_and_is_noticed():
    raw = {"Name": "edge", "Host": "h", "Port": 1, "Later": {"Deep": [SEALED]}, "Kept": {"a": 1}}
    converted = convert(PROXY, raw, Directory())
    assert converted.document.unknown == {"Kept": {"a": 1}}
    noticed = [(item.code, item.pointer) for item in converted.noticed]
    assert noticed == [("unknown-secret", "/Later/Deep/0")]
