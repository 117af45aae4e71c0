#!/usr/bin/env python3
"""Lines of access logs and what they mean, written without any code of gwfmt.

Reads a JSON array of [name, api, format] from standard input and writes one JSON object a line: the number of the format, the
style of the line, the line, and what was meant by each of its values, `null` where the line does not tell.

    oracle.py COUNT SEED < formats.json > lines.jsonl

What a variable holds is written here from AWS's pages. JSON, CSV and XML that "another program" wrote are written by the
json, csv and xml modules of Python.
"""

import csv
import datetime
import io
import ipaddress
import json
import random
import re
import string
import sys
import xml.etree.ElementTree as ElementTree
from xml.sax import saxutils

REFERENCE = re.compile(r"\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)")

ALWAYS = "always"  # a value on every API that lists the variable
MAYBE = "maybe"  # `-` where there is none

# The variable, the kind of its value, whether it may be absent.
VARIABLES = {
    "requestId": ("id", ALWAYS),
    "extendedRequestId": ("id", ALWAYS),
    "messageId": ("id", MAYBE),
    "connectionId": ("id", ALWAYS),
    "identity.sourceIp": ("address", ALWAYS),
    "identity.caller": ("token", MAYBE),
    "identity.user": ("token", MAYBE),
    "identity.userAgent": ("free", MAYBE),
    "identity.clientCert.subjectDN": ("free", MAYBE),
    "identity.clientCert.issuerDN": ("free", MAYBE),
    "identity.clientCert.serialNumber": ("token", MAYBE),
    "identity.clientCert.validity.notBefore": ("certificate time", MAYBE),
    "identity.clientCert.validity.notAfter": ("certificate time", MAYBE),
    "requestTime": ("time", ALWAYS),
    "requestTimeEpoch": ("epoch", ALWAYS),
    "connectedAt": ("epoch", ALWAYS),
    "httpMethod": ("method", ALWAYS),
    "path": ("path", ALWAYS),
    "resourcePath": ("resource", ALWAYS),
    "routeKey": ("route", MAYBE),
    "protocol": ("protocol", ALWAYS),
    "stage": ("word", ALWAYS),
    "domainName": ("host", ALWAYS),
    "status": ("status", ALWAYS),
    "responseLength": ("length", ALWAYS),
    "responseLatency": ("milliseconds", ALWAYS),
    "integration.latency": ("milliseconds", MAYBE),
    "integrationLatency": ("milliseconds", MAYBE),
    "waf.latency": ("milliseconds", MAYBE),
    "authorizer.latency": ("milliseconds", MAYBE),
    "integration.integrationStatus": ("status", MAYBE),
    "integration.error": ("free", MAYBE),
    "integrationErrorMessage": ("free", MAYBE),
    "authorizer.error": ("free", MAYBE),
    "authorizer.principalId": ("free", MAYBE),
    "authorizer.claims.sub": ("free", MAYBE),
    "authorizer.claims.scope": ("free", MAYBE),
    "error.message": ("free", MAYBE),
    "error.messageString": ("quoted", MAYBE),
    "error.responseType": ("response type", MAYBE),
    "eventType": ("event", ALWAYS),
    "customDomain.basePathMatched": ("base path", MAYBE),
    "isCanaryRequest": ("boolean", ALWAYS),
    "wafResponseCode": ("waf code", MAYBE),
    "webaclArn": ("arn", MAYBE),
}

AGENTS = [
    "curl/8.4.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "python-requests/2.31.0",
    "PostmanRuntime/7.37.3",
    "Internal server error",
    "Forbidden",
    "User is not authorized to access this resource",
]
EVIL = [
    "", " ", "-", '"', '""', '"""', "\\", '\\"', "'", ",", '","', '":"', "|", "\t", ";", "a,b", "500", "200 OK", '" 200 "', "] [", "}{", "{}", "null",
    "<", ">", "</ua>", "<ua>", "]]>", "<!--", "&", "&amp;", "&#65;", "\x00", "\n", "\r\n", "\x1b[31m", "\x7f", "\ufeff", "\u202e", "\u2028", "é", "e\u0301",
    "日本語", "→", "¶", "😀", "👨‍👩‍👧", "=HYPERLINK(1)", "+1", "@SUM", "\\n", "\\u0041", "\\ud83d", "%0a", "//", "$context.status", "status=500", "GET / HTTP/1.1",
    "12/Mar/2023:01:02:03 +0000", "203.0.113.9", "1700000000000", "true", "0", "-1", "1e9", "NaN", " -> ", " ms: ", ".", "日→", "é|é",
]
RANGES = [(0x20, 0x7E), (0xA1, 0x24F), (0x300, 0x36F), (0x400, 0x4FF), (0x590, 0x6FF), (0xE00, 0xE7F), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0x1F300, 0x1FAFF)]


