import { type ForgedGuest, SITE } from '../../support/forged-guest.ts'
import { frameBytes, payloadBytes } from './frames.ts'

export type Attack = (forged: ForgedGuest) => void

export const CALL = {
  type: 'call',
  call: 1,
  run: '1',
  namespace: 'tools',
  method: 'a.b',
  site: SITE,
  occurrence: 0,
} as const
export const ARGUMENTS = { args: [], kwargs: {} }
const OK = { kind: 'json', value: 2, text: '2' }
const RESULT = { type: 'result', run: '1', ok: true } as const
const DISPLAY = { type: 'display', run: '1' } as const
const TEXT = Buffer.from('x')

const header = (text: string | Buffer): Attack => {
  return (forged) => forged.raw(frameBytes(text, payloadBytes('{"args":[],"kwargs":{}}')))
}
const json = (text: string | Buffer, message: object = CALL): Attack => {
  return (forged) => forged.raw(frameBytes(JSON.stringify(message), payloadBytes(text)))
}
const marks = (table: unknown, text = '{"args":[null],"kwargs":{}}', parts = ''): Attack => {
  const tableText = typeof table === 'string' ? table : JSON.stringify(table)
  return (forged) =>
    forged.raw(frameBytes(JSON.stringify(CALL), payloadBytes(text, tableText, Buffer.from(parts))))
}
const sends =
  (...messages: readonly (readonly [object, unknown?])[]): Attack =>
  (forged) => {
    for (const [message, body] of messages) forged.send(message, body as Uint8Array)
  }
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

