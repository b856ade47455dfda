import { toErrorInfo, UserError } from '../../core/base/userError';
import { logProbabilityOf, rankOf, softmax } from '../../core/generation/probabilities';
import { windowOf } from '../../core/surprisal/windows';
import { isCancelled } from '../../panels/notices';
import { provenanceOf } from '../../panels/provenance';
import { type Read, type Shown, SubjectSession } from '../../panels/subjectSession';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import type { GeneratedToken, NextParams, ScoredToken } from '../../protocol/modelHost';
import type { SubjectFromPanel } from '../../protocol/panel';
import type { RankedCandidate, WordsContent, WordsFromPanel, WordsPlace, WordsToPanel } from '../../protocol/words';
import { TranscriptScorer } from './transcriptScorer';

/** Candidates that come with their text at once; the texts of others are asked for page by page. */
const candidates = 1000;
/** Children that a node of the tree may have. */
const maxBreadth = 20;
/** UTF-16 units; more cannot be shown, and only counting its tokens would take seconds. */
const selectionLimit = 100_000;

type Own = Exclude<WordsFromPanel, SubjectFromPanel>;

/** The Next Words panel: what may come after any token, a tree of it, and the surprisal of selection and transcript. */
export class WordsSession extends SubjectSession<ScoredToken, Own, WordsContent> {
  readonly #place = new Latest();
  readonly #likeliest = new Latest();
  readonly #scorer: TranscriptScorer;
  /** For everything about one content that does not replace one another. */
  #work = new AbortController();

