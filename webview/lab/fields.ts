import { html } from 'lit';
import { typed } from '../shared/typed';

/** A choice of one, with its label. */
export function select<Key extends string>(
  label: string,
  options: readonly (readonly [Key, string])[],
  chosen: Key,
  choose: (key: Key) => void,
) {
  return html`<label class="field"
    ><span>${label}</span>
    <select
      .value=${chosen}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        const key = options.find(([one]) => one === value)?.[0];
        if (key !== undefined) choose(key);
      }}
    >
      ${options.map(([key, text]) => html`<option value=${key} ?selected=${key === chosen}>${text}</option>`)}
    </select></label
  >`;
}

/** A number; what is no number in the range is put back. */
export function number(
  label: string,
  value: number,
  { min, max, step = 1 }: { readonly min: number; readonly max: number; readonly step?: number },
  change: (value: number, isDone: boolean) => void,
) {
  const take = (words: string, isDone: boolean) => {
    const given = words === '' ? NaN : Number(words);
    const fits = Number.isFinite(given) && given >= min && given <= max && (step !== 1 || Number.isInteger(given));
    return fits && change(given, isDone);
  };
  return html`<label class="field"
    ><span>${label}</span> <input type="number" min=${min} max=${max} step=${step} ${typed(String(value), take)}
  /></label>`;
}

/** @param change false where the words cannot be taken */
export function text(
  label: string,
  value: string,
  change: (value: string, isDone: boolean) => void | false,
  isLong = false,
) {
  return html`<label class="field wideField"
    ><span>${label}</span> ${
      isLong
        ? html`<textarea rows="4" ${typed(value, change)}></textarea>`
        : html`<input type="text" ${typed(value, change)} />`
    }</label
  >`;
}

export function checkbox(label: unknown, checked: boolean, change: (on: boolean) => void, disabled = false) {
  return html`<label class="check"
    ><input
      type="checkbox"
      .checked=${checked}
      ?disabled=${disabled}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    /><span>${label}</span></label
  >`;
}

/**
 * Several of a list.
 *
 * @param chosen undefined means all
 * @param least how many must stay ticked
 */
export function several(
  name: string,
  all: readonly { readonly id: string; readonly label: string }[],
  chosen: readonly string[] | undefined,
  choose: (ids: readonly string[] | undefined) => void,
  least = 1,
) {
  const on = new Set(chosen ?? all.map(({ id }) => id));
  const count = all.filter(({ id }) => on.has(id)).length;
  const summary = count === all.length ? 'all' : count === 0 ? 'none' : `${count} of ${all.length}`;
  return html`<details class="several" @toggle=${closeWhenLeft} @keydown=${onEscape} @focusout=${onFocusOut}>
    <summary>${name}: <strong>${summary}</strong></summary>
    <div class="choices" role="group" aria-label=${name}>
      ${all.map(({ id, label }) =>
        checkbox(
          label,
          on.has(id),
          (isOn) => {
            const ids = all.map((one) => one.id).filter((one) => (one === id ? isOn : on.has(one)));
            choose(ids.length === all.length ? undefined : ids);
          },
          on.has(id) && count <= least,
        ),
      )}
    </div>
  </details>`;
}

const close = (event: Event): void => {
  (event.currentTarget as HTMLDetailsElement).open = false;
};

function onEscape(event: KeyboardEvent): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (event.key !== 'Escape' || !details.open) return;
  event.stopPropagation();
  close(event);
  details.querySelector('summary')?.focus();
}

/** The list lies over what follows: it goes when the keyboard does. */
function onFocusOut(event: FocusEvent): void {
  const to = event.relatedTarget;
  // What the pointer presses is the pointer's to close. Nothing takes the focus where a label is pressed.
  if (!isPressed && to instanceof Node && !(event.currentTarget as Node).contains(to)) close(event);
}

/** Whether the pointer is down beside a list. */
let isPressed = false;

/**
 * And when the pointer is pressed elsewhere: once it is let go, since without the list the page may be shorter, and what is
 * pressed would slip away from under the pointer.
 */
function closeWhenLeft(event: Event): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (!details.open) return;
  const onPress = (press: Event): void => {
    const isInside = press.composedPath().includes(details);
    if (!isInside) closeOnceLetGo(details);
    if (!isInside || !details.isConnected) document.removeEventListener('pointerdown', onPress, true);
  };
  document.addEventListener('pointerdown', onPress, true);
  details.addEventListener('toggle', () => document.removeEventListener('pointerdown', onPress, true), { once: true });
}

function closeOnceLetGo(details: HTMLDetailsElement): void {
  isPressed = true;
  const letGo = new AbortController();
  const close = (): void => {
    letGo.abort();
    isPressed = false;
    // After the click that comes of it.
    setTimeout(() => (details.open = false));
  };
  for (const event of ['pointerup', 'pointercancel'] as const)
    document.addEventListener(event, close, { capture: true, signal: letGo.signal });
}
