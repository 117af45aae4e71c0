//! Expressions to compare with Terraform: by hand, and at random from a seed.

/// Cases that each were, or easily could be, wrong.
pub(crate) fn handmade() -> Vec<String> {
    let cases = [
        r#""$$${1}""#,
        r#""$$$${1}""#,
        r#""a$ ${~ 1}b""#,
        r#""a \n  $${b} ${~ "VAL" ~}  $${c} z""#,
        r#""%%%{ if }""#,
        r#""100%""#,
        r#""\u0041\U0001F600\"\\\t$""#,
        r#""%{ if true ~} yes %{~ else } no %{ endif }.""#,
        r#""%{ for k, v in { b = 1, a = 2 } }${k}=${v};%{ endfor }""#,
        r#"jsonencode({ a = 1.50, b = 1e21, c = 1e-7, e = 12345678901234567890123, f = null, "z\u2028" = "<>&\u007f\u0008\u000c" })"#,
        r#"jsonencode([true ? 1 : "x", "a" == "a", !false, -(1 + 2) * 3 / 4 % 5, [1, 2][1]])"#,
        r#"jsonencode({ (upper("k")) = 1, "q-${1 + 1}" = 2, 3 = 4, true = 5, null = 6, x : 7 })"#,
        r#"jsonencode({ a = 1, b = 2, a = 3, "key" = 4, "key" = 5, "key" = 6, c = { a = 1, a = "7" } })"#,
        r#"jsonencode(merge({ a = 1 }, { a = "x", b = 2 }, null))"#,
        r"jsonencode({ for k, v in { b = 1, a = 2 } : v => k... })",
        r#"jsonencode([for i, v in ["a", "b", "c"] : "${i}${v}" if v != "b"])"#,
        r#"join(",", [for o in [{ a = "x" }, { a = "y" }] : o.a], ["z"])"#,
        r#"join(",", [{ a = "x" }, { a = "y" }][*].a)"#,
        r#"join(",", [{ a = ["x"] }, { a = ["y"] }].*.a[1])"#,
        r#"try({ a = 1 }.b, "fallback")"#,
        r#"can({ a = 1 }.b) ? "can" : "can not""#,
        r#"chomp("a\r\n\n\r")"#,
        r#"trimspace("\u00a0 \n a \u2003")"#,
        r#"indent(2, "a\nb\n\nc")"#,
        r#"replace("a  b\n c", "/\\s+/", " ")"#,
        r#"replace("{\n  \"a\": 1,\n  \"b\": 2\n}", "/\\n */", "")"#,
        r#"replace("a.b.c", "/[.]/", "-")"#,
        r#"lower("\u00c0BC") == "\u00e0bc" ? upper("\u00e0\u00df") : "no""#,
        r#"format("%s|%d|%v|%t|%%", "a", 3, 1.5, true)"#,
        r#"jsondecode("{\"a\": [1, {\"b\": \"x\\n\\u00e9\\ud83d\\ude00\"}]}").a[1].b"#,
        r#"coalesce("", null, "a")"#,
        r#"lookup({ a = "1" }, "b", "d")"#,
        r#"element(["a", "b"], 3)"#,
        r#"join("", concat(["a"], flatten([["b", ["c"]], []]), compact(["", "d"]), distinct(["e", "e"])))"#,
        r#"jsonencode(zipmap(["b", "a"], [1, "x"]))"#,
        r#"jsonencode([keys({ b = 1, a = 2 }), values({ b = 1, a = 2 }), length("abc"), tostring(1.0), tonumber("2.50"), toset(["b", "a", "b"])])"#,
        r#"jsonencode([tolist([1, "a"]), tomap({ a = 1, b = "x" }), sort(["b", "a"]), reverse([1, 2]), slice([1, 2, 3], 1, 3), one([]), range(3), max(1, 3, 2)])"#,
        r#"substr("abcdef", 1, 3)"#,
        r#"substr("abcdef", 2, -1)"#,
        r#"strrev("abc, d")"#,
        r#"title("hello wORLD it's a_b c-d")"#,
        r#"urlencode("a b/c?d=é&~_.-*\"%")"#,
        r#"base64decode("eyJhIjoiw6kiLCJiIjoiJGNvbnRleHQucGF0aCJ9")"#,
        r#"base64decode(base64encode("ab é $x"))"#,
        r#"join("|", [base64encode("a"), base64encode("ab"), base64encode("abc"), base64encode("")])"#,
        r#"jsonencode(formatlist("%s=%v", ["a", "b"], [1, "x"]))"#,
        r#"jsonencode(formatlist("<%s-%s>", "k", ["a", "b"]))"#,
        r#"format("%[2]s %[1]s %[1]q %s", "a\"b", "c")"#,
        r#"format("%v %v %q", [1, "a"], { b = null }, "é<")"#,
        r#"jsonencode(yamldecode("a: [1, x, 'y', ~, true]\nb: >-\n  c\n  d\n\"e\": {f: \"\\u0041\"}\n"))"#,
        r#"jsonencode(yamldecode("{\"a\": 12, \"b\": \"012\", c: é}"))"#,
        r#"yamldecode("|\n  a\n   b\n")"#,
        r#"jsonencode(csvdecode("a,b\n1,\"x\"\"y\"\n,z\n\n3,4"))"#,
        r#"jsonencode([setunion(["b", "a"], ["c", "a"]), setintersection(["b", "a"], ["c", "a"]), setsubtract(["b", "a"], ["a"])])"#,
        r#"jsonencode([chunklist(["a", "b", "c"], 2), index(["a", "b"], "b"), sum([1, 2.5])])"#,
        r#"jsonencode([basename("a/b.c"), dirname("a/b/c"), dirname("a"), basename("a/")])"#,
        r#"join(",", regexall("[a-z]+", "ab1cd2"))"#,
        r#"trim("xxaxx", "x")"#,
        r#"trimsuffix(trimprefix("prefix-a-suffix", "prefix"), "suffix")"#,
        r#"join("|", split(",", "a,b,,c,"))"#,
        r#"(
    true
    ? "a"
    : "b"
)"#,
        "<<EOF\na $${x} $$ %%{ %\n  ${1 ~}   \n   next\nEOF",
        "<<-EOF\n    a\n      ${~ 1 }\n    b\n    EOF",
        "<<-EOF\n    %{ if true ~}\n    yes\n    %{ else ~}\n    no\n    %{ endif ~}\n    end\n  EOF",
        "<<-EOF\n    %{~ if true ~}\n    yes\n    %{~ endif ~}\n    end\n  EOF",
        "<<-EOF\n\t  tab\n\t    two\n\n\t  x\n  EOF",
        "<<-EOF\n  a\n   \n      \n    b\n  EOF",
        "<<-EOF\n    %{ for k in [\"a\",\"b\"] ~}\n    ${k},\n    %{~ endfor }\n  z\n  EOF",
        "<<-EOF\n${1}\n    a\n  EOF",
        "<<-EOF\n    ${1}\n  \u{a0} a\n  EOF",
        "<<EOF\nEOF",
        "<<EOF\n\nEOF",
        "<<EOF\n  \"a\\n\": \"$context.requestId\",\n  EOFX\n  EOF",
        "replace(<<EOF\na\nb\nEOF\n, \"\\n\", \"\")",
        "jsonencode({\n  # comment\n  a = \"x\" // other\n  b = <<-EOF\n    h\n  EOF\n  /* c */ c = \"}\"\n})",
    ];
    cases.map(str::to_owned).to_vec()
}

