// Runs a program of TypeScript, with its types erased and not checked: `node run.js app.ts`.
const fs = require('fs');
const path = require('path');
const typescript = require('typescript');

require.extensions['.ts'] = (module, file) => {
  const options = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 };
  module._compile(typescript.transpileModule(fs.readFileSync(file, 'utf8'), { compilerOptions: options }).outputText, file);
};
require(path.resolve(process.argv[2]));
