/** Whether Cmd takes the place of Ctrl. */
export const isMac = /Mac/.test(navigator.userAgent);

/** Keys as they stand on the keyboard: `Ctrl+Enter` is ⌘Enter on a Mac. */
export function shownKeys(keys: string, mac = isMac): string {
  return mac ? keys.replaceAll('Ctrl+', '⌘').replaceAll('Alt+', '⌥').replaceAll('Shift+', '⇧') : keys;
}