/// Random expressions that Terraform accepts, all of them strings.
pub(crate) struct Generator {
    state: u64,
    /// Locals made so far.
    made: usize,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66_D123_4567,
            made: 0,
        }
    }

    fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % n
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let at = self.below(all.len());
        all[at]
    }

    /// The value of local number `n`, which may use those before it.
    pub(crate) fn local(&mut self, n: usize) -> String {
        self.made = n;
        match self.below(5) {
            0 => self.heredoc(),
            1 => format!("jsonencode({})", self.value(3)),
            _ => self.string(3),
        }
    }

    /// A call of a function with a random regular expression, most of which Go takes.
    pub(crate) fn pattern(&mut self) -> String {
        let pattern = quoted_hcl(&self.regex(3));
        let text: String = (0..self.below(14))
            .map(|_| {
                self.pick(&[
                    "a", "b", "ab", "A", "é", "1", "-", " ", "\n", ".", "_", "{", "$", "\u{b}",
                ])
            })
            .collect();
        let text = quoted_hcl(&text);
        let call = match self.below(5) {
            0 => format!("jsonencode(regexall({pattern}, {text}))"),
            1 => format!("jsonencode(regex({pattern}, {text}))"),
            _ => {
                let with: String = (0..self.below(4))
                    .map(|_| {
                        self.pick(&[
                            "x", "$1", "${1}y", "$2z", "$$", "$", "${n}", "$n", "${", "-", "$0",
                            "$01", "é",
                        ])
                    })
                    .collect();
                let pattern = pattern.trim_matches('"');
                format!(
                    "\"<${{replace({text}, \"/{pattern}/\", {})}}\"",
                    quoted_hcl(&with)
                )
            }
        };
        format!("try({call}, \"refused\")")
    }

    fn regex(&mut self, depth: usize) -> String {
        let mut regex = String::new();
        for _ in 0..=self.below(3) {
            let atom = match self.below(if depth == 0 { 12 } else { 20 }) {
                0..=4 => self
                    .pick(&[
                        "a", "b", "ab", "1", "-", "é", " ", "{", "}", "]", "a{", "_", ":",
                    ])
                    .to_owned(),
                5 => self
                    .pick(&[
                        ".", r"\.", r"\n", r"\x61", r"\x{e9}", r"\t", r"\/", r"\_", r"\v", r"\a",
                    ])
                    .to_owned(),
                6 => self
                    .pick(&[r"\d", r"\D", r"\s", r"\S", r"\w", r"\W"])
                    .to_owned(),
                7 | 8 => self
                    .pick(&[
                        "[ab]",
                        "[^a]",
                        "[a-c]",
                        "[]a]",
                        "[^]a]",
                        "[a-]",
                        "[-a]",
                        "[a-b-1]",
                        "[[:alpha:]]",
                        "[^[:digit:]]",
                        "[[:^space:]a]",
                        r"[\d_]",
                        r"[\S]",
                        r"[^\w]",
                        r"[\W1]",
                        "[[a]",
                        r"[\]\-\\]",
                        "[b-a]",
                        "[é-ü]",
                        "[&&~]",
                        "[[:word:]-]",
                        r"[^\n]",
                        "[[:punct:]]",
                        "[a",
                    ])
                    .to_owned(),
                9 => self
                    .pick(&["^", "$", r"\b", r"\B", r"\A", r"\z"])
                    .to_owned(),
                10 => self
                    .pick(&[
                        r"\Qa.b\E",
                        r"\Q[\E",
                        r"\pN",
                        r"\p{Greek}",
                        r"\PL",
                        r"\Z",
                        r"\1",
                        r"\07",
                    ])
                    .to_owned(),
                11 => self
                    .pick(&["(?i)", "(?s)", "(?m)", "(?U)", "(?i-s)", "(?-m)"])
                    .to_owned(),
                12..=14 => format!("({})", self.regex(depth - 1)),
                15 | 16 => format!("(?:{})", self.regex(depth - 1)),
                17 => format!("(?P<n>{})", self.regex(depth - 1)),
                18 => format!("(?i:{})", self.regex(depth - 1)),
                _ => format!("{}|{}", self.regex(depth - 1), self.regex(depth - 1)),
            };
            regex.push_str(&atom);
            if self.below(3) == 0 {
                regex.push_str(self.pick(&[
                    "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,}", "{1,}?", "{,2}", "**",
                    "{2}{2}", "{0}",
                ]));
            }
        }
        if self.below(12) == 0 {
            regex.push('|');
        }
        regex
    }

    /// An expression that is a string.
    fn string(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.quoted(0);
        }
        let d = depth - 1;
        match self.below(26) {
            0..=5 => self.quoted(d),
            6 | 7 if self.made > 0 => format!("local.c{}", self.below(self.made)),
            8 if self.below(3) == 0 => {
                // `$` in what replaces a pattern is refused
                let (pattern, with) = (
                    self.pick(&[r#""/\\s+/""#, r#""/[a-c]+/""#]),
                    self.pick(&["\"\"", "\"-\""]),
                );
                format!("replace({}, {pattern}, {with})", self.string(d))
            }
            8 => format!(
                "replace({}, {}, {})",
                self.string(d),
                self.needle(),
                self.string(d)
            ),
            9 => format!("join({}, {})", self.quoted(0), self.strings(d)),
            10 => format!(
                "format(\"a%s-%%%s\", {}, {})",
                self.string(d),
                self.string(d)
            ),
            11 => format!("trimspace({})", self.string(d)),
            12 => format!("chomp({})", self.string(d)),
            13 => format!("{}({})", self.pick(&["upper", "lower"]), self.string(d)),
            14 => format!("trim({}, \" ,}}\")", self.string(d)),
            15 => format!("coalesce({}, {}, \"x\")", self.string(d), self.string(d)),
            16 => format!("indent({}, {})", self.below(5), self.string(d)),
            17 => format!("jsonencode({})", self.value(d)),
            18 => format!("try({{}}.nothing, {})", self.string(d)),
            19 => format!(
                "lookup({{ k = {} }}, {}, {})",
                self.string(d),
                self.pick(&["\"k\"", "\"l\""]),
                self.string(d)
            ),
            20 => format!(
                "element([{}, {}], {})",
                self.string(d),
                self.string(d),
                self.below(5)
            ),
            21 => format!(
                "({} ? tostring({}) : tostring({}))",
                self.condition(d),
                self.string(d),
                self.string(d)
            ),
            22 => format!(
                "join(\"+\", [for i, s in {} : \"${{i}}${{s}}\"])",
                self.strings(d)
            ),
            23 => format!(
                "merge({{ k = {} }}, {{ l = 1 }}, {{ k = {} }})[\"k\"]",
                self.string(d),
                self.string(d)
            ),
            24 => format!("jsondecode(jsonencode({{ k = {} }})).k", self.string(d)),
            _ => format!("join(\"|\", split({}, {}))", self.needle(), self.string(d)),
        }
    }

    fn strings(&mut self, depth: usize) -> String {
        let items: Vec<String> = (0..self.below(4)).map(|_| self.string(depth)).collect();
        let list = format!("[{}]", items.join(", "));
        match self.below(4) {
            0 => format!("concat({list}, [{}])", self.string(depth)),
            1 => format!("values({{ z = \"\", a = {} }})", self.string(depth)),
            _ => list,
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        match self.below(4) {
            0 => "true".to_owned(),
            1 => "!true".to_owned(),
            2 => format!("{} == {}", self.string(depth), self.string(depth)),
            _ => format!("length({}) > {}", self.strings(depth), self.below(3)),
        }
    }

    /// Something to search for.
    fn needle(&mut self) -> &'static str {
        self.pick(&[
            r#""\n""#,
            r#"" ""#,
            r#""\"""#,
            r#""a""#,
            r#""$""#,
            r#""context.""#,
            r#""\\""#,
            r#""é""#,
        ])
    }

    /// Any value, for `jsonencode`.
    fn value(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self
                .pick(&["null", "true", "false", "0", "1.50", "-3", "1e3", "\"\""])
                .to_owned();
        }
        let d = depth - 1;
        match self.below(9) {
            0 | 1 => self.object(d),
            2 => {
                let items: Vec<String> = (0..self.below(4)).map(|_| self.value(d)).collect();
                format!("[{}]", items.join(", "))
            }
            3 => format!("merge({}, {})", self.object(d), self.object(d)),
            4 => format!("{{ for k, v in {} : \"${{k}}!\" => v }}", self.object(d)),
            5 => self.value(0),
            _ => self.string(d),
        }
    }

    fn object(&mut self, depth: usize) -> String {
        let mut object = "{".to_owned();
        for n in 0..self.below(4) {
            let key = match self.below(4) {
                0 => format!("k{n}"),
                1 => format!(
                    "\"{}{n}\"",
                    self.pick(&["<", "é", " ", "\\\"", "$context.", "\\u2028", "😀"])
                ),
                2 => format!("(\"p{n}${{1}}\")"),
                _ => format!("\"${{upper(\"x\")}}-{n}\""),
            };
            let assign = self.pick(&["=", ":"]);
            let (value, end) = (self.value(depth), self.pick(&[",", "\n", ",\n", " # c\n"]));
            object.extend([&key, " ", assign, " ", &value, end]);
        }
        object + "}"
    }

    fn quoted(&mut self, depth: usize) -> String {
        let mut text = "\"".to_owned();
        for _ in 0..self.below(6) {
            let piece = match self.below(12) {
                0..=6 => self
                    .pick(&[
                        "a",
                        " ",
                        "é",
                        "😀",
                        "\\n",
                        "\\t",
                        "\\r",
                        "\\\"",
                        "\\\\",
                        "\\u003c",
                        "\\U0001F600",
                        "\\u0001",
                        "$${",
                        "%%{",
                        "$context.requestId",
                        "$ ",
                        "% ",
                        "{",
                        "}",
                        "#",
                        "//",
                        "<",
                        "&",
                        "'",
                        "\u{2028}",
                        "~",
                        "[]",
                        "\\\"k\\\": ",
                    ])
                    .to_owned(),
                7 if depth > 0 => format!(
                    "%{{ if {} {}}} b {}%{{ else }}c%{{ endif {}}}",
                    self.condition(depth - 1),
                    self.tilde(),
                    "",
                    self.tilde()
                ),
                8 if depth > 0 => format!(
                    "%{{ for s in {} {}}} ${{s}} %{{{} endfor }}",
                    self.strings(depth - 1),
                    self.tilde(),
                    self.tilde()
                ),
                _ => {
                    let inner = match depth.checked_sub(1) {
                        Some(depth) => self.string(depth),
                        None => self.atom(),
                    };
                    format!("${{{} {inner} {}}}", self.tilde(), self.tilde())
                }
            };
            // `$` before `${` would be an escape, with quotes inside
            if text.ends_with(['$', '%']) {
                text.push(' ');
            }
            text.push_str(&piece);
        }
        text + "\""
    }

    fn atom(&mut self) -> String {
        if self.made > 0 && self.below(4) == 0 {
            return format!("local.c{}", self.below(self.made));
        }
        self.pick(&["1", "true", "\"x\"", "1.50", "upper(\"a\")"])
            .to_owned()
    }

    fn tilde(&mut self) -> &'static str {
        self.pick(&["", "", "", "~"])
    }

    fn heredoc(&mut self) -> String {
        let flush = self.below(3) > 0;
        let mut text = format!("<<{}EOF\n", if flush { "-" } else { "" });
        for _ in 0..self.below(7) {
            text.push_str(self.pick(&["", "  ", "    ", "      ", "\t", " \t ", "\u{a0} "]));
            for _ in 0..self.below(4) {
                let piece = match self.below(10) {
                    0 => format!("${{{} {} {}}}", self.tilde(), self.string(1), self.tilde()),
                    1 => {
                        format!(
                            "%{{{} if {} {}}}",
                            self.tilde(),
                            self.condition(1),
                            self.tilde()
                        ) + self.pick(&["", " ", "\n", "x\n  "])
                            + "in"
                            + self.pick(&["", "  ", "\n", "\n    "])
                            + &format!("%{{{} endif {}}}", self.tilde(), self.tilde())
                    }
                    2 => {
                        format!("%{{ for s in {} {}}}", self.strings(1), self.tilde())
                            + self.pick(&["", "\n", "\n   "])
                            + &format!("<${{s}}>%{{ endfor {}}}", self.tilde())
                    }
                    _ => self
                        .pick(&[
                            "a",
                            "  ",
                            "é",
                            "😀",
                            "\\n",
                            "\"k\": \"$context.path\",",
                            "$${",
                            "%%{",
                            "$ ",
                            "%",
                            "{",
                            "}",
                            "# ",
                            "<",
                            "\t",
                            "EOFX",
                        ])
                        .to_owned(),
                };
                if text.ends_with(['$', '%']) {
                    text.push(' ');
                }
                text.push_str(&piece);
            }
            text.push('\n');
        }
        text.push_str(self.pick(&["", "  ", "\t"]));
        text + "EOF"
    }
}

/// A text as a quoted string.
fn quoted_hcl(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    let text = text
        .replace("${", "$${")
        .replace("%{", "%%{")
        .replace('\u{b}', "\\u000b");
    format!("\"{text}\"")
}
