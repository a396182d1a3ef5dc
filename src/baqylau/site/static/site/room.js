/* Keeps the election-day room live: asks every few seconds, replaces what changed. The page works without it. */
"use strict";

(function () {
  const EVERY = 5000;
  const room = document.getElementById("room");
  const section = room.querySelector("[data-section]");
  const status = room.querySelector('[data-room="status"]');
  const sound = room.querySelector('[data-room="sound"]');
  const full = room.querySelector('[data-room="full"]');
  let tag = `"${room.dataset.stamp}"`;
  let open = openItems();
  let audio = null;

  function openItems() {
    const cell = section.querySelector("[data-open]");
    return cell ? Number(cell.dataset.open) : 0;
  }

  function colourMap() {
    for (const row of section.querySelectorAll("[data-region]")) {
      for (const shape of room.querySelectorAll(`[data-shape="${row.dataset.region}"]`)) {
        shape.setAttribute("class", `step-${row.dataset.step}`);
      }
    }
  }

  function beep() {
    if (!audio) return;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.value = 0.15;
    tone.frequency.value = 660;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.35);
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  function show(html) {
    const focused = document.activeElement;
    if (focused && section.contains(focused) && focused.tagName === "BUTTON") return false;
    section.innerHTML = html;
    colourMap();
    const now = openItems();
    if (now > open) {
      say(room.dataset.arrived);
      beep();
    } else {
      say("");
    }
    open = now;
    return true;
  }

  async function refresh() {
    try {
      const answer = await fetch(room.dataset.live, { headers: { "If-None-Match": tag }, cache: "no-store" });
      if (answer.redirected || (!answer.ok && answer.status !== 304)) throw new Error(answer.status);
      if (answer.status === 200 && show(await answer.text())) tag = answer.headers.get("ETag") || "";
      if (status.textContent === room.dataset.lost) say("");
    } catch {
      say(room.dataset.lost);
    }
    setTimeout(refresh, EVERY);
  }

  sound.hidden = !window.AudioContext;
  sound.addEventListener("click", () => {
    audio = audio ? (audio.close(), null) : new AudioContext();
    sound.setAttribute("aria-pressed", String(Boolean(audio)));
    beep();
  });
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else room.requestFullscreen();
  });
  colourMap();
  setTimeout(refresh, EVERY);
})();
