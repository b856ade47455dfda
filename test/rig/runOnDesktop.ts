// Runs test/vscode on a desktop VS Code, which @vscode/test-electron downloads: for machines with internet, among them
// macOS and Windows.      usage: npx tsx test/rig/runOnDesktop.ts [version]
import { rmSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleExtensionTests } from './extensionTests';
import { copyStudy, repositoryDir, sampleStudyDir } from './study';

const [version = 'stable'] = process.argv.slice(2);
const study = copyStudy(sampleStudyDir());
try {
  process.exitCode = await runTests({
    version,
    extensionDevelopmentPath: repositoryDir,
    extensionTestsPath: await bundleExtensionTests(),
    launchArgs: [study, '--disable-extensions', '--disable-workspace-trust'],
  });
} finally {
  rmSync(path.dirname(study), { recursive: true, force: true });
}
