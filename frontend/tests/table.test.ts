import { expect, test } from 'vitest';
import { lean, readTable, writeTable } from '../src/table';

test('cells may hold commas, quotes and line ends', () => {
  const text = 'name,label\r\n"01-A/7","School ""Abai"", hall\nleft"\r\n002,\n';
  expect(readTable(text)).toEqual({
    columns: ['name', 'label'],
    rows: [
      ['01-A/7', 'School "Abai", hall\nleft'],
      ['002', ''],
    ],
  });
});

test('a table without quotes is read in the same way', () => {
  expect(readTable('\uFEFFname,label\n1,one\n\n2,two')).toEqual({ columns: ['name', 'label'], rows: [['1', 'one'], ['2', 'two']] });
});

test('what is written is read again as it was', () => {
  const table = { columns: ['name', 'label'], rows: [['0007', 'a,b'], ['8', 'says "no"\n']] };
  expect(readTable(writeTable(table))).toEqual(table);
});

test('only columns that the form names, and that are names of XML, are left for the engine', () => {
  const table = readTable('name,label,label::Русский (ru),voters\n1,one,один,900\n');
  expect(lean(table, '<value ref="name"/><label ref="label"/>').columns).toEqual(['name', 'label']);
});
