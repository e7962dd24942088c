// The page that is framed: it asks, shows, and speaks with the page around it.

const byId = (id) => document.getElementById(id);
const [log, content, turnsBox, welcome, status, composer, box] = ["log", "content", "turns", "welcome", "status", "composer", "question"].map(byId);
const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const turns = [];
let cities = [];
let running = null; // ends the question that is being answered
let theme = root.dataset.theme;

// ---- The page around ---------------------------------------------------------------------------------------

const framed = parent !== window;
/** The origin that is spoken with; the policy of this page lets only those frame it that are allowed to. */
let host = "";
if (framed) host = location.ancestorOrigins?.[0] || (document.referrer && new URL(document.referrer).origin) || "";
const tell = (type, data = {}) => {
  if (!framed) return;
  if (host) parent.postMessage({ ...data, type: `plan-qa:${type}` }, host);
  else if (type === "ready") parent.postMessage({ type: "plan-qa:ready" }, "*"); // says nothing but that it is here
};
const texts = (value) => (Array.isArray(value) ? value.filter((each) => typeof each === "string" && each).slice(0, 50).map((each) => each.slice(0, 50)) : []);

const told = {
  ask: ({ question }) => { if (typeof question === "string" && question.trim()) ask(question); },
  setCities: (data) => setCities(texts(data.cities)),
  setTheme: (data) => { if (["auto", "light", "dark"].includes(data.theme)) setTheme(data.theme); },
  setLanguage: (data) => { if (data.language in STRINGS) setLanguage(data.language); },
  // On a touch screen the keyboard would cover what is to be read.
  open: () => (matchMedia("(pointer: coarse)").matches ? log : box).focus({ preventScroll: true }),
  close: () => running?.abort(),
};
addEventListener("message", ({ source, origin, data }) => {
  const type = /^plan-qa:([a-zA-Z]+)$/.exec(data?.type)?.[1];
  if (!framed || source !== parent || !type || !Object.hasOwn(told, type)) return;
  host ||= origin; // no referrer came: the frame's only possible parent
  if (origin === host) told[type](data);
});

// ---- Language, theme, cities -------------------------------------------------------------------------------

const setTheme = (chosen) => {
  theme = chosen;
  root.dataset.theme = theme === "dark" || (theme === "auto" && dark.matches) ? "dark" : "light";
};
dark.addEventListener("change", () => setTheme(theme));

const setLanguage = (language) => {
  if (root.lang === language) return;
  root.lang = language;
  document.title = say("product");
  translateAll();
  showStart();
};

/** Return the plans that can be asked about with the cities chosen; a name that no plan has leaves them all. */
const plansNow = () => {
  const plans = session?.plans ?? [];
  const named = plans.filter((plan) => [plan.city, plan.city.replace(/市$/, ""), plan.city_en].some((name) => name && cities.includes(name)));
  return named.length ? named : plans;
};
const setCities = (chosen) => {
  if (chosen.join() === cities.join()) return;
  cities = chosen;
  const line = byId("limited");
  line.hidden = !cities.length;
  line.replaceChildren(make("span", { t: "limited_to" }), ...cities.map((city) => make("b", { lang: isChinese(city) ? "zh-Hans" : "en" }, city)));
  showStart();
};

const showStart = () => {
  byId("plans").replaceChildren(...chips(plansNow()));
  byId("examples").replaceChildren(...examples(plansNow(), 4));
};

// ---- A question --------------------------------------------------------------------------------------------

const show = (turn) => {
  const before = new Map([...turn.element.querySelectorAll("details")].map((each) => [each.parentElement.id, each.open]));
  const chip = ({ kind, words }) => make("span", { class: "carried" }, words, make("button", { type: "button", data: { leave: kind }, tLabel: "leave_out", tTitle: "leave_out" }, "×"));
  const carried = turn.carried.length ? make("p", { class: "small" }, make("span", { t: "carried" }), ...turn.carried.map(chip)) : null;
  turn.element.replaceChildren(
    make("div", { class: "asked" }, make("h2", { class: "sr", t: "you" }), make("p", {}, turn.question), carried),
    make("div", { class: "reply" }, make("h2", { class: "sr", t: "reply" }), ...reply(turn, plansNow()).flat().filter(Boolean)));
  turn.element.dataset.state = turn.state;
  for (const each of turn.element.querySelectorAll("details")) each.open = before.get(each.parentElement.id) ?? each.open;
};

const follow = (turn, name, data) => {
  if (name === "understood") Object.assign(turn, { carried: data.carried, language: data.language });
  if (name === "sentence") {
    turn.state = "answering";
    turn.sentences.push(data);
    for (const each of data.citations) turn.citations.set(each.marker, each);
    // Rows wait for the end: only the whole answer has their header.
    if (!data.text.startsWith("| ")) turn.text += `${turn.text ? "\n" : ""}${data.text}${data.markers.map((each) => `[${each}]`).join("")}`;
  }
  if (name === "done") {
    const { answer: text, refused, sentences, citations, warnings, language, carried } = data;
    Object.assign(turn, { state: "done", text, refused, sentences, warnings, language, carried });
    turn.citations = new Map(citations.map((each) => [each.marker, each]));
  }
  if (name === "error") throw new Problem(data.status, data.detail);
};

