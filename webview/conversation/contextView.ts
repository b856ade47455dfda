import { html, nothing } from 'lit';
import type { Turn } from '../../src/core/conversation/conversation';
import { tokensByPart } from '../../src/core/conversation/promptParts';
import type { Fit } from '../../src/protocol/conversation';
import { formatCount, formatProbability } from '../shared/format';
import { tokensWords } from './wording';

interface Share {
  readonly kind: 'system' | 'layout' | 'person' | 'model' | 'room' | 'free' | 'over';
  readonly label: string;
  readonly tokens: number;
  /** Of the branch, for a turn. */
  readonly turn: number | null;
}

/** What fills the context window, in the order of the prompt. */
function sharesOf(fit: Fit, said: readonly Pick<Turn, 'role'>[], room: number): Share[] {
  const sums = tokensByPart(fit.pieces);
  const share = (kind: Share['kind'], label: string, tokens: number, turn: number | null = null): Share[] =>
    tokens > 0 ? [{ kind, label, tokens, turn }] : [];
  const free = fit.contextLength === null ? 0 : fit.contextLength - fit.promptTokens - room;
  return [
    ...share('system', 'System prompt', sums.get('system') ?? 0),
    ...said.flatMap(({ role }, i) =>
      share(role, `Turn ${i + 1}, ${role === 'person' ? 'yours' : 'the model’s'}`, sums.get(i) ?? 0, i),
    ),
    ...share('layout', fit.partsKnown ? 'Marks around the turns' : 'All turns and marks', sums.get('layout') ?? 0),
    ...share('room', 'Kept free for the answer', room),
    ...share('free', 'Free', free),
  ];
}

/** The context window as a bar, and the same as a table. */
export function contextView(fit: Fit, said: readonly Pick<Turn, 'role'>[], room: number, goTo: (turn: number) => void) {
  const shares = sharesOf(fit, said, room);
  const used = fit.promptTokens + room;
  const size = Math.max(fit.contextLength ?? used, used);
  const summary =
    fit.contextLength === null
      ? `${tokensWords(fit.promptTokens)} are sent; the model does not say how many it can read.`
      : `${tokensWords(fit.promptTokens)} are sent and ${formatCount(room)} kept free for the answer, of a window of ${formatCount(fit.contextLength)}.`;
  return html`<p class="sum">${summary}</p>
    <div class="context" role="img" aria-label=${`Context window: ${summary} The table below has each turn.`}>
      ${shares.map(
        ({ kind, label, tokens }) =>
          html`<span
            class=${kind}
            title=${`${label}: ${tokensWords(tokens)}`}
            .style=${`width: ${((tokens / size) * 100).toFixed(3)}%`}
          ></span>`,
      )}
    </div>
    <div class="legend" aria-hidden="true">
      ${legend.map(([kind, label]) =>
        shares.some((share) => share.kind === kind) ? html`<span><i class=${kind}></i>${label}</span>` : nothing,
      )}
    </div>
    ${
      fit.fits
        ? nothing
        : html`<p class="failure" role="alert">
            The system prompt, your newest turn and the room for the answer do not fit together. Shorten one of them.
          </p>`
    }
    ${
      fit.leftOut > 0
        ? html`<p class="forgottenSum">
            <vscode-icon name="eye-closed"></vscode-icon>The window is full: the oldest
            ${fit.leftOut === 1 ? 'turn is' : `${fit.leftOut} turns are`} not sent any more.
          </p>`
        : nothing
    }
    <details class="numbers">
      <summary>The numbers, turn by turn</summary>
      <table>
        <caption>
          Tokens in the context window
        </caption>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col" class="number">Tokens</th>
            <th scope="col" class="number">Of the window</th>
          </tr>
        </thead>
        <tbody>
          ${said.slice(0, fit.leftOut).map(
            ({ role }, i) =>
              html`<tr>
                <th scope="row">${turnButton(i, role, goTo)}</th>
                <td colspan="2">not sent: no longer seen by the model</td>
              </tr>`,
          )}
          ${shares.map(
            ({ label, tokens, turn }) =>
              html`<tr>
                <th scope="row">${turn === null ? label : turnButton(turn, said[turn]!.role, goTo)}</th>
                <td class="number">${formatCount(tokens)}</td>
                <td class="number">${formatProbability(tokens / size)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
}

const legend: readonly (readonly [Share['kind'], string])[] = [
  ['system', 'system prompt'],
  ['person', 'your turns'],
  ['model', 'the model’s turns'],
  ['layout', 'marks'],
  ['room', 'room for the answer'],
  ['free', 'free'],
];

function turnButton(index: number, role: Turn['role'], goTo: (turn: number) => void) {
  return html`<button type="button" class="link" @click=${() => goTo(index)}>
    Turn ${index + 1}, ${role === 'person' ? 'yours' : 'the model’s'}
  </button>`;
}
