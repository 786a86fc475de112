"""A bar and a word that say how hard a passphrase is to guess."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from migrator.gui.strength import Strength
from migrator.gui.widgets.text import Role, label, restyle

_LEVELS = {
    Strength.NONE: "",
    Strength.WEAK: "error",
    Strength.FAIR: "warning",
    Strength.GOOD: "ok",
    Strength.STRONG: "ok",
}


class StrengthMeter(QWidget):
    """Four steps, from weak to strong."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setRange(0, int(Strength.STRONG))
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Strength"))
        keeps = self._bar.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(keeps)
        self._word = label(role=Role.HELP)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._bar, 1)
        row.addWidget(self._word, 1)
        self.show_strength(Strength.NONE)

    def show_strength(self, found: Strength) -> None:
        """Move the bar and say the word."""
        words = {
            Strength.NONE: "",
            Strength.WEAK: self.tr("Weak: anyone with the file can try millions a second"),
            Strength.FAIR: self.tr("Fair: a few more words make it much better"),
            Strength.GOOD: self.tr("Good"),
            Strength.STRONG: self.tr("Strong"),
        }
        self._bar.setVisible(found is not Strength.NONE)
        self._bar.setValue(int(found))
        self._bar.setProperty("level", _LEVELS[found])
        self._bar.setAccessibleDescription(words[found])
        self._word.setText(words[found])
        restyle(self._bar)
