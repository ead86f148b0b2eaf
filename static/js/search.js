// A key leads to the search, or into its field.

import { actOf } from "./keys.js";

addEventListener("keydown", (event) => {
  if (actOf(event, "everywhere") !== "search") return;
  const field = document.getElementById("q");
  event.preventDefault();
  if (field) field.select();
  else location.assign(document.querySelector("a[data-search]").href);
});
