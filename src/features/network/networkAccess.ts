import * as vscode from 'vscode';
import type { HostAccess } from '../../platform/networkAccess';

/** Lists the hosts the person has agreed to; picking one takes the agreement back. */
export async function manageNetworkAccess(access: HostAccess): Promise<void> {
  const { hosts } = access;
  if (hosts.length === 0) {
    await vscode.window.showInformationMessage(
      'Introspect connects to no host: you have not agreed to any. It asks before it connects for the first time.',
    );
    return;
  }
  const items = hosts.map(({ host, purpose, since }) => ({
    label: host,
    description: `agreed on ${new Date(since).toLocaleDateString()}`,
    detail: purpose,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Network Access',
    placeHolder: 'Pick a host to which Introspect shall no longer connect',
  });
  if (!picked) return;
  await access.revoke(picked.label);
  await vscode.window.showInformationMessage(`Introspect no longer connects to ${picked.label}.`);
}
