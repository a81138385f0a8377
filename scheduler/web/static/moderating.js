"use strict";
// Brings the page up to date every 20 seconds. It waits while something is being typed, and while somebody is about to
// press a button: nothing may move under a thumb. Without this script there is a link to load the page again.
const EVERY = 20000;
const QUIET = 4000;
const main = document.getElementById("main");
let known = main.innerHTML;
let touched = 0;
const isTyped = field => field.type !== "hidden" && (field.options
  ? field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected))
  : field.value !== field.defaultValue || Boolean(field.checked) !== Boolean(field.defaultChecked));
const isBusy = () => Date.now() - touched < QUIET || document.activeElement.matches("input, select, textarea")
  || [...main.querySelectorAll("input, select, textarea")].some(isTyped);
const warn = () => { for (const note of main.querySelectorAll("[data-offline]")) note.hidden = false; };
const refresh = async () => {
  if (document.hidden || isBusy()) return;
  try {
    const answer = await fetch(location.pathname, {cache: "no-store", redirect: "manual", headers: {Accept: "text/html"}});
    if (!answer.ok) return warn();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (!fresh || isBusy()) return;
    for (const note of main.querySelectorAll("[data-offline]")) note.hidden = true;
    if (fresh.innerHTML === known) return;
    known = fresh.innerHTML;
    for (const open of main.querySelectorAll("details[open][id]")) fresh.querySelector(`details#${open.id}`)?.setAttribute("open", "");
    const focused = main.contains(document.activeElement) && document.activeElement !== main ? document.activeElement.outerHTML : "";
    main.replaceChildren(...fresh.childNodes);
    if (focused) [...main.querySelectorAll("a, button, summary")].find(each => each.outerHTML === focused)?.focus({preventScroll: true});
  } catch {
    warn(); // no connection at the moment: what stands there stays, and says that it is old
  }
};
for (const what of ["pointerdown", "keydown", "scroll", "touchmove"]) addEventListener(what, () => { touched = Date.now(); }, {passive: true});
setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
