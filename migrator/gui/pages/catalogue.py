"""Which class shows which page."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.gui.flow import PageName
from migrator.gui.page import Page
from migrator.gui.pages.choose_page import ChoosePage
from migrator.gui.pages.cloud_page import CloudPage
from migrator.gui.pages.finish_page import FinishPage
from migrator.gui.pages.master_key_page import MasterKeyPage
from migrator.gui.pages.package_page import PackagePage
from migrator.gui.pages.review_page import ReviewPage
from migrator.gui.pages.source_page import SourcePage
from migrator.gui.pages.start_page import StartPage
from migrator.gui.pages.upload_page import UploadPage
from migrator.gui.pages.verify_page import VerifyPage

PAGES: Mapping[PageName, type[Page]] = {
    page.name: page
    for page in (
        StartPage,
        SourcePage,
        MasterKeyPage,
        ChoosePage,
        PackagePage,
        CloudPage,
        ReviewPage,
        UploadPage,
        VerifyPage,
        FinishPage,
    )
}
