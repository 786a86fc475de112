"""Which class shows which page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from migrator.gui.flow import PageName

if TYPE_CHECKING:
    from migrator.gui.page import Page

# ruff: noqa: PLC0415 - a page is loaded when it is needed: the window shall be there at once


class _Pages(Mapping[PageName, "type[Page]"]):
    """The class of each page; asking for one loads it, and what of the engine it calls."""

    def __getitem__(self, name: PageName) -> type[Page]:  # noqa: C901 - one case a page
        match name:
            case PageName.START:
                from migrator.gui.pages.start_page import StartPage

                return StartPage
            case PageName.SOURCE:
                from migrator.gui.pages.source_page import SourcePage

                return SourcePage
            case PageName.MASTER_KEY:
                from migrator.gui.pages.master_key_page import MasterKeyPage

                return MasterKeyPage
            case PageName.CHOOSE:
                from migrator.gui.pages.choose_page import ChoosePage

                return ChoosePage
            case PageName.PACKAGE:
                from migrator.gui.pages.package_page import PackagePage

                return PackagePage
            case PageName.CLOUD:
                from migrator.gui.pages.cloud_page import CloudPage

                return CloudPage
            case PageName.REVIEW:
                from migrator.gui.pages.review_page import ReviewPage

                return ReviewPage
            case PageName.UPLOAD:
                from migrator.gui.pages.upload_page import UploadPage

                return UploadPage
            case PageName.VERIFY:
                from migrator.gui.pages.verify_page import VerifyPage

                return VerifyPage
            case PageName.FINISH:
                from migrator.gui.pages.finish_page import FinishPage

                return FinishPage

    def __iter__(self) -> Iterator[PageName]:
        return iter(PageName)

    def __len__(self) -> int:
        return len(PageName)


PAGES: Mapping[PageName, type[Page]] = _Pages()
