// A usual reason goes into its field at a click.
const reason = document.getElementById("reason");
for (const button of document.querySelectorAll("[data-canned]")) {
  button.addEventListener("click", () => {
    reason.value = button.textContent.trim();
    reason.focus();
  });
}

// One tick for all that this page shows.
const head = document.querySelector("[data-tick-all]");
const ticks = [...document.querySelectorAll("#triage input[name=item]")];
if (head && ticks.length) {
  const all = Object.assign(document.createElement("input"), { type: "checkbox", autocomplete: "off" });
  all.setAttribute("aria-label", head.dataset.tickAll);
  all.addEventListener("change", () => ticks.forEach((tick) => (tick.checked = all.checked)));
  head.append(all);
}
