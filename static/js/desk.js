// The desk: the result as the ticked decisions make it, the keyboard, and usual reasons.

import { actOf } from "./keys.js";

const form = document.getElementById("desk");
const areas = [...form.querySelectorAll("textarea[name^='text-']")];
const notice = form.querySelector("[data-notice]");
const lives = [...form.querySelectorAll(".live")];
let waiting;
let asked = 0;

// What the accepted changes came to last time: the server tells by it what was written by hand, and keeps that.
function remember(words, part) {
  const name = `made-${part}`;
  const field = form.elements[name] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
  field.value = words;
}

async function refresh() {
  const data = new FormData(form);
  const number = ++asked;
  const sent = areas.map((area) => area.value);
  try {
    const answer = await fetch(form.dataset.result, { method: "POST", body: data });
    if (!answer.ok || number !== asked) return;
    const told = await answer.json();
    lives.forEach((live, part) => (live.innerHTML = told.diffs[part]));
    areas.forEach((area, part) => {
      if (area.value === sent[part] && area.value.trim() !== told.texts[part]) area.value = told.texts[part];
    });
    told.made.forEach(remember);
    notice.textContent = told.notice;
  } catch {
    // Offline: the server composes the result when the form is sent.
  }
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 250);
}

for (const area of areas) {
  area.addEventListener("input", soon);
}
form.addEventListener("change", (event) => {
  if (event.target.type === "radio") soon();
});

for (const button of form.querySelectorAll("[data-canned]")) {
  button.addEventListener("click", () => {
    const reason = document.getElementById("reason");
    reason.value = (reason.value.trim() ? `${reason.value.trim()} ` : "") + button.textContent;
    reason.focus();
  });
}

form.addEventListener("put-back", soon);

// The list of blocks shows where one is.
const current = form.querySelector(".queue [aria-current]");
if (current) {
  const list = current.closest("ol");
  list.scrollTop += current.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
}

let at = -1;
const groups = [...form.querySelectorAll(".group fieldset")];
document.addEventListener("keydown", (event) => {
  const act = actOf(event, "desk");
  if (act === "save") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[name='go'][value='next']"));
  } else if (act === "reason") {
    event.preventDefault();
    document.getElementById("reason").focus();
  } else if (act === "decide") {
    const fieldset = event.target.closest("fieldset") ?? groups[Math.max(at, 0)];
    if (!fieldset) return;
    const radio = fieldset.querySelectorAll("input")[Number(event.key) - 1];
    radio.checked = true;
    radio.focus();
    at = groups.indexOf(fieldset);
    soon();
  } else if (act) {
    at = Math.min(Math.max(at + (act === "next" ? 1 : -1), 0), groups.length - 1);
    groups[at]?.querySelector("input").focus();
  }
});
