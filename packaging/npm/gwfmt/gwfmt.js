#!/usr/bin/env node
// Runs the program that the package of this platform holds.
"use strict";

const { spawnSync } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "gwfmt.exe" : "gwfmt";

function fail(words) {
  console.error(`error: ${words}`);
  process.exit(2);
}

let program;
try {
  program = require.resolve(`@gwfmt/${platform}/${file}`);
} catch {
  fail(`the package \`@gwfmt/${platform}\` is not installed; it is an optional dependency of \`gwfmt\`, if there is one for this platform`);
}

const { error, signal, status } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  fail(error.message);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exit(status ?? 2);
