// What the reader does, kept until the server has said that it has it. Gradio drops an event that comes before its page
// is connected, while another of its kind is under way and while the connection is lost, and then loads the page anew.
window.cityplansOutbox = (() => {
  "use strict";

  const STORE = "cityplans.outbox";
  const LASTING = ["ask", "leave", "rate"]; // these are sent even after the page was loaded anew; a file is not saved then
  const AGAIN_MS = 2000; // doubled with every time, up to
  const LONGEST_MS = 30_000;
  const LATE_TRIES = 3; // so often told in vain, the reader hears of it

  const read = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
      return kept.map((item) => ({ ...item, told: -Infinity, tries: 0 }));
    } catch {
      return []; // storage may be forbidden, or hold what another version kept
    }
  };
  let items = read(); // {id, name, detail, question?, left?, told, tries}, oldest first
  let trigger = null; // Gradio's, once the page is connected
  let may = () => true;
  let late = () => {};

  const keep = () => {
    const lasting = items.filter(({ name }) => LASTING.includes(name));
    try {
      sessionStorage.setItem(STORE, JSON.stringify(lasting.map(({ told, tries, ...item }) => item)));
    } catch {
      // it then lasts as long as the page
    }
  };
  const newId = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const first = (name) => items.find((item) => item.name === name);
  const isDue = ({ told, tries }) =>
    performance.now() - told >= Math.min(AGAIN_MS * 2 ** Math.max(tries - 1, 0), LONGEST_MS);

  // One of a name at a time, so that they arrive in their order.
  const send = () => {
    if (!trigger) return;
    for (const name of new Set(items.map((item) => item.name))) {
      const item = first(name);
      if (!may(name) || !isDue(item)) continue;
      item.told = performance.now();
      item.tries += 1;
      if (item.tries === LATE_TRIES) late();
      trigger(name, { ...item.detail, id: item.id });
    }
  };
  setInterval(send, AGAIN_MS / 4);

  return {
    first,
    all: () => [...items],
    // `isSame` finds an earlier item that this one says better.
    put(name, detail, { question, left, isSame = () => false } = {}) {
      items = items.filter((item) => item.name !== name || !isSame(item));
      items.push({ id: newId(), name, detail, question, left, told: -Infinity, tries: 0 });
      keep();
      send();
    },
    // Takes out the item that the server has, and returns it.
    done(id) {
      const item = items.find((each) => each.id === id);
      items = items.filter((each) => each !== item);
      keep();
      return item;
    },
    drop(name) {
      items = items.filter((item) => item.name !== name);
      keep();
    },
    // The way is free: what waits goes at once.
    next(name) {
      const item = first(name);
      if (item) item.told = -Infinity;
      send();
    },
    connect(gradio, { mayTell, isLate }) {
      [trigger, may, late] = [gradio, mayTell, isLate];
      send();
    },
  };
})();
