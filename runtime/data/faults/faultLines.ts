import type { Fault } from "../../../dsl/fault.ts"

const sentence = (fault: Fault): string => {
  const place = [fault.where.subject, fault.where.file, fault.where.line].filter(
    (part) => part !== undefined,
  )
  const where = place.length === 0 ? "" : `${place.join(": ")}: `
  const expected = fault.expected === undefined ? "" : `; expected ${fault.expected}`
  const hint = fault.hint === undefined ? "" : `. ${fault.hint}`
  return `${where}${fault.what}${expected}${hint}`
}

/** One line per fault, for the `message` of an error. */
export const faultLines = (faults: readonly Fault[]): string => faults.map(sentence).join("\n")
