import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.secret import Secret
from migrator.model.settings import Authentication, Encryption, SourceSettings
from migrator.source.here.connection_string import parse_connection_string
from migrator.source.here.errors import ConnectionStringUnusableError


def parse(text):
    return parse_connection_string(Secret(text))


def password(text):
    found = parse(f"Server=s;Database=d;User Id=u;{text}").password
    return found.reveal() if found else None


def test_what_octopus_writes_for_sql_server_is_understood():
    text = (
        "Data Source=tcp:octopus.database.windows.net,1433;Initial Catalog=OctopusDeploy;"
        "Persist Security Info=False;User ID=octopus;Password=Secr3t;Pooling=False;"
        "MultipleActiveResultSets=False;Encrypt=True;TrustServerCertificate=False;"
        "Connection Timeout=30;"
    )
    assert parse(text) == SourceSettings(
        server="tcp:octopus.database.windows.net,1433",
        database="OctopusDeploy",
        user="octopus",
        password=Secret("Secr3t"),
    )


@pytest.mark.parametrize("word", ["True", "sspi", "YES", "  true  "])
def test_integrated_security_is_the_windows_account_without_any_password(word):
    found = parse(rf"Server=(local)\SQLEXPRESS;Database=O;Integrated Security={word};Pwd=x;UID=y")
    assert found.authentication is Authentication.WINDOWS
    assert (found.server, found.user, found.password) == (r"(local)\SQLEXPRESS", "", None)
    assert parse("Server=s;Database=d;trusted_connection=sspi").authentication == "windows"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Password=plain", "plain"),
        ("Password = with  blanks inside  ", "with  blanks inside"),
        ('Password="a;b"', "a;b"),
        ("Password='a;b'", "a;b"),
        ('Password="say ""hi"""', 'say "hi"'),
        ("Password='it''s'", "it's"),
        ("Password='say \"hi\"'", 'say "hi"'),
        ('Password=" kept "', " kept "),
        ("Password=mid'dle\"quote", "mid'dle\"quote"),
        ("Password=a=b==c", "a=b==c"),
        ("Password={brace;", "{brace"),
        ("PWD=pässword", "pässword"),
        ("Password=first;Pwd=last", "last"),
        ("Password=first;Password=", None),
        ('Password=""', None),
        ("", None),
    ],
)
def test_a_password_is_read_as_ado_net_reads_it(written, meant):
    assert password(written) == meant


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1))
def test_any_password_that_is_quoted_comes_back_whole(secret):
    for quote in "\"'":
        written = quote + secret.replace(quote, quote * 2) + quote
        assert password(f"Password={written};Max Pool Size=7") == secret
        assert password(f"Password={written}") == secret


@given(st.text(max_size=60))
def test_any_text_gives_settings_or_our_error(text):
    try:
        found = parse(text)
    except ConnectionStringUnusableError:
        return
    assert found.server
    assert found.database


@pytest.mark.parametrize(
    ("written", "encrypt", "is_trusted"),
    [
        ("", Encryption.YES, False),
        ("Encrypt=Mandatory", Encryption.YES, False),
        ("encrypt=false;Trust Server Certificate=yes", Encryption.OPTIONAL, True),
        ("Encrypt=Optional", Encryption.OPTIONAL, False),
        ("ENCRYPT=Strict;TrustServerCertificate=true", Encryption.STRICT, True),
    ],
)
def test_encryption_and_trust_are_the_servers(written, encrypt, is_trusted):
    found = parse(f"Server=s;Database=d;UID=u;PWD=p;{written}")
    assert (found.encrypt, found.trust_server_certificate) == (encrypt, is_trusted)


def test_entra_and_names_of_certificates_are_understood():
    found = parse(
        "Server=s;Database=d;Authentication=Active Directory Service Principal;User Id=app;"
        "Password=p;HostNameInCertificate=db.corp;Server Certificate=/etc/db.pem"
    )
    assert (found.authentication, found.user) == (Authentication.ENTRA, "app")
    assert found.password == Secret("p")
    assert found.host_name_in_certificate == "db.corp"
    assert found.server_certificate == Path("/etc/db.pem")
    assert parse("Server=s;Database=d;Authentication=Sql Password;UID=u").authentication == "sql"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no server"),
        ("Server=s;UID=u;PWD=CANARY-71", "names no database"),
        ("Database=d;PWD=CANARY-71", "names no server"),
        ("Server=s;Database=d;CANARY-71", "its part 3 is not"),
        ('Server=s;Database=d;PWD="CANARY-71', "its part 3 is not"),
        ("Server=s;Database=d;PWD='CANARY-71'x", "its part 3 is not"),
        ("Server=s;Database=d;PWD=CANARY-71'", "its part 3 is not"),
        ("Server=s;Database=d;PWD==CANARY-71", "its part 3 is not"),
        ("Server=s;Database=d;=CANARY-71", "its part 3 is not"),
        ("Server=s;Database=d;PWD=CANARY-71\0;x=y", "its part 3 is not"),
        ("Server=s;Database=d;PWD=CANARY-71;Encrypt=perhaps", "its Encrypt is none"),
        ("Server=s;Database=d;PWD=CANARY-71;Integrated Security=1", "neither true nor false"),
        ("Server=s;Database=d;PWD=CANARY-71;Authentication=magic", "its Authentication is none"),
        ("Server=s;Database=d;PWD=CANARY-71;" + "x=y;" * 20_000, "longer than one can be"),
    ],
)
def test_a_string_that_breaks_the_rules_is_refused_and_not_quoted(text, why):
    with pytest.raises(ConnectionStringUnusableError, match=why) as caught:
        parse(text)
    shown = "".join(traceback.format_exception(caught.value))
    assert "CANARY-71" not in shown + caught.value.hint
    assert caught.value.__context__ is None


def test_the_password_is_in_no_repr():
    found = parse("Server=s;Database=d;UID=u;PWD=CANARY-71")
    assert "CANARY-71" not in repr(found) + str(found)
