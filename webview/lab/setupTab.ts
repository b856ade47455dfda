import '@vscode-elements/elements/dist/vscode-button/index.js';
import '../shared/explain';
import { html, nothing } from 'lit';
import type { ErrorInfo } from '../../src/core/base/userError';
import type { Sheet, TechniqueSetting } from '../../src/core/prompting/sheet';
import type { TaskSetting } from '../../src/core/prompting/task';
import type { LabExample, LabOffer } from '../../src/protocol/lab';
import { renderAnswering, type AnsweringActions } from './answeringSection';
import { checkbox, number, select, several, text } from './fields';
import { renderTechniques } from './techniqueCards';

export interface SetupActions extends AnsweringActions {
  readonly openTest: () => void;
  readonly preview: (technique: string) => void;
}

/** What is asked, about what, and how. */
export function renderSetup(
  sheet: Sheet,
  offer: LabOffer,
  missing: readonly ErrorInfo[],
  examples: readonly LabExample[] | null,
  actions: SetupActions,
) {
  return html`<div class="setup">
    ${segmentsSection(sheet, offer, actions)} ${taskSection(sheet, offer, actions)}
    ${renderTechniques(
      sheet,
      offer,
      examples,
      (techniques: readonly TechniqueSetting[], isDone) => actions.change({ techniques: [...techniques] }, isDone),
      actions.preview,
    )}
    ${renderAnswering(sheet, offer, missing, actions)} ${peopleSection(sheet, offer, actions)}
  </div>`;
}

function segmentsSection({ segments, sample }: Sheet, offer: LabOffer, { change }: SetupActions) {
  const first = offer.codes.find(({ isAbove }) => !isAbove)?.id;
  const transcripts = offer.transcripts.map((path) => ({ id: path, label: shortName(path) }));
  return html`<section>
    <introspect-explain question="What is a segment here?"
      ><h2 slot="subject">1. Text to ask about</h2>
      <p>
        Every segment is put to the model on its own: a turn, words that somebody coded, or words that you selected.
      </p>
      <p>Begin with a small sample: you see sooner whether a prompt works at all.</p></introspect-explain
    >
    <div class="row">
      ${
        segments.kind === 'stretches'
          ? html`<span>${selectedWords(segments.stretches)}</span>
              <vscode-button secondary @click=${() => change({ segments: { kind: 'turns' } })}
                >Ask about turns instead</vscode-button
              >`
          : select(
              'Segments',
              [
                ['turns', 'turns'] as const,
                ...(first === undefined ? [] : [['coded', 'words that carry a code'] as const]),
              ],
              segments.kind,
              (kind) => change({ segments: kind === 'coded' ? { kind, code: first! } : { kind } }),
            )
      }
      ${
        segments.kind === 'turns'
          ? several(
              'Speakers',
              offer.speakers.map((name) => ({ id: name, label: name })),
              segments.speakers,
              (ids) => change({ segments: without({ ...segments }, 'speakers', ids) }),
            )
          : nothing
      }
      ${
        segments.kind === 'coded'
          ? html`${select(
              'Code',
              offer.codes.map(({ id, name }) => [id, name] as const),
              segments.code,
              (code) => change({ segments: { ...segments, code } }),
            )}
            ${select(
              'coded by',
              [['', 'anyone'] as const, ...offer.coders.map(({ id, name }) => [id, name] as const)],
              segments.coder ?? '',
              (coder) => change({ segments: without({ ...segments }, 'coder', coder === '' ? undefined : coder) }),
            )}`
          : nothing
      }
      ${
        segments.kind === 'stretches'
          ? nothing
          : several('Transcripts', transcripts, segments.transcripts, (ids) =>
              change({ segments: without({ ...segments }, 'transcripts', ids) }),
            )
      }
    </div>
    <div class="row">
      ${checkbox('Only a random sample', sample !== undefined, (on) =>
        change({ sample: on ? { size: 30, seed: 1 } : undefined }),
      )}
      ${
        sample
          ? html`${number('Size', sample.size, { min: 1, max: 100_000 }, (size, isDone) => change({ sample: { ...sample, size } }, isDone))}
            ${number('Seed', sample.seed, { min: 0, max: 0xffffffff }, (seed, isDone) => change({ sample: { ...sample, seed } }, isDone))}`
          : nothing
      }
    </div>
  </section>`;
}

const taskNames: readonly (readonly [TaskSetting['kind'], string])[] = [
  ['codes', 'assign a code'],
  ['scale', 'rate on a scale'],
  ['quotes', 'extract quotes'],
  ['summary', 'summarise'],
  ['question', 'answer a question'],
];

function emptyTask(kind: TaskSetting['kind']): TaskSetting {
  switch (kind) {
    case 'codes':
      return { kind, none: 'none of these' };
    case 'scale':
      return {
        kind,
        question: 'How strongly does the text show distress?',
        low: 1,
        high: 5,
        lowMeans: 'not at all',
        highMeans: 'very strongly',
      };
    case 'quotes':
      return { kind, question: 'Quote the words that show "worry".' };
    case 'summary':
      return { kind };
    case 'question':
      return { kind, question: 'What helps this person?' };
  }
}

