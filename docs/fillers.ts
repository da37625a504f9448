import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { builtIn } from "../dsl/definitions.ts"
import { commandHelp } from "./commandHelp.ts"
import { commandText } from "./commandText.ts"
import { fieldsFiller } from "./fieldsFiller.ts"
import type { Filled, Fillers } from "./filledPage.ts"
import { reportFields } from "./reportFields.ts"

const root = join(import.meta.dirname, "..")

/** `code: FILE`: a file of the repository as it is. */
const code = (file: string): readonly Filled[] => {
  const path = join(root, file)
  if (!existsSync(path))
    return [{ what: `there is no ${file}`, hint: "write a path from the repository's root" }]
  return [{ text: `\`\`\`ts\n${readFileSync(path, "utf8")}\`\`\`` }]
}

/** What is written into the pages from the code: fields, commands, the fields of report.json, and files. */
export const fillers = async (): Promise<Fillers> => {
  const commands = (await commandHelp()).map((help) => ({ text: commandText(help) }))
  const report = (): readonly Filled[] => [{ text: reportFields() }]
  return { fields: fieldsFiller(builtIn), commands: () => commands, report, code }
}
