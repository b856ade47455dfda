import { html, nothing } from 'lit';
import type { ModelTurn, Turn } from '../../src/core/conversation/conversation';
import { crisisNotice, isCovered } from './crisis';
import { isCutOff, samplingWords, stopReasonWords, tokensWords, turnName } from './wording';

export interface TurnActions {
  readonly edit: (turn: Turn) => void;
  readonly again: (turn: ModelTurn) => void;
  readonly show: (turn: Turn) => void;
  readonly uncover: (turn: Turn) => void;
}

export interface ShownTurn {
  readonly turn: Turn;
  readonly index: number;
  readonly others: readonly Turn[];
  readonly isForgotten: boolean;
  /** Tokens of its words in what is sent now; null where that is not known. */
  readonly tokens: number | null;
  readonly isBusy: boolean;
  /** The model that answered before, where it was another one. */
  readonly modelBefore: string | null;
}

/** One turn: who said it, how it came about, and what can be done with it. */
export function turnView(shown: ShownTurn, actions: TurnActions) {
  const { turn, index, isForgotten, isBusy, modelBefore } = shown;
  const name = turnName(turn, index);
  const changed = modelBefore === null ? nothing : modelChange(turn, modelBefore);
  return html`<li
    class=${`turn ${turn.role}${isForgotten ? ' forgotten' : ''}`}
    data-turn=${turn.id}
    aria-label=${name}
    tabindex="-1"
  >
    ${changed}
    <div class="head">
      <span class="who"
        ><vscode-icon name=${turn.role === 'person' ? 'account' : 'hubot'}></vscode-icon>${who(turn)}</span
      >
      ${isForgotten ? html`<span class="badge"><vscode-icon name="eye-closed"></vscode-icon>no longer seen by the model</span>` : nothing}
      ${turn.role === 'model' && turn.asked && isCutOff(turn.asked) ? html`<span class="badge">broken off</span>` : nothing}
      ${shown.tokens === null ? nothing : html`<span class="secondary">${tokensWords(shown.tokens)}</span>`}
      <span class="acts">
        ${branchSwitch(shown, actions)}
        <button
          type="button"
          class="act"
          ?disabled=${isBusy}
          aria-label=${`Edit ${name}`}
          title="Edit"
          @click=${() => actions.edit(turn)}
        >
          <vscode-icon name="edit"></vscode-icon>
        </button>
        ${
          turn.role === 'model'
            ? html`<button
                type="button"
                class="act"
                ?disabled=${isBusy}
                aria-label=${`Another answer instead of ${name}`}
                title="Another answer, by another seed"
                @click=${() => actions.again(turn)}
              >
                <vscode-icon name="refresh"></vscode-icon>
              </button>`
            : nothing
        }
      </span>
    </div>
    ${
      turn.role === 'model' && isCovered(turn)
        ? crisisNotice(
            html`<vscode-button secondary class="uncover" @click=${() => actions.uncover(turn)}
              >Show what the model wrote</vscode-button
            >`,
            `crisis-${turn.id}`,
          )
        : html`<div class="words">${turn.text === '' ? html`<em>(no words)</em>` : turn.text.trim()}</div>`
    }
    ${turn.role === 'model' && turn.asked ? howItCameAbout(turn.asked) : nothing}
    ${shown.others.length > 1 && turn.role === 'model' ? besides(shown, actions) : nothing}
  </li>`;
}

function who(turn: Turn) {
  if (turn.role === 'person') return 'You';
  if (turn.asked === null) return 'Model’s turn, in words of yours';
  return `Model: ${turn.asked.model}${turn.asked.where === 'server' ? ', on a server' : ''}`;
}

function modelChange(turn: Turn, before: string) {
  const now = turn.role === 'model' ? turn.asked?.model : undefined;
  return html`<p class="change">
    <vscode-icon name="arrow-swap"></vscode-icon>The model was changed here: ${before} answered before, ${now} from here
    on.
  </p>`;
}

function branchSwitch({ turn, index, others, isBusy }: ShownTurn, { show }: TurnActions) {
  if (others.length < 2) return nothing;
  const at = others.findIndex(({ id }) => id === turn.id);
  const step = (by: -1 | 1, icon: string, label: string) => {
    const to = others[at + by];
    return html`<button
      type="button"
      class="act"
      ?disabled=${!to || isBusy}
      aria-label=${`${label} version of ${turnName(turn, index)}`}
      title=${`${label} version`}
      @click=${() => to && show(to)}
    >
      <vscode-icon name=${icon}></vscode-icon>
    </button>`;
  };
  return html`${step(-1, 'chevron-left', 'Earlier')}<span class="versions">${at + 1} of ${others.length}</span
    >${step(1, 'chevron-right', 'Later')}`;
}

function howItCameAbout(asked: NonNullable<ModelTurn['asked']>) {
  const { sampling, stopReason, promptTokens, prompt, leftOut, layout, system } = asked;
  return html`<details>
    <summary>How this answer came about</summary>
    <dl>
      ${
        asked.modelFile
          ? html`<dt>Model file</dt>
              <dd>${asked.modelFile.file}, SHA-256 ${asked.modelFile.sha256 ?? 'not known'}</dd>`
          : nothing
      }
      <dt>Drawn with</dt>
      <dd>${samplingWords(sampling)}, at most ${tokensWords(asked.maxNew)}</dd>
      <dt>It ends because</dt>
      <dd>${stopReasonWords(stopReason)}</dd>
      <dt>System prompt</dt>
      <dd>${system.trim() === '' ? 'none' : system}</dd>
      <dt>Sent</dt>
      <dd>
        ${promptTokens === null ? 'a number of tokens that the server does not tell' : tokensWords(promptTokens)},
        ${layout === 'template' ? 'by the chat template' : 'as a transcript to be continued'}${
          leftOut > 0 ? `; the oldest ${leftOut} turns were not sent` : ''
        }
      </dd>
    </dl>
    ${
      prompt === null
        ? html`<p>The server lays out the turns itself and does not tell the exact prompt.</p>`
        : html`<details class="prompt">
            <summary>The exact prompt of then</summary>
            <pre tabindex="0" aria-label="The exact prompt of then">${prompt}</pre>
          </details>`
    }
  </details>`;
}

/** All answers to the same turn, to be compared. */
function besides({ turn, others, isBusy }: ShownTurn, { show }: TurnActions) {
  return html`<details class="besides">
    <summary>All ${others.length} answers to this turn</summary>
    <ol>
      ${others.map(
        (other) =>
          html`<li>
            <p class="secondary">
              ${other.role === 'model' && other.asked ? `${other.asked.model}, ${samplingWords(other.asked.sampling)}` : 'Words of yours'}
            </p>
            ${
              other.role === 'model' && isCovered(other)
                ? html`<p class="words"><em>Covered by the notice: go to this answer to read it.</em></p>`
                : html`<p class="words">${other.text.trim() || '(no words)'}</p>`
            }
            ${
              other.id === turn.id
                ? html`<p class="secondary">This one is shown.</p>`
                : html`<vscode-button secondary ?disabled=${isBusy} @click=${() => show(other)}
                    >Go on from this one</vscode-button
                  >`
            }
          </li>`,
      )}
    </ol>
  </details>`;
}
