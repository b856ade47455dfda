import type * as vscode from 'vscode';
import { planDeletion, readDeletion, setKey, setsOf } from '../../core/attribution/deletion';
import { evidenceOf, type Evidence } from '../../core/attribution/evidence';
import { findUnits } from '../../core/attribution/units';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { errorNotice, isCancelled } from '../../panels/notices';
import type { Reader } from '../../panels/provenance';
import { type Read, type Shown, SubjectSession } from '../../panels/subjectSession';
import { panelTokenLimit, subjectLabel, subjectRequest } from '../../panels/subjectText';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import { watchStudy } from '../../platform/study/studyFolder';
import type { Subject } from '../../platform/subject';
import type {
  MatteredAsk,
  MatteredContent,
  MatteredFromPanel,
  MatteredToPanel,
  MatteredWork,
} from '../../protocol/mattered';
import type { Token } from '../../protocol/modelHost';
import type { SubjectFromPanel } from '../../protocol/panel';
import { askEvidence, countParts, readServer } from './evidenceSource';
import { nextWords } from './nextWords';
import { findMarks, studyOf, type StudyOfSubject } from './studyMarks';

/** Tokens of the model's context that are kept for the target. */
const roomForTarget = 32;
/** How long a batch of runs may take before the panel hears of it. */
const batchMs = 250;
const maxBatch = 64;
/** Changes on disk come in bursts, as when a coder's file is replaced. */
const settleMs = 300;

type Own = Exclude<MatteredFromPanel, SubjectFromPanel>;
type Message<Type extends Own['type']> = Extract<Own, { type: Type }>;

/** The panel What Mattered: what in the selected words a prediction rests on, and what the coders marked in them. */
export class MatteredSession extends SubjectSession<Token, Own, MatteredContent> {
  /** Attribution and check: one at a time. */
  readonly #runs = new Latest();
  readonly #attention = new Latest();
  readonly #rollout = new Latest();
  readonly #study = new Latest();
  readonly #coderChanged: vscode.Disposable;
  #watched: { readonly root: string; readonly watcher: vscode.Disposable } | undefined;
  /** What the person let go to a server elsewhere. */
  #released: { readonly subject: Subject; readonly url: string } | undefined;
  /** Evidence that was computed for the present question, by `setKey`. */
  #known = { key: '', evidence: new Map<string, Evidence>() };

  constructor(
    services: Services,
    private readonly post: (message: MatteredToPanel) => void,
    isVisible: () => boolean,
  ) {
    super(services, post, isVisible);
    this.#coderChanged = services.coder.onDidChange(() => this.#readStudy(0));
  }

  override dispose(): void {
    this.#coderChanged.dispose();
    this.#watched?.watcher.dispose();
    super.dispose();
  }

  protected override async read(
    subject: Subject,
    subjectId: number,
    signal: AbortSignal,
  ): Promise<Read<MatteredContent>> {
    const { models, subjects } = this.services;
    const { endpoint } = models;
    if (endpoint) {
      subjectRequest(subject);
      const released = this.#released;
      const isReleased = released?.subject === subject && released.url === endpoint.url;
      const { omittedTokens, ...read } = await readServer(
        this.services,
        endpoint,
        subject,
        { isReleased, limit: panelTokenLimit },
        signal,
      );
      const content = {
        subject: subjectLabel(subjects, subject, subjectId, omittedTokens, { contextLength: null }),
        model: { name: endpoint.name, bundled: false, layers: 0, heads: 0, predictsNextToken: true },
        ...read,
      };
      return { content, reader: { kind: 'server', endpoint }, kept: undefined };
    }
    const info = await models.info(signal);
    const reader: Reader = { kind: 'here', info };
    const limit = Math.max(1, Math.min(panelTokenLimit, (info.contextLength ?? Infinity) - roomForTarget));
    const request = subjectRequest(subject, limit);
    const { tokens, omittedTokens } = await models.request('tokenize', request, signal);
    const last = tokens.findLast(({ special }) => !special);
    const text = omittedTokens === 0 ? subject.text : subject.text.slice(0, last?.end);
    const ids = idsBeforeTarget(tokens);
    const words = info.predictsNextToken && ids.length > 0 ? await nextWords(models, ids, signal) : [];
    const hideable = info.fillsGaps ? findUnits(text, 'word', tokens) : null;
    const gap = hideable?.at(-1);
    const embeds = info.embedding.available;
    const target = gap ? text.slice(gap.start, gap.end) : embeds ? null : words[0]?.text;
    const runMs =
      target === undefined ? null : await this.#measure(reader, text, { target, ...(gap && { gap }) }, signal);
    const content: MatteredContent = {
      subject: subjectLabel(subjects, subject, subjectId, omittedTokens, info, limit),
      model: models.label(info),
      tokens,
      text,
      parts: countParts(text, tokens),
      nextWords: words,
      hideable,
      embedding: info.embedding,
      runMs,
      attention: hideable ? gapAttention : embeds ? embeddingAttention : info.attention,
      server: null,
    };
    return { content, reader, kept: undefined };
  }

