// Clicking a changed word leads to why it changed; the link "Why" does the same for everybody else.

document.documentElement.classList.add("js");
for (const block of document.querySelectorAll("[data-why]")) {
  for (const word of block.querySelectorAll("ins, del")) {
    word.addEventListener("click", () => location.assign(block.dataset.why));
  }
}
document.getElementById("why")?.focus({ preventScroll: true });
