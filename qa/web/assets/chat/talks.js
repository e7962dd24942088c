// Conversations: each tab shows one, and a list leads to the others. They lie in this browser alone, so the list is made
// here and not by the server, which never gets their titles.

const TALKS = "cityplans.talks"; // [{talk, title, changed}], newest first
const TAB = "cityplans.talk"; // the one that this tab showed last
const MOST_TALKS = 50;
const place = (talk) => `${TALKS}.${talk}`;
const newTalk = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const reading = (storage, key) => {
  try {
    return storage.getItem(key);
  } catch {
    return null; // storage may be forbidden
  }
};
const parsed = (text, otherwise) => {
  try {
    return JSON.parse(text ?? "") ?? otherwise;
  } catch {
    return otherwise;
  }
};
const talks = () => parsed(reading(localStorage, TALKS), []);
const talkText = (talk) => reading(localStorage, place(talk));
const signedTurns = (talk) => parsed(talkText(talk), { turns: [] }).turns.map(([, signed]) => signed);

// Makes room by giving up the oldest conversations; what cannot be stored lasts as long as the page.
const writeTalks = (list, talk, text) => {
  const gone = list.splice(MOST_TALKS);
  for (;;) {
    try {
      gone.forEach((each) => localStorage.removeItem(place(each.talk)));
      if (talk) localStorage.setItem(place(talk), text);
      localStorage.setItem(TALKS, JSON.stringify(list));
      return;
    } catch {
      if (list.length < 2) return;
      gone.push(list.pop());
    }
  }
};

let current = history.state?.cityplansTalk ?? reading(sessionStorage, TAB) ?? newTalk();
const known = new Map(); // conversation -> its text as this tab last read or wrote it
const deleted = new Set(); // an answer that comes late must not bring one of these back
const stayAt = (talk, { isNew = false } = {}) => {
  current = talk;
  const state = { ...history.state, cityplansTalk: talk };
  if (isNew) history.pushState(state, "");
  else history.replaceState(state, "");
  try {
    sessionStorage.setItem(TAB, talk);
  } catch {
    // a page that is opened from another of ours then begins anew
  }
};
stayAt(current);

// Gradio loads the conversation of this tab when it begins.
window.cityplansKept = () => {
  known.set(current, talkText(current));
  return signedTurns(current);
};
// An answer is over: keep its conversation. Where another tab has gone on with the same one, this becomes one of its own.
window.cityplansKeep = (kept) => {
  if (!kept?.turns?.length) return;
  const { title, turns } = kept;
  let talk = kept.talk || current;
  if (deleted.has(talk)) return;
  const text = JSON.stringify({ turns });
  const stands = talkText(talk);
  if (stands === text) return;
  if (stands !== (known.get(talk) ?? null)) {
    const own = newTalk();
    if (talk === current) stayAt(own);
    talk = own;
  }
  known.set(talk, text);
  const list = talks();
  const before = list.find((each) => each.talk === talk);
  const entry = { talk, title: before?.title ?? title, changed: Date.now() };
  writeTalks([entry, ...list.filter((each) => each !== before)], talk, text);
  listTalks();
};

// ---- Going from one to another ----

const isEmpty = () => !document.querySelector(".cp-turn");
const beginTalk = () => stayAt(newTalk(), { isNew: !isEmpty() });
// The one that is shown is left when its answer has ended: what comes of it is kept as its own. The address goes along at
// once, so that Back leads to where the reader was however slow the server is.
const showTalk = (talk, { by = "click" } = {}) => {
  closeMenus();
  outbox.drop("show");
  if (talk === current) return;
  if (underWay || waiting()) stop();
  const left = current;
  known.set(talk, talkText(talk));
  stayAt(talk, { isNew: by === "click" });
  listTalks();
  outbox.put("show", { talk, turns: signedTurns(talk) }, { left });
};
window.cityplansShown = () => {
  const item = outbox.first("show");
  if (!item) return;
  outbox.done(item.id);
  openState.clear();
  newest = "";
  showNewestTurn();
  tellNext();
};
window.cityplansNotShown = () => {
  const item = outbox.first("show"); // Gradio says why
  outbox.drop("show");
  if (item) stayAt(item.left);
  listTalks();
  tellNext();
};
addEventListener("popstate", ({ state }) => {
  const talk = state?.cityplansTalk;
  if (talk && talk !== current) showTalk(talk, { by: "history" });
});

