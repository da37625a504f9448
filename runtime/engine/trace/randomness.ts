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

/**
 * Whether an error was made inside one of tfjs' random functions. They draw on the host and write
 * plain tensors, so the call stack is the only trace of them.
 */
export const isRandom = (error: Error): boolean =>
  (error.stack ?? "").split("\n").some((line) => {
    const [, name] = /^\s*at (?:\w+\.)?(\w+) /.exec(line) ?? []
    return name !== undefined && randomOps.has(name)
  })
