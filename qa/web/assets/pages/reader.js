// The pages work without this; it only helps.
(() => {
  "use strict";

  // Citations once ended in #<section>-<digest>, which a browser does not send: ask for it so that it can be marked.
  const ask = () => {
    const old = /^#([\w~-]+-[0-9a-f]{8})$/.exec(location.hash);
    if (old && document.querySelector("article.plan") && !document.getElementById(old[1])) {
      const url = new URL(location.href);
      url.searchParams.set("quote", old[1]);
      url.hash = "quote";
      location.replace(url);
    }
  };
  ask();
  addEventListener("hashchange", ask);

  const outline = document.getElementById("outline");
  if (!outline) return;
  const wide = matchMedia("(min-width: 60rem)");
  if (!wide.matches) outline.open = false;
  wide.addEventListener("change", () => { outline.open = wide.matches; });
  outline.addEventListener("click", (event) => {
    if (!wide.matches && event.target.closest("a")) outline.open = false;
  });

  // A link to a closed outline opens it.
  addEventListener("hashchange", () => { if (location.hash === "#outline") outline.open = true; });
  for (const link of document.querySelectorAll('a[href="#outline"]')) {
    link.addEventListener("click", () => { outline.open = true; });
  }

  // Show in the outline where the reader is.
  const links = new Map([...outline.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const parts = [...document.querySelectorAll("section.part")].filter((part) => links.has(part.id));
  let current = null;
  let due = false;
  const follow = () => {
    due = false;
    const line = innerHeight * 0.36;
    let first = 0;
    let last = parts.length;
    while (first < last) {
      const middle = (first + last) >> 1;
      if (parts[middle].getBoundingClientRect().top <= line) first = middle + 1; else last = middle;
    }
    const link = first ? links.get(parts[first - 1].id) : null;
    if (link === current) return;
    if (current) current.removeAttribute("aria-current");
    current = link;
    if (!link || !wide.matches) return;
    link.setAttribute("aria-current", "location");
    const below = link.parentElement.querySelector(":scope > details");
    if (below) below.open = true;
    for (let box = link.closest("details"); box && box !== outline; box = box.parentElement.closest("details")) box.open = true;
    const nav = outline.parentElement;
    const place = link.getBoundingClientRect();
    const frame = nav.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) nav.scrollTop += place.top - frame.top - frame.height / 3;
  };
  addEventListener("scroll", () => {
    if (!due) { due = true; requestAnimationFrame(follow); }
  }, { passive: true });
  follow();
})();
