/** The questions of a form as the pages see them. */

import type { AnyNode, GroupNode, RepeatInstanceNode, RepeatRangeNode, RootNode } from '@getodk/xforms-engine';

export type Parent = RootNode | GroupNode | RepeatInstanceNode;
export type AnyQuestion = Extract<
  AnyNode,
  { nodeType: 'input' | 'select' | 'range' | 'rank' | 'upload' | 'trigger' | 'note' }
>;

const QUESTIONS = new Set(['input', 'select', 'range', 'rank', 'upload', 'trigger', 'note']);

export const isQuestion = (node: AnyNode): node is AnyQuestion => QUESTIONS.has(node.nodeType);

export const isGroup = (node: AnyNode): node is GroupNode => node.nodeType === 'group';

export const isRepeat = (node: AnyNode): node is RepeatRangeNode => node.nodeType.startsWith('repeat-range');

export const childrenOf = (node: AnyNode): readonly AnyNode[] =>
  (node.currentState.children ?? []) as readonly AnyNode[];

/** The questions in a part of a form, repeats within it included. */
export function* questionsIn(node: AnyNode): Generator<AnyQuestion> {
  if (isQuestion(node)) yield node;
  else for (const child of childrenOf(node)) yield* questionsIn(child);
}

/** Whether anything below it can be seen now. */
export function isShown(node: AnyNode): boolean {
  if (!node.currentState.relevant) return false;
  if (isQuestion(node)) return true;
  if (isRepeat(node)) return isRepeatUseful(node);
  return childrenOf(node).some(isShown);
}

const isRepeatUseful = (node: RepeatRangeNode) =>
  node.nodeType === 'repeat-range:uncontrolled' || childrenOf(node).length > 0;

export const hasRepeat = (node: AnyNode): boolean => isRepeat(node) || childrenOf(node).some(hasRepeat);

export const labelOf = (node: AnyNode): string => node.currentState.label?.asString.trim() ?? '';

/** The last part of a question's path. */
export const nameOf = (node: AnyNode): string => node.currentState.reference.replace(/\[\d+\]$/, '').split('/').pop()!;

/** Whether the observer has answered it. A note asks nothing. */
export function isAnswered(node: AnyQuestion): boolean {
  return node.nodeType !== 'note' && node.currentState.instanceValue !== '';
}

/** What is wrong with an answer: its message from the form, or null where it has none. */
export function faultOf(node: AnyQuestion): { condition: 'required' | 'constraint'; message: string } | null {
  if (!node.currentState.relevant || node.nodeType === 'note') return null;
  const violation = node.validationState.violation;
  return violation ? { condition: violation.condition, message: violation.message?.asString.trim() ?? '' } : null;
}

export const hasAppearance = (node: AnyQuestion, ...names: string[]): boolean =>
  [...((node.appearances as Iterable<string> | null) ?? [])].some((one) => names.includes(one));
