import time

import pytest

from scheduler.formats.plain_text import from_html, web_address

CASES = {
    "without tags nothing changes": ("Fish &amp; chips, 1 < 2", "Fish &amp; chips, 1 < 2"),
    "paragraphs": ("<p>One.</p>\n<p>Two &amp; three.</p>", "One.\n\nTwo & three."),
    "line breaks": ("One<br>two<br/>three<br /><br />four", "One\ntwo\nthree\n\nfour"),
    "white space": ("<p>  One\n two\t<b> three</b> , four </p>", "One two three , four"),
    "no-break space": ("<p>One&nbsp;two</p>", "One two"),
    "list": ("<p>We:</p><ul>\n<li>come</li>\n<li>see</li></ul><p>Win.</p>", "We:\n\n- come\n- see\n\nWin."),
    "list of paragraphs": ("<ol><li><p>come</p></li><li><p>see</p></li></ol>", "- come\n- see"),
    "list in a list": (
        "<ul><li>fruit<ul><li>apple</li><li>pear</li></ul></li><li>bread</li></ul>",
        "- fruit\n  - apple\n  - pear\n- bread",
    ),
    "items left open": ("<ul><li>come<li>see</ul>over", "- come\n- see\n\nover"),
    "item without list": ("<li>come", "- come"),
    "link": ('See <a href="https://example.org/?a=1&amp;b=2">here</a>.', "See here (https://example.org/?a=1&b=2)."),
    "link of itself": ('<a href="https://example.org/">https://example.org/</a>', "https://example.org/"),
    "link of its own host": ("<a href='https://example.org'>example.org</a>", "example.org"),
    "link without words": ("<p><a href=https://example.org></a></p>", "https://example.org"),
    "link in an item": ('<ul><li><a href="http://a.example">A</a></li></ul>', "- A (http://a.example)"),
    "link never closed": ('<a href="http://a.example">A', "A (http://a.example)"),
    "script as link": ('<a href="javascript:alert(1)">here</a>', "here"),
    "mail as link": ('<a href="mailto:a@example.org">write</a>', "write"),
    "path as link": ('<a href="/there">there</a>', "there"),
    "script and style": ("<p>a<script>var b = '<p>';</script><STYLE>p {}</STYLE>c</p>", "ac"),
    "script never closed": ("<p>a</p><script>alert(1)", "a"),
    "comment": ("<p>a<!-- <b>not</b> this -->b</p>", "ab"),
    "preformatted": ("<p>So:</p><pre>\nif a:\n    b\n</pre><p>Done.</p>", "So:\n\nif a:\n    b\n\nDone."),
    "table": ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
    "headings": ("<h1>Top</h1>text<h2>Sub</h2>more", "Top\n\ntext\n\nSub\n\nmore"),
    "not a tag of HTML": ("A vector<int> of <you@example.org>", "A vector<int> of <you@example.org>"),
    "not a tag of HTML, among others": ("<p>A vector<int></p>", "A vector<int>"),
    "escaped tag": ("<p>Write &lt;b&gt;.</p>", "Write <b>."),
    "attribute with a sign": ('<p title="a > b">c</p>', "c"),
    "broken tag": ("<p>a</p><p", "a\n\n<p"),
    "end tags alone": ("</ul></p></a></pre>a", "a"),
    "nothing but tags": ("<p><br></p>", ""),
}


@pytest.mark.parametrize(("html", "text"), CASES.values(), ids=CASES.keys())
def test_plain_text_from_html(html: str, text: str) -> None:
    assert from_html(html) == text


@pytest.mark.parametrize(
    "unit", ["<", "<a ", "<a b='", "<a \"'", "<!--", "<script>", "</a ", "<p/", "&#", "<ul><li>", "<a>"]
)
def test_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    """100 kB take some 0.1 s; a search that starts over from every sign would take many seconds."""
    text = "<p>" + unit * (100_000 // len(unit))
    began = time.process_time()
    from_html(text)
    assert time.process_time() - began < 1


ADDRESSES = {
    "https": (" https://example.org/a?b#c ", "https://example.org/a?b#c"),
    "http": ("http://example.org", "http://example.org"),
    "capitals": ("HTTPS://example.org", "HTTPS://example.org"),
    "script": ("javascript:alert(1)", None),
    "script with a break": ("java\nscript:alert(1)", None),
    "data": ("data:text/html,x", None),
    "no host": ("https:///path", None),
    "no scheme": ("www.example.org", None),
    "wrong scheme": ("httphttps://example.org/", None),
    "space": ("https://example.org/a b", None),
    "line break": ("https://example.org/\nb", None),
    "broken host": ("https://[::1", None),
    "too long": ("https://example.org/" + "a" * 2_000, None),
    "empty": ("", None),
}


@pytest.mark.parametrize(("text", "address"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_only_web_addresses_are_kept(text: str, address: str | None) -> None:
    assert web_address(text) == address
