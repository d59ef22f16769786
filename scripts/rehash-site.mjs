// Gives the files that name each other names that hold what they finally contain.
// Usage: node scripts/rehash-site.mjs SITE_FOLDER HASH_FILE
//
// cargo-leptos names the script, the WebAssembly and the loader of the lazy parts after their content, then writes each
// other's names into them: two releases can have one name for two contents. Browsers keep such files for a year, so a
// visitor of the release before would never get out of a page that cannot load. Here these files, which name each other
// in a circle, get one hash of everything the release has.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [site, hashFile] = process.argv.slice(2);
if (!site || !hashFile) {
  console.error("usage: node scripts/rehash-site.mjs SITE_FOLDER HASH_FILE");
  process.exit(2);
}
const pkg = join(site, "pkg");
const listed = Object.fromEntries(
  readFileSync(hashFile, "utf8").split("\n").filter(Boolean).map((line) => line.split(": ")),
);
const circle = {
  js: (hash) => `mainstreet.${hash}.js`,
  wasm: (hash) => `mainstreet.${hash}.wasm`,
  split: (hash) => `__wasm_split.${hash}.js`,
  manifest: (hash) => `__wasm_split_manifest.${hash}.json`,
};

const files = readdirSync(pkg).filter((name) => !/\.(br|gz)$/.test(name)).sort();
const everything = createHash("sha256");
for (const name of files) everything.update(name).update(readFileSync(join(pkg, name)));
// As long as the hashes it replaces: names are written inside the WebAssembly, where nothing may move.
const release = everything.digest("base64url").slice(0, listed.js.length);

for (const [kind, name] of Object.entries(circle)) {
  const path = join(pkg, name(listed[kind]));
  // Bytes as Latin-1, so that WebAssembly survives it.
  let text = readFileSync(path, "latin1");
  for (const [other, named] of Object.entries(circle)) text = text.replaceAll(named(listed[other]), named(release));
  writeFileSync(path, text, "latin1");
  renameSync(path, join(pkg, name(release)));
}
const lines = Object.entries(listed).map(([kind, hash]) => `${kind}: ${circle[kind] ? release : hash}\n`);
writeFileSync(hashFile, lines.join(""));
