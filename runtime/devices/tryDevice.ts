import { stripVTControlCharacters } from "node:util"
import { Effect, Option, Schema } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { ownProcess } from "../processes/ownProcess.ts"
import { type ChildOutput, childOutput } from "../processes/childOutput.ts"
import { ProbeAnswerJson } from "./probeAnswer.ts"

const patience = "60 seconds"

/** Lines of a library's log that say why, without colours and places in its source. */
const hintIn = (log: string): string | undefined =>
  stripVTControlCharacters(log)
    .split("\n")
    .find((line) => /cannot open shared object|Couldn't load|not found/i.test(line))
    ?.replace(/^.*?\b((?:\S+: cannot open|Couldn't load).*)$/, "$1")
    .trim()

/** A message of ONNX Runtime without the place and the condition in its source. */
const withoutSource = (message: string): string =>
  message.replace(/\/onnxruntime_src\/.* was false\.\s*/s, "").trim()

/** What is wrong with a device, from what its probe left; `undefined` if it works. */
export const failureIn = ({ stdout, stderr, exit }: ChildOutput): string | undefined => {
  const line = stdout.trim().split("\n").at(-1) ?? ""
  const answer = Schema.decodeOption(ProbeAnswerJson)(line)
  if (Option.isNone(answer))
    return exit === null
      ? "its driver crashes in the first step"
      : `the process that tries it left with exit code ${exit} and no word`
  if (answer.value.failure === null) return undefined
  const failure = withoutSource(answer.value.failure)
  const hint = hintIn(stderr)
  return hint === undefined ? failure : `${failure} (${hint})`
}

/**
 * Runs one step of a tiny program on a device, in a process of its own. Gives what is wrong;
 * `undefined` if it works.
 */
export const tryDevice = (
  device: string,
  environment: Readonly<Record<string, string>> = {},
): Effect.Effect<string | undefined, never, ChildProcessSpawner.ChildProcessSpawner> => {
  const [program, ...args] = ownProcess("runtime/devices/probe.ts")
  return childOutput(program, [...args, device], environment).pipe(
    Effect.map(failureIn),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.succeed(`its first step did not end in ${patience}`),
    }),
    Effect.catch(({ message }) => Effect.succeed(message)),
  )
}
