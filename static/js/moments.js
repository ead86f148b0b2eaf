// A deadline in the reader's own time, where that is not Strasbourg's.

const STRASBOURG = "Europe/Paris";
const LANGUAGE = document.documentElement.lang === "fr" ? "fr" : "en-GB";

for (const time of document.querySelectorAll("time[data-here]")) {
  const moment = new Date(time.dateTime);
  const told = (timeZone) =>
    moment.toLocaleString(LANGUAGE, {
      weekday: "long",
      day: "numeric",
      month: "long",
      hour: "2-digit",
      minute: "2-digit",
      timeZone,
    });
  const here = told(undefined);
  if (here === told(STRASBOURG)) continue;
  time.textContent = `${time.dataset.here} ${here}.`;
  time.hidden = false;
}
