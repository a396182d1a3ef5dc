/** A form while it is filled: the session with the engine, and the draft that follows each change. */

import type { AnyNode } from '@getodk/xforms-engine';
import { Session, type Filled } from './engine';
import { childrenOf, faultOf, isAnswered, isQuestion, questionsIn, type AnyQuestion } from './nodes';
import { pagesOf, type Page } from './pages';
import { get, move, put, remove, type Draft, type Outgoing, type StoredForm } from './store';
import { formLanguageFor } from './words';

const SETTLE_AFTER = 250;

export class Filling {
  /** Pages on which somebody wanted to go on: their missing answers are shown as such. */
  readonly tried = new Set<string>();
  page = '';
  /** Answers that are being prepared, such as a photograph that is made smaller. */
  work: Promise<unknown> = Promise.resolve();
  private saving: Promise<void> = Promise.resolve();
  private isSaveAsked = false;
  private isClosed = false;
  private settling = 0;

  private constructor(
    readonly key: string,
    readonly session: Session,
    private readonly edits: string | undefined,
    private readonly onTrouble: (error: unknown) => void,
  ) {
    this.speak();
  }

  static async begin(form: StoredForm, onTrouble: (error: unknown) => void): Promise<Filling> {
    return new Filling(newKey(), await Session.open(form), undefined, onTrouble);
  }

  static async resume(draft: Draft, onTrouble: (error: unknown) => void): Promise<Filling> {
    const form = await formOf(draft.form);
    const filling = new Filling(draft.key, await Session.open(form, draft), draft.edits, onTrouble);
    filling.page = draft.page;
    return filling;
  }

  /** A correction of what was sent: a new instance that names the old one. */
  static async edit(sent: { instanceID: string; form: string } & Filled, onTrouble: (error: unknown) => void): Promise<Filling> {
    const form = await formOf(sent.form);
    const filling = new Filling(newKey(), await Session.open(form, sent, true), sent.instanceID, onTrouble);
    await filling.save();
    return filling;
  }

  /** Waits for an answer that is being prepared before the form goes on. */
  busy(work: Promise<unknown>): void {
    this.work = Promise.all([this.work, work.catch(this.onTrouble)]);
  }

  get isEdit(): boolean {
    return this.edits !== undefined;
  }

  pages(): Page[] {
    return pagesOf(this.session.root);
  }

  /** The language of the form follows that of the page. */
  speak(): void {
    const languages = this.session.root.languages.filter((one) => !one.isSyntheticDefault);
    const language = formLanguageFor(languages);
    if (language) this.session.root.setLanguage(language as never);
  }

  /** Called when the form was opened anew, with other nodes; the screen that is shown sets it. */
  onReopened: () => void = () => {};

  /** Keeps the draft, and brings the rows that the answers ask for. */
  changed(): void {
    this.session.answered();
    void this.save();
    clearTimeout(this.settling);
    this.settling = window.setTimeout(async () => {
      try {
        if (!(await this.session.settle()) || this.isClosed) return;
        this.speak();
        this.onReopened();
        void this.save();
      } catch (error) {
        this.onTrouble(error);
      }
    }, SETTLE_AFTER);
  }

  /** Writes the draft. Changes that come while it is written are written right after, once. */
  save(): Promise<void> {
    if (this.isSaveAsked) return this.saving;
    this.isSaveAsked = true;
    this.saving = this.saving.then(async () => {
      this.isSaveAsked = false;
      if (this.isClosed) return;
      try {
        await put('drafts', await this.draft());
      } catch (error) {
        this.onTrouble(error);
      }
    });
    return this.saving;
  }

  private async draft(): Promise<Draft> {
    const filled = await this.session.snapshot();
    const asked = this.questions().filter((node) => node.nodeType !== 'note' && !node.currentState.readonly);
    const { form } = this.session;
    return {
      key: this.key,
      form: form.key,
      formName: form.name,
      title: metaIn(filled.xml, 'instanceName'),
      ...filled,
      savedAt: Date.now(),
      page: this.page,
      answered: asked.filter(isAnswered).length,
      asked: asked.length,
      edits: this.edits,
    };
  }

  /** The questions that can be seen now, in order. */
  questions(): AnyQuestion[] {
    return [...questionsIn(this.session.root)].filter((node) => node.currentState.relevant);
  }

  faults(): AnyQuestion[] {
    return this.questions().filter((node) => faultOf(node) !== null);
  }

  /** From the drafts into the queue, in one step. */
  async finish(): Promise<Outgoing> {
    await this.work;
    clearTimeout(this.settling);
    await this.session.settle();
    const { xml, files } = await this.session.snapshot();
    const { form } = this.session;
    const row: Outgoing = {
      instanceID: metaIn(xml, 'instanceID'),
      form: form.key,
      formName: form.name,
      title: metaIn(xml, 'instanceName'),
      xml,
      files,
      delivered: [],
      madeAt: Date.now(),
      state: 'waiting',
      message: '',
      status: 0,
      triedAt: 0,
      edits: this.edits,
    };
    this.isClosed = true;
    await this.saving;
    await move('outbox', row, 'drafts', this.key);
    return row;
  }

  async discard(): Promise<void> {
    this.isClosed = true;
    await this.saving;
    await remove('drafts', this.key);
  }

  /** The nodes of the questions by their paths, to find them again in a session that was opened anew. */
  nodesByPath(): Map<string, AnyNode> {
    const found = new Map<string, AnyNode>();
    const walk = (node: AnyNode) => {
      found.set(node.currentState.reference, node);
      if (!isQuestion(node)) childrenOf(node).forEach(walk);
    };
    walk(this.session.root);
    return found;
  }
}

async function formOf(key: string): Promise<StoredForm> {
  const form = await get('forms', key);
  if (!form) throw new Error(`The form ${key.split(' ')[0]} is not kept here any more`);
  return form;
}

export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A part of `meta` in a filled form. */
export function metaIn(xml: string, name: string): string {
  const parsed = new DOMParser().parseFromString(xml, 'text/xml');
  return parsed.getElementsByTagNameNS('*', name)[0]?.textContent?.trim() ?? '';
}
