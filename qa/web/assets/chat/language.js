// The words of the page in the language of its reader.

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
let inEnglish = {};
let readOf = "";
const nameCities = () => {
  const told = document.querySelector("[data-cities]")?.dataset.cities;
  if (!told) return;
  if (told !== readOf) [inEnglish, readOf] = [JSON.parse(told), told];
  for (const caption of document.querySelectorAll("#cp-cities label > span")) {
    const node = [...caption.childNodes].find((child) => child.nodeType === 3 && child.data.trim());
    if (!node) continue;
    const shown = node.data.trim();
    const known = caption.dataset.city; // other plans may have come, and Gradio uses the chips again
    if (!known || (shown !== known && shown !== inEnglish[known])) caption.dataset.city = shown;
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
const LINKED = 'a[href]:not([href^="#"], [href^="./"], [href^="http"])';
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
