// One artifact by its name, or those whose names fit; of this run, or with a token of another one
// (https://github.com/actions/download-artifact/blob/v8.0.1/src/download-artifact.ts).
import fs from "node:fs";
import path from "node:path";

// The client wants to be on github.com.
process.env.GITHUB_SERVER_URL = "https://github.com";
const { DefaultArtifactClient } = await import(`${process.env.STAND_INS}/.installed/artifact/node_modules/@actions/artifact/lib/artifact.js`);

const { NAME, PATTERN, TO, MERGE, TOKEN, REPOSITORY, RUN, GITHUB_OUTPUT, GITHUB_WORKSPACE } = process.env;
const client = new DefaultArtifactClient();
const [repositoryOwner, repositoryName] = REPOSITORY.split("/");
const other = TOKEN ? { findBy: { token: TOKEN, workflowRunId: Number(RUN), repositoryOwner, repositoryName } } : {};
const to = path.resolve(GITHUB_WORKSPACE, TO);

let artifacts;
if (NAME) {
  artifacts = [(await client.getArtifact(NAME, other)).artifact];
} else {
  const fits = new RegExp(`^${PATTERN.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
  artifacts = (await client.listArtifacts({ latest: true, ...other })).artifacts.filter((one) => !PATTERN || fits.test(one.name));
}
for (const one of artifacts) {
  const into = NAME || MERGE === "true" || artifacts.length === 1 ? to : path.join(to, one.name);
  await client.downloadArtifact(one.id, { ...other, path: into, expectedHash: one.digest });
}
fs.appendFileSync(GITHUB_OUTPUT, `download-path=${to}\n`);
