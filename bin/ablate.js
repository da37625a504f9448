#!/usr/bin/env node
import { getHeapStatistics } from "node:v8"

/** The compiler of experiment files takes this: where Node was told to take less, V8 ends it in words of its own. */
const leastHeap = 500
const heap = Math.round(getHeapStatistics().heap_size_limit / 2 ** 20)
const told = `${process.env.NODE_OPTIONS ?? ""} ${process.execArgv.join(" ")}`
if (heap < leastHeap && /--max[-_](old[-_]space|heap)[-_]size/.test(told)) {
  console.error(
    `error: Node was told to keep to ${heap} MB of memory (${told.trim()})\n  expected: ${leastHeap} MB or more\n  hint: leave that option out, or raise it`,
  )
  process.exit(1)
}

const [major, minor] = process.versions.node.split(".").map(Number)

if (major > 24 || (major === 24 && minor >= 11)) {
  // Node's notes on features of its own (type stripping, SQLite) are for us, not for who runs ablate.
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = (warning, options, ...rest) => {
    const type = typeof options === "string" ? options : options?.type
    if (type !== "ExperimentalWarning") emitWarning(warning, options, ...rest)
  }
  await import("./register.js")
  await import("../runtime/commands/main.ts")
} else await import("./olderNode.js")
