import * as vscode from 'vscode';
import type { CommandId } from '../../commands';

/** Who is coding, in the status bar while a coding editor is in front. */
export class CoderStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('introspect.coder', vscode.StatusBarAlignment.Left, 10);

  constructor() {
    this.#item.name = 'Introspect: Coder';
    this.#item.command = 'introspect.chooseCoder' satisfies CommandId;
  }

  /** @param name undefined while nobody has said who they are */
  show(name: string | undefined, blind: boolean): void {
    this.#item.text =
      name === undefined ? '$(person) Who is coding?' : `$(person) ${name}${blind ? ' $(eye-closed)' : ''}`;
    const how = blind ? ', blind to the others’ codes' : '';
    this.#item.tooltip =
      name === undefined
        ? 'Your codes go into a file of your own: say who you are.'
        : `${name} is coding${how}. Choose another coder…`;
    this.#item.accessibilityInformation = {
      label: name === undefined ? 'Who is coding? Not said yet' : `${name} is coding${how}`,
      role: 'button',
    };
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
