import { spawn } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const bin = fileURLToPath(new URL("../../bin/ablate.js", import.meta.url))

/** A folder of its own, outside the repository. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "ablate-"))

/** How a command ended. */
export interface Ended {
  /** Null after a signal. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that has been started. */
export interface Started {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Ended>
}

/** Starts `ablate` as a user would, in a folder, with the store there. */
export const start = (
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Started => {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ABLATE_STORE: ".ablate", ...environment },
  })
  const [stdout, stderr]: [string[], string[]] = [[], []]
  child.stdout.setEncoding("utf8").on("data", (text: string) => stdout.push(text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr.push(text))
  return {
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => {
      child.on("close", (code) =>
        resolve({ code, stdout: stdout.join(""), stderr: stderr.join("") }),
      )
    }),
  }
}

/** Runs `ablate` to its end. */
export const ablate = (
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> => start(args, cwd, environment).ended
