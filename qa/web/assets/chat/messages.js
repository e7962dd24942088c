// Short messages at the foot of the page.

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
