/** What this browser keeps between visits; a browser that keeps nothing is fine. */
export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(`hush.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`hush.${name}`);
    else localStorage.setItem(`hush.${name}`, value);
  } catch {
    // Private windows may refuse it: the choice then lasts as long as the page.
  }
}
