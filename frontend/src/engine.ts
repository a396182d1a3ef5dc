/** One form being filled, on the engine that ODK Web Forms uses. The engine is loaded when the first form is opened. */

import type { AnyNode, LoadFormResult, RootNode, UploadNode } from '@getodk/xforms-engine';
import { prepare, valuesIn, type LongList, type Prepared } from './lists';
import { get, type StoredFile, type StoredForm } from './store';
import { readTable, type CsvTable } from './table';
import { say } from './words';

const INSTANCE = 'xml_submission_file';

/** A filled form as it is kept and sent: its XML and the files that it names. */
export interface Filled {
  xml: string;
  files: StoredFile[];
}

/** A form that is not for a browser; the message says why. */
export class NotHere extends Error {}

/** Starts loading the engine before it is needed. */
export const loadEngine = () => import('@getodk/xforms-engine');

type Loaded = Exclude<LoadFormResult, { status: 'failure' }>;

export class Session {
  private values: Map<string, AnyNode> | null = null;
  /** How many answers were given, to see whether one was given while something took its time. */
  private answers = 0;

  private constructor(
    readonly form: StoredForm,
    private readonly prepared: Prepared,
    private readonly media: ReadonlyMap<string, Blob>,
    private wanted: Set<string>,
    public root: RootNode,
  ) {}

  /** Opens a form: new, with what was filled so far, or as an edit of what was sent. */
  static async open(form: StoredForm, filled?: Filled, isEdit = false): Promise<Session> {
    // Nothing of a form that the mission wants encrypted leaves the phone in the clear.
    if (form.xml.includes('base64RsaPublicKey')) throw new NotHere(say('encrypted'));
    const { prepared, media } = await readForm(form);
    const wanted = prepared.wanted(filled ? valuesIn(filled.xml) : () => '');
    const result = filled ? await load(prepared, media, wanted) : await loadNew(form, prepared, media, wanted);
    const root = await begin(result, filled, isEdit);
    const session = new Session(form, prepared, media, wanted, root);
    await session.settle();
    return session;
  }

  /** The long list that a question at this path chooses from, if it does. */
  listAt(reference: string): LongList | undefined {
    return this.prepared.lists.get(withoutPositions(reference));
  }

  /**
   * Gives the engine the rows of long tables that the answers ask for now. True where that made new nodes.
   *
   * Rows once given stay, so that going back and forth between two districts costs nothing.
   */
  async settle(): Promise<boolean> {
    let isNew = false;
    // A row may calculate an answer that asks for another; three rounds are more than any form has needed.
    for (let round = 0; round < 3; round += 1) {
      const missing = [...this.prepared.wanted((path) => this.valueAt(path))].filter((key) => !this.wanted.has(key));
      if (!missing.length && !this.removedFiles().length) break;
      for (const key of missing) this.wanted.add(key);
      await this.reopen(await load(this.prepared, this.media, this.wanted));
      isNew = true;
    }
    return isNew;
  }

  /** Moves the answers to a form that was loaded anew. An answer given meanwhile is moved too: it begins again. */
  private async reopen(loaded: Loaded): Promise<void> {
    for (let root: RootNode | null = null; !root; ) {
      const before = this.answers;
      const moved = await begin(loaded, await this.snapshot(), false);
      if (this.answers === before) root = this.root = moved;
    }
    this.values = null;
  }

  /** An answer was given. */
  answered(): void {
    this.answers += 1;
  }

  private valueAt(path: string): string {
    this.values ??= new Map([...leavesOf(this.root)].map((node) => [node.currentState.reference, node]));
    const state = this.values.get(path)?.currentState as { instanceValue?: string } | undefined;
    return state?.instanceValue ?? '';
  }

  /**
   * What is filled now, complete or not.
   *
   * The files are gathered here: the engine leaves out those of a draft that was opened again, and goes on naming one
   * that was removed from it.
   */
  async snapshot(): Promise<Filled> {
    const payload = await this.root.prepareInstancePayload({ payloadType: 'monolithic' });
    const xml = await payload.data[0].get(INSTANCE).text();
    const uploads = uploadsOf(this.root).filter(({ currentState }) => currentState.relevant);
    const files = uploads.flatMap(({ currentState: { value, instanceValue } }) =>
      value ? [{ name: instanceValue, blob: value as Blob }] : [],
    );
    return { xml: withoutNames(xml, this.removedFiles()), files };
  }

  /** The names of files that were removed, and that the engine still gives. */
  private removedFiles(): string[] {
    return uploadsOf(this.root).flatMap(({ currentState: { value, instanceValue } }) => (value ? [] : instanceValue || []));
  }

  /** The image of a label or a choice, as an address of this page. */
  imageAt(resource: URL): string | null {
    const blob = this.media.get(lastPart(resource));
    return blob ? URL.createObjectURL(blob) : null;
  }
}

export const withoutPositions = (reference: string) => reference.replace(/\[\d+\]/g, '');

