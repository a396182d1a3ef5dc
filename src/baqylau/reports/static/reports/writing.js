/* Writing a chapter: the preview follows the text, references are inserted where the cursor stands, and what is
   typed is kept in this browser until the server has it. The page works without it. */
"use strict";

(function () {
  const form = document.getElementById("write");
  const text = document.getElementById("text");
  const preview = document.getElementById("preview");
  const offline = document.getElementById("offline");
  if (!form || !text) return;

  /* ---------- the draft: kept in this browser until it is saved ---------- */

  const key = "baqylau.chapter." + form.dataset.key;
  const base = form.elements.base;
  const saved = text.value;
  const draft = read();

  function read() {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  function keep() {
    try {
      if (text.value === saved) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ text: text.value, base: base.value }));
    } catch { /* a browser without storage keeps nothing; the page works all the same */ }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }

  if (draft && draft.text !== saved) {
    const notice = document.getElementById("draft");
    notice.hidden = false;
    notice.addEventListener("click", (event) => {
      const what = event.target.dataset.draft;
      if (!what) return;
      if (what === "restore") {
        text.value = draft.text;
        base.value = draft.base;
        later();
        text.focus();
      } else {
        forget();
      }
      notice.hidden = true;
    });
  }

  /* ---------- the preview follows the text ---------- */

  let timer = 0;
  let asked = 0;

  function later() {
    keep();
    clearTimeout(timer);
    timer = setTimeout(show, 700);
  }

  async function show() {
    const mine = ++asked;
    preview.classList.add("waiting");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.ok && mine === asked) preview.innerHTML = await answer.text();
      offline.hidden = true;
    } catch {
      offline.hidden = false;
    }
    preview.classList.remove("waiting");
  }

  text.addEventListener("input", later);
  addEventListener("online", () => { offline.hidden = true; later(); });
  addEventListener("offline", () => { keep(); offline.hidden = false; });

  /* ---------- saving: nothing is lost when the connection is ---------- */

  let sending = false;

  form.addEventListener("submit", async (event) => {
    if (event.submitter && event.submitter.name === "preview") { event.preventDefault(); show(); return; }
    if (sending) return;
    event.preventDefault();
    keep();
    let answer;
    try {
      answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" });
    } catch {
      offline.hidden = false;
      return;
    }
    if (answer.type === "opaqueredirect") {
      const signedOut = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" });
      if (signedOut.ok) forget();
      location.assign(location.href.split("#")[0]);
      return;
    }
    /* Refused, or two people changed one paragraph: nothing was written, and the page of that is shown. */
    sending = true;
    form.submit();
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(); }
  });

  /* ---------- what is wrong leads to its line ---------- */

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    const lines = text.value.split("\n");
    const line = Math.min(Number(link.dataset.line), lines.length);
    const begins = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(begins, begins + lines[line - 1].length);
    text.scrollTop = (text.scrollHeight / lines.length) * Math.max(0, line - 4);
  });

  /* ---------- inserting: found by words, put where the cursor stands ---------- */

  const insert = document.getElementById("insert");
  const found = document.getElementById("found");
  const search = insert.querySelector("form");
  let typing = 0;

  async function find() {
    const query = new URLSearchParams(new FormData(search));
    query.set("part", "1");
    try {
      const answer = await fetch(insert.dataset.address + "?" + query, { credentials: "same-origin" });
      if (answer.ok) found.innerHTML = await answer.text();
    } catch {
      offline.hidden = false;
    }
  }

  function put(words, alone) {
    const [from, to] = [text.selectionStart, text.selectionEnd];
    const before = text.value.slice(0, from);
    const after = text.value.slice(to);
    const gap = (side, edge) => (alone && side && !edge.test(side) ? "\n\n" : "");
    const whole = gap(before, /\n\s*\n$/) + words + gap(after, /^\s*\n\s*\n/);
    text.setRangeText(whole, from, to, "end");
    text.focus();
    later();
  }

  search.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  search.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(find, 300); });
  insert.addEventListener("toggle", () => { if (insert.open && !found.firstElementChild) find(); });
  found.addEventListener("click", (event) => {
    const one = event.target.closest("[data-insert]");
    if (one) { put(one.dataset.insert, /^(\{annex:|!\[)/.test(one.dataset.insert)); return; }
    const draw = event.target.closest("[data-draw]");
    if (!draw) return;
    const chosen = Array.from(found.querySelectorAll("[data-pick]:checked"), (box) => box.dataset.pick.slice(1, -1));
    if (chosen.length) put("{" + draw.dataset.draw + ":" + chosen.join(", ") + "}", true);
  });
})();
