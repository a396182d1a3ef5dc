/** Elements of the page, made without markup in strings: nothing a form says is ever read as HTML. */

type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: Event) => unknown);

/** `h('button', { class: 'big', onclick: send }, 'Send')`. A false, null or undefined attribute is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  append(element, children);
  return element;
}

function setAttribute(element: HTMLElement, name: string, value: Value): void {
  if (typeof value === 'function') element.addEventListener(name.slice(2), value);
  else if (value === true) element.setAttribute(name, '');
  else if (value !== false && value != null) element.setAttribute(name, String(value));
}

export function append(element: Element, children: (Child | Child[])[]): void {
  for (const child of children.flat()) if (child || child === '') element.append(child);
}

/** Puts new children in place of the old ones. */
export function fill(element: Element, ...children: (Child | Child[])[]): void {
  element.replaceChildren();
  append(element, children);
}

let lastId = 0;

/** An id that nothing on the page has yet. */
export function newId(): string {
  lastId += 1;
  return `e${lastId}`;
}

/** Moves the keyboard and the screen reader to an element that is no control. */
export function focusOn(element: HTMLElement | null): void {
  if (!element) return;
  if (!element.matches('input, button, select, textarea, a')) element.setAttribute('tabindex', '-1');
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'start' });
}
