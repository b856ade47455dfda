// What every JavaScript runtime of ours has (Node, the webview, the extension host) but the ES library does not declare.
// Only the core's own type check includes this file: elsewhere the DOM or Node library declares the same.
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare function atob(base64: string): string;
interface AbortSignal {
  readonly aborted: boolean;
}
declare const crypto: {
  readonly subtle: { digest(algorithm: 'SHA-256', data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> };
};
