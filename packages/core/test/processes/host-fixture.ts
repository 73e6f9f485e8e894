/** A host that starts a guest with descendants, prints the guest's pid and then only lives. Killed by the test. */
import { spawn } from 'node:child_process'
import { registerProcessGroup, spawnEnvironment } from '../../src/processes/supervisor.ts'

const program = `
import subprocess, sys, time
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
child = subprocess.Popen(sleep)
escaped = subprocess.Popen(sleep, start_new_session=True)
print(child.pid, escaped.pid, flush=True)
time.sleep(600)
`
const guest = spawn('/usr/bin/python3', ['-I', '-c', program], {
  detached: true,
  env: { PATH: '/usr/bin:/bin', ...spawnEnvironment() },
  stdio: ['ignore', 'pipe', 'inherit'],
})
if (guest.pid === undefined) throw new Error('no guest')
registerProcessGroup(guest.pid)
guest.stdout.once('data', (line: Buffer) => process.stdout.write(`${guest.pid} ${line.toString()}`))
