// Which key does what is told by the page, from the table that the help is made of (drafting/web/keyboard.py). Nothing is
// told to those who switched shortcuts off.

const told = JSON.parse(document.querySelector("meta[name='keys']")?.content ?? "{}");
const FIELDS = "textarea, select, [contenteditable], input:not([type='radio'], [type='checkbox'])";

/** What the pressed key does in `place` ("everywhere", "draft", "desk"), or "". Letters do nothing in fields. */
export function actOf(event, place) {
  if (!event.key || event.metaKey || event.altKey || event.defaultPrevented) return "";
  if (document.querySelector("dialog[open]")) return "";
  if (!event.ctrlKey && event.target.closest?.(FIELDS)) return "";
  return told[place]?.[`${event.ctrlKey ? "ctrl+" : ""}${event.key.toLowerCase()}`] ?? "";
}
