import { element } from "./markup.ts"

/** A table of records on the page, which scrolls by itself; its lines are markup already. */
export const recordsTable = (
  label: string,
  heads: readonly string[],
  lines: readonly string[],
): string =>
  element(
    "div",
    { class: "scroll records", role: "region", tabindex: 0, "aria-label": label },
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head))),
      ),
      `\n<tbody>\n${lines.join("\n")}\n</tbody>`,
    ),
  )
