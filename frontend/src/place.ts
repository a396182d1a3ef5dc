/** Where this page stands, and what the server wrote into it. */

const root = document.documentElement;

/** `/key/<token>/`: the address under which a phone application finds the same forms. */
export const base = new URL('../', location.href.split('#')[0]!.replace(/[^/]*$/, '')).href;

export const mission = root.dataset.mission ?? '';
export const observer = root.dataset.observer ?? '';

/** Queries of the mission to this observer; empty where the server has no such page. */
export const queriesAddress = root.dataset.queries ?? '';

/** The team's route on the server; empty where it has no such page. */
export const routeAddress = root.dataset.route ?? '';

/** Forms travel under the same headers as to a phone application, in the language of the page. */
export const headers = () => ({ 'X-OpenRosa-Version': '1.0', 'Accept-Language': root.lang });

/** A name for this key in the browser's stores that does not give the key away. */
export async function storeName(): Promise<string> {
  const text = new TextEncoder().encode(base);
  if (!crypto.subtle) return new URL(base).pathname;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
