import type { RootNode } from '@getodk/xforms-engine';
import { expect, test } from 'vitest';
import { nextPage, pagesOf, previousPage } from '../src/pages';

interface Made {
  nodeType: string;
  currentState: { reference: string; relevant: boolean; label: { asString: string } | null; children: Made[] | null };
  parent: Made | null;
}

function node(nodeType: string, name: string, children: Made[] | null = null, relevant = true): Made {
  const label = name ? { asString: name } : null;
  const made: Made = { nodeType, parent: null, currentState: { reference: name, relevant, label, children } };
  for (const child of children ?? []) child.parent = made;
  return made;
}

const question = (name: string, relevant = true) => node('input', name, null, relevant);
const group = (name: string, ...children: Made[]) => node('group', name, children);
const root = (...children: Made[]) => node('root', '', children) as unknown as RootNode;
const row = (name: string, ...children: Made[]) => node('repeat-instance', name, children);
const repeat = (name: string, ...rows: Made[]) => node('repeat-range:uncontrolled', name, rows);

test('each group is a page, and questions that stand alone share one', () => {
  const form = root(question('a'), question('b'), group('G', question('c'), group('H', question('d'))), question('e'));
  expect(pagesOf(form).map(({ id }) => id)).toEqual(['a', 'G', 'e']);
});

test('a page on which nothing can be seen is passed over', () => {
  expect(pagesOf(root(group('G', question('a', false)), group('H', question('b')))).map(({ id }) => id)).toEqual(['H']);
});

test('"Next" goes past the rows of a repeat, and from the last page of a row back to the list', () => {
  const people = repeat('people', row('p1', group('p1a', question('x')), group('p1b', question('y'))), row('p2', question('z')));
  const pages = pagesOf(root(question('a'), people, question('b')));
  expect(pages.map(({ id }) => id)).toEqual(['a', 'people', 'p1a', 'p1b', 'z', 'b']);
  expect(pages.map((_, at) => nextPage(pages, at))).toEqual([1, 5, 3, 1, 1, 6]);
  expect(pages.map((_, at) => previousPage(pages, at))).toEqual([-1, 0, 1, 2, 1, 1]);
});

test('a repeat within a row leads on within that row', () => {
  const inner = repeat('inner', row('i1', question('i1x')));
  const outer = repeat('outer', row('o1', question('o1x'), inner, question('o1y')), row('o2', question('o2x')));
  const pages = pagesOf(root(outer, question('end')));
  expect(pages.map(({ id }) => id)).toEqual(['outer', 'o1x', 'inner', 'i1x', 'o1y', 'o2x', 'end']);
  expect(pages.map((_, at) => nextPage(pages, at))).toEqual([6, 2, 4, 2, 0, 0, 7]);
  expect(previousPage(pages, 4)).toBe(2);
});

test('a repeat without rows can still be seen, so that the first can be added', () => {
  expect(pagesOf(root(repeat('people'))).map(({ kind }) => kind)).toEqual(['repeat']);
});
