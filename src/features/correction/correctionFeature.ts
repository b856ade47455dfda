import * as vscode from 'vscode';
import type { Services } from '../../platform/services';
import { codeSelection } from './codeSelection';
import { Corrections } from './corrections';
import { followTranscripts } from './movedTranscripts';
import { ReviewCommands } from './reviewCommands';
import { ReviewTree } from './reviewTree';
import { TextEditorCoding } from './textEditorCoding';

/** Transcripts in the plain text editor: segments that follow the words, coding, and what is to be reviewed after. */
export class CorrectionFeature implements vscode.Disposable {
  readonly corrections: Corrections;
  readonly tree: ReviewTree;
  readonly review: ReviewCommands;
  readonly #subscriptions: vscode.Disposable;

  constructor(
    private readonly context: Pick<vscode.ExtensionContext, 'workspaceState'>,
    private readonly services: Pick<Services, 'coder' | 'studies' | 'subjects'>,
  ) {
    this.corrections = new Corrections(services);
    this.tree = new ReviewTree(services, this.corrections);
    this.review = new ReviewCommands(services, this.tree);
    this.#subscriptions = vscode.Disposable.from(
      new TextEditorCoding(this.corrections, services),
      followTranscripts(services),
      this.tree,
      this.corrections,
    );
  }

  codeSelection(): Promise<void> {
    return codeSelection(this.corrections, this.services, this.context.workspaceState);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
