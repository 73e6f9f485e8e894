import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, realpath } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** The variable that marks every process this host started, directly or not. */
export const HOST_MARKER: string = 'CODE_MODE_HOST'

const hostToken = randomUUID()
const hostFolder = path.join(tmpdir(), `code-mode-${hostToken}`)
const registered = new Set<number>()
/** A supervisor that dies by itself is replaced, but a machine where it cannot run must not spin. */
let startsLeft = 5
let pipe: Socket | undefined

/**
 * Fixed text: all it ever reads are lines of `+ <integer>` and `- <integer>`; its arguments are the marker, the token,
 * and the folder of this host's temporary files, which goes last.
 * The end of its input is the end of the host, however the host died. It sweeps until two rounds found nothing, because
 * a process can fork between being listed and being killed, and has no environment for the instant in which it executes
 * a new program; the rounds are bounded, because a hostile one can fork for ever.
 */
const SCRIPT = `
trap '' HUP INT TERM
groups=' '
while read -r sign id; do
  case $id in ''|*[!0-9]*) continue ;; esac
  case $sign in
    +) groups="$groups$id " ;;
    -) case $groups in *" $id "*) groups="\${groups%%" $id "*} \${groups#*" $id "}" ;; esac ;;
  esac
done
for id in $groups; do kill -9 -"$id"; done
round=0
empty=0
while [ -r /proc/self/environ ] && [ $round -lt 20 ] && [ $empty -lt 2 ]; do
  empty=$((empty + 1))
  for file in $(grep -lF "$1=$2" /proc/[0-9]*/environ); do
    id=\${file#/proc/}
    kill -9 "\${id%/environ}" && empty=0
  done
  round=$((round + 1))
done
rm -rf -- "$3"
`

/**
 * Environment to add to every process the library starts. The supervisor finds by it, on Linux, also those
 * descendants that left their process group.
 */
export function spawnEnvironment(): Record<string, string> {
  return { [HOST_MARKER]: hostToken }
}

/**
 * Makes an empty folder for this user alone, by its real path. It is the caller's to remove; what is left when the host
 * ends, by whatever means, the supervisor removes.
 */
export async function temporaryHostFolder(purpose: string): Promise<string> {
  await mkdir(hostFolder, { recursive: true, mode: 0o700 })
  return mkdtemp(path.join(await realpath(hostFolder), `${purpose}-`))
}

/**
 * Has the process group led by `pid` killed when this host ends, by whatever means it ends. Call it right after a
 * spawn with `detached: true`.
 *
 * @returns Undoes the registration; call it once the group's leader has exited and its group was killed.
 */
export function registerProcessGroup(pid: number): () => void {
  registered.add(pid)
  if (pipe === undefined) startSupervisor()
  else pipe.write(`+ ${pid}\n`)
  return () => {
    if (registered.delete(pid)) pipe?.write(`- ${pid}\n`)
  }
}

function startSupervisor(): void {
  if (startsLeft === 0 || process.platform === 'win32') return
  startsLeft -= 1
  // Its environment must not carry the marker, or it would end itself before its work is done.
  const supervisor = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'code-mode-supervisor', HOST_MARKER, hostToken, hostFolder],
    {
      cwd: '/',
      detached: true,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  const input = supervisor.stdin as Socket
  pipe = input
  // The host may end while the supervisor lives: that is what it is for.
  supervisor.unref()
  input.unref()
  input.on('error', () => {})
  const replace = (): void => {
    if (pipe !== input) return
    pipe = undefined
    if (registered.size > 0) startSupervisor()
  }
  supervisor.once('error', replace)
  supervisor.once('exit', replace)
  for (const pid of registered) input.write(`+ ${pid}\n`)
}
