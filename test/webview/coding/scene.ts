// An interview as the coding editor receives it, and a host that does what the editor asks, at once.
import { patterns } from '../../../src/core/codebook/colours';
import { parseTranscript } from '../../../src/core/transcript/transcript';
import type {
  CodingAct,
  CodingChange,
  CodingCode,
  CodingContent,
  CodingMemo,
  CodingSegment,
  CodingSuggestion,
  FromCodingPanel,
  Stretch,
  ToCodingPanel,
} from '../../../src/protocol/coding';
import { openPanel, type OpenOptions } from '../harness';

export const interview = `Interview 7, second session, recorded with consent.

[00:02:42] Interviewer: And what is it like, at three in the morning?

[00:02:47] P07: I lie there and count the cars. Everybody else manages to sleep, a baby can do it. It goes round and round, and then I think of my mother, who never slept either. 😴 My sister says I should get up and read. I tried that. Two pages, and I am back at the bills.

[00:03:20] Interviewer: That is quite a harsh voice.

[00:03:24] P07: It is my voice. <b>Not</b> in another accent or anything. I would not say it to a dog.
And still I say it to myself, every single night.

[00:03:51] Interviewer: Mhm.

[00:03:53] Mother: כשהיא הייתה קטנה היא ישנה כל הלילה, and then she stopped.

[00:04:10] P07: Cafe\u0301 in the evening does not help, I know. 👩‍👩‍👧 But the evenings are the only time that is mine.
`;

const palette: readonly [string, string, string, string][] = [
  ['sleep', 'Sleep problems', 'Trouble falling or staying asleep, or waking too early.', '#0072b2'],
  ['guilt', 'Self-criticism and guilt', 'Harsh judgement of oneself, blame, feeling a burden.', '#d55e00'],
  ['worry', 'Worry and rumination', 'Thoughts that go round and do not come to an end.', '#009e73'],
  ['family', 'Family', 'What is said about parents, brothers, sisters and children.', '#cc79a7'],
  ['coping', 'Ways of coping', 'What the person does to feel better, whether it helps or not.', '#e69f00'],
  ['caffeine', 'Caffeine', '', '#f0e442'],
];

export const codes: readonly CodingCode[] = palette.map(([id, name, definition, colour], i) => ({
  id,
  name,
  path: id === 'worry' ? ['Thinking'] : [],
  definition,
  whenToUse: id === 'sleep' ? 'When the person speaks of their own nights.' : '',
  whenNotToUse: id === 'sleep' ? 'For tiredness during the day.' : '',
  examples: [],
  colour,
  pattern: patterns[i % patterns.length]!,
  shortcut: id === 'guilt' ? 'g' : null,
  pin: i < 3 ? i + 1 : null,
  deleted: false,
}));

export const stretchOf = (words: string, text = interview): Stretch => {
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`No such words: ${words}`);
  return { start, end: start + words.length };
};

export function segment(code: string, words: string, changes: Partial<CodingSegment> = {}): CodingSegment {
  const stretch = stretchOf(words);
  return { id: `urn:uuid:${code}-${stretch.start}`, coder: 'ana', code, state: 'exact', ...stretch, ...changes };
}

/** Segments that overlap, nest and cross turns. */
export const coded = (): CodingSegment[] => [
  segment('sleep', 'I lie there and count the cars.'),
  segment('worry', 'count the cars. Everybody else manages to sleep, a baby can do it. It goes round and round'),
  segment('guilt', 'a baby can do it'),
  segment('family', 'my mother, who never slept either'),
  segment('coping', 'I should get up and read. I tried that. Two pages'),
  segment('guilt', 'It is my voice. <b>Not</b> in another accent or anything. I would not say it to a dog.'),
];

const fromBen = (one: CodingSegment): CodingSegment => ({ ...one, id: `${one.id}-ben`, coder: 'ben' });

export const twoCoders = (): CodingSegment[] => [
  ...coded(),
  fromBen(segment('sleep', 'I lie there and count the cars. Everybody else manages to sleep')),
  fromBen(segment('family', 'כשהיא הייתה קטנה')),
  fromBen(segment('guilt', 'I would not say it to a dog.\nAnd still I say it to myself')),
];

export function content(changes: Partial<CodingContent> = {}): CodingContent {
  const text = changes.text ?? interview;
  const { turns, preamble, notes } = parseTranscript(text);
  return {
    type: 'content',
    title: 'P07.transcript.txt',
    text,
    sha256: `of ${text.length}`,
    turns: turns.map(({ speaker, startMs, range, words }) => ({ speaker, startMs, ...range, words })),
    preamble,
    notes,
    coders: [
      { id: 'ana', name: 'Ana R.', kind: 'person', isMe: true, shown: true },
      { id: 'ben', name: 'Ben K.', kind: 'person', isMe: false, shown: true },
    ],
    codes,
    segments: coded(),
    orphans: [],
    memos: [],
    suggestions: [],
    settings: { singleKeys: false, blind: false },
    readOnly: null,
    ...changes,
  };
}

export const openCoding = (options?: OpenOptions) =>
  openPanel<ToCodingPanel, FromCodingPanel>('coding', { width: 1100, height: 800, ...options });

type Panel = Awaited<ReturnType<typeof openCoding>>;

/** What the host keeps, and its answer to an act. */
export class ScriptedHost {
  readonly segments: Map<string, CodingSegment>;
  readonly memos: Map<string, CodingMemo>;
  readonly suggestions: Map<string, CodingSuggestion>;
  #codes: readonly CodingCode[];
  #made = 0;
  #answered = 0;

