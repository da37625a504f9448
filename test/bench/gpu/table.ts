import { gigabytes, markdown, seconds } from "../table.ts"
import type { MeasuredRow } from "./measure.ts"

const spread = ({ median, quartiles: [low, high] }: MeasuredRow["ours"]): string =>
  `${seconds(median)} (${seconds(low)}..${seconds(high)})`

const bytes = (value: number | null): string => (value === null ? "" : gigabytes(value))
const exponent = (value: number | null): string => (value === null ? "" : value.toExponential(1))

const peerWords = ({ peer, compiled, channelsLast, note }: MeasuredRow): string =>
  [
    ...(peer === null
      ? []
      : [`${compiled ? "torch.compile" : "eager"}${channelsLast ? ", channels last" : ""}`]),
    ...(note === "" ? [] : [note]),
  ].join("; ")

/** The rows as the bench's table has them. */
export const gpuTable = (rows: readonly MeasuredRow[]): string =>
  markdown(
    [
      "",
      "precision",
      "layout",
      "ours, median (quartiles)",
      "peer",
      "ratio of medians",
      "fastest",
      "GB ours",
      "peer",
      "from CPU",
      "from peer",
      "compiled in",
      "the peer",
    ],
    rows.map((row) => {
      const { title, precision, layout, ours, peer } = row
      return [
        title,
        precision,
        layout ?? "",
        spread(ours),
        peer === null ? "" : spread(peer),
        peer === null ? "" : `**${(ours.median / peer.median).toFixed(2)}**`,
        peer === null ? "" : (ours.fastest / peer.fastest).toFixed(2),
        bytes(ours.bytes),
        bytes(peer?.bytes ?? null),
        exponent(row.fromCpu),
        exponent(row.fromPeer),
        seconds((ours.times["session"] ?? Number.NaN) / 1000),
        peerWords(row),
      ]
    }),
  )
