//! Scripts that a shell cannot read, with the place that is named, and near misses.

use crate::script::Shell;
use crate::script::reading;

/// `line:text: message`, and `(line:text words)` for the second place.
fn fault(text: &str, shell: Shell) -> String {
    let reading = reading::read(text, shell, 0).expect("a script of this length");
    let place = |range: &std::ops::Range<usize>| {
        let line = text[..range.start].matches('\n').count() + 1;
        format!("{line}:{}", &text[range.clone()])
    };
    let shown = reading.faults.iter().map(|fault| {
        let other = fault.other.as_ref();
        let other = other.map_or(String::new(), |(range, words)| {
            format!(" ({} {words})", place(range))
        });
        format!("{}: {}{other}", place(&fault.range), fault.message)
    });
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn faults_of_bash_have_a_place_and_a_cause() {
    let cases = [
        ("if a; then\n  b\n", "1:if: this `if` has no `fi`"),
        (
            "if a; then\n  if b; then\n    c\nfi\n",
            "2:if: this `if` has no `fi`",
        ),
        ("while a; do b\n", "1:while: this `while` has no `done`"),
        ("for i in a; do b; fi\n", "1:fi: `fi` without `if`"),
        (
            "if a; then\nfor i in a; do b; fi\n",
            "2:fi: `fi` comes before the `done` of an open `for` (2:for this `for` is open)",
        ),
        (
            "if a; then b; do c; fi\n",
            "1:do: `do` without `for`, `while` or `until`",
        ),
        (
            "if a\n b\nelse c; fi\n",
            "1:if: there is no `then` between this `if` and its `else` (3:else its `else`)",
        ),
        (
            "for i in a; b; done\n",
            "1:for: there is no `do` between this `for` and its `done` (1:done its `done`)",
        ),
        (
            "if a; then b; else c; else d; fi\n",
            "1:else: `else` does not belong here in this `if` (1:if this `if` is open)",
        ),
        ("case $x in\n a) b ;;\n", "1:case: this `case` has no `esac`"),
        ("f() {\n a\n", "1:{: this `{` has no `}`"),
        ("a }\n}\n", "2:}: `}` without `{`"),
        ("(a; b\n", "1:(: this `(` has no `)`"),
        ("x=$(a\n", "1:$(: this `$(` has no `)`"),
        ("echo ${a\n", "1:${: this `${` has no `}`"),
        ("(( a + 1\n", "1:((: this `((` has no `))`"),
        ("[[ -f x\n", "1:[[: this `[[` has no `]]`"),
        ("a)\n", "1:): `)` without `(`"),
        ("echo 'a\nb\n", "1:': this `'` is never closed"),
        ("echo \"a\nb\n", "1:\": this `\"` is never closed"),
        // The quote of the first line is the missing one: a word touches the end of its text.
        ("echo \"a\necho \"b\"\n", "1:\": this `\"` is never closed"),
        ("echo `a\n", "1:`: this backquote is never closed"),
        ("a &&\n\n", "1:&&: no command follows this `&&`"),
        ("a | | b\n", "1:|: there is no command before this `|`"),
        ("a; ; b\n", "1:;: there is no command before this `;`"),
        (
            "while a; do\n# b\ndone\n",
            "3:done: there is no command between `do` and `done` (1:do behind this)",
        ),
        (
            "if a; then b; fi c\n",
            "1:c: no operator and no line break stands between `fi` and the next word (1:fi behind this)",
        ),
        (
            "cat <<-X\n  X\n",
            "1:X: this here-document has no end: no line is `X` alone (2:  X blanks stand around the word here)",
        ),
        ("name (\n{ a; }\n", "1:(: bash takes no `(` here"),
        ("x=(a b\n", "1:(: this `(` has no `)`"),
    ];
    for (text, expected) in cases {
        assert_eq!(fault(text, Shell::Bash), expected, "{text}");
    }
}

#[test]
fn what_bash_reads_is_no_fault() {
    let scripts = [
        "if a; then b; elif c; then d; else e; fi; if a; then if b; then c; fi fi",
        "for i in a b; do c; done; for i; do c; done\nfor ((i=0; i<3; i++)); do a; done; for i\ndo a; done",
        "case $x in a|'b c') d;; (e) ;; *) f ;& esac; case x in esac; case $x in a) b; esac",
        "f() { a; }; function g { a; }; function h() ( a )\ni ()\n{\n a\n}",
        "echo fi done esac then do { } if; echo a}b {c",
        "a=(b 'c d' $(e) # f)\n g)\nh+=(i) j k=(l)",
        "echo $((1 + (2 << 3))) ${a[1]} ${a//\\\"/x} ${b:-$(c \"d\")} \"${e:-it's}\" ${#f}",
        "(( a > 1 )) && b; [[ $a =~ ^(b|c)$ && ! ( -f d ) ]] || e",
        "cat <<A <<'B' && c\n$(\nA\n\"\nB\nd",
        "x=$(cat <<E\n)\nE\n)",
        "cat <<-E\n\tx\n\tE\nb",
        "echo 'a\"b' \"c'd\" e\\'f $'g\\'h' $\"i\" \"j`k \"l\"`m\" \"\\\"\"",
        "a # it's\n# \"b\nc#d'e'",
        "a && # b\n c || d |\n e &\nf & g; (a; b) 2>&1 | c >f 2>g &>h <i",
        "{ a; } > b; (c)2>d; while a; do b; done < <(c) > >(d)",
        "! a; time b | c; if ! a; then b; fi",
        "a {{ context:region }} <your bucket> ${AWS::Region}",
        "shopt -s extglob; ls !(a|b) @(c)",
        "a \\\n  b; if c; \\\n then d; fi",
        "read -r a <<< \"b\"; cat <<<'c'",
        "",
    ];
    for text in scripts {
        assert_eq!(fault(&format!("{text}\n"), Shell::Bash), "", "{text}");
    }
}

#[test]
fn what_is_not_known_of_bash_is_no_fault() {
    let scripts = [
        "if a; then\r\n b\r\nfi\r\n",
        "coproc a { b",
        "echo $((a) | b)\nif c",
        "ls !(a",
    ];
    for text in scripts {
        assert_eq!(fault(text, Shell::Bash), "", "{text}");
    }
}

#[test]
fn faults_of_powershell_have_a_place_and_a_cause() {
    let cases = [
        ("if ($a) {\n b\n", "1:{: this `{` has no `}`"),
        ("a }\n", "1:}: `}` without `{`"),
        ("$a = @(1, 2\n", "1:@(: this `@(` has no `)`"),
        ("$a = @{ b = 1\n", "1:@{: this `@{` has no `}`"),
        ("\"$(a\"\n", "1:\": this `\"` is never closed"),
        (
            "if ($a) { (b }\n",
            "1:}: `}` comes before the `)` of an open `(` (1:( this `(` is open)",
        ),
        ("$a = 'b\n$c = 'd'\n", "1:': this `'` is never closed"),
        ("$a = \"b\n", "1:\": this `\"` is never closed"),
        (
            "$a = @'\nb\n '@\n",
            "1:@': this here-string has no end: no line begins with `'@` (3:'@ blanks stand before it here)",
        ),
        (
            "$a = @\"\nb\"@\n",
            "1:@\": this here-string has no end: no line begins with `\"@`",
        ),
        ("<# a\n", "1:<#: this `<#` has no `#>`"),
    ];
    for (text, expected) in cases {
        assert_eq!(fault(text, Shell::PowerShell), expected, "{text}");
    }
}

#[test]
fn what_powershell_reads_or_nobody_knows_is_no_fault() {
    let scripts = [
        "if ($a) { b } # it's {",
        "\"a`\"b\" + \"c\"\"d\" + 'e''f' + '{' + \"$(g \"h}\" 'i)')\"",
        "$a = @\"\n\"b\" {\n$(c \"d\")\n\"@\n$e = @'\n{ 'f\n'@",
        "cmd --% /c \"a",
        "${env:ProgramFiles(x86)}; ${a}; `{; a`'b",
        "Get-Item a[; $b[0]; [string]$c",
        "<# a } ' #> b",
        "a “it's {”",
        "'a'#'b",
    ];
    for text in scripts {
        assert_eq!(fault(&format!("{text}\n"), Shell::PowerShell), "", "{text}");
    }
}
