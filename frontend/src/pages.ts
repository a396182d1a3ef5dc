/**
 * A form in pages: one group at a time.
 *
 * A group is a page, with the groups inside it as its parts. Questions that stand in no group share a page with
 * their neighbours. A repeat is a page that lists what was added, and each of its rows has pages of its own: the
 * last of them leads back to the list.
 */

import type { AnyNode, RepeatInstanceNode, RepeatRangeNode, RootNode } from '@getodk/xforms-engine';
import { childrenOf, hasRepeat, isGroup, isQuestion, isRepeat, isShown, labelOf, questionsIn } from './nodes';

interface BasePage {
  /** The path of its first node. */
  id: string;
  title: string;
  /** The page of the repeat's list, for a page within a row of it. */
  within: string | null;
}

export interface QuestionPage extends BasePage {
  kind: 'questions';
  nodes: AnyNode[];
}

export interface RepeatPage extends BasePage {
  kind: 'repeat';
  node: RepeatRangeNode;
}

export type Page = QuestionPage | RepeatPage;

/** The pages that can be seen now, in order. */
export function pagesOf(root: RootNode): Page[] {
  return pagesBelow(root, '', null).filter(isPageShown);
}

const referenceOf = (node: AnyNode) => node.currentState.reference;

const isPageShown = (page: Page) =>
  page.kind === 'repeat' ? isShown(page.node) : page.nodes.some(isShown);

function pagesBelow(parent: AnyNode, title: string, within: string | null): Page[] {
  const pages: Page[] = [];
  let loose: AnyNode[] = [];
  const closeLoose = () => {
    const [first] = loose;
    if (first) pages.push({ kind: 'questions', id: referenceOf(first), title, within, nodes: loose });
    loose = [];
  };
  for (const node of childrenOf(parent)) {
    if (isQuestion(node)) loose.push(node);
    else if (isRepeat(node)) {
      closeLoose();
      pages.push(...pagesOfRepeat(node, title, within));
    } else if (isGroup(node)) {
      closeLoose();
      pages.push(...pagesOfGroup(node, title, within));
    }
  }
  closeLoose();
  return pages;
}

function pagesOfGroup(node: AnyNode, outer: string, within: string | null): Page[] {
  const title = labelOf(node) || outer;
  if (hasRepeat(node)) return pagesBelow(node, title, within);
  return [...questionsIn(node)].length
    ? [{ kind: 'questions', id: referenceOf(node), title, within, nodes: [...childrenOf(node)] }]
    : [];
}

function pagesOfRepeat(node: RepeatRangeNode, outer: string, within: string | null): Page[] {
  const list: Page = { kind: 'repeat', id: referenceOf(node), title: labelOf(node) || outer, within, node };
  const rows = childrenOf(node) as readonly RepeatInstanceNode[];
  return [list, ...rows.flatMap((row, index) => pagesBelow(row, titleOfRow(list.title, row, index), list.id))];
}

export function titleOfRow(title: string, row: RepeatInstanceNode, index: number): string {
  const label = labelOf(row);
  return label && label !== title ? label : `${title} ${index + 1}`;
}

/** Where "Next" leads: past the rows of a repeat from its list, back to the list from the last page of a row. */
export function nextPage(pages: readonly Page[], index: number): number {
  const page = pages[index]!;
  const next = page.kind === 'repeat' ? endOfRows(pages, index) : index + 1;
  return page.within === null || isSameRow(page, pages[next]) ? next : indexOf(pages, page.within);
}

/** Where "Back" leads; -1 from the first page. */
export function previousPage(pages: readonly Page[], index: number): number {
  const page = pages[index]!;
  let at = index - 1;
  while (at >= 0 && pages[at]!.within !== page.within) at -= 1;
  return page.within === null || isSameRow(page, pages[at]) ? at : indexOf(pages, page.within);
}

const isSameRow = (page: Page, other: Page | undefined) =>
  other !== undefined && other.within === page.within && rowOf(other) === rowOf(page);

const indexOf = (pages: readonly Page[], id: string) => pages.findIndex((page) => page.id === id);

function endOfRows(pages: readonly Page[], index: number): number {
  let at = index + 1;
  while (at < pages.length && isBelow(pages, pages[at]!, pages[index]!.id)) at += 1;
  return at;
}

function isBelow(pages: readonly Page[], page: Page, list: string): boolean {
  for (let at: Page | undefined = page; at?.within; at = pages[indexOf(pages, at.within)]) {
    if (at.within === list) return true;
  }
  return false;
}

/** The row of a repeat in which a page stands. */
function rowOf(page: Page): unknown {
  let node: AnyNode | null = (page.kind === 'repeat' ? page.node : page.nodes[0]!) as AnyNode;
  while (node && node.nodeType !== 'repeat-instance') node = node.parent as AnyNode | null;
  return node;
}

/** The index of the page on which a question stands. */
export function pageOf(pages: readonly Page[], question: AnyNode): number {
  return pages.findIndex(
    (page) => page.kind === 'questions' && page.nodes.some((node) => [...questionsIn(node)].includes(question as never)),
  );
}
