// Runs of the model as a person sees them: what they would take, how far they are, why they failed.
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html } from 'lit';
import { defaultMost, planDeletion, setsOf, type Ranking } from '../../src/core/attribution/deletion';
import type { ErrorInfo } from '../../src/core/base/userError';
import type { CheckSettings, MatteredAsk, MatteredToPanel, MatteredViewState } from '../../src/protocol/mattered';
import { formatCount } from '../shared/format';
import type { Attribution } from './parts';
import { formatDuration } from './wording';

export type Progress = Extract<MatteredToPanel, { type: 'progress' }>;

export interface CheckRequest {
  readonly rankings: readonly Ranking[];
  readonly settings: CheckSettings;
  /** Tells it from every other request. */
  readonly key: string;
  /** That have not been made yet. */
  readonly runs: number;
  readonly ms: number;
}

/** What the deletion check of an attribution needs; null where there is nothing to choose between. */
export function checkRequestOf(
  ask: MatteredAsk,
  { parts }: Attribution,
  view: Pick<MatteredViewState, 'most' | 'draws' | 'seed'>,
  runMs: number,
): CheckRequest | null {
  if (parts.length < 2) return null;
  const scores = parts.map(({ attention }) => attention);
  const rankings: Ranking[] = [
    { name: 'attribution', scores: parts.map(({ delta }) => delta) },
    ...(scores.some((score) => score !== null) ? [{ name: 'attention', scores }] : []),
  ];
  const most = Math.min(view.most ?? defaultMost(parts.length), parts.length - 1);
  const settings = { most, draws: view.draws, seed: view.seed };
  // Single parts are known from the attribution.
  const sets = setsOf(planDeletion(rankings, settings)).filter((set) => set.length > 1).length;
  const key = JSON.stringify([ask, rankings, settings]);
  return { rankings, settings, key, runs: sets * (ask.foil === null ? 1 : 2), ms: sets * runMs };
}

export function startOffer(runs: number, ms: number, start: () => void) {
  return html`<p class="hint">
    This takes ${formatCount(runs)} runs of the model, ${formatDuration(ms / 1000)}.
    <vscode-button class="start" @click=${start}>Start</vscode-button> Or leave out larger parts, or select fewer words.
  </p>`;
}

export function working({ done, total, secondsLeft }: Progress, stop: () => void) {
  const left = secondsLeft === null ? '' : `, ${formatDuration(secondsLeft)} left`;
  return html`<div class="working">
    <progress max=${total} .value=${done} aria-label="Asking the model"></progress>
    <span class="secondary">${formatCount(done)} of ${formatCount(total)} runs${left}</span>
    <vscode-button secondary class="stop" @click=${stop}>Stop</vscode-button>
  </div>`;
}

export function failure({ message, remedy }: ErrorInfo, again: () => void) {
  return html`<div class="failed" role="alert">
    <span>${message} ${remedy}</span> <vscode-button class="again" @click=${again}>Run again</vscode-button>
  </div>`;
}
