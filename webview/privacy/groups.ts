import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, nothing } from 'lit';
import { fold, identifierKinds } from '../../src/core/privacy/identifiers';
import type { GroupView, HitDecision, HitView, ReviewText } from '../../src/protocol/privacy';
import { formatBits } from '../shared/format';
import { typed } from '../shared/typed';
import { certaintyNotes, decisionNames, kindNames, plural, shortName } from './wording';

/** Characters shown before and after a hit. */
const contextLength = 48;
/** Other ways to write it that are named beside a group. */
const mostWritten = 6;

export interface Found {
  readonly transcripts: readonly ReviewText[];
  readonly groups: readonly GroupView[];
  readonly hits: readonly HitView[];
}

export interface GroupsView extends Found {
  readonly decisions: readonly HitDecision[];
  readonly pseudonyms: readonly string[];
  readonly expanded: ReadonlySet<number>;
  readonly toggle: (group: number) => void;
  readonly decide: (hits: readonly number[], decision: HitDecision) => void;
  readonly rename: (group: number, pseudonym: string) => void;
  readonly show: (hit: number) => void;
}

/** Everything found, by kind and by what it stands for. */
export function renderGroups(view: GroupsView) {
  const hitsOf = view.groups.map((): number[] => []);
  view.hits.forEach(({ group }, i) => hitsOf[group]?.push(i));
  return identifierKinds.map((kind) => {
    const groups = view.groups.flatMap((group, i) => (group.kind === kind && hitsOf[i]!.length > 0 ? [i] : []));
    if (groups.length === 0) return nothing;
    const all = groups.flatMap((group) => hitsOf[group]!);
    return html`<section class="kind" data-kind=${kind}>
      <div class="row kindHead">
        <h3>${kindNames[kind]} <span class="secondary">${plural(all.length, 'hit')}</span></h3>
        ${bulk(view, all, `all ${kindNames[kind].toLowerCase()}`)}
      </div>
      <ul class="groups">
        ${groups.map((group) => renderGroup(view, group, hitsOf[group]!))}
      </ul>
    </section>`;
  });
}

function renderGroup(view: GroupsView, index: number, hits: readonly number[]) {
  const { words } = view.groups[index]!;
  const open = hits.filter((hit) => view.decisions[hit] === 'open').length;
  const replaced = hits.filter((hit) => view.decisions[hit] === 'replace').length;
  const isExpanded = view.expanded.has(index);
  const certainties = new Set(hits.map((hit) => view.hits[hit]!.certainty));
  const byModel = hits.every((hit) => view.hits[hit]!.proposed !== null);
  const note = byModel ? 'model' : certainties.size === 1 ? certaintyNotes[view.hits[hits[0]!]!.certainty] : '';
  const state =
    open > 0
      ? `${open} to look at`
      : replaced === hits.length
        ? decisionNames.replace
        : replaced === 0
          ? decisionNames.keep
          : 'mixed';
  return html`<li class="group ${open > 0 ? 'isOpen' : ''}" data-group=${index}>
    <div class="groupHead">
      <button type="button" class="toggle" aria-expanded=${isExpanded} @click=${() => view.toggle(index)}>
        <vscode-icon name=${isExpanded ? 'chevron-down' : 'chevron-right'}></vscode-icon>
        <span class="words">${words}</span>
        <span class="secondary">× ${hits.length}${note ? `, ${note}` : ''}${alsoWritten(view, words, hits)}</span>
      </button>
      <span class="state ${open > 0 ? 'open' : ''}">${state}</span>
      <label class="pseudonym"
        ><span class="visuallyHidden">Replace ${words} by</span>
        <input
          ${typed(view.pseudonyms[index] ?? '', (name, isDone) => {
            // An empty field asks for the usual name, which would come between what is being typed.
            return name.trim() === '' && !isDone ? false : view.rename(index, name);
          })}
      /></label>
      ${bulk(view, hits, words)}
    </div>
    ${
      isExpanded
        ? html`<ul class="hits">
            ${hits.map((hit) => renderHit(view, hit, certainties.size > 1))}
          </ul>`
        : nothing
    }
  </li>`;
}

/** Without it, people who were listed on one line by mistake would become one under the name of the first. */
function alsoWritten({ transcripts, hits: allHits }: GroupsView, words: string, hits: readonly number[]): string {
  const others = new Map<string, string>();
  for (const index of hits) {
    const { transcript, start, end } = allHits[index]!;
    const written = transcripts[transcript]!.text.slice(start, end);
    if (fold(written) !== fold(words) && !others.has(fold(written))) others.set(fold(written), written);
  }
  if (others.size === 0) return '';
  const more = others.size > mostWritten ? ` and ${others.size - mostWritten} more` : '';
  return `, also written ${[...others.values()].slice(0, mostWritten).join(', ')}${more}`;
}

/** @param isMixed whether the group has hits of another certainty */
function renderHit(view: GroupsView, index: number, isMixed: boolean) {
  const hit = view.hits[index]!;
  const note = isMixed && hit.proposed === null ? certaintyNotes[hit.certainty] : '';
  const { path, text } = view.transcripts[hit.transcript]!;
  const decision = view.decisions[index] ?? 'open';
  return html`<li class="hit" data-hit=${index}>
    <button type="button" class="context" @click=${() => view.show(index)} title="Show it in the transcript">
      <span class="place">${shortName(path)}</span>
      <span
        >${clipBefore(text, hit.start)}<mark class=${decision}>${text.slice(hit.start, hit.end)}</mark
        >${clipAfter(text, hit.end)}</span
      >
    </button>
    ${
      hit.proposed === null
        ? nothing
        : html`<span class="secondary" title="How hard the word was to guess">model: ${formatBits(hit.proposed)}</span>`
    }
    ${note === '' ? nothing : html`<span class="secondary">${note}</span>`}
    <span class="state ${decision === 'open' ? 'open' : ''}">${decisionNames[decision]}</span>
    ${bulk(view, [index], `this hit in ${shortName(path)}`)}
  </li>`;
}

function bulk({ decide, decisions, expanded, hits: allHits }: GroupsView, hits: readonly number[], what: string) {
  const isShown = hits.length === 1 || hits.every((hit) => expanded.has(allHits[hit]!.group));
  const button = (decision: 'replace' | 'keep', label: string) =>
    html`<button
      type="button"
      class="choice"
      title=${isShown ? '' : 'Shows every place first; press again to decide'}
      aria-label="${label} ${what}${isShown ? '' : ', after showing every place'}"
      aria-pressed=${hits.every((hit) => decisions[hit] === decision)}
      @click=${() => decide(hits, decision)}
    >
      ${label}
    </button>`;
  return html`<span class="choices">${button('replace', 'Replace')}${button('keep', 'Keep')}</span>`;
}

/** Whole words before an offset. */
function clipBefore(text: string, end: number): string {
  const start = Math.max(0, end - contextLength);
  const words = text.slice(start, end);
  return (start === 0 ? words : `…${words.replace(/^\S{1,20}(?=\s)/, '')}`).replaceAll('\n', ' ');
}

/** Whole words after an offset. */
function clipAfter(text: string, start: number): string {
  const end = start + contextLength;
  const words = text.slice(start, end);
  return (end >= text.length ? words : `${words.replace(/(?<=\s)\S{1,20}$/, '')}…`).replaceAll('\n', ' ');
}
