// Short messages at the foot of the page.

const LEAST_MS = 4000;
const PASSING_MS = 8000;
const PASSING = ["rate_thanks"]; // of the others each stays until the reader does something
let since = 0;
let passing = 0;
// One that can be undone stays for a while, whatever the reader does meanwhile.
const UNDOING_MS = 15_000;
let keepsFor = LEAST_MS;
const toast = (key, { undo = false } = {}) => {
  let holder = document.getElementById("cp-toast");
  if (!holder) {
    holder = document.createElement("div");
    holder.id = "cp-toast";
    holder.setAttribute("role", "status");
    document.body.append(holder);
  }
  const bubble = document.createElement("span");
  bubble.className = "cp-bubble";
  bubble.append(translated(made("span", ""), key));
  holder.replaceChildren(bubble); // said again, even if it is the same
  if (undo) {
    const button = made("button", "cp-undo");
    button.type = "button";
    button.dataset.undo = "";
    bubble.append(" ", translated(button, "undo"));
  }
  since = performance.now();
  keepsFor = undo ? UNDOING_MS : LEAST_MS;
  clearTimeout(passing);
  if (undo || PASSING.includes(key)) passing = setTimeout(endToast, undo ? UNDOING_MS : PASSING_MS);
};
const endToast = () => document.getElementById("cp-toast")?.replaceChildren();
for (const type of ["keydown", "pointerdown", "wheel"]) {
  const go = () => performance.now() - since > keepsFor && endToast();
  document.addEventListener(type, go, { capture: true, passive: true });
}
