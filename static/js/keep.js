// A form is kept in this browser while one types, and put back when its page is opened again before it was sent.

import { copyOf, forget, keepCopy, kept, local, putBack, read, says, told, wasSent } from "./copies.js";

const EVERY = 2_000;

/** Where a form says what became of what is typed: its own line, or one beneath its last button. */
export function lineOf(form) {
  return form.querySelector("[data-said]") ?? beneathButton(form, "p", { className: "saved", role: "status" }, "said");
}

/** Words at the button, told at once; `more` are nodes after them. No words: the alert is over. */
export function alertAt(form, words, ...more) {
  const place = form.querySelector("[data-alert]") ?? beneathButton(form, "div", { role: "alert" }, "alert");
  if (!words) return place.replaceChildren();
  const line = document.createElement("p");
  line.className = "alert";
  line.append(words, ...more.flatMap((node) => [" ", node]));
  place.replaceChildren(line);
}

function beneathButton(form, kind, given, mark) {
  const made = Object.assign(document.createElement(kind), given);
  made.dataset[mark] = "";
  const button = [...form.querySelectorAll("button:not([type=button], .vh)")].at(-1);
  const row = button?.closest("p, .row");
  if (row && row !== form && form.contains(row)) row.after(made);
  else form.append(made);
  return made;
}

/** Open whatever is folded around the form, or around what was put back into it. */
function show(form) {
  const put = [...form.elements].filter((field) => field.defaultValue !== undefined && field.value !== field.defaultValue);
  for (const one of [form, ...put]) {
    for (let folded = one.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  }
}

/** Words whose field is not on the page now: to be read and copied. */
function readOnly([name, value]) {
  const field = Object.assign(document.createElement("textarea"), { readOnly: true, rows: 4, value });
  field.setAttribute("aria-label", name);
  return field;
}

/** A button that brings `form` back to what the server made it. */
function discardButton(act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn-q", textContent: says.discard });
  button.addEventListener("click", act);
  return button;
}

/**
 * Keep `form` as `name`. `newest` is when the server kept it last, if it does; `asAnswered`: the page answers a form
 * that was sent, and shows all that was in it. Returns what stops it.
 */
export function keep(form, name, { newest = "", asAnswered = false } = {}) {
  const before = copyOf(form);
  let here = JSON.stringify(before.fields);
  if (local && !asAnswered) restore();

  function restore() {
    const copy = kept(name);
    if (!copy || JSON.stringify(copy.fields) === here) return;
    if (newest && new Date(newest) >= new Date(copy.at) && !wasSent(name, here)) return; // typed elsewhere since
    const left = putBack(form, copy);
    here = JSON.stringify(read(form));
    show(form);
    const notice = Object.assign(document.createElement("div"), { className: "note" });
    const words = document.createElement("p");
    words.textContent = told(says.restored, new Date(copy.at));
    const discard = discardButton(() => {
      putBack(form, before);
      forget(name);
      here = JSON.stringify(read(form));
      notice.remove();
    });
    notice.setAttribute("role", "status");
    setTimeout(() => notice.append(words, ...left.map(readOnly), discard)); // what comes into a status is spoken
    document.querySelector("[data-kept-notice]")?.remove(); // older than what was put back
    const main = form.querySelector("main");
    if (main) main.querySelector("h1").after(notice);
    else form.before(notice);
  }

  function save() {
    if (!form.isConnected || !local) return;
    const now = JSON.stringify(read(form));
    if (now === here || !keepCopy(name, copyOf(form))) return;
    here = now;
    lineOf(form).textContent = told(says.here, new Date());
  }

  const turn = setInterval(save, EVERY);
  form.addEventListener("focusout", save);
  form.addEventListener("submit", save);
  window.addEventListener("pagehide", save);
  return () => {
    clearInterval(turn);
    window.removeEventListener("pagehide", save);
    form.removeEventListener("focusout", save);
    form.removeEventListener("submit", save);
  };
}
