// A form of a contribution: kept on the server too, every 20 seconds and when a field is left, and sent without leaving
// the page before an answer is there. It says how by its data attributes (templates/unsent/_form.html).

import { inContact, failed, offline, signedOut } from "./contact.js";
import { copyButtons } from "./copy.js";
import { forget, noteSent, openedOn, read, says, settle, told } from "./copies.js";
import { keep, lineOf } from "./keep.js";

const ON_SERVER = 20_000;

/** Without a session: told so by the server, refused for want of its token, or sent on to the sign-in page. */
const withoutSession = (answer) => [400, 401].includes(answer.status) || answer.redirected;

// What is on its way to be kept there, by form: it must be there before the form is sent, or it would be kept after it.
const underWayThere = new WeakMap();

/** Keep `form` on the server; returns what stops it. */
function keepThere(form) {
  const { save, form: name, autosave: copy } = form.dataset;
  let there = JSON.stringify(read(form));

  async function send() {
    const now = JSON.stringify(read(form));
    if (!form.isConnected || now === there) return;
    noteSent(copy, now);
    try {
      const answer = await fetch(save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
        body: JSON.stringify({ form: name, fields: Object.fromEntries([...JSON.parse(now), ...openedOn(form)]) }),
        keepalive: now.length < 60_000, // it is sent although the page is being left; browsers take no more than 64 kB
      });
      if (withoutSession(answer)) return void (await inContact(form));
      if (!answer.ok) return;
      there = now;
      noteSent(copy, now, true);
      lineOf(form).textContent = told(says.there, new Date());
    } catch {
      // Not reachable: the copy in the browser stays, and the next turn tries again.
    }
  }

  // One after the other: of two at once the earlier could arrive last.
  const begin = () => underWayThere.set(form, underWayThere.has(form) ? underWayThere.get(form).then(send) : send());
  const turn = setInterval(begin, ON_SERVER);
  form.addEventListener("focusout", begin);
  return () => {
    clearInterval(turn);
    form.removeEventListener("focusout", begin);
  };
}

/** Send `form` without leaving the page before an answer is there: `arrived` before the next page, or `again` with one. */
function send(form, { arrived, again }) {
  let underWay = false;
  const post = (event) =>
    fetch(form.action, { method: "POST", headers: { "X-Drafting": "form" }, body: new FormData(form, event.submitter) });
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (underWay) return;
    underWay = true;
    try {
      await underWayThere.get(form);
      let answer = await post(event);
      // Signed in again in another window: with the token of the new session it is sent once more.
      if (withoutSession(answer)) {
        if (!(await inContact(form))) return;
        answer = await post(event);
      }
      if (withoutSession(answer)) return signedOut(form);
      if (answer.status >= 500) return failed(form);
      if (answer.headers.get("Content-Type")?.includes("json")) {
        arrived();
        return location.assign((await answer.json()).location);
      }
      again(await answer.text());
    } catch {
      offline(form);
    } finally {
      underWay = false;
    }
  });
}

/** Keep and send every such form of the page; `ready` is told of each form, those of a page that came back included. */
export function start(ready = () => {}) {
  settle();
  take(document, says.answers === "yes");

  function take(root, asAnswered) {
    for (const form of root.querySelectorAll("form[data-autosave]")) {
      const name = form.dataset.autosave;
      ready(form); // before anything is put back: the changes are marked by it
      // In this order: what is put back from this browser is newer than what the server has.
      const stops = [keepThere(form), keep(form, name, { newest: form.dataset.keptAt, asAnswered })];
      const stop = () => stops.forEach((one) => one());
      const arrived = () => {
        stop();
        forget(name);
      };
      const again = (html) => {
        stop();
        const page = new DOMParser().parseFromString(html, "text/html");
        const main = page.querySelector("main");
        document.title = page.title;
        document.querySelector("main").replaceWith(main);
        copyButtons(main);
        take(main, true);
        const first = document.getElementById("errors") ?? main.querySelector("h1");
        first?.setAttribute("tabindex", "-1");
        first?.focus();
      };
      send(form, { arrived, again });
    }
  }
}
