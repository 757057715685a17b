"""Checks of accessibility that need no network: names, contrast, and what fits a phone."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

ENOUGH, ENOUGH_FOR_LARGE = 4.5, 3.0
"""WCAG 2.2 AA, 1.4.3: contrast of text, and of text from 24 px, or bold from 18.66 px."""
TOUCH = 24
"""WCAG 2.2 AA, 2.5.8: pixels that a thing to press must measure, unless it stands in a text."""

_CONTRAST = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const rgba = (text) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((it) => it / 255)
      .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    const layers = [];
    for (let it = element; it; it = it.parentElement) {
      const colour = rgba(getComputedStyle(it).backgroundColor);
      if (colour[3]) layers.push(colour);
      if (colour[3] === 1) break;
    }
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
    return layers.reduceRight((below, layer) => over(layer, below), canvas);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim();
    const element = node.parentElement;
    if (!text || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || element.closest("svg, option, .unseen, .skip, :disabled")) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const [a, b] = [light(over(rgba(style.color), behind)), light(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    found.push([text.slice(0, 40), Math.round(ratio * 100) / 100, large, element.className || element.tagName]);
  }
  return found;
}"""

_NAMELESS = """() => {
  const shown = (it) => it.checkVisibility({ visibilityProperty: true });
  const label = (it) => {
    const ids = (it.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
    const by = ids.map((id) => document.getElementById(id)?.textContent || "").join(" ");
    const labels = [...(it.labels || [])].map((one) => one.textContent).join(" ");
    const own = it.matches("a, button, summary, [role=option]") ? it.textContent : "";
    return [it.getAttribute("aria-label"), by, labels, own].filter((text) => text && text.trim()).join(" ").trim();
  };
  const wanted = "input:not([type=hidden]), select, textarea, button, a[href], summary, [role=combobox], dialog[open], table, fieldset";
  return [...document.querySelectorAll(wanted)].filter(shown).filter((it) => {
    if (it.matches("fieldset")) return !it.querySelector("legend")?.textContent.trim();
    if (it.matches("dialog")) return !label(it);
    return !label(it);
  }).map((it) => it.outerHTML.slice(0, 160));
}"""

_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const found = [...document.querySelectorAll("body *")].filter((it) => {
    if (!it.checkVisibility({ visibilityProperty: true }) || it.closest(".unseen, .skip, svg")) return false;
    const box = it.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 1 || box.left < -1);
  }).map((it) => it.outerHTML.slice(0, 120));
  const scrolls = [document.scrollingElement, ...document.querySelectorAll("main, .form-main, .table")]
    .filter((it) => it && it.scrollWidth > it.clientWidth + 1).map((it) => `scrolls: ${it.outerHTML.slice(0, 80)}`);
  return [...scrolls, ...found];
}"""

_SMALL = """(least) => [...document.querySelectorAll("button, summary, a.person, a.icon-button, input[type=checkbox], input[type=radio], select")]
  .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest(".unseen"))
  .filter((it) => { const box = (it.closest("label") || it).getBoundingClientRect(); return box.width < least - 0.5 || box.height < least - 0.5; })
  .map((it) => it.outerHTML.slice(0, 120))"""


def faint(page: Page) -> list[Any]:
    """Texts whose contrast to what is behind them is too low, with the ratio."""
    texts = page.evaluate(_CONTRAST)
    assert len(texts) > 20, "hardly any text was found to measure"
    return [it for it in texts if it[1] < (ENOUGH_FOR_LARGE if it[2] else ENOUGH)]


def nameless(page: Page) -> list[str]:
    """Inputs, buttons, links, tables and dialogs that have no name to be read out."""
    return list(page.evaluate(_NAMELESS))


def too_wide(page: Page) -> list[str]:
    """What sticks out of the window sideways, or scrolls sideways."""
    return list(page.evaluate(_WIDE))


def too_small(page: Page) -> list[str]:
    """Things to press that are smaller than a finger finds."""
    return list(page.evaluate(_SMALL, TOUCH))
