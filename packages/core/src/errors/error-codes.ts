/**
 * Every `code` a {@link CodeModeError} can carry, with what it means.
 * The table in docs/errors.md is generated from this object, and a test compares the two.
 */
export const ERROR_CODES = {
  // Guest and wire
  GUEST_LAUNCH_FAILED: 'The interpreter did not start. The message holds the tail of its stderr.',
  GUEST_CRASHED: 'The interpreter ended by itself while the library needed it.',
  WIRE_VIOLATION: 'The guest broke the rules of the wire and was ended.',
  RUN_ENDED: 'A call came from a run that had already ended.',
  CANCELLED: 'The operation was cancelled before it finished.',
  VALUE_INVALID: 'A value cannot be carried over the wire or is not what the receiver takes.',
  LIMIT_EXCEEDED: 'A size, count or time limit was exceeded. The message gives limit, value and unit.',
  UNSUPPORTED_LIMIT: 'A limit or isolation was asked for that this executor cannot enforce here.',
  UNSUPPORTED_PLATFORM: 'This operating system is not supported.',
  INTERPRETER_NOT_FOUND: 'No usable Python interpreter was found. The message lists what was tried.',
  INTERNAL: 'A fault of the library itself. Please report it with the message.',
  SESSION_CLOSED: 'The session was closed.',
  SESSION_LIMIT: 'As many sessions as allowed are open, and all of them are busy.',
  // Names the guest may call
  NAMESPACE_UNKNOWN: 'A call named a namespace that does not exist.',
  METHOD_NOT_FOUND: 'A namespace has no method of that name.',
  ARGUMENTS_INVALID: 'Arguments do not fit the signature of what was called.',
  // Storage
  STORAGE_UNUSABLE: 'The storage cannot be opened: not a folder, no permission, read-only.',
  STORAGE_READ_FAILED: 'An item of the storage could not be read.',
  STORAGE_WRITE_FAILED: 'An item could not be written. What was there before is unchanged.',
  NAME_INVALID: 'A name is empty, reserved, or could leave its place.',
  REVISION_CONFLICT: 'Somebody else changed the item since it was read.',
  // Workflows and artifacts
  WORKFLOW_NOT_FOUND: 'There is no workflow of that name.',
  WORKFLOW_INVALID: 'The source is not a workflow: syntax, or no run function.',
  ARTIFACT_NOT_FOUND: 'There is no artifact of that name.',
  // Tools
  TOOL_DEFINITION_INVALID: 'A tool definition is wrong. The message names file, line and remedy.',
  TOOL_COLLISION: 'Two definitions give the same tool name.',
  TOOL_NOT_FOUND: 'There is no tool or callable of that name.',
  TOOL_COMMAND_NOT_FOUND: 'The program of a CLI tool is not on the PATH.',
  TOOL_FAILED: 'A tool ran and failed. The message is its own.',
  TOOL_TIMEOUT: 'A tool did not answer within its time limit and was stopped.',
  TOOL_SERVER_FAILED: 'A tool server could not be started or reached.',
  // Packages
  REQUIREMENT_INVALID: 'A package requirement is malformed or of a refused form.',
  RUNTIME_DEPS_DISABLED: 'Packages cannot be changed from inside this session.',
  INSTALLER_NOT_FOUND: 'Neither uv nor pip was found.',
  INSTALL_FAILED: 'The installer failed. The message is its own, without credentials.',
  DEPS_CONFLICT: 'Another version of the package is already part of this session.',
} as const

export type ErrorCode = keyof typeof ERROR_CODES
