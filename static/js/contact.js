// Whether the server is there and the same person still signed in: asked while something typed is not sent.

import { says } from "./copies.js";
import { alertAt } from "./keep.js";

/** Ask, and give `form` the token of the session as it is now. Returns whether it can be sent; if not, it says why. */
export async function inContact(form) {
  let now;
  try {
    const answer = await fetch(says.standing, { headers: { Accept: "application/json" } });
    if (!answer.ok) return failed(form);
    now = await answer.json();
  } catch {
    return offline(form);
  }
  if (now.seat === 0) return signedOut(form);
  if (now.seat !== Number(says.seat)) return alertAt(form, says.other), false;
  if (form.elements.csrf_token) form.elements.csrf_token.value = now.token;
  alertAt(form, "");
  return true;
}

export const offline = (form) => (alertAt(form, says.offline), false);
export const failed = (form) => (alertAt(form, says.failed), false);

export function signedOut(form) {
  const link = document.createElement("a");
  link.href = `${says.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = says.signInWords;
  alertAt(form, says.signedOut, link);
  return false;
}
