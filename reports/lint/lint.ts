import { accuracyFindings } from "./accuracies.ts"
import { aucFindings } from "./aucs.ts"
import { markFindings } from "./bestMarks.ts"
import { claimFindings, type Claim } from "./claims.ts"
import { deviationFindings } from "./deviations.ts"
import { equalRowFindings } from "./equalRows.ts"
import { headingFindings } from "./headings.ts"
import type { Finding, PrintedTable } from "./printed.ts"
import { repeatedRunFindings } from "./repeatedRuns.ts"

/** What does not add up in a set of tables, and between them and what their text says. */
export const lintTables = (
  tables: readonly PrintedTable[],
  claims: readonly Claim[] = [],
): readonly Finding[] => [
  ...claimFindings(tables, claims),
  ...repeatedRunFindings(tables),
  ...equalRowFindings(tables),
  ...accuracyFindings(tables),
  ...aucFindings(tables),
  ...deviationFindings(tables),
  ...markFindings(tables),
  ...headingFindings(tables),
]
