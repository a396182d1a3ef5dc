import { afterEach, expect, test } from 'vitest';
import { chooseLanguage, formLanguageFor, say } from '../src/words';
import en from '../src/words/en';
import kk from '../src/words/kk';
import ru from '../src/words/ru';

const namesIn = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

afterEach(() => chooseLanguage('en'));

for (const [code, words] of Object.entries({ ru, kk })) {
  test(`${code} says everything that English says, with the same values`, () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
    for (const [word, text] of Object.entries(en)) {
      const theirs = words[word as keyof typeof en];
      const [one, other] = [text, theirs].map((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)));
      for (const form of other!) expect([word, namesIn(form)]).toEqual([word, namesIn(one![0]!)]);
    }
  });
}

test('Russian counts in its own way', () => {
  chooseLanguage('ru');
  expect([1, 3, 5, 21].map((n) => say('waitingCount', { n }))).toEqual([
    '1 форма ожидает отправки',
    '3 формы ожидают отправки',
    '5 форм ожидают отправки',
    '21 форма ожидает отправки',
  ]);
});

test('the form is shown in the language of the page where it has it', () => {
  const languages = [{ language: 'English (en)' }, { language: 'Русский (ru)' }, { language: 'kk' }];
  chooseLanguage('ru');
  expect(formLanguageFor(languages)?.language).toBe('Русский (ru)');
  chooseLanguage('kk');
  expect(formLanguageFor(languages)?.language).toBe('kk');
  expect(formLanguageFor([{ language: 'Français (fr)' }])).toBeUndefined();
});
