import { html } from 'lit';
import type { ImportFromPanel, RemarksReview } from '../../src/protocol/import';
import { many } from './labels';

/** Whether comments and footnotes are kept, and as whose. */
export function renderRemarks(remarks: RemarksReview, post: (message: ImportFromPanel) => void) {
  const { isKept, coder } = remarks;
  const whose = coder === null ? 'your own coding, and you are asked who you are' : `the coding of ${coder}`;
  return html`<section aria-labelledby="remarks">
    <h2 id="remarks">Comments and footnotes</h2>
    <label class="check"
      ><input
        type="checkbox"
        .checked=${isKept}
        @change=${(event: Event) => post({ type: 'remarks', keep: (event.target as HTMLInputElement).checked })}
      /><span>Keep ${countRemarks(remarks)} as memos on the words that they are on</span></label
    >
    <p class="secondary below">
      ${
        isKept
          ? `They go into ${whose}. Who wrote a comment, and when, stands in its memo, as the file says it: names too.`
          : 'Left out unless you tick this. They stay in the copy of the file that is kept in the folder originals.'
      }
    </p>
  </section>`;
}

export function countRemarks({ comments, footnotes }: RemarksReview): string {
  return [
    ...(comments > 0 ? [many(comments, 'comment')] : []),
    ...(footnotes > 0 ? [many(footnotes, 'footnote')] : []),
  ].join(' and ');
}
