// The page that makes the snippet: what is chosen becomes a line of HTML, and a widget that follows the choice.
(() => {
  "use strict";

  const STRINGS = __STRINGS__;
  const say = (key) => STRINGS[document.documentElement.lang][key];
  const form = document.getElementById("options");
  const code = document.getElementById("code");
  const copied = document.getElementById("copied");
  const address = new URL("widget.js", document.querySelector('script[src$="/widget.js"]').src);
  const widget = document.createElement("plan-qa");

  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const chosen = () => {
    const data = new FormData(form);
    const cities = data.getAll("cities").join(",");
    const text = (name) => String(data.get(name) ?? "").trim();
    return { mode: text("mode"), lang: text("lang"), theme: text("theme"), cities, ask: text("ask"), widget: text("widget") };
  };

  const write = () => {
    copied.textContent = "";
    const attributes = Object.entries(chosen()).filter(([name, value]) => value && !(value === "auto" && name !== "ask"));
    const written = attributes.map(([name, value]) => ` data-${name}="${escaped(value)}"`).join("");
    code.textContent = `<script src="${escaped(address.href)}"${written} defer></script>`;
    for (const name of ["mode", "lang", "theme", "cities", "ask", "widget"]) {
      const value = attributes.find(([each]) => each === name)?.[1];
      if (value === undefined) widget.removeAttribute(`data-${name}`);
      else if (widget.getAttribute(`data-${name}`) !== value) widget.setAttribute(`data-${name}`, value);
    }
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  // Text is taken when it is finished: the preview would ask each letter.
  form.addEventListener("change", write);
  document.getElementById("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copied.textContent = say("copied");
    } catch {
      getSelection().selectAllChildren(code);
      copied.textContent = say("copy_failed");
    }
  });
  document.getElementById("csp").textContent = `script-src ${address.origin}; frame-src ${address.origin}`;
  write();
  document.getElementById("preview").append(widget);
})();
