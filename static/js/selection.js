// The bar over selected words of the draft: comment, propose an amendment, copy a reference.
// A block is `[data-key]`; its words are in `.own`, those of a table's row in its cells. What is selected is told in
// code points of what is shown; the server maps it to the stored text, and compares the words.

import { actOf } from "./keys.js";

const PAUSE = 250;
const WORDS = "[data-key] .own, tr[data-key] > :is(td, th):not(.beside-row)";
const NOT_OF_THE_TEXT = ".vh, .fn, .selbar";
const LONGEST = 1_000;
const QUOTED = 300;

const bar = document.querySelector(".selbar[data-base]");
if (bar) follow(bar);

function textOf(fragment) {
  for (const other of fragment.querySelectorAll(NOT_OF_THE_TEXT)) other.remove();
  return [...fragment.textContent];
}

/** The code points shown in `place` before a point of the DOM. */
function shownBefore(place, node, offset) {
  const range = document.createRange();
  range.setStart(place, 0);
  range.setEnd(node, offset);
  return textOf(range.cloneContents()).length;
}

/** The selected words of one block, or null; `more`: the selection went on into another, and only the first counts. */
function selected() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const first = range.startContainer;
  const place = (first.nodeType === Node.ELEMENT_NODE ? first : first.parentElement)?.closest(WORDS);
  if (!place) return null;
  const shown = textOf(place.cloneNode(true));
  const more = !place.contains(range.endContainer);
  let from = shownBefore(place, first, range.startOffset);
  let to = more ? shown.length : shownBefore(place, range.endContainer, range.endOffset);
  while (from < to && /\s/.test(shown[from])) from += 1;
  while (to > from && /\s/.test(shown[to - 1])) to -= 1;
  if (from >= to) return null;
  const block = place.closest("[data-key]");
  const part = place.matches("td, th") ? place.cellIndex : 0;
  const words = shown.slice(from, to).join("");
  return { block, place: place.matches("td, th") ? place : block, key: block.dataset.key, part, from, to, more, words };
}

function follow(bar) {
  let waiting;
  let now = null;

  const acts = {
    comment: () => go("comment", now.more ? { more: "1" } : {}),
    amend: () => go("amend"),
    copy: async (button) => {
      const number = now.block.querySelector(".num")?.textContent.trim();
      const query = new URLSearchParams({ words: now.words.slice(0, QUOTED) });
      const address = `${location.origin}${bar.dataset.base}/p/${now.key}?${query}`;
      const place = [bar.dataset.reference, number && `§${number}`].filter(Boolean).join(", ");
      await navigator.clipboard?.writeText(`${place}: “${now.words}” ${address}`);
      if (button) button.textContent = bar.dataset.copied;
    },
  };

  function go(what, extra = {}) {
    const query = new URLSearchParams({ part: now.part, ...extra });
    if (what === "comment") {
      query.set("from", now.from);
      query.set("to", now.to);
      query.set("words", now.words.slice(0, LONGEST));
    }
    location.assign(`${bar.dataset.base}/p/${now.key}/${what}?${query}`);
  }

  function show() {
    if (bar.contains(document.activeElement)) return;
    now = selected();
    bar.hidden = now === null;
    if (now) now.place.append(bar);
  }

  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  waiting = setTimeout(show, PAUSE); // words may have been selected before this module was there
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && now) acts[button.dataset.do](button);
  });
  bar.addEventListener("keydown", (event) => {
    const buttons = [...bar.querySelectorAll("button")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (!now || bar.hidden) return;
      if (event.key === "Escape") {
        bar.hidden = true;
        return;
      }
      const what = actOf(event, "draft");
      if (what !== "comment" && what !== "amend") return;
      event.stopImmediatePropagation();
      event.preventDefault();
      acts[what]();
    },
    true,
  );
}
