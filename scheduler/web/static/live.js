"use strict";
// Brings the page up to date every ten seconds, as long as somebody looks at it. Without this script, reload it.
const EVERY = 10000;
const main = document.getElementById("main");
let known = main.innerHTML;
const refresh = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, {cache: "no-cache", headers: {Accept: "text/html"}});
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (!fresh || fresh.innerHTML === known) return;
    const focused = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    known = fresh.innerHTML;
    main.replaceChildren(...fresh.childNodes);
    const again = [...main.querySelectorAll("a")].find(link => focused && link.getAttribute("href") === focused);
    if (again) again.focus({preventScroll: true});
  } catch {
    // No connection at the moment: what stands there stays, and the next time may be better.
  }
};
setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
