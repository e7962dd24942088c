// What the reader does, and who sees to it.

const MENUS = ":is(.cp-export, .cp-menu, .cp-talks)[open]";
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll(MENUS)) if (menu !== except) menu.open = false;
};
const lastQuestion = () => [...document.querySelectorAll(".cp-turn .cp-question > p:not([class])")].at(-1)?.textContent;
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // the key is the input method's
  const inBox = event.target === box();
  if (event.key === "Escape" && inBox) stop();
  if (event.key === "ArrowUp" && inBox && !box().value && lastQuestion()) {
    event.preventDefault();
    write(lastQuestion());
  }
  const menu = event.key === "Escape" && event.target.closest?.(MENUS);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.key === "Enter" && event.target.matches?.(".cp-comment input")) {
    sendComment(event.target);
  }
});

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest?.(MENUS));
  const target = event.target.closest?.(
    "[data-lang], [data-ask], [data-edit], [data-leave], [data-cite], [data-back], [data-copy], [data-share], [data-focus], [data-rate], " +
      "[data-reason], [data-comment], [data-save], [data-talk], [data-delete-talk], [data-delete-talks], [data-undo], [data-sheet], [data-pick], [data-drop], [data-report], .cp-card > details > summary",
  );
  if (!target) return;
  const { lang, ask: question, cite, back, copy: text } = target.dataset;
  if (target.tagName === "A") event.preventDefault(); // the page has a <base>: "#…" would load it anew
  if (lang) setLanguage(lang);
  else if (question) ask(question);
  else if (target.dataset.edit) edit(target.dataset.edit);
  else if (target.dataset.leave) leave(target);
  else if (cite) goToCard(cite);
  else if (back) goToMarker(back);
  else if (text !== undefined || target.dataset.share) copy(target);
  else if (target.dataset.focus) box()?.focus();
  else if (target.dataset.rate) rate(target, { verdict: target.dataset.rate, asking: target.dataset.rate === "down" });
  else if (target.dataset.reason) rate(target, { reason: target.dataset.reason });
  else if (target.dataset.comment !== undefined) sendComment(target);
  else if (target.dataset.talk) showTalk(target.dataset.talk);
  else if (target.dataset.deleteTalk) deleteTalks((talk) => talk === target.dataset.deleteTalk);
  else if (target.dataset.deleteTalks !== undefined) deleteTalks(() => true);
  else if (target.dataset.pick !== undefined) pick(target);
  else if (target.dataset.drop) drop(target.dataset.drop);
  else if (target.dataset.report) {
    closeMenus();
    saveReport(target.dataset.report);
  } else if (target.dataset.sheet) leaf(target.dataset.sheet);
  else if (target.dataset.undo !== undefined) undoDeleting();
  else if (target.dataset.save) {
    closeMenus();
    save(target.dataset.save);
  }
  else if (target.closest(".cp-card").id) openState.set(target.closest(".cp-card").id, !target.closest("details").open);
});

document.addEventListener("input", (event) => {
  if (event.target === box()) keepDraft();
  const comment = event.target.closest?.(".cp-comment input");
  if (comment) remarks.set(comment.closest(".cp-turn").dataset.turn, comment.value);
});

const swallow = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.target !== box()) return;
    // Enter that ends the input of a Chinese word must not send the question; held down it sends but once.
    if (event.isComposing || event.keyCode === 229) return event.stopImmediatePropagation();
    swallow(event);
    if (!event.repeat) submit();
  },
  true,
);
document.addEventListener(
  "keypress",
  (event) => {
    if (event.key === "Enter" && event.target === box() && event.isComposing) event.stopImmediatePropagation();
  },
  true,
);
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("#cp-send")) {
      swallow(event);
      submit();
    }
    if (event.target.closest?.("#cp-new-chat")) clear();
  },
  true,
);

const start = () => {
  translateAll();
  new MutationObserver(onChange).observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["open", "placeholder", "aria-label", "title"],
  });
};
if (document.body) start();
else document.addEventListener("DOMContentLoaded", start);
