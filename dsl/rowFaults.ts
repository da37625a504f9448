import { faultIf, faultUnless } from "./faultIf.ts"
import { suggestion } from "./closest.ts"
import { fault, type Fault } from "./fault.ts"
import { repeated } from "./repeated.ts"
import { stubColumns } from "./stub.ts"
import { armNames, type Table } from "./table.ts"

/** An arm that a table names and no block has. */
const noArm = (what: string, field: string, arm: string, names: readonly string[]): Fault =>
  fault({
    what: `${what} "${arm}", which is no arm`,
    where: { field },
    expected: `one of ${names.join(", ")}`,
    hint: suggestion(arm, names),
  })

/** Rows, references and reasons that name an arm that no block has; rows that stand twice. */
const nameFaults = (table: Table): readonly Fault[] => {
  const { name, rows, against, blocks } = table
  const names = armNames(table)
  const known = new Set(names)
  const drawn = (rows ?? []).flat().map(({ arm }) => arm)
  return [
    ...faultIf(rows !== null && drawn.length === 0, () => ({
      what: `table ${name} has no rows`,
      where: { field: "rows" },
      expected: "an arm at least",
      hint: "leave `rows` out: every arm is then a row",
    })),
    ...drawn
      .filter((arm) => !known.has(arm))
      .map((arm) => noArm(`table ${name} has a row`, "rows", arm, names)),
    ...[...new Set(repeated(drawn))].map((arm) =>
      fault({
        what: `table ${name} has the row "${arm}" twice`,
        where: { field: "rows" },
        expected: "each arm in one group",
        hint: "leave one of them out",
      }),
    ),
    ...(against === undefined || known.has(against)
      ? []
      : [noArm(`table ${name} takes differences to`, "against", against, names)]),
    ...blocks.flatMap((block) =>
      Object.keys(block.absent)
        .filter((arm) => !known.has(arm))
        .map((arm) =>
          noArm(`table ${name} gives a reason for`, `absent.${block.name}`, arm, names),
        ),
    ),
    ...blocks.flatMap(({ name: own, absent, study }) =>
      study.arms
        .filter((arm) => Object.hasOwn(absent, arm.name))
        .map((arm) =>
          fault({
            what: `table ${name} says why block ${own} lacks "${arm.name}", which it has`,
            where: { field: `absent.${own}` },
            expected: "reasons for arms that the block does not have",
            hint: "leave the reason out, or the arm",
          }),
        ),
    ),
  ]
}

/** Parts of cells that nothing in the table gives. */
const shownFaults = ({
  name,
  show,
  against,
  compare,
  interval,
  populations,
}: Table): readonly Fault[] => [
  ...(["rank", "delta"] as const)
    .filter((part) => populations === "several" && show.includes(part))
    .map((part) =>
      fault({
        what: `table ${name} holds arms with different test subjects, and shows ${part === "rank" ? "their places" : "differences between them"}`,
        where: { field: "show" },
        expected: "the same test subjects in every arm that is compared",
        hint: `leave "${part}" out, or make a table for each data set`,
      }),
    ),
  ...faultIf(show.length === 0, () => ({
    what: `cells of table ${name} show nothing`,
    where: { field: "show" },
    expected: 'one part or more, such as "mean"',
  })),
  ...faultIf(show.includes("delta") && against === undefined && compare === null, () => ({
    what: `table ${name} shows differences to no row`,
    where: { field: "show" },
    expected: "a row that differences are taken to",
    hint: 'name it: against: "UNETR"',
  })),
  ...faultIf(show.includes("p") && compare === null, () => ({
    what: `table ${name} shows the p of no test`,
    where: { field: "show" },
    expected: "a test",
    hint: 'name it: compare: wilcoxon({ with: "UNETR" })',
  })),
  ...faultIf(show.includes("interval") && interval === null, () => ({
    what: `table ${name} shows intervals of no bootstrap`,
    where: { field: "show" },
    expected: "a bootstrap",
    hint: "declare it: interval: bootstrap()",
  })),
]

/** Columns left of the numbers that hold for no arm, or for an arm in one block and not in another. */
const stubFaults = (table: Table): readonly Fault[] => {
  const arms = table.blocks.flatMap(({ name, study }) =>
    study.arms.map((arm) => ({ block: name, arm })),
  )
  return table.stub.flatMap((stub, index) =>
    stubColumns(stub).flatMap(({ heading, valueOf }): readonly Fault[] => {
      const where = { field: `stub.${index}` }
      const title = heading.join(" ")
      const values = arms.map(({ block, arm }) => ({
        block,
        name: arm.name,
        value: valueOf(arm, arm.name),
      }))
      if (values.length > 0 && values.every(({ value }) => value === null))
        return [
          fault({
            what: `column "${title}" of table ${table.name} reads ${stub.field}, which no arm has`,
            where,
            expected: "the dotted path of a field of the arms' experiments",
            hint: "correct the path, or leave the column out",
          }),
        ]
      const isTick = values.some(({ value }) => typeof value === "boolean")
      if (isTick && !values.some(({ value }) => value === true))
        return [
          fault({
            what: `column "${title}" of table ${table.name} is ticked for no arm`,
            where,
            expected: "a value that one arm has at least",
            hint: `compare it with ${stub.field} of the arms: ablate check FILE --defaults`,
          }),
        ]
      return [...Map.groupBy(values, ({ name }) => name)].flatMap(([name, group]) => {
        const [first, ...others] = group
        const other = others.find(({ value }) => value !== first?.value)
        if (first === undefined || other === undefined) return []
        const said = ({ value }: typeof first) =>
          typeof value === "boolean"
            ? value
              ? "ticked"
              : "not ticked"
            : (value ?? "no such field")
        return [
          fault({
            what: `column "${title}" of table ${table.name} says two things of "${name}": ${said(first)} in block ${first.block}, ${said(other)} in block ${other.block}`,
            where,
            expected: "arms of one name that agree between blocks",
            hint: "give the arms of one block other names, or leave the column out",
          }),
        ]
      })
    }),
  )
}

/** A table without a study. */
export const noStudy = ({ name, blocks }: Table): readonly Fault[] =>
  faultUnless(blocks.length > 0, () => ({
    what: `table ${name} has no study`,
    where: { field: "study" },
    expected: "a study, or several side by side",
    hint: "study: grid(base, { ... }), or blocks: { brats: ..., lungs: ... }",
  }))

/** What is wrong with the rows, stubs and cells of a table. */
export const rowFaults = (table: Table): readonly Fault[] => [
  ...nameFaults(table),
  ...shownFaults(table),
  ...stubFaults(table),
]