// ---- Deleting, and undoing it ----

let lastDeleted = null; // {entries, isShown}
const deleteTalks = (chosen) => {
  const list = talks();
  const entries = list.filter(({ talk }) => chosen(talk)).map((entry) => ({ entry, text: talkText(entry.talk) }));
  if (!entries.length) return;
  const isShown = entries.some(({ entry }) => entry.talk === current);
  lastDeleted = { entries, shown: isShown ? current : "" };
  for (const { entry } of entries) {
    deleted.add(entry.talk);
    known.delete(entry.talk);
    localStorage.removeItem(place(entry.talk));
  }
  writeTalks(list.filter(({ talk }) => !chosen(talk)));
  listTalks();
  if (isShown) showTalk(newTalk(), { by: "deletion" });
  toast(entries.length > 1 ? "talks_deleted" : "talk_deleted", { undo: true });
};
const undoDeleting = () => {
  if (!lastDeleted) return;
  const { entries, shown } = lastDeleted;
  lastDeleted = null;
  const list = talks();
  for (const { entry, text } of entries) {
    deleted.delete(entry.talk);
    list.push(entry);
    list.sort((one, other) => other.changed - one.changed);
    writeTalks(list, entry.talk, text);
  }
  endToast();
  listTalks();
  if (shown && isEmpty()) showTalk(shown, { by: "deletion" });
};

// ---- The list ----

const made = (tag, className, text = "") => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};
const translated = (element, key, attribute = "t") => {
  element.dataset[attribute] = key;
  translateElement(element);
  return element;
};
const when = (changed) => {
  const isToday = new Date(changed).toDateString() === new Date().toDateString();
  const how = isToday ? { timeStyle: "short" } : { dateStyle: "medium" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", how).format(changed);
};
const listed = ({ talk, title, changed }) => {
  const item = document.createElement("li");
  const open = made("button", "cp-talk");
  open.type = "button";
  open.dataset.talk = talk;
  if (talk === current) open.setAttribute("aria-current", "true");
  open.append(made("span", "cp-talk-title", title), made("time", "", when(changed)));
  const remove = translated(made("button", "cp-talk-delete", "×"), "talk_delete", "tTitle");
  remove.type = "button";
  remove.dataset.deleteTalk = talk;
  remove.dataset.n = title;
  translated(remove, "talk_delete_named", "tLabel");
  item.append(open, remove);
  return item;
};
const listTalks = () => {
  const holder = document.querySelector(".cp-talk-list");
  if (!holder) return;
  const list = talks();
  const focused = holder.contains(document.activeElement);
  holder.replaceChildren(...list.map(listed));
  if (focused) (holder.querySelector("button") ?? document.querySelector(".cp-talks summary")).focus();
  document.querySelector(".cp-talks").classList.toggle("cp-none", !list.length);
};
// The header is drawn by Gradio, some time after this script has run, and anew where there are other plans now.
let listedIn = null;
const listTalksOnce = () => {
  const holder = document.querySelector(".cp-talk-list");
  if (!holder || holder === listedIn) return;
  listedIn = holder;
  listTalks();
};
addEventListener("storage", ({ key }) => {
  if (key === TALKS || key === null) listTalks();
});
try {
  localStorage.removeItem("cityplans.turns"); // the one conversation that earlier versions kept for all tabs
} catch {
  // nothing was kept then
}
