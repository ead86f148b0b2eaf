// On every page of somebody who is signed in: what is typed into any form is kept in this browser until it arrived.
// A form needs nothing for it. Forms of contributions are kept on the server too, by autosave.js.

import { clearOnSignOut, clearOthers, forget, isTyped, local, read, says, settle } from "./copies.js";
import { inContact } from "./contact.js";
import { keep } from "./keep.js";

const ASK_EVERY = 10_000;
const asAnswered = says.answers === "yes";

clearOthers();
settle();
clearOnSignOut();
document.getElementById("errors")?.focus();

const taken = new Map();
const count = new Map();
for (const form of document.querySelectorAll("form[method=post]:not([data-autosave])")) {
  if (![...form.elements].some((field) => field.name && isTyped(field))) continue;
  const path = new URL(form.action, location.href).pathname;
  const place = count.get(path) ?? 0;
  count.set(path, place + 1);
  const name = `${says.seat}:${path}${place ? `:${place}` : ""}`;
  taken.set(form, name);
  keep(form, name, { asAnswered });
  watch(form, name);
}

/** "Discard mine": who follows such a link does not want the words again. */
for (const link of document.querySelectorAll("a[data-discards]")) {
  link.addEventListener("click", () => [...taken.values()].forEach(forget));
}

function watch(form, name) {
  const before = JSON.stringify(read(form));
  let there = true;

  async function ask() {
    there = await inContact(form);
    return there;
  }

  function askWhenTyped() {
    if (form.isConnected && JSON.stringify(read(form)) !== before) ask();
  }

  setInterval(askWhenTyped, ASK_EVERY);
  addEventListener("offline", askWhenTyped);
  addEventListener("online", askWhenTyped);
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    nameIt();
    if (there && navigator.onLine) return; // sent as it is
    event.preventDefault();
    if (await ask()) form.requestSubmit(event.submitter);
  });

  /** The server tells by this name that the form arrived. */
  function nameIt() {
    if (!local || form.querySelector(`input[name="kept-as"][value="${CSS.escape(name)}"]`)) return;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "kept-as", value: name }));
  }
}
