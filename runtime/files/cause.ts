/** Code of a Node.js system or zlib error, such as `ENOENT` or `Z_DATA_ERROR`. */
export const codeOf = (cause: unknown): string | undefined =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined

const PLAIN: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EISDIR: "this is a folder, not a file",
  ENOTDIR: "this is a file, not a folder",
  EACCES: "permission denied",
  ELOOP: "a link that leads back to itself",
  EROFS: "the file system is read-only",
  EMFILE: "too many open files",
  ENOSPC: "no space left on the device",
}

/** What an operating-system error means, in plain words. */
export const causeInWords = (cause: unknown): string => {
  const code = codeOf(cause)
  const plain = code === undefined ? undefined : PLAIN[code]
  return plain ?? (cause instanceof Error ? cause.message : String(cause))
}
