// Judges workflows and action.yml files with GitHub's own language service, the one of its editor extension
// (https://github.com/actions/languageservices, MIT).
//
//   node language-service.cjs ROOT FILE...
//
// ROOT is the repository of our actions: what stands below `with:` of one of them is held against its action.yml. Actions of
// others cannot be looked up without a network; actionlint knows the popular ones.
//
// Every diagnostic counts, warnings as well, and so does what the service only logs: it catches its own faults, logs them and
// then reports nothing, which would look like a clean file. Exit code 1 when there is anything.
//
// install.sh bundles this file, because the service imports JSON in a form that Node alone refuses.
import fs from "node:fs";
import path from "node:path";
import { registerLogger, validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";

const [root, ...files] = process.argv.slice(2);
const OURS = "amiforge/amiforge";
let found = 0;

function say(text) {
  found += 1;
  console.log(text);
}

registerLogger({ error: say, warn: say, info: say, log: say });

const actionsMetadataProvider = {
  async fetchActionMetadata({ owner, name, path: folder }) {
    if (`${owner}/${name}` !== OURS) return { name, description: "" };
    const file = path.join(root, folder ?? "", "action.yml");
    return fs.existsSync(file) ? parse(fs.readFileSync(file, "utf8")) : undefined;
  },
};
const fileProvider = {
  async getFileContent(reference) {
    return { name: reference.path, content: fs.readFileSync(path.join(root, reference.path), "utf8") };
  },
};

// A page shows one workflow that calls another; where that lies is not in the page.
const ELSEWHERE = "Unable to find reusable workflow";
const LEVELS = ["", "error", "warning", "info", "hint"];

async function main() {
  for (const file of files) {
    const text = fs.readFileSync(file, "utf8");
    const document = TextDocument.create(`file://${path.resolve(file)}`, "yaml", 0, text);
    for (const one of await validate(document, { actionsMetadataProvider, fileProvider })) {
      if (one.message === ELSEWHERE) continue;
      const { line, character } = one.range.start;
      say(`${file}:${line + 1}:${character + 1}: ${LEVELS[one.severity ?? 1]}: ${one.message}`);
    }
  }
  process.exitCode = found > 0 ? 1 : 0;
}

main().catch((error) => {
  console.log(error.stack);
  process.exitCode = 2;
});
