"""Code among the words: templates, PHP, components; a page of nastiness; random code against the invariants."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_extract_invariant import check

from medadlint.extract import extract


def blocks(source: str, fmt: str) -> list[str]:
    found = extract(source, fmt)
    check(found)
    return [found.text[b.start : b.end] for b in found.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # a value is a word nobody knows, glued to what it is glued to
        ("гаранти{{ x }}я", ["гарантиЏџя"]),
        ("да {{ x }} нет", ["да Џџ нет"]),
        ("да <%= x %> нет {{{ y }}} и {!! z !!}", ["да Џџ нет Џџ и Џџ"]),
        ("да <?= $x ?> нет <?php echo $y; ?>!", ["да Џџ нет Џџ!"]),
        # statements are a blank, comments nothing, parts of pages a break
        ("да{% if x %}нет{% endif %}", ["да нет"]),
        ("да<?php if ($x): ?>нет<?php endif ?>", ["да нет"]),
        ("да {{#if x}}нет{{/if}} <% if x %>и{{else}}или", ["да нет и или"]),
        ("гаран{# нет #}тия{{!-- нет --}} и{{-- нет --}}{{! нет }}<%# нет %><%-- нет --%>", ["гарантия и"]),
        ("да{% include 'x' %}нет{% block a %}и{% endblock %}", ["да", "нет", "и"]),
        ("да{% comment %}нет {{ x }}{% endcomment %}{% schema %}{'a': 'нет'}{% endschema %} и", ["да и"]),
        # literals
        ("{{ _('Стойкий') }} <b>результат</b>", ["Стойкий результат"]),
        ('{% trans "Стойкий" %} результат', ["Стойкий результат"]),
        ("<?= 'Стойкий' ?> результат <?php echo __('сразу', 'theme'); ?>", ["Стойкий результат сразу"]),
        ("{{ 'Слово' | upper }} и {{ t('key.name') }}", ["Слово и Џџ"]),
        ("это {{ x ? 'Слово' : \"Другое\" }}", ["это Џџ", "Слово", "Другое"]),
        ("{{ 'Слово' ~ x ~ 'дело' }}", ["Џџ", "СловоЏџдело"]),
        ("{% set a = 'Слово' %}", ["Слово"]),
        # in tags and attributes
        ("<p {% if a > 2 %}class='x'{% endif %} title=\"{{ x['>'] }} имя\">да", ["да", "Џџ имя"]),
        ("<img alt='{{ _(\"Имя\") }}' src={{ x }}><input value={% x %}>", ["Имя"]),
        ("<{{ tag }} class='x'>да</{{ tag }}>", ["<Џџ class='x'>да"]),
        ("<a href='{{ url('x') }}'>да</a>", ["да"]),
        # brackets that are none
        ("да {{ нет", ["да {{ нет"]),
        ("да {% нет {# и <% или", ["да {% нет {# и <% или"]),
        ("да {{ x {{ y }} нет", ["да {{ x Џџ нет"]),
        ("{{ '}}' }} да {% x '%}' %}", ["Џџ да"]),
        ("<!-- {{ --> да }}", ["да }}"]),
        ("<style>@media{#a{b:c}}</style>да {#x{}}", ["да {#x{}}"]),
        ("<?xml version='1.0'?>да", ["да"]),
        # PHP
        ("<?php $MESS['A'] = \"Наш $x[0] и {$y->z['a']} \\\"метод\\\"\"; ?>", ['Наш Џџ и Џџ "метод"']),
        ("<?php $a = ['Раз слово' => \"Два слова\", 'три']; // 'нет'\n# 'нет'\n/* 'нет' */ ?>да",
         ["да", "Раз слово", "Два слова", "три"]),
        ("<?php f('Стойкий ' . $name . ' результат ' .\n 'сразу'); $a = 'д\\'Артаньян \\n';",
         ["Стойкий Џџ результат сразу", "д'Артаньян \\n"]),
        ("<?php echo '<p>Мы <b>га</b>рантируем</p><p>Да</p>' ?>", ["Џџ", "Мы гарантируем", "Да"]),
        ("<?php echo <<<A\n<p>Да {$x}</p>\nA; $b = <<<'B'\nНет $x\n  B;\n'ещё';", ["Џџ", "Да Џџ", "Нет $x", "ещё"]),
        ("<?php throw new \\Exception('нет ' . $x . ' нет'); $a = 'Да'; error_log(\"нет\"); throw new MyError(sprintf('нет %s', $x)); $b = 'Вот'",
         ["Да", "Вот"]),
        ("<?php // конец ?>да<?php $a = '?>'; ?> нет", ["да нет"]),
        # JSON-LD
        ('<script type="application/ld+json">{"ключ": "Имя \\"да\\" \\u0414\\n\\u0430", "a": ["слово", 1]}</script>',
         ['Имя "да" Д\nа', "слово"]),
        ('<script type="application/ld+json">{"a": "Имя {{ x }} тут"}</script>', ["Имя Џџ тут"]),
        # other scripts: data of a page, programs, templates; only their strings with Russian words
        ('<script type="application/json" id=__NEXT_DATA__>{"ключ": {"a": "слово \\u0434\\u0430", "b": "word"}}</script>', ["слово да"]),
        ("<script>var offers = [{t: 'Раз слово', \"u\": \"Два\"}]; // 'нет'\nalert(`Ждём ${x} тут`)</script>да",
         ["да", "Раз слово", "Два", "Ждём Џџ тут"]),
        ('<script>window.__NUXT__=(function(a){return {a:a}}("Слово"))</script>', ["Слово"]),
        ('<script>a = "{{ name }} слово {{ _("тут") }}"; {% if x %}b = "да"{% endif %}; c = "<?= $x["\'"] ?> нет"</script>',
         ["Џџ слово тут", "да", "Џџ нет"]),
        ('<script>a = "<p>Раз <b>сло<\\/b>во<\\/p>Два"</script>', ["Раз слово", "Два"]),
        ('<script type=application/json>{"a": "\\u003cp class=\\"x\\"\\u003eРаз \\u003cb\\u003eсло\\u003c/b\\u003eво\\u003c\\/p\\u003eДва \\u003c 3"}</script>',
         ["Раз слово", "Два < 3"]),
        ('<script type="text/x-template"><p>Раз <img alt="Два"></p></script><script type="text/plain">слово</script>', ["Раз", "Два"]),
        ('<script>слово = 1; // "слово"\n</script><script type=text/babel>a = <p>Раз</p></script>', ["Раз"]),
    ],
)  # fmt: skip
def test_template(source: str, expected: list[str]) -> None:
    assert blocks(source, "php") == expected
    if "<?php echo <<<" not in source:
        assert blocks(source, "html") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@extends('a.b')\n@section('title', 'Имя тут')\n<p>@if($a == \")\") да @else нет @endif</p>",
         ["да нет", "Имя тут"]),
        ("почта a@if.ru @clinic @lang('Слово') {{-- нет --}}", ["почта a@if.ru @clinic", "Слово"]),
        ("@php $a = 'Слово'; @endphp да @foreach(f(g()) as $x) и @endforeach", ["да и", "Слово"]),
        ("@if(незакрыта", ["@if(незакрыта"]),
    ],
)  # fmt: skip
def test_blade(source: str, expected: list[str]) -> None:
    assert blocks(source, "blade") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('гаранти{$x}я, да {if $a == "}"}нет{else}или{/if}{* нет *} и {t}слово{/t} {include file="x.tpl"}там',
         ["гарантиЏџя, да нет или и слово", "там"]),
        ("<h1>{l s='Наши слова' mod='x'} тут</h1>{'Слово'|escape:'html'} да {$x|default:'Другое'} {title} {url route='x'}",
         ["Наши слова тут", "Слово да Џџ Џџ Џџ", "Другое"]),
        ('<script>{literal}var a = {b: "слово да"};{/literal} f({ "x": "тут" })</script>{ не код } {', ["{ не код } {", "слово да", "тут"]),
        ("<style>a{color:red}</style><p title=\"{$x.y|escape:'html'} имя\">{foreach from=$x item=i}Да {$i->f()} нет{/foreach}",
         ["Да Џџ нет", "Џџ имя"]),
        ("<?php echo $header; ?><h1><?php echo $a; ?> тут</h1>", ["Џџ", "Џџ тут"]),  # the .tpl of OpenCart is PHP
    ],
)  # fmt: skip
def test_smarty(source: str, expected: list[str]) -> None:
    assert blocks(source, "smarty") == expected


@pytest.mark.parametrize(
    ("fmt", "source", "expected"),
    [
        ("vue", ("<template><A text='Имя тут' :b=\"x ? 'Раз' : y\" v-on:c='f(`Два`)' /><p>Мы {{ x }}<br/>да</p></template>"
                "<script setup lang='ts'>const a: Array<string> = ['Три'] // 'нет'</script><style>a{content:'нет'}</style>"),
         ["Мы Џџ\nда", "Имя тут", "Раз", "Два", "Три"]),
        ("vue", "<template><textarea placeholder='Вопрос'/><p>Да</p></template>", ["Да", "Вопрос"]),
        ("vue", "<template><p>Наш <RouterLink to='/'>метод</RouterLink> да</p>\n<X-Card>Раз</X-Card>\n<X-Card>Два</X-Card></template>",
         ["Наш метод да", "Раз", "Два"]),
        ("vue", '<i18n>\n{"ru": {"ключ": "Слово"}}\n</i18n>', ["Слово"]),
        ("svelte", ("<script>let a = 'Имя';</script>{#if a < 2}<p class='x {b ? 'Раз' : ''}'>Мы {a} и {@html b}</p>{:else}Нет{/if}"
                   "<Card title={'Два'} text='Три {c}'/><!-- {'нет'} --><style>p{}</style>"),
         ["Мы Џџ и Џџ", "Нет", "Три Џџ", "Имя", "Раз", "Два"]),
        ("astro", ("---\nconst a = 'Имя'; const b = x < 2;\n---\n<!doctype html><h1>{a} да</h1>{b && <p>Раз <br> два</p>}"
                  "<script>f('Три')</script>"),
         ["Џџ да", "Раз\nдва", "Имя", "Три"]),
    ],
)  # fmt: skip
def test_component(fmt: str, source: str, expected: list[str]) -> None:
    assert blocks(source, fmt) == expected
    assert not extract(source, fmt).whole


@pytest.mark.parametrize(
    ("fmt", "source", "whole"),
    [
        ("html", "<body>да</body>", True),
        ("html", "<body>да {{ x }}</body>", True),
        ("html", "<body>{% block a %}да{% endblock %}</body>", False),
        ("html", "<html><title>да</title><body><div id=app></div><script src=x></script></body>", False),
        ("php", "<html><body>да<?php f() ?></body>", True),
        ("php", "<html><body>да", False),
        ("php", "<body>да<?php include 'footer.php' ?></body>", False),
        ("smarty", "<body>да {$x}</body>", True),
        ("smarty", "<body>{block name=a}да{/block}</body>", False),
        ("jsx", "a = <html><body>да тут</body></html>", False),
    ],
)
def test_whole(fmt: str, source: str, whole: bool) -> None:
    assert extract(source, fmt).whole is whole


# Every ‹n› below is a marked string: what is between the marks is text, and leads back to itself; MARK0 never shows.
NASTY = """\ufeff😀 М01‹слово› <!doctype html><html lang=ru><head><title>М02‹слово &amp; дело› {{ site }}</title>
<meta name=description content='М03‹слово "дело"›'><meta property=og:title content="М04‹слово 'дело'›">
<!--[if lt IE 9]><p>НЕТ‹слово›</p><![endif]--><script>var a = "<p>М62‹слово›</p>", b = /["'НЕТ]/; // "НЕТ"</script>
<script type="application/ld+json">{"@type": "MedicalClinic", "name": "М05‹слово \\"дело\\"›", "x": ["М06‹слово\\/дело›"]}</script>
<style>a:after{content:"НЕТ‹слово›"}</style></head>\r
<body class="{% if x > 1 %}a{% endif %}" {{ attrs }}><p>М07‹слово<p>М08‹слово</b></i></div>М09‹слово›\r
<b><i>М10‹слово›</b></i> <a href=x href=y title='М11‹слово›' title='НЕТ‹слово›'>М12‹слово›</a>
<img alt="М13‹слово {{ x }} дело›"><img alt='М14‹слово>дело›'><img alt=М15‹слово› src=x><img/alt="М16‹слово›"/>
&laquo М17‹слово&nbsp;дело› &copyМ18‹слово› &amp М19‹слово› AT&T М20‹слово› &#1055М21‹слово› &#x41;М22‹слово›
<![CDATA[НЕТ‹слово]]>М23‹слово› <? НЕТ‹слово ?>М24‹слово› <?= $x["?>"] ?>М25‹слово› <?php /* ?>НЕТ */ ?>М26‹слово›
{# НЕТ‹слово› #}М27‹слово› {% comment %}НЕТ‹слово›{% endcomment %}М28‹слово› {{!-- НЕТ‹слово› --}}М29‹слово›
<%# НЕТ‹слово› %>М30‹слово› <%= x > y ? a : b %>М31‹слово› {{ x | default('М32‹слово›') if x else y }} {{ _("М33‹слово›") }}
<table><tr><td>М34‹слово<td>М35‹слово</table>М36‹сло<wbr>во› М37‹сло&shy;во› М38‹сло<b>во</b>› М39‹слово<br />дело›
<pre>\r\nМ40‹слово\r\n  дело›</pre><textarea>М41‹слово <b> дело›</textarea><select><option label='М42‹слово›'>М43‹слово›</select>
<input type=submit value="М44‹слово›" onclick="alert('НЕТ‹слово›')"><input placeholder=М45‹слово›><button title="М46‹слово›
дело">М47‹слово›</button><svg><title>М48‹слово›</title><desc/></svg><noscript>М49‹слово›</noscript><template>М50‹слово›</template>
М51‹слово < дело› М52‹2<3› М53‹a</ b>› <div title="М54‹слово" title=НЕТ‹слово›>М55‹слово›</div <p>М56‹слово›
<p>М57‹слово {% if x %}и{% else %}или{% endif %} дело›<script><!--<script>НЕТ‹слово›</script>НЕТ--></script>М58‹слово›
<a title=М59‹слово'дело›>😀 М60‹слово 😀 дело›</a></body></html><p>М61‹слово› <b title="НЕТ‹слово›
"""


def test_a_page_of_nastiness() -> None:
    found = extract(NASTY, "html")
    check(found)
    assert "НЕТ" not in found.text
    marks = re.findall(r"М\d\d‹", NASTY)
    assert len(marks) == 62
    for mark in marks:
        at = found.text.index(mark)
        assert found.text.count(mark) == 1, mark
        stop = re.compile("›|(?=\n\n)|\\Z").search(found.text, at)
        assert stop
        # the words behind the mark: where the text has them, the source has them too
        for m in re.finditer(r"слово|дело|сло", found.text[at : stop.end()]):
            a, b = found.place(at + m.start(), at + m.end())
            assert re.sub("<[^>]*>|&shy;", "", NASTY[a:b]).replace("\xad", "") == m[0], mark
            assert NASTY.rindex("М", 0, a) == NASTY.index(mark), mark


CLAIM = "гарантируем результат"
PIECES = {
    "html": ["{{ x }}", "{% if x %}", "{% endif %}", "{# x #}", "<?= $x ?>", "<?php x() ?>", "{{ 'ещё слово' }}", "<%= x %>", "{{", "}}", "{%", "%}",
             "<?php ", "?>", "'", '"', "<!--", "-->", "<b>", "</b>", "<p>", "</p>", "<br/>", "<img alt='", "<a title=\"{{ 'и тут' }}\">",
             "<script>", "</script>", '<script type="application/ld+json">{"a": "', '"}', "&nbsp;", "&amp", "<script>var a = '", "';</script>", "<\\/b>", "\\u003cb\\u003e", '<script type="text/html">', "console.log('",
             "\r\n", "😀", "<", ">", "слово ", "\\"],
    "php": ["<?php ", "?>", "<?= ", "'", '"', " . ", "$x", "{$x}", "//", "#", "/*", "*/", "\n", "<p>", "</p>", "<<<A\n", "\nA;", "\\", "слово ", "<b title='"],
    "blade": ["@if(", ")", "@else", "@lang('слово')", "{{ x }}", "{!! x !!}", "{{--", "--}}", "'", '"', "(", "<p>", "слово ", "@php ", "@endphp"],
    "smarty": ["{$x}", "{if $x}", "{else}", "{/if}", "{*", "*}", "{'слово'}", "{l s='слово тут'}", "{literal}", "{/literal}", "{", "}", "'", '"', "<p>", "</p>",
               "<b title='", "{{ x }}", "<?= $x ?>", "{include file='x'}", "слово ", "<script>", "</script>"],
    "pug": ["\n", "\n  ", "\n    ", "p ", "h1", "| ", "p.", "li: a ", "(title='", "(alt=x ", ")", "'", '"', "#{x}", "#[b ", "]", "- var a = ", "= ", "//", "+card(",
            "script.", "<b>", "слово ", "&nbsp;", "`", "\r\n", "include x", "{", "}"],
    "vue": ["<template>", "</template>", "<script>", "</script>", "<p :a=\"'слово'\">", "<A b='слово дело' />", "</p>", "{{ x }}", "{{", "}}", "'", '"', "`",
            "<X>", "</X>", "\n", "слово ", "<br />", '<i18n>{"a": "', '"}</i18n>', "<textarea/>"],
    "svelte": ["{#if x}", "{/if}", "{x}", "{'слово'}", "{", "}", "<p a='{", "'", '"', "`", "<X a={x}>", "</X>", "<script>", "</script>", "\n", "слово ", "<!--", "-->"],
    "astro": ["---\n", "\n---\n", "{x && <p>", "</p>}", "{x}", "{", "}", "<p a={", "'", '"', "<X>", "</X>", "<br>", "<script>", "</script>", "\n", "слово "],
    "jsx": ["<p>", "</p>", "<>", "</>", "<A b={", "}", "{", "'", '"', "`", "${", " + ", "/", "//", "/*", "*/", "\n", "= ", "return ", "(", ")", "слово ",
            "{' '}", "<br />", "\\", "=> ", "<T,>", "a < b", "console.log(", "new Error('", "\\u0433"],
    "ts": ["'", '"', "`", "${", "}", " + ", "<any>", "/", "//", "\n", "= ", "слово ", "\\n", "\\"],
}  # fmt: skip


def fuzz(fmt: str, dice: random.Random, size: int = 14) -> str:
    """Random markup around claims."""
    return "".join(dice.choices([*PIECES[fmt], CLAIM], k=size))


def wrong_place(source: str, fmt: str) -> str | None:
    """The claim in the text whose place in the source is wrong."""
    found = extract(source, fmt)
    for m in re.finditer(CLAIM, found.text):
        a, b = found.place(*m.span())
        if source[a:b] != CLAIM and not re.search(r"[^а-я ]", source[a:b]):
            return source[a:b]
        if source[a] != CLAIM[0] or source[b - 1] != CLAIM[-1]:
            return source[a:b]
    return None


@pytest.mark.parametrize("fmt", PIECES)
def test_random_markup_around_claims(fmt: str) -> None:
    dice = random.Random(fmt)
    for _ in range(400):
        source = fuzz(fmt, dice)
        assert wrong_place(source, fmt) is None, source


@pytest.mark.parametrize("fmt", PIECES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_invariants(fmt: str, data: st.DataObject) -> None:
    source = "".join(data.draw(st.lists(st.sampled_from(PIECES[fmt]), max_size=25)))
    check(extract(source, fmt), "" if fmt == "pug" else "<[!")


HOSTILE = {
    "html": ["{{", "{%", "{{ '", "{#", "<%", "<?php '", "{{x}}", "{% comment %}", "{{'\\'", "<?=1?>", "{{!--", "{{ 'слово' }}",
             "<script>console.log('да'", '<script>"да\\u003ca', '<script>"да";</script>', "<script type=x><b>да", "<script>'<\\/p>да'"],
    "php": ["<?php ", "<?php '\\'", "<?php <<<A\n", "'слово' . ", "/*", "<?='слово'?>", '<?php "слово $x \\'],
    "blade": ["@if(", "@x('слово')", "@if((", "@php "],
    "smarty": ["{$", "{*", "{literal}", "{if '", "{'слово'}", "{a", '{"'],
    "pug": ["p(", "#[b ", "]", "#{", "p ", "\n p", "//\n", "p(a='слово'", "'", "p(a=b", "li: ", "#{'слово'}", "p.\n", "p(a='б')\n", "p(\n"],
    "vue": ["<A b='слово'>", "<p :a=\"'слово'\">", "{{", "<script>'слово'"],
    "svelte": ["{", "{#if", "<a b={", "<a b='{слово", "{'слово'}", "<script>"],
    "astro": ["---\n", "{<p>", "<a b={"],
    "jsx": ["слово`${", "=<a>{", "=<a ", "'\\'", "/слово", "= /[", "'слово' + ", "<слово", "=<a>слово</a>", "{`слово", "//\n", "=<a b={<c>", "(/*", "new Error(`${", "console.log('слово') "],
    "ts": ["'\\'", "`${'слово'}", "'слово' + "],
}  # fmt: skip


@pytest.mark.parametrize(("fmt", "piece"), [(f, p) for f, pieces in HOSTILE.items() for p in pieces])
def test_hostile_input_is_linear(fmt: str, piece: str) -> None:
    source = piece * (60_000 // len(piece)) + "слово"
    start = time.process_time()
    check(extract(source, fmt), "" if fmt == "pug" else "<[!")
    assert time.process_time() - start < 4
