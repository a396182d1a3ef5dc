/** The first screen: forms to begin, drafts, what waits, what was not accepted, what was sent. */

import { fill, h } from '../dom';
import { listedForms, type Freshness } from '../forms';
import { mission, observer, queriesAddress, routeAddress } from '../place';
import { download, notice, sureButton } from '../parts';
import { asFile, KEPT_DAYS, shortId, tryAgain } from '../send';
import { all, remove, type Draft, type Outgoing, type Sent, type StoredForm } from '../store';
import { chooseLanguage, currentLanguage, LANGUAGES, say, sayTime } from '../words';
import { title, type App } from './screen';

export interface Situation {
  freshness: Freshness | 'asking';
  isSending: boolean;
  /** A newer version of the page waits to be used. */
  newer: (() => void) | null;
  install: (() => void) | null;
  isKept: boolean;
  onLanguage: () => void;
}

const SENT_SHOWN = 20;

let drawn = '';
let drawnAs: HTMLElement | null = null;

/**
 * Draws the screen, and leaves out what is empty. `done`: the form that was finished just now.
 *
 * Where nothing is new the screen stays as it is, with whatever the keyboard stands on.
 */
export async function homeScreen(app: App, now: Situation, done = ''): Promise<void> {
  const [forms, drafts, outbox, sent] = await Promise.all([listedForms(), all('drafts'), all('outbox'), all('sent')]);
  const shown = { ...now, newer: !!now.newer, install: !!now.install, done, isOnline: navigator.onLine, language: currentLanguage() };
  const signature = JSON.stringify([shown, forms.map(({ key, name }) => [key, name]), drafts.map(({ key, savedAt }) => [key, savedAt]), outbox, sent.map(({ instanceID, replacedBy }) => [instanceID, replacedBy])]);
  if (signature === drawn && drawnAs?.isConnected) return;
  drawn = signature;
  const heading = title(say('forms'));
  drawnAs = heading;
  fill(
    app.main,
    h('p', { class: 'whose' }, [mission, observer].filter(Boolean).join(' · ')),
    heading,
    notices(now, outbox, sent, done),
    formList(forms, now),
    draftList(app, drafts),
    outboxList(app, now, outbox),
    onServer(),
    sentList(sent),
    languages(now),
  );
}

/** Pages of the server that need a connection. */
function onServer(): HTMLElement | null {
  const links = [
    [queriesAddress, say('queries')],
    [routeAddress, say('route')],
  ].filter(([address]) => address);
  return links.length ? h('ul', { class: 'plain-list' }, links.map(([address, words]) => h('li', {}, h('a', { href: address }, words)))) : null;
}

function notices(now: Situation, outbox: readonly Outgoing[], sent: readonly Sent[], done: string): HTMLElement[] {
  const shown: HTMLElement[] = [];
  if (outbox.some(({ instanceID, state }) => instanceID === done && state === 'waiting')) shown.push(notice(say('sentAsk'), 'success'));
  const arrived = sent.find(({ instanceID }) => instanceID === done);
  if (arrived) shown.push(notice(arrived.message || say('sentDone'), 'success'));
  if (now.freshness === 'revoked') shown.push(notice(say('revoked'), 'error'));
  else if (now.freshness === 'failed') shown.push(notice(say('failed'), 'warning'));
  else if (now.freshness === 'offline' || !navigator.onLine) shown.push(notice(say('offline'), 'warning'));
  if (now.newer) shown.push(notice(say('newer'), '', button(say('reload'), now.newer)));
  if (!window.isSecureContext) shown.push(notice(say('insecure'), 'warning'));
  return shown;
}

const button = (label: string, act: () => unknown, kind = 'secondary') =>
  h('button', { type: 'button', class: `button ${kind}`, onclick: () => act() }, label);

function formList(forms: readonly StoredForm[], now: Situation): HTMLElement {
  const links = forms.map((form) => h('li', {}, h('a', { class: 'form-link', href: `#/new/${encodeURIComponent(form.key)}` }, form.name)));
  const nothing = now.freshness === 'asking' ? say('loading') : say('noForms');
  return h('section', { 'aria-label': say('newForm') }, links.length ? h('ul', { class: 'form-links' }, links) : h('p', {}, nothing));
}

