import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { deserialize } from "node:v8"
import { Effect } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { Faulty } from "../../faults/faulty.ts"
import { causeInWords } from "../../files/cause.ts"
import { isAnswer, isPosition, reachedFile, unwritten, type Answer } from "./answer.ts"
import type { Position } from "../../faults/authorsPositions.ts"
import { endingLimit, memoryLimit } from "./limits.ts"

const register = fileURLToPath(new URL("../../../bin/register.js", import.meta.url))
const evaluator = fileURLToPath(new URL("./process.ts", import.meta.url))

/** What the process came to that wrote no answer. */
export interface Silent {
  readonly event: "silent"
  readonly code: number | null
  readonly signal: string | null
  /** The `await` that never ended, if that is why. */
  readonly waiting: Position | undefined
  /** The statement that the file had come to. */
  readonly position: Position | undefined
}

/** An answer as it was written, and what the process said beside it. */
export interface Evaluation {
  readonly bytes: Buffer
  /** What the bytes say, read anew by each call: of 100,000 arms it takes a second. */
  readonly answer: () => Answer | Silent
  readonly stderr: string
}

const unsettled = (stderr: string): Position | undefined => {
  const [, url, line] = /unsettled top-level await at (file:\S+):(\d+)/.exec(stderr) ?? []
  const [, code = "", marker = ""] =
    stderr.split(/unsettled top-level await at .*\n/)[1]?.match(/^(.*)\n(.*)/) ?? []
  return url === undefined || code === ""
    ? undefined
    : { file: fileURLToPath(url), line: Number(line), column: marker.indexOf("^") + 1 }
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stderr: string
}

const ended = (file: string, out: string, clock: number, isHeard: boolean) =>
  Effect.callback<Ended>((resume) => {
    const child = spawn(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        // An experiment file is a module, whatever package it lies in.
        "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
        `--max-old-space-size=${Math.ceil((memoryLimit * 2) / 2 ** 20)}`,
        "--import",
        register,
        "--import",
        evaluator,
        "--input-type=module",
        "--eval",
        `import * as file from ${JSON.stringify(pathToFileURL(file).href)}\nglobalThis[Symbol.for("ablate:finish")](file)`,
      ],
      {
        // What the file prints is no part of what `check --json` prints.
        stdio: ["ignore", isHeard ? 2 : "ignore", "pipe"],
        env: { ...process.env, ABLATE_ANSWER: out, ABLATE_CLOCK: String(clock) },
      },
    )
    const said: Buffer[] = []
    child.stderr?.on("data", (part: Buffer) => said.push(part))
    const timer = setTimeout(() => child.kill("SIGKILL"), endingLimit * 1000)
    child.on("close", (code, signal) => {
      clearTimeout(timer)
      resume(Effect.succeed({ code, signal, stderr: Buffer.concat(said).toString() }))
    })
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** Where temporary files lie, nothing can be written. */
const noTemporary = (what: string) =>
  new Faulty({
    faults: [
      fault({
        what,
        where: { file: tmpdir() },
        expected: "a folder that may be written, with room in it",
        hint: "name one: TMPDIR=FOLDER",
      }),
    ],
  })

const temporaryFolder = Effect.tryPromise({
  try: () => mkdtemp(join(tmpdir(), "ablate-check-")),
  catch: (cause) => noTemporary(`cannot make a temporary folder: ${causeInWords(cause)}`),
})

const none = Buffer.alloc(0)

const written = (bytes: Buffer = none): unknown =>
  bytes.length === 0 ? undefined : deserialize(bytes)

/**
 * Evaluates an experiment file in a process of its own, within limits of time and memory, with a
 * clock that is ahead by some milliseconds. What the file prints goes to standard error if it is
 * to be heard.
 */
export const evaluate = (
  file: string,
  clock: number,
  isHeard: boolean,
): Effect.Effect<Evaluation, Faulty> =>
  Effect.acquireUseRelease(
    temporaryFolder,
    Effect.fnUntraced(function* (folder) {
      const out = join(folder, "answer")
      const { code, signal, stderr } = yield* ended(file, out, clock, isHeard)
      if (code === unwritten)
        return yield* noTemporary("cannot write what the file evaluates to: no room is left")
      const [bytes, place] = yield* Effect.promise(() =>
        Promise.all([out, reachedFile(out)].map((each) => readFile(each).catch(() => none))),
      )
      const answer = (): Answer | Silent => {
        const [read, reached] = [written(bytes), written(place)]
        const position = isPosition(reached) ? reached : undefined
        if (!isAnswer(read))
          return { event: "silent", code, signal, waiting: unsettled(stderr), position }
        return read.event === "stopped" || read.event === "threw"
          ? { ...read, position: read.position ?? position }
          : read
      }
      return { bytes: bytes ?? none, answer, stderr }
    }),
    (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true })),
  )
