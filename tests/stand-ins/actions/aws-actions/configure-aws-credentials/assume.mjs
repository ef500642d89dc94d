// https://github.com/aws-actions/configure-aws-credentials/blob/v6.2.0/src/assumeRole.ts
import fs from "node:fs";

const { AUDIENCE, REGION, ROLE, SESSION, SECONDS_LONG } = process.env;
const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN, AWS_ENDPOINT_URL, GITHUB_ENV, GITHUB_OUTPUT } = process.env;

function fail(message) {
  console.log(`::error::${message}`);
  process.exit(1);
}
if (!ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
  console.log("It looks like you might be trying to authenticate with OIDC. Did you mean to set the `id-token` permission?");
  fail("Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers");
}
const asked = await fetch(`${ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(AUDIENCE)}`, {
  headers: { Authorization: `bearer ${ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
});
if (!asked.ok) fail(`getIDToken call failed: ${asked.status}`);
const { value: token } = await asked.json();
console.log(`::add-mask::${token}`);

const body = new URLSearchParams({
  Action: "AssumeRoleWithWebIdentity",
  Version: "2011-06-15",
  RoleArn: ROLE,
  RoleSessionName: SESSION,
  WebIdentityToken: token,
  DurationSeconds: SECONDS_LONG,
});
const answer = await fetch(AWS_ENDPOINT_URL, { method: "POST", body });
const text = await answer.text();
const told = (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
if (!answer.ok) fail(`Could not assume role with OIDC: ${told("Message")}`);

const credentials = {
  AWS_ACCESS_KEY_ID: told("AccessKeyId"),
  AWS_SECRET_ACCESS_KEY: told("SecretAccessKey"),
  AWS_SESSION_TOKEN: told("SessionToken"),
};
for (const value of Object.values(credentials)) console.log(`::add-mask::${value}`);
const exported = { ...credentials, AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION };
fs.appendFileSync(GITHUB_ENV, Object.entries(exported).map(([name, value]) => `${name}=${value}\n`).join(""));
fs.appendFileSync(GITHUB_OUTPUT, `aws-account-id=${ROLE.split(":")[4]}\n`);
console.log(`Authenticated as assumedRoleId ${told("AssumedRoleId")}`);
