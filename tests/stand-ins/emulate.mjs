// GitHub's state: `emulate`, on the port of the first argument, with links that lead to the second, and as many tokens a
// login as the third says. Ends when standard input does.
import { createEmulator } from "./.installed/node_modules/emulate/dist/api.js";

const [port, baseUrl, count] = process.argv.slice(2);
const users = [
  { login: "octocat", name: "The Octocat", email: "octocat@example.com" },
  { login: "reviewer", name: "A Reviewer", email: "reviewer@example.com" },
  { login: "machine-user", name: "Machine User", email: "machine@example.com" },
  { login: "github-actions[bot]", name: "github-actions[bot]", email: "41898282+github-actions[bot]@users.noreply.github.com" },
  { login: "fleet-app[bot]", name: "fleet-app[bot]", email: "7654321+fleet-app[bot]@users.noreply.github.com" },
  { login: "web-flow", name: "GitHub", email: "noreply@github.com" },
];
// A token may make 5,000 requests an hour there, as on GitHub: each world has its own.
const tokens = {};
for (const { login } of users) {
  for (let n = 0; n < Number(count); n += 1) tokens[`${login}:${n}`] = { login, scopes: ["repo", "user", "workflow"] };
}
const emulator = await createEmulator({ service: "github", port: Number(port), baseUrl, seed: { tokens, github: { users, repos: [] } } });
console.log(JSON.stringify({ url: emulator.url }));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
