import { Schema, type JsonSchema } from "effect"
import { ReportJson } from "../reports/file/report.ts"
import { table } from "./markdownTable.ts"

type Node = JsonSchema.JsonSchema

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const nodes = (value: unknown): readonly Node[] =>
  Array.isArray(value) ? value.filter(isNode) : []

const words: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  null: "null",
}

/** What a field holds, in words; objects with a section of their own by its name. */
const holds = (node: Node): string => {
  const { $ref, type, items, properties, additionalProperties } = node
  const [first] = nodes(node["allOf"])
  if (typeof $ref === "string") {
    const name = $ref.split("/").at(-1) ?? ""
    return `[${name}](#${name})`
  }
  if (Array.isArray(node["enum"]))
    return node["enum"].map((each) => `\`${JSON.stringify(each)}\``).join(", ")
  if (Array.isArray(node["anyOf"])) return nodes(node["anyOf"]).map(holds).join(" or ")
  if (isNode(items)) return `list of ${holds(items)}`
  if (isNode(properties)) return `\`{ ${Object.keys(properties).join(", ")} }\``
  if (isNode(additionalProperties)) return `${holds(additionalProperties)} by name`
  if (typeof type === "string") return words[type] ?? type
  return first === undefined ? "anything" : holds(first)
}

const tells = (node: Node): string => {
  const told = [node, ...nodes(node["allOf"])].map((each) => each["description"])
  return told.find((each) => typeof each === "string") ?? ""
}

const section = (name: string, node: Node): string => {
  const required: readonly unknown[] = Array.isArray(node["required"]) ? node["required"] : []
  const fields = isNode(node["properties"]) ? Object.entries(node["properties"]) : []
  const rows = fields.map(([field, each]) => [
    `\`${field}\`${required.includes(field) ? "" : "?"}`,
    isNode(each) ? holds(each) : "",
    isNode(each) ? tells(each) : "",
  ])
  return `### ${name}\n\n${table(["field", "holds", "what it is"], rows)}`
}

/** The objects of report.json with their fields, the file first. */
export const reportFields = (): string => {
  const { definitions } = Schema.toJsonSchemaDocument(ReportJson)
  return Object.entries(definitions)
    .toReversed()
    .map(([name, node]) => section(name, node))
    .join("\n\n")
}
