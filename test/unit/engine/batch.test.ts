import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { canonicalJson, runBatch, type BatchOptions } from '../../../src/core/engine/batch';

interface Request {
  readonly prompt: string;
  readonly seed?: number;
}

describe('batch', () => {
  it('gives the results in the order of the requests, whatever the order they end in', async () => {
    const run = async ({ prompt }: Request): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, prompt === 'a' ? 10 : 0));
      return prompt.toUpperCase();
    };
    const outcomes = await batch([{ prompt: 'a' }, { prompt: 'b' }], { run });
    assert.deepEqual(
      outcomes.map((o) => o.ok && o.result),
      ['A', 'B'],
    );
  });

  it('runs no more at once than it may', async () => {
    let [running, most] = [0, 0];
    const run = async (): Promise<string> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return '';
    };
    await batch(
      Array.from({ length: 20 }, (_, i) => ({ prompt: String(i) })),
      { run, concurrency: 3 },
    );
    assert.equal(most, 3);
  });

  it('runs heavy requests alone, light ones beside each other, and lets none overtake', async () => {
    const running = new Set<string>();
    const seen: string[] = [];
    const run = async ({ prompt }: Request): Promise<string> => {
      running.add(prompt);
      seen.push([...running].join(''));
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(prompt);
      return '';
    };
    const weightOf = ({ prompt }: Request) => (prompt === 'H' ? 4 : 1);
    const prompts = ['a', 'b', 'H', 'c', 'd'];
    await batch(
      prompts.map((prompt) => ({ prompt })),
      { run, concurrency: 2, weightOf },
    );
    assert.deepEqual(seen, ['a', 'ab', 'H', 'c', 'cd']);
  });

  it('writes what ends while the journal is busy together, in the order it ended', async () => {
    const written: string[] = [];
    const journal = {
      read: () => Promise.resolve(''),
      append: async (text: string) => {
        await new Promise((resolve) => setImmediate(resolve));
        written.push(text);
      },
    };
    const prompts = ['a', 'b', 'c'];
    await batch(
      prompts.map((prompt) => ({ prompt })),
      { journal, run: ({ prompt }) => Promise.resolve(prompt), concurrency: 3 },
    );
    const lines = written.join('').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { result: string }).result),
      prompts,
    );
    assert.ok(written.length < lines.length);
  });

  it('pays once for equal requests, the order of their keys aside', async () => {
    const paid: Request[] = [];
    const requests = [
      { prompt: 'a', seed: 1 },
      { seed: 1, prompt: 'a' },
      { prompt: 'a', seed: 2 },
    ];
    const outcomes = await batch(requests, { run: (r) => Promise.resolve(String(paid.push(r))) });
    assert.equal(paid.length, 2);
    assert.deepEqual(
      outcomes.map((o) => o.ok && o.result),
      ['1', '1', '2'],
    );
  });

  it('pays for nothing twice after a crash at any byte of the journal, but for the one line that it broke', async () => {
    const requests = ['one', 'two', 'naïve 😴'].map((prompt) => ({ prompt }));
    const journal = new MemoryJournal();
    await batch(requests, { journal, run: ({ prompt }) => Promise.resolve(prompt) });
    const whole = Buffer.from(journal.text);
    const lines = journal.text.split('\n').slice(0, -1);
    assert.equal(lines.length, 3);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length }), async (cut) => {
        const left = whole.subarray(0, cut).toString();
        // A line whose newline alone is missing is whole.
        const kept = lines.filter((_, i) => left.startsWith(lines.slice(0, i + 1).join('\n'))).length;
        const after = new MemoryJournal(left);
        let paid = 0;
        const outcomes = await batch(requests, {
          journal: after,
          run: ({ prompt }) => Promise.resolve((paid++, prompt)),
        });
        assert.deepEqual(
          outcomes.map((o) => o.ok && o.result),
          ['one', 'two', 'naïve 😴'],
        );
        assert.equal(paid, 3 - kept);
        await batch(requests, { journal: after, run: () => assert.fail('paid twice') });
      }),
      { numRuns: 60 },
    );
  });

  it('pays for nothing twice after another program changed line ends, put a byte order mark, or git its marks', async () => {
    const requests = ['a', 'b', 'c', 'd'].map((prompt) => ({ prompt }));
    const journal = new MemoryJournal();
    await batch(requests, { journal, run: ({ prompt }) => Promise.resolve(prompt) });
    const lines = journal.text.split('\n').slice(0, -1);
    const marked = ['<<<<<<< HEAD', lines[0]!, lines[1]!, '=======', lines[2]!, '>>>>>>> b', lines[3]!, ''].join('\n');
    for (const text of [`\uFEFF${journal.text}`, journal.text.replaceAll('\n', '\r\n'), marked]) {
      const outcomes = await batch(requests, {
        journal: new MemoryJournal(text),
        run: () => assert.fail('paid twice'),
      });
      assert.ok(outcomes.every((outcome) => outcome.ok && outcome.fromJournal));
    }
  });

  it('asks again for what the journal holds in another shape, and survives any bytes in it', async () => {
    const request = { prompt: 'a' };
    const key = hash(canonicalJson(request));
    for (const line of ['{}', 'null', '[]', '"', JSON.stringify({ key }), JSON.stringify({ key, result: 5 })]) {
      const [outcome] = await batch([request], {
        journal: new MemoryJournal(`${line}\n`),
        run: () => Promise.resolve('x'),
      });
      assert.deepEqual(outcome, { ok: true, result: 'x', fromJournal: false });
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        const text = Buffer.from(bytes).toString();
        const [outcome] = await batch([request], { journal: new MemoryJournal(text), run: () => Promise.resolve('x') });
        assert.deepEqual(outcome, { ok: true, result: 'x', fromJournal: false });
      }),
      { numRuns: 50 },
    );
  });

  it('goes on after a failure of one request, which runs again the next time', async () => {
    const journal = new MemoryJournal();
    const failing = ({ prompt }: Request): Promise<string> =>
      prompt === 'b' ? Promise.reject(new UserError('badRequest', 'Too long.', 'Shorten.')) : Promise.resolve(prompt);
    const requests = ['a', 'b', 'c'].map((prompt) => ({ prompt }));
    const outcomes = await batch(requests, { journal, run: failing, concurrency: 1 });
    assert.deepEqual(
      outcomes.map((o) => o.ok),
      [true, false, true],
    );
    const again: string[] = [];
    await batch(requests, { journal, run: ({ prompt }) => Promise.resolve((again.push(prompt), prompt)) });
    assert.deepEqual(again, ['b']);
  });

  it('begins nothing after a failure that all would share, nor after it was cancelled', async () => {
    const requests = ['a', 'b', 'c'].map((prompt) => ({ prompt }));
    let begun = 0;
    const refused = (): Promise<string> => {
      begun++;
      return Promise.reject(new UserError('endpointRefused', 'Wrong key.', 'Check the key.'));
    };
    const outcomes = await batch(requests, { run: refused, concurrency: 1 });
    assert.equal(begun, 1);
    assert.deepEqual(
      outcomes.map((o) => !o.ok && o.error.code),
      Array(3).fill('endpointRefused'),
    );

    const abort = new AbortController();
    const cancelling = ({ prompt }: Request): Promise<string> => {
      abort.abort();
      return Promise.resolve(prompt);
    };
    const stopped = await batch(requests, { run: cancelling, concurrency: 1, signal: abort.signal });
    assert.deepEqual(
      stopped.map((o) => (o.ok ? o.result : o.error.code)),
      ['a', 'cancelled', 'cancelled'],
    );
  });

  it('goes on where a server says nothing to some requests, or fails at them, and stops at the third in a row', async () => {
    const silence = new UserError('endpointSilent', 'It said nothing.', '');
    const run = ({ prompt }: Request): Promise<string> =>
      prompt.startsWith('long') ? Promise.reject(silence) : Promise.resolve(prompt);
    const codes = async (prompts: readonly string[], concurrency: number) =>
      (
        await batch(
          prompts.map((prompt, seed) => ({ prompt, seed })),
          { run, concurrency },
        )
      ).map((o) => (o.ok ? o.result : o.error.code));
    const broken = new UserError('endpointFailed', 'Status 500.', '');
    const failing = await batch(
      ['a', 'b', 'c', 'd', 'e'].map((prompt) => ({ prompt })),
      { run: ({ prompt }) => (prompt === 'b' ? Promise.resolve(prompt) : Promise.reject(broken)), concurrency: 1 },
    );
    assert.deepEqual(
      failing.map(({ ok }) => ok),
      [false, true, false, false, false],
    );
    const long = 'endpointSilent';
    assert.deepEqual(await codes(['long', 'a', 'long', 'long', 'b'], 1), [long, 'a', long, long, 'b']);
    assert.deepEqual(await codes(['long', 'long', 'long', 'c'], 1), Array(4).fill(long));
    // Those that wait at the same time wait for the same.
    assert.deepEqual(await codes(['long', 'long', 'long', 'long', 'd'], 4), [...Array<string>(4).fill(long), 'd']);
  });

  it('stops paying when the journal cannot be written', async () => {
    let paid = 0;
    const journal = { read: () => Promise.resolve(''), append: () => Promise.reject(new Error('ENOSPC')) };
    const requests = ['a', 'b', 'c'].map((prompt) => ({ prompt }));
    const run = (): Promise<string> => Promise.resolve(String(paid++));
    await assert.rejects(batch(requests, { journal, run, concurrency: 1 }), /ENOSPC/);
    assert.equal(paid, 1);
  });
});

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function batch(
  requests: readonly Request[],
  options: Partial<BatchOptions<Request, string>> & Pick<BatchOptions<Request, string>, 'run'>,
): ReturnType<typeof runBatch<Request, string>> {
  return runBatch(requests, {
    journal: new MemoryJournal(),
    parseResult: (value) => (typeof value === 'string' ? value : undefined),
    hash,
    concurrency: 4,
    ...options,
  });
}

class MemoryJournal {
  constructor(public text = '') {}
  read(): Promise<string> {
    return Promise.resolve(this.text);
  }
  append(text: string): Promise<void> {
    this.text += text;
    return Promise.resolve();
  }
}
