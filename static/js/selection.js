// The bar over selected words of the draft: comment, propose an amendment, copy a reference.
// A block is `.para[data-key]`; each text in it `.t`, with `data-part` (cells) and `data-map`: JSON of
// [shown start, stored start, length] runs in code points. Without a map, what is shown is what is stored.

import { clearOnSignOut, settle } from "./autosave.js";

const PAUSE = 250;
const HIDDEN = ".vh, .fn";

settle();
clearOnSignOut();

const bar = document.querySelector(".selbar[data-base]");
if (bar) follow(bar);

/** Code points shown in `text` before a place of the DOM. */
function shownBefore(text, node, offset) {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  const before = range.cloneContents();
  for (const hidden of before.querySelectorAll(HIDDEN)) hidden.remove();
  return [...before.textContent].length;
}

function shownLength(text) {
  return shownBefore(text, text, text.childNodes.length);
}

/** The stored code point for a shown one; `end` says that it ends the words. */
export function stored(map, shown, end) {
  for (const [from, source, length] of map) {
    if (end ? shown > from && shown <= from + length : shown >= from && shown < from + length)
      return source + shown - from;
  }
  return null;
}

/** The selected words of one block, or null: its key and part, stored start and end, and whether more was selected. */
function selected() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const around = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
  const text = around(range.startContainer)?.closest(".para[data-key] .t");
  if (!text) return null;
  const more = !text.contains(range.endContainer);
  const shown = [...visible(text)];
  let start = shownBefore(text, range.startContainer, range.startOffset);
  let end = more ? shownLength(text) : shownBefore(text, range.endContainer, range.endOffset);
  while (start < end && /\s/.test(shown[start])) start += 1;
  while (end > start && /\s/.test(shown[end - 1])) end -= 1;
  if (start >= end) return null;
  const map = text.dataset.map ? JSON.parse(text.dataset.map) : [[0, 0, shown.length]];
  const from = stored(map, start, false);
  const to = stored(map, end, true);
  if (from === null || to === null || from >= to) return null;
  const block = text.closest(".para[data-key]");
  const words = shown.slice(start, end).join("");
  return { block, key: block.dataset.key, part: text.dataset.part ?? "0", from, to, more, words };
}

function visible(text) {
  const copy = text.cloneNode(true);
  for (const hidden of copy.querySelectorAll(HIDDEN)) hidden.remove();
  return copy.textContent;
}

function follow(bar) {
  let waiting;
  let now = null;

  const acts = {
    comment: () => go("comment", now.more ? { more: "1" } : {}),
    amend: () => go("amend"),
    copy: async (button) => {
      const number = now.block.querySelector(".num")?.textContent.trim();
      const address = `${location.origin}${bar.dataset.base}/p/${now.key}`;
      const place = [bar.dataset.reference, number && `§${number}`].filter(Boolean).join(", ");
      await navigator.clipboard?.writeText(`${place}: “${now.words}” ${address}`);
      if (button) button.textContent = bar.dataset.copied;
    },
  };

  function go(what, extra = {}) {
    const query = new URLSearchParams({ part: now.part, ...extra });
    if (what === "comment") {
      query.set("start", now.from);
      query.set("end", now.to);
    }
    location.assign(`${bar.dataset.base}/p/${now.key}/${what}?${query}`);
  }

  function show() {
    if (bar.contains(document.activeElement)) return;
    now = selected();
    bar.hidden = now === null;
    if (now) now.block.append(bar);
  }

  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
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
      if (!now || bar.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        bar.hidden = true;
        return;
      }
      if (!("shortcuts" in bar.dataset) || event.target.closest?.("input, textarea, select")) return;
      const what = { c: "comment", e: "amend" }[event.key.toLowerCase()];
      if (!what) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      acts[what]();
    },
    true,
  );
}
