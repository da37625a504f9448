import type { SystemLibrary } from "./systemLibrary.ts"

// fenv_t of the GNU C library for x86-64: the register MXCSR is its last word.
const environmentBytes = 32
const mxcsr = 28
// "Flush to zero" and "denormals are zeros" (Intel's manual, volume 1, section 10.2.3).
const zeroes = 0x8040

/**
 * Runs a function while this thread computes with zeros in place of denormals, as ONNX Runtime's threads
 * do: an update then gives the same bits. The thread is left as it was.
 */
export const denormalsAsZeros = (system: SystemLibrary, run: () => void): void => {
  const before = new Uint8Array(environmentBytes)
  system.fegetenv(before)
  const during = before.slice()
  const view = new DataView(during.buffer)
  view.setUint32(mxcsr, view.getUint32(mxcsr, true) | zeroes, true)
  system.fesetenv(during)
  try {
    run()
  } finally {
    system.fesetenv(before)
  }
}
