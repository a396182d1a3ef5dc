/** What every kind of question has in common: its words, its fault, and how it is brought up to date. */

import type { MarkdownNode } from '@getodk/xforms-engine';
import { fill, h, newId } from '../dom';
import { faultOf, type AnyQuestion } from '../nodes';
import { say } from '../words';

/** A question that is shown. Its node is another after the form was opened anew (`Session.settle`). */
export interface Asked<N extends AnyQuestion = AnyQuestion> {
  node: N;
}

/** What a question may ask of the page it stands on. */
export interface Page {
  /** An answer was given: other questions may appear, and the draft is saved. */
  changed(): void;
  /** An answer is being prepared: nobody goes on before it is there. */
  busy(work: Promise<unknown>): void;
  imageAt(resource: URL): string | null;
}

export interface Control {
  asked: Asked;
  element: HTMLElement;
  /** Shows what is so now. `isTried`: faults are shown, since somebody wanted to go on. */
  refresh(isTried: boolean): void;
  /** The part that takes the answer. */
  focus(): void;
}

export interface Framed {
  element: HTMLElement;
  refresh(isTried: boolean): void;
  /** Ids for aria-describedby of the part that takes the answer. */
  describedBy: string;
  labelId: string;
}

/** A question's label, hint and fault around the part that takes the answer. `asGroup`: several parts take it. */
export function frame(asked: Asked, page: Page, body: HTMLElement[], asGroup: boolean, inputId?: string): Framed {
  const [labelId, hintId, faultId] = [newId(), newId(), newId()];
  const label = asGroup ? h('legend', { id: labelId }) : h('label', { id: labelId, for: inputId });
  const hint = h('div', { id: hintId, class: 'hint' });
  const fault = h('p', { id: faultId, class: 'fault', hidden: true });
  const element = asGroup
    ? h('fieldset', { class: 'question', 'aria-describedby': `${hintId} ${faultId}` }, label, hint, fault, body)
    : h('div', { class: 'question' }, label, hint, fault, body);
  const words = wordsOf(asked, page, label, hint);
  return {
    element,
    labelId,
    describedBy: `${hintId} ${faultId}`,
    refresh(isTried) {
      element.hidden = !asked.node.currentState.relevant;
      words();
      showFault(asked.node, element, fault, isTried);
    },
  };
}

/** A function that writes label and hint where they have changed, as texts with calculations do. */
function wordsOf(asked: Asked, page: Page, label: HTMLElement, hint: HTMLElement): () => void {
  let written = '\0';
  return () => {
    const { label: text, hint: more, required } = asked.node.currentState;
    const now = `${text?.asString}\0${more?.asString}\0${required}`;
    if (now === written) return;
    written = now;
    fill(label, text ? formatted(text.formatted) : '', required && requiredMark());
    fill(hint, more ? formatted(more.formatted) : '', imageOf(text?.imageSource, text?.asString ?? '', page));
    hint.hidden = !hint.hasChildNodes();
  };
}

const requiredMark = () =>
  h('span', { class: 'required' }, h('span', { 'aria-hidden': 'true' }, ' *'), h('span', { class: 'visually-hidden' }, `, ${say('required')}`));

export function imageOf(resource: URL | undefined, alternative: string, page: Page): HTMLElement | null {
  const address = resource && page.imageAt(resource);
  return address ? h('img', { src: address, alt: alternative, class: 'form-image' }) : null;
}

function showFault(node: AnyQuestion, element: HTMLElement, fault: HTMLElement, isTried: boolean): void {
  const found = faultOf(node);
  // A missing answer is no fault until somebody wants to go on; a wrong one is, at once.
  const isShown = found !== null && (isTried || found.condition === 'constraint');
  fault.hidden = !isShown;
  element.classList.toggle('has-fault', isShown);
  const message = isShown ? found.message || say(found.condition === 'required' ? 'requiredFault' : 'constraintFault') : '';
  if (fault.textContent !== message) fault.textContent = message;
}

const TAGS = new Set(['strong', 'em', 'u', 'ul', 'ol', 'li', 'br', 'p']);

/** Text with its emphasis and lists. Whatever else a form writes stays text. */
export function formatted(nodes: readonly MarkdownNode[]): Node[] {
  return nodes.map((node) => {
    if (node.role === 'child') return document.createTextNode(node.value);
    if (node.role === 'html') return document.createTextNode(node.unsafeHtml.replace(/<[^>]*>/g, ''));
    if (node.role === 'line-break') return h('br');
    const tag = TAGS.has(node.elementName) ? (node.elementName as 'strong') : 'span';
    return h(tag, {}, formatted(node.children) as Node[]);
  });
}
