// The reading page: the panel's focus, the view switch, the current paragraph, and the keyboard.

document.documentElement.classList.add("js");
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
    if (event.key === "Escape" && !event.defaultPrevented) panel.querySelector(".shut")?.click();
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

const keys = {
  j: () => show(current + 1),
  k: () => show(Math.max(current - 1, 0)),
  n: () => show(blocks.findIndex((block, index) => index > current && hasContributions(block))),
  p: () => here() && location.assign(`${draft}?p=${here()}#panel-title`),
  c: () => here() && body.dataset.contributing === "yes" && location.assign(`${draft}/p/${here()}/comment`),
  e: () => here() && body.dataset.contributing === "yes" && location.assign(`${draft}/p/${here()}/amend`),
  "?": () => {
    const list = document.querySelector(".keys");
    if (list) {
      list.open = !list.open;
      list.querySelector("summary").focus();
    }
  },
};

if (body.dataset.shortcuts === "yes") {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const words = getSelection()?.toString();
    if (words && "ce".includes(event.key)) return; // selection.js takes these
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}

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
