/**
 * Long tables, such as 10,223 polling stations, on a slow phone.
 *
 * The engine makes an object of each cell, walks through all rows for each filter, and makes several more objects for
 * each choice: seconds, with all stations of a country. Two things spare it that, and change nothing of what is
 * filled in:
 *
 * - Where a form only ever asks a table for the rows in which a column equals an answer (`item[district=/data/district]`)
 *   or a fixed text, the engine gets just those rows, and more of them as the answers change (`Session.settle`).
 * - A question that offers a whole table is given to the engine as a text, and our picker reads the table itself.
 *
 * A form that asks in any other way gets the whole table.
 */

import { lean, writeTable, type CsvTable } from './table';

/** A shorter table is left to the engine. */
export const LONG = 300;

/** A question that chooses from a whole table. */
export interface LongList {
  table: CsvTable;
  valueColumn: string;
  labelColumn: string;
}

/** What a row of a long list is called. */
export function labelIn({ table, valueColumn, labelColumn }: LongList, value: string): string {
  const at = table.columns.indexOf(valueColumn);
  const row = table.rows.find((cells) => cells[at] === value);
  return row?.[table.columns.indexOf(labelColumn)] || value;
}

/** "The rows in which `column` equals ...": a fixed text, or what the question at a path holds. */
interface Wish {
  column: string;
  text?: string;
  path?: string;
}

export type ValueAt = (path: string) => string;

export interface Prepared {
  xml: string;
  /** The question's path, without positions → its list. */
  lists: Map<string, LongList>;
  /** What the engine gets of a file; null for what it gets as it is. */
  csvFor(file: string, wanted: ReadonlySet<string>): string | null;
  /** The rows that are needed with these answers, as `file column value`. */
  wanted(valueAt: ValueAt): Set<string>;
}

/** Prepares a form for the engine; `tables` are its CSV files by name. */
export function prepare(xml: string, tables: ReadonlyMap<string, CsvTable>): Prepared {
  const long = new Map([...tables].filter(([, table]) => table.rows.length >= LONG));
  const form = new DOMParser().parseFromString(xml, 'text/xml');
  const instances = long.size ? instancesOf(form, long) : new Map<string, string>();
  const lists = new Map<string, LongList>();
  for (const [instance, file] of instances) offerBeside(form, instance, long.get(file)!, lists);
  const wishes = new Map<string, Wish[]>();
  for (const [instance, file] of instances) {
    const found = wishesFor(form, instance);
    if (found) wishes.set(file, found);
  }
  return {
    xml: lists.size ? new XMLSerializer().serializeToString(form) : xml,
    lists,
    csvFor(file, wanted) {
      const table = tables.get(file);
      if (!table) return null;
      const asked = wishes.get(file);
      return writeTable(lean(asked ? rowsFor(file, table, asked, wanted) : table, xml));
    },
    wanted(valueAt) {
      const keys = new Set<string>();
      for (const [file, asked] of wishes) {
        for (const wish of asked) keys.add(keyOf(file, wish.column, wish.text ?? valueAt(wish.path!)));
      }
      return keys;
    },
  };
}

const keyOf = (file: string, column: string, value: string) => `${file}\t${column}\t${value}`;

/** The instances of a form that are long tables, by their ids. */
function instancesOf(form: Document, long: ReadonlyMap<string, CsvTable>): Map<string, string> {
  const found = new Map<string, string>();
  for (const element of form.getElementsByTagNameNS('*', 'instance')) {
    const file = (element.getAttribute('src') ?? '').replace('jr://file-csv/', '');
    if (long.has(file)) found.set(element.id, file);
  }
  return found;
}

/** Turns questions that offer the whole table into questions for a text, and notes them in `lists`. */
function offerBeside(form: Document, instance: string, table: CsvTable, lists: Map<string, LongList>): void {
  for (const itemset of [...form.getElementsByTagNameNS('*', 'itemset')]) {
    const select = itemset.parentElement!;
    const isWhole = itemset.getAttribute('nodeset') === `instance('${instance}')/root/item`;
    if (!isWhole || select.localName !== 'select1' || isLabelAskedFor(form)) continue;
    const column = (name: string) => itemset.getElementsByTagNameNS('*', name)[0]?.getAttribute('ref') ?? name;
    const path = select.getAttribute('ref')!;
    lists.set(path, { table, valueColumn: column('value'), labelColumn: column('label') });
    const input = form.createElementNS(select.namespaceURI, 'input');
    input.setAttribute('ref', path);
    input.append(...[...select.children].filter((child) => child !== itemset));
    select.replaceWith(input);
  }
}

/** `jr:choice-name()` needs the question to have choices. */
const isLabelAskedFor = (form: Document) => expressionsOf(form).some((text) => text.includes('choice-name('));

function expressionsOf(form: Document): string[] {
  return [...form.getElementsByTagName('*')].flatMap((element) => [...element.attributes].map(({ value }) => value));
}

/** What the form asks of a table, or null where it asks in a way that needs all of it. */
function wishesFor(form: Document, instance: string): Wish[] | null {
  const mention = `instance('${instance}')`;
  const asking = /^\/root\/item\[\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*=\s*(?:'([^']*)'|((?:\/[\p{L}_][\p{L}\p{N}_.-]*)+))\s*\]/u;
  const wishes: Wish[] = [];
  for (const expression of expressionsOf(form)) {
    for (const rest of expression.split(mention).slice(1)) {
      const [, column, text, path] = asking.exec(rest) ?? [];
      if (!column) return null;
      wishes.push({ column, text, path });
    }
  }
  return wishes;
}

function rowsFor(file: string, table: CsvTable, wishes: readonly Wish[], wanted: ReadonlySet<string>): CsvTable {
  const columns = [...new Set(wishes.map(({ column }) => column))].map((name) => [name, table.columns.indexOf(name)] as const);
  const rows = table.rows.filter((cells) => columns.some(([name, at]) => wanted.has(keyOf(file, name, cells[at] ?? ''))));
  // A table without rows is an error to the engine; this row is never wanted.
  return { columns: table.columns, rows: rows.length ? rows : [table.columns.map(() => '\u2014')] };
}

/** What a filled form holds at each path, of the first instance where there are several. */
export function valuesIn(instanceXml: string): ValueAt {
  const instance = new DOMParser().parseFromString(instanceXml, 'text/xml');
  return (path) => {
    let at: Element | undefined = instance.documentElement;
    for (const name of path.split('/').slice(2)) at = [...(at?.children ?? [])].find((child) => child.localName === name);
    return at?.textContent ?? '';
  };
}
