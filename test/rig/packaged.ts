import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryDir } from './study';

/** The VSIX that .ci/package.mjs made for this platform. */
export function packagedVsix(): string {
  const manifest = JSON.parse(readFileSync(path.join(repositoryDir, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const name = `${manifest.name}-${manifest.version}-${process.platform}-${process.arch}.vsix`;
  const file = path.join(repositoryDir, 'out/vsix', name);
  if (!existsSync(file)) throw new Error(`${file} is not there: run  node .ci/package.mjs --this-platform`);
  return file;
}
