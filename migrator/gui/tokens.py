"""Every colour that we use, once for each scheme; nothing else names a colour. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

_DARKEST_SRGB = 0.04045  # below, sRGB is linear. Source: IEC 61966-2-1.


class Scheme(StrEnum):
    """The three looks."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by what they are for, each as `#RRGGBB`."""

    page: str
    surface: str
    rail: str
    raised: str
    input: str
    line: str
    line_strong: str
    scroll: str
    track: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_soft: str
    accent_text: str
    ok: str
    ok_soft: str
    ok_line: str
    warning: str
    warning_soft: str
    warning_line: str
    error: str
    error_soft: str
    error_line: str
    disabled: str
    disabled_text: str


TOKENS: Mapping[Scheme, Tokens] = {
    Scheme.LIGHT: Tokens(
        page="#FFFFFF",
        surface="#FFFFFF",
        rail="#F5F7FA",
        raised="#F5F7FA",
        input="#FFFFFF",
        line="#E1E6ED",
        line_strong="#7C8A9C",
        scroll="#C3CBD6",
        track="#E1E6ED",
        text="#142033",
        text2="#4A5A70",
        text3="#56657A",
        accent="#0B6BCB",
        accent_hover="#095AAB",
        accent_press="#074A8D",
        on_accent="#FFFFFF",
        accent_soft="#E8F2FC",
        accent_text="#0A5FB4",
        ok="#12784A",
        ok_soft="#E9F6EF",
        ok_line="#BFE3CF",
        warning="#8A5A00",
        warning_soft="#FFF6E0",
        warning_line="#F2D58C",
        error="#C0262D",
        error_soft="#FDECEC",
        error_line="#F3BDBF",
        disabled="#EDF0F4",
        disabled_text="#5C6B80",
    ),
    Scheme.DARK: Tokens(
        page="#151B24",
        surface="#1B222D",
        rail="#10151D",
        raised="#222B38",
        input="#11171F",
        line="#2C3645",
        line_strong="#6B7A8F",
        scroll="#3D495A",
        track="#2C3645",
        text="#E8EDF4",
        text2="#AEBBCB",
        text3="#93A1B4",
        accent="#3B9BF0",
        accent_hover="#5AADF5",
        accent_press="#7ABEF8",
        on_accent="#06192C",
        accent_soft="#16304B",
        accent_text="#6DB7F7",
        ok="#4CC38A",
        ok_soft="#13301F",
        ok_line="#1F5236",
        warning="#F0B849",
        warning_soft="#33270C",
        warning_line="#5C4716",
        error="#FF8A8D",
        error_soft="#3A1719",
        error_line="#6B2A2E",
        disabled="#222A36",
        disabled_text="#8593A6",
    ),
    Scheme.CONTRAST: Tokens(
        page="#000000",
        surface="#000000",
        rail="#000000",
        raised="#1A1A1A",
        input="#000000",
        line="#FFFFFF",
        line_strong="#FFFFFF",
        scroll="#FFFFFF",
        track="#4D4D4D",
        text="#FFFFFF",
        text2="#FFFFFF",
        text3="#E6E6E6",
        accent="#FFD700",
        accent_hover="#FFE766",
        accent_press="#FFF2B3",
        on_accent="#000000",
        accent_soft="#332B00",
        accent_text="#FFD700",
        ok="#5CFF9D",
        ok_soft="#002B14",
        ok_line="#5CFF9D",
        warning="#FFD54A",
        warning_soft="#332500",
        warning_line="#FFD54A",
        error="#FF9B9B",
        error_soft="#330000",
        error_line="#FF9B9B",
        disabled="#1A1A1A",
        disabled_text="#B3B3B3",
    ),
}

_TEXT_ON: Mapping[str, tuple[str, ...]] = {
    "text": ("page", "surface", "rail", "raised", "track", "input", "accent_soft", "ok_soft"),
    "text2": (
        "page",
        "surface",
        "rail",
        "raised",
        "track",
        "ok_soft",
        "warning_soft",
        "error_soft",
    ),
    "text3": ("page", "surface", "rail", "raised", "track", "input"),
    "accent_text": ("page", "surface", "accent_soft"),
    "on_accent": ("accent", "accent_hover", "accent_press"),
    "ok": ("page", "surface", "ok_soft"),
    "warning": ("page", "surface", "warning_soft"),
    "error": ("page", "surface", "error_soft"),
    "disabled_text": ("disabled", "page", "surface"),
}
_EDGE_ON: Mapping[str, tuple[str, ...]] = {
    "line_strong": ("page", "surface", "input"),
    "accent": ("page", "surface", "rail", "track"),
}


def text_pairs() -> Iterator[tuple[str, str]]:
    """Each token that colours text, with each that lies under it."""
    return ((text, under) for text, grounds in _TEXT_ON.items() for under in grounds)


def edge_pairs() -> Iterator[tuple[str, str]]:
    """Each token that draws the edge of a control, with each that lies beside it."""
    return ((edge, beside) for edge, grounds in _EDGE_ON.items() for beside in grounds)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21.

    Source: W3C, WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    if value <= _DARKEST_SRGB:
        return value / 12.92
    return float(((value + 0.055) / 1.055) ** 2.4)
