// Verdicts and files: told to the server by way of a component.

const rate = (element, change) => {
  const turn = element.closest(".cp-turn");
  const id = turn.dataset.turn;
  const given = { ...UNJUDGED, verdict: "down", ...verdicts.get(id), ...change };
  verdicts.set(id, given);
  showVerdict(turn);
  const told = { turn: id, verdict: given.verdict, reason: given.reason, comment: given.comment };
  outbox.put("rate", told, { isSame: ({ detail }) => detail.turn === id });
  if (change.verdict === "down") turn.querySelector("[data-reason]").focus();
  if (change.asking === false) turn.querySelector("[data-rate=down]").focus();
};
const sendComment = (element) => {
  const box = element.closest(".cp-comment").querySelector("input");
  rate(element, { comment: box.value.trim(), asking: false });
};
// What is said of a verdict is said when the server has kept it, or could not.
window.cityplansRated = (told) => {
  const { id, says } = JSON.parse(told || "{}");
  const item = outbox.done(id);
  if (item) {
    const { turn } = item.detail;
    if (says === "rate_thanks") saved.set(turn, { ...item.detail, asking: false });
    else verdicts.set(turn, saved.get(turn) ?? UNJUDGED);
    keepVerdicts();
    restoreCards();
    toast(says);
  }
  outbox.next("rate");
};
// Where the pages are for this reader: links in files and in what is copied begin with it.
const baseOfPages = () => new URL(".", document.baseURI).href;
const save = (format) => outbox.put("save", { format, language, base: baseOfPages() });
window.cityplansSave = (file) => {
  const { id, name, type, data } = JSON.parse(file || "{}");
  const item = outbox.done(id);
  outbox.next("save");
  if (!item) return;
  if (!data) return toast("save_failed");
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
