/** The list of what was added to a repeat, such as people or candidates. */

import type { RepeatInstanceNode, RepeatRangeUncontrolledNode } from '@getodk/xforms-engine';
import { h } from '../dom';
import type { Filling } from '../filling';
import { childrenOf, faultOf, questionsIn } from '../nodes';
import { titleOfRow, type RepeatPage } from '../pages';
import { sureButton } from '../parts';
import { say } from '../words';
import { answerOf } from './answers';
import { pageScreen } from './page';
import type { App } from './screen';

export function repeatBody(app: App, filling: Filling, page: RepeatPage): HTMLElement[] {
  const rows = childrenOf(page.node) as readonly RepeatInstanceNode[];
  const list = rows.length
    ? h('ul', { class: 'rows' }, rows.map((row, index) => rowOf(app, filling, page, row, index)))
    : h('p', { class: 'hint' }, say('nothingAdded'));
  const canAdd = page.node.nodeType === 'repeat-range:uncontrolled';
  const add = h('button', { type: 'button', class: 'button secondary wide', onclick: () => addRow(app, filling, page) }, rows.length ? say('add') : say('addFirst'));
  return canAdd ? [list, add] : [list];
}

function rowOf(app: App, filling: Filling, page: RepeatPage, row: RepeatInstanceNode, index: number): HTMLElement {
  const name = titleOfRow(page.title, row, index);
  const answers = [...questionsIn(row)].map((node) => answerOf(filling.session, node)).filter(Boolean).slice(0, 3).join(' · ');
  const isFaulty = [...questionsIn(row)].some((node) => faultOf(node));
  const at = filling.pages().findIndex((one) => one.within === page.id && one.id.startsWith(`${row.currentState.reference}/`));
  const open = h('a', { class: 'row-link', href: `#/draft/${filling.key}/${at + 1}` }, h('strong', {}, name), h('span', {}, answers || say('notAnswered')));
  const mark = isFaulty && h('p', { class: 'fault' }, say('requiredFault'));
  const canRemove = page.node.nodeType === 'repeat-range:uncontrolled';
  return h('li', {}, open, mark, canRemove && sureButton(say('remove'), say('removeRow', { name }), () => removeRow(app, filling, page, index)));
}

function addRow(app: App, filling: Filling, page: RepeatPage): void {
  (page.node as RepeatRangeUncontrolledNode).addInstances();
  filling.changed();
  const pages = filling.pages();
  const rows = childrenOf(page.node);
  const last = `${rows.at(-1)!.currentState.reference}/`;
  const at = pages.findIndex((one) => one.within === page.id && one.id.startsWith(last));
  app.go(`#/draft/${filling.key}/${at + 1}`);
}

function removeRow(app: App, filling: Filling, page: RepeatPage, index: number): void {
  (page.node as RepeatRangeUncontrolledNode).removeInstances(index);
  filling.changed();
  pageScreen(app, filling, filling.pages().findIndex((one) => one.id === page.id));
}