function draftList(app: App, drafts: readonly Draft[]): HTMLElement | null {
  if (!drafts.length) return null;
  const newestFirst = [...drafts].sort((one, other) => other.savedAt - one.savedAt);
  const rows = newestFirst.map((draft) => {
    const { answered, asked } = draft;
    const href = `#/draft/${draft.key}/at`;
    const link = h('a', { class: 'row-link', href }, h('strong', {}, draft.formName), draft.title ? h('span', {}, draft.title) : null, h('span', { class: 'hint' }, say('draftOf', { answered, asked, when: sayTime(draft.savedAt) })));
    const discard = async () => {
      if (app.filling?.key === draft.key) await app.filling.discard();
      app.filling = null;
      await remove('drafts', draft.key);
      app.go('#/', true);
    };
    return h('li', {}, link, sureButton(say('discard'), say('discardSure'), discard));
  });
  return h('section', {}, h('h2', {}, say('drafts')), h('ul', { class: 'rows' }, rows));
}

function outboxList(app: App, now: Situation, outbox: readonly Outgoing[]): HTMLElement {
  const waiting = outbox.filter(({ state }) => state === 'waiting');
  const refused = outbox.filter(({ state }) => state === 'refused');
  const send = now.isSending ? h('p', { role: 'status' }, say('sending')) : button(say('sendNow'), app.send, '');
  return h(
    'section',
    { id: 'outbox' },
    h('h2', {}, say('waiting')),
    h('p', { role: 'status' }, waiting.length ? say('waitingCount', { n: waiting.length }) : refused.length ? '' : say('waitingNone')),
    waiting.length ? h('ul', { class: 'rows' }, waiting.map((row) => outgoing(app, row))) : null,
    waiting.length ? send : null,
    refused.length ? [h('h2', {}, say('refusedCount', { n: refused.length })), h('p', {}, say('refusedHelp'))] : null,
    refused.length ? h('ul', { class: 'rows' }, refused.map((row) => outgoing(app, row))) : null,
    outbox.length ? h('p', { class: 'hint' }, say('exportHelp')) : null,
  );
}

function outgoing(app: App, row: Outgoing): HTMLElement {
  const again = async () => {
    await tryAgain(row.instanceID);
    await app.send();
  };
  return h(
    'li',
    { class: row.state },
    h('strong', {}, row.formName),
    row.title ? h('span', {}, row.title) : null,
    identifier(row.instanceID),
    row.message ? h('p', { class: row.state === 'refused' ? 'fault' : 'hint' }, row.message) : null,
    h(
      'div',
      { class: 'actions' },
      row.state === 'refused' ? button(say('tryAgain'), again) : null,
      row.state === 'refused' ? h('a', { class: 'button secondary', href: `#/take-back/${encodeURIComponent(row.instanceID)}` }, say('takeBack')) : null,
      button(say('export'), async () => download(await asFile(row))),
    ),
  );
}

const identifier = (instanceID: string) =>
  h('span', { class: 'identifier' }, `${say('identifier')} `, h('code', {}, shortId(instanceID)));

function sentList(sent: readonly Sent[]): HTMLElement {
  const newestFirst = [...sent].sort((one, other) => other.sentAt - one.sentAt);
  const rows = newestFirst.slice(0, SENT_SHOWN).map((row) => {
    const edit = h('a', { href: `#/edit/${encodeURIComponent(row.instanceID)}` }, say('editSent'), h('span', { class: 'visually-hidden' }, ` ${row.formName} ${shortId(row.instanceID)}`));
    return h(
      'li',
      {},
      h('strong', {}, row.formName),
      row.title ? h('span', {}, row.title) : null,
      h('span', { class: 'hint' }, say('sentAt', { when: sayTime(row.sentAt) })),
      identifier(row.instanceID),
      row.message ? h('p', { class: 'hint' }, row.message) : null,
      row.replacedBy ? h('p', { class: 'hint' }, say('replaced')) : h('p', {}, edit),
    );
  });
  const body = rows.length ? h('ul', { class: 'rows' }, rows) : h('p', { class: 'hint' }, say('sentNone'));
  return h('section', { id: 'sent' }, h('h2', {}, say('sent')), body);
}

/** What was sent leaves the phone after a week, or at once when the phone's access was taken away. */
export async function forgetSent(isRevoked: boolean): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * 86_400_000;
  for (const row of await all('sent')) {
    if (isRevoked || row.sentAt < oldest) await remove('sent', row.instanceID);
  }
}

function languages(now: Situation): HTMLElement {
  const choose = (language: string) => {
    chooseLanguage(language);
    now.onLanguage();
  };
  const buttons = Object.entries(LANGUAGES).map(([code, name]) =>
    h('button', { type: 'button', class: 'link-button', lang: code, 'aria-current': code === currentLanguage() && 'true', onclick: () => choose(code) }, name),
  );
  const install = now.install && button(say('install'), now.install);
  const kept = now.isKept ? null : h('p', { class: 'hint' }, say('notKept'));
  return h('footer', { class: 'page-foot' }, h('div', { class: 'languages', role: 'group', 'aria-label': say('language') }, buttons), install, kept);
}
