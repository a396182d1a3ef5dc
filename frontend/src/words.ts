/** The language of the page, and its words. */

import en, { type Word, type Words } from './words/en';
import kk from './words/kk';
import ru from './words/ru';

export const LANGUAGES = { en: 'English', ru: 'Русский', kk: 'Қазақша' } as const;
export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Record<Language, Words> = { en, ru, kk };
const KEPT = 'baqylau language';

let language: Language = 'en';

/** Chooses what was chosen last, else what the server wrote into the page. */
export function chooseLanguage(chosen?: string): void {
  const wanted = chosen ?? localStorage.getItem(KEPT) ?? document.documentElement.lang;
  language = wanted in LANGUAGES ? (wanted as Language) : 'en';
  if (chosen) localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
}

export const currentLanguage = (): Language => language;

/** `say('step', { at: 1, of: 9 })`; a word with plural forms takes its number as `n`. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  const entry = CATALOGUES[language][word];
  const text = typeof entry === 'string' ? entry : pluralOf(entry, Number(values.n));
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

function pluralOf(forms: Partial<Record<Intl.LDMLPluralRule, string>>, n: number): string {
  return forms[new Intl.PluralRules(language).select(n)] ?? forms.other ?? '';
}

/** Day and time as they are written here: 19.03.2023, 14:05. */
export function sayTime(milliseconds: number): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'ru-RU', {
    day: '2-digit',
    month: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(milliseconds);
}

/** A size in kilobytes. */
export const saySize = (bytes: number): string => say('bytes', { n: Math.max(1, Math.round(bytes / 1024)) });

/** Which of a form's languages is read by somebody who reads the page in this one. */
export function formLanguageFor<L extends { language: string }>(languages: readonly L[]): L | undefined {
  const names = [LANGUAGES[language].toLowerCase(), { en: 'english', ru: 'russian', kk: 'kazakh' }[language]];
  return languages.find(({ language: name }) => {
    const code = /\(([a-z]{2})\b[^)]*\)/i.exec(name)?.[1]?.toLowerCase() ?? name.toLowerCase();
    return code === language || names.some((one) => name.toLowerCase().startsWith(one));
  });
}
