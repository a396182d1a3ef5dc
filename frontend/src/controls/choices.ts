/** Questions with choices that are all shown. */

import type { SelectItem, SelectNode } from '@getodk/xforms-engine';
import { fill, h, newId } from '../dom';
import { hasAppearance } from '../nodes';
import { say } from '../words';
import { formatted, frame, imageOf, type Asked, type Control, type Page } from './control';

/** Choices that say why there is no answer; they stand apart from the answers. */
const STATES = new Set(['not_observed', 'dont_know', 'not_applicable']);

/** More choices than these are looked up by typing. */
export const MANY = 25;

export function choicesControl(asked: Asked<SelectNode>, page: Page): Control {
  const list = h('div', { class: 'choices' });
  const clear = h('button', { type: 'button', class: 'link-button clear' }, say('clear'));
  const framed = frame(asked, page, [list, clear], true);
  const name = newId();
  let drawn = '';

  const draw = () => {
    const options = asked.node.currentState.valueOptions;
    const now = JSON.stringify(options.map((option) => [option.value, option.label.asString]));
    if (now === drawn) return;
    drawn = now;
    const states = options.filter((option) => STATES.has(option.value));
    const answers = options.filter((option) => !STATES.has(option.value));
    list.classList.toggle('two-by-two', isScale(asked.node, answers));
    list.classList.toggle('short', !isScale(asked.node, answers) && areShort(answers));
    fill(
      list,
      answers.map((option) => choice(asked, option, name, page, false)),
      states.map((option) => choice(asked, option, name, page, true)),
      options.length ? null : h('p', { class: 'hint' }, say('foundNone')),
    );
  };

  clear.addEventListener('click', () => {
    asked.node.selectValues([]);
    page.changed();
    list.querySelector('input')?.focus();
  });

  return {
    asked,
    element: framed.element,
    focus: () => (list.querySelector<HTMLElement>('input:checked') ?? list.querySelector<HTMLElement>('input'))?.focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      draw();
      const { value, readonly } = asked.node.currentState;
      for (const input of list.querySelectorAll('input')) {
        input.checked = value.includes(input.value);
        input.disabled = readonly;
      }
      clear.hidden = readonly || value.length === 0;
    },
  };
}

/** Four ratings are four big buttons, two by two. */
function isScale(node: SelectNode, answers: readonly SelectItem[]): boolean {
  return answers.length === 4 && (hasAppearance(node, 'likert') || answers.some(({ value }) => value === 'very_bad'));
}

/** "Yes" and "No" stand side by side. */
const areShort = (answers: readonly SelectItem[]) =>
  answers.length === 2 && answers.every(({ label }) => label.asString.length <= 12);

function choice(asked: Asked<SelectNode>, option: SelectItem, name: string, page: Page, isState: boolean): HTMLElement {
  const type = asked.node.selectType === 'select' ? 'checkbox' : 'radio';
  const input = h('input', { type, name, value: option.value });
  input.addEventListener('change', () => {
    if (type === 'radio') asked.node.selectValue(option.value);
    else asked.node.selectValues(chosenWith(asked.node, option.value, input.checked));
    page.changed();
  });
  const words = h('span', {}, formatted(option.label.formatted), imageOf(option.label.imageSource, '', page));
  return h('label', { class: isState ? 'choice state' : 'choice' }, input, words);
}

/** "Not observed" excludes answers, and an answer excludes it. */
function chosenWith(node: SelectNode, value: string, isChosen: boolean): string[] {
  const others = node.currentState.value.filter((one) => one !== value);
  if (!isChosen) return others;
  return STATES.has(value) ? [value] : [...others.filter((one) => !STATES.has(one)), value];
}
