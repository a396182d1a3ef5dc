/** Answers as people read them. */

import type { Session } from '../engine';
import { labelIn } from '../lists';
import { isAnswered, type AnyQuestion } from '../nodes';
import { saySize, say } from '../words';

/** An answer in words; '' where there is none. */
export function answerOf(session: Session, node: AnyQuestion): string {
  if (!isAnswered(node)) return '';
  const { instanceValue } = node.currentState;
  const list = session.listAt(node.currentState.reference);
  if (list) return labelIn(list, instanceValue);
  switch (node.nodeType) {
    case 'select':
      return node.currentState.value.map((value: string) => node.getValueOption(value)?.label.asString ?? value).join(', ');
    case 'rank':
      return node.currentState.value.map((value: string) => node.getValueLabel(value)?.asString ?? value).join(' → ');
    case 'trigger':
      return say('confirm');
    case 'upload':
      return say('fileKept', { name: instanceValue, size: saySize(node.currentState.value?.size ?? 0) });
    default:
      return inputText(node.nodeType === 'input' ? node.valueType : '', instanceValue);
  }
}

function inputText(type: string, value: string): string {
  if (type === 'time') return value.slice(0, 5);
  if (type === 'dateTime') return new Date(value).toLocaleString(document.documentElement.lang === 'en' ? 'en-GB' : 'ru-RU', { dateStyle: 'short', timeStyle: 'short' });
  if (type === 'date') return value.split('-').reverse().join('.');
  if (type === 'geopoint') return value.split(' ').slice(0, 2).map((number) => Number(number).toFixed(5)).join(', ');
  return value;
}
