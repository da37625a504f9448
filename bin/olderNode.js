// An older Node started us: go on under the one that npm installed beside the package.
import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const isWindows = process.platform === "win32"
const name = `node-${isWindows ? "win" : process.platform}-${process.arch}`
let node
try {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  node = join(dirname(manifest), "bin", isWindows ? "node.exe" : "node")
} catch {
  console.error(
    `ablate needs Node 24.11 or newer; this is ${process.version}, and the package ${name} is not installed.\n` +
      "Install Node 24 from https://nodejs.org, or run npm ci with optional dependencies.",
  )
  process.exit(2)
}

// It watches for this process's end (`runtime/commands/wrapper.ts`), which no signal announces after SIGKILL.
const ablate = fileURLToPath(new URL("./ablate.js", import.meta.url))
const child = spawn(node, [ablate, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, ABLATE_WRAPPER: String(process.pid) },
})
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]
for (const signal of signals) process.on(signal, () => child.kill(signal))
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code)
  for (const each of signals) process.removeAllListeners(each)
  process.kill(process.pid, signal)
})
