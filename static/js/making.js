// The page of a file that is being made looks again by itself, and fetches the file once it is there.

const AGAIN = 1000; // milliseconds

async function look() {
  const here = document.getElementById("making");
  if (here.dataset.ready) return;
  let there = null;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return location.reload(); // the page says why
    there = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("making");
  } catch {
    // no network for the moment: the link is there
  }
  if (there?.dataset.ready) {
    here.replaceChildren(...there.childNodes);
    here.dataset.ready = there.dataset.ready;
    document.title = document.title.replace(/^[^·]*/, `${here.querySelector("h1").textContent} `);
    location.assign(there.dataset.ready);
    return;
  }
  const [before, now] = [here, there].map((root) => root?.querySelector("progress"));
  if (before && now?.hasAttribute("value")) before.value = now.value;
  setTimeout(look, AGAIN);
}

setTimeout(look, AGAIN);
