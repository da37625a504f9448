/**
 * Memory that Node maps for writing and hardly uses, bytes: most is V8's range for code, 534 MB in
 * Node 24 on x86-64, and 64 MB for each of the threads that make crops and the one that watches parts.
 */
const mappedByNode = 870e6
/** The same of a thread: its stack. */
const mappedByThread = 8.5e6

/**
 * A command whose process gets so many bytes of memory of its own, and an error where it asks for
 * more: RLIMIT_DATA, which since Linux 4.7 counts private writable mappings. Address space as such
 * is not limited: V8 and CUDA reserve far more of it than they use.
 */
export const limited = (
  command: readonly [string, ...(readonly string[])],
  bytes: number | null,
  threads: number,
): readonly [string, ...(readonly string[])] =>
  bytes === null || process.platform !== "linux"
    ? command
    : [
        "/bin/sh",
        "-c",
        // Where a lower limit is set already, that one stays.
        'ulimit -d "$1" 2>/dev/null; shift; exec "$@"',
        "sh",
        String(Math.ceil((bytes + mappedByNode + threads * mappedByThread) / 1024)),
        ...command,
      ]
