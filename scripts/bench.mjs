import { runProgram } from './lib/interactive.mjs'
import { useToolchain } from './lib/toolchain.mjs'
import { build, generate, install, prepareAndRun } from './lib/workspace.mjs'

await useToolchain()
await prepareAndRun('code-mode bench', [install, generate, build], () =>
  runProgram('bench/main.ts', process.argv.slice(2)),
)
