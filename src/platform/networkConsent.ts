import * as vscode from 'vscode';
import { HostAccess } from './networkAccess';

const storeKey = 'introspect.network.hosts';

/** Asks by a modal dialog, and keeps the agreements on this machine, out of any workspace's reach. */
export function createHostAccess({ globalState }: vscode.ExtensionContext): HostAccess {
  const store = {
    read: () => globalState.get(storeKey),
    write: async (hosts: readonly object[]) => globalState.update(storeKey, hosts),
  };
  return new HostAccess(store, confirm, () => new Date());
}

async function confirm(host: string, purpose: string): Promise<boolean> {
  const allow = 'Allow';
  const detail = `${purpose}\n\nNothing is sent to any other host. Introspect: Network Access… takes the agreement back.`;
  const title = `Let Introspect connect to ${host}?`;
  return (await vscode.window.showWarningMessage(title, { modal: true, detail }, allow)) === allow;
}
