// Checks the page's modules with the TypeScript compiler: names that nobody declares, imports that nobody exports,
// variables and parameters that nobody reads, calls that cannot be right. `ts` is a global of the compiler's own script.

const OPTIONS = {
  allowJs: true,
  strict: false,
  checkJs: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts'],
  types: [],
  skipLibCheck: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
};

/**
 * Returns a line for each finding in the roots and all that they import. `read(file)` returns the text of a file, or null if
 * there is none; files in `/lib` are the compiler's own.
 */
export function lint(read, ...roots) {
  const parsed = new Map();
  const text = (name) => read(name) ?? undefined;
  const host = {
    getSourceFile(name, version) {
      if (!parsed.has(name)) {
        const content = text(name);
        parsed.set(name, content === undefined ? undefined : ts.createSourceFile(name, content, version, true));
      }
      return parsed.get(name);
    },
    readFile: text,
    fileExists: (name) => text(name) !== undefined,
    getDefaultLibFileName: () => '/lib/lib.d.ts',
    getDefaultLibLocation: () => '/lib',
    writeFile() {},
    getCurrentDirectory: () => '/',
    getDirectories: () => [],
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  };
  const program = ts.createProgram(roots, OPTIONS, host);
  const findings = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()].map(words);
  for (const file of program.getSourceFiles().filter((each) => each.fileName.endsWith('.js'))) {
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    findings.push(...found.map((each) => `${place(file, each.start)} ${words(each)}`), ...style(file));
  }
  return findings.join('\n');
}

const words = (finding) => ts.flattenDiagnosticMessageText(finding.messageText, ' ');

function place(file, position) {
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(position).line + 1}`;
}

/** What the compiler allows and we do not. */
function style(file) {
  const findings = [];
  const find = (node, what) => findings.push(`${place(file, node.getStart())} ${what}`);
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.EqualsEqualsToken || node.kind === ts.SyntaxKind.ExclamationEqualsToken) {
      find(node, `use ${node.getText()}=`);
    } else if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      find(node, 'use const or let');
    } else if (ts.isDebuggerStatement(node)) {
      find(node, 'remove debugger');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return findings;
}
