// Buttons that copy what stands in a field: <button data-copy="id" data-copied="Copied" hidden>.

export function copyButtons(root = document) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      await navigator.clipboard?.writeText(field.value);
      button.textContent = button.dataset.copied;
      button.focus(); // its new name is spoken
    });
  }
}

copyButtons();
