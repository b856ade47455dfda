import '@vscode-elements/elements/dist/vscode-button/index.js';
import '../shared/explain';
import { html, nothing } from 'lit';
import type { Sheet, TechniqueSetting } from '../../src/core/prompting/sheet';
import type { LabExample, LabOffer, TechniqueCard } from '../../src/protocol/lab';
import './examplePicker';
import { checkbox, number, select, text } from './fields';

/** `isDone`: false while a field is being typed into. */
type Change = (techniques: readonly TechniqueSetting[], isDone?: boolean) => void;
type Options = Readonly<Record<string, unknown>>;

/** Every technique with its card; those that are ticked are run. */
export function renderTechniques(
  sheet: Sheet,
  offer: LabOffer,
  examples: readonly LabExample[] | null,
  change: Change,
  preview: (id: string) => void,
) {
  const fitting = offer.techniques.filter(({ tasks }) => tasks.includes(sheet.task.kind));
  const left = offer.techniques.length - fitting.length;
  return html`<section>
    <introspect-explain question="What is a technique?"
      ><h2 slot="subject">3. Techniques</h2>
      <p>A way to put the same question. Tick two or more to see them side by side; each card says when it helps.</p>
      <p>A prompt is only words: it changes what the model is shown, never the model.</p></introspect-explain
    >
    <ul class="cards">
      ${fitting.map((card) => renderCard(card, sheet.techniques, examples, change, preview))}
    </ul>
    ${left > 0 ? html`<p class="secondary">${left} more are for other tasks.</p>` : nothing}
  </section>`;
}

function renderCard(
  card: TechniqueCard,
  chosen: readonly TechniqueSetting[],
  examples: readonly LabExample[] | null,
  change: Change,
  preview: (id: string) => void,
) {
  const own = chosen.filter(({ kind }) => kind === card.kind);
  const isOn = own.length > 0;
  const toggle = (on: boolean) => {
    if (on) change([...chosen, { id: freeId(card.kind, chosen), kind: card.kind, ...start(card.kind) }]);
    else if (chosen.length > own.length) change(chosen.filter(({ kind }) => kind !== card.kind));
  };
  return html`<li class=${isOn ? 'card on' : 'card'} data-technique=${card.kind}>
    <div class="cardHead">
      ${checkbox(html`<strong>${card.name}</strong>`, isOn, toggle, isOn && chosen.length === own.length)}
    </div>
    <p>${card.what}</p>
    <details>
      <summary>When it helps</summary>
      <p>${card.when}</p>
      <p class="secondary">Source: ${card.source}</p>
    </details>
    ${own.map((setting) => {
      const set = (options: Options, isDone?: boolean) =>
        change(
          chosen.map((one) => (one === setting ? { ...setting, options: { ...optionsOf(setting), ...options } } : one)),
          isDone,
        );
      const remove = () => change(chosen.filter((one) => one !== setting));
      return html`<div
        class="options"
        role=${own.length > 1 ? 'group' : nothing}
        aria-label=${own.length > 1 ? titleOf(card, setting) : nothing}
      >
        ${
          own.length > 1
            ? html`<div class="row">
                <strong>${titleOf(card, setting)}</strong>
                <button type="button" class="link" aria-label=${`Remove ${titleOf(card, setting)}`} @click=${remove}>
                  Remove
                </button>
              </div>`
            : nothing
        }
        ${renderOptions(setting, examples, set)}
        <vscode-button secondary @click=${() => preview(setting.id)}>Show its prompt</vscode-button>
      </div>`;
    })}
    ${
      isOn && several.has(card.kind)
        ? html`<button
            type="button"
            class="link another"
            @click=${() => change([...chosen, { id: freeId(card.kind, chosen), kind: card.kind, ...start(card.kind, own.length) }])}
          >
            ${card.kind === 'template' ? 'Add another prompt of your own' : 'Add it once more, with other settings'}
          </button>`
        : nothing
    }
  </li>`;
}