function* leavesOf(node: AnyNode): Generator<AnyNode> {
  if (!node.currentState.children) yield node;
  else for (const child of node.currentState.children as readonly AnyNode[]) yield* leavesOf(child);
}

function uploadsOf(root: RootNode): UploadNode[] {
  return [...leavesOf(root)].filter((node): node is UploadNode => node.nodeType === 'upload');
}

function withoutNames(xml: string, names: readonly string[]): string {
  if (!names.length) return xml;
  const instance = new DOMParser().parseFromString(xml, 'text/xml');
  for (const element of instance.getElementsByTagName('*')) {
    if (!element.children.length && names.includes(element.textContent ?? '')) element.textContent = '';
  }
  return new XMLSerializer().serializeToString(instance);
}

const lastPart = (resource: URL) => decodeURIComponent(String(resource).split('/').pop() ?? '');

interface Read {
  prepared: Prepared;
  media: ReadonlyMap<string, Blob>;
}

/** The form read last, and as it was loaded to be begun: opening it once more costs little. */
let last: { key: string; read: Promise<Read>; loaded: Promise<Loaded> | null } | null = null;

async function readForm(form: StoredForm): Promise<Read> {
  if (last?.key !== form.key) last = { key: form.key, read: read(form), loaded: null };
  return last.read;
}

async function read(form: StoredForm): Promise<Read> {
  const media = await mediaOf(form);
  return { prepared: prepare(form.xml, await tablesOf(form, media)), media };
}

function loadNew(form: StoredForm, prepared: Prepared, media: Read['media'], wanted: ReadonlySet<string>): Promise<Loaded> {
  if (last?.key !== form.key) return load(prepared, media, wanted);
  last.loaded ??= load(prepared, media, wanted);
  return last.loaded;
}

/**
 * Goes through the steps of opening a form while the observer looks at the list, as long as `isIdle`.
 *
 * The engine's first form takes a slow phone four seconds, the next one less than one.
 */
export async function warmUp(form: StoredForm, isIdle: () => boolean): Promise<void> {
  const steps = [
    loadEngine,
    () => readForm(form),
    async () => {
      const { prepared, media } = await readForm(form);
      await loadNew(form, prepared, media, prepared.wanted(() => ''));
    },
    async () => void (await last?.loaded)?.createInstance(),
  ];
  for (const step of steps) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (!isIdle()) return;
    await step();
  }
}

async function mediaOf(form: StoredForm): Promise<Map<string, Blob>> {
  const media = new Map<string, Blob>();
  for (const [name, md5] of Object.entries(form.media)) {
    const file = await get('media', md5);
    if (file) media.set(name, file.blob);
  }
  return media;
}

/** Tables that were read, by the MD5 of their files: several forms share the list of stations. */
const tables = new Map<string, CsvTable>();

async function tablesOf(form: StoredForm, media: ReadonlyMap<string, Blob>): Promise<Map<string, CsvTable>> {
  const read = new Map<string, CsvTable>();
  for (const [name, blob] of media) {
    if (!name.endsWith('.csv')) continue;
    const md5 = form.media[name]!;
    const table = tables.get(md5) ?? readTable(await blob.text());
    tables.set(md5, table);
    if (table.rows.length) read.set(name, table);
  }
  return read;
}

async function load(prepared: Prepared, media: ReadonlyMap<string, Blob>, wanted: ReadonlySet<string>): Promise<Loaded> {
  const { loadForm } = await loadEngine();
  const result = await loadForm(prepared.xml, {
    fetchFormAttachment: async (resource) => {
      const name = lastPart(resource);
      const csv = prepared.csvFor(name, wanted);
      const body = csv ?? media.get(name);
      return body == null ? new Response(null, { status: 404 }) : new Response(body);
    },
    missingResourceBehavior: 'BLANK',
  });
  if (result.status === 'failure') throw result.error;
  return result;
}

async function begin(
  result: Loaded,
  filled: Filled | undefined,
  isEdit: boolean,
): Promise<RootNode> {
  const config = { instanceAttachments: { fileNameFactory: nameFile } };
  if (!filled) return result.createInstance(config).root;
  const data = new FormData();
  data.append(INSTANCE, new File([filled.xml], INSTANCE, { type: 'text/xml' }));
  for (const { name, blob } of filled.files) data.append(name, new File([blob], name, { type: blob.type }));
  const input = { data: [data] } as unknown as Parameters<typeof result.restoreInstance>[0];
  const { root } = isEdit
    ? await result.editInstance({ ...input, inputType: 'FORM_INSTANCE_INPUT_RESOLVED' } as never, config)
    : await result.restoreInstance(input, config);
  // The engine reads the files on its own, a moment later.
  while (uploadsOf(root).some(({ currentState }) => currentState.attachmentState.loading)) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  return root;
}

/** A file is called after the moment, never after its owner's disk. */
function nameFile({ writtenAt, extension }: { writtenAt: Date; extension: string | null }): string {
  return `${writtenAt.getTime()}${(extension ?? '').toLowerCase()}`;
}
