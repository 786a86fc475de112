"""Tokens become the palette, the style sheet and the fonts; follows the system's scheme."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from migrator.gui.resources import resource_path
from migrator.gui.tokens import TOKENS, Scheme, Tokens

FAMILY = "Inter"
# Names that are not in our own fonts: the system's, in the order of preference.
FALLBACKS = ("Migrator CJK", "Noto Sans CJK SC", "Microsoft YaHei UI", "PingFang SC", "Segoe UI")
BODY_PX = 13


class Look(StrEnum):
    """What the user wants to see."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Theme(QObject):
    """The look of the whole application; one per application, its child."""

    changed = Signal()

    def __init__(self, app: QApplication, look: Look) -> None:
        super().__init__(app)
        self._app = app
        self._look = look
        self._images = TemporaryDirectory(prefix="migrator-look-")
        self.scheme = self._wanted()
        app.setStyle(_Style("Fusion"))
        _load_fonts(app)
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._follow)
        app.aboutToQuit.connect(self.close)

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return TOKENS[self.scheme]

    def choose(self, look: Look) -> None:
        """Change the look at once."""
        self._look = look
        self._follow()

    @Slot()
    def close(self) -> None:
        """Remove the images that the style sheet needed."""
        self._images.cleanup()

    @Slot()
    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is not self.scheme:
            self.scheme = wanted
            self._apply()
            self.changed.emit()

    def _wanted(self) -> Scheme:
        if self._look is not Look.SYSTEM:
            return Scheme(self._look)
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            return Scheme.CONTRAST
        # Unknown, as where there is no desktop, is light.
        return Scheme.DARK if hints.colorScheme() is Qt.ColorScheme.Dark else Scheme.LIGHT

    def _apply(self) -> None:
        self._app.setPalette(make_palette(self.tokens))
        self._app.setStyleSheet(self._style_sheet())

    def _style_sheet(self) -> str:
        tokens = self.tokens
        drawn = {
            "check": ("check", tokens.on_accent, 3.4),
            "minus": ("minus", tokens.on_accent, 3.4),
            "chevron_down": ("chevron-down", tokens.text2, 2),
            "chevron_right": ("chevron-right", tokens.text2, 2),
        }
        images = {name: self._image(*what) for name, what in drawn.items()}
        families = ", ".join(f'"{name}"' for name in (FAMILY, *FALLBACKS))
        mono = '"DejaVu Sans Mono", "Cascadia Mono", "Consolas", "Menlo", monospace'
        template = Template(resource_path("style.qss").read_text("utf-8"))
        colours = dataclasses.asdict(tokens)
        return template.substitute(colours, family=families, mono=mono, **images)

    def _image(self, name: str, colour: str, width: float) -> str:
        # A style sheet takes images only from files.
        path = Path(self._images.name) / f"{name}-{self.scheme}.svg"
        svg = resource_path("icons", f"{name}.svg").read_text("utf-8")
        svg = svg.replace("currentColor", colour).replace('width="2"', f'width="{width}"')
        path.write_text(svg, "utf-8")
        return path.as_posix()


def tokens_now() -> Tokens:
    """The colours in use, for what paints itself."""
    app = QApplication.instance()
    option = Qt.FindChildOption.FindDirectChildrenOnly
    theme = app.findChild(Theme, options=option) if app is not None else None
    return theme.tokens if isinstance(theme, Theme) else TOKENS[Scheme.LIGHT]


class _Style(QProxyStyle):
    """Fusion, with mnemonics underlined only while Alt is held, as systems do today."""

    def styleHint(  # noqa: N802
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803
    ) -> int:
        """What the style does."""
        if hint is QStyle.StyleHint.SH_UnderlineShortcut:
            held = QApplication.queryKeyboardModifiers() & Qt.KeyboardModifier.AltModifier
            return int(bool(held))
        return super().styleHint(hint, option, widget, returnData)


def _load_fonts(app: QApplication) -> None:
    for path in sorted(resource_path("fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))
    font = QFont([FAMILY, *FALLBACKS])
    font.setPixelSize(BODY_PX)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)


def make_palette(tokens: Tokens) -> QPalette:
    """The tokens as Qt's own roles, for what no style sheet reaches."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.page,
        role.WindowText: tokens.text,
        role.Base: tokens.input,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.ToolTipBase: tokens.text,
        role.ToolTipText: tokens.page,
        role.PlaceholderText: tokens.text3,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent_text,
        role.LinkVisited: tokens.accent_text,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.line_strong,
        role.Dark: tokens.line_strong,
        role.BrightText: tokens.on_accent,
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.disabled_text))
    return palette
