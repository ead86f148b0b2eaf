// What stands in a form, and its copy in this browser, which stays until the form arrived or somebody signs out.

const PREFIX = "drafting:";
const THERE = `${PREFIX}there:`;
const TYPED = "text, email, date, time, number, search, tel, url".split(", ");
// Hidden fields that say what a form was opened on: put back with it, so that what changed since is refused and shown.
const OPENED_ON = /^(version|made-)/;

/** What templates/_partials/kept.html says to scripts: who acts, whether copies are wanted, and the words for it all. */
export const says = document.getElementById("kept")?.dataset ?? {};
export const local = says.local === "yes";

/** "Kept at %s" with the time, and with the day where it is not today's. */
export function told(words, moment) {
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (moment.toDateString() !== new Date().toDateString()) Object.assign(form, { day: "numeric", month: "long" });
  return words.replace("%s", moment.toLocaleString(document.documentElement.lang, form));
}

/** Whether `field` is one into which a person puts words; what must be typed anew each time (a confirmation) is not. */
export const isTyped = (field) =>
  (field.matches("textarea") || (field.matches("input") && TYPED.includes(field.type))) &&
  !field.readOnly &&
  field.autocomplete !== "off";

const isTick = (field) => field.matches("input[type=radio], input[type=checkbox]");
const isKept = (field) => field.name && (isTyped(field) || isTick(field) || field.matches("select, input[data-keep]"));
const isOpenedOn = (field) => field.type === "hidden" && OPENED_ON.test(field.name);
const fieldsOf = (form, which) => [...form.elements].filter(which);
const pairs = (fields) => fields.filter((field) => !isTick(field) || field.checked).map((field) => [field.name, field.value]);

/** What is typed, chosen and ticked in `form`, as pairs of name and value. */
export const read = (form) => pairs(fieldsOf(form, isKept));
/** What `form` was opened on: the versions that it will be refused by when they have changed. */
export const openedOn = (form) => pairs(fieldsOf(form, isOpenedOn));

/** `form` as it stands, to be kept or put back. */
export const copyOf = (form) => ({ at: new Date().toISOString(), fields: read(form), on: openedOn(form) });

/** Put a copy back into `form`: what was typed, and what the form was opened on then. Returns what has no field any more. */
export function putBack(form, copy) {
  const left = [...copy.fields];
  for (const field of fieldsOf(form, isKept)) {
    const at = left.findIndex(([name, value]) => name === field.name && (!isTick(field) || value === field.value));
    if (isTick(field)) field.checked = at >= 0;
    else if (at >= 0 && field.type !== "hidden") field.value = left[at][1];
    if (at >= 0) left.splice(at, 1);
  }
  const on = new Map(copy.on);
  for (const field of fieldsOf(form, isOpenedOn)) {
    if (on.has(field.name)) field.value = on.get(field.name);
    else if (field.name.startsWith("made-")) field.remove();
    on.delete(field.name);
  }
  for (const [name, value] of on) {
    if (name.startsWith("made-")) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.dispatchEvent(new Event("input"));
  form.dispatchEvent(new Event("put-back"));
  return left.filter(([, value]) => value.trim().length > 3);
}

/** The copy that is kept under `name`, or null. */
export function kept(name) {
  try {
    const copy = JSON.parse(localStorage.getItem(PREFIX + name));
    return Array.isArray(copy?.fields) && Array.isArray(copy.on) ? copy : null;
  } catch {
    return null;
  }
}

/** Whether the copy could be kept: there may be no room, or no storage at all. */
export function keepCopy(name, copy) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ ...copy, person: says.person }));
    return true;
  } catch {
    return false;
  }
}

/** Note that `fields` are on their way to the server, or `arrived`; of those sent since then it is not known whether. */
export function noteSent(name, fields, arrived = false) {
  if (!local) return;
  const [first, second, ...later] = arrived ? [fields] : [...sent(name), fields];
  try {
    localStorage.setItem(THERE + name, JSON.stringify([first, second, ...later.slice(-5)].filter(Boolean)));
  } catch {
    // No storage: then there is no copy either.
  }
}

/** Whether what the server keeps is what this browser sent: its own copy is then as new or newer, whatever a clock says. */
export const wasSent = (name, fields) => sent(name).includes(fields);

function sent(name) {
  try {
    return JSON.parse(localStorage.getItem(THERE + name)) ?? [];
  } catch {
    return [];
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(PREFIX + name);
    localStorage.removeItem(THERE + name);
  } catch {
    // No storage: there is nothing to forget.
  }
}

/** The server names the forms that arrived in a cookie: their copies are no longer needed. */
export function settle() {
  const found = document.cookie.match(/(?:^|; )sent="?([^";]*)"?/);
  if (!found) return;
  decodeURIComponent(found[1]).split("|").forEach(forget);
  document.cookie = "sent=; path=/; max-age=0; samesite=lax";
}

/** Who signs in after somebody whose session lapsed finds nothing of theirs here; the server keeps their contributions. */
export function clearOthers() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX) || key.startsWith(THERE)) continue;
      const { person } = JSON.parse(localStorage.getItem(key));
      if (person && person !== says.person) forget(key.slice(PREFIX.length));
    }
  } catch {
    // No storage, or not ours: there is nothing of anybody.
  }
}

const clear = () => {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
};

/** Whoever signs out leaves nothing on a shared computer. */
export function clearOnSignOut() {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", clear);
  }
}
