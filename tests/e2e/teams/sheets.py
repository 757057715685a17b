"""A form on an Adaptive Card, filled in as a person does: by the words above its fields."""

from __future__ import annotations

from playwright.sync_api import Locator


class Sheet:
    """One card with fields in it. `card` is the card in the page."""

    def __init__(self, card: Locator) -> None:
        self.card = card

    def field(self, label: str) -> Locator:
        """The field under these words."""
        return self.card.locator("div:has(> label)").filter(has_text=label).first

    def write(self, label: str, text: str) -> None:
        """Type into a field."""
        self.field(label).locator("input, textarea").first.fill(text)

    def shows(self, label: str) -> str:
        """What a list that unfolds says is chosen."""
        return self.field(label).get_by_role("combobox").input_value()

    def choose(self, label: str, *options: str) -> None:
        """Choose among options: buttons in sight, a list that unfolds, or one to search in.

        Where several may be chosen, one that is chosen already is taken away.
        """
        field = self.field(label)
        box = field.get_by_role("combobox")
        for option in options:
            if not box.count():
                field.locator("label").get_by_text(option, exact=True).click()
                continue
            box.click()
            if "sök" in (box.get_attribute("placeholder") or ""):
                box.press_sequentially(option)
            self._offered(option).click()
        if box.count() and box.get_attribute("aria-expanded") == "true":
            box.press("Escape")

    def _offered(self, option: str) -> Locator:
        page = self.card.page
        one = page.get_by_role("option", name=option, exact=True)
        return one.or_(page.get_by_role("menuitemcheckbox", name=option, exact=True)).first
