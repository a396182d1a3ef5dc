/** One page of a form: its questions, and the way to the next. */

import type { AnyNode } from '@getodk/xforms-engine';
import { controlFor, type Control } from '../controls';
import { focusOn, h } from '../dom';
import type { Filling } from '../filling';
import { childrenOf, faultOf, isGroup, isQuestion, isShown, labelOf, type AnyQuestion } from '../nodes';
import { nextPage, previousPage, type Page, type QuestionPage } from '../pages';
import { notice } from '../parts';
import { say } from '../words';
import { repeatBody } from './repeat';
import { title, type App } from './screen';

/** Something on a page that is brought up to date after each answer. */
export interface Live {
  refresh(): void;
}

/** Draws a page of the form, or leads on where it is not there. */
export function pageScreen(app: App, filling: Filling, index: number, atQuestion?: string): void {
  const pages = filling.pages();
  const page = pages[index];
  if (!page) return app.go(`#/draft/${filling.key}/review`, true);
  filling.page = page.id;
  const heading = title(page.title || filling.session.form.name);
  const lives: Live[] = [];
  const controls: Control[] = [];
  const body = page.kind === 'repeat' ? repeatBody(app, filling, page) : questionsBody(filling, page, lives, controls);
  const form = h('form', { class: 'page', novalidate: true, autocomplete: 'off' }, body);
  const forward = new Forward(app, filling, page, controls, lives);
  form.append(forward.notice, navigation(app, filling, page, forward));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void forward.next();
  });
  app.main.replaceChildren(pageHead(filling, pages, index), heading, form);
  lives.push(forward);
  const refresh = () => {
    for (const live of lives) live.refresh();
  };
  filling.onReopened = () => {
    if (page.kind === 'repeat') return pageScreen(app, filling, index);
    rebind(app, filling, controls);
    refresh();
  };
  refresh();
  const asked = atQuestion && controls.find((control) => control.asked.node.currentState.reference === atQuestion);
  if (asked) {
    asked.focus();
    asked.element.scrollIntoView({ block: 'center' });
  } else {
    focusOn(heading);
    window.scrollTo(0, 0);
  }
}

/** The form's name, the way to its contents, and how far one has come. */
function pageHead(filling: Filling, pages: readonly Page[], index: number): HTMLElement {
  const outer = pages.filter((page) => page.within === null);
  const at = outer.filter((page) => pages.indexOf(page) <= index).length;
  const [now, of] = [Math.max(1, at), outer.length];
  return h(
    'div',
    { class: 'page-head' },
    h('p', {}, h('a', { href: '#/' }, say('toForms')), h('a', { href: `#/draft/${filling.key}/review` }, say('contents'))),
    h('p', { class: 'form-name' }, filling.session.form.name, h('span', { class: 'step' }, say('step', { at: now, of }))),
    h('progress', { max: of, value: now, 'aria-label': say('step', { at: now, of }) }),
    filling.isEdit && notice(say('editNote'), 'warning'),
  );
}

function questionsBody(filling: Filling, page: QuestionPage, lives: Live[], controls: Control[]): HTMLElement[] {
  const changed = () => {
    filling.changed();
    for (const live of lives) live.refresh();
  };
  const busy = (work: Promise<unknown>) => filling.busy(work);
  const environment = { changed, busy, imageAt: (resource: URL) => filling.session.imageAt(resource) };
  const draw = (nodes: readonly AnyNode[], level: 2 | 3): HTMLElement[] =>
    nodes.flatMap((node) => {
      if (isQuestion(node)) {
        const asked = { node };
        const control = controlFor(asked, environment, filling.session.listAt(node.currentState.reference));
        controls.push(control);
        lives.push({ refresh: () => control.refresh(filling.tried.has(page.id)) });
        return [control.element];
      }
      return isGroup(node) ? [part(filling, node, level, draw(childrenOf(node), 3), lives)] : [];
    });
  return draw(page.nodes, 2);
}

/** A group within a page. */
function part(filling: Filling, node: AnyNode, level: 2 | 3, body: HTMLElement[], lives: Live[]): HTMLElement {
  const path = node.currentState.reference;
  const heading = h(`h${level}`, {});
  const element = h('section', {}, heading, body);
  lives.push({
    refresh() {
      const now = filling.nodesByPath().get(path) ?? node;
      heading.textContent = labelOf(now);
      heading.hidden = !heading.textContent;
      element.hidden = !isShown(now);
    },
  });
  return element;
}

/** After the form was opened anew, the same controls stand for the new nodes. */
function rebind(app: App, filling: Filling, controls: readonly Control[]): void {
  const nodes = filling.nodesByPath();
  for (const { asked } of controls) {
    const node = nodes.get(asked.node.currentState.reference);
    if (!node) return app.go(`#/draft/${filling.key}/review`);
    asked.node = node as AnyQuestion;
  }
}

/** The way on: the first time past missing answers it says so, the second time it goes. */
class Forward implements Live {
  readonly notice = h('div', { class: 'page-faults', role: 'status' });
  readonly button = h('button', { type: 'submit', class: 'button forward' });

  constructor(
    private readonly app: App,
    private readonly filling: Filling,
    private readonly page: Page,
    private readonly controls: readonly Control[],
    private readonly lives: readonly Live[],
  ) {}

  async next(): Promise<void> {
    const { filling, page } = this;
    await filling.work;
    const faulty = this.faulty();
    const isFirstTime = !filling.tried.has(page.id);
    filling.tried.add(page.id);
    if (faulty.length && isFirstTime) {
      for (const live of this.lives) live.refresh();
      faulty[0]!.focus();
      faulty[0]!.element.scrollIntoView({ block: 'center' });
      return;
    }
    const pages = filling.pages();
    const at = pages.findIndex((one) => one.id === page.id);
    const to = nextPage(pages, at);
    void filling.save();
    this.app.go(`#/draft/${filling.key}/${to < pages.length ? to + 1 : 'review'}`);
  }

  back(): void {
    const pages = this.filling.pages();
    const to = previousPage(pages, pages.findIndex((one) => one.id === this.page.id));
    this.app.go(to < 0 ? '#/' : `#/draft/${this.filling.key}/${to + 1}`);
  }

  private faulty(): Control[] {
    return this.controls.filter((control) => faultOf(control.asked.node) !== null);
  }

  refresh(): void {
    const isTried = this.filling.tried.has(this.page.id);
    const n = isTried ? this.faulty().length : 0;
    const words = n ? say('faultsHere', { n }) : '';
    if (this.notice.textContent !== words) this.notice.replaceChildren(...(n ? [notice(words, 'warning')] : []));
    this.button.textContent = n ? say('nextAnyway') : this.isEndOfRow() ? say('ready') : say('next');
  }

  private isEndOfRow(): boolean {
    const pages = this.filling.pages();
    const at = pages.findIndex((one) => one.id === this.page.id);
    return this.page.within !== null && pages[nextPage(pages, at)]?.id === this.page.within;
  }
}

function navigation(app: App, filling: Filling, page: Page, forward: Forward): HTMLElement {
  const isFirst = previousPage(filling.pages(), filling.pages().findIndex((one) => one.id === page.id)) < 0;
  const back = h('button', { type: 'button', class: 'button secondary', onclick: () => (isFirst ? app.go('#/') : forward.back()) }, isFirst ? say('toForms') : say('back'));
  return h('nav', { class: 'steps', 'aria-label': say('contents') }, back, forward.button);
}
