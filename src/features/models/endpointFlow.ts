import * as vscode from 'vscode';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { endpointPresets, type EndpointSetting, shortModelName } from '../../core/models/endpoint';
import type { Endpoints, EndpointTest } from '../../platform/endpoints';
import { hostOf, parseUrl } from '../../platform/network';
import { summarize } from './endpointWords';
import { withCancellableProgress } from './progress';

export interface AddedEndpoint {
  readonly endpoint: EndpointSetting;
  /** Undefined where the person added it although it did not answer. */
  readonly test: EndpointTest | undefined;
}

/** Leads through adding a model on a server. @returns undefined when the person backed out */
export async function addEndpoint(endpoints: Endpoints): Promise<AddedEndpoint | undefined> {
  const preset = await pickPreset();
  if (!preset) return undefined;
  const url = preset.url ?? (await askUrl('Add Endpoint', 'https://'));
  if (url === undefined) return undefined;
  // The presets' servers need none unless they say so.
  if (preset.url === undefined && !(await askKey(endpoints, url))) return undefined;
  await endpoints.requireAgreement(url);
  const model = await pickModel(endpoints, url);
  if (model === undefined) return undefined;
  const where = preset.url === undefined ? hostOf(parseUrl(url)) : preset.label;
  const name = await askName(endpoints, `${shortModelName(model)} (${where})`);
  if (name === undefined) return undefined;
  const endpoint = { name, url, model };
  return testAndSave(endpoints, endpoint);
}

/** Changes one thing about an endpoint, and tests it again. */
export async function editEndpoint(endpoints: Endpoints, old: EndpointSetting): Promise<void> {
  const hasKey = await endpoints.hasKey(old.url);
  const host = hostOf(parseUrl(old.url));
  const change = async (changed: Partial<EndpointSetting>): Promise<void> => {
    const saved = await testAndSave(endpoints, { ...old, ...changed }, old.name);
    if (saved?.test) tellTest(saved.endpoint, saved.test);
  };
  const choices = [
    {
      label: 'Name',
      description: old.name,
      run: async () => {
        const name = await askName(endpoints, old.name, old.name);
        if (name !== undefined && name !== old.name) await endpoints.save({ ...old, name }, old.name);
      },
    },
    {
      label: 'Address',
      description: old.url,
      run: async () => {
        const url = await askUrl('Edit Endpoint', old.url);
        if (url === undefined || url === old.url) return;
        await endpoints.requireAgreement(url);
        await change({ url });
      },
    },
    {
      label: 'Model',
      description: old.model,
      run: async () => {
        await endpoints.requireAgreement(old.url);
        const model = await pickModel(endpoints, old.url);
        if (model !== undefined) await change({ model });
      },
    },
    {
      label: 'API key',
      description: hasKey ? `stored for ${host}` : 'none',
      run: async () => {
        if (!(await askKey(endpoints, old.url))) return;
        await endpoints.requireAgreement(old.url);
        await change({});
      },
    },
  ];
  if (hasKey) {
    choices.push({
      label: 'Forget the API key',
      description: `all endpoints at ${host}`,
      run: () => endpoints.setKey(old.url, ''),
    });
  }
  const picked = await vscode.window.showQuickPick(choices, {
    title: `Edit Endpoint ${old.name}`,
    placeHolder: 'What shall be changed?',
  });
  await picked?.run();
}

/** Tells what the server can do. @throws UserError when it does not answer */
export async function testEndpoint(endpoints: Endpoints, endpoint: EndpointSetting): Promise<EndpointTest> {
  await endpoints.requireAgreement(endpoint.url);
  return withCancellableProgress(`Finding out what ${endpoint.name} can do…`, (signal) =>
    endpoints.test(endpoint, signal),
  );
}

export function tellTest({ name }: EndpointSetting, test: EndpointTest): void {
  void vscode.window.showInformationMessage(`${name} answers. What it can do: ${summarize(test)}.`);
}