/** What no honest guest does, by class and mechanism: each ends the guest with a violation. */
export const VIOLATIONS: Readonly<Record<string, Readonly<Record<string, Attack>>>> = {
  'an id never issued': {
    'a call of a later run': sends([{ ...CALL, run: '2' }, ARGUMENTS]),
    'a call of run 0': sends([{ ...CALL, run: '0' }, ARGUMENTS]),
    'a call of a run written otherwise': sends([{ ...CALL, run: '01' }, ARGUMENTS]),
    'a call id that goes back': sends([{ ...CALL, call: 5 }, ARGUMENTS], [{ ...CALL, call: 4 }, ARGUMENTS]),
    'a result of a later run': sends([{ ...RESULT, run: '2' }, OK]),
    'output of a run that is no number': sends([{ type: 'output', run: 'NaN', channel: 'stdout' }, TEXT]),
    'a display of a later run': sends([{ ...DISPLAY, run: '9' }, { 'text/plain': 'x' }]),
    'a chunk of no stream': sends([{ type: 'chunk', stream: 1, last: true }, TEXT]),
    'a chunk after the last one': sends(
      [{ ...DISPLAY, stream: 1 }],
      [{ type: 'chunk', stream: 1, last: true }, payloadBytes('{}')],
      [{ type: 'chunk', stream: 1, last: true }, TEXT],
    ),
    'a stream id that goes back': sends([{ ...DISPLAY, stream: 5 }], [{ ...DISPLAY, stream: 4 }]),
    'credit for no stream': sends([{ type: 'credit', stream: 1, bytes: 1 }]),
    'a cancel of no call': sends([{ type: 'cancel', call: 1 }]),
    'a cancel of a later call': sends([CALL, ARGUMENTS], [{ type: 'cancel', call: 2 }]),
  },
  'a huge length': {
    'of a header': (forged) => forged.raw(frameBytes('{}', '', { header: 0xffff_ffff })),
    'of a header, by one': (forged) => forged.raw(frameBytes('{}', '', { header: 65_537 })),
    'of a body': (forged) => forged.raw(frameBytes('{}', '', { body: 0xffff_ffff })),
    'of a frame, by one': (forged) => forged.raw(frameBytes('{}', '', { body: 1_048_575 })),
    'of a payload in its header': sends([{ ...CALL, payloadBytes: 1_000 }, ARGUMENTS]),
    'of the JSON of a payload': (forged) =>
      forged.raw(
        frameBytes(JSON.stringify(RESULT), payloadBytes('{}', '', undefined, { json: 0xffff_ffff })),
      ),
    'of the table of a payload': (forged) =>
      forged.raw(frameBytes(JSON.stringify(CALL), payloadBytes('{}', '', undefined, { table: 0x7fff_ffff }))),
    'of a byte part': marks({ parts: [2 ** 40], marks: [] }),
    'of a byte part, beyond a safe integer': marks({ parts: [1e300], marks: [] }),
    'of a sum of byte parts': marks({ parts: Array(1_000).fill(2 ** 50), marks: [] }),
    'of a chunk, beyond the credit': (forged) => {
      forged.send({ ...CALL, namespace: 'never', stream: 1 })
      for (let index = 0; index < 5; index += 1)
        forged.send({ type: 'chunk', stream: 1, last: false }, new Uint8Array(262_144))
    },
    'of a grant of credit': (forged) => {
      forged.send(CALL, { args: [], kwargs: { want: 'stream' } })
      void forged.hear('chunk').then(() => forged.send({ type: 'credit', stream: 1, bytes: 2 ** 40 }))
    },
  },
  'a second result': {
    'of the same kind': sends([RESULT, OK], [RESULT, OK]),
    'of another kind': sends([RESULT, OK], [{ ...RESULT, ok: false }, {}]),
    'while the first still streams': sends([{ ...RESULT, stream: 1 }], [RESULT, OK]),
    'as a stream of its own': sends([RESULT, OK], [{ ...RESULT, stream: 1 }]),
  },
  'a prototype key': {
    'as a header of its own': header('{"__proto__":{"type":"call"}}'),
    'in a header': header(JSON.stringify(CALL).replace('{', '{"__proto__":{"call":1},')),
    'as the type of a message': header('{"type":"__proto__"}'),
    'as the type of a message, by name': header('{"type":"constructor"}'),
    'in a site': header(JSON.stringify(CALL).replace('"file"', '"__proto__":null,"file"')),
    'that stands for a field': header(JSON.stringify(CALL).replace('"site"', '"constructor"')),
    'in the path of a mark': marks({ parts: [], marks: [[['__proto__', 'polluted'], 'float', 'nan']] }),
    'in the path of a mark, by name': marks({
      parts: [],
      marks: [[['kwargs', 'constructor', 'prototype', 'polluted'], 'float', 'nan']],
    }),
    'in the path of a mark, through a list': marks({
      parts: [],
      marks: [[['args', 'length'], 'float', 'nan']],
    }),
    'for a kind of mark': marks({ parts: [], marks: [[['args', 0], 'toString', null]] }),
    'for the side table': marks('{"__proto__":{"parts":[],"marks":[]}}'),
  },
  'half a character': {
    'in a run id': header(JSON.stringify({ ...CALL, run: '\ud800' })),
    'in a method': header(JSON.stringify({ ...CALL, method: 'a\udfff' })),
    'in bytes of a header': header(
      Buffer.from(JSON.stringify(CALL).replace('a.b', 'a\u0001b').replace('\\u0001', '\u00ff'), 'latin1'),
    ),
    'in a text of a value': json('{"args":["\\ud800"],"kwargs":{}}'),
    'in a long text of a value': json(`{"args":["${'x'.repeat(1_000)}\\uDC00"],"kwargs":{}}`),
    'in a key of a value': json('{"args":[],"kwargs":{"\\udbff":1}}'),
    'in bytes of a value': json(
      Buffer.from([...Buffer.from('{"args":["'), 0xed, 0xa0, 0x80, ...Buffer.from('"],"kwargs":{}}')]),
    ),
    'in bytes of output': sends([{ type: 'output', run: '1', channel: 'stdout' }, Buffer.from([0xc3])]),
  },
  'too much depth': {
    'of a header': header(`{"type":"call","site":${deep(30_000)}}`),
    'of a type': header(`{"type":${deep(30_000)}}`),
    'of a value, by one': json(`{"args":[${deep(200)}],"kwargs":{}}`),
    'of a value, by a lot': json(`{"args":[${deep(400_000)}],"kwargs":{}}`),
    'of objects': json(`{"args":[${'{"a":'.repeat(300)}1${'}'.repeat(300)}],"kwargs":{}}`),
    'behind quotes that are text': json(`{"args":["\\\\","]]]]",${deep(250)}],"kwargs":{}}`),
    'of a side table': marks(`{"parts":[],"marks":[${deep(300)}]}`),
    'of the path of a mark': marks({ parts: [], marks: [[Array(100_000).fill('args'), 'float', 'nan']] }),
  },
  'a value that is none': {
    'a number beyond every double': json('{"args":[1e999],"kwargs":{}}'),
    'a negative one, in a long value': json(`{"args":[${'1,'.repeat(500)}-1E+999],"kwargs":{}}`),
    'a number of a thousand digits': json(`{"args":[${'9'.repeat(1_000)}],"kwargs":{}}`),
    'NaN as a word': json('{"args":[NaN],"kwargs":{}}'),
    'a mark on a byte part': marks(
      {
        parts: [4],
        marks: [
          [['args', 0], 'bytes', 0],
          [['args', 0, '0'], 'int', '1'],
        ],
      },
      undefined,
      'abcd',
    ),
    'a byte part that is not there': marks({ parts: [], marks: [[['args', 0], 'bytes', 0]] }),
    'a byte part by a wrong type': marks(
      { parts: [1], marks: [[['args', 0], 'bytes', '0']] },
      undefined,
      'a',
    ),
    'a big integer that is text': marks({ parts: [], marks: [[['args', 0], 'int', '0x10']] }),
    'pairs that are none': marks({ parts: [], marks: [[['args'], 'pairs', null]] }),
    'bytes beyond the end': (forged) =>
      forged.raw(frameBytes(JSON.stringify(CALL), payloadBytes('{}', '', TEXT))),
    'arguments that are a list': json('[[],{}]'),
    'a result with marks': (forged) =>
      forged.raw(
        frameBytes(
          JSON.stringify(RESULT),
          payloadBytes(
            JSON.stringify({ ...OK, value: null }),
            '{"parts":[],"marks":[[["value"],"float","nan"]]}',
          ),
        ),
      ),
  },
}
