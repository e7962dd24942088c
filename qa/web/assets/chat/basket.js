// Answers chosen from any conversation, to be saved as one report. Each lies here as the server signed it.

const BASKET = "cityplans.basket"; // [{turn, title, signed}], in the order in which they were chosen
const MOST_SIGNED = 90_000; // characters: the server takes 128 KB
let lastRead = ["", []]; // the page looks into the basket whenever it changes
const basket = () => {
  const text = reading(localStorage, BASKET) ?? "";
  if (text !== lastRead[0]) lastRead = [text, parsed(text, [])];
  return lastRead[1];
};
const keepBasket = (chosen) => {
  try {
    localStorage.setItem(BASKET, JSON.stringify(chosen));
    return true;
  } catch {
    return false;
  }
};
const signedTurn = (id) =>
  parsed(known.get(current) ?? talkText(current), { turns: [] }).turns.find(([turn]) => turn === id)?.[1];

const pick = (element) => {
  const turn = element.closest(".cp-turn");
  const id = turn.dataset.turn;
  const chosen = basket();
  const others = chosen.filter((each) => each.turn !== id);
  if (others.length < chosen.length) return drop(id);
  const signed = signedTurn(id);
  const title = turn.querySelector(".cp-question > p:not([class])").textContent;
  const room = MOST_SIGNED - others.reduce((sum, each) => sum + each.signed.length, 0);
  if (!signed || signed.length > room) return toast(signed ? "basket_full" : "basket_failed");
  toast(keepBasket([...others, { turn: id, title, signed }]) ? "basket_added" : "basket_failed");
  showBasket();
};
const drop = (id) => {
  keepBasket(basket().filter((each) => each.turn !== id));
  showBasket();
  document.querySelector(".cp-report:not([hidden]) button, .cp-export[open] summary")?.focus();
};
const showPicked = (turn, ids) => {
  const picker = turn.querySelector("[data-pick]");
  if (!picker) return;
  const isPicked = ids.has(turn.dataset.turn);
  put(picker, "aria-pressed", String(isPicked));
};
const picked = (entry) => {
  const item = made("li", "", "");
  const remove = translated(made("button", "cp-talk-delete", "×"), "basket_drop", "tTitle");
  remove.type = "button";
  remove.dataset.drop = entry.turn;
  remove.dataset.n = entry.title;
  translated(remove, "basket_drop_named", "tLabel");
  item.append(made("span", "cp-talk-title", entry.title), remove);
  return item;
};
const showBasket = () => {
  const chosen = basket();
  const ids = new Set(chosen.map((each) => each.turn));
  document.querySelectorAll(".cp-turn").forEach((turn) => showPicked(turn, ids));
  const report = document.querySelector(".cp-report");
  const state = [...ids].join();
  if (!report || report.dataset.shown === state) return;
  report.dataset.shown = state;
  report.hidden = !chosen.length;
  document.body.classList.toggle("cp-picked", chosen.length > 0);
  const heading = report.querySelector("p");
  heading.dataset.n = chosen.length;
  translated(heading, "basket_title");
  report.querySelector("ol").replaceChildren(...chosen.map(picked));
};
const saveReport = (format) =>
  outbox.put("save", { format, language, base: baseOfPages(), turns: basket().map((each) => each.signed) });
addEventListener("storage", ({ key }) => {
  if (key === BASKET || key === null) showBasket();
});
