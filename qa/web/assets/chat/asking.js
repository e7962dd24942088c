// Questions: typed, clicked, waiting for their turn, stopped.

const outbox = window.cityplansOutbox;
const box = () => document.querySelector("#question textarea");
const DRAFT = "cityplans.draft"; // what stands in the box when the page is loaded anew
const storedDraft = () => {
  try {
    return sessionStorage.getItem(DRAFT);
  } catch {
    return null;
  }
};
const keepDraft = () => {
  try {
    sessionStorage.setItem(DRAFT, box().value);
  } catch {
    // it then lasts as long as the page
  }
};
const write = (text) => {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
};
// While an answer is on its way, what is typed waits in the box.
const answering = () => {
  const state = [...document.querySelectorAll(".cp-turn")].at(-1)?.dataset.state;
  return !clearing && (state === "searching" || state === "answering"); // what is cleared is only still shown
};
const CLEARING_MS = 10_000; // the end of it may get lost with the connection
let isOpen = false; // the kept conversation is there; before, it would take the place of what is asked
let underWay = 0; // answers that Gradio has begun and not ended
let running = null; // what is being answered: a question, or the newest one told otherwise
let clearing = 0; // the timer of a conversation that is being cleared
const ANSWERED = ["leave", "ask"]; // what gets an answer, one at a time
const waiting = () => ANSWERED.map((name) => outbox.first(name)).find(Boolean);
const mayTell = (name) => {
  if (!isOpen) return false;
  if (name === "show") return underWay === 0 && !clearing;
  if (!ANSWERED.includes(name)) return true;
  return underWay === 0 && !clearing && !outbox.first("show") && waiting().name === name;
};
const tellNext = () => {
  const item = outbox.first("show") ?? waiting();
  if (item) outbox.next(item.name);
};
const giveBack = (question) => write([question, box().value].filter(Boolean).join("\n"));

window.cityplansConnect = (trigger) =>
  outbox.connect(trigger, { mayTell, isLate: () => toast("sending_again") });
let isDraftBack = false;
const bringDraftBack = () => {
  if (isDraftBack || !box()) return;
  isDraftBack = true;
  const draft = storedDraft();
  if (draft && !box().value) write(draft);
};
window.cityplansOpened = (...opened) => {
  isOpen = true;
  underWay += 1;
  return opened;
};
window.cityplansNotOpened = () => {
  isOpen = true;
  tellNext();
};
// Gradio has taken the question that was told last, and gets its words.
window.cityplansSent = (_, ...others) => {
  underWay += 1;
  running = outbox.first("ask") ?? null;
  return [running?.question ?? "", ...others];
};
// So it has taken what of the newest question is left out.
window.cityplansLeft = (...left) => {
  underWay += 1;
  running = outbox.first("leave") ?? null;
  return left;
};
const over = () => {
  underWay = Math.max(0, underWay - 1);
  const item = running && outbox.done(running.id);
  running = null;
  stopping = false;
  return item;
};
window.cityplansAnswered = () => {
  over();
  tellNext();
};
window.cityplansNotAnswered = () => {
  const item = over(); // Gradio says why
  if (item) giveBack(item.question);
  tellNext();
};
window.cityplansCleared = () => {
  clearTimeout(clearing);
  clearing = 0;
  tellNext();
};
const ask = (question) => {
  if (!box()) return;
  if (answering()) {
    if (!box().value) write(question);
    toast("question_waits");
  } else outbox.put("ask", { talk: current }, { question });
};
const submit = () => {
  const question = box().value;
  if (question.trim() && !answering()) {
    write("");
    ask(question);
  } else if (question.trim()) toast("question_waits");
  else if (!answering() && !outbox.first("ask")) toast("question_empty");
};
// A chip or the switch of length was used: the newest question is asked again.
const leave = (element) => {
  if (answering() || waiting()) return;
  outbox.put("leave", { turn: element.closest(".cp-turn").dataset.turn, kind: element.dataset.leave });
};
const clear = () => {
  beginTalk();
  ANSWERED.forEach(outbox.drop);
  write("");
  clearTimeout(clearing);
  clearing = setTimeout(window.cityplansCleared, CLEARING_MS);
};
let stopping = false; // Escape came before the button that stops
const stop = () => {
  const unsent = waiting();
  if (unsent && unsent !== running) {
    outbox.done(unsent.id);
    if (unsent.question) giveBack(unsent.question);
    return;
  }
  const button = document.querySelector("#cp-stop");
  stopping = (answering() || Boolean(running)) && !button;
  if (answering()) button?.click();
};
const edit = (question) => {
  if (!box()) return;
  write(question);
  box().focus();
};
