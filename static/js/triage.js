// A usual reason goes into its field at a click.
const reason = document.getElementById("reason");
for (const button of document.querySelectorAll("[data-canned]")) {
  button.addEventListener("click", () => {
    reason.value = button.textContent.trim();
    reason.focus();
  });
}
