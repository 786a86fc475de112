import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTreeWidget, QWidget

from tests.gui import a11y
from tests.gui.every_pose import READABLE, best_contrast


@pytest.fixture
def root(qtbot, looks):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 300)
    return made


def told(root, *parts):
    for part in parts:
        part.setParent(root)
    root.show()
    return "\n".join(a11y.problems(root))


def test_a_label_that_is_too_narrow_is_told(root):
    narrow = QLabel("Deployment process")
    narrow.setFixedSize(40, 20)
    assert "text is cut: 'Deployment process'" in told(root, narrow)


def test_a_label_that_is_too_low_for_its_lines_is_told(root):
    low = QLabel("One two three four five six seven eight nine ten")
    low.setWordWrap(True)
    low.setFixedSize(80, 20)
    assert "lines are cut" in told(root, low)


def test_a_header_that_is_too_narrow_is_told(root):
    table = QTreeWidget()
    table.setAccessibleName("Table")
    table.setHeaderLabels(["A", "A very long header that nobody can read", ""])
    table.header().resizeSection(1, 40)
    assert "the header of column 1 is cut" in told(root, table)


def test_a_control_without_a_name_is_told(root):
    assert "has no accessible name" in told(root, QLineEdit())


def test_a_mnemonic_of_two_buttons_is_told(root):
    assert "is the mnemonic of" in told(root, QPushButton("&Save"), QPushButton("&Stop"))


@pytest.mark.parametrize(("colour", "reads"), [("#777777", False), ("#767676", True)])
def test_the_contrast_of_a_picture_is_that_of_its_text_and_ground(qapp, colour, reads):
    image = QImage(60, 20, QImage.Format.Format_RGB888)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.fillRect(QRect(10, 5, 20, 4), QColor(colour))
    painter.end()
    assert (best_contrast(image, QRect(0, 0, 60, 20), 1) >= READABLE) is reads
