import { UserError } from '../core/base/userError';

/** @throws UserError `badRequest` */
export function requireWhole(what: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new UserError('badRequest', `The ${what} is ${value}; it must be a whole number, ${least} or more.`, '');
}

/** @throws UserError `badRequest` */
export function requireIndex(what: string, index: number, size: number): void {
  if (Number.isInteger(index) && index >= 0 && index < size) return;
  throw new UserError('badRequest', `There is no ${what} ${index}.`, `Choose a ${what} from 0 to ${size - 1}.`);
}
