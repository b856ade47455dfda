import { describeAbilities } from '../../core/models/abilities';
import { catalogued } from '../../core/models/catalogue';
import { formatBytes } from '../../core/models/transfer';
import type { InstalledModel } from '../../platform/installedModels';
import type { ModelInspection } from '../../protocol/modelInspector';

/**
 * All facts about a model, as Markdown.
 * @param sha256 of its ONNX file; undefined where it is not known yet
 */
export function modelDetails(model: InstalledModel, sha256: string | undefined): string {
  return [`# ${escapeMarkdown(model.name)}`, ...sections(model), table(facts(model, sha256))].join('\n\n') + '\n';
}

/** The same without the hash, for a tooltip. */
export function modelTooltip(model: InstalledModel): string {
  const rows = facts(model, undefined).map(([what, value]) => `- ${what}: ${value}`);
  return [`**${escapeMarkdown(model.name)}**`, ...sections(model), rows.join('\n')].join('\n\n');
}

function sections({ problem, record, origin }: InstalledModel): string[] {
  if (problem) return [`⚠ ${escapeMarkdown(`${problem.message} ${problem.remedy}`.trim())}`];
  if (origin === 'bundled')
    return ['Small, for learning and trying out. Works offline. It was trained on English alone. Not for findings.'];
  const entry = record && catalogued(record.repo);
  return entry ? [escapeMarkdown(entry.goodFor)] : [];
}

function facts(model: InstalledModel, sha256: string | undefined): [what: string, value: string][] {
  const { inspection, record, licence, inUse, dir } = model;
  const rows: [string, string][] = [
    ['In use', inUse ? 'yes' : 'no'],
    ['Licence', licence === null ? 'not stated' : escapeMarkdown(licence)],
    ['Origin', originOf(model)],
  ];
  if (record) rows.push(['Revision', code(record.revision)]);
  if (record?.downloadedAt) rows.push(['Downloaded', record.downloadedAt.slice(0, 10)]);
  if (inspection) {
    const { abilities, architecture, layers, heads, bytes, onnxPath } = inspection;
    rows.push(
      ['What it can do', describeAbilities(abilities)],
      ['Size', `${formatBytes(bytes)} (${bytes.toLocaleString('en-US')} bytes)`],
      ['Architecture', `${escapeMarkdown(architecture)}, ${layers} layers of ${heads} heads`],
      ['Reads at most', readsAtMost(inspection)],
      ['ONNX file', code(onnxPath)],
    );
  }
  if (sha256) rows.push(['SHA-256 of that file', code(sha256)]);
  rows.push(['Folder', code(dir)]);
  return rows;
}

function readsAtMost({ contextLength, statedContextLength }: ModelInspection): string {
  if (contextLength === null) return 'not stated';
  const most = `${contextLength.toLocaleString('en-US')} tokens`;
  if (statedContextLength === null) return most;
  const stated = statedContextLength.toLocaleString('en-US');
  return `${most} (its config.json says ${stated}: this kind of model, LongRoPE, reads longer texts by other factors from their first token on, which Introspect does not do)`;
}

function originOf({ origin, record }: InstalledModel): string {
  if (origin === 'bundled') return 'comes with Introspect';
  return record ? `${escapeMarkdown(record.repo)} on ${escapeMarkdown(record.hub)}` : 'a folder on this machine';
}

function table(rows: readonly (readonly [string, string])[]): string {
  return ['| | |', '| --- | --- |', ...rows.map(([what, value]) => `| ${what} | ${value} |`)].join('\n');
}

function code(text: string): string {
  return `\`${text.replace(/[`|\r\n]/g, ' ')}\``;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+!|<>~&-]/g, '\\$&');
}
