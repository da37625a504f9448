const commands: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "''",
  "\u00b2": "\\textsuperscript{2}",
  "\u00b3": "\\textsuperscript{3}",
  "\u00b1": "$\\pm$",
  "\u00d7": "$\\times$",
  "\u2013": "--",
  "\u2014": "---",
  "\u2020": "\\dag{}",
  "\u2021": "\\ddag{}",
  "\u2190": "$\\leftarrow$",
  "\u2191": "$\\uparrow$",
  "\u2192": "$\\rightarrow$",
  "\u2193": "$\\downarrow$",
  "\u2212": "$-$",
  "\u2264": "$\\leq$",
  "\u2265": "$\\geq$",
  α: "$\\alpha$",
  β: "$\\beta$",
  γ: "$\\gamma$",
  δ: "$\\delta$",
  ε: "$\\varepsilon$",
  λ: "$\\lambda$",
  μ: "$\\mu$",
  ρ: "$\\rho$",
  σ: "$\\sigma$",
  τ: "$\\tau$",
}

/**
 * Text that LaTeX prints as it stands. Letters beyond Latin and the Greek of loss weights are left
 * as they are; they need LuaLaTeX or XeLaTeX and a font that has them.
 */
export const latexText = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/./gu, (character) => commands[character] ?? character)