function taskSection({ task, techniques }: Sheet, offer: LabOffer, { change }: SetupActions) {
  const ofKind = (kind: TaskSetting['kind']) => {
    const fitting = new Set(offer.techniques.filter(({ tasks }) => tasks.includes(kind)).map((card) => card.kind));
    const kept = techniques.filter((one) => fitting.has(one.kind));
    return { task: emptyTask(kind), techniques: kept.length > 0 ? kept : [{ id: 'zeroShot', kind: 'zeroShot' }] };
  };
  return html`<section>
    <introspect-explain question="Which task should I take?"
      ><h2 slot="subject">2. Task</h2>
      <p>Codes and ratings can be counted and held against people. Answers in words can only be read.</p>
      <p>
        The model gives one code to each segment. Codes that have others below them are not ticked to begin with: their
        sub-codes say more.
      </p></introspect-explain
    >
    <div class="row">
      ${select('The model should', taskNames, task.kind, (kind) => change(ofKind(kind)))}
      ${
        task.kind === 'codes'
          ? html`${several(
              'Codes',
              offer.codes.map(({ id, name }) => ({ id, label: name })),
              task.codes ?? offer.codes.filter(({ isAbove }) => !isAbove).map(({ id }) => id),
              (ids) => change({ task: without({ ...task }, 'codes', ids ?? offer.codes.map(({ id }) => id)) }),
              2,
            )}
            ${checkbox('An answer for “no code fits”', task.none !== undefined, (on) =>
              change({ task: without({ ...task }, 'none', on ? 'none of these' : undefined) }),
            )}`
          : nothing
      }
    </div>
    ${
      task.kind === 'scale' || task.kind === 'quotes' || task.kind === 'question'
        ? text('Question', task.question, (question, isDone) =>
            question.trim() === '' ? false : change({ task: { ...task, question } }, isDone),
          )
        : nothing
    }
    ${
      task.kind === 'scale'
        ? html`<div class="row">
            ${number('From', task.low, { min: -100, max: task.high - 1 }, (low, isDone) => change({ task: { ...task, low } }, isDone))}
            ${text('which means', task.lowMeans ?? '', (lowMeans, isDone) => change({ task: { ...task, lowMeans } }, isDone))}
            ${number('to', task.high, { min: task.low + 1, max: task.low + 20 }, (high, isDone) => change({ task: { ...task, high } }, isDone))}
            ${text('which means', task.highMeans ?? '', (highMeans, isDone) => change({ task: { ...task, highMeans } }, isDone))}
          </div>`
        : nothing
    }
  </section>`;
}

function peopleSection({ reference, test }: Sheet, offer: LabOffer, { change, openTest }: SetupActions) {
  const people = offer.coders.filter(({ kind }) => kind === 'person');
  const isOpen = test.openedAt !== null;
  return html`<section>
    <introspect-explain question="Why a test part?"
      ><h2 slot="subject">5. Against people</h2>
      <p>Answers are compared with one coder’s codes, and set beside the agreement of your coders with each other.</p>
      <p>
        Whoever tries many prompts on the same text finds one that fits that text by luck. So keep some transcripts
        aside: no prompt is tried on them, and no example is taken from them, until you open them, once, at the end.
      </p></introspect-explain
    >
    <div class="row">
      ${select(
        'Compare with',
        [['', 'nobody'] as const, ...people.map(({ id, name }) => [id, name] as const)],
        reference ?? '',
        (id) => change({ reference: id === '' ? undefined : id }),
      )}
      ${offer.blind ? html`<span class="secondary">You code blind: only your own codes are here.</span>` : nothing}
    </div>
    <div class="row">
      ${
        isOpen
          ? html`<p>
              The test part (${test.transcripts.map(shortName).join(', ')}) was opened on
              ${test.openedAt!.slice(0, 10)}: this sheet now runs on it alone.
            </p>`
          : html`${several(
                'Test part',
                offer.transcripts.map((path) => ({ id: path, label: shortName(path) })),
                test.transcripts,
                (ids) => change({ test: { ...test, transcripts: [...(ids ?? offer.transcripts)] } }),
                0,
              )}
              <vscode-button secondary ?disabled=${test.transcripts.length === 0} @click=${openTest}
                >Open the test part…</vscode-button
              >`
      }
    </div>
  </section>`;
}

function selectedWords(stretches: readonly { readonly transcript: string }[]): string {
  const places = [...new Set(stretches.map(({ transcript }) => shortName(transcript)))].join(', ');
  return stretches.length === 1
    ? `The words that you selected in ${places}`
    : `${stretches.length} stretches that you selected in ${places}`;
}

/** The object with the field, or without it where the value is undefined. */
function without<T extends object, K extends keyof T & string>(object: T, key: K, value: unknown): T {
  const { [key]: _, ...rest } = object;
  return (value === undefined ? rest : { ...rest, [key]: value }) as T;
}

/** Where a segment stands and who says it; once where the transcript has the name of its speaker. */
export function placeWords(transcript: string, speaker: string | null): string {
  const name = shortName(transcript);
  return speaker === null || speaker === name ? name : `${name}, ${speaker}`;
}

export function shortName(path: string): string {
  return path.replace(/^transcripts\//, '').replace(/(\.transcript)?\.txt$/, '');
}
