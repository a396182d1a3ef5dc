/**
 * Keeps the page for when there is no connection. Forms and answers are kept by the page itself.
 *
 * The server writes a line before this file: `const SHELL = { version, files }`.
 */

declare const SHELL: { version: string; files: string[] };
declare const self: ServiceWorkerGlobalScope;

interface ServiceWorkerGlobalScope extends EventTarget {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}
interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

const PREFIX = `page ${self.registration.scope} `;
const NAME = PREFIX + SHELL.version;

self.addEventListener('install', (event) => {
  (event as ExtendableEvent).waitUntil(keep());
});

async function keep(): Promise<void> {
  const cache = await caches.open(NAME);
  // Past the browser's own cache: all files are of this version, or there is none of it.
  await cache.addAll(SHELL.files.map((file) => new Request(file, { cache: 'no-cache' })));
}

self.addEventListener('activate', (event) => {
  (event as ExtendableEvent).waitUntil(dropOthers().then(() => self.clients.claim()));
});

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
}

self.addEventListener('message', (event) => {
  if ((event as MessageEvent).data === 'use') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event as FetchEvent;
  if (request.method !== 'GET') return;
  const address = new URL(request.url);
  address.hash = address.search = '';
  if (SHELL.files.some((file) => new URL(file, self.registration.scope).href === address.href)) {
    (event as FetchEvent).respondWith(answer(request, address.href));
  }
});

async function answer(request: Request, address: string): Promise<Response> {
  const kept = await (await caches.open(NAME)).match(address, { ignoreVary: true });
  return kept ?? fetch(request);
}

export {};
