/* Asks how far a file is and shows it; the page works without it. */
"use strict";

(function () {
  const EVERY = 2000;
  const place = document.querySelector("[data-progress]");
  if (!place) return;

  async function ask() {
    try {
      const answer = await fetch(place.dataset.progress, { cache: "no-store" });
      if (answer.ok && !answer.redirected) {
        if (answer.headers.get("X-State") !== "running") {
          window.location.reload();
          return;
        }
        place.innerHTML = await answer.text();
      }
    } catch {
      /* The connection may come back. */
    }
    setTimeout(ask, EVERY);
  }

  setTimeout(ask, EVERY);
})();
