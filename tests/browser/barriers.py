"""What axe finds on a page, and pages that have of everything a few: axe takes a minute for the 5,000 elements of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES: Final[dict[str, Any]] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
}
_THIN_OUT: Final = """() => {
  const seen = new Map();
  const whole = "a, button, label, summary, h1, h2, h3, h4, h5, h6, p, th, td, select, datalist, svg";
  const walk = (element, kind) => {
    if (element.matches(whole)) return; // what it is called stands in it
    for (const child of [...element.children]) {
      const own = `${kind}>${child.tagName}.${child.getAttribute("class")}.${child.getAttribute("role")}`;
      seen.set(own, (seen.get(own) ?? 0) + 1);
      if (seen.get(own) > 3) child.remove();
      else walk(child, own);
    }
  };
  walk(document.body, "");
}"""


def faults(page: Page, *, whole: bool = True) -> list[tuple[str, str]]:
    """Return what axe finds: the rule and the first element of each; of a page that is not ``whole`` by three of a kind."""
    rules: dict[str, Any] = dict(RULES)
    if not whole:
        thin_out(page)
        # The order of the headings is that of the whole page.
        rules["rules"] = {**RULES["rules"], "heading-order": {"enabled": False}}
    found = Axe().run(page, options=rules).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found]


def thin_out(page: Page) -> None:
    """Leave three of each kind of element, told by tag, class, role and all around it, so that every kind is looked at.

    A page is to be looked at whole in one size and scheme; the others can only differ by kind.
    """
    page.evaluate(_THIN_OUT)
