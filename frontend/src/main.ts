/** The page on which observers fill forms: which screen is shown, when forms are fetched, when what waits is sent. */

import './fill.css';
import { fill, focusOn, h } from './dom';
import { NotHere, warmUp } from './engine';
import { Filling } from './filling';
import { listedForms, refreshForms } from './forms';
import { storeName } from './place';
import { notice, reasonOf } from './parts';
import { sendAll } from './send';
import { forgetSent, homeScreen, type Situation } from './screens/home';
import { pageScreen } from './screens/page';
import { reviewScreen } from './screens/review';
import type { App } from './screens/screen';
import { all, get, move, openStore, type Draft, type Outgoing } from './store';
import { chooseLanguage, say } from './words';

const SEND_EVERY = 60_000;
const LAST_FORM = 'baqylau last form';

const main = document.getElementById('fill')!;
const situation: Situation = {
  freshness: 'asking',
  isSending: false,
  newer: null,
  install: null,
  isKept: true,
  onLanguage: () => {
    app.filling?.speak();
    void route();
    void refresh();
  },
};

const app: App = {
  main,
  filling: null,
  go(hash, replace = false) {
    if (location.hash === hash) void route();
    else if (replace) location.replace(hash);
    else location.hash = hash;
  },
  send,
  trouble,
};

/** What went wrong is said above the screen, which stays as it is. */
function trouble(error: unknown): void {
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  main.querySelector('.trouble')?.remove();
  const told = notice(isFull ? say('fullDisk') : say('stopped', { reason: reasonOf(error) }), 'error');
  told.classList.add('trouble');
  main.prepend(told);
}

const isHome = () => !/^#\/(new|draft|edit|take-back)\//.test(location.hash);

async function drawHome(): Promise<void> {
  const done = new URLSearchParams(location.hash.split('?')[1] ?? '').get('done') ?? '';
  if (isHome()) await homeScreen(app, situation, done);
}

/** Which screen the address names. */
async function route(): Promise<void> {
  const [, what, ...rest] = location.hash.split('?')[0]!.split('/').map(decodeURIComponent);
  const [key = '', step = '', question] = rest;
  try {
    if (what === 'new') await beginForm(rest.join('/'));
    else if (what === 'draft') await showDraft(key, step, question && decodeURIComponent(rest.slice(2).join('/')));
    else if (what === 'edit') await editSent(key);
    else if (what === 'take-back') await takeBack(key);
    else await showHome();
  } catch (error) {
    const back = h('p', {}, h('a', { class: 'button secondary', href: '#/' }, say('toForms')));
    fill(main, h('h1', {}, say('forms')), notice(error instanceof NotHere ? error.message : say('formStopped', { reason: reasonOf(error) }), 'error'), back);
  }
}

async function showHome(): Promise<void> {
  if (app.filling) app.filling.onReopened = () => {};
  const wasElsewhere = !main.querySelector('.page-foot');
  await drawHome();
  if (!wasElsewhere) return;
  focusOn(main.querySelector('h1'));
  scrollTo(0, 0);
}

const opening = () => fill(main, h('p', { class: 'opening', role: 'status' }, say('opening')));

async function beginForm(formKey: string): Promise<void> {
  const form = await get('forms', formKey);
  if (!form) return app.go('#/', true);
  opening();
  localStorage.setItem(LAST_FORM, form.id);
  app.filling = await Filling.begin(form, trouble);
  app.go(`#/draft/${app.filling.key}/1`, true);
}

async function showDraft(key: string, step: string, question?: string): Promise<void> {
  if (app.filling?.key !== key) {
    const draft = await get('drafts', key);
    if (!draft) return app.go('#/', true);
    opening();
    app.filling = await Filling.resume(draft, trouble);
  }
  const { filling } = app;
  if (step === 'review') return reviewScreen(app, filling);
  const pages = filling.pages();
  const kept = pages.findIndex((page) => page.id === filling.page);
  if (step === 'at') return app.go(`#/draft/${key}/${Math.max(0, kept) + 1}`, true);
  pageScreen(app, filling, Number(step) - 1, question);
}

async function editSent(instanceID: string): Promise<void> {
  const sent = await get('sent', instanceID);
  if (!sent) return app.go('#/', true);
  opening();
  app.filling = await Filling.edit(sent, trouble);
  app.go(`#/draft/${app.filling.key}/review`, true);
}

/** What was not accepted becomes a draft again. */
async function takeBack(instanceID: string): Promise<void> {
  const row = await get('outbox', instanceID);
  if (!row) return app.go('#/', true);
  await move('drafts', asDraft(row), 'outbox', instanceID);
  app.go(`#/draft/${instanceID}/review`, true);
}

function asDraft({ instanceID, form, formName, title, xml, files, edits }: Outgoing): Draft {
  return { key: instanceID, form, formName, title, xml, files, edits, savedAt: Date.now(), page: '', answered: 0, asked: 0 };
}

async function send(): Promise<void> {
  if (situation.isSending) return;
  if (!(await all('outbox')).some((row) => row.state === 'waiting')) return drawHome();
  situation.isSending = true;
  await drawHome();
  try {
    const outcome = await sendAll(() => void drawHome());
    if (outcome === 'revoked') situation.freshness = 'revoked';
    else if (outcome === 'sent' && situation.freshness === 'offline') situation.freshness = 'fresh';
  } catch (error) {
    trouble(error);
  } finally {
    situation.isSending = false;
    await drawHome();
  }
}

async function refresh(): Promise<void> {
  const wasEmpty = (await listedForms()).length === 0;
  situation.freshness = await refreshForms(() => void drawHome());
  if (wasEmpty) void getReady().catch(trouble);
  await forgetSent(situation.freshness === 'revoked');
  await drawHome();
}

/** The service worker keeps the page itself; a newer one is used when the observer says so. */
async function keepPage(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('sw.js');
  const offer = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return;
    situation.newer = () => worker.postMessage('use');
    void drawHome();
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => worker.state === 'installed' && offer(worker));
  });
  let hadPage = !!navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (hadPage) location.reload();
    hadPage = true;
  });
}

async function begin(): Promise<void> {
  chooseLanguage();
  await openStore(await storeName());
  addEventListener('hashchange', () => void route());
  addEventListener('online', () => void refresh().then(send));
  addEventListener('offline', () => void drawHome());
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    situation.install = () => void (event as Event & { prompt(): void }).prompt();
    void drawHome();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void send();
    else void app.filling?.save();
  });
  setInterval(() => void send(), SEND_EVERY);
  await route();
  void keepPage().catch(trouble);
  void getReady().catch(trouble);
  situation.isKept = (await navigator.storage?.persist?.()) ?? false;
  await refresh();
  await send();
}

/** Opens the form that was begun last, or the first, before anybody asks for it. */
async function getReady(): Promise<void> {
  const forms = await listedForms();
  const form = forms.find(({ id }) => id === localStorage.getItem(LAST_FORM)) ?? forms[0];
  if (form) await warmUp(form, () => isHome() && app.filling === null);
}

void begin().catch(trouble);
