// The button that opens the browser's printing.

const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
