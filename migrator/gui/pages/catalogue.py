"""Which class shows which page."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.gui.flow import PageName
from migrator.gui.page import Page
from migrator.gui.pages.choose_page import ChoosePage
from migrator.gui.pages.master_key_page import MasterKeyPage
from migrator.gui.pages.source_page import SourcePage
from migrator.gui.pages.start_page import StartPage

PAGES: Mapping[PageName, type[Page]] = {
    page.name: page for page in (StartPage, SourcePage, MasterKeyPage, ChoosePage)
}
