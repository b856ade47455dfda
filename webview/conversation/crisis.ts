import { html } from 'lit';
import type { Conversation, ModelTurn, Turn } from '../../src/core/conversation/conversation';
import { crisisIn, needsNotice, noticeWords } from '../../src/core/conversation/crisisNotice';

const known = new Map<string, boolean>();
let own: readonly string[] = [];

/** Phrases of the person's settings, looked for beside those that are built in. */
export function lookAlsoFor(phrases: readonly string[]): void {
  own = phrases;
  known.clear();
}

/** As `crisisIn`, which need not look at the same words at every drawing. */
export function hasCrisisWords(text: string): boolean {
  let found = known.get(text);
  if (found === undefined) {
    if (known.size > 2000) known.clear();
    known.set(text, (found = crisisIn(text, own) !== null));
  }
  return found;
}

/** Whether the notice stands before an answer to the last of these turns. */
export function isHeld({ system, systemWentOn }: Conversation, branch: readonly Turn[]): boolean {
  const said = branch
    .filter(({ role }) => role === 'person')
    .map(({ text, wentOn }) => ({ text, wentOn: wentOn ?? false }));
  return needsNotice({ text: system, wentOn: systemWentOn ?? false }, said, own);
}

/** Whether the words of the model's turn stay covered until the person asks for them. */
export function isCovered(turn: Pick<ModelTurn, 'text' | 'asked' | 'wentOn'>): boolean {
  return turn.asked !== null && !turn.wentOn && hasCrisisWords(turn.text);
}

/** The notice: fixed words and what one can do, nothing that anybody wrote. */
export function crisisNotice(actions: unknown, id?: string) {
  return html`<section class="crisis" role="alert" id=${id ?? 'crisis'} tabindex="-1">
    <h2>${noticeWords.title}</h2>
    ${noticeWords.paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
    ${noticeWords.inOtherLanguages.map(({ lang, text }) => html`<p lang=${lang}>${text}</p>`)}
    <p>${noticeWords.goOn}</p>
    <div class="row">${actions}</div>
  </section>`;
}

/** The notice in place of an answer, with the two ways on. */
export function heldNotice(back: () => void, goOn: () => void) {
  return crisisNotice(
    html`<vscode-button class="back" @click=${back}>Stop here, and go back</vscode-button>
      <vscode-button class="goOn" secondary @click=${goOn}>This is research: ask the model</vscode-button>`,
  );
}
