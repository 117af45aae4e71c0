// Writes the package of one platform: `node platform.mjs linux-x64 target/release/gwfmt FOLDER`.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const [platform, program, folder] = process.argv.slice(2);
const main = JSON.parse(readFileSync(new URL("gwfmt/package.json", import.meta.url)));
const name = `@gwfmt/${platform}`;
if (!folder || !main.optionalDependencies[name]) {
  console.error("usage: node platform.mjs PLATFORM PROGRAM FOLDER");
  console.error(`platforms: ${Object.keys(main.optionalDependencies).join(", ").replaceAll("@gwfmt/", "")}`);
  process.exit(2);
}
const [os, cpu] = platform.split("-");
const file = os === "win32" ? "gwfmt.exe" : "gwfmt";
mkdirSync(folder, { recursive: true });
copyFileSync(program, `${folder}/${file}`);
chmodSync(`${folder}/${file}`, 0o755);
const { version, license } = main;
const description = `The program gwfmt for ${platform}`;
const manifest = { name, version, description, license, os: [os], cpu: [cpu], files: [file], preferUnplugged: true };
writeFileSync(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
