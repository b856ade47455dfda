import type { ReactiveElement } from 'lit';
import type { PanelHost } from './host';

/** Hands an element what the extension says, from 'ready' until the element is taken out. Call it in the constructor. */
export function listen<ToPanel extends { readonly type: string }, FromPanel, State>(
  element: ReactiveElement,
  host: Pick<PanelHost<ToPanel, FromPanel | { readonly type: 'ready' }, State>, 'onMessage' | 'post'>,
  receive: (message: ToPanel) => void,
): void {
  let unsubscribe: (() => void) | undefined;
  element.addController({
    hostConnected: () => {
      unsubscribe = host.onMessage(receive);
      host.post({ type: 'ready' });
    },
    hostDisconnected: () => unsubscribe?.(),
  });
}
