#!/usr/bin/env node
import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const [major, minor] = process.versions.node.split(".").map(Number)

if (major > 24 || (major === 24 && minor >= 11)) {
  await import("./register.js")
  await import("../runtime/commands/main.ts")
} else {
  // An older Node started us: go on under the one that npm installed beside the package.
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`
  let node
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    node = join(dirname(manifest), "bin", process.platform === "win32" ? "node.exe" : "node")
  } catch {
    console.error(
      `ablate needs Node 24.11 or newer; this is ${process.version}, and the package ${name} is not installed.\n` +
        "Install Node 24 from https://nodejs.org, or run npm ci with optional dependencies.",
    )
    process.exit(2)
  }
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => signal === "SIGINT" || child.kill(signal))
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)))
}
