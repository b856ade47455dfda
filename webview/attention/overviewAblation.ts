import { html, nothing } from 'lit';
import { formatCount } from '../shared/format';

/** A measurement that runs. */
export interface Ablating {
  /** Of `performance.now()`. */
  readonly startedMs: number;
  /** Heads that were measured before it. */
  readonly knownBefore: number;
}

interface AblationBox {
  /** Why there is nothing to measure. */
  readonly notComputable: string | null;
  /** Heads in all, and those measured. */
  readonly total: number;
  readonly known: number;
  readonly ablating: Ablating | null;
  readonly start: () => void;
  readonly stop: () => void;
}

/** Measures the change in loss of one head after the other, when the person says so: it takes a run of the model each. */
export function ablationBox({ notComputable, total, known, ablating, start, stop }: AblationBox) {
  if (notComputable !== null) {
    return html`<p class="ablation" role="status">The change in loss is not computable: ${notComputable}.</p>`;
  }
  if (total === 0 || (known === total && !ablating)) return nothing;
  const counted = `${formatCount(known)} of ${formatCount(total)} heads measured`;
  if (!ablating) {
    const rest = total - known;
    return html`<div class="ablation">
      <p>
        ${known > 0 ? `${counted}. ` : nothing}To measure what the model loses without a head, it has to read the text
        once for each: ${formatCount(rest)} ${rest === 1 ? 'time' : 'times'}. Results show as they come, and you can
        stop at any time.
      </p>
      <button type="button" class="act" @click=${start}>${known > 0 ? 'Go on' : 'Measure'}</button>
    </div>`;
  }
  return html`<div class="ablation">
    <label class="row"
      >${counted}${remaining(ablating, known, total)} <progress max=${total} value=${known}></progress
    ></label>
    <button type="button" class="act" @click=${stop}>Stop</button>
  </div>`;
}

/** Said once two heads tell how long one takes. */
function remaining({ startedMs, knownBefore }: Ablating, known: number, total: number): string {
  const done = known - knownBefore;
  if (done < 2) return '';
  const seconds = ((performance.now() - startedMs) / 1000 / done) * (total - known);
  if (seconds < 60) return ', less than a minute left';
  const minutes = Math.round(seconds / 60);
  return `, about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} left`;
}
