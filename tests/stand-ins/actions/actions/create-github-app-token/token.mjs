// https://github.com/actions/create-github-app-token/blob/v3.2.0/lib/main.js
// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
import { createSign } from "node:crypto";
import fs from "node:fs";

const { CLIENT_ID, PRIVATE_KEY, OWNER, REPOSITORIES, GITHUB_API_URL, GITHUB_OUTPUT, GITHUB_REPOSITORY } = process.env;

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iat: now - 30, exp: now + 570, iss: CLIENT_ID })}`;
const jwt = `${signed}.${createSign("RSA-SHA256").update(signed).sign(PRIVATE_KEY, "base64url")}`;

async function ask(method, path, body) {
  const headers = { Authorization: `bearer ${jwt}`, Accept: "application/vnd.github+json", "User-Agent": "actions/create-github-app-token" };
  const answer = await fetch(`${GITHUB_API_URL}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) {
    console.log(`::error::Failed to create token for "${GITHUB_REPOSITORY}": ${told.message}`);
    process.exit(1);
  }
  return told;
}

// Owner and repositories say whose installation it is; without either, the repository of the job.
const names = (REPOSITORIES ?? "").split(/[\n,]+/).map((one) => one.trim()).filter(Boolean);
const owner = OWNER || GITHUB_REPOSITORY.split("/")[0];
if (!OWNER && names.length === 0) names.push(GITHUB_REPOSITORY.split("/")[1]);
const found = await ask("GET", names.length ? `/repos/${owner}/${names[0]}/installation` : `/users/${owner}/installation`);

const permissions = {};
for (const [name, value] of Object.entries(process.env)) {
  if (name.startsWith("PERMISSION_") && value) permissions[name.slice("PERMISSION_".length).toLowerCase()] = value;
}
const asked = { ...(names.length ? { repositories: names } : {}), ...(Object.keys(permissions).length ? { permissions } : {}) };
const made = await ask("POST", `/app/installations/${found.id}/access_tokens`, asked);
console.log(`::add-mask::${made.token}`);
fs.appendFileSync(GITHUB_OUTPUT, `token=${made.token}\ninstallation-id=${found.id}\napp-slug=${found.app_slug}\n`);
