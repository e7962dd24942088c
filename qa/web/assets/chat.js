// The chat page's own script: language, asking by click, citations, copying. No library, nothing loaded.
(() => {
  "use strict";

  const STRINGS = __STRINGS__;
  const STORE = "cityplans.language";
  const reduceMotion = matchMedia("(prefers-reduced-motion: reduce)");
  const scrollHow = () => (reduceMotion.matches ? "auto" : "smooth");

  // Gradio would answer ?view=api and ?view=settings with pages of its own.
  const url = new URL(location.href);
  if (url.searchParams.has("view")) {
    url.searchParams.delete("view");
    history.replaceState(history.state, "", url);
  }

  // ---- Language ----------------------------------------------------------------------------------------

  // Gradio's own controls: selector, what is set, and the string.
  const CONTROLS = [
    ["#question textarea", "placeholder", "placeholder"],
    ["#question textarea", "aria-label", "question"],
    ["#cp-send", "text", "send"],
    ["#cp-stop", "text", "stop"],
    ["#cp-new-chat", "text", "new_chat"],
    ["#cp-new-chat", "aria-label", "new_chat"],
    ["#cp-cities", "aria-label", "only_cities"],
    ["#cp-filter", "title", "only_cities_help"],
  ];
  const SPOKEN = ["#cp-announcement"]; // said by a screen reader when it changes

  const stored = () => {
    try {
      return localStorage.getItem(STORE);
    } catch {
      return null; // storage may be forbidden
    }
  };
  const fromUrl = () => {
    const wanted = (new URLSearchParams(location.search).get("lang") || "").toLowerCase();
    return wanted.startsWith("en") ? "en" : wanted.startsWith("zh") ? "zh-Hans" : null;
  };
  const fromBrowser = () => {
    const known = (navigator.languages ?? []).map((tag) => tag.slice(0, 2).toLowerCase());
    return known.find((each) => each === "zh" || each === "en") === "en" ? "en" : "zh-Hans";
  };
  let language = fromUrl() || (stored() in STRINGS ? stored() : fromBrowser());
  const remember = () => {
    try {
      localStorage.setItem(STORE, language);
    } catch {
      // the choice then lasts as long as the page
    }
  };
  if (fromUrl()) remember();
  const root = document.documentElement;
  const declareLanguage = () => {
    if (root.lang !== language) root.lang = language;
    if (root.dataset.language !== language) root.dataset.language = language;
  };
  declareLanguage();
  // Gradio sets the language of the browser there, which need not be that of the page.
  new MutationObserver(declareLanguage).observe(root, { attributes: true, attributeFilter: ["lang"] });

  const say = (key, n) => {
    const text = STRINGS[language][key] ?? key;
    return n === undefined ? text : text.replace("{n}", n);
  };
  const put = (element, attribute, text) => {
    if (element.getAttribute(attribute) !== text) element.setAttribute(attribute, text);
  };
  const translateElement = (element) => {
    const { t, tLabel, tTitle, n } = element.dataset;
    if (t && element.textContent !== say(t, n)) element.textContent = say(t, n);
    if (tLabel) put(element, "aria-label", say(tLabel, n));
    if (tTitle) put(element, "title", say(tTitle, n));
  };
  // The chips carry the cities as they are cited; an English reader sees their English names.
  let inEnglish;
  const nameCities = () => {
    inEnglish ??= JSON.parse(document.querySelector("[data-cities]")?.dataset.cities ?? "null") ?? undefined;
    if (!inEnglish) return;
    for (const caption of document.querySelectorAll("#cp-cities label > span")) {
      const node = [...caption.childNodes].find((child) => child.nodeType === 3 && child.data.trim());
      if (!node) continue;
      caption.dataset.city ??= node.data.trim();
      const { city } = caption.dataset;
      const name = language === "en" ? inEnglish[city] || city : city;
      if (node.data.trim() !== name) node.data = name;
    }
  };
  // Gradio tells in English, and in no other language, that the server cannot be reached.
  const OFFLINE = "Connection to the server was lost";
  const tellOffline = () => {
    for (const text of document.querySelectorAll(".toast-message-text")) {
      if (text.textContent.startsWith(OFFLINE)) text.dataset.offline = "";
      if (!("offline" in text.dataset)) continue;
      const title = text.closest(".toast-body").querySelector(".toast-title");
      for (const [element, key] of [[text, "offline"], [title, "offline_title"]]) {
        const node = element?.firstChild;
        if (node?.nodeType === 3 && node.data !== say(key)) node.data = say(key);
      }
    }
  };
  const translateControls = () => {
    for (const [selector, what, key] of CONTROLS) {
      const element = document.querySelector(selector);
      if (!element) continue;
      if (what !== "text") {
        put(element, what, say(key));
        continue;
      }
      // Svelte keeps its text node, so only its data may change.
      const node = [...element.childNodes].find((child) => child.nodeType === 3 && child.data.trim());
      if (node && node.data.trim() !== say(key)) node.data = say(key);
    }
    for (const button of document.querySelectorAll(".cp-language button")) {
      put(button, "aria-pressed", String(button.dataset.lang === language));
    }
    tellOffline();
    const cities = document.querySelector("#cp-cities");
    if (cities) put(cities, "role", "group");
    nameCities();
    for (const selector of SPOKEN) {
      const spoken = document.querySelector(selector);
      if (spoken) put(spoken, "role", "status");
    }
  };
  // The other pages are opened in the language of this one.
  const LINKED = ["search", "plans", "indicators", "help"].map((page) => `a[href^="${page}"]`).join(", ");
  const linkInLanguage = (link) => {
    const [, path, query, fragment] = /^([^?#]*)\??([^#]*)(.*)$/.exec(link.getAttribute("href"));
    const kept = query.split("&").filter((part) => part && !part.startsWith("lang="));
    put(link, "href", `${path}?${[...kept, `lang=${language}`].join("&")}${fragment}`);
  };
  const TRANSLATED = "[data-t], [data-t-label], [data-t-title]";
  const translateAll = () => {
    document.querySelectorAll(TRANSLATED).forEach(translateElement);
    document.querySelectorAll(LINKED).forEach(linkInLanguage);
    translateControls();
  };
  const setLanguage = (chosen) => {
    language = chosen;
    declareLanguage();
    remember();
    translateAll();
  };

  // ---- What changes on the page ------------------------------------------------------------------------

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
    showNewestTurn();
    if (stopping) stop();
  };

  // ---- Short messages ----------------------------------------------------------------------------------

  const LEAST_MS = 4000;
  const PASSING_MS = 8000;
  const PASSING = ["rate_thanks"]; // of the others each stays until the reader does something
  let since = 0;
  let passing = 0;
  const toast = (key) => {
    let holder = document.getElementById("cp-toast");
    if (!holder) {
      holder = document.createElement("div");
      holder.id = "cp-toast";
      holder.setAttribute("role", "status");
      document.body.append(holder);
    }
    const bubble = document.createElement("span");
    bubble.className = "cp-bubble";
    bubble.dataset.t = key;
    bubble.textContent = say(key);
    holder.replaceChildren(bubble); // said again, even if it is the same
    since = performance.now();
    clearTimeout(passing);
    if (PASSING.includes(key)) passing = setTimeout(endToast, PASSING_MS);
  };
  const endToast = () => document.getElementById("cp-toast")?.replaceChildren();
  for (const type of ["keydown", "pointerdown", "wheel"]) {
    const go = () => performance.now() - since > LEAST_MS && endToast();
    document.addEventListener(type, go, { capture: true, passive: true });
  }

  // ---- Asking ------------------------------------------------------------------------------------------

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
  const mayTell = (name) =>
    isOpen && (!ANSWERED.includes(name) || (underWay === 0 && !clearing && waiting().name === name));
  const tellNext = () => {
    const item = waiting();
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
    } else outbox.put("ask", {}, { question });
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

  // ---- Citations and copying ---------------------------------------------------------------------------

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
    openState.set(id, true);
    card.querySelector("details").open = true;
    bringIntoView(card);
    card.focus({ preventScroll: true });
    flash(card);
  };
  const goToMarker = (name) => {
    const marker = document.querySelector(`[data-marker="${CSS.escape(name)}"]`);
    if (!marker) return;
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
  const copy = async (button) => {
    const caption = button.querySelector("[data-t]");
    const before = button.dataset.caption || caption.dataset.t;
    button.dataset.caption = before;
    let result = button.dataset.share ? "copied_link" : "copied";
    try {
      await copyText(button.dataset.copy ?? new URL(button.dataset.share, document.baseURI).href);
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

  // ---- Verdicts and files: told to the server by way of a component ------------------------------------

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
  const save = (format) => outbox.put("save", { format, language });
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
  const MENUS = ":is(.cp-export, .cp-menu)[open]";
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
        "[data-reason], [data-comment], [data-save], .cp-card > details > summary",
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
    else if (target.dataset.save) {
      closeMenus();
      save(target.dataset.save);
    }
    else openState.set(target.closest(".cp-card").id, !target.closest("details").open);
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
})();
