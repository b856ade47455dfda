import { html, nothing, svg } from 'lit';
import { shortPath } from '../../src/core/retrieval/queryText';
import { tickLabel, ticksOf, type Axis, type Timeline } from '../../src/core/retrieval/timeline';
import type { RetrievalStudy, RetrievalViewState } from '../../src/protocol/retrieval';
import { codeOf, saveMenu, select, swatch } from './parts';

const laneHeight = 14;
/** Places that a lane tells a screen reader one by one. */
const spokenPlaces = 12;

const axisLabels: readonly (readonly [Axis, string])[] = [
  ['position', 'Turns'],
  ['time', 'Time of the recording'],
];

export interface TimelineActions {
  readonly choose: (change: Partial<RetrievalViewState['timeline']>) => void;
  readonly save: (format: 'csv' | 'svg') => void;
  readonly open: (start: number, end: number) => void;
  /** Lists the segments of a code in this transcript. */
  readonly list: (code: string) => void;
}

/** Where in a transcript each code stands, a lane for each coder. */
export function renderTimeline(
  study: RetrievalStudy,
  timeline: Timeline | null,
  { transcript, axis }: RetrievalViewState['timeline'],
  actions: TimelineActions,
) {
  const shown = study.transcripts.find((path) => path === transcript) ?? study.transcripts[0];
  if (shown === undefined) return html`<p class="empty">There is no transcript in this study yet.</p>`;
  const fresh = timeline?.transcript === shown ? timeline : null;
  return html`<div class="bar">
      ${select(
        'Transcript',
        study.transcripts.map((path) => [path, shortPath(path)] as const),
        shown,
        (next) => actions.choose({ transcript: next }),
      )}
      ${fresh?.hasTimes ? select('Along', axisLabels, axis, (next) => actions.choose({ axis: next })) : nothing}
      ${
        fresh && fresh.rows.length > 0
          ? saveMenu(
              [
                ['csv', 'Table (CSV)'],
                ['svg', 'Figure (SVG)'],
              ],
              actions.save,
            )
          : nothing
      }
    </div>
    ${fresh ? renderRows(study, fresh, actions) : nothing}`;
}

function renderRows(study: RetrievalStudy, timeline: Timeline, actions: TimelineActions) {
  const { rows, axis, length, hasTimes } = timeline;
  if (rows.length === 0)
    return html`<p class="empty">
      ${shortPath(timeline.transcript)} has no coded segment of the coders that are chosen.
    </p>`;
  const percent = (at: number) => `${(100 * at) / length}%`;
  return html`<p class="secondary note">
      ${
        axis === 'time'
          ? 'Along the recording; within a turn, time is taken to run evenly with the text.'
          : `Along the turns, each as wide as any other.${hasTimes ? '' : ' The turns of this transcript have no times.'}`
      }
      Click a mark to see its words in the transcript, or a code to list them.
    </p>
    <div class="timeline">
      ${rows.map(({ code: id, lanes }) => {
        const code = codeOf(study, id);
        return html`<button type="button" class="link lineName" @click=${() => actions.list(id)}>
            ${swatch(code)}<span>${code.name}</span>
          </button>
          <div class="lanes">
            ${lanes.map(({ coder, marks }) => {
              const name = study.coders.find((one) => one.id === coder)?.name ?? coder;
              const places = marks
                .slice(0, spokenPlaces)
                .map(({ from }) => tickLabel(timeline, axis === 'time' ? from : Math.floor(from)));
              const more = marks.length > spokenPlaces ? ' and more' : '';
              const where = `${axis === 'time' ? 'at' : 'turns'} ${places.join(', ')}${more}`;
              return html`<div class="lane">
                <svg
                  role="img"
                  aria-label="${code.name}, ${name}: ${marks.length} segments, ${where}"
                  height=${laneHeight}
                >
                  ${marks.map(
                    ({ from, to, start, end }) =>
                      svg`<rect class="mark" x=${percent(from)} width=${percent(Math.max(0, to - from))} y="2" height=${laneHeight - 4} fill=${code.colour} @click=${() => actions.open(start, end)}></rect>`,
                  )}
                </svg>
                <span class="coder secondary" aria-hidden="true">${name}</span>
              </div>`;
            })}
          </div>`;
      })}
      <span></span>
      <div class="lane axis" aria-hidden="true">
        <svg height="20">
          ${ticksOf(timeline).map((tick) => svg`<line x1=${percent(tick)} x2=${percent(tick)} y1="0" y2="5"></line><text x=${percent(tick)} y="17" text-anchor=${tick === 0 ? 'start' : 'middle'}>${tickLabel(timeline, tick)}</text>`)}
        </svg>
        <span class="coder secondary">${axis === 'time' ? 'time' : 'turn'}</span>
      </div>
    </div>`;
}
