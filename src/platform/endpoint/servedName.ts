import { hostOf, parseUrl } from '../network';

/** A server's model as runs record it: “llama-70b at models.example/v1”, without what may be a key. @throws UserError 'badRequest' for what is no address */
export function servedName({ model, url }: { readonly model: string; readonly url: string }): string {
  const parsed = parseUrl(url);
  return `${model} at ${hostOf(parsed)}${parsed.pathname}`;
}
