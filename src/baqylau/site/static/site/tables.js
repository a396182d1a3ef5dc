/* Sorts and filters tables marked data-sortable and data-filter. The page works without it. */
"use strict";

(function () {
  const say = document.documentElement.dataset;
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function value(row, column) {
    const cell = row.cells[column];
    return cell ? (cell.dataset.sort ?? cell.textContent).trim() : "";
  }

  function compare(one, other) {
    if (one === "" || other === "") return one === other ? 0 : one === "" ? 1 : -1;
    const [a, b] = [Number(one), Number(other)];
    return Number.isNaN(a) || Number.isNaN(b) ? collator.compare(one, other) : a - b;
  }

  function sort(table, heading, column) {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = Array.from(body.rows).filter((row) => !row.classList.contains("total"));
    const totals = Array.from(body.rows).filter((row) => row.classList.contains("total"));
    rows.sort((one, other) => {
      const [a, b] = [value(one, column), value(other, column)];
      return a === "" || b === "" ? compare(a, b) : compare(a, b) * (down ? -1 : 1);
    });
    body.append(...rows, ...totals);
  }

  function makeSortable(table) {
    for (const heading of table.tHead.rows[table.tHead.rows.length - 1].cells) {
      if (!heading.textContent.trim() || heading.colSpan > 1) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.title = say.sort;
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading, heading.cellIndex));
      heading.append(button);
    }
  }

  function makeFilter(table, number) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("p");
    const place = document.createElement("div");
    input.type = "search";
    input.id = "table-filter-" + number;
    label.htmlFor = input.id;
    label.textContent = say.filter;
    count.className = "hint";
    count.setAttribute("role", "status");
    place.className = "table-filter";
    place.append(label, input, count);
    (table.closest(".table-wrap") || table).before(place);
    input.addEventListener("input", () => {
      const wanted = input.value.toLocaleLowerCase();
      const rows = Array.from(table.tBodies[0].rows);
      for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
      count.textContent = wanted ? rows.filter((row) => !row.hidden).length + " / " + rows.length : "";
    });
  }

  document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
  document.querySelectorAll("table[data-filter]").forEach(makeFilter);
})();
