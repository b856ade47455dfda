/** The licence that a model card states in its front matter (the YAML at the top of README.md); null without one. */
export function licenceOfCard(readme: string): string | null {
  const frontMatter = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---\s*(?:\r?\n|$)/.exec(readme)?.[1] ?? '';
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}:[ \\t]*(?:["']?)([\\w. +-]+?)(?:["']?)[ \\t]*\\r?$`, 'm').exec(frontMatter)?.[1];
  const licence = value('license');
  return (licence === 'other' ? (value('license_name') ?? licence) : licence) ?? null;
}
