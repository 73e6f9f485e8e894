import { runProgram } from './lib/interactive.mjs'
import { useToolchain } from './lib/toolchain.mjs'
import { build, generate, install, prepareAndRun } from './lib/workspace.mjs'

await useToolchain()
await prepareAndRun('code-mode soak', [install, generate, build], () =>
  runProgram('soak/main.ts', process.argv.slice(2)),
)
