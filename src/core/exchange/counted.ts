/** `1 coding`, `2,000 codings`. */
export function counted(n: number, one: string, several = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : several}`;
}
