/* Entering protocols by the keyboard: from field to field, digits from any keyboard, the photograph beside the
   fields, and what is typed kept as it is typed. The page works without it. */
"use strict";

(function () {
  const fields = Array.from(document.querySelectorAll("input[data-number]"));
  const form = document.getElementById("entry");
  const photo = viewer(document.querySelector("[data-photo]"));

  /* ---------- the photograph: zoomed and turned by size and transform of one picture ---------- */

  function viewer(box) {
    const stage = box && box.querySelector(".photo-stage");
    if (!stage) return { act() { return false; } };
    const figures = Array.from(stage.querySelectorAll("figure"));
    const tools = box.querySelector(".photo-tools");
    let [shown, zoom, turned] = [0, 1, 0];
    box.classList.add("photo-live");
    tools.hidden = false;

    function draw() {
      figures.forEach((figure, place) => { figure.hidden = place !== shown; });
      const [figure, picture] = [figures[shown], figures[shown].firstElementChild];
      if (!picture.naturalWidth) return;
      const [wide, high] = [picture.naturalWidth, picture.naturalHeight];
      const lying = turned % 180 !== 0;
      const fit = stage.clientWidth / (lying ? high : wide);
      const [x, y] = [wide * fit * zoom, high * fit * zoom];
      const middle = [centre(stage.scrollLeft, stage.clientWidth, stage.scrollWidth), centre(stage.scrollTop, stage.clientHeight, stage.scrollHeight)];
      figure.style.width = (lying ? y : x) + "px";
      figure.style.height = (lying ? x : y) + "px";
      picture.style.width = x + "px";
      picture.style.height = y + "px";
      picture.style.transform = "translate(-50%, -50%) rotate(" + turned + "deg)";
      stage.scrollLeft = middle[0] * stage.scrollWidth - stage.clientWidth / 2;
      stage.scrollTop = middle[1] * stage.scrollHeight - stage.clientHeight / 2;
    }

    function centre(from, seen, all) {
      return all > seen ? (from + seen / 2) / all : zoom > 1 ? 0.5 : 0;
    }

    const acts = {
      in() { zoom = Math.min(zoom * 1.25, 8); },
      out() { zoom = Math.max(zoom / 1.25, 0.4); },
      turn() { turned = (turned + 90) % 360; },
      fit() { zoom = 1; stage.scrollTop = stage.scrollLeft = 0; },
      next() { shown = (shown + 1) % figures.length; turned = 0; },
      up() { stage.scrollTop -= 80; },
      down() { stage.scrollTop += 80; },
      left() { stage.scrollLeft -= 80; },
      right() { stage.scrollLeft += 80; },
    };
    const moves = new Set(["up", "down", "left", "right"]);

    function act(name) {
      acts[name]();
      if (!moves.has(name)) draw();
      return true;
    }

    for (const figure of figures) figure.firstElementChild.addEventListener("load", draw);
    tools.addEventListener("click", (event) => { const name = event.target.dataset.do; if (name) act(name); });
    stage.addEventListener("keydown", (event) => { const name = asked(event, false); if (name && act(name)) event.preventDefault(); });
    addEventListener("resize", draw);
    draw();
    return { act };
  }

  /* What a key asks of the photograph. Keys are known by their place, so that every keyboard's language does. */
  function asked(event, typing) {
    if (event.ctrlKey || event.metaKey || event.altKey) return "";
    const arrows = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
    if (arrows[event.code]) return event.shiftKey || !typing ? arrows[event.code] : "";
    if (event.key === "+" || event.code === "NumpadAdd" || event.code === "Equal") return "in";
    if (event.key === "-" || event.key === "−" || event.code === "NumpadSubtract" || event.code === "Minus") return "out";
    return { KeyR: "turn", KeyF: "fit", KeyN: "next" }[event.code] || "";
  }

  /* ---------- from field to field ---------- */

  function go(field) {
    field.focus();
    field.select();
  }

  function save() {
    const button = document.getElementById("save");
    if (button) button.form.requestSubmit(button);
  }

  function typed(event, place) {
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.ctrlKey) save();
      else if (event.shiftKey) go(fields[Math.max(place - 1, 0)]);
      else if (place + 1 < fields.length) go(fields[place + 1]);
      else if (form) save();
      return;
    }
    if (!event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (event.key === "ArrowDown" && place + 1 < fields.length) { event.preventDefault(); go(fields[place + 1]); return; }
      if (event.key === "ArrowUp" && place > 0) { event.preventDefault(); go(fields[place - 1]); return; }
      const digit = /^Digit([0-9])$/.exec(event.code);
      if (digit && event.key.length === 1 && event.key !== digit[1]) {
        event.preventDefault();
        insert(event.target, digit[1]);
        return;
      }
    }
    const name = asked(event, true);
    if (name && photo.act(name)) event.preventDefault();
  }

  /* Kazakh and French keyboards have letters and signs where others have digits. */
  function insert(field, text) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  fields.forEach((field, place) => {
    field.addEventListener("keydown", (event) => typed(event, place));
    field.addEventListener("focus", () => field.select());
    if (field.dataset.chooses) {
      field.addEventListener("input", () => { document.getElementById(field.dataset.chooses).checked = true; });
    }
  });
  const wrong = document.querySelector("[autofocus]");
  if (wrong && fields.includes(wrong)) go(wrong);

  /* ---------- what is typed is kept, and checked at once ---------- */

  if (!form) return;
  const kept = document.getElementById("kept");
  const findings = document.getElementById("findings");
  let [timer, sending, again] = [0, false, false];

  function later() {
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  }

  async function keep() {
    if (sending) { again = true; return; }
    [sending, again] = [true, false];
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), keepalive: true });
      const text = await answer.text();
      if (answer.ok || answer.status === 409) show(text);
      kept.textContent = answer.ok ? form.dataset.kept : form.dataset.notKept;
    } catch {
      kept.textContent = form.dataset.notKept;
    }
    sending = false;
    if (again) keep();
  }

  /* Only what changed is said, and the focus stays where it is. */
  function show(text) {
    if (text.trim() !== findings.innerHTML.trim() && !findings.contains(document.activeElement)) findings.innerHTML = text;
  }

  form.addEventListener("input", later);
  form.addEventListener("submit", () => { clearTimeout(timer); again = false; });
  addEventListener("pagehide", () => { if (timer) navigator.sendBeacon(form.dataset.draft, new FormData(form)); });
})();