/** Those with settings of their own: one can be compared with another. */
const several: ReadonlySet<string> = new Set([
  'fewShot',
  'role',
  'selfConsistency',
  'retrieval',
  'labelLikelihood',
  'template',
]);

/** One of several of a kind, as the columns of the sheet call it. */
function titleOf({ name }: TechniqueCard, setting: TechniqueSetting): string {
  const given = optionsOf(setting)['name'];
  return typeof given === 'string' ? given : `${name} (${setting.id})`;
}

/** Options that cannot be left out. */
function start(kind: string, before = 0): { readonly options?: Options } {
  return kind === 'template'
    ? {
        options: {
          name: before === 0 ? 'Mine' : `Mine ${before + 1}`,
          user: 'Read what {{speaker}} said.\n{{question}} {{codes}}\nText: {{text}}',
        },
      }
    : {};
}

function optionsOf({ options }: TechniqueSetting): Options {
  return typeof options === 'object' && options !== null ? (options as Options) : {};
}

function renderOptions(
  setting: TechniqueSetting,
  examples: readonly LabExample[] | null,
  set: (options: Options, isDone?: boolean) => void,
) {
  const options = optionsOf(setting);
  const count = (key: string, otherwise: number) => (typeof options[key] === 'number' ? options[key] : otherwise);
  const words = (key: string, otherwise: string) => (typeof options[key] === 'string' ? options[key] : otherwise);
  switch (setting.kind) {
    case 'fewShot': {
      const choices = [
        ['balanced', 'some of every code'],
        ['similar', 'most like the text'],
        ['picked', 'picked by hand'],
      ] as const;
      const choose = choices.find(([key]) => key === options['choose'])?.[0] ?? 'balanced';
      const picked = Array.isArray(options['picked']) ? options['picked'].map(String) : [];
      return html`${
        choose === 'picked'
          ? nothing
          : number('Examples', count('count', 4), { min: 1, max: 32 }, (value, isDone) => set({ count: value }, isDone))
      }
      ${select('chosen', choices, choose, (key) => set({ choose: key }))}
      ${
        choose === 'picked'
          ? html`<introspect-lab-examples
              .examples=${examples}
              .picked=${picked}
              @pick=${(event: CustomEvent<readonly string[]>) => set({ picked: event.detail })}
            ></introspect-lab-examples>`
          : nothing
      }`;
    }
    case 'role':
      return text(
        'Role',
        words('role', 'You are an experienced qualitative researcher in mental health.'),
        (role, isDone) => (role.trim() === '' ? false : set({ role }, isDone)),
      );
    case 'selfConsistency':
      return html`${number('Votes', count('samples', 5), { min: 2, max: 40 }, (samples, isDone) => set({ samples }, isDone))}
      ${number('Temperature', count('temperature', 0.7), { min: 0.1, max: 2, step: 0.1 }, (temperature, isDone) => set({ temperature }, isDone))}`;
    case 'retrieval':
      return number('Passages', count('count', 2), { min: 1, max: 10 }, (value, isDone) =>
        set({ count: value }, isDone),
      );
    case 'labelLikelihood':
      return html`${checkbox('Calibrated', options['calibrate'] !== false, (calibrate) => set({ calibrate }))}
      ${checkbox('Per token: long code names count like short ones', options['perToken'] === true, (perToken) => set({ perToken }))}`;
    case 'template':
      return html`${text('Name', words('name', 'Mine'), (name, isDone) => (name.trim() === '' ? false : set({ name: name.trim() }, isDone)))}
      ${text('System message', words('system', ''), (system, isDone) => set({ system }, isDone))}
      ${text('Prompt, with {{text}}', words('user', ''), (user, isDone) => set({ user }, isDone), true)}`;
    default:
      return nothing;
  }
}

function freeId(kind: string, chosen: readonly TechniqueSetting[]): string {
  const taken = new Set(chosen.map(({ id }) => id));
  let id = kind;
  for (let n = 2; taken.has(id); n++) id = `${kind}-${n}`;
  return id;
}
