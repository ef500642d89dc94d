// https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
import fs from "node:fs";
import { gzipSync } from "node:zlib";

const { SARIF, CATEGORY, TOKEN, GITHUB_API_URL, GITHUB_OUTPUT, GITHUB_REF, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_WORKSPACE } = process.env;
const sarif = JSON.parse(fs.readFileSync(SARIF, "utf8"));
// The category tells one analysis of a commit from another (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#runautomationdetails-object).
if (CATEGORY) for (const run of sarif.runs) run.automationDetails = { id: `${CATEGORY}/` };
const body = {
  commit_sha: GITHUB_SHA,
  ref: GITHUB_REF,
  sarif: gzipSync(JSON.stringify(sarif)).toString("base64"),
  checkout_uri: new URL(`file://${GITHUB_WORKSPACE}`).href,
  tool_name: sarif.runs[0].tool.driver.name,
};
const headers = { Authorization: `token ${TOKEN}`, Accept: "application/vnd.github+json", "User-Agent": "CodeQL-Action" };
const answer = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/code-scanning/sarifs`, { method: "POST", headers, body: JSON.stringify(body) });
const told = await answer.json();
if (!answer.ok) {
  console.log(`::error::${told.message}`);
  process.exit(1);
}
fs.appendFileSync(GITHUB_OUTPUT, `sarif-id=${told.id}\n`);
