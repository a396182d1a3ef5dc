import { expect, test } from 'vitest';
import { messageIn, portions, shortId } from '../src/send';

const file = (name: string, megabytes: number) => ({ name, blob: { size: megabytes * 2 ** 20 } as Blob });

test('a form without files is one request', () => {
  expect(portions({ files: [] }, new Set())).toEqual([[]]);
});

test('large files go one after the other, small ones together', () => {
  const files = [file('a', 1), file('b', 2), file('c', 3), file('d', 9)];
  const names = portions({ files }, new Set()).map((portion) => portion.map(({ name }) => name));
  expect(names).toEqual([['a', 'b'], ['c'], ['d']]);
});

test('what the server has is not sent again', () => {
  const files = [file('a', 1), file('b', 9)];
  expect(portions({ files }, new Set(['a'])).map((portion) => portion.map(({ name }) => name))).toEqual([['b']]);
});

test('the number that is read out on the phone is short', () => {
  expect(shortId('uuid:3F2A91bc-aaaa-bbbb-cccc-1234567890ab')).toBe('3f2a-91bc');
});

test('an answer that is not for people says nothing', () => {
  expect(messageIn('<html><body>502 Bad Gateway</body></html>')).toBe('');
});
