import * as vscode from 'vscode';
import { sha256Hex } from '../../core/base/sha256';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { needsNotice } from '../../core/conversation/crisisNotice';
import { emptyConversation, type Asked, type Conversation, type ModelTurn } from '../../core/conversation/conversation';
import type { Provenance } from '../../core/figures/provenance';
import { runNoticeAction } from '../../panels/noticeActions';
import { errorNotice, isCancelled } from '../../panels/notices';
import { modelProvenance } from '../../panels/provenance';
import { copyText, saveFile } from '../../panels/takeAway';
import { getSetting, onDidChangeSetting } from '../../platform/configuration';
import { Latest } from '../../platform/latest';
import { programName } from '../../platform/programName';
import type { Services } from '../../platform/services';
import { tellError } from '../../platform/tellError';
import type {
  ConversationFromPanel,
  ConversationToPanel,
  Failure,
  TalkRequest,
  Writing,
} from '../../protocol/conversation';
import { answer, contextOf } from './answering';
import { ConversationFiles } from './conversationFiles';
import { keyOf, talkModel } from './talkModel';

type Message<T extends ConversationFromPanel['type']> = Extract<ConversationFromPanel, { type: T }>;
const crisisPhrases = 'introspect.conversation.crisisPhrases';
export type SessionServices = Pick<Services, 'models' | 'log' | 'hashes'> & {
  readonly endpoints: Pick<Services['endpoints'], 'known'>;
};

/** What serves the conversation sandbox. The conversation itself lives in the panel: nothing of it is kept here. */
export class ConversationSession implements vscode.Disposable {
  readonly #reading = new Latest();
  readonly #measuring = new Latest();
  readonly #asking = new Latest();
  readonly #files: ConversationFiles;
  readonly #subscription: vscode.Disposable;
  #writing: Writing | undefined;
  /** What the page has not confirmed, by id: a hidden tab has no page, and one that is going hears nothing more. */
  readonly #untaken = new Map<string, ModelTurn>();
  /** What became of files, until the page has put it down. */
  readonly #untold = new Map<'opened' | 'saved', ConversationToPanel>();
  /** Why the last request failed, for a page that was not there to hear it. */
  #failed: Failure | null = null;

  constructor(
    private readonly services: SessionServices,
    private readonly post: (message: ConversationToPanel) => void,
  ) {
    this.#files = new ConversationFiles();
    this.#subscription = vscode.Disposable.from(
      services.models.onDidChange(() => {
        this.#asking.dispose();
        this.#measuring.dispose();
        this.#failed = null;
        this.#readModel();
      }),
      onDidChangeSetting([crisisPhrases], () => this.#postPhrases()),
    );
  }

  handle(message: ConversationFromPanel): void {
    switch (message.type) {
      case 'ready':
        return this.#catchUp();
      case 'taken':
        return void this.#untaken.delete(message.answer);
      case 'heard':
        return void this.#untold.delete(message.what);
      case 'measure':
        return this.#measure(message);
      case 'ask':
        return this.#ask(message);
      case 'stop':
        return this.#asking.dispose();
      case 'saveConversation':
        return this.#try(() => this.#save(message));
      case 'saveTranscript':
        return this.#try(() => this.#files.saveTranscript(message.text));
      case 'open':
        return this.#try(() => this.#open(message));
      case 'new':
        return this.#try(async () => {
          if (await this.#mayReplace(message)) this.#replace(emptyConversation, null);
        });
      case 'action':
        return runNoticeAction(message.action, () => this.#retry());
      case 'provenance':
        return this.#try(() => this.#postProvenance(message));
      case 'save':
        return this.#try(() => saveFile(message, undefined));
      case 'copy':
        return void copyText(message);
    }
  }

