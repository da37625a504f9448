#!/usr/bin/env node
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
