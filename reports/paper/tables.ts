import type { PublishedTable } from "./published.ts"
import { table1 } from "./table1.ts"
import { table2 } from "./table2.ts"
import { table3 } from "./table3.ts"
import { table4 } from "./table4.ts"
import { table5 } from "./table5.ts"

/** Tables I-V of the M2-MAE paper: 334 cells, 110 of them with a deviation. */
export const paperTables: readonly PublishedTable[] = [table1, table2, table3, table4, table5]

export { table1, table2, table3, table4, table5 }
