/** Parts that several screens show. */

import { h } from './dom';
import { say } from './words';

/** A notice; `kind` is one of those of the site's style sheet. */
export function notice(text: string, kind: '' | 'warning' | 'success' | 'error' = '', ...more: HTMLElement[]): HTMLElement {
  return h('div', { class: `notice ${kind}`.trim(), role: kind === 'error' ? 'alert' : 'status' }, h('p', {}, text), more);
}

/** A button that asks once more before something is lost. */
export function sureButton(label: string, question: string, act: () => unknown): HTMLElement {
  const ask = h('button', { type: 'button', class: 'link-button danger' }, label);
  const yes = h('button', { type: 'button', class: 'button warning', onclick: () => act() }, say('yesDelete'));
  const no = h('button', { type: 'button', class: 'button secondary' }, say('cancel'));
  const sure = h('div', { class: 'sure', hidden: true }, h('p', {}, question), h('div', { class: 'actions' }, yes, no));
  const show = (isAsked: boolean) => {
    ask.hidden = isAsked;
    sure.hidden = !isAsked;
    (isAsked ? no : ask).focus();
  };
  ask.addEventListener('click', () => show(true));
  no.addEventListener('click', () => show(false));
  return h('div', { class: 'sure-button' }, ask, sure);
}

/** Offers a file to be saved. */
export function download(file: File): void {
  const address = URL.createObjectURL(file);
  const link = h('a', { href: address, download: file.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What went wrong, in a few words. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);
