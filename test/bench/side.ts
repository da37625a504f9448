import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { Schema } from "effect"
import type { Compared, Setting } from "./case.ts"
import { cpuSeconds, forgetPeak, peakBytes } from "./machine.ts"

const Refused = Schema.Struct({ error: Schema.String })
const Prepared = Schema.Struct({ times: Schema.Record(Schema.String, Schema.Number) })
const Remembered = Schema.Struct({ bytes: Schema.NullOr(Schema.Number) })
const Stepped = Schema.Struct({
  ms: Schema.Number,
  compared: Schema.Record(
    Schema.String,
    Schema.Union([Schema.Number, Schema.Array(Schema.Number)]),
  ),
})

/** A program to start and what it is told about the case. */
export interface Command {
  readonly label: string
  readonly program: string
  readonly args: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly module: string
  readonly name: string
}

export interface Step {
  /** Wall time of the work, measured by the side itself. */
  readonly ms: number
  /** CPU time of its process from question to answer, seconds. */
  readonly cpu: number
  readonly compared: Compared
}

/** One side of a case, alive in a process of its own. */
export interface Side {
  readonly pid: number
  /** Names of what was timed, milliseconds. */
  readonly prepare: (setting: Setting) => Promise<Readonly<Record<string, number>>>
  readonly step: (index: number) => Promise<Step>
  /** Largest resident set since the process began, and since it was prepared, bytes. */
  readonly peaks: () => { readonly whole: number; readonly stepping: number }
  /** Bytes of the device that its steps take; null where that is not known. */
  readonly deviceBytes: () => Promise<number | null>
  readonly close: () => Promise<void>
  /** Ends it in the middle of a step. */
  readonly kill: () => void
}

/** Starts a side; it answers one line a question. */
export const startSide = (command: Command): Side => {
  const { label, program, args, environment, module, name } = command
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  })
  // A side in the middle of a step would not see its input close.
  const kill = (): void => void child.kill("SIGKILL")
  process.once("exit", kill)
  const complaints: string[] = []
  createInterface({ input: child.stderr }).on("line", (line) => {
    complaints.push(line)
    if (complaints.length > 40) complaints.shift()
  })
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", (cause) => {
      complaints.push(cause.message)
      resolve(null)
    })
    child.on("close", resolve)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const pid = child.pid ?? 0

  const ask = async <A>(schema: Schema.Decoder<A>, question: unknown): Promise<A> => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await lines.next()
    if (done === true)
      throw new Error(`${label} left with ${await ended}:\n${complaints.join("\n")}`)
    const reply = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Union([Refused, schema])))(
      value,
    )
    if (Schema.is(Refused)(reply))
      throw new Error(`${label}: ${reply.error}\n${complaints.slice(-12).join("\n")}`)
    return reply
  }
  let before = 0
  return {
    pid,
    prepare: async (setting) => {
      const { times } = await ask(Prepared, { do: "prepare", module, name, setting })
      before = peakBytes(pid)
      forgetPeak(pid)
      return times
    },
    step: async (index) => {
      const started = cpuSeconds(pid)
      const { ms, compared } = await ask(Stepped, { do: "step", index })
      return { ms, compared, cpu: cpuSeconds(pid) - started }
    },
    peaks: () => {
      const stepping = peakBytes(pid)
      return { whole: Math.max(before, stepping), stepping }
    },
    deviceBytes: async () => (await ask(Remembered, { do: "memory" })).bytes,
    kill,
    close: async () => {
      child.stdin.end()
      await ended
      process.off("exit", kill)
    },
  }
}
