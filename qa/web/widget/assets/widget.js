// 规划问答 CityPlans on other people's pages; README says how. No library, no cookie, nothing stored, no markup made
// from text: what is asked and answered stays in a sandboxed frame of the server's own page.
(() => {
"use strict";

const script = document.currentScript || [...document.scripts].find((each) => /\/widget\.js(\?|$)/.test(each.src));
const base = new URL(".", script.src);
const NAMES = ["mode", "lang", "theme", "cities", "ask", "widget"].map((name) => `data-${name}`);
const PATIENCE_MS = 1500;
const WORDS = {
  "zh-Hans": { open: "问规划", title: "规划问答", shut: "关闭", size: "放大或还原", grip: "调整大小：拖动，或用方向键", blocked: "规划问答没能在这个页面上打开。", link: "在新标签页中打开" },
  en: { open: "Ask the plans", title: "CityPlans", shut: "Close", size: "Enlarge or restore", grip: "Resize: drag, or use the arrow keys", blocked: "CityPlans could not be opened on this page.", link: "Open it in a new tab" },
};
const ICONS = { launch: "M4 5h16v11H12l-5 4v-4H4zM8 9h8M8 12h5", shut: "M6 6l12 12M18 6L6 18", size: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7", grip: "M4 12V4h8M4 4l9 9" };
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 639.98px)");

// What is !important in :host wins over all the page says.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host { all: initial !important; direction: ltr !important; }
:host([data-mode=inline]) { display: block !important; }
:host([hidden]) { display: none !important; }
* { box-sizing: border-box; font: 15px/1.5 system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
.root { --paper: #f6f5f1; --ink: #1d2629; --line: #dcdad2; --teal: #17605a; --on: #fff; color-scheme: light; }
.dark { --paper: #14191a; --ink: #e7e9e6; --line: #333d3e; --teal: #7cc7bb; --on: #0b2220; color-scheme: dark; }
button { min-width: 44px; min-height: 44px; margin: 0; padding: 0; border: 0; border-radius: 10px; background: none; color: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid var(--teal); outline-offset: 2px; }
svg { width: 24px; fill: none; stroke: currentColor; stroke-width: 2; vertical-align: middle; }
.launch { padding: 0 18px; border-radius: 26px; background: var(--teal); color: var(--on); font-weight: 600; }
.launch:focus-visible { box-shadow: 0 0 0 3px var(--paper); }
.launch span { margin-left: 8px; }
.bubble .launch { position: fixed; z-index: 2147483646; inset: auto 20px calc(20px + env(safe-area-inset-bottom)) auto; min-height: 52px; box-shadow: 0 4px 18px rgb(0 0 0 / 28%); }
.box { flex-direction: column; overflow: hidden; padding: 0; border: 1px solid var(--line); border-radius: 16px; background: var(--paper); color: var(--ink); }
div.box { display: flex; height: 560px; min-height: 320px; resize: vertical; }
dialog { position: fixed; z-index: 2147483647; inset: auto 20px 84px auto; width: min(var(--w, 400px), 100vw - 40px); height: min(var(--h, 640px), 100vh - 104px); max-width: none; max-height: none; margin: 0; box-shadow: 0 12px 48px rgb(0 0 0 / 30%); }
dialog[open], .shown { display: flex; animation: rise 0.18s; }
dialog:modal::backdrop { background: rgb(10 16 17 / 45%); }
.button dialog { inset: 0; width: min(var(--w, 720px), 100vw - 40px); height: min(var(--h, 720px), 100vh - 40px); margin: auto; }
dialog.large { --w: 960px !important; --h: 2000px !important; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
.bar { display: flex; align-items: center; border-bottom: 1px solid var(--line); }
.bar span { flex: 1; padding-left: 12px; font-weight: 600; }
.grip { cursor: nwse-resize; touch-action: none; }
iframe { flex: 1; min-height: 0; border: 0; }
.dragging iframe { pointer-events: none; }
.blocked { margin: auto; padding: 24px; }
.blocked a { display: block; padding: 10px 0; color: var(--teal); }
@media (max-width: 639.98px) {
  .root .box:modal { inset: 0; width: 100vw; height: 100vh; height: 100dvh; border: 0; border-radius: 0; }
  .grip, .size { display: none; }
}
@media (prefers-reduced-motion: reduce) { dialog { animation: none !important; } }
@media (forced-colors: active) { .launch { border: 1px solid; } }
@media print { .launch, dialog { display: none !important; } }
`);

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const button = (name, onclick) => {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return make("button", { type: "button", className: name, onclick }, svg);
};

class PlanQA extends HTMLElement {
  static observedAttributes = NAMES;
  #parts = {};
  #ended;
  #ready = false;
  #question = ""; // waits for a frame that is open and ready

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
  }
  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    addEventListener("message", (event) => this.#hear(event), { signal });
    dark.addEventListener("change", () => this.#dress(), { signal });
    narrow.addEventListener("change", () => { if (this.#parts.panel && this.isOpen) { this.#hide(); this.#show(); } }, { signal });
    this.#build();
  }
  disconnectedCallback() {
    this.#ended.abort();
    this.#clear();
  }
  attributeChangedCallback(name, before, value) {
    if (!this.#parts.root || before === value) return;
    if (name === "data-mode" || name === "data-widget") {
      this.#clear();
      this.#build();
      return;
    }
    if (name === "data-ask") this.#question = value || "";
    this.#dress();
    this.#deliver();
  }

  // What a page may call:

  get isOpen() { return Boolean(this.#parts.root) && (!this.#parts.panel || this.#parts.panel.matches("[open], .shown")); }
  open() {
    if (!this.isOpen) this.#show();
    this.#load();
    this.#parts.frame?.focus();
    this.#send("open");
    this.#deliver();
  }
  close() {
    if (!this.#parts.panel || !this.isOpen) return;
    const inside = this.shadowRoot.activeElement;
    this.#hide();
    if (inside) this.#parts.launch.focus();
  }
  ask(question) {
    this.#question = String(question ?? "");
    this.open();
  }
  setCities(cities) { this.setAttribute("data-cities", cities); }
  setTheme(theme) { this.setAttribute("data-theme", theme); }

  // Drawing:

  #get(name) { return this.getAttribute(`data-${name}`) || ""; }
  #mode() { return /^(inline|button)$/.test(this.#get("mode")) ? this.#get("mode") : "bubble"; }
  #language() {
    const chosen = this.#get("lang").replace("auto", "") || document.documentElement.lang || navigator.language;
    return /^zh/i.test(chosen) ? "zh-Hans" : "en";
  }
  #theme() { return this.#get("theme") === "dark" || (this.#get("theme") !== "light" && dark.matches) ? "dark" : "light"; }

  #build() {
    const root = make("div", { className: this.#mode() });
    this.#parts = { root };
    this.#question = this.#get("ask");
    this.shadowRoot.append(root);
    if (this.#mode() === "inline") {
      root.append((this.#parts.box = make("div", { className: "box" })));
      this.#load();
    } else this.#panel(root);
    this.#dress();
  }
  #panel(root) {
    const [label, title] = [make("span"), make("span")];
    const launch = button("launch", () => (this.isOpen ? this.close() : this.open()));
    launch.append(label);
    launch.setAttribute("aria-haspopup", "dialog");
    launch.setAttribute("aria-controls", "panel");
    // Fetched when somebody is about to press it.
    launch.onpointerenter = launch.onfocus = () => this.#load();
    const grip = button("grip");
    const size = button("size", () => { panel.classList.toggle("large"); this.#dress(); });
    const shut = button("shut", () => this.close());
    const panel = make("dialog", { id: "panel", className: "box", popover: "manual" }, make("div", { className: "bar" }, grip, title, size, shut));
    panel.oncancel = (event) => { event.preventDefault(); this.close(); };
    root.onkeydown = (event) => { if (event.key === "Escape" && this.isOpen) { event.stopPropagation(); this.close(); } };
    this.#resizable(panel, grip);
    root.append(launch, panel);
    // In the top layer nothing around it moves or covers it.
    if (this.#mode() === "bubble" && launch.showPopover) {
      launch.popover = "manual";
      launch.showPopover();
    }
    Object.assign(this.#parts, { launch, label, title, grip, size, shut, panel, box: panel });
  }
  #resizable(panel, grip) {
    let from = null; // the panel and the pointer when it was taken
    const take = (x, y) => { from = { w: panel.offsetWidth, h: panel.offsetHeight, x, y }; };
    const pull = (x, y) => {
      const both = this.#mode() === "button" ? 2 : 1; // in the middle of the page both sides move
      panel.classList.remove("large");
      panel.style.setProperty("--w", `${Math.max(320, from.w + (from.x - x) * both)}px`);
      panel.style.setProperty("--h", `${Math.max(320, from.h + (from.y - y) * both)}px`);
    };
    grip.onpointerdown = (event) => {
      take(event.clientX, event.clientY);
      grip.setPointerCapture(event.pointerId);
      panel.classList.add("dragging");
    };
    grip.onpointermove = (event) => { if (panel.matches(".dragging")) pull(event.clientX, event.clientY); };
    grip.onlostpointercapture = () => panel.classList.remove("dragging");
    grip.onkeydown = ({ key }) => {
      const step = { ArrowLeft: [-32, 0], ArrowRight: [32, 0], ArrowUp: [0, -32], ArrowDown: [0, 32] }[key];
      if (!step) return;
      take(0, 0);
      pull(...step);
    };
  }
  /** Put words and colours on what is drawn, and tell the frame. */
  #dress() {
    const { root, frame, launch, label, panel, title, ...buttons } = this.#parts;
    const words = WORDS[this.#language()];
    root.className = `root ${this.#mode()} ${this.#theme()}`;
    root.lang = this.#language();
    if (frame) frame.title = words.title;
    if (panel) {
      label.textContent = words.open;
      title.textContent = panel.ariaLabel = words.title;
      launch.setAttribute("aria-expanded", this.isOpen);
      for (const name of ["grip", "size", "shut"]) buttons[name].ariaLabel = buttons[name].title = words[name];
      buttons.size.setAttribute("aria-pressed", panel.matches(".large"));
    }
    this.#send("setLanguage", { language: this.#language() });
    this.#send("setTheme", { theme: this.#theme() });
    this.#send("setCities", { cities: this.#get("cities").split(/[,，、]/).map((each) => each.trim()).filter(Boolean) });
  }
  #show() {
    const { panel } = this.#parts;
    if (this.#mode() === "button" || narrow.matches) panel.showModal();
    else if (panel.showPopover) { // above everything that the page has
      panel.showPopover();
      panel.classList.add("shown");
    } else panel.show();
    this.#dress();
  }
  #hide() {
    const { panel } = this.#parts;
    if (panel.open) panel.close();
    else panel.hidePopover();
    panel.classList.remove("shown");
    this.#dress();
  }
  #clear() {
    this.shadowRoot.replaceChildren();
    this.#parts = {};
    this.#ready = false;
  }

  // The frame:

  #load() {
    const { box, frame } = this.#parts;
    if (!box || frame) return;
    const address = new URL("embed", base);
    address.search = new URLSearchParams({ id: this.#get("widget") || "default", lang: this.#language(), theme: this.#theme() });
    const made = make("iframe", { src: address, title: "CityPlans", referrerPolicy: "origin", loading: this.#parts.panel ? "eager" : "lazy" });
    made.sandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";
    // A frame that is refused fires it too, with nothing in it that would answer.
    made.onload = () => setTimeout(() => { if (this.#parts.frame === made && !this.#ready) this.#refused(made); }, PATIENCE_MS);
    this.#parts.frame = made;
    box.append(made);
  }
  #refused(frame) {
    const words = WORDS[this.#language()];
    const link = make("a", { href: base, target: "_blank", rel: "noopener" }, words.link);
    frame.replaceWith(make("div", { className: "blocked" }, words.blocked, link));
    this.#parts.frame = this.#parts.box = null;
    console.warn(`plan-qa: ${base.origin} does not answer in a frame of ${location.origin}: it does not allow this origin, or the policy here lacks frame-src ${base.origin}.`);
  }
  #send(type, more) {
    if (this.#ready && this.#parts.frame) this.#parts.frame.contentWindow.postMessage({ ...more, type: `plan-qa:${type}` }, base.origin);
  }
  #deliver() {
    if (!this.#ready || !this.isOpen || !this.#question.trim()) return;
    this.#send("ask", { question: this.#question });
    this.#question = "";
  }
  /** Hear the own frame, and the page's own scripts; nobody else. */
  #hear({ data, source, origin }) {
    const type = /^plan-qa:([\w-]+)$/.exec(data?.type)?.[1];
    if (!type) return;
    if (source === this.#parts.frame?.contentWindow && origin === base.origin) this.#said(type, data);
    else if (source === window && origin === location.origin && (!data.to || data.to === this.id) && ["open", "close", "ask", "setCities", "setTheme"].includes(type)) this[type](data.question ?? data.cities ?? data.theme);
  }
  #said(type, { type: _, ...detail }) {
    if (type === "close") this.close();
    if (!["ready", "resize", "answer", "citation-click"].includes(type)) return;
    if (type === "ready") {
      this.#ready = true;
      this.#dress();
      if (this.shadowRoot.activeElement) this.#send("open");
      this.#deliver();
    }
    if (type === "resize" && !this.#parts.panel) this.#fit(this.#parts.box, detail.height);
    this.dispatchEvent(new CustomEvent(`plan-qa-${type}`, { detail, bubbles: true, composed: true }));
  }
  /** Give the box the height of what is in it, unless the reader has given it another. */
  #fit(box, height) {
    if (box.style.height !== (box.fitted || "")) return;
    box.fitted = box.style.height = `${Math.round(Math.min(720, Math.max(360, Number(height) + 2)))}px`;
  }
}

if (!customElements.get("plan-qa")) customElements.define("plan-qa", PlanQA);

// A script with attributes makes a widget of its own, which follows them.
if (NAMES.some((name) => script.hasAttribute(name))) {
  const own = document.createElement("plan-qa");
  const follow = () => {
    for (const name of NAMES) {
      if (script.hasAttribute(name)) own.setAttribute(name, script.getAttribute(name));
      else own.removeAttribute(name);
    }
  };
  follow();
  new MutationObserver(follow).observe(script, { attributes: true, attributeFilter: NAMES });
  if (/^(inline|button)$/.test(own.getAttribute("data-mode"))) script.after(own);
  else (document.body || document.documentElement).append(own);
}
})();
