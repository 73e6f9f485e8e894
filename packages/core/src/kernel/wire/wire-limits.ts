/** The numbers of the wire; WIRE.md is the contract. All sizes in bytes. */
export const WIRE_VERSION = 1
export const MAX_HEADER_BYTES = 65_536
export const MAX_FRAME_BYTES = 1_048_576
export const STREAM_WINDOW_BYTES = 1_048_576
/** Credit is granted once this much was consumed, so that small chunks earn no frame each. */
export const CREDIT_BATCH_BYTES = 524_288
/** Largest body of one `chunk`: a quarter of the window, so that sending and granting overlap. */
export const CHUNK_BYTES = 262_144
export const MAX_PAYLOAD_BYTES = 67_108_864
export const MAX_DEPTH = 200
/** Arrays and objects in one payload: 64 MiB of `[]` would be a gigabyte of memory. */
export const MAX_CONTAINERS = 4_194_304
export const CALLS_IN_FLIGHT = 256
/** Streams that a guest has announced and not ended. */
export const MAX_OPEN_STREAMS = 1_024
/** Payloads of a guest's calls that are arriving or being worked on. */
export const MAX_ARGUMENT_BYTES = 134_217_728
/** Calls that the program no longer waits for, and that a tool still works on. */
export const MAX_WORKING_CALLS = 1_024
/** Streams send nothing while more than this is not handed to the system. */
export const UNSENT_PAUSE_BYTES = 8_388_608
/** A guest with more than this unsent does not read. */
export const MAX_UNSENT_BYTES = 134_217_728
/** Answers that wait in memory for a guest to read them. */
export const MAX_WAITING_ANSWER_BYTES = 536_870_912
/** Of one run; what is beyond is dropped and counted. */
export const MAX_DISPLAYS = 1_000
export const MAX_DISPLAY_BYTES = 67_108_864
/** A read with more frames than this yields to the rest of the host before the next. */
export const FRAMES_PER_TURN = 256
export const OUTPUT_FLUSH_MS = 20
export const OUTPUT_FLUSH_BYTES = 32_768
