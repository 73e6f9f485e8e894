/** As text, because a file beside this one would be lost in a bundle. See {@link UploadWorker}. */
export const UPLOAD_WORKER_SOURCE: string = `
const { createHash } = require('node:crypto')
const { readSync, writeSync } = require('node:fs')
const { parentPort, workerData } = require('node:worker_threads')

const blocks = workerData.map((memory) => Buffer.from(memory))
let fd, hash, position, failed

const actions = {
  begin(message) {
    fd = message.fd
    position = message.position
    hash = createHash('sha256')
    failed = false
    const before = Buffer.allocUnsafeSlow(Math.min(position, 1048576))
    for (let at = 0; at < position;) {
      const read = readSync(fd, before, 0, Math.min(before.length, position - at), at)
      if (read === 0) throw new Error('The file of an artifact became shorter while it was written.')
      hash.update(before.subarray(0, read))
      at += read
    }
  },
  block({ block, bytes }) {
    const data = blocks[block].subarray(0, bytes)
    for (let offset = 0; offset < bytes && !failed;) offset += writeSync(fd, data, offset, bytes - offset, position + offset)
    hash.update(data)
    position += bytes
  },
  end() {
    parentPort.postMessage({ type: 'digest', digest: hash.digest('hex') })
  },
}

parentPort.on('message', (message) => {
  try {
    if (message.type === 'begin' || !failed) actions[message.type](message)
  } catch (error) {
    failed = true
    const { code, errno, syscall } = error
    parentPort.postMessage({ type: 'failed', message: error.message, properties: { code, errno, syscall } })
  }
  if (message.type === 'block') parentPort.postMessage({ type: 'free', block: message.block })
})
parentPort.postMessage({ type: 'ready' })
`