  constructor(
    readonly panel: Panel,
    shown: CodingContent,
  ) {
    this.segments = new Map(shown.segments.map((one) => [one.id, one]));
    this.memos = new Map(shown.memos.map((one) => [one.id, one]));
    this.suggestions = new Map(shown.suggestions.map((one) => [one.segment, one]));
    this.#codes = shown.codes;
  }

  /** Answers what the panel has asked since the last time. */
  async answer(): Promise<void> {
    const asked = await this.panel.sentOf('apply');
    for (const { act } of asked.slice(this.#answered)) await this.panel.send(...this.#do(act));
    this.#answered = asked.length;
  }

  async acts(): Promise<CodingAct[]> {
    return (await this.panel.sentOf('apply')).map(({ act }) => act);
  }

  #do(act: CodingAct): ToCodingPanel[] {
    const change = (parts: Omit<CodingChange, 'type'>): CodingChange => ({ type: 'change', ...parts });
    const kept = (id: string) => this.segments.get(id)!;
    const put = (...segments: CodingSegment[]): ToCodingPanel[] => {
      for (const one of segments) this.segments.set(one.id, one);
      return [change({ segments }), { type: 'applied', segments: segments.map(({ id }) => id) }];
    };
    const make = (code: string, { start, end }: Stretch): CodingSegment => {
      return { id: `urn:uuid:made-${this.#made++}`, coder: 'ana', code, state: 'exact', start, end };
    };
    switch (act.act) {
      case 'code':
        return put(make(act.code, act.stretch));
      case 'codeAsNew': {
        const code = { ...codes[5]!, id: `new-${this.#made++}`, name: act.name };
        this.#codes = [...this.#codes, code];
        return [change({ codes: this.#codes }), ...put(make(code.id, act.stretch))];
      }
      case 'resize':
      case 'reattach':
        return put({ ...kept(act.segment), ...act.stretch, state: 'exact' });
      case 'recode':
        return put(...act.segments.map((id) => ({ ...kept(id), code: act.code })));
      case 'confirm':
        return put(...act.segments.map((id) => ({ ...kept(id), state: 'exact' as const })));
      case 'split': {
        const whole = kept(act.segment);
        return put({ ...whole, end: act.at }, { ...make(whole.code, whole), start: act.at });
      }
      case 'merge': {
        const all = act.segments.map(kept);
        const [first, ...rest] = all;
        for (const { id } of rest) this.segments.delete(id);
        const merged = {
          ...first!,
          start: Math.min(...all.map(({ start }) => start)),
          end: Math.max(...all.map(({ end }) => end)),
        };
        return [change({ removed: rest.map(({ id }) => id) }), ...put(merged)];
      }
      case 'delete':
        for (const id of act.segments) this.segments.delete(id);
        return [change({ removed: act.segments, orphans: [] }), { type: 'applied', segments: [] }];
      case 'accept': {
        const suggested = kept(act.suggestion);
        const made = make(act.code, act.stretch);
        const isSame =
          act.code === suggested.code && act.stretch.start === suggested.start && act.stretch.end === suggested.end;
        const status = isSame ? 'accepted' : 'changed';
        const suggestion = { ...this.suggestions.get(act.suggestion)!, status, own: [made.id] } as const;
        this.suggestions.set(act.suggestion, suggestion);
        this.segments.set(made.id, made);
        return [change({ segments: [made], suggestions: [suggestion] }), { type: 'applied', segments: [made.id] }];
      }
      case 'reject': {
        const status = act.rejected ? 'rejected' : 'open';
        const suggestion = { ...this.suggestions.get(act.suggestion)!, status } as const;
        this.suggestions.set(act.suggestion, suggestion);
        return [change({ suggestions: [suggestion] }), { type: 'applied', segments: [] }];
      }
      case 'memo': {
        if (act.text === '') return [change({ removed: [act.memo] }), { type: 'applied', segments: [] }];
        const memo = { id: act.memo, coder: 'ana', target: act.target, text: act.text };
        this.memos.set(memo.id, memo);
        return [change({ memos: [memo] }), { type: 'applied', segments: [] }];
      }
    }
  }
}

/** Opens the editor with a host that answers. */
export async function start(changes: Partial<CodingContent> = {}, options?: OpenOptions) {
  const panel = await openCoding(options);
  const shown = content(changes);
  await panel.send(shown);
  const host = new ScriptedHost(panel, shown);
  const { page } = panel;
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      await panel.rendered();
      await host.answer();
    }
  };
  /** Selects words as a person drags over them. */
  const drag = async (words: string) => {
    const { from, to } = await page.evaluate((sought) => {
      const walker = document.createTreeWalker(document.querySelector('.page')!, NodeFilter.SHOW_TEXT);
      const nodes: Text[] = [];
      let all = '';
      while (walker.nextNode()) {
        nodes.push(walker.currentNode as Text);
        all += (walker.currentNode as Text).data;
      }
      const at = all.indexOf(sought);
      const pointAt = (offset: number, after: boolean) => {
        let left = offset;
        for (const node of nodes) {
          if (left < node.length) {
            const range = document.createRange();
            range.setStart(node, left);
            range.setEnd(node, left + 1);
            const rect = range.getBoundingClientRect();
            return { x: after ? rect.right : rect.left, y: rect.top + rect.height / 2 };
          }
          left -= node.length;
        }
        throw new Error(`Not on the page: ${sought}`);
      };
      return { from: pointAt(at, false), to: pointAt(at + sought.length - 1, true) };
    }, words);
    await page.mouse.move(from.x + 0.5, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 2 });
    await page.mouse.move(to.x - 0.5, to.y, { steps: 2 });
    await page.mouse.up();
    await panel.rendered();
  };
  const selected = () => page.evaluate(() => document.getSelection()!.toString());
  const text = page.getByRole('textbox', { name: /^Transcript/ });
  return { panel, page, host, press, drag, selected, text };
}