/** Return what is said of an error: the server's own line where it is about the question, else the page's words. */
const problemOf = (error) => {
  if (!(error instanceof Problem)) return { t: "offline" };
  if (error.status === 429) return { t: "limited_reached", n: error.wait ?? 60 };
  return error.status < 500 && error.message ? error.message : { t: "failed_unexpected" };
};

/** Ask after the turns so far; `without` are the kinds that the question shall not take over, `depth` is short or full. */
async function ask(question, without = [], depth = "short") {
  running?.abort();
  const stopping = new AbortController();
  running = stopping;
  const before = turns.filter((turn) => turn.state === "done");
  const history = before.map((turn) => turn.question).slice(-20);
  const placesOf = (turn) => [...(turn?.citations.values() ?? [])].map(({ document_id, start, end }) => ({ document_id, start, end }));
  const cited = placesOf(before.at(-1)).slice(0, 50);
  const told = before.slice(0, -1).reverse().flatMap(placesOf).slice(0, 500);
  const turn = { number: turns.length + 1, question: question.trim().slice(0, 1000), state: "searching", text: "", language: root.lang, carried: [], without, depth, sentences: [], citations: new Map(), warnings: [], element: make("article", { class: "turn" }) };
  turns.push(turn);
  welcome.hidden = true;
  turnsBox.append(turn.element);
  show(turn);
  busy(true);
  status.textContent = say("searching");
  const left = new AbortController(); // a reader who scrolls is not pulled back
  for (const sign of ["wheel", "touchmove", "pointerdown"]) log.addEventListener(sign, () => left.abort(), { passive: true, signal: left.signal });
  const keep = () => { if (!left.signal.aborted) scrollTo(turn.element); };
  keep();
  try {
    for await (const [name, data] of answerEvents({ question: turn.question, history, cities, cited, told, without, depth }, stopping.signal)) {
      follow(turn, name, data);
      show(turn);
      keep();
    }
    if (turn.state !== "done") throw new Error("the stream was cut");
    tell("answer", { question: turn.question, text: turn.text, refused: turn.refused, citations: [...turn.citations.values()].map((each) => ({ ...each, url: addressOf(each) })) });
  } catch (error) {
    turn.state = stopping.signal.aborted ? "stopped" : "failed";
    turn.problem = problemOf(error);
    show(turn);
    keep();
  } finally {
    left.abort();
    if (running === stopping) {
      running = null;
      busy(false);
      status.textContent = spoken(turn);
    }
  }
}

/** Scroll the frame and nothing around it. */
const scrollTo = (element, isCard = false) => {
  const { top } = element.getBoundingClientRect();
  log.scrollTo({ top: log.scrollTop + top - (isCard ? log.clientHeight / 4 : 8), behavior: isCard && !calm.matches ? "smooth" : "auto" });
};

/** Return what a screen reader is told of a turn that has ended. */
const spoken = (turn) => {
  if (turn.state === "stopped") return say("stopped");
  if (turn.state === "failed") return `${say("failed_title")} ${typeof turn.problem === "string" ? turn.problem : say(turn.problem.t, turn.problem.n)}`;
  return `${spokenText(turn.text, turn.language)} ${turn.citations.size ? say("sources_count", turn.citations.size) : ""}`;
};

const busy = (is) => {
  byId("send").hidden = is;
  byId("stop").hidden = !is;
  turnsBox.setAttribute("aria-busy", String(is));
};

// ---- What a reader does ------------------------------------------------------------------------------------

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!box.value.trim() || running) return;
  ask(box.value);
  box.value = "";
  grow();
});
const grow = () => {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 120)}px`;
};
box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  // Enter that ends the composition of Chinese characters asks nothing.
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    composer.requestSubmit();
  }
  if (event.key === "ArrowUp" && !box.value && turns.length) {
    event.preventDefault();
    box.value = turns.at(-1).question;
    grow();
  }
});
byId("stop").addEventListener("click", () => {
  running?.abort();
  box.focus();
});
addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) tell("close"); });
document.addEventListener("click", (event) => {
  const asked = event.target.closest("button[data-ask]");
  if (asked) {
    ask(asked.dataset.ask);
    box.focus({ preventScroll: true });
    return;
  }
  const left = event.target.closest("button[data-leave]");
  if (left && !running) {
    const turn = turns.pop();
    turn.element.remove();
    const { leave } = left.dataset;
    if (leave === "depth") ask(turn.question, turn.without, turn.depth === "full" ? "short" : "full");
    else ask(turn.question, [...turn.without, leave], turn.depth);
    box.focus({ preventScroll: true });
    return;
  }
  const marker = event.target.closest("a[data-card]");
  if (marker) {
    event.preventDefault();
    const target = byId(marker.dataset.card);
    target.querySelector("details").open = true;
    scrollTo(target, true);
    target.focus({ preventScroll: true });
    clicked(marker, Number(/(\d+)$/.exec(marker.dataset.card)[1]));
  }
  const read = event.target.closest("a[data-cites]");
  if (read) clicked(read, Number(read.dataset.cites));
});
const clicked = (element, marker) => {
  const turn = turns.find((each) => each.element.contains(element));
  const citation = turn.citations.get(marker);
  tell("citation-click", { citation: { ...citation, url: addressOf(citation) } });
};

// ---- Beginning ---------------------------------------------------------------------------------------------

setTheme(theme);
new ResizeObserver(() => tell("resize", { height: content.offsetHeight + composer.offsetHeight })).observe(content);
begin().then(showStart, () => {}); // a question tells what is wrong
tell("ready");
