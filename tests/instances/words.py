"""Names and texts that a careless tool would trim, split, substitute, or take for something else."""

import random

_NAMES = (
    "Web Shop", "Ünïcödé Straße", "日本 店", "a/b", "per%20cent", "O'Brien", 'quoted "one"',
    "back\\slash", "semi;colon", "emoji 🐙", "plus+and&", "#hash?query", "[brackets]", "<angle>",
    "null", "0", "true", "Projects-7", "Environments-1", "all", "under_score", "dots.and.more",
    "comma, blank", "star*", "at@home", "Default", "dash-dash--dash", "UPPER", "lower", "{brace}",
)  # fmt: skip
_TEXTS = (
    "plain", "", "  blanks around  ", "a|b||c|", "one\r\ntwo\nthree\r\n", "tab\there",
    "pässwörd-Ω-日本語-🐙 \u200b\ufeff", '{"password":"a\\"b","n":[1,2]}',
    "#{Octopus.Environment.Name} #{if x}#{/if} $OctopusParameters", "</script><b>&amp;",
    "tHdE5KI9QVdsFSq6F6HeSA==|7oD+XzuTFF1uCQLXm8A3eg==", "null", "true", "1e5", "x" * 5000,
    "2024-03-31T02:30:00.000Z", "C:\\Program Files\\x", "'; DROP TABLE Project; --",
)  # fmt: skip


class Words:
    """Draws names that are free, and texts."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._taken: set[tuple[str, str]] = set()

    def take(self, table: str, name: str) -> None:
        """Keep the name from being drawn."""
        self._taken.add((table, name.casefold()))

    def name(self, table: str, *, without: str = "") -> str:
        """A name that nothing else of the table has, whatever the case; none of some letters."""
        while True:
            name = self._draw.choice(_NAMES)
            if self._draw.random() < 0.5:
                name = f"{name} {self._draw.randint(1, 99)}"
            key = (table, name.casefold())
            if key not in self._taken and not set(name) & set(without):
                self._taken.add(key)
                return name

    def names(self, table: str, count: int, *, without: str = "") -> list[str]:
        return [self.name(table, without=without) for _ in range(count)]

    def text(self) -> str:
        return self._draw.choice(_TEXTS)

    def secret(self) -> str:
        """A secret that is no other's."""
        return f"{self.text()[:200]}~{self._draw.getrandbits(64):x}"
