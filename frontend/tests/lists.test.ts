import { expect, test } from 'vitest';
import { LONG, prepare } from '../src/lists';
import type { CsvTable } from '../src/table';

const rows = Array.from({ length: LONG }, (_, at) => [`s${at}`, `Station ${at}`, `d${at % 10}`, at < 2 ? 'yes' : 'no']);
const stations: CsvTable = { columns: ['name', 'label', 'district', 'planned'], rows };
const tables = new Map([['stations.csv', stations]]);

const form = (body: string, bind = '') => `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
<instance><data id="f"><district/><station/></data></instance>
<instance id="stations" src="jr://file-csv/stations.csv"/>${bind}</model></h:head><h:body>${body}</h:body></h:html>`;

const select = (predicate: string) => `<select1 ref="/data/station"><label>Station</label>
<itemset nodeset="instance('stations')/root/item${predicate}"><value ref="name"/><label ref="label"/></itemset></select1>`;

const rowsOf = (csv: string | null) => csv!.split('\n').length - 1;

test('the engine gets the rows that the answers ask for', () => {
  const prepared = prepare(form(select('[district= /data/district ]')), tables);
  const none = prepared.wanted(() => '');
  expect(rowsOf(prepared.csvFor('stations.csv', none))).toBe(1);
  const some = prepared.wanted((path) => (path === '/data/district' ? 'd3' : ''));
  expect(rowsOf(prepared.csvFor('stations.csv', some))).toBe(LONG / 10);
  expect(prepared.lists.size).toBe(0);
});

test('rows asked for by a fixed text are there from the beginning', () => {
  const prepared = prepare(form(select("[planned='yes']")), tables);
  expect(rowsOf(prepared.csvFor('stations.csv', prepared.wanted(() => '')))).toBe(2);
});

test('a form that asks in another way gets the whole table', () => {
  for (const predicate of ["[district= /data/district and planned='yes']", '[position() &lt; 5]', '[district= ../district ]']) {
    const prepared = prepare(form(select(predicate)), tables);
    expect(rowsOf(prepared.csvFor('stations.csv', prepared.wanted(() => '')))).toBe(LONG);
  }
});

test('a question that offers the whole table becomes one for a text', () => {
  const prepared = prepare(form(select('')), tables);
  expect([...prepared.lists.keys()]).toEqual(['/data/station']);
  expect(prepared.xml).not.toContain('itemset');
  expect(prepared.xml).toMatch(/<input ref="\/data\/station">/);
});

test('its choices stay with the engine where the form asks for their labels', () => {
  const bind = `<bind nodeset="/data/district" calculate="jr:choice-name(/data/station, '/data/station')"/>`;
  const prepared = prepare(form(select(''), bind), tables);
  expect(prepared.lists.size).toBe(0);
  expect(rowsOf(prepared.csvFor('stations.csv', prepared.wanted(() => '')))).toBe(LONG);
});

test('a short table is left as it is', () => {
  const short = new Map([['stations.csv', { columns: stations.columns, rows: rows.slice(0, 5) }]]);
  const prepared = prepare(form(select('[district= /data/district ]')), short);
  expect(rowsOf(prepared.csvFor('stations.csv', prepared.wanted(() => '')))).toBe(5);
});
