import { html, nothing } from 'lit';
import type { Turn } from '../../src/core/conversation/conversation';
import { conversationTranscript } from '../../src/core/conversation/conversationText';
import type { ConversationViewState, Failure, Fit, TalkModel, Writing } from '../../src/protocol/conversation';
import type { NoticeAction } from '../../src/protocol/panel';
import { crisisNotice, hasCrisisWords } from './crisis';
import { host } from './host';
import { isUnsaved, withEdit } from './requests';

/** New, open, save. */
export function fileActions(view: ConversationViewState, branch: readonly Turn[], isBusy: boolean) {
  const { conversation, version } = view;
  const kept = () => ({ conversation: withEdit(view), version, unsaved: isUnsaved(view) });
  return html`<vscode-button
      secondary
      icon="new-file"
      class="new"
      ?disabled=${isBusy}
      @click=${() => host.post({ type: 'new', ...kept() })}
      >New</vscode-button
    >
    <vscode-button
      secondary
      icon="folder-opened"
      class="open"
      ?disabled=${isBusy}
      @click=${() => host.post({ type: 'open', ...kept() })}
      >Open…</vscode-button
    >
    <vscode-button
      secondary
      icon="save"
      class="save"
      ?disabled=${hasNothing(view)}
      title=${hasNothing(view) ? 'Nothing to save yet' : nothing}
      @click=${() => host.post({ type: 'saveConversation', conversation, version })}
      >Save…</vscode-button
    >
    <vscode-button
      secondary
      icon="output"
      class="transcript"
      ?disabled=${branch.length === 0}
      title=${branch.length === 0 ? 'There is no turn yet' : nothing}
      @click=${() => host.post({ type: 'saveTranscript', text: conversationTranscript(branch) })}
      >Save as transcript…</vscode-button
    >`;
}

function hasNothing({ conversation: { turns, system } }: ConversationViewState): boolean {
  return turns.length === 0 && system.trim() === '';
}

/** Why no turn can be sent now. */
export function whyNotNow(model: TalkModel | null, writing: Writing | null, fit: Fit | null): string | null {
  if (model === null) return 'The model is not ready yet.';
  if (writing) return 'The model is writing.';
  return fit?.fits === false ? 'Too long: see Context window.' : null;
}

/** What this is and is not: always there. */
export function researchBanner(view: ConversationViewState) {
  const { file } = view;
  const unsaved = isUnsaved(view);
  const isNothing = file === null && hasNothing(view);
  const saved = unsaved ? `Changed since it was saved as ${file}.` : `Saved as ${file}.`;
  const kept = file === null ? (isNothing ? 'Nothing to save yet.' : 'Not saved.') : saved;
  const isSaved = file !== null && !unsaved;
  return html`<p class="banner" role="note">
      <strong>Research, not care.</strong> This is a program that predicts words. It is no therapist, it understands
      nothing, and Introspect is no medical device. Do not turn to it for help of your own.
    </p>
    <p class="row kept">
      <vscode-icon name=${isSaved ? 'check' : isNothing ? 'circle-outline' : 'circle-filled'}></vscode-icon>
      <strong>${kept}</strong>
    </p>
    <p class="secondary">
      Nothing is written to your study unless you save. As long as this tab is open, VS Code keeps the conversation on
      this machine, so that a reload does not lose it; it goes when you close the tab.
    </p>`;
}

const labels: { readonly [A in NoticeAction]?: string } = {
  retry: 'Try again',
  chooseModel: 'Choose a model…',
  showLog: 'Show the log',
};

export function failureView(failure: Failure | null) {
  if (!failure) return nothing;
  return html`<div class="failure" role="alert">
    <p>${failure.message}</p>
    ${
      failure.actions.length > 0
        ? html`<div class="row">
            ${failure.actions.map(
              (action) =>
                html`<vscode-button
                  secondary
                  data-action=${action}
                  @click=${() => host.post({ type: 'action', action })}
                  >${labels[action] ?? action}</vscode-button
                >`,
            )}
          </div>`
        : nothing
    }
  </div>`;
}

/** The answer that is being written. */
export function writingView(
  { answer, after }: Writing,
  last: Turn | undefined,
  model: TalkModel | null,
  stop: () => void,
) {
  const text = answer?.text ?? '';
  return html`<li class="turn model writing">
    <div class="head">
      <span class="who"><vscode-icon name="hubot"></vscode-icon>Model: ${model?.name ?? ''}</span>
      <span class="secondary">${last?.id === after ? 'is writing…' : 'is writing another answer to your turn…'}</span>
      <vscode-button secondary class="stop" icon="debug-stop" @click=${stop}>Stop</vscode-button>
    </div>
    ${hasCrisisWords(text) ? crisisNotice(nothing, 'crisis-writing') : html`<div class="words">${text.trimStart()}</div>`}
  </li>`;
}
