// Markdown as a page of GitHub: `page.cjs NAME THEME`. What stands in front of the first rule of a pull request is its title and branches.
const fs = require("node:fs");
const path = require("node:path");
const { marked } = require("marked");

const [name, theme] = process.argv.slice(2);
const css = path.join(path.dirname(require.resolve("github-markdown-css/package.json")), `github-markdown-${theme}.css`);
const text = fs.readFileSync(path.join(__dirname, `${name}.md`), "utf8");
const colours =
  theme === "dark"
    ? { page: "#0d1117", line: "#3d444d", text: "#f0f6fc", soft: "#9198a1", box: "#151b23", chip: "#388bfd1a", link: "#4493f8", open: "#238636" }
    : { page: "#ffffff", line: "#d1d9e0", text: "#1f2328", soft: "#59636e", box: "#f6f8fa", chip: "#ddf4ff", link: "#0969da", open: "#1f883d" };

// A pull request: `# TITLE`, `BASE <- HEAD`, a blank line, its body.
const pull = /^# (?<title>.*)\n\n`(?<base>[^`]*)` ← `(?<head>[^`]*)`\n\n(?<body>[^]*)$/.exec(text)?.groups;
const html = (markdown) => marked.parse(markdown, { gfm: true });
const inline = (markdown) => marked.parseInline(markdown, { gfm: true });
const body = pull
  ? `<h1>${inline(pull.title)}</h1>
<p class="state"><span class="open">Open</span> <b>amiforge</b> wants to merge 1 commit into <code>${pull.base}</code> from <code>${pull.head}</code></p>
<div class="box"><div class="by"><b>amiforge</b> commented</div><div class="markdown-body">${html(pull.body)}</div></div>`
  : `<div class="box"><div class="by">Summary of the job</div><div class="markdown-body">${html(text)}</div></div>`;

process.stdout.write(`<!doctype html><meta charset="utf-8"><style>
${fs.readFileSync(css, "utf8")}
body { margin: 0; padding: 20px; width: 1000px; background: ${colours.page}; color: ${colours.text}; font: 14px Inter, sans-serif; }
h1 { font-size: 26px; font-weight: 400; margin: 0 0 10px; line-height: 1.25; }
.state { color: ${colours.soft}; margin: 0 0 18px; }
.state b { color: ${colours.text}; }
.state code { background: ${colours.chip}; color: ${colours.link}; padding: 2px 6px; border-radius: 6px; font: 12px "Liberation Mono", monospace; }
.open { background: ${colours.open}; color: #fff; border-radius: 2em; padding: 5px 12px; font-weight: 500; margin-right: 6px; }
.box { border: 1px solid ${colours.line}; border-radius: 6px; }
.by { background: ${colours.box}; border-bottom: 1px solid ${colours.line}; border-radius: 6px 6px 0 0; padding: 8px 16px; color: ${colours.soft}; }
.by b { color: ${colours.text}; }
.markdown-body { padding: 16px; font-family: Inter, sans-serif; font-size: 14px; border-radius: 0 0 6px 6px; }
.markdown-body > :first-child { margin-top: 0; }
</style>${body}
`);
