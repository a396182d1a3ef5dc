/** Tables that go with a form (CSV), such as the list of polling stations. */

export interface CsvTable {
  columns: string[];
  rows: string[][];
}

/** Reads a CSV text: commas, quotes doubled within quotes, lines that end either way. */
export function readTable(text: string): CsvTable {
  const lines = readLines(text.replace(/^\uFEFF/, ''));
  const columns = (lines.shift() ?? []).map((name) => name.trim());
  return { columns, rows: lines.filter((cells) => cells.some((cell) => cell !== '')) };
}

function readLines(text: string): string[][] {
  if (!text.includes('"')) return text.split(/\r?\n/).map((line) => line.split(','));
  const lines: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/y;
  let line: string[] = [];
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    line.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') {
      lines.push(line);
      line = [];
      if (cell.lastIndex >= text.length) break;
    }
  }
  return lines;
}

export function writeTable({ columns, rows }: CsvTable): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [columns, ...rows].map((line) => line.map(quoted).join(',')).join('\n');
}

const XML_NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/**
 * The table with only the columns whose names occur in a form.
 *
 * The engine makes an object of each cell, and stops at a column whose name is no XML name (`label::Русский (ru)`).
 */
export function lean(table: CsvTable, xml: string): CsvTable {
  const kept = table.columns.flatMap((name, index) => (XML_NAME.test(name) && xml.includes(name) ? [index] : []));
  const pick = (cells: string[]) => kept.map((index) => cells[index] ?? '');
  return { columns: pick(table.columns), rows: table.rows.map(pick) };
}
