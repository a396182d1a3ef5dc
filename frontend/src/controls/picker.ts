/** Questions with many choices: a part of the number or of the name is typed, and a few are shown. */

import type { AnyInputNode, SelectNode } from '@getodk/xforms-engine';
import { fill, h, newId } from '../dom';
import type { LongList } from '../lists';
import { currentLanguage, say } from '../words';
import { frame, type Asked, type Control, type Page } from './control';

const SHOWN = 30;

interface Item {
  value: string;
  label: string;
  /** What is searched: number and name, in small letters. */
  text: string;
}

/** Where a picker's choices come from, and where its answer goes. */
interface Source {
  items(): readonly Item[];
  value(): string;
  choose(value: string): void;
}

/** For a question that the engine knows the choices of. */
export function selectPicker(asked: Asked<SelectNode>, page: Page): Control {
  let options: unknown = null;
  let items: Item[] = [];
  return picker(asked, page, {
    items() {
      const now = asked.node.currentState.valueOptions;
      if (now !== options) {
        options = now;
        items = now.map(({ value, label }) => itemOf(value, label.asString));
      }
      return items;
    },
    value: () => asked.node.currentState.value[0] ?? '',
    choose: (value) => void asked.node.selectValue(value || null),
  });
}

/** For a question that chooses from a whole table, beside the engine. */
export function listPicker(asked: Asked<AnyInputNode>, list: LongList, page: Page): Control {
  const { columns, rows } = list.table;
  const value = columns.indexOf(list.valueColumn);
  const label = [`${list.labelColumn}_${currentLanguage()}`, list.labelColumn].map((name) => columns.indexOf(name)).find((at) => at >= 0) ?? value;
  const items = rows.map((cells) => itemOf(cells[value] ?? '', cells[label] ?? ''));
  return picker(asked, page, {
    items: () => items,
    value: () => asked.node.currentState.instanceValue,
    choose: (chosen) => void (asked.node.setValue as (value: string) => void)(chosen),
  });
}

const itemOf = (value: string, label: string): Item => ({ value, label, text: plain(`${value} ${label}`) });

/** Case does not matter, nor whether a number is written with №. */
const plain = (text: string) => text.toLocaleLowerCase().replaceAll('№', '').replace(/\s+/g, ' ').trim();

/** The items that have what is typed as whole words come first, then those whose words begin so, then the others. */
export function search(items: readonly Item[], typed: string): { found: Item[]; isMore: boolean } {
  const words = plain(typed).split(' ').filter(Boolean);
  const [whole, begun, within]: [Item[], Item[], Item[]] = [[], [], []];
  for (const item of items) {
    if (!words.every((word) => item.text.includes(word))) continue;
    const text = ` ${item.text} `;
    const isWhole = words.length > 0 && words.every((word) => text.includes(` ${word} `));
    const isBegun = words.every((word) => text.includes(` ${word}`));
    (isWhole ? whole : isBegun ? begun : within).push(item);
  }
  const found = [...whole, ...begun, ...within];
  return { found: found.slice(0, SHOWN), isMore: found.length > SHOWN };
}

function picker(asked: Asked, page: Page, source: Source): Control {
  const [id, statusId] = [newId(), newId()];
  const field = h('input', { id, type: 'search', autocomplete: 'off', placeholder: say('search'), 'aria-describedby': statusId });
  const status = h('p', { id: statusId, class: 'hint', role: 'status' });
  const list = h('div', { class: 'choices', role: 'group' });
  const finder = h('div', { class: 'finder' }, h('label', { class: 'visually-hidden', for: id }, say('search')), field, status, list);
  const chosenText = h('span', {});
  const again = h('button', { type: 'button', class: 'button secondary' }, say('changeChoice'));
  const chosen = h('div', { class: 'picked' }, chosenText, again);
  const framed = frame(asked, page, [chosen, finder], true);
  list.setAttribute('aria-labelledby', framed.labelId);

  const show = () => {
    const { found, isMore } = search(source.items(), field.value);
    fill(list, found.map((item) => option(item)));
    const isAll = found.length === source.items().length;
    status.textContent = isMore ? say('foundMany', { n: SHOWN }) : found.length ? (isAll ? '' : say('found', { n: found.length })) : say('foundNone');
  };
  const option = (item: Item) =>
    h('button', { type: 'button', class: 'choice', onclick: () => pick(item.value) }, item.label || item.value);
  const pick = (value: string) => {
    source.choose(value);
    page.changed();
    if (value) again.focus();
  };
  field.addEventListener('input', show);
  // Enter chooses where only one is left, else it goes on to the list; it does not go to the next page.
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const { found } = search(source.items(), field.value);
    if (found.length === 1) pick(found[0]!.value);
    else list.querySelector('button')?.focus();
  });
  again.addEventListener('click', () => {
    pick('');
    field.value = '';
    show();
    field.focus();
  });

  let shownOf: unknown = null;
  return {
    asked,
    element: framed.element,
    focus: () => (finder.hidden ? again : field).focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      const items = source.items();
      const value = source.value();
      finder.hidden = value !== '';
      chosen.hidden = value === '';
      again.hidden = asked.node.currentState.readonly;
      field.hidden = items.length <= 8;
      if (value) chosenText.textContent = items.find((item) => item.value === value)?.label || value;
      else if (shownOf !== items) show();
      shownOf = value ? null : items;
    },
  };
}

/** A short list to choose one from, as the phone shows such lists. */
export function menuControl(asked: Asked<SelectNode>, page: Page): Control {
  const id = newId();
  const menu = h('select', { id });
  const framed = frame(asked, page, [menu], false, id);
  menu.setAttribute('aria-describedby', framed.describedBy);
  menu.addEventListener('change', () => {
    asked.node.selectValue(menu.value || null);
    page.changed();
  });
  let drawn = '';
  return {
    asked,
    element: framed.element,
    focus: () => menu.focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      const { valueOptions, value, readonly } = asked.node.currentState;
      const now = JSON.stringify(valueOptions.map((option) => [option.value, option.label.asString]));
      if (now !== drawn) {
        drawn = now;
        const options = valueOptions.map((option) => h('option', { value: option.value }, option.label.asString));
        fill(menu, h('option', { value: '' }, '\u2013'), options);
      }
      menu.value = value[0] ?? '';
      menu.disabled = readonly;
    },
  };
}
