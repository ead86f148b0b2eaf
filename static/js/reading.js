// The reading page: the panel's focus, the view switch, the current paragraph, and the keyboard.

import { actOf } from "./keys.js";

document.documentElement.classList.add("js");
// Blocks out of sight were left for later, so that the draft opens soon (static/css/reading.css).
addEventListener("load", () => setTimeout(() => document.documentElement.classList.add("laid-out")));
const body = document.body;
const draft = body.dataset.reading;
const blocks = [...document.querySelectorAll("[data-key].para, [data-key].para-row")];
let current = -1;

for (const form of document.querySelectorAll(".opts-form")) {
  form.addEventListener("change", () => form.requestSubmit());
}

const panel = document.getElementById("panel");
if (panel) {
  const selected = document.getElementById(`p${panel.dataset.key}`);
  current = blocks.indexOf(selected);
  if (location.hash === "#panel-title") {
    if (innerWidth > 832) selected?.scrollIntoView({ block: "center", behavior: "instant" });
    document.getElementById("panel-title")?.focus({ preventScroll: innerWidth > 832 });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    panel.querySelector(".shut")?.click();
  });
} else if (location.hash.startsWith("#p")) {
  current = blocks.findIndex((block) => `#${block.id}` === location.hash);
  // Only then: going to the block, the browser takes the focus away.
  addEventListener("load", () => blocks[current]?.querySelector(".marks a")?.focus({ preventScroll: true }));
}

function show(index) {
  if (index < 0 || index >= blocks.length) return;
  blocks[current]?.classList.remove("here");
  current = index;
  const block = blocks[current];
  block.classList.add("here");
  block.scrollIntoView({ block: "center", behavior: "instant" });
  block.querySelector("a.num[href], .marks a")?.focus({ preventScroll: true });
}

const hasContributions = (block) => block.querySelector(".marks li:not(.quiet):not(.do)");
const here = () => blocks[current]?.dataset.key;

const acts = {
  next: () => show(current + 1),
  previous: () => show(Math.max(current - 1, 0)),
  contributions: () => show(blocks.findIndex((block, index) => index > current && hasContributions(block))),
  panel: () => here() && location.assign(`${draft}?p=${here()}#panel-title`),
  comment: () => here() && body.dataset.contributing === "yes" && location.assign(`${draft}/p/${here()}/comment`),
  amend: () => here() && body.dataset.contributing === "yes" && location.assign(`${draft}/p/${here()}/amend`),
};

document.addEventListener("keydown", (event) => {
  const act = actOf(event, "draft");
  const words = getSelection()?.toString();
  if (!act || (words && ["comment", "amend"].includes(act))) return; // selection.js takes these
  event.preventDefault();
  acts[act]();
});

// On small screens the panel is a block's own page, and a bar stands for the paragraph in the middle of the screen.
const small = matchMedia("(max-width: 52rem)").matches;
if (small) {
  for (const link of document.querySelectorAll(".marks a[href*='?p=']")) {
    const asked = new URL(link.href).searchParams;
    link.href = `${draft}/p/${asked.get("p")}?tab=${asked.get("tab") ?? ""}`;
  }
}
const bar = document.querySelector(".fab");
if (bar && small && !panel) {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        const block = entry.target;
        const name = block.querySelector(".num")?.textContent.trim() || "";
        bar.hidden = false;
        const [toPanel, toAmend] = bar.querySelectorAll("a");
        toPanel.href = `${draft}/p/${block.dataset.key}`;
        toAmend.href = `${draft}/p/${block.dataset.key}/amend`;
        bar.setAttribute("aria-label", `${name} ${bar.dataset.label ?? ""}`.trim());
        for (const link of [toPanel, toAmend]) {
          link.dataset.words ??= link.textContent;
          link.textContent = name && name !== "§" ? `${link.dataset.words} (${name})` : link.dataset.words;
        }
      }
    },
    { rootMargin: "-40% 0px -50% 0px" },
  );
  for (const block of blocks) seen.observe(block);
}
