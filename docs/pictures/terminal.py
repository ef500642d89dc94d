"""A text with colours of a terminal as SVG, light and dark: `terminal.py TEXT NAME`."""

import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

# Background, foreground, the eight colours and the eight bright ones: those of GitHub's own code.
DARK = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34), (88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)],
    [(110, 118, 129), (255, 123, 114), (86, 211, 100), (227, 179, 65), (121, 192, 255), (210, 168, 255), (86, 212, 221), (255, 255, 255)],
)
LIGHT = TerminalTheme(
    (246, 248, 250),
    (31, 35, 40),
    [(36, 41, 47), (207, 34, 46), (17, 99, 41), (77, 45, 0), (9, 105, 218), (130, 80, 223), (27, 124, 131), (110, 119, 129)],
    [(87, 96, 106), (207, 34, 46), (26, 127, 55), (99, 60, 1), (9, 105, 218), (164, 117, 249), (49, 146, 170), (140, 149, 159)],
)
# Without fonts from elsewhere, which a picture on a page may not load anyway.
FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" class="rich-terminal" viewBox="0 0 {width} {height}" role="img">
<title>What amiforge validate says in a terminal</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect width="{width}" height="{height}" rx="10" fill="BACKGROUND"/>
<g transform="translate(28, 24)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def main(text: str, name: str) -> None:
    said = Path(text).read_text(encoding="utf-8")
    lines = f"\x1b[90m$\x1b[0m amiforge validate examples\n\n{said}".rstrip("\n").split("\n")
    width = max(Text.from_ansi(line).cell_len for line in lines) + 4
    for theme, suffix in ((LIGHT, ""), (DARK, "-dark")):
        console = Console(record=True, width=width, file=open("/dev/null", "w"), force_terminal=True, color_system="standard")
        for line in lines:
            console.print(Text.from_ansi(line), soft_wrap=True)
        background = "#{:02x}{:02x}{:02x}".format(*theme.background_color)
        svg = console.export_svg(
            theme=theme,
            code_format=FORMAT.replace("BACKGROUND", background),
            unique_id="t",
        )
        Path(f"{name}{suffix}.svg").write_text(svg, encoding="utf-8")


main(*sys.argv[1:])