/** A server that fails its test is saved only if the person wants it all the same; undefined when they do not. */
async function testAndSave(
  endpoints: Endpoints,
  endpoint: EndpointSetting,
  replaced?: string,
): Promise<AddedEndpoint | undefined> {
  let test: EndpointTest | undefined;
  try {
    test = await testEndpoint(endpoints, endpoint);
  } catch (error) {
    const { code, message, remedy } = toErrorInfo(error);
    if (code === 'cancelled') return undefined;
    const keep = 'Save All the Same';
    const detail = `${remedy} It can be tested again from the Models view.`.trim();
    if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, keep)) !== keep) return undefined;
  }
  await endpoints.save(endpoint, replaced);
  return { endpoint, test };
}

interface PresetPick extends vscode.QuickPickItem {
  readonly url: string | undefined;
}

async function pickPreset(): Promise<PresetPick | undefined> {
  const presets = endpointPresets.map(({ name, url, about }): PresetPick => ({
    label: name,
    description: url,
    detail: about,
    url,
  }));
  const other: PresetPick = {
    label: 'Another server',
    description: 'by its address',
    detail: 'Any server with OpenAI’s protocol, such as one that your institution runs.',
    url: undefined,
  };
  return vscode.window.showQuickPick([...presets, other], {
    title: 'Add Endpoint: Which Server?',
    placeHolder: 'A model that a server runs, here or elsewhere. Nothing is sent before you agree.',
  });
}

function askUrl(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: 'Address of the server; it usually ends in /v1.',
    placeHolder: 'https://models.example.org/v1',
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(() => parseUrl(text)),
  });
}

/** @returns whether to go on */
async function askKey(endpoints: Endpoints, url: string): Promise<boolean> {
  const host = hostOf(parseUrl(url));
  const stored = await endpoints.hasKey(url);
  const key = await vscode.window.showInputBox({
    title: `API Key for ${host}`,
    prompt: stored
      ? 'A key is stored for this server: leave this empty to keep it.'
      : 'Leave this empty if the server needs none. It is kept in VS Code’s secret storage and sent to no other host.',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]*$/.test(text.trim()) ? undefined : 'It holds characters that no key has: copy it again.',
  });
  if (key === undefined) return false;
  if (key.trim() !== '') await endpoints.setKey(url, key.trim());
  return true;
}

/** From the server's own list; by hand where it has none. */
async function pickModel(endpoints: Endpoints, url: string): Promise<string | undefined> {
  const byHand = 'Type the name of a model…';
  let models: readonly string[] = [];
  try {
    models = await withCancellableProgress(`Asking ${hostOf(parseUrl(url))} for its models…`, (signal) =>
      endpoints.modelsOf(url, signal),
    );
  } catch (error) {
    const { code, message, remedy } = toErrorInfo(error);
    if (code === 'cancelled') return undefined;
    const [name, key] = ['Type the Name of the Model', 'Enter an API Key'];
    const buttons = code === 'endpointRefused' ? [key, name] : [name];
    const answer = await vscode.window.showWarningMessage(message, { modal: true, detail: remedy }, ...buttons);
    if (answer === key && (await askKey(endpoints, url))) return pickModel(endpoints, url);
    return answer === name ? typeModel() : undefined;
  }
  if (models.length === 0) return typeModel();
  const picked = await vscode.window.showQuickPick([...models, byHand], {
    title: 'Which Model?',
    placeHolder: `What ${hostOf(parseUrl(url))} offers`,
    ignoreFocusOut: true,
  });
  return picked === byHand ? typeModel() : picked;
}

function typeModel(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Name of the Model',
    prompt: 'As the server calls it.',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'A name is needed.' : undefined),
  });
}

function askName(endpoints: Endpoints, value: string, own?: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Name of the Endpoint',
    prompt: 'As it will be called in lists and in what it writes.',
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text.trim() === '') return 'A name is needed.';
      return text !== own && endpoints.find(text) ? 'Another endpoint has this name.' : undefined;
    },
  });
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof UserError ? `${error.message} ${error.remedy}` : 'This is no address.';
  }
}
