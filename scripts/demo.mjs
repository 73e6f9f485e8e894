import { runProgram } from './lib/interactive.mjs'
import { useToolchain } from './lib/toolchain.mjs'
import { build, generate, install, prepareAndRun } from './lib/workspace.mjs'

await useToolchain()
await prepareAndRun('code-mode demo', [install, generate, build], () =>
  runProgram('examples/demo/demo.ts', process.argv.slice(2)),
)