  protected override postContent({ content }: Shown<MatteredContent>): void {
    this.#known = { key: '', evidence: new Map() };
    this.post({ type: 'content', content, source: this.services.subjects.source });
    if (content.attention.available && content.model.predictsNextToken) {
      this.#attention.run(0, (signal) => this.#postAttention(content, signal));
    }
    this.#readStudy(0);
  }

  protected override handleOwn(message: Own, shown: Shown<MatteredContent>): void {
    const { content, subject, reader } = shown;
    switch (message.type) {
      case 'send':
        // What the person saw when they agreed; by now other words may be the subject, or another model in use.
        if (reader?.kind === 'server') this.#released = { subject, url: reader.endpoint.url };
        return this.refresh();
      case 'attribute':
        return this.#runs.run(0, (signal) =>
          this.#guard('attribution', content, signal, () => this.#attribute(shown, message.ask, signal)),
        );
      case 'check':
        return this.#runs.run(0, (signal) =>
          this.#guard('check', content, signal, () => this.#check(shown, message, signal)),
        );
      case 'rollout':
        return this.#rollout.run(0, (signal) =>
          this.#guard('rollout', content, signal, () => this.#postRollout(content, signal)),
        );
      case 'stop':
        (message.work === 'rollout' ? this.#rollout : this.#runs).dispose();
        return this.post({ type: 'stopped', subjectId: message.subjectId, work: message.work });
    }
  }

  protected override cancelWork(): void {
    for (const work of [this.#runs, this.#attention, this.#rollout, this.#study]) work.dispose();
  }

  async #measure(
    reader: Reader,
    text: string,
    about: Pick<MatteredAsk, 'target' | 'gap'>,
    signal: AbortSignal,
  ): Promise<number> {
    const startedMs = Date.now();
    const ask = { ...about, foil: null, unit: 'word' } as const;
    await askEvidence(this.services, reader, text, ask, [[]], signal);
    // What takes no measurable time still takes some.
    return Math.max(1, Date.now() - startedMs);
  }

  async #attribute(shown: Shown<MatteredContent>, ask: MatteredAsk, signal: AbortSignal): Promise<void> {
    const { content } = shown;
    const { subjectId } = content.subject;
    requireAnswer(content);
    const { units } = await askEvidence(this.services, readerOf(shown), content.text, ask, [], signal);
    const sets = [[], ...units.map((_, i) => [i])];
    const { evidence, runMs } = await this.#runBatches('attribution', shown, ask, sets, signal);
    const of = (set: readonly number[]): Evidence => evidence.get(setKey(set))!;
    const whole = of([]);
    requireEvidence(evidenceOf(whole, ask.foil !== null));
    const parts = { units, whole, without: units.map((_, i) => of([i])) };
    this.post({ type: 'attribution', subjectId, ask, parts, runMs });
  }

  async #check(
    shown: Shown<MatteredContent>,
    { ask, rankings, settings }: Message<'check'>,
    signal: AbortSignal,
  ): Promise<void> {
    const plan = planDeletion(rankings, settings);
    const { evidence } = await this.#runBatches('check', shown, ask, [[], ...setsOf(plan)], signal);
    const isContrast = ask.foil !== null;
    const weighed = new Map([...evidence].map(([key, one]) => [key, evidenceOf(one, isContrast)]));
    const check = readDeletion(plan, requireEvidence(weighed.get(setKey([]))), weighed);
    this.post({ type: 'checked', subjectId: shown.content.subject.subjectId, ask, check });
  }

  /** Asks in batches, so that progress is told and a stop is heard; what is known of this question is not asked again. */
  async #runBatches(
    work: MatteredWork,
    shown: Shown<MatteredContent>,
    ask: MatteredAsk,
    sets: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<{ evidence: ReadonlyMap<string, Evidence>; runMs: number }> {
    const { content } = shown;
    const { subjectId } = content.subject;
    const key = JSON.stringify([subjectId, ask]);
    if (this.#known.key !== key) this.#known = { key, evidence: new Map() };
    const { evidence } = this.#known;
    const wanted = sets.filter((set) => !evidence.has(setKey(set)));
    const startedMs = Date.now();
    let [done, size] = [0, 1];
    let runMs = content.runMs ?? 0;
    while (done < wanted.length) {
      const secondsLeft = runMs > 0 ? ((wanted.length - done) * runMs) / 1000 : null;
      this.post({ type: 'progress', subjectId, work, done, total: wanted.length, secondsLeft });
      const batch = wanted.slice(done, done + size);
      const { evidence: found } = await askEvidence(this.services, readerOf(shown), content.text, ask, batch, signal);
      if (signal.aborted) throw new UserError('cancelled', 'The runs were stopped.', '');
      batch.forEach((set, i) => evidence.set(setKey(set), found[i]!));
      done += batch.length;
      runMs = Math.max(0.5, (Date.now() - startedMs) / done);
      size = Math.max(1, Math.min(maxBatch, Math.floor(batchMs / runMs)));
    }
    return { evidence, runMs };
  }

  async #postAttention(content: MatteredContent, signal: AbortSignal): Promise<void> {
    const ids = idsBeforeTarget(content.tokens);
    if (ids.length === 0) return;
    try {
      const params = { ids, query: ids.length - 1 };
      const { layers, heads, weights } = await this.services.models.request('attentionFrom', params, signal);
      if (signal.aborted) return;
      this.post({ type: 'attention', subjectId: content.subject.subjectId, layers, heads, weights });
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error);
    }
  }

  async #postRollout(content: MatteredContent, signal: AbortSignal): Promise<void> {
    const ids = idsBeforeTarget(content.tokens);
    const { subjectId } = content.subject;
    this.post({ type: 'progress', subjectId, work: 'rollout', done: 0, total: 1, secondsLeft: null });
    const params = { ids, layer: content.model.layers - 1 };
    const { weights, size } = await this.services.models.request('rollout', params, signal);
    if (!signal.aborted) this.post({ type: 'rollout', subjectId, weights: weights.slice((size - 1) * size) });
  }

  async #guard(
    work: MatteredWork,
    { subject: { subjectId } }: MatteredContent,
    signal: AbortSignal,
    run: () => Promise<void>,
  ): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      // For the log: the panel shows it where the result would stand.
      errorNotice(error, this.services.log);
      this.post({ type: 'failed', subjectId, work, error: toErrorInfo(error) });
    }
  }

  #readStudy(delayMs: number): void {
    this.#study.run(delayMs, async (signal) => {
      const { content, subject } = this.shown ?? {};
      // Marks are found by the place of the subject; other words that are being read get theirs when they are shown.
      if (!content || !subject || subject !== this.services.subjects.current) return;
      const { subjectId } = content.subject;
      try {
        const study = await studyOf(subject);
        const marks = await findMarks(this.services, study, content.text, signal);
        if (signal.aborted) return;
        this.#watch(study);
        this.post({ type: 'study', subjectId, marks });
      } catch (error) {
        if (signal.aborted || isCancelled(error)) return;
        errorNotice(error, this.services.log);
        const { message, remedy } = toErrorInfo(error);
        this.post({ type: 'study', subjectId, marks: { notComputable: `${message} ${remedy}`.trim() } });
      }
    });
  }

  #watch(study: StudyOfSubject | undefined): void {
    const root = study?.root.toString() ?? '';
    if (root === (this.#watched?.root ?? '')) return;
    this.#watched?.watcher.dispose();
    this.#watched = study && { root, watcher: watchStudy(study.root, () => this.#readStudy(settleMs)) };
  }
}

