/* The coding sheet by the keyboard: from cell to cell, digits from any keyboard, rows kept in the browser until
   the server has them. The page works without it. */
"use strict";

(function () {
  const form = document.getElementById("coding");
  if (!form) return;
  const says = form.dataset, measure = says.measure, isTimed = measure === "seconds";
  const body = document.querySelector("#sheet tbody");
  const template = document.getElementById("new-row").content.firstElementChild;
  const [kept, hint, findings, running, bar, total] = ["kept", "hint", "findings", "running", "bar", "total"].map((id) => document.getElementById(id));
  const NUMBERS = new Set(["start", "length", "own", "speech"]);
  const LAST_USUAL = "paid";
  const SAME = "+";

  /* ---------- cells ---------- */

  const controls = (row) => Array.from(row.querySelectorAll("[data-cell]"));
  const cell = (row, name) => row.querySelector(`[data-cell="${name}"]`);
  const value = (row, name) => { const found = cell(row, name); return found ? found.value.trim() : ""; };
  const rows = () => Array.from(body.rows);
  const isMore = (row) => plain(value(row, "start")) === SAME;
  const isEmpty = (row) => controls(row).every((one) => one.dataset.cell === "start" || !one.value.trim());
  const plain = (text) => text.normalize("NFKC").trim();
  const fold = (text) => plain(text).toLowerCase().replace(/\s+/g, " ");

  /* Minutes and seconds: 115 is 1:15. NaN for what is no time. */
  function seconds(text) {
    const typed = plain(text).replace(/\./g, ":");
    if (!typed) return 0;
    const parts = /^\d{1,6}$/.test(typed) ? [typed.slice(0, -2) || "0", typed.slice(-2)] : typed.split(":");
    if (parts.length > 3 || parts.length < 2 || !parts.every((part) => /^\d{1,4}$/.test(part))) return NaN;
    const [hours, minutes, rest] = ["0", ...parts].slice(-3).map(Number);
    return rest > 59 || (parts.length === 3 && minutes > 59) ? NaN : hours * 3600 + minutes * 60 + rest;
  }

  const amount = (text) => (isTimed ? seconds(text) : Number(plain(text).replace(/\s/g, "") || 0));
  const typedTime = (all) => all < 60 ? String(all) : `${Math.floor(all / 60)}${String(all % 60).padStart(2, "0")}`;
  const clock = (all) => (isTimed ? `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}` : `${all} cm²`);

  /* ---------- subjects: by number, by a part of the name, in whatever layout it was typed ---------- */

  const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.", CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю";
  const PLACES = "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period".split(" ");
  const subjects = Array.from(document.querySelectorAll("#subjects li")).map((one) => ({
    number: one.dataset.number, code: one.dataset.code, name: one.querySelector(".name").textContent, search: one.dataset.search.split("\n"),
  }));
  let pressed = [];

  function matches(text) {
    const typed = fold(text);
    if (!typed) return [];
    if (/^\d+$/.test(typed)) return subjects.filter((one) => one.number === typed);
    const exact = subjects.filter((one) => one.code === text || fold(one.name) === typed || one.search.includes(typed));
    const begin = subjects.filter((one) => one.search.some((line) => line.startsWith(typed) || line.includes(` ${typed}`)));
    const within = subjects.filter((one) => one.search.some((line) => line.includes(typed)));
    return exact.length ? exact : [...new Set([...begin, ...within])];
  }

  /* The same keys in the other alphabet; the row of digits as digits. */
  function typedOtherwise() {
    const digits = pressed.every((code) => /^(Digit|Numpad)\d$/.test(code)) ? pressed.map((code) => code.slice(-1)).join("") : "";
    const letters = (alphabet) => pressed.map((code) => (code === "Space" ? " " : alphabet[PLACES.indexOf(code)] || "")).join("");
    return [digits, letters(LATIN), letters(CYRILLIC)];
  }

  function found(control) {
    for (const text of [control.value, ...(pressed.length ? typedOtherwise() : [])]) {
      const those = matches(text);
      if (those.length) return those;
    }
    return [];
  }

  function settle(control) {
    if (control.dataset.cell !== "subject" || !control.value.trim()) return true;
    const [one] = found(control);
    pressed = [];
    if (!one) { say(says.nobody); return false; }
    if (control.value !== one.name) { control.value = one.name; changed(control.closest("tr")); }
    say("");
    return true;
  }

  function say(text) { hint.textContent = text; }

  function propose(control) {
    const those = found(control).slice(0, 6);
    hint.textContent = "";
    those.forEach((one, place) => {
      const shown = document.createElement(place ? "span" : "strong");
      shown.textContent = `${place ? " · " : ""}${one.number} ${one.name}`;
      hint.append(shown);
    });
  }

  /* ---------- from cell to cell ---------- */

  function go(control) {
    if (!control) return;
    control.focus();
    if (control.select) control.select();
  }

  function newRow() {
    const last = rows().at(-1), row = template.cloneNode(true);
    row.dataset.position = String((last ? Number(last.dataset.position) : 0) + 1);
    body.append(row);
    number();
    return row;
  }

  function number() {
    rows().forEach((row, place) => {
      row.querySelector("th span").textContent = String(place + 1);
      for (const one of controls(row)) one.setAttribute("aria-label", one.getAttribute("aria-label").replace(/ \d*$/, "") + ` ${place + 1}`);
    });
  }

  /* A beginning follows from the item above. */
  function begin(row) {
    const start = cell(row, "start");
    if (start && !start.value && isEmpty(row)) {
      let above = row.previousElementSibling;
      while (above && isMore(above)) above = above.previousElementSibling;
      if (isTimed) {
        const ends = above ? seconds(value(above, "start")) + seconds(value(above, "length")) : 0;
        if (!Number.isNaN(ends)) start.value = typedTime(ends);
      } else if (above && measure === "area") start.value = value(above, "start");
    }
    go(start || controls(row)[0]);
  }

  function nextRow(row) {
    if (!row.nextElementSibling && isEmpty(row)) { begin(row); return; }
    begin(row.nextElementSibling || newRow());
  }

  function onwards(control) {
    const row = control.closest("tr"), all = controls(row), name = control.dataset.cell;
    if (!settle(control)) { go(control); return; }
    if (name === "start" && isMore(row)) { go(cell(row, "subject")); return; }
    if (name === LAST_USUAL || control === all.at(-1) || name === "note") { nextRow(row); return; }
    go(all[all.indexOf(control) + 1]);
  }

  function back(control) {
    const all = controls(control.closest("tr")), place = all.indexOf(control);
    if (place > 0) { go(all[place - 1]); return; }
    const above = control.closest("tr").previousElementSibling;
    if (above) go(cell(above, LAST_USUAL));
  }

  function beside(control, step) {
    const row = control.closest("tr"), other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (other) go(cell(other, control.dataset.cell));
  }

  let [digits, typedAt] = ["", 0];

  function choose(control, digit) {
    const options = Array.from(control.options).slice(1);
    digits = Date.now() - typedAt < 900 ? digits + digit : digit;
    typedAt = Date.now();
    if (Number(digits) > options.length) digits = digit;
    const option = options[Number(digits) - 1];
    if (!option) return;
    take(control, option.value);
    if (Number(digits) * 10 > options.length) { digits = ""; onwards(control); }
  }

  function take(control, chosen) {
    control.value = chosen;
    changed(control.closest("tr"));
  }

  function insert(control, text) {
    control.setRangeText(text, control.selectionStart, control.selectionEnd, "end");
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  const isPlus = (event) => event.key === "+" || event.code === "NumpadAdd" || (event.code === "Equal" && event.key.length === 1);
  const isMinus = (event) => event.key === "-" || event.key === "−" || event.code === "NumpadSubtract" || event.code === "Minus";

  /* A key of one cell; true where it was taken. Keys are known by their place, so that every layout does. */
  function special(event, control) {
    const name = control.dataset.cell, digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    if (name === "start" && isPlus(event)) {
      control.value = SAME;
      changed(control.closest("tr"));
      go(cell(control.closest("tr"), "subject"));
      return true;
    }
    if (name === "tone" && (isPlus(event) || isMinus(event) || (digit && digit[1] === "0"))) {
      take(control, isPlus(event) ? "positive" : isMinus(event) ? "negative" : "neutral");
      onwards(control);
      return true;
    }
    if (control.tagName === "SELECT" && digit && !event.shiftKey) { choose(control, digit[1]); return true; }
    if (NUMBERS.has(name) && digit && event.key.length === 1 && event.key !== digit[1] && !event.shiftKey) { insert(control, digit[1]); return true; }
    if (name === "subject" && event.key.length === 1) pressed.push(event.code);
    if (name === "subject" && event.key === "Backspace") pressed.pop();
    return false;
  }

  function typed(event) {
    const control = event.target, row = control.closest("tr");
    if (!control.dataset.cell || event.isComposing) return;
    const acts = {
      Enter() { if (event.ctrlKey) finish(); else if (event.shiftKey) back(control); else onwards(control); },
      PageDown() { if (settle(control)) nextRow(row); },
      PageUp() { if (row.previousElementSibling) go(controls(row.previousElementSibling)[0]); },
    };
    if (control.tagName === "INPUT") {
      acts.ArrowDown = () => beside(control, 1);
      acts.ArrowUp = () => beside(control, -1);
    }
    if (event.ctrlKey && (event.key === "Delete" || event.key === "Backspace")) acts[event.key] = () => drop(row);
    if (event.altKey || event.metaKey || (event.ctrlKey && !acts[event.key])) return;
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); return; }
    if (!event.ctrlKey && special(event, control)) event.preventDefault();
  }

  function drop(row) {
    const next = row.nextElementSibling || row.previousElementSibling;
    if (row.dataset.key) remember(row, true);
    row.remove();
    number();
    begin(next || newRow());
    sum();
    later();
  }

  body.addEventListener("keydown", typed);
  body.addEventListener("focusin", (event) => { if (event.target.select) event.target.select(); pressed = []; });
  body.addEventListener("focusout", (event) => { if (event.target.dataset.cell === "subject") settle(event.target); });
  body.addEventListener("input", (event) => {
    if (event.target.dataset.cell === "subject") propose(event.target);
    changed(event.target.closest("tr"));
  });

  /* ---------- the running total ---------- */

  function sum() {
    let all = 0;
    for (const row of rows()) {
      row.classList.toggle("more", isMore(row));
      const here = isMore(row) ? 0 : amount(value(row, "length"));
      if (!Number.isNaN(here)) all += here;
    }
    const whole = Number(total.dataset.length || total.dataset.area || 0);
    const text = !whole ? total.dataset.alone : all > whole ? total.dataset.over : total.dataset.of;
    running.textContent = measure === "items" ? "" : text.replace("%total%", clock(all)).replace("%all%", clock(whole)).replace("%left%", clock(Math.abs(whole - all)));
    total.classList.toggle("over", Boolean(whole) && all > whole);
    if (bar) { bar.hidden = false; bar.value = Math.min(all, whole); }
  }

  /* ---------- rows that the server does not have yet ---------- */

  const unsent = new Map();
  let [timer, sending, again, stopped] = [0, null, false, false];

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function remember(row, deleted) {
    if (!row.dataset.key) row.dataset.key = uuid();
    row.dataset.revision = String(Number(row.dataset.revision) + 1);
    const cells = {};
    for (const one of controls(row)) if (one.value.trim()) cells[one.dataset.cell] = one.value.trim();
    unsent.set(row.dataset.key, { key: row.dataset.key, position: Number(row.dataset.position), revision: Number(row.dataset.revision), cells, deleted });
    row.classList.add("unsent");
    if (kept.textContent === says.kept) kept.textContent = says.sending;
    store();
  }

  function store() {
    try {
      if (unsent.size) localStorage.setItem(says.store, JSON.stringify([...unsent.values()]));
      else localStorage.removeItem(says.store);
    } catch { /* the browser keeps nothing; what is typed stays on the page */ }
  }

  function changed(row) {
    if (!row.dataset.key && isEmpty(row)) return;
    remember(row, false);
    sum();
    later();
  }

  function later(wait = 400) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(send, wait);
  }

  async function send() {
    clearTimeout(timer);
    if (sending) { again = true; await sending; return; }
    if (stopped) return;
    sending = exchange([...unsent.values()]);
    await sending;
    sending = null;
    if (again) { again = false; await send(); }
  }

  async function exchange(sent) {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    if (sent.length) kept.textContent = says.sending;
    try {
      const answer = await fetch(says.rows, { method: "POST", body: JSON.stringify(sent), keepalive: sent.length < 50, headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
      if (answer.redirected || answer.status === 403 || answer.status === 404) { kept.textContent = says.signedOut; later(15000); return; }
      if (answer.status === 409) { stopped = true; kept.textContent = says.finished; return; }
      const told = await answer.json();
      if (!answer.ok) { show((told.refused || []).map((text) => ({ key: "", cell: "", says: text }))); later(15000); return; }
      told.rows.forEach(accept);
      store();
      show(told.problems);
      kept.textContent = unsent.size ? says.sending : says.kept;
      if (unsent.size) later();
    } catch {
      kept.textContent = says.waiting.replace("%count%", String(unsent.size));
      later(5000);
    }
  }

  function accept(one) {
    const mine = unsent.get(one.key), row = rows().find((each) => each.dataset.key === one.key);
    if (mine && mine.revision > one.revision) return;
    unsent.delete(one.key);
    if (!row) return;
    row.classList.remove("unsent");
    if (one.as_sent) return;
    row.dataset.revision = String(one.revision);
    for (const control of controls(row)) control.value = one.cells[control.dataset.cell] || "";
    say(says.elsewhere);
    sum();
  }

  /* ---------- what is wrong ---------- */

  function show(problems) {
    for (const one of body.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    const list = document.createElement("ul");
    for (const one of problems) {
      const row = rows().find((each) => each.dataset.key === one.key);
      const control = row && (cell(row, one.cell) || controls(row)[0]);
      const item = document.createElement("li");
      item.className = "notice warning";
      if (control && control !== document.activeElement) control.setAttribute("aria-invalid", "true");
      if (control) {
        const link = document.createElement("button");
        link.type = "button";
        link.className = "link-button";
        link.textContent = one.says;
        link.addEventListener("click", () => go(control));
        item.append(link);
      } else item.textContent = one.says;
      list.append(item);
    }
    if (list.textContent !== findings.textContent) findings.replaceChildren(...(problems.length ? [list] : []));
  }

  /* ---------- finished ---------- */

  const button = document.getElementById("finish");
  let ready = false;

  async function finish() {
    if (document.activeElement.dataset && document.activeElement.dataset.cell) settle(document.activeElement);
    await send();
    if (unsent.size) { say(says.notYet); return; }
    ready = true;
    for (const one of body.querySelectorAll("input, select")) one.disabled = true;
    form.requestSubmit(button);
  }

  form.addEventListener("submit", (event) => {
    if (ready) return;
    event.preventDefault();
    if (event.submitter === button) finish();
    else send();
  });
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => { if (unsent.size && !stopped) exchange([...unsent.values()].slice(0, 49)); });

  /* ---------- the beginning: what the server has, and what the browser kept ---------- */

  function restore() {
    let stored = [];
    try { stored = JSON.parse(localStorage.getItem(says.store) || "[]"); } catch { stored = []; }
    for (const one of stored) {
      let row = rows().find((each) => each.dataset.key === one.key);
      if (row && Number(row.dataset.revision) >= one.revision) continue;
      unsent.set(one.key, one);
      if (one.deleted) { if (row) row.remove(); continue; }
      row = row || newRow();
      [row.dataset.key, row.dataset.revision, row.dataset.position] = [one.key, String(one.revision), String(one.position)];
      for (const control of controls(row)) control.value = one.cells[control.dataset.cell] || "";
      row.classList.add("unsent");
    }
    store();
  }

  for (const row of rows()) if (!row.dataset.key) row.remove();
  restore();
  number();
  sum();
  begin(newRow());
  later(0);
})();
