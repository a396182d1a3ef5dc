/** Texts, numbers, dates and times. */

import type { AnyInputNode, InputNode } from '@getodk/xforms-engine';
import { h, newId } from '../dom';
import { hasAppearance } from '../nodes';
import { say } from '../words';
import { frame, type Asked, type Control, type Page } from './control';

interface Way {
  attributes: Record<string, string>;
  /** What is typed → what the engine takes. */
  read(typed: string): unknown;
  /** What the engine holds → what stands in the field. */
  write(instanceValue: string): string;
  /** What may be typed, of what was typed. */
  tidy?(typed: string): string;
  nowButton?: { says: string; value(): string };
}

const pad = (n: number) => String(n).padStart(2, '0');
const dayOf = (at: Date) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
const timeOf = (at: Date) => `${pad(at.getHours())}:${pad(at.getMinutes())}`;

const whole: Way = {
  attributes: { type: 'text', inputmode: 'numeric', autocomplete: 'off', maxlength: '10' },
  tidy: (typed) => typed.replace(/(?!^-)\D/g, ''),
  read: (typed) => (/\d/.test(typed) ? typed : null),
  write: (value) => value,
};

const decimal: Way = {
  attributes: { type: 'text', inputmode: 'decimal', autocomplete: 'off', maxlength: '18' },
  tidy: (typed) => typed.replace(',', '.').replace(/(?!^-)[^\d.]/g, '').replace(/(\..*)\./g, '$1'),
  read: (typed) => (/\d/.test(typed) ? typed : null),
  write: (value) => value,
};

const text: Way = { attributes: { type: 'text' }, read: (typed) => typed, write: (value) => value };

const date: Way = {
  attributes: { type: 'date' },
  read: (typed) => typed || null,
  write: (value) => value.slice(0, 10),
  nowButton: { says: 'today', value: () => dayOf(new Date()) },
};

const time: Way = {
  attributes: { type: 'time' },
  // As a moment of today, so that it carries the offset of this place, as phones send it.
  read: (typed) => (typed ? new Date(`${dayOf(new Date())}T${typed}`) : null),
  write: (value) => value.slice(0, 5),
  nowButton: { says: 'now', value: () => timeOf(new Date()) },
};

const dateTime: Way = {
  attributes: { type: 'datetime-local' },
  read: (typed) => (typed ? new Date(typed) : null),
  write: (value) => (value ? localText(new Date(value)) : ''),
  nowButton: { says: 'now', value: () => localText(new Date()) },
};

const localText = (at: Date) => `${dayOf(at)}T${timeOf(at)}`;

const WAYS: Partial<Record<string, Way>> = { int: whole, decimal, date, time, dateTime };

function wayOf(node: AnyInputNode): Way {
  if (node.valueType === 'string' && hasAppearance(node, 'numbers')) {
    return { ...text, attributes: { ...text.attributes, inputmode: 'numeric' } };
  }
  return WAYS[node.valueType] ?? text;
}

export function inputControl(asked: Asked<AnyInputNode>, page: Page): Control {
  const id = newId();
  const way = wayOf(asked.node);
  const field = isLong(asked.node)
    ? h('textarea', { id, rows: (asked.node as InputNode<'string'>).nodeOptions?.rows ?? 4 })
    : h('input', { id, ...way.attributes });
  const now = way.nowButton && h('button', { type: 'button', class: 'button secondary' }, say(way.nowButton.says as 'now'));
  const row = h('div', { class: 'field-row' }, field, now);
  const framed = frame(asked, page, [row], false, id);
  field.setAttribute('aria-describedby', framed.describedBy);

  const take = () => {
    if (way.tidy) tidy(field as HTMLInputElement, way.tidy);
    (asked.node.setValue as (value: unknown) => void)(way.read(field.value));
    page.changed();
  };
  // A field for a date speaks of each part that is typed; the answer is there when all are.
  field.addEventListener('input', take);
  now?.addEventListener('click', () => {
    field.value = way.nowButton!.value();
    take();
  });

  return {
    asked,
    element: framed.element,
    focus: () => field.focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      const isReadOnly = asked.node.currentState.readonly;
      field.readOnly = isReadOnly;
      if (now) now.hidden = isReadOnly;
      field.setAttribute('aria-invalid', String(framed.element.classList.contains('has-fault')));
      const value = way.write(asked.node.currentState.instanceValue);
      const isTyping = document.activeElement === field && sameAnswer(way, field.value, value);
      if (!isTyping && field.value !== value) field.value = value;
    },
  };
}

/** "12." while typing is 12: what is typed is left alone as long as it means what the form holds. */
function sameAnswer(way: Way, typed: string, value: string): boolean {
  if (way === decimal) return Number(typed || NaN) === Number(value || NaN) || (value === '' && !/\d/.test(typed));
  return typed === value || (value === '' && way === whole && typed === '-');
}

function tidy(field: HTMLInputElement, way: (typed: string) => string): void {
  const tidied = way(field.value);
  if (tidied === field.value) return;
  const at = field.selectionStart ?? tidied.length;
  field.value = tidied;
  field.setSelectionRange(Math.min(at, tidied.length), Math.min(at, tidied.length));
}

function isLong(node: AnyInputNode): boolean {
  return node.valueType === 'string' && (hasAppearance(node, 'multiline') || !!(node as InputNode<'string'>).nodeOptions?.rows);
}
