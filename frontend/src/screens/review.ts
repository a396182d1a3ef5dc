/** The whole form at a glance: what is missing first, then every answer, then sending. */

import { focusOn, h } from '../dom';
import type { Filling } from '../filling';
import { faultOf, isShown, questionsIn, type AnyQuestion } from '../nodes';
import { pageOf, type Page } from '../pages';
import { notice, sureButton } from '../parts';
import { say } from '../words';
import { answerOf } from './answers';
import { title, type App } from './screen';

export function reviewScreen(app: App, filling: Filling): void {
  const heading = title(say('review'));
  const pages = filling.pages();
  const faults = filling.faults();
  for (const page of pages) filling.tried.add(page.id);
  filling.onReopened = () => reviewScreen(app, filling);
  app.main.replaceChildren(
    h(
      'div',
      { class: 'page-head' },
      h('p', {}, h('a', { href: '#/' }, say('toForms'))),
      h('p', { class: 'form-name' }, filling.session.form.name),
      filling.isEdit && notice(say('editNote'), 'warning'),
    ),
    heading,
    faults.length ? faultList(filling, pages, faults) : notice(say('allAnswered'), 'success'),
    ...pages.map((page, index) => answersOf(filling, page, index)),
    buttons(app, filling, faults.length > 0),
  );
  focusOn(heading);
  window.scrollTo(0, 0);
}

/** Each missing or wrong answer, with the way to it. */
function faultList(filling: Filling, pages: readonly Page[], faults: readonly AnyQuestion[]): HTMLElement {
  const links = faults.map((node) => {
    const label = node.currentState.label?.asString ?? '';
    const message = faultOf(node)!.message || say(faultOf(node)!.condition === 'required' ? 'requiredFault' : 'constraintFault');
    return h('li', {}, h('a', { href: linkTo(filling, pages, node) }, label || message), label ? h('span', {}, ` ${message}`) : null);
  });
  return h('div', { class: 'error-summary', role: 'group' }, h('h2', {}, say('faultsInAll', { n: faults.length })), h('ul', {}, links));
}

const linkTo = (filling: Filling, pages: readonly Page[], node: AnyQuestion) =>
  `#/draft/${filling.key}/${pageOf(pages, node) + 1}/${encodeURIComponent(node.currentState.reference)}`;

function answersOf(filling: Filling, page: Page, index: number): HTMLElement {
  const change = h('a', { href: `#/draft/${filling.key}/${index + 1}`, 'aria-label': `${say('change')}: ${page.title}` }, say('change'));
  const head = h('div', { class: 'review-head' }, h('h2', {}, page.title || filling.session.form.name), change);
  if (page.kind === 'repeat') return h('section', { class: 'review' }, head);
  const nodes = page.nodes.filter(isShown).flatMap((node) => [...questionsIn(node)]);
  const shown = nodes.filter((node) => node.nodeType !== 'note' && node.currentState.relevant);
  return h('section', { class: 'review' }, head, h('dl', {}, shown.map((node) => answerRow(filling, node))));
}

function answerRow(filling: Filling, node: AnyQuestion): HTMLElement {
  const answer = answerOf(filling.session, node);
  const isFaulty = faultOf(node) !== null;
  return h(
    'div',
    { class: isFaulty ? 'faulty' : '' },
    h('dt', {}, node.currentState.label?.asString ?? ''),
    h('dd', { class: answer ? '' : 'muted' }, answer || say('notAnswered')),
  );
}

function buttons(app: App, filling: Filling, isFaulty: boolean): HTMLElement {
  const send = h('button', { type: 'button', class: 'button forward' }, say('send'));
  send.addEventListener('click', async () => {
    send.disabled = true;
    try {
      const row = await filling.finish();
      app.filling = null;
      app.go(`#/?done=${encodeURIComponent(row.instanceID)}`, true);
      await app.send();
    } catch (error) {
      send.disabled = false;
      app.trouble(error);
    }
  });
  const keep = h('a', { class: 'button secondary', href: '#/' }, say('sendLater'));
  const discard = async () => {
    await filling.discard();
    app.filling = null;
    app.go('#/', true);
  };
  const nav = h('nav', { class: 'steps', 'aria-label': say('review') }, keep, isFaulty ? null : send);
  return h('div', {}, nav, sureButton(say('discard'), say('discardSure'), discard));
}
