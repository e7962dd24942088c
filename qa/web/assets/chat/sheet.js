// On a small screen what a marker cites comes up as a sheet, and the answer stays where it is.

const isSmall = matchMedia("(max-width: 40rem)");
let sheet = null;
const button = (key, text, data) => {
  const element = translated(made("button", "", text), key, "tLabel");
  element.type = "button";
  Object.assign(element.dataset, data);
  return element;
};
const makeSheet = () => {
  sheet = made("dialog", "cp-sheet");
  const bar = made("div", "cp-sheet-bar");
  const which = made("h2", "");
  which.id = "cp-sheet-title";
  sheet.setAttribute("aria-labelledby", which.id);
  bar.append(
    which,
    button("sheet_previous", "‹", { sheet: "-1" }),
    button("sheet_next", "›", { sheet: "1" }),
    button("sheet_close", "×", { sheet: "close" }),
  );
  sheet.append(bar, made("ol", "cp-sheet-cards"));
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close()); // beside it
  document.getElementById("cp-thread").append(sheet); // where cards look as they do
};
const inSheet = (card) => {
  const [which, previous, next] = sheet.querySelectorAll(".cp-sheet-bar > *");
  const cards = [...card.closest(".cp-sources").querySelectorAll(".cp-card")];
  const at = cards.indexOf(card);
  const shown = card.cloneNode(true);
  shown.removeAttribute("id");
  shown.querySelector("details").open = true;
  sheet.dataset.card = card.id;
  which.dataset.n = `${at + 1}/${cards.length}`;
  translated(which, "sheet_title");
  previous.disabled = at === 0;
  next.disabled = at === cards.length - 1;
  const holder = sheet.querySelector("ol");
  holder.replaceChildren(shown);
  holder.scrollTop = 0;
};
const openSheet = (card) => {
  if (!sheet?.isConnected) makeSheet();
  inSheet(card);
  if (!sheet.open) sheet.showModal();
};
const closeSheet = () => sheet?.open && sheet.close();
const leaf = (step) => {
  if (step === "close") return closeSheet();
  const card = document.getElementById(sheet.dataset.card);
  const cards = [...(card?.closest(".cp-sources").querySelectorAll(".cp-card") ?? [])];
  const next = cards[cards.indexOf(card) + Number(step)];
  if (next) inSheet(next);
};
