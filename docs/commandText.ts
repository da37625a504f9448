import { Option } from "effect"
import type { HelpDoc } from "effect/cli"
import { table } from "./markdownTable.ts"

const argumentRow = ({ name, variadic, required, description }: HelpDoc.ArgDoc) => [
  `\`${name}${variadic ? "..." : ""}\``,
  `${Option.getOrElse(description, () => "")}${required ? "" : " (may be left out)"}`,
]

const flagRow = ({ name, type, description }: HelpDoc.FlagDoc) => [
  `\`--${name}${type === "boolean" ? "" : ` ${type}`}\``,
  Option.getOrElse(description, () => ""),
]

const exampleLines = ({ command, description }: HelpDoc.ExampleDoc) =>
  description === undefined ? [command] : [`# ${description}`, command]

/** What a command's `--help` tells, as a section of Markdown. */
export const commandText = (help: HelpDoc.HelpDoc): string => {
  const rows = [...(help.args ?? []).map(argumentRow), ...help.flags.map(flagRow)]
  const examples = (help.examples ?? []).flatMap(exampleLines)
  return [
    `## \`${(help.commandPath ?? []).join(" ")}\``,
    help.description,
    ["```text", help.usage, "```"].join("\n"),
    ...(rows.length === 0 ? [] : [table(["", "what it is"], rows)]),
    ...(examples.length === 0 ? [] : [["```sh", ...examples, "```"].join("\n")]),
  ].join("\n\n")
}
