import { childrenOf, type XmlElement } from '../../core/exchange/xml';
import type { DocxNode } from './docxText';

/** What Word does not show, and what it shows struck through: mammoth reads little of either, but it reads highlights. */
const markName = 'introspect';
const runProperties = /(<w:r(?:\s[^<>]*)?>\s*<w:rPr>)([^]{0,4000}?)(<\/w:rPr>)/g;
/** What the letters were before a tracked change. */
const formerProperties = /<w:rPrChange\s[^]{0,4000}?<\/w:rPrChange>/g;
const highlight = /<w:highlight\s[^<>]*>(?:\s*<\/w:highlight>)?/g;

/** Null where nothing is said of it. */
interface Look {
  readonly isHidden: boolean | null;
  readonly isStruck: boolean | null;
}

export interface HiddenCounts {
  /** Places that are left out. */
  hidden: number;
  /** Places that are kept. */
  struck: number;
}

/** Writes what runs say of themselves where `withoutHidden` finds it. */
export function markHidden(xml: string): string {
  return xml
    .replace(formerProperties, '')
    .replace(runProperties, (whole, open: string, properties: string, close: string) => {
      const mark = [
        ...lookOf('hidden', stated(properties, /<w:vanish(?=[\s/>])([^<>]*)>/g)),
        ...lookOf('struck', stated(properties, /<w:d?strike(?=[\s/>])([^<>]*)>/g)),
      ].join(' ');
      if (mark === '') return whole;
      return `${open}${properties.replace(highlight, '')}<w:highlight w:val="${markName} ${mark}"/>${close}`;
    });
}

function lookOf(what: string, value: boolean | null): string[] {
  return value === null ? [] : [`${what}=${value}`];
}

function stated(properties: string, element: RegExp): boolean | null {
  const values = [...properties.matchAll(element)].map(([, attributes = '']) =>
    isOn(/w:val\s*=\s*["']([^"']*)/.exec(attributes)?.[1]),
  );
  return values.length === 0 ? null : values.includes(true);
}

function isOn(value: string | undefined): boolean {
  return !/^(?:0|false|off)$/.test(value ?? '');
}

/** The document without what Word does not show; what is struck through stays, and both are counted. */
export function withoutHidden(document: DocxNode, styles: XmlElement | null, counts: HiddenCounts): DocxNode {
  const looks = looksOfStyles(styles);
  let open: keyof HiddenCounts | null = null;
  const count = (kind: keyof HiddenCounts | null) => {
    if (kind !== null && kind !== open) counts[kind]++;
    open = kind;
  };
  const read = (node: DocxNode, above: Look): DocxNode => {
    if (node.type === 'paragraph') open = null;
    const look = node.type === 'paragraph' || node.type === 'run' ? merged(lookAt(node, looks), above) : above;
    if (node.type === 'text' || node.type === 'tab' || node.type === 'break' || node.type === 'image') {
      count(look.isHidden ? 'hidden' : look.isStruck ? 'struck' : null);
      return look.isHidden ? { type: 'run', children: [] } : node;
    }
    return node.children ? { ...node, children: node.children.map((child) => read(child, look)) } : node;
  };
  return read(document, { isHidden: null, isStruck: null });
}

function lookAt({ highlight, styleId }: DocxNode, looks: ReadonlyMap<string, Look>): Look {
  const style = looks.get(styleId ?? '') ?? { isHidden: null, isStruck: null };
  if (!highlight?.startsWith(`${markName} `)) return style;
  const said = (what: string) => /(true|false)/.exec(new RegExp(`${what}=(\\w+)`).exec(highlight)?.[1] ?? '')?.[1];
  const value = (what: string) => (said(what) === undefined ? null : said(what) === 'true');
  return merged({ isHidden: value('hidden'), isStruck: value('struck') }, style);
}

function merged(own: Look, above: Look): Look {
  return { isHidden: own.isHidden ?? above.isHidden, isStruck: own.isStruck ?? above.isStruck };
}

function looksOfStyles(styles: XmlElement | null): Map<string, Look> {
  const all = childrenOf(styles ?? undefined, 'style').map((style) => {
    const properties = childrenOf(style, 'rPr').flatMap(({ children }) => children);
    const value = (...names: readonly string[]) => {
      const found = properties.filter(({ name }) => names.includes(name));
      return found.length === 0 ? null : found.some(({ attributes }) => isOn(attributes['w:val']));
    };
    const own: Look = { isHidden: value('vanish'), isStruck: value('strike', 'dstrike') };
    return [
      style.attributes['w:styleId'] ?? '',
      { own, above: childrenOf(style, 'basedOn')[0]?.attributes['w:val'] },
    ] as const;
  });
  const byId = new Map(all);
  const lookOfStyle = (id: string | undefined, seen: readonly string[]): Look => {
    const style = byId.get(id ?? '');
    if (!style || seen.includes(id!) || seen.length > 20) return { isHidden: null, isStruck: null };
    return merged(style.own, lookOfStyle(style.above, [...seen, id!]));
  };
  return new Map([...byId.keys()].map((id) => [id, lookOfStyle(id, [])]));
}
