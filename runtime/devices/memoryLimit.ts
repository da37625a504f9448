/** Text of a file; `undefined` if it cannot be read. */
export type ReadText = (path: string) => string | undefined

/** A path and everything above it, down to the root. */
const upwards = (path: string): readonly string[] => {
  const parts = path.split("/").filter((part) => part !== "")
  return [...parts.keys(), parts.length].toReversed().map((count) =>
    parts
      .slice(0, count)
      .map((part) => `/${part}`)
      .join(""),
  )
}

const bytesIn = (text: string | undefined): readonly number[] =>
  text !== undefined && /^\d+\s*$/.test(text) ? [Number(text)] : []

/** Folder and file that hold the limit of a group in the first and the second cgroup interface. */
const interfaces = [
  { line: /^0::(.+)$/m, root: "/sys/fs/cgroup", file: "memory.max" },
  {
    line: /^\d+:(?:[\w=]+,)*memory(?:,[\w=]+)*:(.+)$/m,
    root: "/sys/fs/cgroup/memory",
    file: "memory.limit_in_bytes",
  },
] as const

/**
 * The memory that this process's control groups leave it, bytes: the least limit of its own group and
 * of all above it. `undefined` without a limit, or on a system without control groups.
 */
export const memoryLimit = (read: ReadText): number | undefined => {
  const groups = read("/proc/self/cgroup") ?? ""
  const limits = interfaces.flatMap(({ line, root, file }) => {
    const [, group] = line.exec(groups) ?? []
    return group === undefined
      ? []
      : upwards(group).flatMap((path) => bytesIn(read(`${root}${path}/${file}`)))
  })
  return limits.length === 0 ? undefined : Math.min(...limits)
}
