import { parseColumn, type Column } from "../../dsl/column.ts"
import type { Published } from "../../dsl/published.ts"
import { printedCells, type PublishedCell } from "./printed.ts"

/** The paper's data sets, by the kinds that read them: blocks stand in this order in every table. */
const datasets = ["brats2023", "picai", "lung"] as const
type PaperDataset = (typeof datasets)[number]

/** A column of a published table: what it measures, and on which data set. */
export interface PublishedColumn extends Column {
  readonly dataset: PaperDataset
}

type Columns = Readonly<Record<PaperDataset, readonly string[]>>

/** `dataset.task.metric` or `dataset.task.metric.region` */
type NameOf<C extends Columns> = { [D in PaperDataset]: `${D}.${C[D][number]}` }[PaperDataset]

/**
 * A table of Linxuan Han et al., "Enhanced Self-supervised Learning for Multimodality MRI Segmentation
 * and Classification: A Novel Approach Avoiding Model Collapse" (M2-MAE), as plain data. Its rows are keyed by arm: where a study's arms are asked for, a
 * table that lacks one of them, such as a renamed one, does not compile.
 */
export interface PublishedTable<
  Arm extends string = string,
  C extends Columns = Columns,
> extends Published<Arm> {
  readonly name: string
  readonly caption: string
  /** Number of the table in the paper, as printed. */
  readonly number: string
  /** Page that it stands on; null where that is not known. */
  readonly page: number | null
  /** `task.metric` or `task.metric.region` of each data set. */
  readonly columns: C
  /** Numbers as printed, a text for each data set. */
  readonly rows: Readonly<Record<Arm, readonly [brats2023: string, picai: string, lung: string]>>
  /** Headings of regions that are printed otherwise than in the other tables. */
  readonly headings: { readonly [N in NameOf<C>]?: string }
  /** Whether a cell is bold, where that is known. */
  readonly bold: { readonly [A in Arm]?: { readonly [N in NameOf<C>]?: boolean } }
  /** Arms that are, by the paper's text, what the paper calls otherwise in other tables. */
  readonly sameAs: { readonly [A in Arm]?: string }
}

const paper =
  "Linxuan Han et al., “Enhanced Self-supervised Learning for Multimodality MRI Segmentation and Classification: A Novel Approach Avoiding Model Collapse”"

/** What a table of the paper has without saying so. */
type Filled = "headings" | "bold" | "sameAs" | "source" | "units"

/** A table of the paper. Where nothing is told, headings are the regions', fonts unknown, no arm is another's. */
export const published = <const Arm extends string, const C extends Columns>(
  table: Omit<PublishedTable<Arm, C>, Filled> & {
    readonly headings?: PublishedTable<NoInfer<Arm>, NoInfer<C>>["headings"]
    readonly bold?: PublishedTable<NoInfer<Arm>, NoInfer<C>>["bold"]
    readonly sameAs?: PublishedTable<NoInfer<Arm>, NoInfer<C>>["sameAs"]
  },
): PublishedTable<Arm, C> => ({
  headings: {},
  bold: {},
  sameAs: {},
  source: `${paper}, Table ${table.number}${table.page === null ? "" : `, p. ${table.page}`}`,
  units: { hd95: "voxel" },
  ...table,
})

/** The columns of a table from left to right. */
export const publishedColumns = ({ columns }: PublishedTable): readonly PublishedColumn[] =>
  datasets.flatMap((dataset) => columns[dataset].map((text) => ({ dataset, ...parseColumn(text) })))

/** The cells of an arm from left to right. */
export const publishedRow = <Arm extends string>(
  table: PublishedTable<Arm>,
  arm: NoInfer<Arm>,
): readonly PublishedCell[] => {
  const bold: Readonly<Record<string, Readonly<Record<string, boolean | undefined>> | undefined>> =
    table.bold
  const fonts = bold[arm] ?? {}
  const names = datasets.flatMap((dataset) =>
    table.columns[dataset].map((text) => `${dataset}.${text}`),
  )
  return printedCells(
    table.rows[arm].join(" "),
    names.map((name) => fonts[name] ?? "unknown"),
  )
}
