/**
 * Sending what is filled: one form after the other, each until the server has said that it has it.
 *
 * Only 201 and 202 take a form out of the queue. What the server refuses stays with its message, until somebody
 * tries again or saves it as a file. Without an answer, or with one that says "later", it is tried again by itself.
 */

import { base, headers } from './place';
import { all, get, move, put, type Outgoing, type Sent } from './store';
import { say } from './words';

/** Bytes of files in one request: on a weak connection each request is a step that need not be taken again. */
const IN_ONE_REQUEST = 4 * 2 ** 20;
/** Seconds for a request, and more for each 100 KB. */
const PATIENCE = 60;
/** What was sent can be corrected for so long, then it leaves the phone. */
export const KEPT_DAYS = 7;

export type Outcome = 'sent' | 'refused' | 'later' | 'revoked';

interface Said {
  status: number;
  message: string;
}

/** Sends everything that waits. Two windows of one phone never send at the same time. */
export async function sendAll(onChange: () => void): Promise<Outcome> {
  const work = async () => {
    let outcome: Outcome = 'sent';
    const waiting = (await all('outbox')).filter((row) => row.state === 'waiting');
    for (const row of waiting.sort((one, other) => one.madeAt - other.madeAt)) {
      const now = await sendOne(row);
      onChange();
      if (now === 'revoked' || now === 'later') return now;
      if (now === 'refused') outcome = now;
    }
    return outcome;
  };
  if (!navigator.locks) return work();
  return navigator.locks.request(`send ${base}`, work);
}

async function sendOne(row: Outgoing): Promise<Outcome> {
  const delivered = new Set(row.delivered);
  let said: Said = { status: 0, message: '' };
  for (const files of portions(row, delivered)) {
    const isLast = [...delivered, ...files.map(({ name }) => name)].length === row.files.length;
    said = await post(row, files, isLast);
    if (said.status !== 201 && said.status !== 202) return notSent(row, [...delivered], said);
    for (const { name } of files) delivered.add(name);
    if (!isLast) await put('outbox', { ...row, delivered: [...delivered] });
  }
  await isSent(row, said);
  return 'sent';
}

/** The files that are still to be sent, in portions; at least one portion, for the form itself. */
export function portions(row: Pick<Outgoing, 'files'>, delivered: ReadonlySet<string>): Outgoing['files'][] {
  const found: Outgoing['files'][] = [[]];
  let size = 0;
  for (const file of row.files) {
    if (delivered.has(file.name)) continue;
    if (size && size + file.blob.size > IN_ONE_REQUEST) {
      found.push([]);
      size = 0;
    }
    found.at(-1)!.push(file);
    size += file.blob.size;
  }
  return found;
}

async function post(row: Outgoing, files: Outgoing['files'], isLast: boolean): Promise<Said> {
  const body = new FormData();
  body.append('xml_submission_file', new Blob([row.xml], { type: 'text/xml' }), 'submission.xml');
  for (const { name, blob } of files) body.append(name, blob, name);
  if (!isLast) body.append('*isIncomplete*', 'yes');
  const bytes = files.reduce((sum, { blob }) => sum + blob.size, row.xml.length);
  try {
    const answer = await fetch(`${base}submission`, {
      method: 'POST',
      headers: headers(),
      body,
      signal: AbortSignal.timeout((PATIENCE + bytes / 100_000) * 1000),
    });
    return { status: answer.status, message: messageIn(await answer.text()) };
  } catch {
    return { status: 0, message: '' };
  }
}

/** What the server says for people, in the form in which it says it to phone applications. */
export function messageIn(answer: string): string {
  if (!answer.includes('OpenRosaResponse')) return '';
  const parsed = new DOMParser().parseFromString(answer, 'text/xml');
  return parsed.getElementsByTagNameNS('*', 'message')[0]?.textContent?.trim() ?? '';
}

const isLater = (status: number) => status === 0 || status === 408 || status === 429 || status >= 500;
const isRevoked = (status: number) => status === 401 || status === 403;

async function notSent(row: Outgoing, delivered: string[], { status, message }: Said): Promise<Outcome> {
  const isKept = isLater(status) || (isRevoked(status) && !row.edits);
  const told = message || (status === 0 ? say('noAnswer') : isLater(status) ? say('busy') : `HTTP ${status}`);
  await put('outbox', {
    ...row,
    delivered,
    state: isKept ? 'waiting' : 'refused',
    status,
    message: told,
    triedAt: Date.now(),
  });
  if (isLater(status)) return 'later';
  return isKept ? 'revoked' : 'refused';
}

async function isSent(row: Outgoing, { message }: Said): Promise<void> {
  const { instanceID, form, formName, title, xml, files } = row;
  const sent: Sent = { instanceID, form, formName, title, xml, files, sentAt: Date.now(), message };
  await move('sent', sent, 'outbox', instanceID);
  const replaced = row.edits && (await get('sent', row.edits));
  if (replaced) await put('sent', { ...replaced, files: [], replacedBy: instanceID });
}

/** Puts one that was refused back into the queue. */
export async function tryAgain(instanceID: string): Promise<void> {
  const row = await get('outbox', instanceID);
  if (row) await put('outbox', { ...row, state: 'waiting' });
}

/** The short form of an instance's id that people read out on the phone: `3f2a-91bc`. */
export function shortId(instanceID: string): string {
  const digits = instanceID.replace(/^uuid:/, '').replace(/[^0-9a-z]/gi, '').slice(0, 8).toLowerCase();
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** A form with its files in one file, as a request holds them: what cannot be sent can be handed over. */
export async function asFile(row: Pick<Outgoing, 'instanceID' | 'xml' | 'files'>): Promise<File> {
  const body = new FormData();
  body.append('xml_submission_file', new Blob([row.xml], { type: 'text/xml' }), 'submission.xml');
  for (const { name, blob } of row.files) body.append(name, blob, name);
  const packed = new Response(body);
  const type = packed.headers.get('Content-Type') ?? '';
  const head = `MIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n`;
  return new File([head, await packed.blob()], `baqylau-${shortId(row.instanceID)}.mime`, { type: 'application/octet-stream' });
}
