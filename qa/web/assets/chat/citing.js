// Citations: from a marker to its card and back, and copying.

const restart = (element) => {
  element.style.animation = "none";
  void element.offsetWidth;
  element.style.animation = "";
};
const flash = (element) => {
  element.classList.add("cp-flash");
  restart(element);
};
// On a wide page the cards stand beside the answer and scroll there by themselves.
const isBeside = (panel) => panel !== null && getComputedStyle(panel).position === "sticky";
const bringIntoView = (card, how = scrollHow()) => {
  const panel = card.closest(".cp-sources");
  if (!isBeside(panel)) return card.scrollIntoView({ block: "center", behavior: how });
  const [inner, outer] = [card.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= Math.min(outer.bottom, innerHeight)) return;
  panel.scrollBy({ top: inner.top - outer.top - 8, behavior: how });
};
let seen = null; // the card of the marker under the pointer or with the focus
let looking = 0;
const endPreview = () => {
  clearTimeout(looking);
  if (!seen) return;
  seen.classList.remove("cp-seen");
  const isPeeked = Boolean(seen.dataset.peeked);
  delete seen.dataset.peeked;
  if (isPeeked && openState.get(seen.id) !== true) seen.querySelector("details").open = false;
  seen = null;
};
const preview = (marker, how) => {
  const card = document.getElementById(marker.dataset.cite);
  if (!card || card === seen || !isBeside(card.closest(".cp-sources"))) return;
  endPreview();
  seen = card;
  card.classList.add("cp-seen");
  const details = card.querySelector("details");
  if (!details.open) {
    card.dataset.peeked = "yes";
    details.open = true;
  }
  bringIntoView(card, how);
};
const PREVIEW_MS = 120; // a pointer that only passes shows nothing
document.addEventListener("mouseover", (event) => {
  const marker = event.target.closest?.(".cp-marker");
  clearTimeout(looking);
  if (marker) looking = setTimeout(() => preview(marker), PREVIEW_MS);
  else if (seen && !event.target.closest?.(".cp-sources")) endPreview();
});
document.addEventListener("focusin", (event) => {
  const marker = event.target.closest?.(".cp-marker");
  if (marker) return preview(marker, "instant"); // a scroll under way would carry off what Tab comes to next
  const panel = event.target.closest?.(".cp-sources") ?? null;
  if (!isBeside(panel)) return;
  panel.scrollTo({ top: panel.scrollTop, behavior: "instant" }); // ends a scroll under way
  bringIntoView(event.target, "instant"); // within the panel: the page stands still
});
const goToCard = (id) => {
  const card = document.getElementById(id);
  if (!card) return;
  if (isSmall.matches) return openSheet(card);
  openState.set(id, true);
  card.querySelector("details").open = true;
  bringIntoView(card);
  card.focus({ preventScroll: true });
  flash(card);
};
const goToMarker = (name) => {
  const marker = document.querySelector(`[data-marker="${CSS.escape(name)}"]`);
  if (!marker) return;
  closeSheet();
  marker.scrollIntoView({ block: "center", behavior: scrollHow() });
  marker.focus({ preventScroll: true });
  flash(marker);
};
const copyText = async (text) => {
  if (navigator.clipboard && isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea"); // plain http on a local network has no clipboard
  area.value = text;
  area.className = "cp-sr";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("copy refused");
};
const HERE = "{here}/"; // stands in what is copied for where the pages are
const copy = async (button) => {
  const caption = button.querySelector("[data-t]");
  const before = button.dataset.caption || caption.dataset.t;
  button.dataset.caption = before;
  let result = button.dataset.share ? "copied_link" : "copied";
  try {
    await copyText(button.dataset.copy?.replaceAll(HERE, baseOfPages()) ?? new URL(button.dataset.share, document.baseURI).href);
  } catch {
    result = "copy_failed";
  }
  caption.dataset.t = result;
  translateElement(caption);
  button.classList.toggle("cp-copied", result !== "copy_failed");
  clearTimeout(button.cpTimer);
  button.cpTimer = setTimeout(() => {
    caption.dataset.t = before;
    translateElement(caption);
    button.classList.remove("cp-copied");
  }, 1800);
};
