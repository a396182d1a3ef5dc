/** The forms of this observer: fetched as a phone application fetches them, and kept for when there is no connection. */

import { base, headers } from './place';
import { all, get, put, remove, type StoredForm } from './store';

export type Freshness = 'fresh' | 'offline' | 'revoked' | 'failed';

interface Listed {
  id: string;
  version: string;
  name: string;
  hash: string;
  downloadUrl: string;
  manifestUrl: string;
}

interface MediaFile {
  name: string;
  hash: string;
  downloadUrl: string;
}

/** The forms to choose from, in the order in which the mission lists them. */
export async function listedForms(): Promise<StoredForm[]> {
  const forms = (await all('forms')).filter((form) => form.isListed);
  return forms.sort((one, other) => one.position - other.position);
}

/** Asks the server which forms there are, and fetches what is new. Without a connection everything stays as it was. */
export async function refreshForms(onForm: () => void = () => {}): Promise<Freshness> {
  let answer: Response;
  try {
    answer = await fetch(`${base}formList`, { headers: headers() });
  } catch {
    return 'offline';
  }
  if (answer.status === 401 || answer.status === 403) return 'revoked';
  if (!answer.ok) return whatRemains(answer.status);
  try {
    const listed = readFormList(await answer.text());
    for (const [position, form] of listed.entries()) {
      await fetchForm(form, position);
      onForm();
    }
    await unlistOthers(new Set(listed.map(keyOf)));
    return 'fresh';
  } catch (error) {
    if (error instanceof Unfetched) return whatRemains(error.status);
    return navigator.onLine ? 'failed' : 'offline';
  }
}

/** A file that the server did not give. */
class Unfetched extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/** A phone that asked too often goes on with the forms that it has. */
async function whatRemains(status: number): Promise<Freshness> {
  return status === 429 && (await listedForms()).length ? 'fresh' : 'failed';
}

const keyOf = (form: Listed) => `${form.id} ${form.version} ${form.hash}`;

export function readFormList(xml: string): Listed[] {
  return elements(xml, 'xform').map((element) => ({
    id: textOf(element, 'formID'),
    version: textOf(element, 'version'),
    name: textOf(element, 'name'),
    hash: textOf(element, 'hash'),
    downloadUrl: textOf(element, 'downloadUrl'),
    manifestUrl: textOf(element, 'manifestUrl'),
  }));
}

export function readManifest(xml: string): MediaFile[] {
  return elements(xml, 'mediaFile').map((element) => ({
    name: textOf(element, 'filename'),
    hash: textOf(element, 'hash'),
    downloadUrl: textOf(element, 'downloadUrl'),
  }));
}

function elements(xml: string, name: string): Element[] {
  const parsed = new DOMParser().parseFromString(xml, 'text/xml');
  if (parsed.querySelector('parsererror')) throw new Error('The list of forms is not XML.');
  return [...parsed.getElementsByTagNameNS('*', name)];
}

function textOf(element: Element, name: string): string {
  return element.getElementsByTagNameNS('*', name)[0]?.textContent?.trim() ?? '';
}

async function fetchForm(listed: Listed, position: number): Promise<void> {
  const key = keyOf(listed);
  const media = listed.manifestUrl ? readManifest(await fetchText(listed.manifestUrl)) : [];
  for (const file of media) {
    if (!(await get('media', file.hash))) {
      await put('media', { md5: file.hash, blob: await (await fetchGood(file.downloadUrl)).blob() });
    }
  }
  const kept = await get('forms', key);
  await put('forms', {
    key,
    id: listed.id,
    version: listed.version,
    name: listed.name,
    xml: kept?.xml ?? (await fetchText(listed.downloadUrl)),
    media: Object.fromEntries(media.map((file) => [file.name, file.hash])),
    isListed: true,
    position,
  });
}

async function fetchGood(address: string): Promise<Response> {
  // The list names the server as it sees itself; only the path is taken, so that nothing foreign is ever asked.
  const { pathname, search } = new URL(address, base);
  const answer = await fetch(new URL(pathname + search, base), { headers: headers() });
  if (!answer.ok) throw new Unfetched(answer.status);
  return answer;
}

const fetchText = async (address: string) => (await fetchGood(address)).text();

/** Forms that left the list are kept as long as a draft or something sent was filled on them. */
async function unlistOthers(listed: Set<string>): Promise<void> {
  const rows = [...(await all('drafts')), ...(await all('outbox')), ...(await all('sent'))];
  const used = new Set(rows.map((row) => row.form));
  const keptMedia = new Set<string>();
  for (const form of await all('forms')) {
    const isListed = listed.has(form.key);
    if (!isListed && !used.has(form.key)) {
      await remove('forms', form.key);
      continue;
    }
    if (form.isListed !== isListed) await put('forms', { ...form, isListed });
    for (const md5 of Object.values(form.media)) keptMedia.add(md5);
  }
  for (const { md5 } of await all('media')) if (!keptMedia.has(md5)) await remove('media', md5);
}