const gapAttention = {
  available: false,
  why: 'where a model looks from a hidden word is not read here; Show Attention for Selection has the attention of the text as it stands',
} as const;

const embeddingAttention = {
  available: false,
  why: 'an embedding is made of all tokens, so that no single one looks for it; Show Attention for Selection has the attention of every token',
} as const;

/** Whom the words may go to. @throws UserError where the person has not let them go */
function readerOf({ reader, content: { server } }: Shown<MatteredContent>): Reader {
  if (reader && (server === null || server.isSent)) return reader;
  throw new UserError('badRequest', `The words were not sent to ${server?.host}.`, 'Press “Send these words” first.');
}

function requireAnswer({ model, hideable, embedding }: MatteredContent): void {
  if (model.predictsNextToken || hideable !== null || embedding.available) return;
  throw new UserError(
    'modelUnsupported',
    `The model ${model.name} neither predicts what comes next nor guesses hidden words, and gives no embedding of a text: ${embedding.why}.`,
    'Choose a model that continues text, or an encoder that fills gaps, such as BERT.',
  );
}

function requireEvidence(whole: number | null | undefined): number {
  if (typeof whole === 'number') return whole;
  throw new UserError('textEmpty', 'Nothing is left to predict from.', 'Select more words.');
}

/** Tokens that close a text, such as `</s>`, come after the target and are left out. */
function idsBeforeTarget(tokens: readonly Token[]): number[] {
  return tokens.slice(0, tokens.findLastIndex(({ special }) => !special) + 1).map(({ id }) => id);
}
