/** The functions behind tfjs' random tensors. */
const randomOps = new Set([
  "rand_",
  "randomGamma_",
  "randomNormal_",
  "randomStandardNormal_",
  "randomUniform_",
  "randomUniformInt_",
  "truncatedNormal_",
])

/** Frames from the tensor that such a function writes to the function, and some to spare. */
const nearby = 16

/**
 * Whether the caller is called by one of tfjs' random functions. They draw on the host and write plain
 * tensors, so the call stack is the only trace of them.
 */
export const isRandom = (): boolean => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = nearby
  const { stack = "" } = new Error()
  Error.stackTraceLimit = limit
  return stack.split("\n").some((line) => {
    const [, name] = /^\s*at (?:\w+\.)?(\w+) /.exec(line) ?? []
    return name !== undefined && randomOps.has(name)
  })
}
