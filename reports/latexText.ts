/** Greek letters that are no Latin ones, by the names of their commands. */
const greek: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    αβγδ: "alpha beta gamma delta",
    εζηθ: "varepsilon zeta eta theta",
    ικλμ: "iota kappa lambda mu",
    νξπρ: "nu xi pi rho",
    σςτυ: "sigma varsigma tau upsilon",
    φχψω: "varphi chi psi omega",
    ΓΔΘΛ: "Gamma Delta Theta Lambda",
    ΞΠΣΥ: "Xi Pi Sigma Upsilon",
    ΦΨΩ: "Phi Psi Omega",
  }).flatMap(([letters, names]) =>
    names.split(" ").map((name, at) => [letters.charAt(at), `$\\${name}$`]),
  ),
)

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
  "\u201c": "``",
  "\u201d": "''",
  "\u2020": "\\dag{}",
  "\u2021": "\\ddag{}",
  "\u00a7": "\\S{}",
  "\u00b6": "\\P{}",
  "\u2713": "$\\checkmark$",
  "\u2190": "$\\leftarrow$",
  "\u2191": "$\\uparrow$",
  "\u2192": "$\\rightarrow$",
  "\u2193": "$\\downarrow$",
  "\u2212": "$-$",
  "\u2264": "$\\leq$",
  "\u2265": "$\\geq$",
  "\u2082": "\\textsubscript{2}",
  "\u2248": "$\\approx$",
  "\u2260": "$\\neq$",
  "\u2208": "$\\in$",
  "\u221e": "$\\infty$",
  ...greek,
}

/**
 * Text that LaTeX prints as it stands. Letters that are neither Latin nor Greek are left as they are:
 * they need LuaLaTeX or XeLaTeX and a font that has them.
 */
export const latexText = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/./gu, (character) => commands[character] ?? character)
