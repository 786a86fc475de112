from migrator.model.documents import Kind
from migrator.rules.names import refused_name


def test_a_name_may_be_as_long_as_the_target_takes_it_and_no_longer():
    assert refused_name(Kind.ENVIRONMENT, "e" * 50) is None
    assert "51 characters" in (refused_name(Kind.ENVIRONMENT, "e" * 51) or "")
    assert refused_name(Kind.PROJECT, "e" * 200) is None


def test_length_is_counted_as_the_server_counts_it():
    assert refused_name(Kind.FEED, "\U0001f419" * 22) is None
    assert refused_name(Kind.FEED, "\U0001f419" * 22 + "\ud800") is not None


def test_what_has_no_name_is_refused_but_for_kinds_that_bear_none():
    assert refused_name(Kind.PROJECT_GROUP, " \t") is not None
    assert refused_name(Kind.PROJECT_GROUP, "x") is None
    assert refused_name(Kind.PROJECT_VARIABLES, "") is None
    assert refused_name(Kind.USER, "") is None
    assert refused_name(Kind.DEPLOYMENT_SETTINGS, None) is None
