// Files below the folder that all of them have in common become one artifact
// (https://github.com/actions/upload-artifact/blob/v7.0.1/src/shared/search.ts).
import fs from "node:fs";
import path from "node:path";

// The client wants to be on github.com.
process.env.GITHUB_SERVER_URL = "https://github.com";
const { DefaultArtifactClient } = await import(`${process.env.STAND_INS}/.installed/artifact/node_modules/@actions/artifact/lib/artifact.js`);

const { NAME, FILES, IF_NONE, DAYS, GITHUB_OUTPUT } = process.env;
const found = [], roots = [];
for (const line of FILES.split("\n").map((one) => one.trim()).filter(Boolean)) {
  const at = path.resolve(line);
  if (!fs.existsSync(at)) continue;
  if (fs.statSync(at).isFile()) {
    found.push(at);
    roots.push(path.dirname(at));
    continue;
  }
  roots.push(at);
  for (const one of fs.readdirSync(at, { recursive: true, withFileTypes: true })) {
    if (one.isFile()) found.push(path.join(one.parentPath ?? one.path, one.name));
  }
}
if (found.length === 0) {
  const message = `No files were found with the provided path: ${FILES}. No artifacts will be uploaded.`;
  if (IF_NONE === "error") {
    console.log(`::error::${message}`);
    process.exit(1);
  }
  console.log(IF_NONE === "warn" ? `::warning::${message}` : message);
  process.exit(0);
}
let root = roots[0];
while (!roots.every((one) => one === root || one.startsWith(root + path.sep))) root = path.dirname(root);
const kept = DAYS ? { retentionDays: Number(DAYS) } : {};
const made = await new DefaultArtifactClient().uploadArtifact(NAME, found, root, kept);
fs.appendFileSync(GITHUB_OUTPUT, `artifact-id=${made.id}\nartifact-digest=${made.digest}\n`);
