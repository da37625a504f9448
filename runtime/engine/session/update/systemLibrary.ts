import koffi from "koffi"

const copy = ["size_t", "size_t", "size_t"]

/** The functions of the C library that a loop needs; throws where this system's are not known. */
export const openSystemLibrary = () => {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(`it was never tried on ${process.platform} ${process.arch}`)
  const c = koffi.load("libc.so.6")
  const mathematics = koffi.load("libm.so.6")
  const memcpy: (to: number, from: number, bytes: number) => number = c.func(
    "memcpy",
    "size_t",
    copy,
  )
  const addressOf: (to: ArrayBufferView, from: ArrayBufferView, bytes: number) => number = c.func(
    "memcpy",
    "size_t",
    ["void *", "void *", "size_t"],
  )
  const fegetenv: (to: Uint8Array) => number = mathematics.func("fegetenv", "int", ["void *"])
  const fesetenv: (from: Uint8Array) => number = mathematics.func("fesetenv", "int", ["void *"])
  return {
    memcpy,
    /** Where memory that never moves begins. */
    address: (values: ArrayBufferView): number => addressOf(values, values, 0),
    fegetenv,
    fesetenv,
  }
}

export type SystemLibrary = ReturnType<typeof openSystemLibrary>
