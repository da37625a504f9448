import { Effect } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { Faulty } from "../../faults/faulty.ts"
import { refusal } from "../../faults/refusal.ts"
import { childOutput } from "../../processes/childOutput.ts"

const python = "python3"

/** The first that knows wheels for `manylinux_2_27`. */
const oldest = [20, 3] as const

const pipWords = "python3 -m pip, 20.3 or newer"
const getPip =
  "install Python 3 with pip (Debian: apt-get install python3-pip), or activate an environment that has it"

/** Fails where there is no pip that is new enough. */
export const havePip: Effect.Effect<void, Faulty, ChildProcessSpawner.ChildProcessSpawner> =
  childOutput(python, ["-m", "pip", "--version"]).pipe(
    Effect.mapError(() =>
      refusal({ what: `${python} is not found`, expected: pipWords, hint: getPip }),
    ),
    Effect.flatMap(({ exit, stdout, stderr }) => {
      const [, major, minor] = /^pip (\d+)\.(\d+)/.exec(stdout) ?? []
      if (exit !== 0 || major === undefined)
        return Effect.fail(
          refusal({
            what: `${python} has no pip: ${stderr.trim().split("\n").at(-1) ?? ""}`,
            expected: pipWords,
            hint: getPip,
          }),
        )
      const version = 1000 * Number(major) + Number(minor)
      return version >= 1000 * oldest[0] + oldest[1]
        ? Effect.void
        : Effect.fail(
            refusal({
              what: `pip is ${major}.${minor ?? ""}: it does not know these wheels`,
              expected: pipWords,
              hint: "python3 -m pip install --upgrade pip, or in an environment: python3 -m venv pip && . pip/bin/activate",
            }),
          )
    }),
  )

/** What pip's words mean, the first that is found in them. */
const meanings: readonly (readonly [RegExp, Omit<Parameters<typeof fault>[0], "what">])[] = [
  [
    /DO NOT MATCH THE HASHES/,
    {
      expected: "the files of PyPI",
      hint: "the index, or a proxy before it, gives other files: ask who runs it",
    },
  ],
  [/No space left|Disk quota/i, { hint: "make room: XDG_DATA_HOME names another disk" }],
  [
    /ConnectionError|NewConnection|name resolution|Max retries|timed out|Retrying|ProxyError|SSLError|IncompleteRead/i,
    {
      expected: "to reach PyPI",
      hint: "PIP_INDEX_URL names a mirror, HTTPS_PROXY a proxy; what was downloaded is kept: give the command again",
    },
  ],
  [
    /No matching distribution|not a supported wheel/,
    {
      expected: "Linux with glibc 2.28 or newer, and an index that has the version",
    },
  ],
]

/** Why pip did not do what it was asked to, from what it printed. */
const pipFault = (doing: string, printed: string): Fault => {
  const lines = printed.trim().split("\n")
  const said = lines.findLast((line) => line.startsWith("ERROR:")) ?? lines.at(-1) ?? ""
  const [, meaning] = meanings.find(([words]) => words.test(printed)) ?? []
  return fault({ what: `pip did not ${doing}: ${said.replace(/^ERROR: /, "")}`, ...meaning })
}

/**
 * Runs pip; temporary files go to `temporary`, so that what it has unpacked is only renamed. A user's
 * settings for an index and a proxy hold, those for where packages go do not.
 */
export const pip = (
  doing: string,
  args: readonly string[],
  temporary: string,
): Effect.Effect<void, Faulty, ChildProcessSpawner.ChildProcessSpawner> =>
  childOutput(python, ["-m", "pip", ...args], {
    TMPDIR: temporary,
    PIP_USER: "0",
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
  }).pipe(
    Effect.mapError(({ message }) => refusal({ what: message })),
    Effect.flatMap(({ exit, stdout, stderr }) =>
      exit === 0
        ? Effect.void
        : Effect.fail(new Faulty({ faults: [pipFault(doing, `${stdout}\n${stderr}`)] })),
    ),
  )
