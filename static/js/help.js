// A key shows the help over the page, so that nobody loses their place; the link "Help" leads to it as a page.

import { actOf } from "./keys.js";

const link = document.querySelector("a[data-help]");
let over;

async function made() {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "help-over";
  dialog.setAttribute("aria-label", link.textContent.trim());
  dialog.append(page.querySelector("template[data-shut]").content, ...page.querySelectorAll("main > :not(h1, template)"));
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  document.head.append(page.querySelector("link[data-help]"));
  document.body.append(dialog);
  return dialog;
}

addEventListener("keydown", async (event) => {
  if (actOf(event, "everywhere") !== "help" || location.pathname === new URL(link.href).pathname) return;
  event.preventDefault();
  try {
    over ??= await made();
    over.showModal();
    over.scrollTop = 0;
  } catch {
    location.assign(link.href);
  }
});
