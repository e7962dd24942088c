// The pages of one's own documents work without this; it tells at once what cannot be sent, and how far the work is.
(() => {
  "use strict";

  const form = document.querySelector("form.send");
  if (form) {
    const file = form.elements.file;
    const says = (name) => {
      for (const each of form.querySelectorAll("[data-says]")) each.hidden = each.dataset.says !== name;
    };
    const wrong = () => {
      const chosen = file.files[0];
      if (!chosen) return "";
      const suffix = /\.[^.]+$/.exec(chosen.name.toLowerCase());
      if (!suffix || !form.dataset.suffixes.split(" ").includes(suffix[0])) return "suffix";
      return chosen.size > Number(form.dataset.largest) ? "large" : "";
    };
    file.addEventListener("change", () => says(wrong()));
    const sending = form.querySelector(".sending");
    const bar = sending.querySelector("progress");
    const told = sending.querySelector("span");
    const button = form.querySelector("button:not([type])");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = wrong();
      says(name);
      if (name || !file.files.length) return;
      // fetch() tells nothing of how far an upload is.
      const request = new XMLHttpRequest();
      const over = (name) => {
        sending.hidden = true;
        button.disabled = false;
        says(name);
      };
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        bar.value = (100 * loaded) / total;
        told.textContent = `${Math.floor((100 * loaded) / total)}%`;
      });
      request.addEventListener("load", () => {
        if (request.responseURL && request.responseURL !== form.action) location.assign(request.responseURL);
        else if (request.status === 413) over("large");
        else if (request.status === 415) over("suffix");
        else over("lost");
      });
      request.addEventListener("error", () => over("lost"));
      request.addEventListener("abort", () => over(""));
      sending.querySelector("button").onclick = () => request.abort();
      request.open("POST", form.action);
      sending.hidden = false;
      button.disabled = true;
      request.send(new FormData(form));
    });
  }

  const running = document.querySelector("[data-running]");
  if (running) {
    const bar = running.querySelector("progress");
    const told = running.querySelector(".so-far");
    const seconds = told.textContent;
    let state = "";
    const ask = async () => {
      try {
        const response = await fetch(running.dataset.running, { redirect: "error" });
        const now = await response.json();
        if ((state && now.state !== state) || !["reading", "adding", "indexing"].includes(now.state)) {
          location.reload();
          return;
        }
        state = now.state;
        if (now.total) {
          bar.max = now.total;
          bar.value = now.done;
          told.textContent = `${now.done} / ${now.total}`;
        } else told.textContent = seconds.replace(/\d+/, now.seconds);
      } catch {
        // The server is busy or gone; ask again.
      }
      setTimeout(ask, 1000);
    };
    setTimeout(ask, 500);
  }
})();
