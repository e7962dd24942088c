// What changes on the page: the newest turn, and what a reader left open or judged.

const openState = new Map(); // card id -> open, as the reader left it; Gradio's update would reset it
let newest = "";

const UNJUDGED = { verdict: "", reason: "", comment: "", asking: false };
const VERDICTS = "cityplans.verdicts";
const storedVerdicts = () => {
  try {
    return JSON.parse(sessionStorage.getItem(VERDICTS) ?? "[]");
  } catch {
    return [];
  }
};
const saved = new Map(storedVerdicts()); // turn id -> {verdict, reason, comment, asking}, as the server keeps it
const verdicts = new Map(saved); // as the reader gave it
for (const { name, detail } of window.cityplansOutbox.all()) {
  if (name === "rate") verdicts.set(detail.turn, { ...UNJUDGED, ...detail });
}
const remarks = new Map(); // turn id -> what stands in its comment; Gradio's update would empty it
const keepVerdicts = () => {
  try {
    sessionStorage.setItem(VERDICTS, JSON.stringify([...saved]));
  } catch {
    // the thumbs are then not shown after a reload
  }
};

const showVerdict = (turn) => {
  const given = verdicts.get(turn.dataset.turn);
  if (!given) return;
  for (const button of turn.querySelectorAll("[data-rate]")) {
    put(button, "aria-pressed", String(button.dataset.rate === given.verdict));
  }
  for (const button of turn.querySelectorAll("[data-reason]")) {
    put(button, "aria-pressed", String(button.dataset.reason === given.reason));
  }
  const reasons = turn.querySelector(".cp-reasons");
  if (reasons && reasons.hidden === given.asking) reasons.hidden = !given.asking;
  const comment = turn.querySelector(".cp-comment input");
  const remark = remarks.get(turn.dataset.turn);
  if (comment && remark !== undefined && comment.value !== remark) comment.value = remark;
};
const restoreCards = () => {
  document.querySelectorAll(".cp-turn").forEach(showVerdict);
  showBasket();
  for (const [id, open] of openState) {
    const card = document.getElementById(id);
    const details = card?.querySelector("details");
    if (details && details.open !== open && !card.dataset.peeked) details.open = open;
  }
};
// What the address asked has been asked; a reload must not ask it again.
const forgetOpening = () => {
  const now = new URL(location.href);
  if (!now.searchParams.has("q") && !now.searchParams.has("city")) return;
  now.searchParams.delete("q");
  now.searchParams.delete("city");
  now.searchParams.delete("a");
  history.replaceState(history.state, "", now);
};
const showNewestTurn = () => {
  const turns = document.querySelectorAll(".cp-turn");
  const last = turns[turns.length - 1];
  const offered = document.querySelector(".cp-following");
  const isOffered = offered?.dataset.after === last?.dataset.turn;
  if (offered && offered.hidden === isOffered) offered.hidden = !isOffered; // made for a turn before, come late
  document.body.classList.toggle("cp-chatting", Boolean(last));
  if (last || document.querySelector("#cp-thread .cp-welcome")) document.getElementById("cp-splash")?.remove();
  const id = last ? last.id : "";
  if (id === newest) return;
  const isNew = last && last.dataset.state === "searching";
  const isKept = last && newest === "" && !isNew;
  newest = id;
  forgetOpening();
  if (isKept) requestAnimationFrame(() => last.scrollIntoView({ block: "start" }));
  if (!last) {
    openState.clear();
    scrollTo({ top: 0 });
  } else if (isNew) {
    if (matchMedia("(pointer: coarse)").matches) box()?.blur(); // the keyboard would cover the answer
    requestAnimationFrame(() => last.scrollIntoView({ block: "start", behavior: scrollHow() }));
  }
};
// The question box stands over the end of the page, as high as what is typed makes it: its room is kept free there.
let roomIsFor = null;
const room = new ResizeObserver(([{ target }]) => {
  root.style.setProperty("--cp-room", `${target.offsetHeight}px`);
});
const keepRoom = () => {
  const composer = document.getElementById("cp-composer");
  if (!composer || composer === roomIsFor) return;
  room.disconnect();
  room.observe(composer);
  roomIsFor = composer;
};
const onChange = (records) => {
  for (const { type, target, addedNodes } of records) {
    if (type === "childList") {
      for (const node of addedNodes) {
        if (node.nodeType !== 1) continue;
        if (node.matches(TRANSLATED)) translateElement(node);
        node.querySelectorAll(TRANSLATED).forEach(translateElement);
        node.querySelectorAll(LINKED).forEach(linkInLanguage);
      }
    }
    const element = target.nodeType === 1 ? target : target.parentElement;
    const holder = element?.closest(TRANSLATED);
    if (holder) translateElement(holder);
  }
  translateControls();
  restoreCards();
  bringDraftBack();
  listTalksOnce();
  keepRoom();
  showNewestTurn();
  if (stopping) stop();
};
