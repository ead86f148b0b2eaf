// The amendment form: what changes, marked while one types.

import { start } from "./autosave.js";

const PAUSE = 250;

function live(form) {
  form.querySelector("button[name=do][value=check]")?.setAttribute("hidden", ""); // the changes are shown while one types
  let waiting;
  let asked;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.diff, { method: "POST", body: new FormData(form), signal: asked.signal });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["live", "words", "beside"]) {
        const fresh = page.getElementById(id);
        const old = document.getElementById(id);
        if (fresh && old && fresh.innerHTML !== old.innerHTML) old.replaceChildren(...fresh.childNodes);
      }
    } catch {
      // The next keystroke asks again; what was typed is kept in any case.
    }
  }
}

start(live);
