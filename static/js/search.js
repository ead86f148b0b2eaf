// "/" leads to the search, or into its field.

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("textarea, input, select, [contenteditable]")) return;
  const field = document.getElementById("q");
  event.preventDefault();
  if (field) field.select();
  else location.assign(document.querySelector("a[data-search]").href);
});
