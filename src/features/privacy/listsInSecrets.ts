import * as z from 'zod';
import type * as vscode from 'vscode';
import type { PrivacyLists } from '../../protocol/privacy';

const delayMs = 500;
const none: PrivacyLists = { names: '', places: '' };
const schema = z.object({ names: z.string(), places: z.string() });

/** Lists of names are in the key alone; until they are in one, they lie encrypted in VS Code's secret storage. */
export class ListsInSecrets {
  #next: PrivacyLists | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>,
    private readonly key: string,
  ) {}

  async get(): Promise<PrivacyLists> {
    if (this.#next) return this.#next;
    try {
      return schema.parse(JSON.parse((await this.secrets.get(this.key)) ?? 'null'));
    } catch {
      return none;
    }
  }

  /** Empty ones are deleted. */
  set(lists: PrivacyLists): void {
    this.#next = lists;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delayMs);
  }

  async flush(): Promise<void> {
    const lists = this.#next;
    if (this.#timer === undefined || !lists) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const isEmpty = lists.names === '' && lists.places === '';
    await (isEmpty ? this.secrets.delete(this.key) : this.secrets.store(this.key, JSON.stringify(lists)));
  }
}
