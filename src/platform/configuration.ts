import * as vscode from 'vscode';
import type { SettingKey, Settings } from '../settings';

export function getSetting<Key extends SettingKey>(key: Key): Settings[Key] {
  const value = vscode.workspace.getConfiguration().get<Settings[Key]>(key);
  if (value === undefined) throw new Error(`The setting ${key} has no default in package.json.`);
  return value;
}

/**
 * Writes the user's own settings, never the workspace's. Also a default is written: in a remote window it has to
 * override what the local settings say.
 */
export async function updateSetting<Key extends SettingKey>(key: Key, value: Settings[Key]): Promise<void> {
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

export function onDidChangeSetting(keys: readonly SettingKey[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (keys.some((key) => event.affectsConfiguration(key))) listener();
  });
}