class Pool:
    """Draws values."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def some(self, alphabet, low, high):
        return "".join(self.random.choice(alphabet) for _ in range(self.random.randint(low, high)))

    def foreign(self):
        low, high = self.random.choice(RANGES)
        return "".join(chr(self.random.randint(low, high)) for _ in range(self.random.randint(1, 6)))

    def free(self, hostile, around):
        if not hostile:
            return self.random.choice(AGENTS)
        if self.random.random() < 0.02:
            return self.random.choice(EVIL) * self.random.randint(1, 400)
        makers = [lambda: self.random.choice(EVIL), lambda: self.random.choice(around), self.foreign, lambda: self.random.choice(AGENTS)]
        return "".join(self.random.choice(makers)() for _ in range(self.random.randint(1, 4)))

    def draw(self, kind, hostile, around):
        """The text of a value and its meaning."""
        choice, number = self.random.choice, self.random.randint
        letters, digits = string.ascii_letters, string.digits
        if kind in ("status", "milliseconds", "length"):
            value = {"status": lambda: number(100, 599), "milliseconds": lambda: number(0, 10 ** number(1, 9)), "length": lambda: number(0, 10 ** number(1, 18))}[kind]()
            return str(value), {"number": value}
        if kind == "epoch":
            value = number(1_500_000_000_000, 2_500_000_000_000)
            return str(value), {"time": value}
        if kind == "time":
            moment = datetime.datetime(1990, 1, 1) + datetime.timedelta(seconds=number(0, 3_000_000_000))
            month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[moment.month - 1]
            millis = int((moment - datetime.datetime(1970, 1, 1)).total_seconds()) * 1000
            return f"{moment.day:02}/{month}/{moment.year}:{moment:%H:%M:%S} +0000", {"time": millis}
        if kind == "address":
            address = ipaddress.IPv4Address(number(0, 2**32 - 1)) if number(0, 3) else ipaddress.IPv6Address(number(0, 2**128 - 1) >> choice([0, 16, 64, 100]))
            return str(address), {"address": str(address)}
        if kind == "boolean":
            value = choice([True, False])
            return str(value).lower(), {"boolean": value}
        texts = {
            "id": lambda: choice([self.some("0123456789abcdef", 8, 8) + "-7b61-11e6-9a41-" + self.some("0123456789abcdef", 12, 12), self.some(letters + digits, 11, 15) + "="]),
            "token": lambda: choice(["AIDA" + self.some(string.ascii_uppercase + digits, 12, 16), "user@example.com", self.some(letters + digits + "_.-", 1, 20)]),
            "free": lambda: self.free(hostile, around),
            "certificate time": lambda: f"{choice('Jan Feb Mar'.split())} {number(1, 28):2} 12:{number(0, 59):02}:02 20{number(10, 99)} GMT",
            "method": lambda: choice("GET HEAD POST PUT PATCH DELETE OPTIONS PROPFIND".split()),
            "path": lambda: "/" + self.some(letters + digits + ("/-_.~%!$&'()*+,;=:@?|[]{}^`#" if hostile else "/-_."), 0, 40),
            "resource": lambda: "/" + choice(["", "pets", "pets/{id}", "{proxy+}", "v1/a-b/{c_d}"]),
            "route": lambda: choice(["GET /pets", "GET /pets/{id}", "$default", "ANY /{proxy+}", "sendMessage", "$connect", "$disconnect"]),
            "protocol": lambda: choice(["HTTP/1.1", "HTTP/2.0"]),
            "word": lambda: choice(["prod", "v1", "$default", "test-2"]),
            "host": lambda: choice(["api.example.com", self.some(string.ascii_lowercase + digits, 10, 10) + ".execute-api.eu-central-1.amazonaws.com"]),
            "response type": lambda: choice(["ACCESS_DENIED", "THROTTLED", "DEFAULT_4XX", "MISSING_AUTHENTICATION_TOKEN", "WAF_FILTERED"]),
            "event": lambda: choice(["CONNECT", "MESSAGE", "DISCONNECT"]),
            "base path": lambda: choice(["(none)", "v1", "orders"]),
            "waf code": lambda: choice(["WAF_ALLOW", "WAF_BLOCK"]),
            "arn": lambda: "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/x/" + self.some("0123456789abcdef-", 36, 36),
        }
        text = texts["free" if kind == "quoted" else kind]()
        return text, {"text": text}


class Format:
    """A format, taken apart."""

    def __init__(self, number, api, text):
        self.number, self.api, self.text = number, api, text
        found = list(REFERENCE.finditer(text))
        self.names = [one.group(1) for one in found]
        edges = [0] + [place for one in found for place in one.span()] + [len(text)]
        self.literals = [text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2)]
        head = text.lstrip()[:1]
        self.shape = {"{": "json", "<": "xml"}.get(head, "text")
        if head == "[" and text.startswith('["'):
            self.shape = "json"
        self.around = [piece for literal in self.literals for piece in (literal, literal[:1], literal.strip()) if piece] or [" "]
        self.delimiter = None
        if self.shape == "text":
            self.delimiter = next((one for one in ",|\t;" if all(one in literal for literal in self.literals[1:-1]) and self.literals[1:-1]), None)

    def bare(self, at):
        """Whether a value of JSON stands without quotes."""
        quotes = sum(len(re.findall(r'(?<!\\)"', literal)) for literal in self.literals[: at + 1])
        return quotes % 2 == 0

    def put(self, texts):
        return self.literals[0] + "".join(text + literal for text, literal in zip(texts, self.literals[1:]))


def shuffled(value, rng):
    if isinstance(value, dict):
        items = list(value.items())
        rng.shuffle(items)
        return {key: shuffled(inner, rng) for key, inner in items}
    if isinstance(value, list):
        return [shuffled(inner, rng) for inner in value]
    return value


def turn(element, rng):
    children = list(element)
    order = children[:]
    rng.shuffle(order)
    for child in children:
        element.remove(child)
        turn(child, rng)
    element.extend(order)


def line_of(form, style, pool):
    """A line, and what was meant by each value."""
    rng = pool.random
    hostile = style != "honest"
    texts, meant, kinds = [], [], []
    for name in form.names:
        kind, presence = VARIABLES[name]
        kinds.append(kind)
        if presence == MAYBE and rng.random() < 0.2:
            texts.append(None)
            meant.append({"absent": True})
            continue
        text, meaning = pool.draw(kind, hostile, form.around)
        if text == "-" and presence == MAYBE:
            meaning = {"absent": True}
        texts.append(text)
        meant.append(meaning)

    ascii_only = rng.random() < 0.5

    def in_json(text):
        return json.dumps(text, ensure_ascii=ascii_only)[1:-1]

    def as_written(at, inside):
        text = texts[at]
        if kinds[at] == "quoted":
            if text is None or text == "-":
                meant[at] = {"absent": True}
                return rng.choice(["-", '"-"']) if style in ("honest", "hostile") else '"-"'
            return '"' + in_json(text) + '"'
        text = "-" if text is None else text
        return inside(text)

    json_values = [as_written(at, lambda text: text if form.bare(at) else in_json(text)) for at in range(len(texts))] if form.shape == "json" else None
    if style in ("honest", "hostile"):
        values = json_values or [as_written(at, lambda text: text) for at in range(len(texts))]
        line = form.put(values)
    elif form.shape == "json":
        try:
            value = json.loads(form.put(json_values))
        except ValueError:
            return None
        space = rng.choice([{"separators": (",", ":")}, {"separators": (" , ", " : ")}, {"indent": 2}, {}])
        line = json.dumps(shuffled(value, rng), ensure_ascii=not ascii_only, **space)
    elif form.shape == "xml":
        written = [as_written(at, lambda text: text) for at in range(len(texts))]
        if any(not re.fullmatch(r"[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", text) for text in written):
            return None
        marked = form.put([f"\ue000{at}\ue001" for at in range(len(texts))])
        root = ElementTree.fromstring(marked)
        turn(root, rng)
        same = ElementTree.tostring(root, encoding="unicode") == marked

        def fill(text, attribute):
            escape = (lambda one: saxutils.quoteattr(one)[1:-1]) if attribute else saxutils.escape
            return re.sub("\ue000([0-9]+)\ue001", lambda found: escape(written[int(found.group(1))]), text)

        line = ElementTree.tostring(root, encoding="unicode")
        # quoteattr may choose the other quote, so attributes escape both.
        line = re.sub(r'="([^"]*)"', lambda found: '="' + re.sub("\ue000([0-9]+)\ue001", lambda one: saxutils.escape(written[int(one.group(1))], {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}), found.group(1)) + '"', line)
        line = fill(line, False)
        if same:
            meant = [None if text and re.search("[&<>\"'\n\t]", text) else meaning for text, meaning in zip(texts, meant)]
    elif form.delimiter and style == "rewritten":
        cells = next(csv.reader([form.put([f"\ue000{at}\ue001" for at in range(len(texts))])], delimiter=form.delimiter))
        cells = [re.sub("\ue000([0-9]+)\ue001", lambda found: as_written(int(found.group(1)), lambda text: text), cell) for cell in cells]
        out = io.StringIO()
        quoting = rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])
        csv.writer(out, delimiter=form.delimiter, quoting=quoting, lineterminator="").writerow(cells)
        line = out.getvalue()
        # What fits the format as it stands is read so: a client may have sent the very quotes.
        meant = [None if kind in ("free", "quoted", "path") else meaning for kind, meaning in zip(kinds, meant)]
    else:
        return None
    # A line break at the end may be the line's own.
    if line.endswith(("\r", "\n")):
        meant = [None] * len(meant)
    return line, meant


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    pool = Pool(seed)
    formats = [Format(number, api, text) for number, (_, api, text) in enumerate(json.load(sys.stdin))]
    styles = ["honest", "hostile", "rewritten", "hostile"]
    made = turn_of = 0
    while made < count:
        form = formats[turn_of % len(formats)]
        style = styles[turn_of // len(formats) % len(styles)]
        turn_of += 1
        found = line_of(form, style, pool)
        if found:
            line, meant = found
            sys.stdout.write(json.dumps({"format": form.number, "style": style, "line": line, "meant": meant}) + "\n")
            made += 1


main()