  constructor(
    services: Services,
    private readonly post: (message: WordsToPanel) => void,
    isVisible: () => boolean,
  ) {
    super(services, post, isVisible);
    this.#scorer = new TranscriptScorer(services, {
      onProgress: (progress) => this.#tell((subjectId) => ({ type: 'scoring', subjectId, progress })),
      onDone: (reading) => this.#tell((subjectId) => ({ type: 'transcript', subjectId, reading })),
      onStale: (readingId) => this.#tell((subjectId) => ({ type: 'stale', subjectId, readingId })),
      onFailed: (error) => {
        const message = isCancelled(error) ? null : failureText(error);
        this.#tell((subjectId) => ({ type: 'scoringEnded', subjectId, message }));
      },
    });
  }

  override dispose(): void {
    this.#scorer.dispose();
    super.dispose();
  }

  protected override async read(subject: Subject, subjectId: number, signal: AbortSignal): Promise<Read<WordsContent>> {
    const { models } = this.services;
    this.#scorer.keepOnly(subject);
    if (models.endpoint) throw onServer(models.endpoint.name);
    if (subject.text.length > selectionLimit) throw tooLong(subject.text.length);
    const info = await models.info(signal);
    if (!info.predictsNextToken) throw isEncoder(models.choice.name);
    const { content, ...by } = await this.readHere(subject, subjectId, signal, (request) =>
      models.request('score', request, signal),
    );
    const { contextLength } = info;
    return { ...by, content: { ...content, text: subject.text, contextLength, readingId: null, scoring: null } };
  }

  protected override postContent({ content, subject }: Shown<WordsContent>): void {
    // Of the last words' transcript: begun while these were read.
    this.#scorer.keepOnly(subject);
    const { reading, progress } = this.#scorer;
    const about = { readingId: reading?.readingId ?? null, scoring: progress };
    this.post({ type: 'content', content: { ...content, ...about }, source: this.services.subjects.source });
  }

  protected override handleOwn(message: Own, { content, subject, reader }: Shown<WordsContent>): void {
    const { subjectId } = content.subject;
    switch (message.type) {
      case 'place':
        return this.#place.run(0, (signal) => this.#postNext(content, message.place, signal));
      case 'texts':
        return void this.#postTexts(subjectId, message.ids);
      case 'expand':
        return void this.#postChildren(content, message.place, message.said);
      case 'likeliest':
        return this.#likeliest.run(0, (signal) => this.#postLikeliest(content, message.place, message.steps, signal));
      case 'score':
        return void this.#scorer.start(subject, { reader, model: content.model }, message.window);
      case 'stopScoring':
        this.#scorer.stop();
        return this.post({ type: 'scoringEnded', subjectId, message: null });
      case 'fetchTranscript':
        if (this.#scorer.reading) this.post({ type: 'transcript', subjectId, reading: this.#scorer.reading });
        return;
      case 'revealInTranscript':
        return void this.#scorer.reveal(message.token).catch((error: unknown) => this.tellFailure(error));
      case 'transcriptProvenance':
        return void this.#postProvenance(content.subject);
    }
  }

  protected override cancelWork(): void {
    this.#place.dispose();
    this.#likeliest.dispose();
    this.#work.abort();
    this.#work = new AbortController();
  }

  #tell(message: (subjectId: number) => WordsToPanel): void {
    if (this.shown) this.post(message(this.shown.content.subject.subjectId));
  }

  async #postNext({ subject, ...content }: WordsContent, place: WordsPlace, signal: AbortSignal): Promise<void> {
    const { subjectId } = subject;
    try {
      const given = this.#givenAt(content.tokens, place);
      const { logits, top } = await this.services.models.request('next', { ...given, top: candidates }, signal);
      const { ids } = given;
      if (!signal.aborted) this.post({ type: 'next', subjectId, place, logits, top, ids });
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error);
    }
  }

  async #postChildren({ subject, ...content }: WordsContent, place: WordsPlace, said: number | null): Promise<void> {
    const { signal } = this.#work;
    const { subjectId } = subject;
    try {
      const given = this.#givenAt(content.tokens, place);
      const { logits, top } = await this.services.models.request('next', { ...given, top: maxBreadth }, signal);
      const probabilities = softmax(logits);
      const children = top.map((candidate) => ({ ...candidate, p: probabilities[candidate.id] ?? 0 }));
      let ranked: RankedCandidate | null = null;
      if (said !== null) {
        const { texts } = await this.services.models.request('tokenTexts', { ids: [said] }, signal);
        ranked = { id: said, text: texts[0] ?? '', p: probabilities[said] ?? 0, rank: rankOf(logits, said) };
      }
      if (!signal.aborted) this.post({ type: 'children', subjectId, place, children, said: ranked });
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      this.post({ type: 'childrenFailed', subjectId, place, message: failureText(error) });
    }
  }

  async #postLikeliest(content: WordsContent, place: WordsPlace, steps: number, signal: AbortSignal): Promise<void> {
    const { subjectId } = content.subject;
    try {
      const { models } = this.services;
      const given = this.#givenAt(content.tokens, place);
      const prompt = { ids: given.ids };
      const request = { prompt, maxNew: steps, sampling: { temperature: 0, topP: 1, seed: 0 } };
      const { tokens: written, stopReason } = await models.request('generate', request, signal);
      // Rated as the tree rates them: an int8 model gives slightly other numbers while it writes.
      const tokens: GeneratedToken[] = [];
      for (const [i, token] of written.entries()) {
        const path = written.slice(0, i).map(({ id }) => id);
        const asked = path.length === 0 ? given : { ids: [...given.ids, ...path] };
        const { logits } = await models.request('next', { ...asked, top: 1 }, signal);
        tokens.push({ ...token, logprob: logProbabilityOf(logits, token.id) });
      }
      if (!signal.aborted) this.post({ type: 'likeliest', subjectId, place, result: { tokens, stopReason } });
    } catch (error) {
      if (!signal.aborted) this.tellFailure(error);
    }
  }

  async #postTexts(subjectId: number, ids: readonly number[]): Promise<void> {
    try {
      const { texts } = await this.services.models.request('tokenTexts', { ids }, this.#work.signal);
      this.post({ type: 'texts', subjectId, texts: ids.map((id, i) => ({ id, text: texts[i] ?? '' })) });
    } catch (error) {
      this.tellFailure(error);
    }
  }

  async #postProvenance(subject: WordsContent['subject']): Promise<void> {
    const { reading, reader, model } = this.#scorer.made ?? {};
    if (!reading || !reader || !model) return;
    const { subjectId } = subject;
    const whole = { ...subject, document: reading.document, line: 1, omittedTokens: 0 };
    try {
      const content = { subject: whole, model, tokens: reading.tokens };
      const provenance = await provenanceOf(this.services.hashes, { text: reading.text }, reader, content);
      this.post({ type: 'provenance', subjectId, provenance });
    } catch (error) {
      this.tellFailure(error);
    }
  }

  /** What the model is given, as it was scored: the selection, or of a transcript the window of the token that follows. */
  #givenAt(selected: readonly ScoredToken[], { scope, position, path }: WordsPlace): Pick<NextParams, 'ids' | 'after'> {
    const reading = scope === 'transcript' ? this.#scorer.reading : undefined;
    const tokens = reading?.tokens ?? selected;
    if (!tokens[position] || (scope === 'transcript' && !reading)) {
      throw new UserError('badRequest', `There is no token ${position + 1}.`, '');
    }
    const next = Math.min(position + 1, tokens.length - 1);
    const window = reading && windowOf(reading.windows, next);
    const start = window?.start ?? 0;
    const opening = reading && start > 0 ? tokens.slice(0, Math.min(reading.leading, start)) : [];
    const read = [...opening, ...tokens.slice(start, position + 1)].map(({ id }) => id);
    if (path.length > 0) return { ids: [...read, ...path] };
    return { ids: read, after: tokens.slice(position + 1, window?.end).map(({ id }) => id) };
  }
}

function failureText(error: unknown): string {
  const { message, remedy } = toErrorInfo(error);
  return `${message} ${remedy}`.trim();
}

function onServer(name: string): UserError {
  return new UserError(
    'modelUnsupported',
    `${name} runs on a server. A server tells at most a few of the likeliest next words, so that neither the whole distribution, nor its entropy, nor what sampling cuts can be computed, and no walk through a tree.`,
    'Choose a model on this machine. What the server does tell is in the Explore view.',
  );
}

function isEncoder(name: string): UserError {
  return new UserError(
    'modelUnsupported',
    `${name} is an encoder: it reads a whole text at once and gives no chances for a next word.`,
    'Choose a model that continues text, such as the practice model.',
  );
}

function tooLong(length: number): UserError {
  return new UserError(
    'textTooLong',
    `The selection has ${length.toLocaleString('en')} characters, more than can be looked at word by word.`,
    'Select a short passage, such as one turn, and then choose “Whole transcript” here: it is scored from end to end.',
  );
}
