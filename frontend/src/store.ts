/**
 * What this browser keeps, in IndexedDB: forms, their files, drafts, what is to be sent and what was sent.
 *
 * Each key of an observer has a database of its own: two observers who share a phone never mix.
 */

export interface StoredForm {
  /** `id version md5`: a draft stays with the very form it was begun on. */
  key: string;
  id: string;
  version: string;
  name: string;
  xml: string;
  /** File name → MD5, under which `files` holds it. */
  media: Record<string, string>;
  /** Whether the server still lists it. */
  isListed: boolean;
  position: number;
}

export interface StoredFile {
  name: string;
  blob: Blob;
}

export interface Draft {
  key: string;
  form: string;
  formName: string;
  title: string;
  xml: string;
  files: StoredFile[];
  savedAt: number;
  page: string;
  answered: number;
  asked: number;
  /** The instance that it will replace, of an edit. */
  edits?: string;
}

export type OutboxState = 'waiting' | 'refused';

export interface Outgoing {
  instanceID: string;
  form: string;
  formName: string;
  title: string;
  xml: string;
  files: StoredFile[];
  /** Names of files that the server has acknowledged already. */
  delivered: string[];
  madeAt: number;
  state: OutboxState;
  /** What the server said last, and its status. */
  message: string;
  status: number;
  triedAt: number;
  edits?: string;
}

export interface Sent {
  instanceID: string;
  form: string;
  formName: string;
  title: string;
  xml: string;
  files: StoredFile[];
  sentAt: number;
  message: string;
  /** The instance that has replaced it. */
  replacedBy?: string;
}

interface Tables {
  forms: StoredForm;
  media: { md5: string; blob: Blob };
  drafts: Draft;
  outbox: Outgoing;
  sent: Sent;
}
export type Table = keyof Tables;

const KEYS: Record<Table, string> = {
  forms: 'key',
  media: 'md5',
  drafts: 'key',
  outbox: 'instanceID',
  sent: 'instanceID',
};

let database: Promise<IDBDatabase> | null = null;

/** Opens the database of one observer's key; `name` tells it from others in the same browser. */
export function openStore(name: string): Promise<IDBDatabase> {
  database = new Promise((resolve, reject) => {
    const request = indexedDB.open(`baqylau ${name}`, 1);
    request.onupgradeneeded = () => {
      for (const [table, keyPath] of Object.entries(KEYS)) request.result.createObjectStore(table, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return database;
}

async function run<R>(
  tables: Table[],
  mode: IDBTransactionMode,
  work: (transaction: IDBTransaction) => IDBRequest<R> | void,
): Promise<R> {
  if (!database) throw new Error('The store is not open.');
  const transaction = (await database).transaction(tables, mode, { durability: 'strict' });
  return new Promise((resolve, reject) => {
    const request = work(transaction);
    transaction.oncomplete = () => resolve(request ? request.result : (undefined as R));
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export function get<T extends Table>(table: T, key: string): Promise<Tables[T] | undefined> {
  return run([table], 'readonly', (transaction) => transaction.objectStore(table).get(key));
}

export function all<T extends Table>(table: T): Promise<Tables[T][]> {
  return run([table], 'readonly', (transaction) => transaction.objectStore(table).getAll());
}

export async function put<T extends Table>(table: T, row: Tables[T]): Promise<void> {
  await run([table], 'readwrite', (transaction) => void transaction.objectStore(table).put(row));
}

export async function remove(table: Table, key: string): Promise<void> {
  await run([table], 'readwrite', (transaction) => void transaction.objectStore(table).delete(key));
}

/** Puts one row and removes another in one transaction: nothing is ever in both places, or in neither. */
export async function move<T extends Table>(to: T, row: Tables[T], from: Table, key: string): Promise<void> {
  await run([to, from], 'readwrite', (transaction) => {
    transaction.objectStore(to).put(row);
    transaction.objectStore(from).delete(key);
  });
}
