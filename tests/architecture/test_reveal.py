"""Who may turn a secret into plain text: the modules that hand it to what needs it, no others."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "migrator"

# Each with what it needs the plain text for. A new line here is a decision, to be reviewed.
MAY_REVEAL = {
    "crypto/key_verdict.py": "judges by the look of what opens whether the key is the right one",
    "crypto/package_cipher.py": "seals for the package, and makes the digests of a second run",
    "crypto/rekey.py": "carries a value from the source's key to the package's",
    "crypto/source_cipher.py": "opens the source's ciphertexts with the master key",
    "engine/secrets.py": "masks what was resolved in all that leaves the process",
    "engine/upload.py": "makes text of the bytes that a slot holds",
    "package/age.py": "hands passphrases, identities and what they seal to age",
    "package/slots.py": "writes and reads the key slots, which age seals",
    "source/here/connection_string.py": "parts a connection string into its members",
    "source/here/master_key.py": "looks for the key in what the server's program shows",
    "source/isolated.py": "hands the connection string to the driver's own process",
    "source/opening.py": "hands the connection string to the driver",
    "source/signin.py": "writes the password into the connection string",
    "target/answers.py": "masks in the target's error texts what was sent to it",
    "target/bodies.py": "puts a secret into the body of the one request that sets it",
    "target/logos.py": "sends a logo, which lies sealed like a secret",
    "target/credential.py": "writes the key into the header of a request",
}


def reveals(tree):
    """Whether a module mentions `.reveal` at all, called or passed on."""
    return any(isinstance(node, ast.Attribute) and node.attr == "reveal" for node in ast.walk(tree))


def test_exactly_these_modules_reveal_secrets():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if reveals(ast.parse(path.read_text("utf-8")))
    }
    assert found == set(MAY_REVEAL)


def test_nobody_reaches_for_the_value_behind_reveal():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr":
                names = [a.value for a in node.args if isinstance(a, ast.Constant)]
                assert not {"reveal", "_value", "_Secret__value"} & set(names), path


def test_a_module_that_passes_reveal_on_is_seen_too():
    assert reveals(ast.parse("keys = map(Secret.reveal, secrets)"))
    assert reveals(ast.parse("secret.reveal()"))
    assert not reveals(ast.parse("reveal = 1"))
