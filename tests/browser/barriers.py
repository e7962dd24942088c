"""What axe finds on a page, and pages that have of everything a few: axe takes a minute for the 5,000 elements of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES: Final[dict[str, Any]] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
}
_OF_A_KIND: Final = ("color-contrast", "target-size")
"""Rules that tell the elements of one kind alike and take most of axe's time: they look at how each is painted."""
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
    """Return what axe finds: the rule and the first element of each; of a page that is not ``whole`` by three of a kind.

    A whole page is left as it is.
    """
    if whole:
        return _violations(page)
    thin_out(page)
    # The order of the headings is that of the whole page.
    return _violations(page, switched_off=("heading-order",))


def faults_of_a_long_page(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds on a whole page, and thin it out for what hangs on the look of an element alone."""
    found = _violations(page, switched_off=_OF_A_KIND)
    thin_out(page)
    return found + _violations(page, only=_OF_A_KIND)


def small_targets(page: Page) -> list[tuple[str, str]]:
    """Return what is too small to be hit: the one thing that another size of the same layout can change."""
    thin_out(page)
    return _violations(page, only=("target-size",))


def _violations(
    page: Page, *, only: Sequence[str] = (), switched_off: Sequence[str] = ()
) -> list[tuple[str, str]]:
    rules: dict[str, Any] = dict(RULES)
    if only:
        rules["runOnly"] = {"type": "rule", "values": list(only)}
    rules["rules"] = RULES["rules"] | {name: {"enabled": False} for name in switched_off}
    found = Axe().run(page, options=rules).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found]


def thin_out(page: Page) -> None:
    """Leave three of each kind of element, told by tag, class, role and all around it, so that every kind is looked at.

    A page is to be looked at whole in one size and scheme; the others can only differ by kind.
    """
    page.evaluate(_THIN_OUT)