  #postPhrases(): void {
    this.post({ type: 'ownPhrases', phrases: ownPhrases() });
  }

  dispose(): void {
    vscode.Disposable.from(this.#reading, this.#measuring, this.#asking, this.#subscription).dispose();
  }

  /** Tells a page that was loaded anew what it does not know. */
  #catchUp(): void {
    // First: what came meanwhile is looked at with them.
    this.#postPhrases();
    for (const message of this.#untold.values()) this.post(message);
    for (const turn of this.#untaken.values()) this.post({ type: 'answered', run: 0, turn });
    if (this.#writing) this.post({ type: 'writing', ...this.#writing });
    this.#readModel();
  }

  /** A host that failed is started afresh, which tells the panel; a server is asked again by the next turn. */
  #retry(): void {
    this.#failed = null;
    if (this.services.models.endpoint) this.#readModel();
    else this.services.models.restart();
  }

  #readModel(): void {
    this.#reading.run(0, async (signal) => {
      try {
        const model = await talkModel(this.services.models, this.services.endpoints, signal);
        if (!signal.aborted) this.post({ type: 'model', model, failure: this.#failed });
      } catch (error) {
        if (!signal.aborted) this.post({ type: 'model', model: null, failure: this.#failure(error) });
      }
    });
  }

  #measure({ run, ...request }: Message<'measure'>): void {
    this.#measuring.run(0, async (signal) => {
      try {
        const { ids, prompt: _prompt, stop: _stop, ...fit } = await contextOf(this.services.models, request, signal);
        if (!signal.aborted) this.post({ type: 'fit', run, fit: { ...fit, promptTokens: ids.length } });
      } catch (error) {
        if (signal.aborted || isCancelled(error)) return;
        this.post({ type: 'fitFailed', run, failure: this.#failure(error) });
      }
    });
  }

  #ask(message: Message<'ask'>): void {
    const { run, model, after, answers, sampling, ...request } = message;
    this.#asking.run(0, async (signal) => {
      // The panel shows the notice by itself; nothing is asked past it even if it did not.
      if (isHeld(request)) return this.post({ type: 'held', run });
      const writing = (answer: Writing['answer']): void => void (this.#writing = { run, after, answer });
      writing(null);
      this.#failed = null;
      try {
        if (model !== keyOf(this.services.models)) throw otherModel();
        // Beside the first answer: the first time it takes a while for a large file.
        const modelFile = this.#modelFile(signal);
        for (const { id, seed } of answers) {
          let text = '';
          const tell = (piece: string): void => {
            writing({ id, text: (text += piece) });
            this.post({ type: 'piece', run, answer: id, text: piece });
          };
          const { text: whole, asked } = await answer(
            this.services.models,
            request,
            { ...sampling, seed },
            tell,
            signal,
          );
          const turn: ModelTurn = {
            ...{ role: 'model', id, after, at: new Date().toISOString(), text: whole },
            asked: { ...asked, modelFile: await modelFile },
          };
          this.#untaken.set(id, turn);
          this.post({ type: 'answered', run, turn });
          writing(null);
          if (signal.aborted) break;
        }
        this.#end(run, { type: 'done', run });
      } catch (error) {
        if (isCancelled(error) || signal.aborted) this.#end(run, { type: 'done', run });
        else {
          this.#failed = this.#failure(error);
          this.#end(run, { type: 'failed', run, failure: this.#failed });
        }
      }
    });
  }

  #end(run: number, message: ConversationToPanel): void {
    if (this.#writing?.run === run) this.#writing = undefined;
    this.post(message);
  }

  /** Which weights answer; null for a model on a server. */
  async #modelFile(signal: AbortSignal): Promise<Asked['modelFile']> {
    const { models, hashes } = this.services;
    if (models.endpoint) return null;
    try {
      const { file, sha256, architecture } = await modelProvenance(await models.info(signal), models.name, hashes);
      return { file, sha256, architecture };
    } catch {
      return null;
    }
  }

  async #save({ conversation, version }: Message<'saveConversation'>): Promise<boolean> {
    const file = await this.#files.save(conversation);
    if (file === null) return false;
    this.#tell({ type: 'saved', file, version });
    return true;
  }

  #tell(message: Extract<ConversationToPanel, { type: 'opened' | 'saved' }>): void {
    this.#untold.set(message.type, message);
    this.post(message);
  }

  async #open(message: Message<'open'>): Promise<void> {
    const chosen = await this.#files.choose();
    if (!chosen) return;
    const opened = await this.#files.load(chosen);
    if (await this.#mayReplace(message)) this.#replace(opened.conversation, opened.file);
  }

  #replace(conversation: Conversation, file: string | null): void {
    this.#failed = null;
    // What was saved was the one before.
    this.#untold.delete('saved');
    this.#tell({ type: 'opened', conversation, file });
  }

  /** Asks before a conversation that is not saved gives way to another. */
  async #mayReplace({ unsaved, conversation, version }: Message<'open' | 'new'>): Promise<boolean> {
    if (!unsaved) return true;
    const answered = await vscode.window.showWarningMessage(
      'Save this conversation first?',
      { modal: true, detail: 'It is not saved, and another one takes its place.' },
      'Save…',
      'Don’t Save',
    );
    if (answered === 'Save…') return this.#save({ type: 'saveConversation', conversation, version });
    return answered === 'Don’t Save';
  }

  async #postProvenance({ subjectId, text, tokens, model }: Message<'provenance'>): Promise<void> {
    const about: Provenance['text'] = {
      document: 'a conversation in the sandbox',
      line: 1,
      tokens,
      omittedTokens: 0,
      sha256: await sha256Hex(text),
    };
    const date = new Date().toISOString().slice(0, 10);
    this.post({ type: 'provenance', subjectId, provenance: { model, text: about, program: programName, date } });
  }

  #try(act: () => Promise<unknown>): void {
    void act().catch((error: unknown) => {
      if (isCancelled(error)) return;
      const info = toErrorInfo(error);
      this.services.log.error(`The conversation: ${info.code}`);
      void tellError(info);
    });
  }

  #failure(error: unknown): Failure {
    const notice = errorNotice(error, this.services.log);
    if (notice.kind !== 'error') return { message: '', actions: [] };
    const { message, remedy } = notice.error;
    return { message: `${message} ${remedy}`.trim(), actions: notice.actions };
  }
}

function otherModel(): UserError {
  return new UserError(
    'badRequest',
    'Another model came into use before your turn was sent, so it was sent to none.',
    'Look which model is named here, then ask for an answer.',
  );
}

function isHeld({ system, systemWentOn, turns }: TalkRequest): boolean {
  const said = turns.filter(({ role }) => role === 'user').map(({ content, wentOn }) => ({ text: content, wentOn }));
  return needsNotice({ text: system, wentOn: systemWentOn }, said, ownPhrases());
}

/** What stands in the settings, as far as it is text: settings are edited by hand. */
function ownPhrases(): string[] {
  const phrases: unknown = getSetting(crisisPhrases);
  return Array.isArray(phrases) ? phrases.filter((phrase) => typeof phrase === 'string') : [];
}
