"use strict";
// Counts down to the opening, and tells it in the reader's own zone. Without this script the page comes anew all the same.
const opening = document.querySelector("[data-opens]");
const countdown = document.querySelector("[data-countdown]");
const own = document.querySelector("[data-reader]");
if (opening) {
  const opens = Number(opening.dataset.opens) * 1000;
  if (own) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    own.textContent = new Intl.DateTimeFormat("en-GB", {dateStyle: "full", timeStyle: "short", timeZone: zone}).format(opens) + " " + zone;
    own.hidden = false;
  }
  const tick = () => {
    const left = Math.max(0, Math.ceil((opens - Date.now()) / 1000));
    const days = Math.floor(left / 86400);
    const clock = [left % 86400 / 3600, left % 3600 / 60, left % 60].map(n => String(Math.floor(n)).padStart(2, "0")).join(":");
    countdown.textContent = "In " + (days ? days + (days > 1 ? " days " : " day ") : "") + clock;
    countdown.hidden = left === 0;
  };
  tick();
  setInterval(tick, 1000);
}
