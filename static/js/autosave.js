// What is typed is kept: in this browser every 2 seconds, on the server every 20 and when a field is left.
// A form says how by its data attributes (templates/unsent/_form.html). Sending it keeps the text when sending fails.

import { copyButtons } from "./copy.js";

/** Without a session: told so by the server, refused for want of its token, or sent on to the sign-in page. */
const withoutSession = (answer) => [400, 401].includes(answer.status) || answer.redirected;

const PREFIX = "drafting:";
const LOCALLY = 2_000;
const ON_SERVER = 20_000;

/** The server names the form that arrived in a cookie: its copy is no longer needed. */
export function settle() {
  const found = document.cookie.match(/(?:^|; )sent="?([^";]*)"?/);
  if (!found) return;
  localStorage.removeItem(PREFIX + decodeURIComponent(found[1]));
  document.cookie = "sent=; path=/; max-age=0; samesite=lax";
}

/** Whoever signs out leaves nothing on a shared computer. */
export function clearOnSignOut() {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => {
      for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    });
  }
}

const typedFields = (form) =>
  [...form.elements].filter(
    (field) =>
      field.name &&
      (field.matches("textarea, select, input[type=text], input[data-keep]") || (field.type === "radio" && field.checked)),
  );

const read = (form) => Object.fromEntries(typedFields(form).map((field) => [field.name, field.value]));

function put(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (field && field.type !== "hidden") field.value = value;
  }
}

const told = (words, moment) =>
  words.replace("%s", moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));

/** Keep `form` while it is typed into. */
export function keep(form) {
  const says = form.dataset;
  const name = PREFIX + says.autosave;
  const local = says.local !== "no";
  const line = form.querySelector("[data-said]");
  let now = JSON.stringify(read(form));
  let here = now;
  let there = now;

  restore();

  function restore() {
    if (!local) return;
    const copy = JSON.parse(localStorage.getItem(name) ?? "null");
    if (!copy) return;
    const older = says.keptAt && new Date(says.keptAt) >= new Date(copy.at);
    if (older || JSON.stringify(copy.fields) === now) return;
    if (document.getElementById("errors")) return;
    const before = JSON.parse(now);
    put(form, copy.fields);
    now = here = JSON.stringify(read(form));
    const notice = document.createElement("div");
    notice.className = "note";
    const words = document.createElement("p");
    words.textContent = told(says.saysRestored, new Date(copy.at));
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "btn-q";
    discard.textContent = says.saysDiscard;
    discard.addEventListener("click", () => {
      put(form, before);
      localStorage.removeItem(name);
      now = here = JSON.stringify(read(form));
      notice.remove();
      form.dispatchEvent(new Event("input"));
    });
    notice.append(words, discard);
    document.querySelector("[data-kept-notice]")?.remove(); // older than what was put back
    form.before(notice);
    form.dispatchEvent(new Event("input"));
  }

  function onComputer() {
    now = JSON.stringify(read(form));
    if (!form.isConnected || !local || now === here) return;
    localStorage.setItem(name, JSON.stringify({ at: new Date().toISOString(), fields: JSON.parse(now) }));
    here = now;
    if (there !== now) line.textContent = told(says.saysLocal, new Date());
  }

  async function onServer() {
    onComputer();
    if (!form.isConnected || now === there) return;
    const sending = now;
    try {
      const answer = await fetch(says.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
        body: JSON.stringify({ form: says.form, fields: JSON.parse(sending) }),
        keepalive: true, // it is sent although the page is being left
      });
      if (withoutSession(answer)) return signedOut(form);
      if (!answer.ok) return;
      there = sending;
      line.textContent = told(says.saysKept, new Date());
    } catch {
      // Not reachable: the copy in the browser stays, and the next turn tries again.
    }
  }

  /** The form arrived, or another took its place: nothing more of it is kept. */
  function stop(arrived) {
    turns.forEach(clearInterval);
    form.removeEventListener("focusout", onServer);
    window.removeEventListener("pagehide", onComputer);
    if (arrived) localStorage.removeItem(name);
  }

  const turns = [setInterval(onComputer, LOCALLY), setInterval(onServer, ON_SERVER)];
  form.addEventListener("focusout", onServer);
  window.addEventListener("pagehide", onComputer);
  return stop;
}

function alertAt(form, words, link) {
  const place = form.querySelector("[data-alert]");
  const line = document.createElement("p");
  line.className = "alert";
  line.textContent = words;
  if (link) line.append(" ", link);
  place.replaceChildren(line);
}

function signedOut(form) {
  const link = document.createElement("a");
  link.href = `${form.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = form.dataset.saysSignIn;
  alertAt(form, form.dataset.saysSignedOut, link);
}

/** Send `form` without leaving the page before an answer is there: `arrived` before the next page, or `again` with one. */
export function send(form, { arrived, again }) {
  let underWay = false;
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (underWay) return;
    underWay = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "X-Drafting": "form" },
        body: new FormData(form, event.submitter),
      });
      if (withoutSession(answer)) return signedOut(form);
      if (answer.status >= 500) return alertAt(form, form.dataset.saysFailed);
      if (answer.headers.get("Content-Type")?.includes("json")) {
        arrived();
        return location.assign((await answer.json()).location);
      }
      again(await answer.text());
    } catch {
      alertAt(form, form.dataset.saysOffline);
    } finally {
      underWay = false;
    }
  });
}

/** Keep and send every such form of the page; `ready` is told of each form, those of a page that came back included. */
export function start(ready = () => {}) {
  settle();
  clearOnSignOut();
  take(document);

  function take(root) {
    for (const form of root.querySelectorAll("form[data-autosave]")) {
      const stop = keep(form);
      const arrived = () => stop(true);
      const again = (html) => {
        stop(false);
        const page = new DOMParser().parseFromString(html, "text/html");
        const main = page.querySelector("main");
        document.title = page.title;
        document.querySelector("main").replaceWith(main);
        copyButtons(main);
        take(main);
        const first = document.getElementById("errors") ?? main.querySelector("h1");
        first?.setAttribute("tabindex", "-1");
        first?.focus();
      };
      send(form, { arrived, again });
      ready(form);
    }
  }
}
