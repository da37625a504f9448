import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { CliError, Command } from "effect/cli"
import { describe, expect, it } from "vitest"
import { cliFor } from "../../runtime/commands/cli.ts"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"
import { blocksOf } from "./shownCode.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** What follows `ablate` in a line for a shell, without variables before it and comments after it. */
const argumentsIn = (line: string): readonly string[] => {
  const [, rest] = /^(?:\w+=\S+ )*(?:npx )?ablate (.+)$/.exec(line.replace(/ +# .*/, "")) ?? []
  return rest?.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', "")) ?? []
}

const shown = ["README.md", ...globSync("docs/**/*.md", { cwd: root }).toSorted()].flatMap((page) =>
  blocksOf(readFileSync(join(root, page), "utf8"), "sh")
    .flatMap(({ lines }) => lines.join("\n").replaceAll("\\\n", "").split("\n"))
    .map((line) => argumentsIn(line))
    .filter((args) => args.length > 0)
    .map((args) => ({ page, args })),
)

const everything = new CliError.ValidationError({ message: "all of it was read" })

/** What the command line finds wrong with arguments; nothing of the command is done. */
const refusals = async (args: readonly string[]): Promise<readonly string[]> => {
  const error = await cliFor(args).pipe(
    Effect.map(Command.validate(() => Effect.fail(everything))),
    Effect.flatMap((cli) => Command.runWith(cli, { version: "", renderErrors: false })(args)),
    Effect.flip,
    Effect.provide(NodeServices.layer),
    Effect.runPromise,
  )
  if (!CliError.isCliError(error) || error._tag !== "ShowHelp") throw error
  return error.errors.filter((each) => each !== everything).map(({ message }) => message)
}

describe("commands on the pages", () => {
  it.each(shown)("$page: ablate $args", async ({ args }) => {
    expect(await refusals(args)).toEqual([])
    const files = args
      .map((arg) => arg.replace(/[@:].*/, ""))
      .filter((arg) => arg.startsWith("experiments/"))
    expect(files.filter((file) => globSync(file, { cwd: root }).length === 0)).toEqual([])
  })

  it("are refused where the command line has no such flag", async () => {
    expect(await refusals(["plan", "experiments/quickstart.ts", "--slot", "2"])).not.toEqual([])
  })

  it.each(["devices", "plan experiments/quickstart.ts"])(
    "run where they need no data: ablate %s",
    async (command) => {
      expect(shown.map(({ args }) => args.join(" "))).toContain(command)
      const { code, stdout, stderr } = await ablate(command.split(" "), root, {
        ABLATE_STORE: temporaryFolder(),
      })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).not.toBe("")
    },
  )
})
