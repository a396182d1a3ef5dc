/** What a screen gets: where it is drawn, and how it leads to another. */

import type { Filling } from '../filling';

export interface App {
  main: HTMLElement;
  /** Leads to another screen. `replace`: "back" does not come here again. */
  go(hash: string, replace?: boolean): void;
  /** The form that is open, so that its pages need not open it again. */
  filling: Filling | null;
  /** Sends what waits, and draws the list anew where it is shown. */
  send(): Promise<void>;
  trouble(error: unknown): void;
}

/** The title of the window and of the screen; the first thing that is read out. */
export function title(text: string): HTMLHeadingElement {
  document.title = `${text} – Baqylau`;
  const heading = document.createElement('h1');
  heading.textContent = text;
  return heading;
}
